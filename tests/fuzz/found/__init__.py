"""Inputs that once failed, one file each, named for what they did: a JSON object of its target and its pieces.

A piece is a text whose characters stand for bytes (Latin-1), and how often it comes.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent

Piece = tuple[str, int]


class Found(NamedTuple):
    name: str
    target: str
    data: bytes


def found() -> list[Found]:
    return [_read(path) for path in sorted(FOLDER.glob("*.json"))]


def _read(path: Path) -> Found:
    told = json.loads(path.read_text("utf-8"))
    return Found(path.stem, told["target"], b"".join(text.encode("latin-1") * times for text, times in told["input"]))


def pieces(data: bytes) -> list[Piece]:
    """The pieces of an input; only bytes that repeat are told apart."""
    runs = [(bytes([byte]).decode("latin-1"), len(list(run))) for byte, run in groupby(data)]
    told: list[Piece] = []
    for text, times in runs:
        if times < 20 and told and told[-1][1] == 1:
            told[-1] = (told[-1][0] + text * times, 1)
        else:
            told.append((text * times, 1) if times < 20 else (text, times))
    return told
