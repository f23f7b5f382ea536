"""What has to be known of a failed run to see it again: which code, which choices, on which Python."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from tests.simulation.judging.oracle import Violation
from tests.simulation.story.choices import Frame
from tests.simulation.story.faults import Fault
from tests.simulation.story.run import Outcome

ROOT = Path(__file__).resolve().parents[3]
COMMAND = "PYTHONHASHSEED=0 .venv/bin/python -m tests.simulation"


@dataclass(frozen=True, slots=True)
class Failure:
    """`where` are the options that lead to it: a seed, or a file."""

    where: str
    violations: tuple[Violation, ...]
    step: int
    trace: str
    config: str

    @property
    def invariant(self) -> str:
        return self.violations[0].invariant


def failure_of(where: str, outcome: Outcome) -> Failure:
    config = digest_of_config(outcome.record[0], outcome.means)
    return Failure(where, tuple(outcome.violations), outcome.steps, outcome.trace, config)


def digest_of_config(town: Frame, means: Mapping[Fault, int]) -> str:
    """Of the town, and of how often each fault strikes in it."""
    rates = {fault.name: mean for fault, mean in means.items()}
    return _digest(json.dumps([town, rates], sort_keys=True).encode())


def lines(failure: Failure) -> list[str]:
    known = {
        "step": str(failure.step),
        "trace": failure.trace,
        "config": failure.config,
        "commit": commit(),
        "python": f"{platform.python_version()}, PYTHONHASHSEED={os.environ.get('PYTHONHASHSEED', 'unset')}",
        "lock": _digest((ROOT / "requirements-dev.lock").read_bytes()),
        "again": f"{COMMAND} {failure.where} --trace",
    }
    head = [f"{failure.where} violates {violation}" for violation in failure.violations[:3]]
    return head + [f"    {name:<8}{value}" for name, value in known.items()]


def commit() -> str:
    """With a word where files were changed since; "unknown" outside of a checkout."""
    git = ["git", "-c", "safe.directory=*", "describe", "--always", "--dirty= with changes", "--exclude=*"]
    try:
        asked = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return asked.stdout.strip()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=6).hexdigest()
