"""To whom a letter goes, in which language, and what is kept of it."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.leaving.export import export
from tests.usecases.scene import Scene
from tests.usecases.telling.letters import HOUR, hold, letters, pass_by, running

# --- to whom ----------------------------------------------------------------------------------------------------------


def known_as(scene: Scene, **changes: object) -> None:
    company = scene.world.companies.get(scene.company)
    users = [replace(one, **changes) if one.id == scene.user else one for one in company.users]
    scene.world.companies.put(replace(company, users=tuple(users)))


@pytest.mark.parametrize("changes", [{"email": ""}, {"email": "no address"}, {"is_active": False}])
def test_who_has_no_address_at_pipedrive_is_told_at_the_accounts(tmp_path: Path, changes: dict[str, object]) -> None:
    scene = running(tmp_path)
    known_as(scene, email="anna@pipedrive.example")
    known_as(scene, **changes)

    hold(scene)
    pass_by(scene, HOUR)

    assert [one.to for one in letters(scene)] == ["anna@example.com"]


def test_the_letter_is_in_the_persons_language_and_greets_them(tmp_path: Path) -> None:
    scene = running(tmp_path)
    known_as(scene, language="de", name="Anna\r\nBeispiel", email="anna@pipedrive.example")

    hold(scene)
    pass_by(scene, HOUR)

    (one,) = letters(scene)
    assert (one.language, one.to) == ("de", "anna@pipedrive.example")
    assert one.text.startswith("Guten Tag Anna Beispiel,")


def test_where_no_address_is_known_it_is_noted_and_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene = running(tmp_path)
    known_as(scene, email="")
    account = scene.world.accounts.get(scene.world.connections.get(scene.connection).account)
    scene.world.accounts.put(replace(account, address="CORP\\anna"))

    hold(scene)
    pass_by(scene, timedelta(hours=3))

    assert letters(scene) == []
    assert [one.__dict__["reason"] for one in caplog.records if one.message == "nobody told"] == ["no_address"]


# --- and afterwards ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["user", "company"])
def test_what_was_told_is_erased_with_whom_it_was_told_to(tmp_path: Path, whose: str) -> None:
    scene = running(tmp_path)
    hold(scene)
    pass_by(scene, HOUR)
    assert len(letters(scene)) == 1

    user = scene.user if whose == "user" else UserId("")
    request_erasure(scene.world, scene.company, user, user or scene.company)
    scene.work()
    pass_by(scene, HOUR)

    with sqlite3.connect(tmp_path / "tandem.db") as database:
        left = database.execute("SELECT count(*) FROM rows WHERE sort LIKE 'told/%' OR sort LIKE '%/tell/%'").fetchone()
    assert (letters(scene), left) == ([], (0,))


def test_an_export_has_what_was_told_and_when(tmp_path: Path) -> None:
    scene = running(tmp_path)
    hold(scene)
    pass_by(scene, HOUR)

    for user, count in ((UserId(""), 1), (scene.user, 1), (UserId("99"), 0)):
        items = [
            one for one in export(scene.world, CompanyId(scene.company), user, "").items if one["part"] == "letters"
        ]
        assert len(items) == count
        assert [note["cause"] for one in items for note in one["notes"]] == ["held"] * count
