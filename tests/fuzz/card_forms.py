"""Cards as no program writes them: folded oddly, encoded oddly, cut off, in one another, very long, very many."""

import quopri
from base64 import b64encode
from collections.abc import Callable
from random import Random

from tests.fuzz import signs

Lines = list[str]

_NAMES = (
    *("N", "FN", "ORG", "TITLE", "NOTE", "BDAY", "EMAIL", "TEL", "ADR", "LABEL", "IMPP", "X-SKYPE", "X-AIM", "URL"),
    *("UID", "VERSION", "KIND", "MEMBER", "CATEGORIES", "PHOTO", "X-ABLABEL", "X-ABADR", "AGENT", "BEGIN", "END"),
    *("X-ADDRESSBOOKSERVER-KIND", "X-ADDRESSBOOKSERVER-MEMBER", "X-SOCIALPROFILE", "", "Ü", " ", "item1.TEL"),
)
_PARAMS = (
    *("TYPE=WORK", "TYPE=work,pref", 'TYPE="home,cell"', "PREF", "PREF=1", "PREF=101", "PREF=x", "HOME", "TYPE=", "="),
    *("ENCODING=QUOTED-PRINTABLE", "QUOTED-PRINTABLE", "ENCODING=B", "ENCODING=b", "BASE64", 'X="a;b:c', "VALUE=uri"),
    *("X-SERVICE-TYPE=Skype", 'X-SERVICE-TYPE="a;b"', "X-APPLE-OMIT-YEAR=1604", "ALTID=1", "SORT-AS=x", "LANGUAGE=de"),
    *("CHARSET=ISO-8859-1", "CHARSET=utf-16", "CHARSET=", "CHARSET=none", "CHARSET=hex", "CHARSET=punycode"),
    *("CHARSET=idna", "CHARSET=utf-7", "CHARSET=unicode_escape", "CHARSET=undefined", 'CHARSET="utf-8"', "CHARSET=\0"),
)
_PREFIXES = (
    "tel:",
    "mailto:",
    "im:",
    "_$!<",
    "x-apple:",
    "\\",
    "\\\\",
    "\\;",
    "\\,",
    "=",
    "=0D=0A",
    "=FF",
    ";",
    ",",
    '"',
)
_DATES = ("1604-02-29", "--0230", "--05-09", "20260229", "0000-01-01", "99999-01-01", "2026-01-01T25:00", "١٩٩٠-٠١-٠١")


def _value(source: Random) -> str:
    drawn = source.random()
    if drawn < 0.2:
        return source.choice(_PREFIXES) * signs.many(source) + signs.text(source)
    if drawn < 0.3:
        return source.choice(_DATES)
    return ";".join(signs.text(source) for _ in range(source.choice((1, 1, 2, 5, 8, 20))))


def _line(source: Random) -> str:
    group = source.choice(("", "", "", "item1.", "item2.", "ITEM1.", ".", "a.b."))
    params = "".join(";" + source.choice(_PARAMS) for _ in range(source.choice((0, 0, 1, 2, 3))))
    return f"{group}{source.choice(_NAMES)}{params}:{_value(source)}"


def _add(lines: Lines, source: Random) -> Lines:
    at = _place(lines, source)
    line = _line(source)
    return [*lines[:at], *[line] * signs.fitting(signs.many(source), len(line)), *lines[at:]]


def _swarm(lines: Lines, source: Random) -> Lines:
    """Many lines of one kind, each with a value of its own; now and then as many as a card may have."""
    count = source.choice((20, 200, 1_000, 9_000)) if source.random() < 0.1 else source.choice((3, 5, 9))
    head = _line(source).partition(":")[0]
    heads = [source.choice(("", "", f"item{number}.")) + head for number in range(count)]
    return [*lines[:-1], *(f"{head}:{number}" for number, head in enumerate(heads)), *lines[-1:]]


def _double(lines: Lines, source: Random) -> Lines:
    at = _place(lines, source)
    times = signs.fitting(signs.many(source), sum(map(len, lines[at : at + 2])))
    return [*lines[:at], *lines[at : at + 2] * times, *lines[at:]]


