"""The official client for Node (npm `pipedrive`) drives the stand-in; what it saw is checked here.

The client is installed beside this file by `npm ci` when it is absent. `.npmrc` keeps addresses out of the lock.
"""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.servers import PipedriveStandin, start_pipedrive

HERE = Path(__file__).resolve().parent
Seen = dict[str, Any]


def installed() -> None:
    """Skip where the client cannot be had; npm writes the marker last, so a cut installation is done again."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with (HERE / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may run in several processes
        marker = HERE / "node_modules" / ".package-lock.json"
        if not marker.exists() or marker.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
            install()


def install() -> None:
    done = subprocess.run(["npm", "ci", "--silent"], cwd=HERE, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode != 0:
        pytest.skip(f"npm ci failed: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    installed()
    child, standin = start_pipedrive(tmp_path_factory.mktemp("pipedrive"))
    try:
        return drive(standin)
    finally:
        child.stop()


def drive(standin: PipedriveStandin) -> Seen:
    """What the client saw, and the stand-in's complaints as `violations`."""
    told = {name: standin.said[name] for name in ("api_domain", "client_id", "client_secret")}
    told |= {"api_token": standin.api_token, "receiver": "http://127.0.0.1:9/hook"}
    command = ["node", "drive.mjs", json.dumps(told)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seen: Seen = json.loads(done.stdout)
    return {**seen, "violations": standin.control("violations"), "users": {**seen["users"], "wanted": standin.users}}


def test_the_client_makes_changes_finds_and_deletes_persons(seen: Seen) -> None:
    persons = seen["persons"]

    assert (persons["changed"], persons["colour"], persons["gone"]) == ("Lovelace", 2, True)
    assert persons["found"] == ["Ada Lovelace"]


def test_the_client_walks_through_pages(seen: Seen) -> None:
    assert seen["persons"]["pages"] == [3, 1]


def test_the_client_makes_fields(seen: Seen) -> None:
    assert seen["fields"]["listed"] is True
    assert len(seen["fields"]["code"]) == 40


def test_the_client_merges_persons_and_organizations(seen: Seen) -> None:
    merge = seen["merge"]

    assert (merge["kept"], merge["organization"]) == (True, True)
    assert merge["emails"] == ["ada0@x.example", "ada1@x.example"]
    assert set(merge["logged"]) == {"name", "last_name", "email"}


def test_the_client_makes_deals_and_activities(seen: Seen) -> None:
    assert seen["deals"] == {"status": "won", "closed": True}
    assert seen["activities"] == {"person": True, "done": True, "listed": 1}


def test_the_client_knows_users_and_manages_webhooks(seen: Seen) -> None:
    users = seen["users"]

    assert (users["me"], users["all"]) == (users["wanted"][0]["name"], len(users["wanted"]))
    assert seen["webhooks"] == {"status": "ok", "listed": 1, "left": 0}


def test_the_client_gets_refreshes_and_gives_back_its_tokens(seen: Seen) -> None:
    oauth = seen["oauth"]

    assert (oauth["same"], oauth["fresh"], oauth["listed"], oauth["refused"]) == (True, True, True, 401)


def test_nothing_that_the_client_sent_is_outside_the_contract(seen: Seen) -> None:
    assert seen["violations"] == []


def test_the_lock_names_no_address_to_download_from() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
