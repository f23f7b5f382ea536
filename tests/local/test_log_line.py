"""What stands in the log of one machine."""

import logging

from tandem.local.log_line import LogLine


def _line(message: str, **fields: object) -> str:
    record = logging.makeLogRecord({"msg": message, "levelno": 30, "levelname": "WARNING", "created": 0.0, **fields})
    return LogLine().format(record)


def test_an_event_is_one_line_with_its_fields() -> None:
    line = _line("webhook forged", reason="unknown_hook", company="42")

    assert line == "1970-01-01T00:00:00Z WARNING webhook forged reason=unknown_hook company=42"


def test_nothing_that_is_logged_begins_a_line_of_its_own() -> None:
    line = _line("dead letter", place="a.py:1\nERROR made up\x1b[31m")

    assert line.count("\n") == 0
    assert "\x1b" not in line
