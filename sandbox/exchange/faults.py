"""What a test may order instead of an answer: a fault in Exchange's own words, or any status."""

from typing import Any

from sandbox.exchange.answers import Answer
from sandbox.exchange.soap import Fault, fault_body


def ordered(body: dict[str, Any]) -> Answer | None:
    """`{code, back_off?}` is a SOAP fault, `back_off` in milliseconds; `{status, headers?, text?}` anything else."""
    headers = {str(name): str(value) for name, value in body.get("headers", {}).items()}
    if "retry_after" in body:
        headers["retry-after"] = str(body["retry_after"])
    if "code" in body:
        fault = Fault(body["code"], back_off=body.get("back_off"))
        return Answer(body.get("status", 500), fault_body(fault), headers=headers)
    if "status" not in body:
        return None
    return Answer(body["status"], str(body.get("text", "")).encode(), body.get("type", "text/html"), headers)
