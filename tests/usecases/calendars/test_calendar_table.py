"""What comes of every appointment: which mode, where it was made, what a person then does with it, and where."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.comparison import time_form
from tandem.domain.event import Event
from tests.memory import MemoryContacts
from tests.usecases.calendar_scene import NINE, TEN, CalendarScene, an_event

TABLE = """
 mode     | it was               | and then             | in Pipedrive | in Google
----------|----------------------|----------------------|--------------|------------
 all      | made in Pipedrive    | left alone           | as it was    | as it was
 all      | made in Pipedrive    | renamed in Pipedrive | renamed      | renamed
 all      | made in Pipedrive    | moved in Pipedrive   | moved        | moved
 all      | made in Pipedrive    | noted in Pipedrive   | noted        | noted
 all      | made in Pipedrive    | deleted in Pipedrive | not there    | not there
 all      | made in Pipedrive    | renamed in Google    | renamed      | renamed
 all      | made in Pipedrive    | moved in Google      | moved        | moved
 all      | made in Pipedrive    | noted in Google      | noted        | noted
 all      | made in Pipedrive    | deleted in Google    | not there    | not there
 all      | made in Google       | left alone           | as it was    | as it was
 all      | made in Google       | renamed in Pipedrive | renamed      | renamed
 all      | made in Google       | moved in Pipedrive   | moved        | moved
 all      | made in Google       | noted in Pipedrive   | noted        | noted
 all      | made in Google       | deleted in Pipedrive | not there    | not there
 all      | made in Google       | renamed in Google    | renamed      | renamed
 all      | made in Google       | moved in Google      | moved        | moved
 all      | made in Google       | noted in Google      | noted        | noted
 all      | made in Google       | deleted in Google    | not there    | not there
 all      | in Pipedrive before  | left alone           | as it was    | not there
 all      | in Pipedrive before  | renamed in Pipedrive | renamed      | not there
 all      | in Pipedrive before  | moved in Pipedrive   | moved        | not there
 all      | in Pipedrive before  | noted in Pipedrive   | noted        | not there
 all      | in Pipedrive before  | deleted in Pipedrive | not there    | not there
 all      | in Google before     | left alone           | not there    | as it was
 all      | in Google before     | renamed in Google    | renamed      | renamed
 all      | in Google before     | moved in Google      | moved        | moved
 all      | in Google before     | noted in Google      | noted        | noted
 all      | in Google before     | deleted in Google    | not there    | not there
 crm_only | made in Pipedrive    | left alone           | as it was    | as it was
 crm_only | made in Pipedrive    | renamed in Pipedrive | renamed      | renamed
 crm_only | made in Pipedrive    | moved in Pipedrive   | moved        | moved
 crm_only | made in Pipedrive    | noted in Pipedrive   | noted        | noted
 crm_only | made in Pipedrive    | deleted in Pipedrive | not there    | not there
 crm_only | made in Pipedrive    | renamed in Google    | renamed      | renamed
 crm_only | made in Pipedrive    | moved in Google      | moved        | moved
 crm_only | made in Pipedrive    | noted in Google      | noted        | noted
 crm_only | made in Pipedrive    | deleted in Google    | not there    | not there
 crm_only | made in Google       | left alone           | not there    | as it was
 crm_only | made in Google       | renamed in Google    | not there    | renamed
 crm_only | made in Google       | moved in Google      | not there    | moved
 crm_only | made in Google       | noted in Google      | not there    | noted
 crm_only | made in Google       | deleted in Google    | not there    | not there
 crm_only | in Pipedrive before  | left alone           | as it was    | not there
 crm_only | in Pipedrive before  | renamed in Pipedrive | renamed      | not there
 crm_only | in Pipedrive before  | moved in Pipedrive   | moved        | not there
 crm_only | in Pipedrive before  | noted in Pipedrive   | noted        | not there
 crm_only | in Pipedrive before  | deleted in Pipedrive | not there    | not there
 crm_only | in Google before     | left alone           | not there    | as it was
 crm_only | in Google before     | renamed in Google    | not there    | renamed
 crm_only | in Google before     | moved in Google      | not there    | moved
 crm_only | in Google before     | noted in Google      | not there    | noted
 crm_only | in Google before     | deleted in Google    | not there    | not there
