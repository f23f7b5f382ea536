"""An undo that a person asked for, as the row of its connection keeps it while the workers carry it out."""

from dataclasses import dataclass

from tandem.domain.ids import RunId

RUN, RECORD, ENTRY, SWAPS = "run", "record", "entry", "swaps"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be taken back: a `run`, all that it did to one link (`record`), or one `entry` of the history.

    `swaps` are conflicts that were turned round; `asked` grows with each.
    """

    kind: str
    run: str = ""
    link: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """`looked` is the place in history down to which its entries were found; `is_found`: all were."""

    run: RunId
    target: Target
    looked: str = ""
    is_found: bool = False
    asked: int = 0


def undo_to_text(undo: Undo | None) -> str:
    if undo is None:
        return ""
    target = undo.target
    parts = (undo.run, target.kind, target.run, target.link, target.place, undo.looked)
    return "|".join((*parts, "1" if undo.is_found else "", str(undo.asked)))


def undo_from_text(text: str) -> Undo | None:
    if not text:
        return None
    run, kind, of_run, link, place, looked, found, asked = text.split("|")
    return Undo(RunId(run), Target(kind, of_run, link, place), looked, found == "1", int(asked))
