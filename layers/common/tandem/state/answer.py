"""A person's one answer to all that is held on a connection, as its row keeps it while the workers carry it out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tandem.domain.ids import RunId


class Decision(StrEnum):
    """`release`: let it be deleted. `restore`: keep it, and bring back what was deleted."""

    RELEASE = "release"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Answer:
    """It is about what was held at `at`, and nothing later. `after` is the key up to which it was carried out."""

    decision: Decision
    at: datetime
    run: RunId
    after: str = ""


def answer_to_text(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return "|".join((answer.decision, answer.at.isoformat(), answer.run, answer.after))


def answer_from_text(text: str) -> Answer | None:
    if not text:
        return None
    decision, at, run, after = text.split("|", 3)
    return Answer(Decision(decision), datetime.fromisoformat(at), RunId(run), after)
