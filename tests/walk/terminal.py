"""A newcomer's two terminals in their clone: one is busy with `make run`, in the other they look around."""

import os
import re
import signal
import subprocess
import sysconfig
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.machine import wait_for

ROOT = Path(__file__).resolve().parents[2]
PRINTED_WITHIN = 120.0
ENDS_WITHIN = 20.0
OURS = ("TANDEM_", "MAKE", "MFLAGS", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "PORT", "DATA")
"""Variables that the tests' own run has, by how they begin; a newcomer has none of them."""


def clone(to: Path) -> Path:
    """What is committed here, as git hands it out."""
    trusted = ["-c", "safe.directory=*"]  # whoever tests may be another user than whose files these are
    subprocess.run(["git", *trusted, "clone", "--quiet", str(ROOT), str(to)], check=True, timeout=60)
    return to


def lend_packages(to: Path) -> None:
    """An environment of the clone's own, in which the packages of this one are found: nothing is downloaded twice.

    What the Makefile does there is left to it: pip holds what it finds against the lock, and installs the clone's own
    Tandem. That a lock is installed where there is nothing yet is what `.ci/run` does with these same rules.
    """
    made = to / ".venv"
    venv.create(made, symlinks=True)
    place = sysconfig.get_path("purelib", vars={"base": str(made), "platbase": str(made)})
    Path(place, "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    (made / ".made").touch()


def newcomer() -> dict[str, str]:
    """Their environment. `PIP_NO_INDEX`: whatever wasn't lent fails, instead of being fetched."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**plain, "PIP_NO_INDEX": "1", "TANDEM_LANG": "en", "COLUMNS": "200", "GIT_CONFIG_GLOBAL": os.devnull}


@dataclass(frozen=True, slots=True)
class Terminal:
    """The one that is busy with `make run`."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def printed(self) -> str:
        return self.log.read_text("utf-8")

    def wait_for(self, pattern: str) -> str:
        """The first group of it, as soon as it is printed."""
        return wait_for(f"{pattern!r} in\n{self.printed}", lambda: self._find(pattern), PRINTED_WITHIN)

    def _find(self, pattern: str) -> str | None:
        found = re.search(pattern, self.printed)
        assert found or self.process.poll() is None, f"it ended:\n{self.printed}"
        return found[1] if found else None

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(ENDS_WITHIN)


@contextmanager
def terminal(command: str, folder: Path, log: Path) -> Iterator[Terminal]:
    """Runs inside; whatever is left of it ends with the test."""
    with log.open("wb") as written:
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=folder, env=newcomer(), stdout=written, stderr=written, start_new_session=True
        )
    try:
        yield Terminal(process, log)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def second_terminal(folder: Path, *lines: str) -> str:
    """What these lines print, one typed after the other; each has to succeed."""
    typed = "\n".join(["set -e", *lines])
    done = subprocess.run(
        ["bash", "-c", typed], cwd=folder, env=newcomer(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{typed}\n{done.stdout}{done.stderr}"
    return done.stdout


def filled_in(command: str, told: Mapping[str, str]) -> str:
    """With what stands in the place of the README's examples."""
    for example, real in told.items():
        command = command.replace(example, real)
    return command
