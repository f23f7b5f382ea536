"""Subscriptions to changes: who hears of which folder, until when, and the events of their own life."""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sandbox.microsoft.answers import Answer, Refused, bad_request, nothing, told
from sandbox.microsoft.calls import Call, Route
from sandbox.microsoft.contacts.shapes import etag_of, id_of
from sandbox.microsoft.contacts.store import Store
from sandbox.microsoft.courier import Courier, Message
from sandbox.rows import Row

LOOPBACK = ("127.0.0.1", "localhost", "::1")
RESOURCE = re.compile(r"/?(?:me|users/[^/]+)/(?:contactFolders/(?P<folder>[^/]+)/)?contacts/?", re.IGNORECASE)
CHANGES = frozenset({"created", "updated", "deleted"})
EVENTS = frozenset({"reauthorizationRequired", "subscriptionRemoved", "missed"})
SHORTEST = 45 * 60
LONGEST_STATE = 128
MOST = 1000
SCOPES = frozenset({"Contacts.ReadWrite", "Contacts.Read"})


class Subscriptions:
    """Each sends one item per POST; the real service may put several into one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.world = store.world
        self.courier = Courier(store.world)
        store.listeners.append(self._hear)

    def routes(self) -> Iterable[Route]:
        yield Route("GET", "/v1.0/subscriptions", self.listing, SCOPES)
        yield Route("POST", "/v1.0/subscriptions", self.open, SCOPES)
        yield Route("GET", "/v1.0/subscriptions/{s}", self.get, SCOPES)
        yield Route("PATCH", "/v1.0/subscriptions/{s}", self.renew, SCOPES)
        yield Route("DELETE", "/v1.0/subscriptions/{s}", self.end, SCOPES)
        yield Route("POST", "/v1.0/subscriptions/{s}/reauthorize", self.reauthorize, SCOPES)

    def live(self) -> list[Row]:
        """What lapsed is forgotten without a word."""
        now = self.world.clock.now()
        for row in [row for row in self.world.rows("subscription").values() if row["until"] <= now]:
            self.world.drop("subscription", row["id"])
        return list(self.world.rows("subscription").values())

    def listing(self, call: Call) -> Answer:
        return told({"value": [_shown(row) for row in self.live() if row["email"] == call.email]})

    async def open(self, call: Call) -> Answer:
        asked = call.fields
        folder = self._checked(call, asked)
        until = self._end(asked)
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            if asked.get(name) and not await self.courier.greet(asked[name], self._word()):
                message = "Subscription validation request failed. Must respond with 200 OK to this request."
                raise Refused(400, "ValidationError", message)
        kept = ("changeType", "notificationUrl", "lifecycleNotificationUrl", "resource", "clientState")
        row = {"id": str(uuid4()), "email": call.email, "client": call.client, "folder": folder, "until": until}
        row |= {"immutable": call.is_immutable, "asked": {name: asked.get(name) for name in kept}}
        return told(_shown(self.world.put("subscription", row)), 201)

    def get(self, call: Call) -> Answer:
        return told(_shown(self._row(call)))

    def renew(self, call: Call) -> Answer:
        row = self._row(call)
        if set(call.fields) - {"expirationDateTime", "notificationUrl"}:
            raise bad_request("Only the expiration can be changed.", "InvalidRequest")
        return told(_shown(self.world.put("subscription", {**row, "until": self._end(call.fields)})))

    def end(self, call: Call) -> Answer:
        self.world.drop("subscription", self._row(call)["id"])
        return nothing()

    def reauthorize(self, call: Call) -> Answer:
        self._row(call)
        return nothing()

    def announce(self, event: str, subscription: str = "") -> int:
        """A lifecycle event, to one or to all that want to hear of theirs; how many."""
        if event not in EVENTS:
            raise ValueError(f"event is one of {sorted(EVENTS)}")
        chosen = [
            row for row in self.live() if subscription in ("", row["id"]) and row["asked"]["lifecycleNotificationUrl"]
        ]
        for row in chosen:
            self.courier.send(
                Message(row["asked"]["lifecycleNotificationUrl"], {**self._head(row), "lifecycleEvent": event})
            )
            if event == "subscriptionRemoved":
                self.world.drop("subscription", row["id"])
        return len(chosen)

    def forget(self) -> int:
        rows = list(self.world.rows("subscription"))
        for each in rows:
            self.world.drop("subscription", each)
        self.courier.forget()
        return len(rows)

    def _hear(self, folder: str, contact: str, how: str) -> None:
        if not self.world.rows("subscription"):
            return
        for row in self.live():
            if row["folder"] == folder and how in row["asked"]["changeType"].split(","):
                self.courier.send(Message(row["asked"]["notificationUrl"], self._item(row, contact, how)))

    def _item(self, row: Row, contact: str, how: str) -> dict[str, Any]:
        held = self.store.contact(contact)
        remote = id_of(held or {"id": contact, "moves": 0}, immutable=row["immutable"])
        resource = f"Users/{row['email']}/Contacts/{remote}"
        tag = {"@odata.etag": etag_of(held)} if held and "change" in held else {}
        data = {"@odata.type": "#Microsoft.Graph.Contact", "@odata.id": resource, **tag, "id": remote}
        return {**self._head(row), "changeType": how, "resource": resource, "resourceData": data}

    def _head(self, row: Row) -> dict[str, Any]:
        account = self.world.account(row["email"]) or {}
        head = {"subscriptionId": row["id"], "subscriptionExpirationDateTime": _stamp(row["until"])}
        return {**head, "clientState": row["asked"]["clientState"], "tenantId": account.get("tenant")}

    def _checked(self, call: Call, asked: Row) -> str:
        """The folder that is watched. Raises Refused."""
        for name in ("changeType", "notificationUrl", "resource", "expirationDateTime"):
            if not asked.get(name):
                raise bad_request(f"Property {name} is required.", "InvalidRequest")
        if not set(asked["changeType"].split(",")) <= CHANGES:
            raise bad_request("changeType is not supported.", "InvalidRequest")
        if len(asked.get("clientState") or "") > LONGEST_STATE:
            raise bad_request("clientState is longer than 128 characters.", "InvalidRequest")
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            where = urlsplit(asked.get(name) or "https://example.org")
            if where.scheme != "https" and where.hostname not in LOOPBACK:
                raise bad_request("Notification URL must use HTTPS.", "InvalidRequest")
        if sum(row["email"] == call.email for row in self.live()) >= MOST:
            raise Refused(403, "TooManyRequests", "The mailbox has too many subscriptions.")
        found = RESOURCE.fullmatch(asked["resource"])
        if found is None:
            raise bad_request("Resource is not supported.", "InvalidRequest")
        place = found["folder"]
        return str((self.store.folder(call.email, place) if place else self.store.of_kind(call.email, "default"))["id"])

    def _end(self, asked: Row) -> float:
        """Nothing below 45 minutes; what is too far away is refused, not cut."""
        now, most = self.world.clock.now(), self.world.switches.subscription_minutes
        try:
            wanted = datetime.fromisoformat(str(asked.get("expirationDateTime"))).timestamp()
        except ValueError:
            raise bad_request("expirationDateTime is no moment.", "InvalidRequest") from None
        if wanted > now + most * 60 + 5:
            raise bad_request(f"Subscription expiration can only be {most} minutes in the future.", "InvalidRequest")
        if wanted <= now:
            raise bad_request("Subscription expiration must be in the future.", "InvalidRequest")
        return max(wanted, now + SHORTEST)

    def _row(self, call: Call) -> Row:
        row = next((row for row in self.live() if row["id"] == call.args[-1]), None)
        if row is None or row["email"] != call.email:
            raise Refused(404, "ResourceNotFound", "The object was not found.")
        return row

    def _word(self) -> str:
        return f"Validation: Testing client application reachability + {secrets.token_urlsafe(12)}"


def _shown(row: Row) -> Row:
    """The client's state is told to nobody any more."""
    shown = {name: value for name, value in row["asked"].items() if name != "clientState"}
    return {"id": row["id"], "applicationId": row["client"], **shown, "expirationDateTime": _stamp(row["until"])}


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
