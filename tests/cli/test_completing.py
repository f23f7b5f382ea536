"""Shells complete commands, options, connections and rules; what they are offered never fails and never waits long."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tandem.cli.completing import RULES
from tandem.console.bodies import OF_CALENDARS, OF_CONTACTS
from tandem.console.fields import Text
from tests.cli.conftest import House, Tandem
from tests.console.fake_app import BOOK, CONNECTION, LIVE

COMMAND = [sys.executable, "-c", "from tandem.cli.main import main; main()"]


def offered(shell: str, words: list[str], environment: Mapping[str, str]) -> list[str]:
    """What the command answers a shell in whose line these words stand, the last of them not done."""
    line = " ".join(["tandem", *words])
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    variables = {**os.environ, **environment, **asked, "_TANDEM_COMPLETE": f"complete_{shell}"}
    done = subprocess.run(COMMAND, env=variables, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_of_its_own(tandem: Tandem, shell: str) -> None:
    done = tandem("completion", shell)

    assert done.code == 0
    assert f"_TANDEM_COMPLETE=complete_{shell}" in done.out


def test_a_shell_that_is_not_known_is_misuse(tandem: Tandem) -> None:
    assert tandem("completion", "tcsh").code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_options_and_connections_are_completed(house: House, environment: dict[str, str], shell: str) -> None:
    assert any("upload-unsynced" in one for one in offered(shell, ["up"], environment))
    assert any("--restore" in one for one in offered(shell, ["held", "--re"], environment))
    assert any(CONNECTION in one for one in offered(shell, ["status", "7001-"], environment))
    assert any("two_way" in one for one in offered(shell, ["set", CONNECTION, "direction"], environment))


def test_a_connection_is_completed_by_the_address_of_its_account(house: House, environment: dict[str, str]) -> None:
    house.app.held = [LIVE, replace(LIVE, id="7001-c02", account="7001-a02")]
    house.app.books = [BOOK, replace(BOOK, id="7001-a02", address="ben@example.org")]

    assert offered("bash", ["status", "anna@"], environment) == [BOOK.address, f"{BOOK.address}/contacts"]
    assert offered("fish", ["status", "ben"], environment)[0] == "ben@example.org\ticloud · contacts"
    assert offered("bash", ["groups", "ben"], environment) == ["ben@example.org"]
    assert not any(offered("bash", ["status", "nobody"], environment))


def test_a_name_is_as_good_as_an_id(tandem: Tandem, house: House) -> None:
    assert tandem("pause", BOOK.address).code == 0
    assert tandem("groups", BOOK.address).code == 0
    assert ("pause", CONNECTION) in house.app.calls
    assert ("groups", BOOK.id) in house.app.calls


def test_a_name_of_several_is_misuse_and_says_what_there_is(tandem: Tandem, house: House) -> None:
    house.app.held = [LIVE, replace(LIVE, id="7001-c02", kind="calendar")]

    several, one = tandem("pause", BOOK.address), tandem("pause", f"{BOOK.address}/calendar")

    assert (several.code, one.code) == (2, 0)
    assert f"{BOOK.address}/contacts" in several.err
    assert [call for call in house.app.calls if call[0] == "pause"] == [("pause", "7001-c02")]


def test_where_no_tandem_answers_nothing_is_offered(environment: dict[str, str]) -> None:
    nobody = {**environment, "TANDEM_URL": "http://127.0.0.1:9"}

    assert not any(offered("bash", ["status", "7"], nobody))


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_itself_completes_with_the_script(house: House, environment: dict[str, str], tandem: Tandem) -> None:
    script = tandem("completion", "bash").out
    program = (
        f"tandem() {{ {sys.executable} -c 'from tandem.cli.main import main; main()' \"$@\"; }}\n"
        'env() { local set=(); while [[ $1 == *=* ]]; do set+=("$1"); shift; done; command env "${set[@]}" '
        f"{sys.executable} -c 'from tandem.cli.main import main; main()'; }}\n"
        f'{script}\nCOMP_WORDS=(tandem conn); COMP_CWORD=1; _tandem_completion tandem; echo "${{COMPREPLY[@]}}"'
    )

    variables = {**os.environ, **environment}
    done = subprocess.run(
        ["bash", "--norc", "-c", program], env=variables, capture_output=True, text=True, check=True, timeout=60
    )

    assert sorted(done.stdout.split()) == ["connect", "connections"]


def test_the_rules_that_are_offered_are_those_that_the_api_takes() -> None:
    fields = {one.name: one.kind for one in (*OF_CONTACTS, *OF_CALENDARS)}

    assert set(RULES) == set(fields)
    for name, words in RULES.items():
        kind = fields[name]
        chosen = set(kind.choices) if isinstance(kind, Text) else set()
        assert set(words) - {"none", "all"} >= chosen - {"all"}
        assert not chosen or set(words) - {"none"} <= chosen
