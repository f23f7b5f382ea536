"""What a log may tell of an error: its class and where it arose, never its words, which may hold somebody's data."""

from traceback import extract_tb

_FRAMES = 6


def place_of(error: BaseException) -> dict[str, object]:
    """Fields for a log record; the place nearest to the error comes last."""
    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    place = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    return {"error": type(error).__name__, "reason": str(getattr(error, "reason", "")), "place": place}
