"""What a test may order instead of an answer: any status, with Graph's word for why, and when to come again."""

from typing import Any

import orjson

from sandbox.microsoft.answers import JSON, Answer, Refused

CODES = {
    "throttled": (429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
    "busy": (503, "ServiceUnavailable", "Server is too busy."),
    "timeout": (504, "GatewayTimeout", "The server did not answer in time."),
    "broken": (500, "ErrorInternalServerError", "An internal server error occurred."),
    "denied": (403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    "quota": (507, "ErrorQuotaExceeded", "The mailbox is full."),
    "no_mailbox": (404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or on-premise."),
}


def ordered(body: dict[str, Any]) -> Answer | None:
    """The answer that a test orders. ValueError for a `code` that is not known."""
    headers = {name.lower(): str(value) for name, value in body.get("headers", {}).items()}
    if "retry_after" in body:
        headers["retry-after"] = str(body["retry_after"])
    if "code" in body:
        if body["code"] not in CODES:
            raise ValueError(f"code is one of {sorted(CODES)}, not {body['code']!r}")
        status, code, message = CODES[body["code"]]
        return Refused(status, code, message, headers=headers).answer()
    if "status" not in body:
        return None
    return Answer(body["status"], orjson.dumps(body.get("body", {})), JSON, headers)
