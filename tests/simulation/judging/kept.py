"""Whether all that persons typed is somewhere in the end: on a side, or kept as what lost a conflict."""

import json
from dataclasses import dataclass

from tandem.domain.contact import Field
from tandem.domain.content import Content
from tandem.domain.event import Event
from tandem.state.pending import Kind
from tests.simulation.judging.ledger import Token, tokens
from tests.simulation.story.faults import Fault
from tests.simulation.town import Town

LOSING = (Fault.HOOK_LOST, Fault.HOOK_LATE, Fault.HOOKS_GONE, Fault.SKEWED)
"""After these it may not be told what was overwritten."""
PROSE = frozenset({"notes", "description"})
"""Where both sides' texts may stand one below the other."""


@dataclass(slots=True)
class Kept:
    town: Town

    def fail(self, invariant: str, what: str) -> None:
        self.town.oracle.fail(invariant, what)

    def check(self) -> None:
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
        """A conflict takes two: somebody typed into this field on either side, or deleted it all on the other one."""
        if field not in set(Field):
            return
        remote = one.remote_id
        item = next((truth.items[remote] for truth in self.town.truths if remote in truth.items), None)
        if item is None or item.is_deleted:
            return
        places = self.town.ledger.typed.get((item.origin, field), set())
        excused = self.town.ledger.excused | self.town.oracle.met_anew
        if len(places) < 2 and item.origin not in excused:
            self.fail("I15b", f"a conflict in {field} of {item.origin}, which only {sorted(places)} ever changed")


def prose_of(content: Content) -> str:
    return content.description if isinstance(content, Event) else content.notes