def _drop(lines: Lines, source: Random) -> Lines:
    at = _place(lines, source)
    return lines[:at] + lines[at + 1 :]


def _param(lines: Lines, source: Random) -> Lines:
    def with_param(line: str) -> str:
        head, colon, value = line.partition(":")
        return f"{head}{''.join(';' + source.choice(_PARAMS) for _ in range(signs.many(source)))}{colon}{value}"

    return _edited(lines, source, with_param)


def _revalue(lines: Lines, source: Random) -> Lines:
    return _edited(lines, source, lambda line: line.partition(":")[0] + ":" + _value(source))


def _extend(lines: Lines, source: Random) -> Lines:
    return _edited(lines, source, lambda line: line + _value(source))


def _quoted(lines: Lines, source: Random) -> Lines:
    def coded(line: str) -> str:
        head, _, value = line.partition(":")
        text = quopri.encodestring(value.encode(source.choice(("utf-8", "utf-16", "latin-1")), "replace")).decode()
        end = source.choice(("", "=", "=\n", "=E"))
        return f"{head};{source.choice(_PARAMS)};ENCODING=QUOTED-PRINTABLE:{text}{end}"

    return _edited(lines, source, coded)


def _picture(lines: Lines, source: Random) -> Lines:
    content = source.choice((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"", b"\0")) * signs.many(source)
    coded = b64encode(content).decode() + source.choice(("", "=", "*", " ", "A", "é"))
    head = source.choice(("PHOTO;ENCODING=b:", "PHOTO:data:image/png;base64,", "PHOTO:data:,%", "PHOTO;BASE64:"))
    return [*lines[:-1], head + coded, *lines[-1:]]


def _nest(lines: Lines, source: Random) -> Lines:
    times = signs.many(source)
    return [*lines[:-1], *["BEGIN:VCARD"] * times, *lines, *["END:VCARD"] * source.choice((times, 0)), *lines[-1:]]


def _fold(lines: Lines, source: Random) -> Lines:
    width, space = source.choice((1, 2, 10, 75)), source.choice((" ", "\t", "  "))

    def folded(line: str) -> str:
        return ("\n" + space).join(line[at : at + width] for at in range(0, min(len(line), 20_000), width))

    return _edited(lines, source, folded)


def _empty(lines: Lines, source: Random) -> Lines:
    at = _place(lines, source)
    return [*lines[:at], source.choice(("", " ", "\r", "\t", "\f")) * signs.many(source), *lines[at:]]


def _place(lines: Lines, source: Random) -> int:
    """Mostly inside of the card."""
    return (
        source.randrange(len(lines) + 1)
        if source.random() < 0.1
        else source.randrange(min(1, len(lines)), len(lines) or 1)
    )


def _edited(lines: Lines, source: Random, edit: Callable[[str], str]) -> Lines:
    at = _place(lines, source)
    return [*lines[:at], *map(edit, lines[at : at + 1]), *lines[at + 1 :]]


_CHANGES: tuple[Callable[[Lines, Random], Lines], ...] = (
    *(_add, _add, _add, _swarm, _double, _drop, _param, _param, _revalue, _revalue, _revalue, _extend, _quoted),
    *(_quoted, _picture, _nest, _fold, _empty),
)
_ENDS = ("\r\n", "\r\n", "\r\n", "\n", "\n", "\r", "\r\r\n", "\n\r", "\n\n")


def mutated(card: str, source: Random) -> bytes:
    """The card with one to five lines changed, its lines ended one way, now and then spoiled as bytes."""
    lines = card.splitlines()
    for _ in range(source.choice((1, 1, 2, 3, 5))):
        lines = source.choice(_CHANGES)(lines, source)
    if source.random() < 0.1:
        lines = [*lines[:1], f"VERSION:{source.choice(('2.1', '4.0', '3.0 ', '5.0', ''))}", *lines[1:]]
    end = source.choice(_ENDS)
    data = (source.choice(("", "", "", "\ufeff", "\n")) + "".join(line + end for line in lines)).encode()
    return signs.spoiled(data, source) if source.random() < 0.2 else data
