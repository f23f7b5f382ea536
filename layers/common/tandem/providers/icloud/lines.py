"""The text level of vCards: logical lines that keep their exact text, and new lines folded the way the card is.

Knows folding, quoted-printable soft breaks and parameters; knows no property.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tandem.domain.errors import Rejected

# Some programs end lines with CR CR LF. A run of CR is taken whole, so that none of it is looked at twice.
_PHYSICAL = re.compile(r"[^\r\n]*(?:\n|\r+\n?)|[^\r\n]+\Z")
_SEGMENT = re.compile(r';((?:[^;"]|"[^"]*"?)*)')
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+\Z")
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 has no way to say them
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_MOST_PHYSICAL, _MOST_LOGICAL = 250_000, 50_000  # 14 MB of picture folded at 60 octets; a group of 50,000
_WIDTH = 75  # octets without the line end (RFC 2426 2.6, RFC 6350 3.2)
_QUOTED_WIDTH = 70


class Line(NamedTuple):
    """One logical line: `raw` is its exact text with folds and line end; a line that makes no sense has no name.

    `params` is the raw text between name and colon, with its leading semicolon; `value` is unfolded and still encoded.
    """

    raw: str
    group: str = ""
    name: str = ""
    params: str = ""
    value: str = ""

    @property
    def is_quoted_printable(self) -> bool:
        return "QUOTED-PRINTABLE" in self.params.upper()


def split(text: str) -> list[Line]:
    """The logical lines of a card; the concatenation of their `raw` is the text again. Raise `Rejected` if too many."""
    if max(text.count("\n"), text.count("\r")) > _MOST_PHYSICAL:
        raise Rejected("card_too_large")
    lines: list[Line] = []
    physical = _PHYSICAL.findall(text)
    at = 0
    while at < len(physical):
        end = _end_of_logical(physical, at)
        lines.append(_line(physical[at:end]))
        at = end
        if len(lines) > _MOST_LOGICAL:
            raise Rejected("card_too_large")
    return lines


def _end_of_logical(physical: list[str], at: int) -> int:
    head = _head(physical[at])
    end = at + 1
    if "QUOTED-PRINTABLE" in head:
        while end < len(physical) and physical[end - 1].rstrip("\r\n").endswith("="):
            end += 1
    is_base64 = "BASE64" in head or "ENCODING=B" in head
    while end < len(physical) and (_is_fold(physical[end]) or (is_base64 and _is_base64(physical[end]))):
        end += 1
    return end


def _is_fold(physical: str) -> bool:
    """Whatever it follows, it would be read as a part of that after a rewriting."""
    return physical[0] in " \t" and bool(physical.strip())


def _head(physical: str) -> str:
    """What stands before the value of a line that has parameters, in upper case; else nothing."""
    head, _, _ = physical.partition(":")
    if head.count('"') % 2:
        head, _, _ = _split_outside_quotes(physical)
    return head.upper() if ";" in head else ""


def _is_base64(physical: str) -> bool:
    return ":" not in physical and _BASE64.match(physical.strip()) is not None


def _line(physical: list[str]) -> Line:
    raw = physical[0] if len(physical) == 1 else "".join(physical)
    head, colon, value = _unfolded(physical).partition(":")
    if head.count('"') % 2:
        head, colon, value = _split_outside_quotes(head + colon + value)
    if not colon:
        return Line(raw)
    path, semicolon, params = head.partition(";")
    group, _, name = path.rpartition(".")
    return Line(raw, group.strip(), name.strip().upper(), semicolon + params, value)


def _unfolded(physical: list[str]) -> str:
    first = physical[0].rstrip("\r\n")
    if len(physical) == 1:
        return first
    is_quoted = "QUOTED-PRINTABLE" in _head(first)
    parts = [first]
    for line in physical[1:]:
        if is_quoted and parts[-1].endswith("="):
            parts[-1] = parts[-1][:-1]
            parts.append(line.rstrip("\r\n"))
        else:
            parts.append(line.rstrip("\r\n")[1:] if line[0] in " \t" else line.strip())
    return "".join(parts)


def _split_outside_quotes(text: str) -> tuple[str, str, str]:
    quoted = False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return text[:at], ":", text[at + 1 :]
    return text.partition(":")


def segments(params: str) -> list[str]:
    """The parameters one by one, each as it is written: `TYPE=HOME`, `PREF`, `X-A="b;c"`."""
    return _SEGMENT.findall(params) if params else []


def parameter(params: str, name: str) -> str | None:
    """The value of the first parameter of that name, without its quotes; None where there is none."""
    for segment in segments(params):
        key, equals, value = segment.partition("=")
        if equals and key.strip().upper() == name:
            return value.strip().strip('"')
    return None


def words(params: str) -> list[str]:
    """The words of all TYPE parameters, and of parameters without a name (2.1), as they are written."""
    found: list[str] = []
    for segment in segments(params):
        name, equals, value = segment.partition("=")
        if not equals:
            found.append(name.strip())
        elif name.strip().upper() == "TYPE":
            found += [word.strip().strip('"') for word in value.split(",")]
    return [word for word in found if word]


def clean(text: str) -> str:
    """The text as a card can hold it: one kind of line break, and no character that XML can't carry."""
    return _UNSENDABLE.sub("", _BREAKS.sub("\n", text)).strip()


def fold(line: str, newline: str) -> str:
    """Fold at 75 octets, never inside a character, and end the line."""
    if len(line) <= _WIDTH and (line.isascii() or len(line.encode()) <= _WIDTH):
        return line + newline
    parts: list[str] = []
    start = room = 0
    room = _WIDTH
    for at, char in enumerate(line):
        size = len(char.encode())
        if size > room:
            parts.append(line[start:at])
            start, room = at, _WIDTH - 1
        room -= size
    return (newline + " ").join([*parts, line[start:]]) + newline


def quoted_printable(value: str, newline: str) -> str:
    """Quoted-printable with soft breaks, for the lines of a 2.1 card that plain ASCII can't hold."""
    codes = [
        char if " " <= char <= "~" and char != "=" else "".join(f"={byte:02X}" for byte in char.encode())
        for char in value.replace("\n", "\r\n")
    ]
    return ("=" + newline).join(_rows(codes))


def _rows(codes: Iterable[str]) -> list[str]:
    rows = [""]
    for code in codes:
        if len(rows[-1]) + len(code) > _QUOTED_WIDTH:
            rows.append("")
        rows[-1] += code
    return rows
