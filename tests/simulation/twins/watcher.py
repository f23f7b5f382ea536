"""What a side's port tells of, whoever asked for it."""

from typing import Protocol

from tandem.ports import Change, Creation, Removal
from tandem.state.connections import Connection
from tests.simulation.twins.truth import Item


class Watcher(Protocol):
    """Whoever checks each write in the instant that it is done, and knows what a listing did not show."""

    def created(self, connection: Connection, side: str, creation: Creation, item: Item) -> None: ...

    def changed(self, connection: Connection, side: str, change: Change, before: Item, after: Item) -> None: ...

    def removed(self, connection: Connection, side: str, removal: Removal, before: Item) -> None: ...

    def missed(self, connection: Connection, side: str, item: Item) -> None: ...

    def shown(self, connection: Connection, item: Item) -> None: ...
