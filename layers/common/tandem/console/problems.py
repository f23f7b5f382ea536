"""Turns what went wrong into RFC 9457 problem details: a stable type, a status, a sentence, never a stack trace."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tandem.console import words
from tandem.console.request import Unfit
from tandem.domain.errors import (
    AccessRevoked,
    CircuitOpen,
    Conflict,
    Forged,
    RateLimited,
    Refused,
    Retryable,
    StaleVersion,
    Trouble,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` ends the `type`; `culprit` names the field of the request to change."""

    status: int
    kind: str
    reason: str
    detail: str = ""
    culprit: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, language: str) -> dict[str, Any]:
        said = {
            "type": f"/problems/{self.kind}",
            "title": words.title(self.kind, language),
            "status": self.status,
            "detail": words.sentence(self.reason, self.detail, language),
            "reason": self.reason,
        }
        return {**said, "field": self.culprit} if self.culprit else said


UNAUTHORIZED = Problem(401, "unauthorized", "no_admin_token", headers={"WWW-Authenticate": "Bearer"})
FORGED = Problem(401, "unauthorized", "signed_token_refused", headers={"WWW-Authenticate": "Bearer"})
FOREIGN = Problem(403, "refused", "foreign_form")
NOT_FOUND = Problem(404, "unknown", "unknown")
INTERNAL = Problem(500, "internal", "internal")


def method_not_allowed(allowed: set[str]) -> Problem:
    return Problem(405, "method_not_allowed", "method_not_allowed", headers={"Allow": ", ".join(sorted(allowed))})


def problem_of(trouble: Trouble) -> Problem:
    """One status for each branch of the errors' tree."""
    match trouble:
        case Unfit():
            problem = Problem(trouble.status, "invalid", trouble.reason, trouble.field, trouble.field)
        case Refused(reason="unknown"):
            problem = NOT_FOUND
        case Forged():
            problem = FORGED
        case AccessRevoked():
            problem = _named(422, "access_revoked", trouble)
        case RateLimited():
            wait = max(1, math.ceil(trouble.retry_after.total_seconds()))
            problem = Problem(429, "rate_limited", trouble.reason, headers={"Retry-After": str(wait)})
        case CircuitOpen():
            wait = max(1, math.ceil(trouble.retry_after.total_seconds()))
            problem = Problem(503, "unavailable", trouble.reason, headers={"Retry-After": str(wait)})
        case Retryable():
            problem = _named(502, "unavailable", trouble)
        case Conflict() | StaleVersion():
            problem = Problem(409, "conflict", "conflict")
        case _:
            problem = _named(422, trouble.reason or "refused", trouble)
    return problem


def _named(status: int, kind: str, trouble: Trouble) -> Problem:
    return Problem(status, kind, trouble.reason or kind, trouble.detail)
