"""What must be true once a run is healed: the invariants that say something about the end."""

from collections import Counter
from dataclasses import dataclass

from tandem.domain.contact import Side
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.state.connections import Connection, ConnectionState
from tandem.state.pending import Kind
from tandem.usecases.cases.compare_page import LIKE_OURS
from tests.simulation.judging.agreeing import Agreeing, is_skipped
from tests.simulation.judging.kept import Kept
from tests.simulation.judging.oracle import LINKED
from tests.simulation.judging.told import Told
from tests.simulation.town import Town
from tests.simulation.twins.truth import Item, Truth

LET_GO = frozenset({LinkState.UNLINKED, LinkState.HELD})
DONE = frozenset({ConnectionState.UP_TO_DATE, ConnectionState.STOPPED})


@dataclass(slots=True)
class Verdicts:
    town: Town

    def check(self) -> None:
        for connection in self.town.connections():
            self._check_state(connection)
        Agreeing(self.town).check()
        Kept(self.town).check()
        self._check_doubles()
        Told(self.town).check()
        self._check_claims()

    def fail(self, invariant: str, what: str) -> None:
        self.town.oracle.fail(invariant, what)

    # --- liveness -------------------------------------------------------------------------------------------

    def _check_state(self, connection: Connection) -> None:
        if connection.state not in DONE:
            self.fail("L2", f"{connection.id} is {connection.state} at the end: {connection.fault}")
        if connection.leaving:
            self.fail("L2", f"{connection.id} is still to let go of its links at the end")
        left = self.town.world.changes.count(connection.id)
        if left and connection.state is not ConnectionState.STOPPED:  # there a late worker's word is nobody's work
            self.fail("L3", f"{left} change records of {connection.id} are left")
        links = [one for one in self.town.world.links.all(connection.id) if one.state in LINKED]
        counted = self.town.world.connections.counts(connection.id).get("linked", 0)
        if counted != len(links) and connection.state is ConnectionState.UP_TO_DATE:
            self.fail("C1", f"{connection.id} counts {counted} links and has {len(links)}")

    # --- no doubles -----------------------------------------------------------------------------------------

    def _check_doubles(self) -> None:
        """Each person once on each side. What a deletion left where it was, by the rule that keeps, counts no more."""
        let_go = self._let_go() | self._in_review() | self._skipped()
        for truth in self.town.truths:
            origins = Counter(one.origin for one in truth.live() if one.remote_id not in let_go)
            for origin, times in origins.items():
                if times > 1 and origin not in self.town.ledger.excused:
                    self._check_double(truth, [one for one in truth.live() if one.origin == origin])

    def _check_double(self, truth: Truth, same: list[Item]) -> None:
        """What persons have twice by their own doing is theirs."""
        if any(LIKE_OURS.fullmatch(one.marker or one.uid) for one in same):
            ids = [one.remote_id for one in same]
            self.fail("I3", f"{same[0].origin} is on {truth.name} {len(same)} times: {ids}")

    def _in_review(self) -> set[RemoteId]:
        """Waiting for a person to say who is who."""
        pendings = self.town.world.pendings
        rows = [row for one in self.town.connections() for row in pendings.page(one.id, Kind.REVIEW, limit=10_000)]
        return {row.remote_id for row in rows if row.remote_id is not None}

    def _let_go(self) -> set[RemoteId]:
        links = [link for one in self.town.connections() for link in self.town.world.links.all(one.id)]
        sides = [link.side(side) for link in links if link.state in LET_GO for side in Side]
        return {one.remote_id for one in sides if one.remote_id is not None}

    def _skipped(self) -> set[RemoteId]:
        """Private events that the rules skip, whose activity is gone: nobody is to know what they are about."""
        calendars = [one for one in self.town.connections() if self.town.book_of(one).has_events]
        links = [(one, link) for one in calendars for link in self.town.world.links.all(one.id)]
        ended = [(one, link) for one, link in links if link.state is LinkState.OUT_OF_SCOPE]
        found = [(one, *self._items(one, link)) for one, link in ended]
        return {
            event.remote_id
            for one, activity, event in found
            if event is not None and is_skipped(one, event) and activity is not None and activity.is_deleted
        }

    def _items(self, connection: Connection, link: Link) -> tuple[Item | None, Item | None]:
        sides = self.town.crm_of(connection), self.town.book_of(connection)
        ids = link.crm.remote_id, link.provider.remote_id
        crm, provider = (truth.items.get(remote) for truth, remote in zip(sides, ids, strict=True))
        return crm, provider

    # --- claims ---------------------------------------------------------------------------------------------

    def _check_claims(self) -> None:
        """Each link holds its items, each item at most one link; no claim without a link."""
        held: dict[tuple[str, str, str], str] = {}
        for connection in self.town.connections():
            for link in self.town.world.links.all(connection.id):
                if link.state is LinkState.TOMBSTONE:
                    continue
                for side in Side:
                    remote = link.side(side).remote_id
                    owner = connection.id if side is Side.CRM else connection.account
                    if remote is None:
                        continue
                    if (owner, side, remote) in held:
                        self.fail("I3", f"{remote} is held by {link.id} and {held[owner, side, remote]}")
                    held[owner, side, remote] = link.id
        self._check_no_other_claim(held)

    def _check_no_other_claim(self, held: dict[tuple[str, str, str], str]) -> None:
        links = set(held.values())
        for partition, cells in self.town.table.rows.items():
            if not partition.startswith("claims/"):
                continue
            for cell in cells.values():
                if cell.item["link"] not in links:
                    self.fail("I3", f"{partition} is claimed by {cell.item['link']}, which is no link")
