"""The title rule: "deal title > contact person > organization name > activity subject", put together and taken apart.

What is missing is left out with its separator. A person may do anything to a title in the calendar; what was composed
is recognised and taken off again, and what is left is the subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum

from tandem.domain.comparison import fold, spelling
from tandem.domain.errors import Refused
from tandem.domain.event import Event, Links

DONE_MARK = "✓ "
LIKENESS = 0.6
"""How much of a name must still be there for it to pass for that name, mistyped."""
_PATTERN = re.compile(r"\{(\w+)\}")


class Part(StrEnum):
    """What a title may be made of."""

    DEAL = "deal"
    PERSON = "person"
    ORGANIZATION = "organization"
    LEAD = "lead"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The parts in their order, the subject among them, and what stands between them.

    `former` is the pattern before this one: titles that were composed by it are taken apart by it.
    """

    parts: tuple[Part, ...] = (Part.DEAL, Part.PERSON, Part.ORGANIZATION, Part.SUBJECT)
    separator: str = " > "
    former: "Pattern | None" = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.separator.join(f"{{{part}}}" for part in self.parts)

    def after(self, before: "Pattern") -> "Pattern":
        """This one, chosen in the place of `before`; the same one again keeps what was before it."""
        former = before.former if self == before else replace(before, former=None)
        return replace(self, former=former)


DEFAULT = Pattern()


def pattern_of(text: str) -> Pattern:
    """Read "{deal} > {person} > {organization} > {subject}". Raise `Refused` for what is no such pattern."""
    names, between = _PATTERN.findall(text), _PATTERN.split(text)[::2]
    separators = set(between[1:-1])
    is_known = set(names) <= set(Part) and len(set(names)) == len(names) and Part.SUBJECT in names
    if not is_known or between[0] or between[-1] or len(separators) > 1 or "" in map(str.strip, separators):
        raise Refused("bad_pattern", "title")
    return Pattern(tuple(map(Part, names)), next(iter(separators), DEFAULT.separator))


# --- putting together --------------------------------------------------------------------------------------


def compose(event: Event, pattern: Pattern = DEFAULT) -> str:
    """The title that a calendar shows for an activity; done, with a mark before it."""
    mark = DONE_MARK if event.done else ""
    return mark + _joined(event.links, event.title, pattern)


def _joined(links: Links, subject: str, pattern: Pattern) -> str:
    names = _names(links, pattern)
    texts = [subject if part is Part.SUBJECT else names.get(part, "") for part in pattern.parts]
    return pattern.separator.join(text for text in texts if text)


def _names(links: Links, pattern: Pattern) -> dict[Part, str]:
    """What the parts but the subject say, in one line each; what is missing isn't there. A lead stands for a deal."""
    things = {
        Part.DEAL: links.deal or (links.lead if Part.LEAD not in pattern.parts else None),
        Part.PERSON: links.person,
        Part.ORGANIZATION: links.organization,
        Part.LEAD: links.lead,
    }
    names = {part: spelling(thing.name) for part, thing in things.items() if thing is not None}
    return {part: names[part] for part in pattern.parts if names.get(part)}


# --- taking apart ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """The subject that is left of a title. `dropped` is what a person typed in the place of a name, and gave up."""

    subject: str
    dropped: str = ""


def take_off(title: str, was: Event, pattern: Pattern = DEFAULT) -> Taken:
    """The subject in a title that was composed of `was` and may have been edited since.

    A title of which nothing is left but what was composed keeps the subject: there is no activity without one.
    """
    if title == compose(was, pattern):
        return Taken(was.title)
    title = title.removeprefix(DONE_MARK) if was.done else title
    if title == _joined(was.links, was.title, pattern):
        return Taken(was.title)
    taken = _as_before(title, was, pattern) or _between(title, was, pattern) or _around(title, was, pattern)
    taken = taken or _by_parts(title, was, pattern)
    return taken if taken.subject.strip() else Taken(was.title, taken.dropped)


