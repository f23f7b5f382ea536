"""Live checks over the JSON API, and every sentence that they are told in."""

import string
from importlib import import_module
from pathlib import Path

import pytest

from tandem.bootstrap import accounts
from tandem.bootstrap.pipedrive import UNASKED as OF_THE_CRM
from tandem.console import checkup_words, words
from tandem.console.checkup_reasons import CHECKUPS
from tandem.domain import checkup
from tandem.domain.checkup import Question, Step
from tandem.ports.provider import CALENDAR, CONTACTS, ProviderName
from tests.console.events import call
from tests.console.fake_app import CONNECTION, FakeApp

PATH = f"/api/connections/{CONNECTION}/doctor"


def test_a_check_is_begun_at_the_provider_unless_the_side_is_named() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", PATH, {})
    call(app, "POST", PATH, {"side": "crm"})

    assert (status, answer["state"], answer["good"]) == (202, "running", False)
    assert app.calls == [("begin_checkup", CONNECTION, "provider"), ("begin_checkup", CONNECTION, "crm")]


def test_of_a_side_that_there_is_not_nothing_is_checked() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", PATH, {"side": "left"})

    assert (status, answer["reason"], app.calls) == (422, "not_allowed", [])


def test_what_it_found_is_told_in_the_callers_language() -> None:
    status, answer = call(FakeApp(), "GET", PATH, accept_language="de")

    read, pushed = answer["steps"]
    assert (status, answer["state"], answer["good"]) == (200, "done", True)
    assert (read["title"], read["message"]) == ("Einen davon lesen", "")
    assert read["facts"][0]["message"] == "Name, E-Mail"
    assert pushed["message"] == "Es wurde nichts abonniert."
    assert answer["unasked"][0]["message"].startswith("Überstehen Kennung und Version")


@pytest.mark.parametrize(
    ("named", "told"), [(Step, checkup_words.STEPS), (Question, checkup_words.QUESTIONS)], ids=["steps", "questions"]
)
def test_each_has_a_sentence(named: type[Step | Question], told: dict[str, tuple[str, str]]) -> None:
    assert {str(one) for one in named} == told.keys()


def test_each_answer_that_is_no_number_has_words() -> None:
    texts = {
        getattr(checkup, name) for name in ("YES", "NO", "NOTHING", "REFUSED", "WRITTEN", "GONE", "UNKNOWN", "THERE")
    }

    assert texts <= checkup_words.ANSWERS.keys()


def test_each_question_that_a_provider_leaves_open_has_a_sentence() -> None:
    modules = [import_module(f"tandem.bootstrap.accounts.{name}") for name in ProviderName]
    openers = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, accounts.Opener)
    }
    left = {word for opener in openers for word in opener.open_questions}
    google = import_module("tandem.bootstrap.accounts.google").GoogleAccounts
    left |= {word for kind in (CONTACTS, CALENDAR) for word in google.unasked(None, kind)}

    assert left | {word for those in OF_THE_CRM.values() for word in those} == checkup_words.UNASKED.keys()


@pytest.mark.parametrize(
    "table",
    [checkup_words.STEPS, checkup_words.QUESTIONS, checkup_words.ANSWERS, checkup_words.UNASKED, CHECKUPS],
)
def test_everything_is_said_twice(table: dict[str, tuple[str, str]]) -> None:
    assert [key for key, (english, german) in table.items() if not (english and german) or english == german] == []
    assert not [
        word for pair in table.values() for text in pair for _, word, _, _ in string.Formatter().parse(text) if word
    ]


def test_each_reason_of_a_step_is_told_where_the_use_cases_give_it() -> None:
    """None is left over from a step that is gone."""
    folder = Path(checkup.__file__).parents[1] / "usecases" / "live"
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    code += (folder.parents[1] / "providers" / "google" / "own_places.py").read_text("utf-8")

    assert [word for word in CHECKUPS if f'"{word}"' not in code] == []
    assert words.sentence("no_channel", "", "en") == "Nothing was subscribed to."
