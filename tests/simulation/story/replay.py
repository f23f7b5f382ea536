"""A failed run to keep: what it drew, short enough to be read, and what it was about."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.simulation.story.choices import Choice, Frame, Record

FOLDER = Path(__file__).parents[1] / "replays"


@dataclass(frozen=True, slots=True)
class Replay:
    """`about` says in a sentence what went wrong; `seed` is where it was found; `bug` the planted one, if one was."""

    invariant: str
    about: str
    record: Record
    seed: int | None = None
    bug: str | None = None


def to_text(replay: Replay) -> str:
    """JSON with a line for each step, so that it can be read, and a change of it, too."""
    town, *steps = [_plain(frame) for frame in replay.record]
    head = {"invariant": replay.invariant, "about": replay.about, "seed": replay.seed, "bug": replay.bug}
    lines = [f" {json.dumps(name)}: {_json(value)}" for name, value in head.items() if value is not None]
    lines.append(f' "town": {_json(town)}')
    lines.append(' "steps": [' + ",".join(f"\n  {_json(step)}" for step in steps) + "\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_text(text: str) -> Replay:
    told = json.loads(text)
    record = [_frame(told["town"]), *(_frame(step) for step in told["steps"])]
    return Replay(told["invariant"], told["about"], record, told.get("seed"), told.get("bug"))


def read(path: Path) -> Replay:
    return from_text(path.read_text(encoding="utf-8"))


def write(path: Path, replay: Replay) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(replay), encoding="utf-8")


def path_of(replay: Replay) -> Path:
    """Where a new one is put until a person gives it a better name."""
    name = "-".join(str(part) for part in (replay.invariant, replay.bug, replay.seed) if part is not None)
    return FOLDER / f"{name}.json"


def kept() -> list[Path]:
    return sorted(FOLDER.glob("*.json"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(frame: Mapping[str, list[Choice]]) -> dict[str, Any]:
    """Without what is calm anyway; one choice stands there without brackets."""
    trimmed = {label: _trimmed(drawn) for label, drawn in frame.items()}
    return {label: drawn if len(drawn) > 1 else drawn[0] for label, drawn in trimmed.items() if drawn}


def _trimmed(drawn: Iterable[Choice]) -> list[Choice]:
    rest = list(drawn)
    while rest and rest[-1] == 0:
        rest.pop()
    return rest


def _frame(plain: Mapping[str, Any]) -> Frame:
    return {label: drawn if isinstance(drawn, list) else [drawn] for label, drawn in plain.items()}
