"""Times as Pipedrive writes them: RFC 3339 in UTC."""

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """To the second, rounded down: what is asked for "since" this time misses nothing."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_stamp(text: str) -> datetime:
    """Raise ValueError for what is no time."""
    at = datetime.fromisoformat(text)
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("no time of this calendar in UTC") from error
