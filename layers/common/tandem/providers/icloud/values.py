"""What the value of a vCard line says, as vobject reads it, and how a value is written.

vobject decodes quoted-printable lines and everything with an escape or a list in it. A value without any of these is
its own meaning, so it isn't handed over: building a vobject line for each costs 16 µs, half of the budget of a card.
"""

import logging
import quopri
import re
from codecs import lookup

from vobject.base import ContentLine
from vobject.icalendar import stringToTextValues

from tandem.providers.icloud.lines import Line, clean, parameter, segments

logging.getLogger("vobject.base").propagate = False  # it prints the lines that it can't read: personal data

_COLON = re.compile(r"\\(.)", re.DOTALL)
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode-escape", "raw-unicode-escape"))
"""Python's codecs that are no charset of a text; some take seconds for a long one."""
_NO_LIST = "\0"
_OLD_ESCAPES = "\\;,"  # 2.1 has no escaped line break: C:\new stays what it is


def decoded(line: Line) -> str:
    """The value as characters: quoted-printable undone, escapes and structure still in it."""
    return _unquoted(line) if line.is_quoted_printable else line.value


def text(line: Line, version: str) -> str:
    """The value as one text; an unescaped comma is a comma."""
    return sendable(unescaped(decoded(line), version))


def components(line: Line) -> list[str]:
    """The parts of a structured value (N, ADR, ORG) as they are written, still escaped."""
    value = decoded(line)
    if "\\" not in value:
        return value.split(";")
    parts = value.replace("\\\\", "\0").replace("\\;", "\1").split(";")
    return [part.replace("\1", "\\;").replace("\0", "\\\\") for part in parts]


def part(raw: str, version: str, joint: str) -> str:
    """One component in plain text; the several values of a list are put together with `joint`."""
    if "\\" not in raw and ("," not in raw or version == "2.1"):
        return sendable(raw)
    if version == "2.1":
        return sendable(unescaped(raw, version))
    return joint.join(value for text in stringToTextValues(_sound(raw)) if (value := sendable(str(text))))


def sendable(value: str) -> str:
    """The value in the form that a card can hold it in, so that reading and writing agree."""
    return value.strip() if value.isprintable() else clean(value)


def unescaped(raw: str, version: str) -> str:
    if "\\" not in raw:
        return raw
    if version == "2.1":
        return str(stringToTextValues(_sound(raw), listSeparator=_NO_LIST, charList=_OLD_ESCAPES)[0])
    return str(stringToTextValues(_sound(raw), listSeparator=_NO_LIST)[0])


def escaped(value: str, version: str) -> str:
    """A text, or one component, as a card of that version writes it."""
    if version == "2.1":
        return value.replace("\\", "\\\\").replace(";", "\\;")
    value = value.replace("\\", "\\\\").replace("\n", "\\n")
    return value.replace(",", "\\,").replace(";", "\\;")


def _sound(raw: str) -> str:
    # vobject reads a backslash at the very end as "\eof"; Apple and old Gmail escape colons, which vobject leaves.
    if "\\:" in raw:
        raw = _COLON.sub(lambda match: ":" if match[1] == ":" else match[0], raw)
    backslashes = len(raw) - len(raw.rstrip("\\"))
    return raw + "\\" if backslashes % 2 else raw


def _unquoted(line: Line) -> str:
    charset = parameter(line.params, "CHARSET") or "utf-8"
    params = [["ENCODING", "QUOTED-PRINTABLE"], ["CHARSET", charset]]
    try:
        if lookup(charset).name in _NO_CHARSETS:
            raise LookupError(charset)
        value = str(ContentLine(line.name, params, line.value, encoded=True).value)
    except (LookupError, ValueError):
        value = quopri.decodestring(line.value.encode()).decode("utf-8", "replace")
    return value.replace("\r\n", "\n")


def plain_params(params: str) -> list[str]:
    """The parameters without those that tell how the old value was encoded."""
    kept = []
    for segment in segments(params):
        name = segment.partition("=")[0].strip().upper()
        if name not in ("ENCODING", "CHARSET", "QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"):
            kept.append(segment)
    return kept