def without_names(title: str, names: Sequence[str], pattern: Pattern = DEFAULT) -> str:
    """The title less the parts that say one of these names, each once, wherever they stand; as it is if none does.

    For names of which nobody knows any more whether they were a deal's, a person's or an organization's.
    """
    for one in (pattern, pattern.former):
        left = _left_of(title, names, one.separator) if one is not None else ""
        if left.strip():
            return left
    return title


def _left_of(title: str, names: Sequence[str], separator: str) -> str:
    """What is left of it without these names, "" where none of them is there."""
    parts = title.removeprefix(DONE_MARK).split(separator)
    whole = len(parts)
    for wanted in (spelling(name).split(separator) for name in names):
        found = _place_of(wanted, parts)
        if found is not None:
            del parts[found : found + len(wanted)]
    return separator.join(parts) if len(parts) < whole else ""


def _as_before(title: str, was: Event, pattern: Pattern) -> Taken | None:
    """It bears its names as the former pattern puts them, and not as this one does."""
    former = pattern.former
    if (
        former is None
        or not _names(was.links, former)
        or (_names(was.links, pattern) and _between(title, was, pattern))
    ):
        return None
    return Taken(was.title) if title == _joined(was.links, was.title, former) else _between(title, was, former)


def _between(title: str, was: Event, pattern: Pattern) -> Taken | None:
    """All that stands before and behind the subject is as it was."""
    names, place = _names(was.links, pattern), pattern.parts.index(Part.SUBJECT)
    before = "".join(names[part] + pattern.separator for part in pattern.parts[:place] if part in names)
    behind = "".join(pattern.separator + names[part] for part in pattern.parts[place + 1 :] if part in names)
    is_whole = title.startswith(before) and title.endswith(behind) and len(title) >= len(before) + len(behind)
    return Taken(title[len(before) : len(title) - len(behind)]) if is_whole else None


def _around(title: str, was: Event, pattern: Pattern) -> Taken | None:
    """Something was put before or behind a title that is otherwise as it was: it belongs to the subject."""
    composed = _joined(was.links, was.title, pattern)
    before, found, behind = title.partition(composed) if was.title else (title, "", "")
    return Taken(f"{before}{was.title}{behind}") if found else None


def _by_parts(title: str, was: Event, pattern: Pattern) -> Taken:
    """Names go wherever they stand; then what stands where a name stood, or is like one that is no longer there."""
    rest: list[str] = title.split(pattern.separator)
    is_as_long = len(rest) == len(_names(was.links, pattern)) + len(was.title.split(pattern.separator))
    gone: list[tuple[int, str]] = []
    for place, (part, name) in enumerate(_names(was.links, pattern).items()):
        found = _place_of(name.split(pattern.separator), rest)
        if found is None:
            gone.append((place + (pattern.parts.index(part) > pattern.parts.index(Part.SUBJECT)), name))
        else:
            rest[found : found + len(name.split(pattern.separator))] = [""] * len(name.split(pattern.separator))
    dropped = [_drop(rest, place, name, was.title, is_as_long=is_as_long) for place, name in gone]
    left = pattern.separator.join(text for text in rest if text)
    return Taken(left, pattern.separator.join(text for text in dropped if text))


def _place_of(wanted: list[str], texts: list[str]) -> int | None:
    """Where these stand in a row, however they are spelled."""
    folded, looked_for = [fold(text) for text in texts], [fold(text) for text in wanted]
    last = len(folded) - len(looked_for)
    return next((one for one in range(last + 1) if folded[one : one + len(looked_for)] == looked_for), None)


def _drop(rest: list[str], place: int, name: str, subject: str, *, is_as_long: bool) -> str:
    """Take out what stands for a name that isn't there any more; "" where nothing does."""
    for found, text in enumerate(rest):
        is_there = is_as_long and found == place
        if text and fold(text) != fold(subject) and (is_there or _is_like(text, name)):
            rest[found] = ""
            return text
    return ""


def _is_like(text: str, name: str) -> bool:
    return SequenceMatcher(None, fold(text), fold(name)).ratio() >= LIKENESS
