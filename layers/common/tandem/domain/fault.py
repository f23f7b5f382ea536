"""What may be told of an error: its class and where it arose, never its words, which may hold somebody's data."""

from traceback import extract_tb

from tandem.domain.errors import Trouble

_FRAMES = 6


class Unexpected(Exception):
    """Stands in for an error that nobody reacts to, on its way to whoever prints errors. Raise it `from None`."""

    def __init__(self, error: BaseException) -> None:
        self.told = place_of(error)
        super().__init__(" ".join(str(value) for value in self.told.values() if value))


def place_of(error: BaseException) -> dict[str, object]:
    """Fields for a log record; the place nearest to the error comes last. Only our own errors have a reason to tell."""
    if isinstance(error, Unexpected):
        return error.told
    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    place = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    reason = error.reason if isinstance(error, Trouble) else ""
    return {"error": type(error).__name__, "reason": reason, "place": place}
