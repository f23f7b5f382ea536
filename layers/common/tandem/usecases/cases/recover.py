"""Agrees first on what a crash left behind: a write that was done and never noted becomes part of link and history."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.link import LinkState
from tandem.state.connections import Connection
from tandem.state.links import stored
from tandem.usecases.cases import agree
from tandem.usecases.cases.gather import Case
from tandem.usecases.world import World


def recover(world: World, connection: Connection, cases: Sequence[Case]) -> list[Case]:
    """The same cases on links as they stand then. An intent that a backup brought says nothing about today."""
    open_cases = [one for one in cases if _is_open(connection, one)]
    found = {one.link.id: agree.recovered(world, connection, one) for one in open_cases}
    agreed = {link: agreement for link, agreement in found.items() if agreement is not None}
    failed = world.links.commit(list(agreed.values()))
    links = {link: stored(one.link) for link, one in agreed.items() if link not in failed}
    return [replace(one, link=links.get(one.link.id, one.link)) for one in cases]


def _is_open(connection: Connection, case: Case) -> bool:
    """Creates are looked for by their mark."""
    is_known = not connection.restored and not case.link.is_doubted
    return is_known and case.link.intent is not None and case.link.state is not LinkState.CREATING
