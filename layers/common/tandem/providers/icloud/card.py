"""One vCard as lines: what it is (version, UID, kind, members), and edits that leave every other line as it was."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tandem.domain.errors import Rejected
from tandem.providers.icloud.lines import Line, fold, quoted_printable, split, words
from tandem.providers.icloud.values import decoded, escaped, text

VERSIONS = ("2.1", "3.0", "4.0")
_URN = "urn:uuid:"


class Card:
    """The lines of the first card of a text. Raise `Rejected` for a text that is no card at all."""

    def __init__(self, source: str) -> None:
        self.lines: Sequence[Line] = split(_whole(source))
        self.begin, self.end = _bounds(self.lines)
        self.newline = "\r\n" if "\r\n" in source else "\n"
        self.places = _places(self.lines, self.begin, self.end)
        self.version = self._version()

    def all(self, *names: str) -> Iterator[tuple[int, Line]]:
        """The lines of these properties with their places, in the card's order."""
        places = self.places
        found = places.get(names[0], []) if len(names) == 1 else sorted(i for n in names for i in places.get(n, ()))
        for at in found:
            yield at, self.lines[at]

    def first(self, name: str) -> Line | None:
        places = self.places.get(name)
        return self.lines[places[0]] if places else None

    def texts(self, name: str) -> list[str]:
        return [text(line, self.version) for _, line in self.all(name)]

    @cached_property
    def uid(self) -> str:
        line = self.first("UID")
        return "" if line is None else text(line, self.version)

    @cached_property
    def is_group(self) -> bool:
        """Whether it is a list of members rather than a contact: Apple's form or vCard 4's (RFC 6350 6.1.4)."""
        kinds = self.texts("X-ADDRESSBOOKSERVER-KIND") + self.texts("KIND")
        return any(kind.lower() == "group" for kind in kinds)

    @property
    def members(self) -> frozenset[str]:
        """The UIDs of a group's members, folded for comparing; servers change their case."""
        values = self.texts("X-ADDRESSBOOKSERVER-MEMBER") + self.texts("MEMBER")
        return frozenset(member_uid(value) for value in values)

    @property
    def categories(self) -> list[str]:
        found: list[str] = []
        for _, line in self.all("CATEGORIES"):
            found += split_list(decoded(line), self.version)
        return found

    @cached_property
    def labels(self) -> dict[str, tuple[int, str]]:
        """The X-ABLabel of each group of lines, by the group's folded name, with its place."""
        found = self.all("X-ABLABEL")
        return {line.group.lower(): (at, text(line, self.version)) for at, line in found if line.group}

    def companions(self, at: int) -> list[int]:
        """The lines that only describe the line at `at`: X-ABLabel, X-ABADR and the like, in a group of its own."""
        group = self.lines[at].group.lower()
        if not group:
            return []
        own = [i for i, line in enumerate(self.lines) if line.group.lower() == group and i != at]
        return own if all(self.lines[i].name.startswith("X-AB") for i in own) else []

    def is_shared(self, at: int) -> bool:
        """Whether the line's group holds another property too."""
        group = self.lines[at].group.lower()
        others = (line for i, line in enumerate(self.lines) if i != at and line.group.lower() == group)
        return bool(group) and any(not line.name.startswith("X-AB") for line in others)

    def _version(self) -> str:
        line = self.first("VERSION")
        version = line.value.strip() if line is not None else "3.0"
        if version not in VERSIONS:
            raise Rejected("unknown_vcard_version")
        return version


def _whole(source: str) -> str:
    """Half a character could be read, and never be written back."""
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise Rejected("not_a_vcard") from error
    return source


def split_list(raw: str, version: str) -> list[str]:
    """The values of a comma-separated list, in plain text."""
    guarded = raw.replace("\\\\", "\0").replace("\\,", "\1")
    parts = (part.replace("\1", "\\,").replace("\0", "\\\\") for part in guarded.split(","))
    return [value for part in parts if (value := text(Line("", value=part), version))]


def member_uid(value: str) -> str:
    value = value.strip().lower()
    return value.removeprefix(_URN)


