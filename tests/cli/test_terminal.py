"""The command at a real terminal (a pseudo one): colours, progress, questions; and none of it where nobody looks."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.cli.conftest import House, Tandem
from tests.console.fake_app import CONNECTION, DONE, RUN, broken

COMMAND = [sys.executable, "-c", "from tandem.cli.main import main; main()"]
COLOUR = re.compile(r"\x1b\[[0-9;]*(3[0-7]|9[0-7]|38;5)[0-9;]*m")
PATIENCE = 60


def at_terminal(environment: Mapping[str, str], *arguments: str, typed: str = "", **more: str) -> tuple[int, str]:
    """Exit code, and all that came to the terminal."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    variables = {**plain, **environment, "TERM": "xterm-256color", "COLUMNS": "160", **more}
    process = subprocess.Popen([*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=variables)
    os.close(theirs)
    os.write(ours, typed.encode())
    said, deadline = b"", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                said += os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
        elif process.poll() is not None:
            break
    code = process.wait(PATIENCE)
    os.close(ours)
    return code, said.decode()


def test_states_have_colours_at_a_terminal(house: House, environment: dict[str, str]) -> None:
    house.app.held = [broken("access_revoked")]

    code, said = at_terminal(environment, "connections")

    assert code == 0
    assert "\x1b[31mneeds to be" in said


def test_no_color_means_none(house: House, environment: dict[str, str]) -> None:
    _, said = at_terminal(environment, "connections", NO_COLOR="1")

    assert "up to date" in said
    assert not COLOUR.search(said)


def test_a_pipe_gets_neither_colours_nor_progress(tandem: Tandem, house: House) -> None:
    house.app.runs = [replace(DONE, state="running", done=1), DONE]

    for done in (tandem("connections"), tandem("start", CONNECTION)):
        assert "\x1b" not in done.out + done.err


def test_a_first_sync_shows_how_far_it_is(house: House, environment: dict[str, str]) -> None:
    going = replace(DONE, state="running", done=40, total=200, counts={"created": 38})
    house.app.runs = [going, going, DONE]

    code, said = at_terminal(environment, "start", CONNECTION)

    assert code == 0
    assert "40/200" in said
    assert "first sync, created 38" in said
    assert house.app.calls.count(("run", RUN)) == 3


@pytest.mark.parametrize(("typed", "is_stopped"), [("n\n", False), ("y\n", True)])
def test_a_person_is_asked_before_a_sync_ends(
    house: House, environment: dict[str, str], typed: str, is_stopped: bool
) -> None:
    code, said = at_terminal(environment, "stop", CONNECTION, "--remove", "--no-wait", typed=typed)

    assert "is deleted on the side where it made it" in said
    assert code == (0 if is_stopped else 1)
    assert (("stop", CONNECTION, True) in house.app.calls) is is_stopped


def test_whoever_says_yes_is_not_asked(house: House, environment: dict[str, str]) -> None:
    code, _ = at_terminal(environment, "stop", CONNECTION, "--yes", "--no-wait")

    assert (code, ("stop", CONNECTION, False) in house.app.calls) == (0, True)


def test_what_went_wrong_stands_out_at_a_terminal(environment: dict[str, str]) -> None:
    code, said = at_terminal(environment, "connections", TANDEM_URL="http://127.0.0.1:9")

    assert code == 1
    assert "\x1b[1;31mNo Tandem answers" in said