"""


@dataclass(frozen=True, slots=True)
class Row:
    mode: str
    origin: str
    deed: str
    in_pipedrive: str
    in_google: str

    def __str__(self) -> str:
        return f"{self.mode}: {self.origin}, {self.deed}"


ROWS = [Row(*(cell.strip() for cell in line.split("|"))) for line in TABLE.strip().splitlines()[2:]]
AS_IT_WAS: dict[str, Any] = {"title": "Abnahme", "when": NINE, "description": "Mit Helm"}
EDITS: dict[str, dict[str, Any]] = {
    "as it was": {},
    "renamed": {"title": "Übergabe"},
    "moved": {"when": TEN},
    "noted": {"description": "Ohne Helm"},
}


def side_in(scene: CalendarScene, words: str) -> MemoryContacts:
    return scene.crm if "Pipedrive" in words else scene.provider


def brought_about(scene: CalendarScene, row: Row) -> None:
    """The appointment comes to be, before the start or after."""
    side = side_in(scene, row.origin)
    event = side.projection(an_event(**AS_IT_WAS))
    if row.origin.endswith("before"):
        side.add(event)
    scene.start(mode=row.mode)
    if row.origin.startswith("made"):
        side.add(event)
    scene.refresh()


def done_by_a_person(scene: CalendarScene, row: Row) -> None:
    verb, _, where = row.deed.partition(" in ")
    if verb == "left alone":
        return
    side = side_in(scene, where)
    (item,) = side.live()
    if verb == "deleted":
        side.remove(item)
    else:
        wanted = side.projection(an_event(**{**AS_IT_WAS, **EDITS[verb]}))
        side.edit(item, **{name: getattr(wanted, name) for name in EDITS[verb]})
    if side is scene.crm:
        scene.hear_of(item, is_gone=verb == "deleted")
    scene.refresh()


def told(side: MemoryContacts) -> str:
    """What a sales person sees there, in a word of the table's."""
    live: list[Event] = list(side.live().values())
    if not live:
        return "not there"
    (event,) = live
    shown = {"title": event.title, "when": time_form(event.when), "description": event.description}
    words = {word: {**AS_IT_WAS, **edit} for word, edit in EDITS.items()}
    found = (word for word, wanted in words.items() if {**wanted, "when": time_form(wanted["when"])} == shown)
    return next(found, repr(event))


def passed_days(scene: CalendarScene) -> None:
    """All the ways in which both sides are looked at anew."""
    scene.refresh()
    scene.poll()
    scene.sweep()
    scene.provider.expired = True
    scene.refresh()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_comes_of_an_appointment(tmp_path: Path, row: Row) -> None:
    scene = CalendarScene(tmp_path)
    brought_about(scene, row)

    done_by_a_person(scene, row)

    assert (told(scene.crm), told(scene.provider)) == (row.in_pipedrive, row.in_google)
    scene.quiet()
    passed_days(scene)
    assert (scene.crm.writes, scene.provider.writes) == ([], []), "looking is no reason to write"
    assert (told(scene.crm), told(scene.provider)) == (row.in_pipedrive, row.in_google)
    assert [one for kind in ("conflicts", "review", "held", "parked") for one in scene.waiting(kind)] == []


def test_the_table_leaves_nothing_out() -> None:
    """Every mode and origin, with every deed on each side where there is something to do it to."""
    seen = {(row.mode, row.origin, row.deed) for row in ROWS}
    verbs = ("renamed", "moved", "noted", "deleted")
    both = ("Pipedrive", "Google")
    sides = {
        ("all", "made in Pipedrive"): both,
        ("all", "made in Google"): both,
        ("crm_only", "made in Pipedrive"): both,
        ("crm_only", "made in Google"): ("Google",),
        **{(mode, f"in {side} before"): (side,) for mode in ("all", "crm_only") for side in both},
    }
    deeds = {(*case, f"{verb} in {side}") for case, at in sides.items() for side in at for verb in verbs}
    assert seen == deeds | {(*case, "left alone") for case in sides}
    assert len(ROWS) == len(seen)
