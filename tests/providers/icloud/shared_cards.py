"""Real cards as programs export them, kept beside the repository; and the way an importing program prepares them."""

import re
from pathlib import Path

import pytest
import vobject.base

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "vcards"
NAMES = (
    "John_Doe_ANDROID",
    "John_Doe_GMAIL",
    "John_Doe_IPHONE",
    "John_Doe_MS_OUTLOOK",
    "fullcontact",
    "gmail-list",
    "outlook-2003",
    "rfc2426-example",
)
_CARD = re.compile(r"(?is)BEGIN:VCARD\r*\n.*?\nEND:VCARD(?:\r*\n|\Z)")

_ENCODED = re.compile(r"(?i)CHARSET=|ENCODING=QUOTED|ENCODING=BASE64")


def cards(name: str) -> list[str]:
    """The cards of a file, byte for byte; the test is skipped by name where the files are absent."""
    path = FOLDER / f"{name}.vcf"
    if not path.exists():
        pytest.skip("../shared/data/vcards is absent")
    return _CARD.findall(path.read_bytes().decode())


def prepare(text: str, uid: str) -> str:
    """A card as it lies on a server after an import: CRLF, a UID, 2.1 turned into 3.0 without charsets."""
    lines = [line for line in re.split(r"\r*\n", text) if line.strip()]
    logical = _joined(lines)
    if "VERSION:2.1" in logical:
        logical = [_modern(line) for line in logical]
    logical.insert(2, f"UID:{uid}")
    return "".join(_folded(line) + "\r\n" for line in logical)


def _joined(lines: list[str]) -> list[str]:
    logical: list[str] = []
    for line in lines:
        if logical and line[0] in " \t":
            logical[-1] += line[1:]
        elif logical and "QUOTED-PRINTABLE" in logical[-1] and logical[-1].endswith("="):
            logical[-1] = logical[-1][:-1] + line
        else:
            logical.append(line)
    return logical


def _modern(line: str) -> str:
    if line.startswith("VERSION"):
        return "VERSION:3.0"
    head, _, value = line.partition(":")
    if "QUOTED-PRINTABLE" in head:
        try:
            parsed = vobject.base.ContentLine("X", [["ENCODING", "QUOTED-PRINTABLE"]], value.rstrip("="), encoded=True)
        except UnicodeDecodeError:
            return "X-UNREADABLE:"
        value = parsed.value.replace("\r\n", "\\n")
    words = [
        word for word in head.split(";")[1:] if not re.match(r"(?i)CHARSET=|ENCODING=QUOTED|ENCODING=BASE64", word)
    ]
    params = [word if "=" in word else f"TYPE={word}" for word in words]
    params += ["ENCODING=b"] * ("BASE64" in head)
    return ";".join([head.split(";")[0], *params]) + ":" + value.replace(",", "\\,")


def _folded(line: str) -> str:
    return "\r\n ".join(line[at : at + 60] for at in range(0, len(line), 60))
