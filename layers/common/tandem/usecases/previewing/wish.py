"""What a person considers, and wants to be shown before it is done: other rules, an upload, or some of it alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tandem.state.connections import Connection
from tandem.usecases.connecting.choosing import changed_rules
from tandem.usecases.connecting.connect import require_same_calendar
from tandem.usecases.previewing.preview_view import PreviewItem
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Wish:
    """`rules` as they would be changed; `upload` of what has no event yet, with `past` also of what is over."""

    rules: Mapping[str, object] = field(default_factory=dict)
    upload: bool = False
    past: bool = False


AS_IT_IS = Wish()


@dataclass(frozen=True, slots=True)
class Sought:
    """Which items of a preview are listed. `query` is a part of the name, in any case; empty is any."""

    query: str = ""
    action: str = ""
    side: str = ""

    def fits(self, item: PreviewItem) -> bool:
        is_named = self.query.casefold() in item.name.casefold()
        return is_named and self.action in {"", item.action} and self.side in {"", item.side}


ALL_OF_IT = Sought()


def wished(world: World, connection: Connection, rules: Mapping[str, object]) -> Connection:
    """The connection under these rules; nothing is stored. Raise `Refused` as the change itself would."""
    chosen = changed_rules(world, connection.company, connection.rules, rules)
    require_same_calendar(connection, chosen)
    return replace(connection, rules=chosen)
