"""What a test may order instead of an answer: a status with JSON, or with HTML as a proxy gives it."""

from typing import Any

import orjson

from sandbox.pipedrive.answers import HTML, JSON, Answer


def ordered(body: dict[str, Any]) -> Answer | None:
    if "status" not in body:
        return None
    if "html" in body:
        return Answer(body["status"], body["html"].encode(), HTML, body.get("headers", {}))
    told = body.get("body", {"success": False, "error": "ordered failure", "data": None})
    return Answer(body["status"], orjson.dumps(told), JSON, body.get("headers", {}))
