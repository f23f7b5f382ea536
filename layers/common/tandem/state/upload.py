"""A person's wish to have the activities uploaded that have no event yet, as the connection's row keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """`past`: those that are over, too. `resume` is where the listing of the activities goes on."""

    past: bool = False
    resume: str = ""


def upload_to_text(upload: Upload | None) -> str:
    return "" if upload is None else f"{'past' if upload.past else 'coming'}|{upload.resume}"


def upload_from_text(text: str) -> Upload | None:
    if not text:
        return None
    which, _, resume = text.partition("|")
    return Upload(which == "past", resume)
