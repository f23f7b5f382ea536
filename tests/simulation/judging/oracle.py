"""Checks each write in the instant that it is done, and keeps what was found: the safety part of the invariants."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.calendar_rules import CalendarRules, Private
from tandem.domain.comparison import time_form
from tandem.domain.contact import Side
from tandem.domain.deed import Act
from tandem.domain.event import Event, When
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.ports import Change, Creation, Removal
from tandem.state.connections import Connection, Leaving
from tandem.state.history import History
from tandem.state.links import Links
from tests.simulation.judging.ledger import Ledger, difference, tokens
from tests.simulation.judging.words import Words
from tests.simulation.story.faults import Weather
from tests.simulation.story.hub import Hub
from tests.simulation.twins.truth import Item, Truth

DAY = timedelta(hours=24)
FEW, PART = 4, 10
"""So many deletions a day are always let through, and one of so many links (reliability: the brake)."""


@contextmanager
def behind(hub: Hub, weather: Weather) -> Iterator[None]:
    """Behind the workers' backs: no worker gives way or dies for it, and nothing fails."""
    current, hub.current = hub.current, None
    fair, weather.is_fair = weather.is_fair, True
    try:
        yield
    finally:
        hub.current, weather.is_fair = current, fair


@dataclass(frozen=True, slots=True)
class Violation:
    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


