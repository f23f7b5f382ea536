"""Who may be made, since another connection of the company may have made, or be making, the same or its source."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.event import Event
from tandem.domain.link import Link, LinkState
from tandem.domain.side import Side
from tandem.state.births import Right
from tandem.state.connections import Connection
from tandem.usecases.matching import newborns
from tandem.usecases.matching.foundlings import tell_makers
from tandem.usecases.matching.making import Making
from tandem.usecases.world import Opened, World


def unborn(
    world: World, connection: Connection, opened: Opened, makings: Sequence[Making]
) -> tuple[list[Making], bool]:
    """The makings less those that another connection of the company just made, which are adopted, or is making."""
    fresh = [one for one in makings if one.side is Side.CRM and not _is_under_way(one.link)]
    if not fresh:
        return _without_early(world, connection, opened, makings)
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


def _without_early(
    world: World, connection: Connection, opened: Opened, makings: Sequence[Making]
) -> tuple[list[Making], bool]:
    """The makings less those from an activity that another calendar may still be making."""
    activities = [one.source for one in makings if _is_from_activity(one)]
    early = tell_makers(world, connection, opened, activities)
    left = [one for one in makings if one.side is Side.CRM or one.source.remote_id not in early]
    return left, len(left) < len(makings)


def _is_from_activity(one: Making) -> bool:
    """That no link held until now."""
    return one.side is Side.PROVIDER and one.link is None and isinstance(one.source.content, Event)


def _is_under_way(link: Link | None) -> bool:
    return link is not None and link.state is LinkState.CREATING
