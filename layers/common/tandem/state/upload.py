"""A person's wish to have the activities uploaded that have no event yet, as the connection's row keeps it."""

from dataclasses import dataclass

NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Upload:
    """`past`: those that are over, too. `resume` is where the listing of the activities goes on.

    `is_noted`: all of them were listed; what is left is to write what was noted.
    """

    past: bool = False
    resume: str = ""
    is_noted: bool = False

    def is_same_wish(self, other: "Upload | None") -> bool:
        """Whether the other is this one, however far it came."""
        return other is not None and not other.is_noted and other.past == self.past


def upload_to_text(upload: Upload | None) -> str:
    if upload is None:
        return ""
    return NOTED if upload.is_noted else f"{'past' if upload.past else 'coming'}|{upload.resume}"


def upload_from_text(text: str) -> Upload | None:
    if not text:
        return None
    which, _, resume = text.partition("|")
    return Upload(which == "past", resume, which == NOTED)
