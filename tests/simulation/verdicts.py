"""What must be true once a run is healed: the invariants that say something about the end."""

import json
from collections import Counter
from dataclasses import dataclass

from tandem.domain.contact import Contact, Field, Side
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link, LinkState
from tandem.state.connections import Connection, ConnectionState
from tandem.state.pending import Kind
from tandem.usecases.compare_page import LIKE_OURS
from tests.simulation.ledger import Token, tokens
from tests.simulation.oracle import LINKED
from tests.simulation.town import Town
from tests.simulation.truth import Item, Truth

SCALARS = ("organization", "job_title", "notes")
DONE = frozenset({ConnectionState.UP_TO_DATE, ConnectionState.STOPPED})


@dataclass(slots=True)
class Verdicts:
    town: Town

    def check(self) -> None:
        for connection in self.town.connections():
            self._check_state(connection)
            for link in self.town.world.links.all(connection.id):
                self._check_link(connection, link)
        self._check_ledger()
        self._check_doubles()
        self._check_history()
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

    # --- convergence ----------------------------------------------------------------------------------------

    def _check_link(self, connection: Connection, link: Link) -> None:
        book = self.town.book_of(connection)
        person = self.town.persons.items.get(link.crm.remote_id)
        contact = book.items.get(link.provider.remote_id)
        if link.provider.remote_id and contact is None:
            self.fail("I14", f"{link.id} of {connection.id} holds {link.provider.remote_id}, no card of its book")
        is_turned = connection.id in self.town.oracle.turned
        if link.state is LinkState.CREATING and not _is_hidden(connection, person) and not is_turned:
            self.fail("I1", f"{link.id} is never made")
        if (
            link.is_doubted
            or link.state is not LinkState.LIVE
            or person is None
            or contact is None
            or connection.user in person.hidden_from
        ):
            return
        if person.is_deleted or contact.is_deleted:
            self.fail("I1", f"{link.id} is live: {person.remote_id} {contact.remote_id}, and one of both is deleted")
        elif connection.id in self.town.oracle.undoing | self.town.oracle.turned or link.id in self.town.oracle.kept:
            return  # what was taken back on one side, or differed before, may be there on the other
        elif connection.rules.is_two_way and _is_in_scope(connection, person, contact):
            self._check_equal(link, person, contact)

    def _check_equal(self, link: Link, person: Item, contact: Item) -> None:
        for name in SCALARS:
            if getattr(person.contact, name) != getattr(contact.contact, name):
                self._differs(link, name, person, contact)
        if person.contact.name.family != contact.contact.name.family:
            self._differs(link, "name", person, contact)
        if not _holds_mails(person.contact, contact.contact, self.town.traits.most_mails):
            self._differs(link, "emails", person, contact)
        if _numbers(person.contact) != _numbers(contact.contact):
            self._differs(link, "phones", person, contact)

    def _differs(self, link: Link, name: str, person: Item, contact: Item) -> None:
        here, there = getattr(person.contact, name), getattr(contact.contact, name)
        self.fail("I1", f"{person.remote_id} and {contact.remote_id} differ in {name}: {here!r}, {there!r} ({link.id})")

    # --- no loss --------------------------------------------------------------------------------------------

    def _check_ledger(self) -> None:
        kept = "".join(self._conflict_texts()).replace(" ", "")
        shown: dict[str, set[Token]] = {}
        notes: dict[str, str] = {}
        for truth in (self.town.persons, *self.town.books.values()):
            for item in truth.live():
                shown.setdefault(item.origin, set()).update(tokens(item.contact))
                notes[item.origin] = notes.get(item.origin, "") + item.contact.notes
        everything = set().union(*shown.values()) if shown else set()
        for origin, values in self.town.ledger.open_.items():
            for name, value in sorted(values - everything - self.town.ledger.gone_in_gap):
                is_noted = name == "notes" and value in notes.get(origin, "")
                if not is_noted and value.replace(" ", "") not in kept:
                    self.fail("I2", f"{value!r} in {name} of {origin} is nowhere")

    def _conflict_texts(self) -> list[str]:
        found = []
        for connection in self.town.connections():
            for one in self.town.world.pendings.page(connection.id, Kind.CONFLICT, limit=10_000):
                found.append(json.dumps(one.content, ensure_ascii=False))
                self._check_is_real(one.detail, one)
        return found

    def _check_is_real(self, field: str, one: object) -> None:
        """A conflict takes two: somebody typed into this field on either side."""
        if field not in set(Field):
            return
        remote = one.remote_id
        origin = next(
            (
                truth.items[remote].origin
                for truth in (self.town.persons, *self.town.books.values())
                if remote in truth.items
            ),
            None,
        )
        places = self.town.ledger.typed.get((origin, field), set())
        if origin is not None and len(places) < 2 and origin not in self.town.ledger.excused:
            self.fail("I15b", f"a conflict in {field} of {origin}, which only {sorted(places)} ever changed")

    # --- history --------------------------------------------------------------------------------------------

    def _check_history(self) -> None:
        """History tells of every write, also of one that a crash cut off. An older table tells of less."""
        if self.town.was_put_back:
            return
        told: Counter[tuple[str, str, str, str]] = Counter()
        for connection in self.town.connections():
            for one in self.town.world.history.newest(connection.id, limit=2000)[0]:
                told[connection.id, one.link, str(one.side), str(one.act)] += 1
        making = self._in_state({LinkState.CREATING})
        done = [one for one in self.town.oracle.done if one[1] not in making]
        known = [one[:4] for one in done if not self._is_past_knowing(*one)]
        for what, times in Counter(known).items():
            wanted = min(times, 1) if what[3] == "create" else times
            if told[what] < wanted:
                self.fail("H1", f"{times} times {what}, and history tells of {told[what]}")

    def _is_past_knowing(self, connection: str, _link: str, _side: str, act: str, item: Item) -> bool:
        """A stop let go of it, or a person changed it, brought it back or took it away, before we knew of it."""
        if connection in self.town.oracle.stopped:
            return True
        truths = (self.town.persons, *self.town.books.values())
        now = next(truth.items[item.remote_id] for truth in truths if item.remote_id in truth.items)
        is_touched = self.town.ledger.touched.get(item.remote_id, 0) > item.version
        return is_touched or (act != "delete" and (now.is_deleted or bool(now.hidden_from)))

    # --- no doubles -----------------------------------------------------------------------------------------

    def _check_doubles(self) -> None:
        """Each person once on each side. What a deletion left where it was, by the rule that keeps, counts no more."""
        let_go = self._let_go() | self._in_review()
        for truth in (self.town.persons, *self.town.books.values()):
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
        links = self._in_state({LinkState.UNLINKED, LinkState.HELD}).values()
        sides = [link.side(side) for link in links for side in Side]
        return {one.remote_id for one in sides if one.remote_id is not None}

    def _in_state(self, states: set[LinkState]) -> dict[str, Link]:
        links = [link for one in self.town.connections() for link in self.town.world.links.all(one.id)]
        return {link.id: link for link in links if link.state in states}

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


def _is_hidden(connection: Connection, person: Item | None) -> bool:
    return person is not None and connection.user in person.hidden_from


def _is_in_scope(connection: Connection, person: Item, contact: Item) -> bool:
    rules = connection.rules
    is_out = rules.crm_scope.kind == "own" and person.owner != connection.user
    return not is_out and connection.user not in person.hidden_from and (rules.group is None or contact.in_group)


def _numbers(contact: Contact) -> set[str]:
    return {one.value.replace(" ", "") for one in contact.phones}


def _holds_mails(person: Contact, contact: Contact, most: int) -> bool:
    here = {one.value for one in person.emails}
    there = {one.value for one in contact.emails}
    if not most:
        return here == there
    return there <= here and len(there) == min(most, len(here))
