"""The tests over several cores, itself tested, in a pytest of its own: what measures time is alone, no skip is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spreading import scope_of

ROOT = Path(__file__).resolve().parents[1]

BUSY = """
import time, pathlib, pytest
from tests.spreading import say_at_the_end

@pytest.mark.parametrize("number", range(3))
def test_that_takes_a_while(number, pytestconfig):
    mark = pathlib.Path(__file__).with_suffix(f".{number}.busy")
    mark.touch()
    time.sleep(0.3)
    mark.unlink()
    say_at_the_end(pytestconfig, "news", [f"{pathlib.Path(__file__).stem} {number}"])
"""
QUIET = """
import pathlib, pytest

def test_that_is_skipped(): pytest.skip("a browser is missing")

@pytest.mark.parametrize("number", range(3))
def test_that_measures(number):
    assert not list(pathlib.Path(__file__).parent.glob("*.busy"))
"""
SKIPPED = "import pytest\npytest.importorskip('no_such_module_here')\n"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    for name in ("b", "c", "d"):
        (tmp_path / f"test_{name}.py").write_text(BUSY, encoding="utf-8")
    (tmp_path / "test_a_alone.py").write_text(QUIET, encoding="utf-8")
    (tmp_path / "test_e.py").write_text(SKIPPED, encoding="utf-8")
    return tmp_path


def run(suite: Path, require_all: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-v", "-p", "tests.skipping", "-p", "tests.spreading"]
    command += ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(suite), "--strict-markers"]
    command += ["--numprocesses", "2", str(suite)]
    here = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    environment = {**here, "TANDEM_REQUIRE_ALL": require_all, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)


def test_what_measures_time_runs_when_nothing_else_does_and_each_skip_is_named_once(suite: Path) -> None:
    done = run(suite, require_all="")
    summary = done.stdout.partition("skipped, by name")[2]

    assert done.returncode == 0, done.stdout
    assert "12 passed" in done.stdout
    assert summary.count("test_a_alone.py::test_that_is_skipped: a browser is missing") == 1
    assert summary.count("test_e.py: could not import") == 1
    assert {f"test_{name} {number}" for name in "bcd" for number in range(3)} <= set(done.stdout.splitlines())


def test_where_everything_can_be_installed_a_skip_is_a_failure_on_whichever_core(suite: Path) -> None:
    done = run(suite, require_all="1")

    assert done.returncode == 1
    assert "asks for every test: a browser is missing" in done.stdout
    assert "no_such_module_here" in done.stdout


def test_a_module_is_not_torn_apart_nor_a_folder_that_shares_its_servers() -> None:
    assert scope_of("tests/domain/test_merge.py::TestThis::test_that[a::b]") == "tests/domain/test_merge.py"
    assert scope_of("tests/cloud/test_story.py::test_one") == scope_of("tests/cloud/test_runtime.py::test_two")
    assert scope_of("tests/domain/test_merge_alone.py::test_one") == scope_of(
        "tests/state/test_wakes_alone.py::test_two"
    )
