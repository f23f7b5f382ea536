"""`tandem doctor --live`: it asks before it writes, follows the check, writes a report, and ends as the check did."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.cli.report import render
from tandem.domain.errors import Unavailable
from tandem.domain.ids import ConnectionId
from tandem.usecases.live.views import CheckupView, StepView
from tests.cli.conftest import House, Tandem
from tests.console.fake_app import BOOK, CHECKUP, CONNECTION, FakeApp


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.md"


def test_it_asks_first_and_names_the_account(tandem: Tandem, house: House) -> None:
    no = tandem("doctor", "--live", CONNECTION, stdin="n\n")

    assert no.code == 1
    assert f"icloud account {BOOK.address}" in no.err
    assert "begin_checkup" not in {one[0] for one in house.app.calls}


def test_for_pipedrive_it_asks_with_other_words(tandem: Tandem, house: House) -> None:
    no = tandem("doctor", "--live", CONNECTION, "--side", "crm", stdin="\n", TANDEM_LANG="de")

    assert (no.code, "Papierkorb" in no.err) == (1, True)
    assert "begin_checkup" not in {one[0] for one in house.app.calls}


def test_after_a_yes_it_checks_and_writes_a_report_with_the_answer_beside(
    tandem: Tandem, house: House, report: Path
) -> None:
    done = tandem("doctor", "--live", CONNECTION, "--output", str(report), stdin="y\n")

    assert (done.code, str(report) in done.err) == (0, True)
    assert ("begin_checkup", CONNECTION, "provider") in house.app.calls
    assert "Read one back" in done.out
    text = report.read_text("utf-8")
    assert (
        "1. **Read one back**: ✓ as assumed, 0.3 s\n   - Fields that came back as they were sent: name, e-mail\n"
        in text
    )
    assert "2. **Hear of it by a push**: – not tried" in text
    assert "## Not asked" in text
    assert json.loads(report.with_suffix(".json").read_text("utf-8"))["connection"] == CONNECTION
    assert {one.stat().st_mode & 0o777 for one in (report, report.with_suffix(".json"))} == {0o600}


def test_without_a_name_the_report_lies_in_the_folder_where_one_is(
    tandem: Tandem, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    tandem("doctor", "--live", "--yes")

    assert sorted(one.suffix for one in tmp_path.glob(f"tandem-doctor-{CONNECTION}-provider-*")) == [".json", ".md"]


def test_no_report_is_overwritten(tandem: Tandem, house: House, report: Path) -> None:
    report.write_text("mine")

    done = tandem("doctor", "--live", CONNECTION, "--yes", "--output", str(report))

    assert (done.code, "there already" in done.err, report.read_text()) == (1, True, "mine")
    assert "begin_checkup" not in {one[0] for one in house.app.calls}, "told before anything is written anywhere"


def test_where_something_differs_it_ends_with_1(tandem: Tandem, house: House, report: Path) -> None:
    odd = StepView("conflict", "failed", 1.0, "unavailable", ())
    house.app.examined = replace(CHECKUP, good=False, steps=(odd,))

    done = tandem("doctor", "--live", CONNECTION, "--yes", "--output", str(report))

    assert (done.code, "Not all is as Tandem assumes" in done.err) == (1, True)
    assert "✗ failed, 1.0 s\n   - The server does not answer. (`unavailable`)" in report.read_text("utf-8")


def test_json_is_what_the_api_answered_and_no_file(
    tandem: Tandem, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = tandem("doctor", "--live", CONNECTION, "--yes", "--json")

    assert (done.code, json.loads(done.out)["state"]) == (0, "done")
    assert list(tmp_path.glob("*.md")) == []


def test_the_last_one_is_shown_without_a_new_one_and_without_a_question(
    tandem: Tandem, house: House, report: Path
) -> None:
    done = tandem("doctor", "--live", CONNECTION, "--last", "--output", str(report))

    assert (done.code, report.exists()) == (0, True)
    assert [one[0] for one in house.app.calls] == ["checkup"]


class Leaving(FakeApp):
    """Begins a check, and can't be asked how far it is."""

    def checkup(self, connection: ConnectionId) -> CheckupView:
        raise Unavailable("timeout")


def test_where_the_server_goes_away_it_says_that_the_check_goes_on(tandem: Tandem, house: House) -> None:
    house.app = Leaving()

    done = tandem("doctor", "--live", CONNECTION, "--yes")

    assert (done.code, "goes on by itself and cleans up" in done.err) == (1, True)


def test_an_id_without_live_is_a_misuse(tandem: Tandem, house: House) -> None:
    assert tandem("doctor", CONNECTION).code == 2


def test_a_report_takes_nothing_for_markup() -> None:
    step = {"title": "a\n# b", "verdict": "ok", "seconds": 1.0, "message": "*x*", "reason": "`y`"}
    step |= {"detail": "", "facts": []}
    view = {"good": True, "side": "provider", "provider": "<b>", "kind": "contacts", "connection": "c", "started": "s"}

    text = render({**view, "finished": None, "steps": [step], "unasked": []})

    assert "**a # b**" in text
    assert "\\*x\\*" in text
    assert "\\<b\\>" in text
