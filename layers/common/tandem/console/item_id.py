"""Ids that hold slashes, colons or percent signs, written so that no gateway on the way unquotes them."""

import re

from tandem.domain.errors import Refused


def to_path(identifier: str) -> str:
    """Letters, digits and hyphens stay; every other byte becomes `_` and two hex digits."""
    return re.sub(rb"[^A-Za-z0-9-]", lambda it: b"_%02X" % ord(it[0]), identifier.encode()).decode()


def from_path(text: str) -> str:
    """The way back; raise `Refused` ("unknown") for what `to_path` never wrote."""
    if not re.fullmatch(r"(?:[A-Za-z0-9-]|_[0-9A-F]{2})+", text):
        raise Refused("unknown", "item")
    try:
        return re.sub(rb"_(..)", lambda it: bytes.fromhex(it[1].decode()), text.encode()).decode()
    except UnicodeDecodeError as error:
        raise Refused("unknown", "item") from error
