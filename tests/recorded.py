"""Reads the recorded inputs in `events/`, the files that a function can be invoked with by hand."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "events"


def recorded(name: str) -> dict[str, Any]:
    """`name` is folder and file, as in "pipedrive/person_changed"."""
    event: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return event


def shape(value: object) -> object:
    """Names and types alone."""
    match value:
        case dict():
            return {name: shape(part) for name, part in value.items()}
        case list():
            return [shape(part) for part in value]
        case _:
            return type(value).__name__