def is_preferred(line: Line) -> bool:
    """Whether a 2.1 or 3.0 line is marked as the preferred one."""
    return bool(line.params) and any(word.lower() == "pref" for word in words(line.params))


@dataclass(slots=True)
class Edit:
    """Changes to a card, line by line; what isn't touched is given back byte for byte."""

    card: Card
    changed: dict[int, str] = field(default_factory=dict)
    added: dict[int, list[str]] = field(default_factory=dict)
    groups: int = 0

    def line(self, group: str, name: str, params: Sequence[str], value: str) -> str:
        """The text of a line, encoded and folded as the card's version wants it."""
        head = (f"{group}." if group else "") + ";".join([name, *params])
        newline = self.card.newline
        if self.card.version != "2.1":
            return fold(f"{head}:{value}", newline)
        if value.isascii() and "\n" not in value:
            return f"{head}:{value}{newline}"
        return f"{head};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted_printable(value, newline)}{newline}"

    def replace(self, at: int, text: str) -> None:
        self.changed[at] = text

    def remove(self, at: int) -> None:
        """Remove a line together with the lines that only describe it."""
        for place in (at, *self.card.companions(at)):
            self.changed[place] = ""

    def insert(self, after: int | None, text: str) -> None:
        """Add a line behind another one, or as the card's last."""
        self.added.setdefault(self.card.end - 1 if after is None else after, []).append(text)

    def new_group(self) -> str:
        """A group name that the card doesn't use yet."""
        used = {line.group.lower() for line in self.card.lines}
        self.groups += 1
        while f"item{self.groups}" in used:
            self.groups += 1
        return f"item{self.groups}"

    def escaped(self, value: str) -> str:
        return escaped(value, self.card.version)

    def result(self) -> str:
        parts: list[str] = []
        for at, line in enumerate(self.card.lines):
            parts.append(self.changed.get(at, line.raw))
            parts += self.added.get(at, ())
        return "".join(parts)


def _bounds(lines: Sequence[Line]) -> tuple[int, int]:
    depth, begin = 0, -1
    for at, line in enumerate(lines):
        if line.name not in ("BEGIN", "END") or line.value.strip().upper() != "VCARD":
            continue
        if line.name == "BEGIN":
            depth += 1
            begin = at if begin < 0 else begin
        elif begin >= 0:
            depth -= 1
            if depth == 0:
                return begin, at
    raise Rejected("not_a_vcard" if begin < 0 else "unfinished_card")


def _places(lines: Sequence[Line], begin: int, end: int) -> dict[str, list[int]]:
    """The card's own lines by name; what stands between a BEGIN and its END inside is another's (AGENT of 2.1)."""
    places: dict[str, list[int]] = {}
    for at in range(begin + 1, end):
        places.setdefault(lines[at].name, []).append(at)
    bounds = sorted([*places.pop("BEGIN", ()), *places.pop("END", ())])
    if not (inner := _inner(lines, bounds)):
        return places
    own = {name: [at for at in found if at not in inner] for name, found in places.items()}
    return {name: found for name, found in own.items() if found}


def _inner(lines: Sequence[Line], bounds: Sequence[int]) -> set[int]:
    """The lines of what is whole inside of the card. A BEGIN that nothing ends must not hide all that follows it."""
    spans: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    open_names: Counter[str] = Counter()
    for at in bounds:
        name, kind = lines[at].name, lines[at].value.strip().upper()
        if name == "BEGIN":
            opened.append((kind, at))
            open_names[kind] += 1
        elif name == "END" and open_names[kind]:
            began = _closed(opened, open_names, kind)
            while spans and spans[-1][0] > began:
                spans.pop()
            spans.append((began, at))
    return {place for began, ended in spans for place in range(began, ended + 1)}


def _closed(opened: list[tuple[str, int]], open_names: Counter[str], kind: str) -> int:
    """Where the last of this kind began; what began behind it and has no end is closed with it."""
    while True:
        last, at = opened.pop()
        open_names[last] -= 1
        if last == kind:
            return at
