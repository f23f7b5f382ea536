"""Turns one change into webhook events: who is subscribed, who may see it, and the envelope's `meta`."""

from uuid import UUID

import orjson

from sandbox.pipedrive.company import Company, Event
from sandbox.pipedrive.delivery import Delivery, Parcel
from sandbox.pipedrive.payloads import changed, payload
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import permitted_users

OBJECTS = frozenset({"activity", "deal", "lead", "note", "organization", "person", "pipeline", "stage", "user"})
BASE = 0x0B9F7C1E_0000_4000_8000_000000000000


class Announcer:
    """Listens to the company. Nothing is built while nobody is subscribed."""

    def __init__(self, company: Company, delivery: Delivery) -> None:
        self.company = company
        self.delivery = delivery
        self._serial = int(company.clock.now() * 1000) << 8

    def hear(self, event: Event) -> None:
        if event.kind not in OBJECTS:
            return
        hooks = [row for row in self.company.table("webhook").rows.values() if _wants(row, event)]
        if not hooks:
            return
        permitted = permitted_users(self.company, event.kind, event.row)
        hooks = [row for row in hooks if event.kind == "user" or row["user_id"] in permitted]
        if hooks:
            tail, meta = self._tail(event), self._meta(event, permitted)
            for row in hooks:
                self.delivery.accept(row, self._parcel(row, meta, tail))

    def _tail(self, event: Event) -> bytes:
        """What follows `meta`: data is null on delete; previous is null on create, the whole on delete."""
        before = payload(self.company, event.kind, event.before) if event.before else None
        after = payload(self.company, event.kind, event.after) if event.after else None
        previous = changed(before, after) if before is not None and after is not None else before
        return b'},"data":' + orjson.dumps(after) + b',"previous":' + orjson.dumps(previous) + b"}"

    def _meta(self, event: Event, permitted: tuple[int, ...]) -> Row:
        self._serial += 2
        meta = {
            "action": event.action,
            "entity": event.kind,
            "company_id": str(self.company.company_id),
            "correlation_id": str(UUID(int=BASE + self._serial)),
            "entity_id": str(event.row["id"]),
            "id": str(UUID(int=BASE + self._serial + 1)),
            "is_bulk_edit": False,
            "timestamp": self.company.clock.stamp_ms(),
            "user_id": str(event.actor.user_id),
            "version": "2.0",
            "change_source": event.actor.source,
            "host": self.company.meta("company")["host"],
        }
        if event.kind != "user":
            meta["permitted_user_ids"] = [str(each) for each in permitted]
        if event.merge is not None:
            meta[event.merge[0]] = str(event.merge[1])
        return meta

    def _parcel(self, row: Row, meta: Row, tail: bytes) -> Parcel:
        owner = str(row["owner_id"])
        full = {**meta, "type": row["type"], "webhook_id": str(row["id"]), "webhook_owner_id": owner}
        return Parcel(b'{"meta":' + orjson.dumps(full)[:-1] + b',"attempt":', tail)


def _wants(row: Row, event: Event) -> bool:
    return row["event_object"] in ("*", event.kind) and row["event_action"] in ("*", event.action)
