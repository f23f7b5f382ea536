"""Notification channels: who watches what, for how long, and under which number the next message goes."""

from collections import Counter
from email.utils import formatdate
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sandbox.google.answers import Refused, invalid, required
from sandbox.google.calls import Call
from sandbox.google.courier import Courier, Message
from sandbox.google.world import World
from sandbox.rows import Row

LOOPBACK = ("127.0.0.1", "localhost", "::1")
GAPS = (1, 1, 1, 2, 3)
LONGEST_ID = 64


class Push:
    """A `topic` is what is watched; whoever changes it calls `hear`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.courier = Courier(world)
        self._topics: dict[str, list[str]] = {}
        for row in world.rows("channel").values():
            self._topics.setdefault(row["topic"], []).append(row["id"])

    @property
    def counts(self) -> Counter[str]:
        return self.courier.counts

    def open(self, call: Call, topic: str, resource_uri: str) -> Row:
        """The channel as its creator sees it; its `sync` message is on its way."""
        asked = call.fields
        self._check(asked)
        resource_id = sha256(f"{call.account['id']} {topic}".encode()).hexdigest()[:27]
        kept = {"id": asked["id"], "address": asked["address"], "token": asked.get("token") or ""}
        place = {"topic": topic, "resourceId": resource_id, "resourceUri": resource_uri}
        owner = {"email": call.account["id"], "client": call.client}
        row = {**kept, **place, **owner, "until": self._end(asked), "number": 1}
        self.world.put("channel", row)
        self._topics.setdefault(topic, []).append(row["id"])
        self.courier.send(row["id"], Message(row["address"], headers(row, "sync")), may_merge=False)
        return _shown(row)

    def stop(self, call: Call) -> None:
        """By whoever opened it; nobody else learns that it exists."""
        row = self.world.get("channel", call.fields.get("id"))
        mine = row and row["email"] == call.account["id"] and row["resourceId"] == call.fields.get("resourceId")
        if row is None or not mine:
            message = f"Channel '{call.fields.get('id')}' not found for project '{call.client.partition('-')[0]}'"
            raise Refused(404, "notFound", message)
        self._close(row)

    def hear(self, topic: str, state: str = "exists") -> None:
        """Something changed; every live channel on it gets a message, or one that is waiting stands for both."""
        for channel_id in list(self._topics.get(topic, ())):
            row = self.world.rows("channel")[channel_id]
            if row["until"] <= self.world.clock.now():
                self._close(row)
                continue
            row = self.world.put("channel", {**row, "number": row["number"] + self.world.dice.choice(GAPS)})
            self.courier.send(channel_id, Message(row["address"], headers(row, state)), may_merge=True)

    def channels(self) -> list[Row]:
        """The live ones."""
        now = self.world.clock.now()
        return [row for row in self.world.rows("channel").values() if row["until"] > now]

    def forget(self) -> int:
        """End every channel, and whatever is on its way; how many there were."""
        rows = list(self.world.rows("channel").values())
        for row in rows:
            self._close(row)
        self.courier.forget()
        return len(rows)

    def _check(self, asked: Row) -> None:
        for name in ("id", "type", "address"):
            if not asked.get(name):
                raise required(f"Missing {name}")
        if asked["type"] not in ("web_hook", "webhook"):
            raise invalid(f"Unknown channel type: {asked['type']}")
        if len(asked["id"]) > LONGEST_ID:
            raise Refused(400, "channelIdInvalid", "Channel id is too long")
        held = self.world.get("channel", asked["id"])
        if held is not None and held["until"] > self.world.clock.now():
            raise Refused(400, "channelIdNotUnique", f"Channel id {asked['id']} not unique")
        where = urlsplit(asked["address"])
        if where.scheme != "https" and where.hostname not in LOOPBACK:
            raise Refused(400, "push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {asked['address']}")

    def _end(self, asked: Row) -> float:
        """Asked for in milliseconds since 1970 or as a life in seconds, and cut to what is granted."""
        now, ttl = self.world.clock.now(), (asked.get("params") or {}).get("ttl")
        longest = now + self.world.switches.channel_life
        wanted = int(asked["expiration"]) / 1000 if asked.get("expiration") else now + float(ttl or longest)
        if wanted <= now:
            raise invalid("Invalid expiration", None)
        return min(wanted, longest)

    def _close(self, row: Row) -> None:
        self._topics[row["topic"]].remove(row["id"])
        self.world.drop("channel", row["id"])


def headers(row: Row, state: str) -> dict[str, str]:
    told = {
        "X-Goog-Channel-ID": row["id"],
        "X-Goog-Channel-Expiration": formatdate(row["until"], usegmt=True),
        "X-Goog-Message-Number": str(row["number"]),
        "X-Goog-Resource-ID": row["resourceId"],
        "X-Goog-Resource-State": state,
        "X-Goog-Resource-URI": row["resourceUri"],
    }
    return told | ({"X-Goog-Channel-Token": row["token"]} if row["token"] else {})


def _shown(row: Row) -> dict[str, Any]:
    shown = {name: row[name] for name in ("id", "resourceId", "resourceUri", "token") if row[name]}
    return {"kind": "api#channel", **shown, "expiration": str(int(row["until"] * 1000))}
