"""A twin of a calendar: ids that whoever makes an event may choose, and that stay taken for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.domain.calendar_rules import Private
from tandem.domain.errors import Trouble, Unavailable
from tandem.domain.event import Event, Links
from tandem.domain.field import Field
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Seen, Sight, Tombstone
from tandem.ports import Creation, Known, Page
from tests.simulation.twins.book import BookPort
from tests.simulation.twins.truth import Item

WRITTEN = (Field.TITLE, Field.WHEN, Field.LOCATION, Field.DESCRIPTION, Field.BUSY, Field.PRIVATE)
CANT = frozenset({Field.DONE, Field.LINKS})
HIDDEN = frozenset({Field.TITLE, Field.LOCATION, Field.DESCRIPTION})


def _veiled(event: Event) -> Event:
    """All that is told of a private event where nothing but that one is busy may be known."""
    return replace(event, title="Busy", location="", description="", missing=event.missing | HIDDEN)


def _series_of(items: Sequence[Item], state: str) -> tuple[tuple[str, Version], ...]:
    """Each once; its version says whether it is there."""
    return tuple((f"series/{name}", Version(state)) for name in sorted({item.series for item in items if item.series}))


@dataclass(slots=True)
class CalendarPort(BookPort):
    """The events of one calendar."""

    def projection(self, event: Event) -> Event:
        return replace(event, done=False, links=Links(), missing=event.missing | CANT)

    def _seen(self, item: Item) -> Seen:
        seen = BookPort._seen(self, item)  # the base class: slots make `super()` without arguments fail
        uid = item.remote_id if item.marker == item.remote_id else ""
        shown = self.projection(_veiled(item.content) if self._is_veiled(item) else item.content)
        mentions = tuple(name for name, _ in _series_of([item], "there"))
        return replace(seen, content=shown, uid=uid, marker=item.marker, meeting=item.has_guests, mentions=mentions)

    def _in_scope(self, item: Item) -> bool:
        return not item.content.private or self.connection.rules.private is not Private.SKIP

    def _is_veiled(self, item: Item) -> bool:
        return item.content.private and self.connection.rules.private is Private.BUSY_ONLY

    def _page(self, items: Sequence[Item], known: Known) -> Page:
        return Page(seen=tuple(self._shown(item) for item in items), series=_series_of(items, "there"))

    def _feed_page(self, items: Sequence[Item]) -> Page:
        gone = tuple(item.remote_id for item in items if item.is_deleted and not item.by_series)
        there = [item for item in items if not item.is_deleted and self._is_listed(item)]
        ended = _series_of([item for item in items if item.by_series], "gone")
        return Page(seen=tuple(self._shown(item) for item in there), gone=gone, series=ended)

    def _sight(self, remote: RemoteId, is_told_gone: bool) -> Sight:
        sight = BookPort._sight(self, remote, is_told_gone)
        is_by_series = isinstance(sight, Tombstone) and self.truth.items[remote].by_series
        return Tombstone(remote, by_series=True) if is_by_series else sight

    def _make(self, creation: Creation) -> Item | None:
        """What is made anew under the id of a deleted event is that event, put back; so is what it is in place of."""
        remote = creation.instead if creation.instead in self.truth.items else RemoteId(creation.link_id)
        known = self.truth.items.get(remote)
        if known is not None and not known.is_deleted:
            return None
        content = replace(self.projection(creation.content), missing=frozenset())
        guests = known is not None and known.has_guests
        again = Item(remote, content, marker=creation.link_id, has_guests=guests, by_tandem=True)
        made = self.truth.put(again)
        self.around.watcher.created(self.connection, self.side, creation, made)
        return made

    def _taken(self) -> Trouble:
        """It may be ours: whoever made it looks for it."""
        return Unavailable("exists")

    def _as_written(self, before: Item, wanted: Event) -> Event:
        """What isn't shown to us is not written."""
        names = [name for name in WRITTEN if name not in wanted.missing]
        return replace(before.content, **{str(name): getattr(wanted, name) for name in names})

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        return {}

    def _made_as(self, item: Item) -> str:
        return item.remote_id
