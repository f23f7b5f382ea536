"""All that Tandem knows of a company or of one of its users, page by page, as plain values."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.usecases.leaving.export_parts import ABOVE, BELOW, Item, Keyed, Whose
from tandem.usecases.seeing.views import ExportView
from tandem.usecases.world import World

NAMES = ("part", "connection", "id")


@dataclass(frozen=True, slots=True)
class Size:
    """Of a page: items, and characters; and the bytes of one item, which then fills a page alone.

    An answer of API Gateway holds 6 MB, and somebody waits for it for half a minute at most.
    """

    items: int = 500
    characters: int = 1_000_000
    item: int = 4_000_000


Place = tuple[str, str, str]
"""The connection, empty for what lies above all; the part; and the key in it that was told last."""


def export(world: World, company: CompanyId, user: UserId, after: str = "", most: Size = Size()) -> ExportView:
    """A page, and where the next one begins; `user` empty: of all users.

    What is written meanwhile may be missing, or there in its new form. An item that no answer could hold is told by its
    name alone. Raise `Refused` ("unknown") for a company that isn't here, ("bad_cursor") for what no page said.
    """
    world.companies.get(company)
    last = _read_place(after)
    page: list[Item] = []
    size = 0
    for place, found in _behind(world, Whose(company, user), last):
        item, length = _fitting(found, most.item)
        size += length
        if page and (size > most.characters or len(page) == most.items):
            return ExportView(tuple(page), json.dumps(last))
        page.append(item)
        last = place
    return ExportView(tuple(page))


def _fitting(item: Item, most: int) -> tuple[Item, int]:
    text = json.dumps(item, ensure_ascii=False)
    if len(text.encode("utf-8", "surrogatepass")) <= most:
        return item, len(text)
    named = {name: value for name, value in item.items() if name in NAMES}
    return {**named, "unreadable": "too_large"}, 0


def _read_place(text: str) -> Place:
    if not text:
        return "", "", ""
    try:
        connection, part, key = json.loads(text)
    except (ValueError, TypeError) as error:
        raise Refused("bad_cursor", "next") from error
    if not all(isinstance(one, str) for one in (connection, part, key)):
        raise Refused("bad_cursor", "next")
    if part not in (BELOW if connection else ABOVE):
        raise Refused("bad_cursor", "next")
    return connection, part, key


def _behind(world: World, whose: Whose, place: Place) -> Iterator[tuple[Place, Item]]:
    """All that is told after that place, in an order that stays."""
    started, part, key = place
    if not started:
        for name in _from(ABOVE, part):
            found = ABOVE[name](world, whose, key if name == part else "")
            yield from _placed("", name, found, key if name == part else "")
    for connection in sorted(world.connections.of_company(whose.company), key=lambda one: one.id):
        if not whose.has(connection.user) or connection.id < started:
            continue
        is_first = connection.id == started
        for name in _from(BELOW, part if is_first else ""):
            after = key if is_first and name == part else ""
            yield from _placed(connection.id, name, BELOW[name](world, connection, after), after)


def _from(parts: Iterable[str], part: str) -> list[str]:
    names = list(parts)
    return names[names.index(part) :] if part else names


def _placed(connection: str, part: str, found: Keyed, after: str) -> Iterator[tuple[Place, Item]]:
    for key, item in found:
        if key > after:
            yield (connection, part, key), {"part": part, **item}
