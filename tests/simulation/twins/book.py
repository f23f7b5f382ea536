"""A twin of an address book: conditional writes, a feed that names removals, ids that change when a card moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from tandem.domain.contact import Contact, Photo
from tandem.domain.errors import StaleVersion
from tandem.domain.ids import Version
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Known, Page, Removal, Written
from tests.simulation.story.faults import Fault
from tests.simulation.twins.side import SidePort
from tests.simulation.twins.truth import Item


@dataclass(slots=True)
class BookPort(SidePort):
    """`rewrites`: numbers lose their blanks."""

    side: str = "provider"
    rewrites: bool = False

    def projection(self, contact: Contact) -> Contact:
        mails = contact.emails[: self.truth.most_mails] if self.truth.most_mails else contact.emails
        shown = replace(contact, photo=None, emails=mails)
        return _without_blanks(shown) if self.rewrites else shown

    def _seen(self, item: Item) -> Seen:
        seen = SidePort._seen(self, item)  # the base class: slots make `super()` without arguments fail
        if not item.photo:
            return seen
        photo = Photo(sha256(item.photo).hexdigest(), "image/png")
        return replace(seen, content=replace(item.content, photo=photo), photo=item.photo)

    def _in_scope(self, item: Item) -> bool:
        return self.connection.rules.group is None or item.in_group

    def _page(self, items: Sequence[Item], known: Known) -> Page:
        versions = [(item.remote_id, Version(str(item.version))) for item in items]
        quiet = known(versions)
        hints = tuple(pair for pair in versions if pair[0] in quiet)
        return Page(seen=tuple(self._shown(item) for item in items if item.remote_id not in quiet), hinted=hints)

    def _feed_page(self, items: Sequence[Item]) -> Page:
        gone = tuple(item.remote_id for item in items if item.is_deleted)
        there = [item for item in items if not item.is_deleted and self._is_listed(item)]
        return Page(hinted=tuple((item.remote_id, Version(str(item.version))) for item in there), gone=gone)

    def _make(self, creation: Creation) -> Item | None:
        if self.truth.temper.refuses_doubles and any(one.uid == creation.link_id for one in self.truth.live()):
            return None
        item = Item(self.truth.new_id(), self.projection(creation.content), uid=creation.link_id, by_tandem=True)
        made = self.truth.put(item)
        self.around.watcher.created(self.connection, self.side, creation, made)
        return made

    def _change(self, change: Change) -> Written | Failed:
        before = self._as_seen(change.seen)
        wanted = self._as_written(before, change.wanted)
        if wanted == before.content:
            return Written(self._seen(before))
        after = self.truth.put(replace(before, content=wanted, raw=change.seen.raw))
        self.around.watcher.changed(self.connection, self.side, change, before, after)
        if self.around.weather.strikes(Fault.NO_ETAG):
            self.truth.put(after)
        return Written(self._seen(after))

    def _as_written(self, _before: Item, wanted: Contact) -> Contact:
        return self.projection(wanted)

    def _remove(self, removal: Removal) -> Written | Failed:
        item = self.truth.items[removal.seen.remote_id]
        if item.is_deleted:
            return Written()
        before = self._as_seen(removal.seen)
        self.truth.put(replace(before, is_deleted=True))
        self.around.watcher.removed(self.connection, self.side, removal, before)
        return Written()

    def _as_seen(self, seen: Seen) -> Item:
        """Raise `StaleVersion` unless it is still what was seen."""
        item = self.truth.items[seen.remote_id]
        if item.is_deleted or str(item.version) != seen.version:
            raise StaleVersion("etag")
        return item

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        self._call("find uids")
        if not self.truth.temper.ids_move:
            return {}
        items = [item for item in self.truth.live() if item.uid in uids and not item.is_broken]
        return {item.uid: self._seen(item) for item in items}

    def _made_as(self, item: Item) -> str:
        return item.uid


def _without_blanks(contact: Contact) -> Contact:
    return replace(contact, phones=tuple(replace(one, value=one.value.replace(" ", "")) for one in contact.phones))
