"""Reads what a webhook tells of a write to an activity. There is no log of activities (OpenAPI v1 and v2, 2026-08).

A webhook shows an activity in a shape of its own: times in wrappers with a zone, `busy_flag` (list-of-webhooks-v2).
"""

from collections.abc import Mapping
from typing import Any

from tandem.domain.event import Event
from tandem.domain.field import Field
from tandem.domain.gap import Trace, only
from tandem.domain.ids import UserId
from tandem.providers.pipedrive import activity
from tandem.providers.pipedrive.activity import Json
from tandem.providers.pipedrive.times import read_stamp

_FIELDS = {
    "subject": Field.TITLE,
    "due_date": Field.WHEN,
    "due_time": Field.WHEN,
    "duration": Field.WHEN,
    "location": Field.LOCATION,
    "public_description": Field.DESCRIPTION,
    "busy_flag": Field.BUSY,
}


def from_webhook(told: Json) -> Trace:
    """Raise ValueError, TypeError, KeyError or AttributeError for what makes no sense.

    Which zone a wrapped time is meant in is documented nowhere: without one it is taken for UTC, as in the API; with
    one it isn't told.
    """
    previous, data = told["previous"], told["data"]
    before, after = _event({**data, **previous}), _event(data)
    silent = frozenset({Field.WHEN} if _is_zoned(previous) or _is_zoned(data) else ())
    fields = {_FIELDS[name] for name in previous if name in _FIELDS} - silent - before.missing - after.missing
    return Trace(
        read_stamp(told["at"]), UserId(told["user"]), True, only(before, fields), only(after, fields), silent=silent
    )


def _event(told: Mapping[str, Any]) -> Event:
    """In the shape of the API."""
    times = {name: _bare(told.get(name)) for name in ("due_time", "duration")}
    return activity.to_event({**told, **times, "busy": told.get("busy_flag")}, {})


def _bare(told: Any) -> Any:
    return told.get("value") if isinstance(told, dict) else told


def _is_zoned(told: Mapping[str, Any]) -> bool:
    wrapped = (told.get(name) for name in ("due_time", "duration"))
    return any(isinstance(one, dict) and one.get("timezone_id") is not None for one in wrapped)
