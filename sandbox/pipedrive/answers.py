"""Answers and refusals in the words of each API version (core-api-concepts-responses, http-status-codes)."""

from dataclasses import dataclass, field
from typing import Any

import orjson

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=UTF-8"


@dataclass(slots=True)
class Answer:
    """`body` is the encoded text; `headers` come on top of content type and length."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Any answer that is not a success, thrown from wherever it became clear."""

    def __init__(self, status: int, error: str, info: str = "", *, body: dict[str, Any] | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.body = body or {
            "success": False,
            "error": error,
            "error_info": info or "Please check developers.pipedrive.com for more information about Pipedrive API.",
            "data": None,
            "additional_data": None,
        }

    def answer(self) -> Answer:
        return Answer(self.status, orjson.dumps(self.body))


def invalid(name: str, problem: str) -> Refused:
    return Refused(400, f"Validation failed: {name}: {problem}")


def not_found() -> Refused:
    return Refused(404, "Entity was not found", "Object was not found.")


def forbidden(why: str = "Permission denied") -> Refused:
    return Refused(403, why)


def ok(data: Any, status: int = 200, **extra: Any) -> Answer:
    return Answer(status, orjson.dumps({"success": True, "data": data, **extra}))


def ok_page(data: list[Any], cursor: str | None) -> Answer:
    return Answer(200, orjson.dumps({"success": True, "data": data, "additional_data": {"next_cursor": cursor}}))
