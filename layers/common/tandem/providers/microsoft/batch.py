"""Many calls in one request: JSON batches of 20, answered in any order (learn.microsoft.com/graph/json-batching).

Outlook works on four of them at a time, as many as an app may ask of a mailbox at once: one batch is under way by
itself.
"""

from collections.abc import Sequence
from json import dumps
from typing import Any

from tandem.domain.errors import Unavailable
from tandem.providers.microsoft.answers import Part
from tandem.providers.microsoft.call import Call

MOST = 20


def joined(calls: Sequence[Call]) -> bytes:
    """The calls are numbered by their place. Preferences stand with each: those of the batch count for none."""
    requests = [_request(place, call) for place, call in enumerate(calls)]
    return dumps({"requests": requests}, ensure_ascii=False, separators=(",", ":")).encode()


def _request(place: int, call: Call) -> dict[str, Any]:
    request: dict[str, Any] = {"id": str(place), "method": call.method, "url": f"/{call.target}"}
    request["headers"] = call.headers
    return request if call.body is None else {**request, "body": call.body}


def parted(document: Any) -> dict[int, Part]:
    """The answers by the place of their call. Raise `Unavailable` for what is no such answer."""
    responses = document.get("responses") if isinstance(document, dict) else None
    if not isinstance(responses, list):
        raise Unavailable("bad_answer", "batch")
    found: dict[int, Part] = {}
    for one in responses:
        if isinstance(one, dict) and _is_number(str(one.get("id", ""))) and isinstance(one.get("status"), int):
            headers = one.get("headers") if isinstance(one.get("headers"), dict) else {}
            lowered = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
            found[int(str(one["id"]))] = (one["status"], lowered, one.get("body"))
    return found


def _is_number(text: str) -> bool:
    """Of a place in a batch; Python reads no number of thousands of digits."""
    return text.isdecimal() and len(text) < 10
