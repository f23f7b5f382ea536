"""The channels through which a provider pushes: by connection, for renewal, and by name, for the receiver."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.ids import AccountId, ConnectionId
from tandem.home import Drop, Key, Operation, Put, Table, Value
from tandem.state import keys
from tandem.state.rows import get_one, instant, stamp, text


@dataclass(frozen=True, slots=True)
class PushChannel:
    """`token_sha256` is of the secret that each push brings. `resource` is the provider's name for what is watched.

    `renew_at` None: it was about to be opened, and nobody knows whether it is. `heard_at`: the last push of a live
    check's channel.
    """

    id: str
    connection: ConnectionId
    account: AccountId
    token_sha256: str
    resource: str = ""
    renew_at: datetime | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PushChannels:
    table: Table

    def put(self, channel: PushChannel) -> None:
        item = _item(channel)
        self.table.transact([Put(_of_connection(channel), item), Put(keys.channel(channel.id), item)])

    def of(self, connection: ConnectionId) -> list[PushChannel]:
        rows = self.table.query(keys.channels(connection), limit=1000)
        return [_channel(row.item) for row in rows]

    def find(self, name: str) -> PushChannel | None:
        """Whatever anybody sends as a name."""
        row = get_one(self.table, keys.channel(name))
        return _channel(row.item) if row else None

    def drop(self, channel: PushChannel) -> None:
        """Idempotent."""
        self.table.transact(list(self.dropping(channel)))

    def dropping(self, channel: PushChannel) -> tuple[Operation, ...]:
        return Drop(_of_connection(channel)), Drop(keys.channel(channel.id))


def _of_connection(channel: PushChannel) -> Key:
    return Key(keys.channels(channel.connection), channel.id)


def _item(channel: PushChannel) -> dict[str, Value]:
    return {
        "id": channel.id,
        "connection": channel.connection,
        "account": channel.account,
        "token_sha256": channel.token_sha256,
        "resource": channel.resource,
        "renew_at": stamp(channel.renew_at),
        "heard_at": stamp(channel.heard_at),
    }


def _channel(item: Mapping[str, Value]) -> PushChannel:
    return PushChannel(
        text(item, "id"),
        ConnectionId(text(item, "connection")),
        AccountId(text(item, "account")),
        text(item, "token_sha256"),
        text(item, "resource"),
        instant(item, "renew_at"),
        instant(item, "heard_at"),
    )
