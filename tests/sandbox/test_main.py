"""The sandbox as a whole: filled once, described in one object, gone with its parent."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.address_book import RadicaleFolder
from sandbox.child import REPOSITORY, NotReady, start_child
from sandbox.main import Sandbox, Size, start
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.contacts import ExchangeGroups
from tandem.providers.exchange.door import BASIC, Door
from tandem.providers.transport import Transport

SIZE = Size(contacts=20, activities=3, seed=5)
PROGRAM = "import sys; from pathlib import Path; from sandbox.main import main; main(0, Path(sys.argv[1]), 20, 0, 5)"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with start(tmp_path, SIZE) as running:
        yield running


def persons(description: Any) -> list[dict[str, Any]]:
    pipedrive = description["pipedrive"]
    url, headers = f"{pipedrive['api_domain']}/api/v2/persons?limit=500", {"x-api-token": pipedrive["api_token"]}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        rows: list[dict[str, Any]] = json.load(answer)["data"]
        return rows


def listens(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rstrip("/").rpartition(":")[2]))) == 0


def test_both_sides_are_filled(sandbox: Sandbox, tmp_path: Path) -> None:
    known = persons(sandbox.description)
    cards = RadicaleFolder(tmp_path / "radicale").cards("anna")

    assert len(cards) == 21
    assert len(known) == 3
    assert sum(person["emails"][0]["value"] in card.decode() for person in known for card in cards.values()) == 2


def test_a_mailbox_of_exchange_is_filled_once_with_a_folder_of_customers(tmp_path: Path) -> None:
    for _ in range(2):
        with start(tmp_path, SIZE) as running:
            exchange = running.description["exchange"]
            counts = _folders(exchange)

    assert exchange.keys() >= {"url", "username", "password"}
    assert sum(counts.values()) == SIZE.contacts // 2
    assert counts["Kunden"] >= 1


def _folders(exchange: Any) -> dict[str, int]:
    transport, told = Transport(allow_private=True), {name: exchange[name] for name in ("url", "username", "password")}
    try:
        groups = ExchangeGroups(Ews(Door(**told, transport=transport, auth=BASIC))).groups()
        return {one.name: one.count for one in groups if one.count is not None}
    finally:
        transport.close()


def test_the_description_is_written_for_its_owner_only(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "sandbox.json"

    assert json.loads(path.read_text("utf-8")) == sandbox.description
    assert path.stat().st_mode & 0o777 == 0o600
    assert sandbox.description["carddav"].keys() >= {"url", "username", "password"}
    assert sandbox.description["pipedrive"].keys() >= {"api_domain", "api_token", "oauth_url"}


def test_the_token_is_an_admins(sandbox: Sandbox) -> None:
    pipedrive = sandbox.description["pipedrive"]

    (admin,) = [user for user in pipedrive["users"] if user["api_token"] == pipedrive["api_token"]]

    assert admin["is_admin"]


def test_a_second_start_goes_on_at_the_same_addresses(tmp_path: Path) -> None:
    with start(tmp_path, SIZE) as first:
        before = persons(first.description)

    with start(tmp_path, SIZE) as second:
        assert second.description == first.description
        assert persons(second.description) == before


def test_the_first_line_printed_is_the_description_and_sigterm_ends_it(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, cwd=REPOSITORY)
    with process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        process.terminate()

    assert process.returncode == 0
    assert not listens(said["pipedrive"]["api_domain"])
    assert not listens(said["carddav"]["root_url"])


def test_the_children_die_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, cwd=REPOSITORY)
    with process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)

    urls, deadline = [said["pipedrive"]["api_domain"], said["carddav"]["root_url"]], time.monotonic() + 10
    while any(map(listens, urls)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(listens, urls))


def test_a_child_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="nosuchmodule"):
        start_child("sandbox.nosuchmodule", [], tmp_path / "log")
