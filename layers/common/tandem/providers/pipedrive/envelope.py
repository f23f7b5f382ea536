"""What is in the envelope of an answer: one item, several, or what a search found. None of it is believed unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tandem.domain.errors import Unavailable

Json = dict[str, Any]


@contextmanager
def understood() -> Iterator[None]:
    """What can't be read in here is an answer that makes no sense: raise `Unavailable`."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unavailable("bad_answer") from error


def item(envelope: Json) -> Json:
    return _object(envelope.get("data"))


def items(envelope: Json) -> list[Json]:
    """None at all is null as well as an empty list."""
    with understood():
        data = envelope["data"]
    return [_object(each) for each in _list([] if data is None else data)]


def hits(envelope: Json) -> list[Json]:
    """The items that a search found."""
    return [identified(_object(each.get("item"))) for each in map(_object, _list(item(envelope).get("items")))]


def identified(found: Json) -> Json:
    """The same item. Raise `Unavailable` for one without an id: there is nothing to note it under."""
    if not isinstance(found.get("id"), int) or isinstance(found["id"], bool):
        raise Unavailable("bad_answer")
    return found


def cursor(envelope: Json) -> str:
    """Where the next page begins, "" behind the last one."""
    further = envelope.get("additional_data")
    following = _object(further).get("next_cursor") if further is not None else None
    if following is None:
        return ""
    if not isinstance(following, str) or not following.isprintable():  # half a character can't be asked for
        raise Unavailable("bad_answer")
    return following


def _object(found: Any) -> Json:
    if not isinstance(found, dict):
        raise Unavailable("bad_answer")
    return found


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise Unavailable("bad_answer")
    return found
