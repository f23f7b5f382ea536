"""Who may be made in the CRM, since another connection of the company may have made, or be making, the same."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.link import Link, LinkState
from tandem.domain.side import Side
from tandem.state.births import Right
from tandem.state.connections import Connection
from tandem.usecases import newborns
from tandem.usecases.making import Making
from tandem.usecases.world import Opened, World


def unborn(
    world: World, connection: Connection, opened: Opened, makings: Sequence[Making]
) -> tuple[list[Making], bool]:
    """The makings less those that another connection of the company just made, which are adopted, or is making."""
    fresh = [one for one in makings if one.side is Side.CRM and not _is_under_way(one.link)]
    if not fresh:
        return list(makings), False
    born = newborns.look_for(world, connection, opened, fresh)
    first = {person: at for at, person in reversed(list(born.made.items()))}
    here, gone = newborns.adopt(world, connection, opened, {person: fresh[at] for person, at in first.items()})
    rest = {person: fresh[at] for person, at in first.items() if person not in here}
    done = here | newborns.doubt_second(world, connection, rest)
    left = {at: person for at, person in born.made.items() if at not in {first[one] for one in done}}
    keys = {at: born.instead.get(at, Right()) if person in gone else Right() for at, person in left.items()}
    keys |= born.free
    wanted = [replace(fresh[at], born=keys[at]) for at in sorted(keys)]
    others = [one for one in makings if one not in fresh]
    return others + wanted, len(keys) + len(done) < len(fresh)


def _is_under_way(link: Link | None) -> bool:
    return link is not None and link.state is LinkState.CREATING
