"""`python -m tests.simulation`, as a person calls it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def called(*options: str) -> tuple[int, str]:
    """The exit code, and what was printed; begun with another hash seed than the runs have."""
    command = [sys.executable, "-m", "tests.simulation", *options]
    env = os.environ | {"PYTHONHASHSEED": "77"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_story_is_told_line_by_line_and_always_the_same() -> None:
    code, told = called("--seed", "3", "--trace")

    assert code == 0
    assert "Fri 27 Mar 10:00:00  somebody wants: start" in told
    assert "nothing violated" in told
    assert called("--seed", "3", "--trace") == (code, told)


def test_a_violation_is_told_with_all_that_it_takes_to_see_it_again() -> None:
    code, told = called("--seed", "0", "--bug", "person_in_log")

    known = dict(line.strip().split(maxsplit=1) for line in told.splitlines() if line.startswith("    "))
    assert code == 1
    assert told.startswith("--seed 0 --bug person_in_log violates I16")
    assert {"step", "trace", "config", "commit", "lock"} <= set(known)
    assert "PYTHONHASHSEED=0" in known["python"]
    assert known["again"] == (
        "PYTHONHASHSEED=0 .venv/bin/python -m tests.simulation --seed 0 --bug person_in_log --trace"
    )


def test_many_seeds_go_on_after_a_violation_and_end_with_a_summary() -> None:
    code, told = called("--seeds", "9", "--seed", "2", "--bug", "person_in_log")

    assert code == 1
    assert told.count("violates I16") >= 2
    assert told.splitlines()[-1].startswith("9 seeds from 2, ")


def test_a_kept_run_is_played_from_its_file() -> None:
    file = "tests/simulation/replays/two-cards-with-one-uid.json"

    code, told = called("--replay", file)

    assert code == 0
    assert told.startswith(f"--replay {file}: 2 steps")
