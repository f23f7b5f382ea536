"""Whether history tells of every write, and of which it can't."""

from collections import Counter
from dataclasses import dataclass

from tandem.domain.calendar_rules import CalendarRules, Private
from tandem.domain.contact import Side
from tandem.domain.ids import ConnectionId, LinkId
from tandem.domain.link import LinkState
from tandem.domain.why import Why
from tests.simulation.town import Town
from tests.simulation.twins.truth import Item


@dataclass(slots=True)
class Told:
    town: Town

    def fail(self, invariant: str, what: str) -> None:
        self.town.oracle.fail(invariant, what)

    def check(self) -> None:
        """History tells of every write, also of one that a crash cut off. An older table tells of less."""
        if self.town.was_put_back:
            return
        told: Counter[tuple[str, str, str, str]] = Counter()
        for connection in self.town.connections():
            for one in self.town.world.history.newest(connection.id, limit=2000)[0]:
                told[connection.id, one.link, str(one.side), str(one.act)] += 1
        links = (link for one in self.town.connections() for link in self.town.world.links.all(one.id))
        making = {link.id for link in links if link.state is LinkState.CREATING}
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
