"""Whatever the README names can be typed, and opened."""

import re
from pathlib import Path

import typer

from tandem.cli.main import app
from tests.walk.readme import Section

ROOT = Path(__file__).resolve().parents[2]
WHOLE = Section((ROOT / "README.md").read_text("utf-8"))
TYPED = [*WHOLE.commands, *WHOLE.inline]
TANDEM = re.compile(r"(?:\.venv/bin/)?tandem ([a-z][a-z-]*)(.*)")


def test_each_command_that_it_names_is_one_and_takes_these_options() -> None:
    commands = typer.main.get_command(app).commands
    named = [found.groups() for one in TYPED if (found := TANDEM.fullmatch(one))]

    unknown = [name for name, _ in named if name not in commands]
    options = {
        name: {opt for one in commands[name].params for opt in one.opts} for name, _ in named if name in commands
    }
    refused = [(name, one) for name, rest in named for one in re.findall(r"--\S+", rest) if one not in options[name]]

    assert len(named) > 8
    assert (unknown, refused) == ([], [])


def test_each_target_that_it_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = {name for one in TYPED for name in re.findall(r"\bmake ([a-z]+)", one)}

    assert {"run", "test", "deploy"} <= named <= targets


def test_each_file_that_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)#]+)", WHOLE.text)

    assert len(linked) > 20
    assert [one for one in linked if not (ROOT / one).exists()] == []
