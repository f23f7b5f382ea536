"""A live check of sides that do otherwise than is assumed: it tells of it, and cleans up."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.content import Content, as_contact
from tandem.domain.errors import Rejected
from tandem.domain.ids import Cursor
from tandem.ports import Page
from tests.memory import MemoryContacts, ToldClock
from tests.usecases.live.checkups import examined, facts, reasons, verdicts
from tests.usecases.scene import Scene


@dataclass
class Careless(MemoryContacts):
    """Never refuses a write for its version."""

    is_crm: bool = field(default=False)

    def _is_stale(self, seen: Any) -> bool:
        return False


@dataclass
class Forgetful(MemoryContacts):
    """Keeps no birthday, and doesn't say so."""

    is_crm: bool = field(default=False)

    def add(self, contact: Content, **stored: object) -> Any:
        return super().add(replace(as_contact(contact), birthday=None), **stored)


@dataclass
class Slow(MemoryContacts):
    """Its list of changes is half a minute behind."""

    is_crm: bool = field(default=False)
    stamps: list[datetime] = field(default_factory=list)

    def _tick(self, remote: Any) -> int:
        self.stamps.append(self.clock.now())
        return super()._tick(remote)

    def changes(self, cursor: Cursor) -> Any:
        shown = sum(1 for one in self.stamps if one + timedelta(seconds=30) <= self.clock.now())
        log, self.log = self.log, self.log[:shown]
        try:
            yield from list(super().changes(cursor))
        finally:
            self.log = log


@dataclass
class Deaf(MemoryContacts):
    """Tells of no change, ever."""

    is_crm: bool = field(default=False)

    def changes(self, cursor: Cursor) -> Any:
        yield Page(cursor=cursor)


@pytest.mark.parametrize(
    ("side", "step", "question", "answer"),
    [
        (Careless, "conflict", "stale_change", "written"),
        (Careless, "batch", "culprit_named", "no"),
        (Careless, "delete", "stale_removal", "written"),
        (Forgetful, "read", "changed_on_the_way", "birthday"),
    ],
)
def test_a_side_that_does_otherwise_is_told_of_and_cleaned(
    tmp_path: Path, side: type[MemoryContacts], step: str, question: str, answer: str
) -> None:
    scene = Scene(tmp_path, provider=side())

    view = examined(scene)

    assert (verdicts(view)[step], facts(view)[question], view.good) == ("differs", answer, False)
    assert verdicts(view)["clean"] == "ok"
    assert scene.provider.live() == {}


def test_a_list_of_changes_that_lags_is_waited_for_and_timed(tmp_path: Path) -> None:
    clock = ToldClock()
    scene = Scene(tmp_path, provider=Slow(clock=clock), clock=clock)

    view = examined(scene)

    seconds = {one.step: float(fact.answer) for one in view.steps for fact in one.facts if "seconds" in fact.question}
    assert view.good
    assert seconds.keys() == {"told_new", "told_change", "told_gone"}
    assert all(30 <= one < 60 for one in seconds.values()), seconds


def test_a_list_of_changes_that_never_tells_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path, provider=Deaf())

    view = examined(scene)

    assert reasons(view)["told_new"] == "not_told_yet"
    assert (verdicts(view)["told_new"], verdicts(view)["delete"], verdicts(view)["clean"]) == ("failed", "ok", "ok")
    assert scene.provider.live() == {}


def test_what_came_back_otherwise_is_shown_beside_what_was_expected(tmp_path: Path) -> None:
    view = examined(Scene(tmp_path, provider=Forgetful()))

    (told,) = [one for step in view.steps for one in step.facts if one.question == "changed_on_the_way"]
    assert json.loads(told.detail) == {"birthday": {"expected": "1980-02-29", "shown": None}}


@pytest.mark.parametrize(
    ("detail", "shown"), [("403", "403"), ("anna@example.com", ""), ("/card/eva.vcf", ""), ("", "")]
)
def test_of_a_providers_own_words_only_a_code_is_shown(tmp_path: Path, detail: str, shown: str) -> None:
    scene = Scene(tmp_path)
    scene.provider.failing.append(Rejected("forbidden", detail))

    (create,) = [one for one in examined(scene).steps if one.step == "create"]

    assert (create.verdict, create.reason, create.detail) == ("failed", "forbidden", shown)
