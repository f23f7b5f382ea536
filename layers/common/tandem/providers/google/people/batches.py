"""Requests about many contacts, each done as a whole or not at all: of what was refused, what is wrong of which."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tandem.domain.errors import Rejected, StaleVersion, Trouble, Unavailable
from tandem.providers.document import parsed
from tandem.providers.google.answers import read
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.transport import Answer

T = TypeVar("T")
_MEANT: Mapping[object, Callable[[], Trouble]] = {
    3: lambda: Rejected("validation_failed"),
    5: lambda: StaleVersion("gone"),
    6: lambda: StaleVersion("exists"),
    7: lambda: Rejected("forbidden"),
    9: lambda: StaleVersion("etag"),
    10: lambda: Unavailable("conflict"),
}
"""By google.rpc.Code."""


def sent_whole(client: GoogleClient, call: Call) -> Json | Mapping[str, Trouble]:
    """The answer; or of a batch that was not done, what was wrong by the keys of its contacts. Raise all else."""
    answer = client.answer(call)
    return _wrong(answer) or read(answer.status, answer.headers, answer.body)


def _wrong(answer: Answer) -> Mapping[str, Trouble]:
    """`contactErrors` of BatchCreateContactsErrorDetails and BatchUpdateContactsErrorDetails."""
    if answer.status != 400:
        return {}
    try:
        details = parsed(answer.body)["error"]["details"]
        found = [one["contactErrors"] for one in details if "contactErrors" in one]
        return {key: _trouble(status["code"]) for one in found for key, status in one.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _trouble(code: object) -> Trouble:
    return _MEANT.get(code, lambda: Rejected("refused", str(code)))()


def each_alone(
    items: Sequence[T], key: Callable[[int, T], str], send: Callable[[Sequence[T]], object]
) -> list[object | Trouble]:
    """What became of each: `send` is tried again without those that were refused, by halves where nobody says which.

    An answer stands for all that were sent with it.
    """
    if not items:
        return []
    try:
        answer = send(items)
    except (Rejected, StaleVersion) as refused:
        if len(items) == 1:
            return [refused]
        half = len(items) // 2
        return [*each_alone(items[:half], key, send), *each_alone(items[half:], key, send)]
    except Trouble as trouble:
        return [trouble] * len(items)
    if not _is_refusal(answer):
        return [answer] * len(items)
    return _without(items, key, send, answer)


def _is_refusal(answer: object) -> bool:
    return isinstance(answer, dict) and bool(answer) and all(isinstance(one, Trouble) for one in answer.values())


def _without(
    items: Sequence[T], key: Callable[[int, T], str], send: Callable[[Sequence[T]], object], wrong: object
) -> list[object | Trouble]:
    told: Mapping[str, Trouble] = wrong if isinstance(wrong, dict) else {}
    found: list[object | Trouble | None] = [told.get(key(at, one)) for at, one in enumerate(items)]
    left = [one for one, trouble in zip(items, found, strict=True) if trouble is None]
    if len(left) == len(items):
        return [Unavailable("bad_answer", "contactErrors")] * len(items)
    rest = iter(each_alone(left, key, send))
    return [next(rest) if one is None else one for one in found]
