"""What a test may order instead of an answer: throttles in Google's own words, or any status."""

from typing import Any

import orjson

from sandbox.google.answers import JSON, Answer, Refused

# reason: status, domain, message
REASONS = {
    "rateLimitExceeded": (403, "usageLimits", "Rate Limit Exceeded"),
    "userRateLimitExceeded": (403, "usageLimits", "User Rate Limit Exceeded"),
    "quotaExceeded": (403, "usageLimits", "Calendar usage limits exceeded."),
    "backendError": (500, "global", "Backend Error"),
    "conflict": (409, "global", "Conflict"),
}


def ordered(body: dict[str, Any]) -> Answer | None:
    """The answer that a test orders. ValueError for a `reason` that is not known."""
    headers = dict(body.get("headers", {}))
    if "retry_after" in body:
        headers["retry-after"] = str(body["retry_after"])
    if "reason" in body:
        status, domain, message = REASONS.get(body["reason"]) or _unknown(body["reason"])
        return Refused(body.get("status", status), body["reason"], message, domain=domain, headers=headers).answer()
    if "status" not in body:
        return None
    return Answer(body["status"], orjson.dumps(body.get("body", {})), JSON, headers)


def _unknown(reason: str) -> tuple[int, str, str]:
    raise ValueError(f"reason is one of {sorted(REASONS)}, not {reason!r}")
