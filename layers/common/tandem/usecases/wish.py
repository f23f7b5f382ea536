"""What a person considers, and wants to be shown before it is done: other rules, or an upload."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tandem.state.connections import Connection
from tandem.usecases.choosing import changed_rules
from tandem.usecases.connect import require_same_calendar
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Wish:
    """`rules` as they would be changed; `upload` of what has no event yet, with `past` also of what is over."""

    rules: Mapping[str, object] = field(default_factory=dict)
    upload: bool = False
    past: bool = False


AS_IT_IS = Wish()


def wished(world: World, connection: Connection, rules: Mapping[str, object]) -> Connection:
    """The connection under these rules; nothing is stored. Raise `Refused` as the change itself would."""
    chosen = changed_rules(world, world.accounts.get(connection.account), connection.rules, rules)
    require_same_calendar(connection, chosen)
    return replace(connection, rules=chosen)
