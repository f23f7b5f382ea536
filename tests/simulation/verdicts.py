"""What must be true once a run is healed: the invariants that say something about the end."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from tandem.domain.calendar_rules import CalendarRules, Private
from tandem.domain.comparison import same_field, same_prose, same_text, time_form
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.content import Content
from tandem.domain.event import AllDay, Event, When
from tandem.domain.footer import RULE, without_footer
from tandem.domain.ids import ConnectionId, LinkId, RemoteId
from tandem.domain.link import Link, LinkState
from tandem.domain.sight import Seen
from tandem.domain.title import compose
from tandem.domain.why import Why
from tandem.state.connections import Connection, ConnectionState
from tandem.state.pending import Kind
from tandem.usecases.cases.compare_page import LIKE_OURS
from tests.simulation.faults import Fault
from tests.simulation.ledger import Token, tokens
from tests.simulation.oracle import LINKED
from tests.simulation.town import Town
from tests.simulation.truth import Item, Truth

LOSING = (Fault.HOOK_LOST, Fault.HOOK_LATE, Fault.HOOKS_GONE, Fault.SKEWED)
"""After these it may not be told what was overwritten."""
PROSE = frozenset({"notes", "description"})
"""Where both sides' texts may stand one below the other."""
SCALARS = ("organization", "job_title", "notes")
NAME = re.compile(r"Name\d+canary")
"""What persons are called, and nothing else is (`Ledger.new_value`)."""
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
        person = self.town.crm_of(connection).items.get(link.crm.remote_id)
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
        elif book.has_events and person.owner == connection.user and not _is_skipped(connection, contact):
            self._check_same_event(connection, link, person, contact)
        elif not book.has_events and connection.rules.is_two_way and _is_in_scope(connection, person, contact):
            self._check_equal(link, person, contact, book.most_mails)

    def _check_equal(self, link: Link, person: Item, contact: Item, most_mails: int) -> None:
        for name in SCALARS:
            if getattr(person.content, name) != getattr(contact.content, name):
                self._differs(link, name, person, contact)
        if person.content.name.family != contact.content.name.family:
            self._differs(link, "name", person, contact)
        if not _holds_mails(person.content, contact.content, most_mails):
            self._differs(link, "emails", person, contact)
        if _numbers(person.content) != _numbers(contact.content):
            self._differs(link, "phones", person, contact)

    def _check_same_event(self, connection: Connection, link: Link, activity: Item, event: Item) -> None:
        """The calendar shows the activity under its title of today, above the line with what it belongs to."""
        here, there = activity.content, event.content
        if time_form(here.when) != time_form(there.when) and not _is_first_day(here.when, there.when):
            self._differs(link, "when", activity, event)
        if here.busy != there.busy:
            self._differs(link, "busy", activity, event)
        if not there.private:
            self._check_same_texts(connection, link, activity, event)

    def _has_an_old_title(self, connection: Connection, event: Item) -> bool:
        """Out of the bin, or put back as it was, and nothing below tells names (docs/reliability.md, Titles)."""
        was_gone = any(one.is_deleted for one in self.town.book_of(connection).log if one.remote_id == event.remote_id)
        is_old = was_gone or event.remote_id in self.town.ledger.put_back
        return is_old and RULE not in event.content.description

    def _check_same_texts(self, connection: Connection, link: Link, activity: Item, event: Item) -> None:
        here, there = activity.content, event.content
        if not same_text(here.location, there.location):
            self._differs(link, "location", activity, event)
        if not same_prose(here.description, without_footer(there.description)):
            self._differs(link, "description", activity, event)
        if NAME.search(here.title) and not self._has_an_old_title(connection, event):
            self.fail("I1", f"{activity.remote_id} is about {here.title!r}: a person's name is none of its subject")
        agenda = self.town.open(connection).crm
        shown = agenda.read([activity.remote_id])[activity.remote_id]
        is_bare = here.links.person is None
        if is_bare and link.made is Side.CRM and same_text(link.provider.base.title, there.title):
            return  # who typed or copied it there keeps it, until there is something to compose anew
        if isinstance(shown, Seen) and not same_text(compose(shown.content, connection.rules.title), there.title):
            self.fail("I1", f"{event.remote_id} is called {there.title!r}, and is {shown.content} ({link.id})")

    def _differs(self, link: Link, name: str, person: Item, contact: Item) -> None:
        if isinstance(person.content, Event) and _was_taken_so(link, name, person, contact):
            return
        here, there = getattr(person.content, name), getattr(contact.content, name)
        self.fail("I1", f"{person.remote_id} and {contact.remote_id} differ in {name}: {here!r}, {there!r} ({link.id})")

    # --- no loss --------------------------------------------------------------------------------------------

    def _check_ledger(self) -> None:
        kept = "".join(self._conflict_texts()).replace(" ", "")
        shown: dict[str, set[Token]] = {}
        notes: dict[str, str] = {}
        for truth in self.town.truths:
            for item in truth.live():
                shown.setdefault(item.origin, set()).update(tokens(item.content))
                notes[item.origin] = notes.get(item.origin, "") + prose_of(item.content)
        everything = set().union(*shown.values()) if shown else set()
        for origin, values in self.town.ledger.open_.items():
            for name, value in sorted(values - everything - self._untold()):
                is_noted = name in PROSE and value in notes.get(origin, "")
                if not is_noted and value.replace(" ", "") not in kept:
                    self.fail("I2", f"{value!r} in {name} of {origin} is nowhere")

    def _untold(self) -> set[Token]:
        """What fell into the gap and need not be found there. Of activities no log is kept."""
        town = self.town
        is_deaf = not town.traits.hears or any(town.weather.struck[one] for one in LOSING) or town.was_put_back
        return town.ledger.gone_in_gap | (town.ledger.of_activities if is_deaf else set())

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
            (truth.items[remote].origin for truth in self.town.truths if remote in truth.items),
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

    def _is_past_knowing(self, connection: str, link: str, side: str, act: str, item: Item) -> bool:
        """A stop let go of it, or a person or a colleague's connection changed it, or took it away, before we knew."""
        if connection in self.town.oracle.stopped or self._is_written_over(connection, item):
            return True
        if act == "create" and self._was_refused(connection, link, Side(side), item):
            return True
        if act == "update" and self._is_hidden_by_rule(connection, item):
            return True
        truths = self.town.truths
        now = next(truth.items[item.remote_id] for truth in truths if item.remote_id in truth.items)
        is_touched = self.town.ledger.touched.get(item.remote_id, 0) > item.version
        return is_touched or (act != "delete" and (now.is_deleted or bool(now.hidden_from)))

    def _is_hidden_by_rule(self, connection: str, item: Item) -> bool:
        """A private event that was written in full, and of which the rules show nothing by now: it proves nothing."""
        rules = next(one.rules for one in self.town.connections() if one.id == connection)
        is_shown = not isinstance(rules, CalendarRules) or rules.private is Private.FULL
        return not is_shown and (item.remote_id, item.version) in self.town.oracle.in_full

    def _was_refused(self, connection: str, link: str, side: Side, item: Item) -> bool:
        """A create arrived late, when its link was over already: a link of its own holds it now.

        The next try had been refused; or its source was gone, and by rules that a person changed nobody could look.
        """
        links = {one.id: one for one in self.town.world.links.all(ConnectionId(connection))}
        known = links.get(LinkId(link))
        is_over = known is not None and known.state is LinkState.TOMBSTONE
        reasons = {"refused", Why.BOTH_GONE} if self._cannot_look(connection, side) else {"refused"}
        is_held = any(one.side(side).remote_id == item.remote_id for one in links.values() if one is not known)
        return is_over and known.reason in reasons and is_held

    def _cannot_look(self, connection: str, side: Side) -> bool:
        """One way by now, at a provider that finds nobody by the uid: what we made there is found by a writer alone."""
        of_now = next(one for one in self.town.connections() if one.id == connection)
        is_blind = not self.town.book_of(of_now).temper.ids_move
        return side is Side.PROVIDER and not of_now.rules.is_two_way and is_blind

    def _is_written_over(self, connection: str, item: Item) -> bool:
        """What was written and not noted yet is known by what it shows, unless another's write came right after it."""
        writes = [one for one in self.town.oracle.done if one[4].remote_id == item.remote_id]
        following = sorted((one[4].version, one[0]) for one in writes if one[4].version > item.version)
        return bool(following) and following[0][1] != connection

    # --- no doubles -----------------------------------------------------------------------------------------

    def _check_doubles(self) -> None:
        """Each person once on each side. What a deletion left where it was, by the rule that keeps, counts no more."""
        let_go = self._let_go() | self._in_review()
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


def prose_of(content: Content) -> str:
    return content.description if isinstance(content, Event) else content.notes


def _is_skipped(connection: Connection, event: Item) -> bool:
    return event.content.private and connection.rules.private is Private.SKIP


def _was_taken_so(link: Link, name: str, activity: Item, event: Item) -> bool:
    """What differed when the two were found to be one stays so until somebody changes it: nothing is written then."""
    pairs = ((link.crm.base, activity), (link.provider.base, event))
    return link.adopted and all(
        base is not None and same_field(Field(name), base, item.content) for base, item in pairs
    )


def _is_first_day(activity: When, event: When) -> bool:
    """Of several days the CRM has the first."""
    return isinstance(activity, AllDay) and isinstance(event, AllDay) and activity.first == event.first


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
