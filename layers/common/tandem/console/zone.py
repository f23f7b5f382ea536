"""A time zone by the name that a browser or a caller gave."""

from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

LONGEST = 64


@lru_cache(maxsize=64)  # anybody may send any name
def zone_named(name: str) -> tzinfo | None:
    """None for what is no zone."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name[:LONGEST])
    except (ValueError, KeyError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None
