"""The rule about skips is itself tested, in a pytest of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SUITE = """
import pytest

def test_that_runs(): pass
def test_that_wants_a_browser(): pytest.skip("a browser is missing")
def test_that_wants_shared(): pytest.skip("../shared is absent")
"""


def run(suite: Path, require_all: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.skipping", "-p", "no:cacheprovider"]
    command += ["-c", "/dev/null", "--rootdir", str(suite.parent), str(suite)]
    environment = {**os.environ, "TANDEM_REQUIRE_ALL": require_all, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "test_made_up.py"
    path.write_text(SUITE, encoding="utf-8")
    return path


def test_each_skip_is_counted_by_name_with_its_reason(suite: Path) -> None:
    done = run(suite, require_all="")

    assert done.returncode == 0
    assert "2 skipped, by name" in done.stdout
    assert "test_made_up.py::test_that_wants_a_browser: a browser is missing" in done.stdout
    assert "test_made_up.py::test_that_wants_shared: ../shared is absent" in done.stdout


def test_where_everything_can_be_installed_a_skip_is_a_failure_except_for_shared(suite: Path) -> None:
    done = run(suite, require_all="1")

    assert done.returncode == 1
    assert "1 failed, 1 passed, 1 skipped" in done.stdout
    assert "asks for every test: a browser is missing" in done.stdout


def test_a_module_that_is_skipped_whole_fails_too(suite: Path) -> None:
    suite.write_text("import pytest\npytest.importorskip('no_such_module_here')\n", encoding="utf-8")

    done = run(suite, require_all="1")

    assert done.returncode != 0
    assert "no_such_module_here" in done.stdout
