"""Delta of one folder: a listing page by page, then what changed since, then what changed since that."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from sandbox.microsoft.answers import Answer, Refused, bad_request, told
from sandbox.microsoft.calls import Call
from sandbox.microsoft.contacts.shapes import id_of, shown
from sandbox.microsoft.contacts.store import Store
from sandbox.rows import Row

ONLY_FIRST = ("$filter", "$orderby", "$expand", "$search", "$top")


@dataclass(slots=True)
class Round:
    """Where one round stands: `low` and `high` are numbers of changes, `at` is the place of what was told last."""

    folder: str
    low: int
    high: int
    at: int
    listing: bool
    empty: int
    size: int
    select: list[str]
    born: float
    age: int

    def packed(self) -> str:
        return urlsafe_b64encode(orjson.dumps([getattr(self, name) for name in self.__slots__])).decode()


class Delta:
    """Tokens say all that is to be known of a round; whoever ends them all counts `age` up."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = store.world

    def answer(self, call: Call, folder: Row) -> Answer:
        self._check(call)
        begun = self._begun(call, folder)
        items, following = self._page(call, begun)
        url = f"{self.world.url}{call.path}"
        name, token = ("$skiptoken", following) if following else ("$deltatoken", self._behind(begun))
        kind = "@odata.nextLink" if following else "@odata.deltaLink"
        context = f"{self.world.url}/v1.0/$metadata#Collection(contact)"
        headers: dict[str, str] = {"preference-applied": f"odata.maxpagesize={begun.size}"} if call.page_size else {}
        body = {"@odata.context": context, kind: f"{url}?{urlencode({name: token.packed()})}", "value": items}
        return told(body, 200, **headers)

    def _check(self, call: Call) -> None:
        for name in ONLY_FIRST:
            if name in call.query:
                raise bad_request(
                    f"The query option '{name}' is not supported with change tracking.", "ErrorInvalidUrlQuery"
                )

    def _begun(self, call: Call, folder: Row) -> Round:
        token = call.one("$skiptoken") or call.one("$deltatoken")
        if token:
            found = self._read(call, token, folder["id"])
            return found if not call.page_size else _sized(found, self._size(call))
        select = [each.strip() for each in call.one("$select").split(",") if each.strip()]
        visible = self._visible(folder["id"])
        return Round(
            folder["id"], 0, visible, 0, True, self.world.switches.empty_pages, self._size(call), select, *self._birth()
        )

    def _read(self, call: Call, token: str, folder: str) -> Round:
        try:
            found = Round(*orjson.loads(urlsafe_b64decode(token)))
        except (NotBase64, ValueError, TypeError):
            raise bad_request("The sync state generation is not found.", "SyncStateNotFound") from None
        life, now = self.world.switches.delta_life, self.world.clock.now()
        if found.folder != folder or found.age != self._age() or (life and now - found.born > life):
            raise self._expired(call)
        high = found.high if call.one("$skiptoken") else self._visible(folder)
        found.empty = self.world.switches.empty_pages if call.one("$deltatoken") else found.empty
        found.high = max(high, found.low)
        return found

    def _expired(self, call: Call) -> Refused:
        message = "The sync state generation is not found; generation number 1."
        if self.world.switches.delta_expiry == "state":
            return Refused(400, "syncStateNotFound", message)
        return Refused(
            410, "SyncStateNotFound", message, headers={"location": f"{self.world.url}{call.path}?%24deltatoken="}
        )

    def _page(self, call: Call, begun: Round) -> tuple[list[Row], Round | None]:
        """The items of this page, and where the next one goes on, None behind the last one."""
        if begun.empty > 0:
            return [], _moved(begun, empty=begun.empty - 1)
        whole = self._places(begun)
        rest = [one for one in whole if one[0] > begun.at]
        again = [one for one in whole if one[0] <= begun.at][-self.world.switches.replays :]
        told_now = rest[: begun.size]
        before = again if begun.at and self.world.switches.replays else []
        items = [self._item(call, begun, contact) for _, contact in [*before, *told_now]]
        following = _moved(begun, at=told_now[-1][0], empty=self.world.switches.empty_pages) if told_now else None
        return [one for one in items if one], following if len(rest) > len(told_now) else None

    def _places(self, begun: Round) -> list[tuple[int, str]]:
        """What there is to be told, by its place: nothing is passed over because something else went meanwhile."""
        if begun.listing:
            return sorted((int(contact), contact) for contact in self.store.members(begun.folder))
        return list(self.store.log(begun.folder).between(begun.low, begun.high))

    def _item(self, call: Call, begun: Round, contact: str) -> Row:
        row = self.store.contact(contact)
        if row is not None and row["folder"] == begun.folder:
            return shown(row, immutable=call.is_immutable, select=begun.select)
        if begun.listing:
            return {}
        ghost = row or {"id": contact, "moves": 0}
        moves = max(0, ghost["moves"] - 1) if row else 0
        return {"id": id_of({**ghost, "moves": moves}, immutable=call.is_immutable), "@removed": {"reason": "deleted"}}

    def _behind(self, begun: Round) -> Round:
        born, age = self._birth()
        return Round(begun.folder, begun.high, begun.high, 0, False, 0, begun.size, begun.select, born, age)

    def _size(self, call: Call) -> int:
        return min(call.page_size or self.world.switches.page_cap, self.world.switches.page_cap)

    def _visible(self, folder: str) -> int:
        return self.store.log(folder).until(self.world.clock.now() - self.world.switches.lag)

    def _birth(self) -> tuple[float, int]:
        return self.world.clock.now(), self._age()

    def _age(self) -> int:
        return int(self.world.meta("delta").get("age", 0))


def _moved(begun: Round, **news: Any) -> Round:
    return Round(*[news.get(name, getattr(begun, name)) for name in Round.__slots__])


def _sized(begun: Round, size: int) -> Round:
    return _moved(begun, size=size)
