"""JSON batches: up to twenty calls in one body, four at a time, each with an answer of its own, in no order."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import orjson

from sandbox.microsoft.answers import Answer, Refused, bad_request, told
from sandbox.microsoft.calls import Request
from sandbox.microsoft.gate import Gate, refused_for_now
from sandbox.microsoft.world import World

LIMIT = 20
AT_ONCE = 4
Work = Callable[[Request], Awaitable[Answer]]


async def answer_batch(world: World, request: Request, gate: Gate) -> Answer:
    """Whoever asks too much of the mailbox at once is told so item by item."""
    try:
        calls, mailbox = _calls(request), gate.caller(request)["email"]
    except Refused as refusal:
        return refusal.answer()
    taken = await gate.taking(mailbox, min(AT_ONCE, len(calls)))
    try:
        answers = await _answered(calls, request, gate, is_busy=taken < min(AT_ONCE, len(calls)))
    finally:
        gate.giving_back(mailbox, taken)
    shown = [_shown(number, answer) for number, answer in answers.items()]
    world.dice.shuffle(shown)
    return told({"responses": shown})


async def _answered(calls: list[dict[str, Any]], request: Request, gate: Gate, *, is_busy: bool) -> dict[str, Answer]:
    """In the order that they stand in, which is one that their dependencies allow."""
    answers: dict[str, Answer] = {}
    for call in calls:
        before = [answers.get(each) for each in call.get("dependsOn", [])]
        if any(one is None or one.status >= 400 for one in before):
            refusal = Refused(424, "FailedDependency", "A request that this one depends on failed.")
            answers[call["id"]] = refusal.answer()
        else:
            answers[call["id"]] = refused_for_now() if is_busy else await gate.answer_part(_inner(call, request))
    return answers


def _calls(request: Request) -> list[dict[str, Any]]:
    try:
        calls = orjson.loads(request.raw)["requests"]
        numbers = [str(call["id"]) for call in calls]
        wanted = all(call["method"] and call["url"] for call in calls)
    except (ValueError, TypeError, KeyError):
        raise bad_request("Invalid batch payload format.") from None
    if not wanted or not calls or len(set(numbers)) < len(calls):
        raise bad_request("Invalid batch payload format.")
    if len(calls) > LIMIT:
        raise bad_request(f"Number of batch request steps exceeds the maximum value of {LIMIT}.")
    if any("body" in call and "content-type" not in _headers(call) for call in calls):
        raise bad_request("Content-Type header should be specified for a request with a body.")
    return [dict(call) for call in calls]


def _inner(call: dict[str, Any], outer: Request) -> Request:
    """Only who asks is taken from the batch as a whole; preferences belong to each call."""
    url = urlsplit(str(call["url"]))
    path = url.path if url.path.startswith("/") else f"/{url.path}"
    headers = {"authorization": outer.headers.get("authorization", ""), **_headers(call)}
    raw = orjson.dumps(call["body"]) if "body" in call else b""
    return Request(str(call["method"]).upper(), f"/v1.0{path}", url.query, headers, raw)


def _headers(call: dict[str, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in (call.get("headers") or {}).items()}


def _shown(number: str, answer: Answer) -> dict[str, Any]:
    headers = {name.title(): value for name, value in answer.headers.items()}
    item: dict[str, Any] = {"id": number, "status": answer.status}
    if not answer.body:
        return {**item, "headers": headers, "body": None} if answer.status != 204 else {**item, "headers": headers}
    headers["Content-Type"] = answer.content_type
    is_json = answer.content_type.startswith("application/json")
    is_text = answer.content_type.startswith("text/")
    body = orjson.loads(answer.body) if is_json or is_text else b64encode(answer.body).decode()
    return {**item, "headers": headers, "body": body}
