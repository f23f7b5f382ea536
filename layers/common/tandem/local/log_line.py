"""What the log of one machine looks like: a line for each event, with its fields. On Lambda the platform writes it."""

import logging
import sys
from datetime import UTC, datetime

_GIVEN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}
"""What every record has; the rest are the event's own fields."""


class LogLine(logging.Formatter):
    """`2026-11-23T10:00:00Z WARNING webhook forged reason=unknown_hook`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = [f"{name}={value}" for name, value in vars(record).items() if name not in _GIVEN]
        line = " ".join((at, record.levelname, record.getMessage(), *fields))
        return "".join(sign if sign.isprintable() else " " for sign in line)


def write_log() -> None:
    """To standard error, from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLine())
    logger = logging.getLogger("tandem")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
