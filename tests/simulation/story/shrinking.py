"""Makes the record of a failed run as short and as calm as it can be while the same invariant still fails.

Works on records alone: steps are left out, then strikes of faults, then choices become calm. A run with a shorter
record draws other things later on, so what goes on is always the record that the shorter run itself left behind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.simulation.story.choices import Choice, Frame, Record
from tests.simulation.story.faults import Fault

Fails = Callable[[Record], Record | None]
"""Plays a record; what the run then drew itself if it fails in the same way, else nothing."""

Spot = tuple[int, str, int]
"""A step, a label in it, a place under the label."""

ACTS = ("edit", "add", "remove", "restore", "move", "regroup", "reassign", "merge", "empty")
FAULTS = frozenset(fault.name for fault in Fault)


def shrink(record: Record, fails: Fails, is_over: Callable[[], bool]) -> Record:
    """The smallest that is found until `is_over`, or until nothing can be left out any more."""
    shrinking = _Shrinking(record, fails, is_over)
    while shrinking.round() and not is_over():
        pass
    return shrinking.record


@dataclass(slots=True)
class _Shrinking:
    record: Record
    fails: Fails
    is_over: Callable[[], bool]
    tried: set[str] = field(default_factory=set)

    def round(self) -> bool:
        """Whether it became smaller."""
        before = self.record
        self._drop_kinds()
        self._drop_steps()
        self._drop_faults()
        self._calm_labels()
        self._calm_choices()
        return self.record != before

    def _try(self, record: Record) -> bool:
        text = str(record)
        if record == self.record or text in self.tried or self.is_over():
            return False
        self.tried.add(text)
        drawn = self.fails(record)
        if drawn is None:
            return False
        self.record = drawn
        return True

    # --- steps ----------------------------------------------------------------------------------------------

    def _drop_kinds(self) -> None:
        """All steps of a kind at once, persons' acts first."""
        kinds = dict.fromkeys(str(_kind(frame)) for frame in self.record[1:])
        for kind in sorted(kinds, key=lambda one: one not in ACTS):
            self._try(self.record[:1] + [frame for frame in self.record[1:] if _kind(frame) != kind])

    def _drop_steps(self) -> None:
        """In ever smaller pieces, the last ones first: what comes before them stays as it was."""
        size = len(self.record) // 2
        while size:
            start = len(self.record) - size
            while start >= 1:
                self._try(self.record[:start] + self.record[start + size :])
                start -= size
            size //= 2

    # --- faults and choices ---------------------------------------------------------------------------------

    def _drop_faults(self) -> None:
        for name in sorted({label for frame in self.record for label in frame} & FAULTS):
            self._try([{label: drawn for label, drawn in frame.items() if label != name} for frame in self.record])
        for step, label, place in _spots(self.record):
            if label in FAULTS:
                self._try(_without(self.record, step, label, place))

    def _calm_labels(self) -> None:
        """All choices of a label at once."""
        for name in sorted({label for frame in self.record for label in frame} - FAULTS - {"what"}):
            self._try([{label: drawn for label, drawn in frame.items() if label != name} for frame in self.record])

    def _calm_choices(self) -> None:
        for step, label, place in _spots(self.record):
            if label in FAULTS or label == "what":
                continue
            for calmer in _calmer(_at(self.record, step, label, place)):
                if self._try(_with(self.record, step, label, place, calmer)):
                    break


def _kind(frame: Frame) -> Choice:
    return frame.get("what", [""])[0]


def _spots(record: Record) -> Iterator[Spot]:
    """As they are now, the last ones first."""
    for step in range(len(record) - 1, -1, -1):
        for label, drawn in record[step].items():
            for place in range(len(drawn) - 1, -1, -1):
                yield step, label, place


def _at(record: Record, step: int, label: str, place: int) -> Choice:
    """0 where there is no such spot any more."""
    drawn = record[step].get(label, []) if step < len(record) else []
    return drawn[place] if place < len(drawn) else 0


def _calmer(drawn: Choice) -> list[int]:
    if isinstance(drawn, str):
        return [0]
    return [calmer for calmer in dict.fromkeys((0, 1, drawn // 2, drawn - 1)) if 0 <= calmer < drawn]


def _with(record: Record, step: int, label: str, place: int, drawn: Choice) -> Record:
    if step >= len(record) or label not in record[step]:
        return record
    changed = list(record[step][label])
    changed[place : place + 1] = [drawn]
    return [*record[:step], {**record[step], label: changed}, *record[step + 1 :]]


def _without(record: Record, step: int, label: str, place: int) -> Record:
    if step >= len(record) or label not in record[step]:
        return record
    rest = [drawn for here, drawn in enumerate(record[step][label]) if here != place]
    return [*record[:step], {**record[step], label: rest}, *record[step + 1 :]]
