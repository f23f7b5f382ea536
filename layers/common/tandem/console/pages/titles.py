"""How events are titled: which parts, in which order, and what stands between. Tried in the address, then kept.

Each button asks for the page with the pattern that it leads to, so it works without scripts and changes nothing yet.
`titles.js` asks for the same when somebody drags a part or moves it by keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from tandem.console.pages.calendar import of_calendar
from tandem.console.pages.example import EXAMPLE, WITHOUT_DEAL
from tandem.console.pages.offered import sentence_of
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.paging import seen_before
from tandem.console.pages.reader import Reader
from tandem.domain.errors import Trouble
from tandem.domain.ids import ConnectionId
from tandem.domain.title import DEFAULT, Part, Pattern, compose, pattern_of

SEPARATORS = (" > ", " | ", " · ", " – ", " / ", ", ")


@dataclass(frozen=True, slots=True)
class Step:
    """What a button does to a pattern: `act` is up, down, add or take, empty for nothing.

    `moved` does nothing, either: somebody dragged the part, and the pattern in the address has it where they let go.
    """

    act: str = ""
    part: str = ""

    def on(self, pattern: Pattern) -> Pattern:
        parts = list(pattern.parts)
        if self.act == "add" and self.part in set(Part) and self.part not in parts:
            parts.insert(parts.index(Part.SUBJECT), Part(self.part))
        elif self.part in parts:
            self._move(parts, parts.index(Part(self.part)))
        return replace(pattern, parts=tuple(parts))

    def _move(self, parts: list[Part], place: int) -> None:
        other = place + {"up": -1, "down": 1}.get(self.act, 0)
        if self.act == "take" and self.part != Part.SUBJECT:
            del parts[place]
        elif 0 <= other < len(parts):
            parts[place], parts[other] = parts[other], parts[place]


def _show(visit: Visit) -> Reply:
    kept = str(visit.connection.rules["title"])
    path = f"/connections/{visit.connection.id}/titles"
    edited = edited_at(path, visit.query, kept)
    shown = {"connection": visit.connection, "account": visit.account, "may_preview": True, **edited}
    return Html("titles.html", {**shown, **_preview(visit, edited["pattern"])})


def edited_at(path: str, query: Mapping[str, str], kept: str) -> Mapping[str, Any]:
    """What `title_editor.html` shows of the pattern that the address asks for; `path` is the page's own."""
    step, pattern = _tried(query, kept)
    return {
        "path": path,
        "pattern": pattern,
        "unused": [part for part in Part if part not in pattern.parts],
        "separators": dict.fromkeys((*SEPARATORS, pattern.separator)),
        "step": step,
        "is_kept": str(pattern) == kept,
        "is_default": str(pattern) == str(DEFAULT),
        "default": str(DEFAULT),
        "examples": (compose(EXAMPLE, pattern), compose(WITHOUT_DEAL, pattern)),
    }


def _tried(query: Mapping[str, str], kept: str) -> tuple[Step, Pattern]:
    """The pattern that the address asks for. Raise `Refused` for what is none."""
    pattern = pattern_of(query.get("title") or kept)
    if separator := query.get("separator", ""):
        pattern = pattern_of(str(replace(pattern, separator=separator)))
    act, _, part = query.get("do", "").partition(".")
    step = Step(act, part)
    return step, step.on(pattern)


def _preview(visit: Visit, pattern: Pattern) -> Mapping[str, Any]:
    """What becomes of the real titles, if it is asked for: the whole calendar is read for it."""
    if visit.query.get("do") != "preview":
        return {"titles": None, "trouble": "", "following": ""}
    try:
        titles = visit.app.preview_titles(ConnectionId(visit.connection.id), str(pattern), seen_before(visit))
    except Trouble as trouble:
        return {"titles": None, "trouble": sentence_of(visit, trouble), "following": ""}
    more = {"title": str(pattern), "do": "preview", "next": titles.next}
    listed = [(_day(visit.reader, one.start), one) for one in titles.items]
    return {"titles": titles, "listed": listed, "trouble": "", "following": urlencode(more) if titles.next else ""}


def _day(reader: Reader, start: str) -> str:
    return reader.time(datetime.fromisoformat(start)) if "T" in start else reader.day(date.fromisoformat(start))


def _save(visit: Visit) -> Reply:
    pattern = pattern_of(visit.form.get("title", ""))
    visit.app.set_rules(ConnectionId(visit.connection.id), {"title": str(pattern)})
    return Go(f"/connections/{visit.connection.id}/titles", "titles_saved")


PAGES = (
    Page("GET", "/connections/{connection}/titles", of_calendar(_show), "connections"),
    Page("POST", "/connections/{connection}/titles", of_calendar(_save), "connections"),
)
