"""How often a schedule expression comes round: `rate(…)`, and the plain forms of `cron(…)`."""

import re
from datetime import timedelta

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_EVERY = re.compile(r"(?:0|\*)/(\d+)")


def interval(expression: str) -> timedelta:
    """Raise ValueError for what has no even interval. A cron's time of day is not kept, only how often it comes."""
    if rate := _RATE.fullmatch(expression):
        return timedelta(**{f"{rate[2]}s": int(rate[1])})
    if cron := _CRON.fullmatch(expression):
        return _of_cron(expression, cron[1], cron[2], cron.groups()[2:])
    raise ValueError(f"{expression} is no schedule that one machine can play")


def _of_cron(expression: str, minute: str, hour: str, days: tuple[str, ...]) -> timedelta:
    if set(days) <= {"*", "?"}:
        if hour == "*" and (minutes := _EVERY.fullmatch(minute)):
            return timedelta(minutes=int(minutes[1]))
        if hour == "*" and minute.isdigit():
            return timedelta(hours=1)
        if minute.isdigit() and (hours := _EVERY.fullmatch(hour)):
            return timedelta(hours=int(hours[1]))
        if minute.isdigit() and hour.isdigit():
            return timedelta(days=1)
    raise ValueError(f"{expression} is no schedule that one machine can play")
