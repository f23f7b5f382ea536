"""The real cards of other programs, prepared as an importing program does before it puts them on a server."""

import quopri
import re

from tests.providers.icloud.shared_cards import NAMES, cards

UNNEEDED = re.compile(r"(?i)CHARSET=|ENCODING=QUOTED|ENCODING=BASE64|QUOTED-PRINTABLE$|BASE64$")


def imported() -> dict[str, str]:
    """Every card of the eight files by its new UID: split, CRLF, 2.1 turned into 3.0, no line without its name."""
    found = {f"{name}-{at}": text for name in NAMES for at, text in enumerate(cards(name))}
    return {uid: prepare(text, uid) for uid, text in found.items()}


def prepare(text: str, uid: str) -> str:
    lines = _logical(re.split(r"\r*\n", text))
    if "VERSION:2.1" in lines:
        lines = [_modern(line) for line in lines]
    if not any(line.startswith("FN") for line in lines):
        lines.insert(2, f"FN:{_mail(lines)}")
    lines.insert(2, f"UID:{uid}")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _logical(physical: list[str]) -> list[str]:
    """Folded lines joined; a soft break of quoted-printable goes on in the next line, even in an empty one."""
    logical: list[str] = []
    for line in physical:
        if logical and "QUOTED-PRINTABLE" in logical[-1].partition(":")[0] and logical[-1].endswith("="):
            logical[-1] = logical[-1][:-1] + line
        elif logical and line[:1] in (" ", "\t"):
            logical[-1] += line[1:]
        elif line.strip():
            logical.append(line)
    return logical


def _modern(line: str) -> str:
    head, _, value = line.partition(":")
    if head == "VERSION":
        return "VERSION:3.0"
    if "QUOTED-PRINTABLE" in head:
        plain = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        value = plain.replace("\r\n", "\n").replace("\n", "\\n").strip()
    elif "BASE64" in head:
        value = value.replace(" ", "").rstrip("=")
        value = value[: len(value) - (len(value) % 4 == 1)]  # one of the photos was cut off within a byte
        value += "=" * (-len(value) % 4)
    name, *parameters = head.split(";")
    kept = [one if "=" in one else f"TYPE={one}" for one in parameters if not UNNEEDED.match(one)]
    if "BASE64" in head:
        kept.append("ENCODING=b")
    return ";".join([name, *kept]) + ":" + value.replace(",", "\\,")


def _mail(lines: list[str]) -> str:
    return next(line.partition(":")[2] for line in lines if line.startswith("EMAIL"))


def _folded(line: str) -> str:
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 74:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