@dataclass(slots=True)
class Oracle:
    """`crm_of` and `book_of` are the truths behind a connection. Reads the stored links behind the workers' backs."""

    hub: Hub
    weather: Weather
    ledger: Ledger
    crm_of: Callable[[Connection], Truth]
    book_of: Callable[[Connection], Truth]
    links: Links
    tell: Callable[[str], None]
    words: Words
    violations: list[Violation] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)
    writes: int = 0
    two_way: set[ConnectionId] = field(default_factory=set)
    released: set[LinkId] = field(default_factory=set)
    let_move: dict[LinkId, set[object]] = field(default_factory=dict)
    """To which times a person let a meeting be moved."""
    releasing: Counter[ConnectionId] = field(default_factory=Counter)
    """How many persons are releasing all that is held there: also what was held since they looked."""
    undoing: set[ConnectionId] = field(default_factory=set)
    """Where a person wanted something to be taken back, or turned round: what goes with it was theirs to give up."""
    stopped: set[ConnectionId] = field(default_factory=set)
    turned: set[ConnectionId] = field(default_factory=set)
    """Of another direction than before: what differed when it was turned goes on to differ."""
    kept: set[LinkId] = field(default_factory=set)
    """In doubt since a backup was put back, and a person took both sides as they were: they may differ."""
    done: list[tuple[ConnectionId, LinkId, str, str, Item]] = field(default_factory=list)
    """Every write: connection, link, side, what was done, and the item as it was then."""
    in_full: set[tuple[RemoteId, int]] = field(default_factory=set)
    """Private events as Tandem wrote them while the rules showed all of them."""
    met: dict[LinkId, datetime] = field(default_factory=dict)
    """When the first agreement of two was begun of which a side was written."""
    met_anew: set[str] = field(default_factory=set)
    """Of whom it was cut off between both sides, and begun anew."""
    before: dict[ConnectionId, dict[RemoteId, int]] = field(default_factory=dict)
    """What there was when a calendar's sync was begun, with its version."""
    overlooked: set[tuple[ConnectionId, RemoteId]] = field(default_factory=set)
    """What any answer ever left out while nothing held it: nobody can tell it from what came later."""
    series: dict[ConnectionId, dict[str, datetime]] = field(default_factory=dict)
    """Series that were gone as a whole, and when the first occurrence of each was deleted."""
    uploaded: set[ConnectionId] = field(default_factory=set)
    deletions: dict[tuple[ConnectionId, str], deque[tuple[datetime, LinkId | None]]] = field(default_factory=dict)

    def fail(self, invariant: str, what: str) -> None:
        self.violations.append(Violation(invariant, what))

    # --- the watcher of the sides ---------------------------------------------------------------------------

    def created(self, connection: Connection, side: str, creation: Creation, item: Item) -> None:
        self._wrote(connection, side, f"makes {item.remote_id} {item.origin}")
        truth = self._truth(connection, side)
        link = self._peek(lambda: self.links.get(connection.id, [creation.link_id])).get(creation.link_id)
        self.done.append((connection.id, creation.link_id, side, "create", item))
        self._check_twin(connection, truth, item)
        if self.hub.current is not None:
            self._check_intent(link, Side(side), item)
        self._check_was_there(connection, Side(side).other, link)
        is_wanted = connection.id in self.undoing or creation.link_id in self.released
        if item.origin not in self.ledger.excused and not is_wanted:
            self._check_return(connection, Side(side), truth, item, link)

    def changed(self, connection: Connection, side: str, change: Change, before: Item, after: Item) -> None:
        self._wrote(connection, side, f"changes {after.remote_id} {after.origin}{difference(before, after)}")
        link = self.link_of(connection, Side(side), before.remote_id)
        self._check_intent(link, Side(side), before)
        if link is not None:
            self.done.append((connection.id, link.id, side, "update", after))
            self.met_anew |= {after.origin} if self._meets_anew(link) else set()
        if connection.id in self.undoing | self.turned:
            self.ledger.is_over(tokens(before.content) - tokens(after.content))
        if isinstance(after.content, Event):
            self.in_full |= {(after.remote_id, after.version)} if _is_shown_privately(connection, after) else set()
            self._check_guests(connection, side, link, before, after.content.when)
        if change.seen.raw != before.raw:
            self.fail("I10", f"{before.remote_id} lost what nobody maps")
        lost = tokens(before.content) - tokens(after.content) - tokens(change.seen.content)
        if lost and side == Side.PROVIDER:
            self.fail("I2", f"{sorted(lost)} of {before.remote_id} was written over unseen, at a side with conditions")
        if lost:
            self.tell(f"  in the gap: {sorted(lost)}")
            self.ledger.fell_into_gap(connection.id, lost)
            self.ledger.of_activities |= lost if isinstance(after.content, Event) else set()

    def _meets_anew(self, link: Link) -> bool:
        is_first = link.crm.base is None and link.provider.base is None
        return is_first and link.intent is not None and self.met.setdefault(link.id, link.intent.at) != link.intent.at

    def removed(self, connection: Connection, side: str, removal: Removal, before: Item) -> None:
        self._wrote(connection, side, f"removes {before.remote_id} {before.origin}")
        unseen = tokens(before.content) - tokens(removal.seen.content)
        told = {one for one in unseen if one[0] not in removal.seen.content.missing}  # else it is private
        if told and side == Side.PROVIDER:
            self.fail("I2", f"{before.remote_id} was removed with {sorted(told)}, unseen, at a side with conditions")
        self.ledger.fell_into_gap(connection.id, unseen, is_gone=True)
        link = self.link_of(connection, Side(side), before.remote_id)
        if link is not None and link.state is LinkState.HELD and self.releasing[connection.id]:
            self.released.add(link.id)
        if link is not None:
            self.done.append((connection.id, link.id, side, "delete", before))
        if isinstance(before.content, Event):
            self._check_guests(connection, side, link, before, None)
        if link is not None and link.id in self.released:
            self.ledger.is_over(tokens(before.content))
        if link is not None and link.adopted and isinstance(link.side(Side(side)).base, Event):
            # linked as it was: what its twin never showed goes with it (docs/reliability.md, "Twins that differ")
            self.ledger.is_over(tokens(link.side(Side(side)).base))
        if connection.leaving is Leaving.REMOVE:
            return
        if connection.id in self.undoing:
            self.ledger.is_over(tokens(before.content))
            self._check_intent(link, Side(side), before)
            return
        if link is None or link.id not in self.released:
            self._check_intent(link, Side(side), before)
        self._check_proof(connection, Side(side), link, before)
        self._count_deletion(connection, side, link)

    def missed(self, connection: Connection, side: str, item: Item) -> None:
        """A listing or a feed left it out, or nobody could read it: whose twin comes now can't be known by it."""
        if self.link_of(connection, Side(side), item.remote_id) is None:
            self.ledger.missed.add((connection.id, item.remote_id))
            self.overlooked.add((connection.id, item.remote_id))

    def shown(self, connection: Connection, item: Item) -> None:
        """Who was taken for somebody new meanwhile, and is being made, is made (docs/reliability.md, creates, 4)."""
        name = connection.id, item.remote_id
        if name in self.ledger.missed and not self._is_being_made(connection, item):
            self.ledger.missed.discard(name)

    def _is_being_made(self, connection: Connection, item: Item) -> bool:
        links = self._peek(lambda: list(self.links.all(connection.id)))
        begun = [one for one in links if one.state is LinkState.CREATING]
        both = (self.crm_of(connection), self.book_of(connection))
        known = {remote: truth.items[remote].origin for truth in both for remote in truth.items}
        return any(known.get(one.side(side).remote_id) == item.origin for one in begun for side in Side)

    def _check_twin(self, connection: Connection, truth: Truth, item: Item) -> None:
        """Who was left out the last time that this connection asked may be made once more; others may not."""
        twins = [one for one in truth.live() if one.origin == item.origin and one.remote_id != item.remote_id]
        if any((connection.id, one.remote_id) in self.ledger.missed for one in twins):
            self.ledger.excused.add(item.origin)

    def enabled(self, connection: Connection) -> None:
        """A calendar's sync is begun: what is there now stays where it is, but for what is linked as twins."""
        ours = [one for one in self.crm_of(connection).live() if one.owner == connection.user]
        theirs = self.book_of(connection).live()
        twins = {one.origin for one in ours} & {one.origin for one in theirs}
        self.before[connection.id] = {one.remote_id: one.version for one in (*ours, *theirs) if one.origin not in twins}

    def _check_was_there(self, connection: Connection, source: Side, link: Link | None) -> None:
        """An event that was there stays out until it changes, an activity until it is uploaded."""
        remote = link.side(source).remote_id if link is not None else None
        version = self.before.get(connection.id, {}).get(remote or RemoteId(""))
        truth = self._truth(connection, source)
        if not truth.has_events or version is None or connection.id in self.stopped | self.uploaded | self.undoing:
            return
        if (connection.id, remote) in self.overlooked:
            return
        later = [one for one in truth.log[version:] if one.remote_id == remote]
        was_away = any(one.is_deleted or one.owner != connection.user for one in later)
        if truth.items[remote].version == version or (source is Side.CRM and not was_away):
            self.fail("I21", f"{remote} was there before {connection.id} was enabled, and is brought over")

    def _check_guests(
        self, connection: Connection, side: str, link: Link | None, before: Item, now: When | None
    ) -> None:
        """Nobody who is invited is told anything that no person decided."""
        is_same = now is not None and time_form(now) == time_form(before.content.when)
        is_asked = connection.id in self.undoing or connection.leaving or self._is_let(link, now)
        if side == Side.PROVIDER and before.has_guests and not is_same and not is_asked:
            self.fail("I20", f"{before.remote_id} has guests and was {'moved' if now else 'removed'}")

    def _is_let(self, link: Link | None, now: When | None) -> bool:
        """Whether a person let it go, or let it be moved just there."""
        if link is None or link.id not in self.released:
            return False
        return now is None or time_form(now) in self.let_move.get(link.id, set())

    # --- single checks --------------------------------------------------------------------------------------

    def _wrote(self, connection: Connection, side: str, what: str) -> None:
        self.writes += 1
        self.tell(f"  Tandem {what} at {side} for {connection.id}")
        if side == "provider" and connection.id not in self.two_way:
            self.fail("I7", f"{connection.id} is one-way and writes to its provider")

    def _check_intent(self, link: Link | None, side: Side, item: Item) -> None:
        if link is None or link.intent is None or side not in link.intent.written:
            self.fail("I15", f"{item.remote_id} was written without an intent")

    def _check_return(self, connection: Connection, side: Side, truth: Truth, item: Item, link: Link | None) -> None:
        """A create after a deletion brings back only what was edited since. What was never linked is another matter."""
        held = self.words.ever_held[connection.id if side is Side.CRM else connection.account]
        all_gone = [one for one in truth.gone() if one.origin == item.origin]
        gone = [one for one in all_gone if one.remote_id in held]
        if not gone or truth.name not in self.ledger.deleted.get(item.origin, set()):
            return
        deleted = max(truth.times[one.version - 1] for one in gone)
        if side is Side.PROVIDER and self._is_newer(connection, link, deleted):
            return
        if self._was_hidden(connection, side, link) or self._moved_unread(connection, side, link):
            return
        last = max(all_gone, key=lambda one: one.version)  # like one that was deleted before, it was edited since
        if last.by_tandem and last.remote_id not in held:
            return  # before anybody knew of it (docs/reliability.md, creates whose outcome nobody knows, 1)
        is_same = tokens(item.content) == tokens(last.content) and _lasts(item) == _lasts(last)
        is_known = not self._is_untold(connection, side, link)
        if is_same and is_known and not self._was_edited(connection, side, link, deleted, last):
            self.fail("I4", f"{item.origin} was deleted on {truth.name} and comes back unedited")

    def _was_edited(self, connection: Connection, side: Side, link: Link | None, deleted: datetime, last: Item) -> bool:
        """Its source showed an edit after the deletion, and was put back as it had been while it was being made."""
        truth, source = self._truth(connection, side.other), link.side(side.other).remote_id if link else None
        states = [one for one in truth.log if one.remote_id == source]
        before = [one for one in states if truth.times[one.version - 1] <= deleted][-1:]
        since = [one for one in states if truth.times[one.version - 1] > deleted]
        return any(tokens(one.content) != tokens(last.content) for one in (*before, *since) if not one.is_deleted)

    def _is_untold(self, connection: Connection, side: Side, link: Link | None) -> bool:
        """A write there was cut off before it was noted, and then the item went: had the edit it brought been seen?"""
        history = History(self.links.table, self.links.sealing)
        told, _ = self._peek(lambda: history.newest(connection.id, limit=2000))
        name = link.id if link else ""
        known = sum(1 for one in told if (one.link, one.side, one.act) == (name, side, Act.UPDATE))
        return known < sum(1 for one in self.done if one[:4] == (connection.id, name, side, "update"))

    def _is_newer(self, connection: Connection, link: Link | None, deleted: datetime) -> bool:
        """Whether it is made of a person who came later: out of another book, by a connection that never held them."""
        crm, source = self.crm_of(connection), link.crm.remote_id if link else None
        return source in crm.items and deleted < crm.born(source)

    def _was_hidden(self, connection: Connection, side: Side, link: Link | None) -> bool:
        """Whoever hides an event, or shows it, has edited it, though an activity says nothing of that."""
        truth, source = self._truth(connection, side.other), link.side(side.other).remote_id if link else None
        states = {one.content.private for one in truth.log if one.remote_id == source} if truth.has_events else set()
        return len(states) > 1

    def _moved_unread(self, connection: Connection, side: Side, link: Link | None) -> bool:
        """Its card has another href since, and couldn't be read: asked by its UID, the book doesn't know it."""
        truth, source = self._truth(connection, side.other), link.side(side.other).remote_id if link else None
        states = [one for one in truth.log if one.remote_id == source]
        gone = {one.uid for one in truth.gone() if one.uid}
        return any(one.is_broken for one in states) and states[0].uid in gone

    def _check_proof(self, connection: Connection, side: Side, link: Link | None, item: Item) -> None:
        other = self._truth(connection, side.other)
        remote = link.side(side.other).remote_id if link else None
        twin = other.items.get(remote) if remote else None
        if twin is None or not (twin.is_deleted or self._was_gone(connection, side.other, other, twin)):
            self.fail("I5", f"{item.remote_id} was deleted and its twin {remote} lives")

    def _was_gone(self, connection: Connection, side: Side, truth: Truth, twin: Item) -> bool:
        """Whether it was deleted when it was looked at, and came back before the other side was written."""
        _, place = self.words.looked.get((connection.id, side, twin.remote_id), (0, 0))
        then = truth.as_of(place).get(twin.remote_id)
        return then is not None and then.is_deleted

    def _count_deletion(self, connection: Connection, side: str, link: Link | None) -> None:
        if link is not None and link.id in self.released:
            return
        recent = self.deletions.setdefault((connection.id, side), deque())
        if not self._goes_with_series(connection, side, link):
            self._forget_unknown(recent, link)
            recent.append((self.hub.now, link.id if link else None))
        while recent and recent[0][0] <= self.hub.now - DAY:
            recent.popleft()
        links = self._peek(lambda: sum(1 for one in self.links.all(connection.id) if one.state in LINKED))
        if len(recent) > max(FEW, links // PART):
            self.fail("I11", f"{len(recent)} deletions on {side} within a day, of {links} links")

    def _forget_unknown(self, recent: deque[tuple[datetime, LinkId | None]], link: Link | None) -> None:
        """A deletion that its worker never lived to note, undone by a person since: only one record is gone by both."""
        last = next((one for one in reversed(recent) if link is not None and one[1] == link.id), None)
        if last and link and (link.changed_at is None or link.changed_at <= last[0]):
            recent.remove(last)

    def _goes_with_series(self, connection: Connection, side: str, link: Link | None) -> bool:
        """Whether it was counted with another of its series, which is gone as a whole; few series count so."""
        twin = self.book_of(connection).items.get(link.provider.remote_id) if link and side == Side.CRM else None
        if twin is None or not twin.by_series:
            return False
        known = self.series.setdefault(connection.id, {})
        recent = {name: at for name, at in known.items() if at > self.hub.now - DAY}
        is_known = twin.series in recent
        self.series[connection.id] = recent if len(recent) >= FEW else {twin.series: self.hub.now} | recent
        return is_known

    # --- behind the workers' backs --------------------------------------------------------------------------

    def _truth(self, connection: Connection, side: str) -> Truth:
        return self.crm_of(connection) if side == Side.CRM else self.book_of(connection)

    def link_of(self, connection: Connection, side: Side, remote: RemoteId) -> Link | None:
        def look() -> Link | None:
            held = self.links.claimed(connection.id, connection.account, side, [remote])
            return next(iter(self.links.get(connection.id, list(held.values())).values()), None)

        return self._peek(look)

    def _peek(self, look: Callable[[], Any]) -> Any:
        with behind(self.hub, self.weather):
            return look()


def _lasts(item: Item) -> object:
    """A person may make an appointment longer; that is no word of theirs, but an edit."""
    return time_form(item.content.when) if isinstance(item.content, Event) else None


def _is_shown_privately(connection: Connection, item: Item) -> bool:
    rules = connection.rules
    return isinstance(rules, CalendarRules) and rules.private is Private.FULL and item.content.private


LINKED = frozenset({LinkState.LIVE, LinkState.HELD, LinkState.OUT_OF_SCOPE})
