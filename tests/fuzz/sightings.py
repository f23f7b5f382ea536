"""What must hold of whatever an adapter makes of an answer: texts are texts, and can be written down."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Failed, Page, Watch, Written
from tests.fuzz.target import must

_PLAIN = (str, bytes, bool, int, date, datetime, timedelta, Enum, type(None))


def pages_are_sound(pages: Iterable[Page]) -> None:
    for page in pages:
        must(page.cursor is None or isinstance(page.cursor, str), "a cursor is no text")
        for sight in page.seen:
            is_sound(sight)
        must(all(isinstance(each, str) and each for each in page.gone), "what is gone has no id")
        must(all(isinstance(each, str) and each for each, _ in page.hinted), "a hint has no id")
        is_sound([page.hinted, page.series, page.cursor, page.resume])
        names_are_sound([*page.gone, page.cursor or "", page.resume, *_told(page.hinted), *_told(page.series)])


def _told(pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    return [text or "" for pair in pairs for text in pair]


def names_are_sound(names: Iterable[str]) -> None:
    """They become keys and parts of URLs, which half a character can't be."""
    for name in names:
        must(name.isascii() or not any(0xD800 <= ord(sign) < 0xE000 for sign in name), "a name has half a character")


def is_sound(told: Any) -> None:
    """Of sights, also that each has its id; of anything else that it is made of plain values all the way down."""
    if isinstance(told, Seen | Broken | Tombstone | Unseen):
        must(isinstance(told.remote_id, str) and told.remote_id not in ("", "None"), "a sight has no id")
    if isinstance(told, Seen | Broken):
        must(isinstance(told.version, str), "a version is no text")
        names_are_sound([told.remote_id, told.version])
    if isinstance(told, Seen):
        must(all(isinstance(text, str) for text in (told.uid, told.marker, told.owner or "")), "an id is no text")
        names_are_sound([told.uid, told.marker, *told.mentions])
    for part in _parts(told):
        is_sound(part)


def _parts(told: Any) -> Iterable[Any]:
    if isinstance(told, dict):
        return [*told, *told.values()]
    if isinstance(told, list | tuple | set | frozenset):
        return told
    if hasattr(told, "__dataclass_fields__"):
        return [getattr(told, name) for name in told.__dataclass_fields__]
    must(isinstance(told, _PLAIN), f"{type(told).__name__} is where a plain value should be")
    return ()


def has_written(rounds: Iterable[Iterable[Written | Failed]]) -> None:
    """What writes are answered is as sound as anything that is read. Raise the first failure of all."""
    outcomes = [outcome for answers in rounds for outcome in answers]
    is_sound([outcome for outcome in outcomes if isinstance(outcome, Written)])
    if failed := [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]:
        raise failed[0]


def watch_is_sound(watch: Watch) -> None:
    """When it ends is counted with."""
    is_sound(watch)
    must(watch.expires.tzinfo is not None, "a channel ends nowhere")
    names_are_sound([watch.resource])
