"""Live checks of all stand-ins by the whole of Tandem, pushes included: all is as assumed, and all is as it was."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.diary import Diary, google_settings
from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, Row
from tests.e2e.postbox import Postbox, microsoft_settings
from tests.e2e.rolodex import Rolodex
from tests.e2e.test_exchange import Post
from tests.exchange import Mailbox
from tests.providers.icloud.scripted import card
from tests.sandbox.google.desk import GoogleStandin
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.servers import PipedriveStandin, Radicale

MARK = "Tandem Doctor"
HIDDEN = ("refresh_token", "password", "@acme.example", "Eva", "Zander")


@pytest.fixture(scope="module")
def tandem(
    tmp_path_factory: pytest.TempPathFactory, google_of_all: GoogleStandin, microsoft_of_all: MicrosoftStandin
) -> Iterator[Machine]:
    settings = google_settings(google_of_all.said) | microsoft_settings(microsoft_of_all.said)
    with Machine(tmp_path_factory.mktemp("machine") / "tandem", settings) as running:
        yield running


@dataclass(slots=True)
class Checked:
    """An office, with a way to see all that its provider keeps."""

    office: Office
    kept: Callable[[], Any]

    def check(self, side: str = "provider") -> Row:
        """By the API, to the end; the answer, and all there as it was."""
        office, before = self.office, self.kept()
        where = f"connections/{office.connection}/doctor"
        office.machine.call("POST", where, {"side": side})
        done: Row = wait_for("the check", lambda: self._done(where))
        assert self.kept() == before
        return done

    def _done(self, where: str) -> Row | None:
        answer: Row = self.office.machine.call("GET", where)
        return answer if answer["state"] == "done" else None


def facts(answer: Row) -> dict[str, str]:
    return {fact["question"]: fact["answer"] for step in answer["steps"] for fact in step["facts"]}


def assert_good(answer: Row, *untried: str) -> None:
    odd = [step for step in answer["steps"] if step["verdict"] not in {"ok", "not_tried"}]
    assert (odd, answer["good"]) == ([], True)
    assert [step["step"] for step in answer["steps"] if step["verdict"] == "not_tried"] == list(untried)
    text = json.dumps(answer, ensure_ascii=False)
    assert [word for word in HIDDEN if word in text] == []


def rolodex(tandem: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> Checked:
    made = Rolodex.new(tandem, pipedrive, google)
    made.add("Eva")
    made.connect()
    dump = lambda: google.control("people/dump", {"email": made.email})  # noqa: E731  # read twice
    return Checked(made, lambda: _of_people(dump()))


def _of_people(dump: Row) -> Any:
    return [row["fields"] for row in dump["persons"]]


def test_contacts_of_google(tandem: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> None:
    checked = rolodex(tandem, pipedrive, google)

    answer = checked.check()

    assert_good(answer, "listen", "pushed")
    assert facts(answer)["how_many"] == "1"
    groups = tandem.call("GET", f"accounts/{checked.office.account}/groups")
    assert [one for one in groups if MARK in one["name"]] == []


def test_a_calendar_of_google(tandem: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> None:
    diary = Diary.new(tandem, pipedrive, google)
    diary.open()
    names = lambda: [one["name"] for one in tandem.call("GET", f"accounts/{diary.account}/calendars")]  # noqa: E731

    answer = Checked(diary, names).check()

    assert_good(answer)
    assert float(facts(answer)["seconds_to_push"]) < 30
    assert diary.status()["state"] == "up_to_date", "a calendar of its own needs no pause"


@pytest.mark.parametrize("provider", ["office365", "outlook"])
def test_contacts_of_microsoft(
    tandem: Machine, pipedrive: PipedriveStandin, microsoft: MicrosoftStandin, provider: str
) -> None:
    postbox = Postbox.new(tandem, pipedrive, microsoft, provider)
    postbox.connect()

    answer = Checked(postbox, postbox.groups).check()

    assert_good(answer)
    assert float(facts(answer)["seconds_to_push"]) < 30
    assert microsoft.control("subscriptions") == []


def test_contacts_of_exchange(tandem: Machine, pipedrive: PipedriveStandin, mailbox: Mailbox) -> None:
    post = Post(tandem, pipedrive, None, mailbox=mailbox)
    mailbox.add(GivenName="Eva", Surname="Zander", DisplayName="Eva Zander")
    post.connect()

    assert_good(Checked(post, mailbox.items).check(), "listen", "pushed")


def test_contacts_of_carddav_and_persons_of_pipedrive(
    tandem: Machine, pipedrive: PipedriveStandin, radicale: Radicale, tmp_path: Path
) -> None:
    """And a sync that goes on afterwards has nothing to do."""
    office = Office(tandem, pipedrive, radicale.new_book())
    office.phone.save("eva", card("eva", "Eva Zander"))
    office.connect()
    of_a_draft = Checked(office, office.book.cards).check("crm")
    assert of_a_draft["good"], json.dumps(of_a_draft["steps"], indent=1)
    assert office.persons() == []
    office.start()
    office.settle()
    refused = tandem.ask("POST", f"connections/{office.connection}/doctor", {}, language="de")
    office.act("pause")
    before = office.persons()

    assert (refused.status, refused.value["reason"]) == (422, "pause_first")
    assert "tandem pause" in refused.value["detail"]
    assert_good(Checked(office, office.book.cards).check(), "listen", "pushed")
    of_persons = Checked(office, office.book.cards).check("crm")
    report = tmp_path / "report.md"
    told = tandem.command("doctor", "--live", office.connection, "--yes", "--output", str(report), language="de")

    assert of_persons["good"], of_persons
    assert facts(of_persons)["stale_change"] == "written"
    assert (told.returncode, "Traceback" in told.stderr) == (0, False), told.stderr
    assert [row["id"] for row in office.persons()] == [row["id"] for row in before]
    text = report.read_text("utf-8")
    assert text.startswith("# Tandem: Bericht einer Live-Prüfung\n\nAlles, was versucht wurde, ist so,")
    assert report.stat().st_mode & 0o777 == 0o600
    assert json.loads(report.with_suffix(".json").read_text("utf-8"))["good"] is True
    assert not re.search("|".join((*HIDDEN, office.book.password)), text)
    office.act("resume")
    office.settle()
    assert office.names() == ["Eva Zander"]


def test_activities_of_pipedrive(tandem: Machine, pipedrive: PipedriveStandin, google: GoogleStandin) -> None:
    diary = Diary.new(tandem, pipedrive, google)
    diary.connect()
    rows = lambda: [row for row in pipedrive.control("dump")["activities"] if not row["is_deleted"]]  # noqa: E731

    answer = Checked(diary, rows).check("crm")

    assert answer["good"], json.dumps(answer["steps"], indent=1)


def test_a_lag_of_google_is_waited_for_and_told(
    tandem: Machine, pipedrive: PipedriveStandin, google: GoogleStandin
) -> None:
    checked = rolodex(tandem, pipedrive, google)
    google.switch(people_lag=0.3)

    answer = checked.check()

    assert_good(answer, "listen", "pushed")
    told = [
        fact["answer"] for step in answer["steps"] for fact in step["facts"] if fact["question"] == "seconds_to_feed"
    ]
    assert len(told) == 3
    assert all(float(one) >= 0.3 for one in told), told
