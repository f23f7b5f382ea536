"""Looks for what is wrong here, and says it in one sentence each."""

from tandem.state.connections import Connection, ConnectionState
from tandem.usecases.world import World


def problems(world: World) -> list[str]:
    """Empty when nothing is wrong."""
    found = []
    for company in world.companies.all():
        if not world.companies.channels(company):
            found.append(f"Company {company}: no webhooks; each user is polled. They need a public URL and an admin.")
        for connection in world.connections.of_company(company):
            found += _of(world, connection)
    return found


def _of(world: World, connection: Connection) -> list[str]:
    found = []
    if connection.state is ConnectionState.NEEDS_RECONNECT:
        found.append(f"Connection {connection.id}: a grant is dead; reconnect the account or the company.")
    if connection.state is ConnectionState.WAITING and connection.fault is not None:
        found.append(f"Connection {connection.id}: waits ({connection.fault.reason}) until {connection.continues}.")
    waiting = {kind: count for kind, count in world.pendings.counts(connection.id).items() if count}
    if waiting:
        found.append(f"Connection {connection.id}: waits for a person: {waiting}.")
    return found
