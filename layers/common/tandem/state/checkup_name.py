"""The name that a live check's wake-ups and its channel bear, where those of a connection bear the connection's id."""

from tandem.domain.ids import ConnectionId

PREFIX = "checkup-"


def woken_of(connection: ConnectionId) -> ConnectionId:
    return ConnectionId(PREFIX + connection)


def is_checkup(identifier: str) -> bool:
    return identifier.startswith(PREFIX)


def checked(woken: ConnectionId) -> ConnectionId:
    return ConnectionId(woken.removeprefix(PREFIX))
