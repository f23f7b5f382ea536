"""Identifiers as Exchange makes them: one kind changes with each move to another folder, the other never does."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

IMMUTABLE, MOVING = "AAkALgAAAAAAHYQDEapmEc2byACqAC", "AAMkAGE1M2IyNGNmLTI5MTktNDUyZi1i"


def immutable_id(contact: str) -> str:
    return f"{IMMUTABLE}{_packed(contact)}"


def moving_id(contact: str, moves: int) -> str:
    return f"{MOVING}{_packed(f'{contact} {moves}')}"


def read_id(text: str) -> tuple[str, int | None] | None:
    """Contact and number of moves, None of which is told by an immutable one; None for what is no identifier."""
    for start in (IMMUTABLE, MOVING):
        if text.startswith(start) and (found := _unpacked(text.removeprefix(start))):
            contact, _, moves = found.partition(" ")
            if start == IMMUTABLE or moves.isdecimal():
                return contact, None if start == IMMUTABLE else int(moves)
    return None


def _packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


def _unpacked(text: str) -> str:
    try:
        return urlsafe_b64decode(text).decode() if _packed(urlsafe_b64decode(text).decode()) == text else ""
    except (NotBase64, ValueError):
        return ""
