"""What is forked is a stand-in like one that was started: alone, whole, and gone when it is told so."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.child import REPOSITORY, NotReady
from tests.e2e.machine import wait_for
from tests.nursery import Nursery
from tests.servers import start_pipedrive


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    with Nursery("sandbox.pipedrive", tmp_path / "nursery.log") as nursery:
        yield nursery


def test_two_know_nothing_of_each_other(nursery: Nursery, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    (one, anna), (other, ben) = (start_pipedrive(tmp_path / name, start=nursery.start) for name in ("one", "other"))

    anna.control("switches", {"limits": False})
    anna.control("load", {"persons": [{"name": "Eva"}]})

    assert len(anna.control("dump")["persons"]) == 1
    assert ben.control("dump")["persons"] == []
    assert ben.control("switches")["limits"] is True
    for child in (one, other):
        child.stop()


def test_it_keeps_what_it_has_and_answers_no_more_once_it_was_stopped(nursery: Nursery, tmp_path: Path) -> None:
    child, standin = start_pipedrive(tmp_path, start=nursery.start)
    standin.control("load", {"persons": [{"name": "Eva"}]})

    child.stop()

    with pytest.raises(urllib.error.URLError):
        standin.control("dump")
    again, standin = start_pipedrive(tmp_path, start=nursery.start)
    assert [person["name"] for person in standin.control("dump")["persons"]] == ["Eva"]
    again.stop()


def test_one_that_cannot_start_says_why(nursery: Nursery, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="unrecognized arguments: --nonsense"):
        start_pipedrive(tmp_path, "--nonsense", start=nursery.start)


def test_it_ends_with_whoever_wanted_it(tmp_path: Path) -> None:
    code = f"""
import os, pathlib
from tests.nursery import Nursery
from tests.servers import start_pipedrive
folder = pathlib.Path({str(tmp_path)!r})
with Nursery("sandbox.pipedrive", folder / "nursery.log") as nursery:
    child, standin = start_pipedrive(folder, start=nursery.start)
    print(standin.control_url, flush=True)
    os.kill(os.getpid(), 9)
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert told.returncode == -9, told.stderr
    assert _falls_silent(told.stdout.strip())


def _falls_silent(url: str) -> bool:
    def is_silent() -> bool:
        try:
            with urllib.request.urlopen(f"{url}/stats", timeout=5) as answer:
                return not json.loads(answer.read())
        except OSError:
            return True

    return bool(wait_for("its end", is_silent, 10))
