"""What is counted on one machine: totals in memory, from the start of the process to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from tandem.ports import Label, Measure


@dataclass(slots=True)
class LocalMeter:
    """Of values that are looked at one by one, the largest is kept."""

    _totals: dict[tuple[Measure, frozenset[Label]], int] = field(default_factory=dict)
    _largest: dict[Measure, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, measure: Measure, amount: int = 1, *labels: Label) -> None:
        if amount:
            key = (measure, frozenset(labels))
            with self._lock:
                self._totals[key] = self._totals.get(key, 0) + amount

    def observe(self, measure: Measure, values: Sequence[float]) -> None:
        if values:
            with self._lock:
                self._largest[measure] = max(*values, self._largest.get(measure, values[0]))

    def total(self, measure: Measure, *labels: Label) -> int:
        """Of exactly these labels."""
        with self._lock:
            return self._totals.get((measure, frozenset(labels)), 0)

    def largest(self, measure: Measure) -> float | None:
        with self._lock:
            return self._largest.get(measure)

    def clear(self) -> None:
        with self._lock:
            self._totals.clear()
            self._largest.clear()

    def shown(self) -> Mapping[str, float]:
        """Everything, by words: `records settled` → 12."""
        with self._lock:
            totals = {" ".join((measure, *sorted(labels))): total for (measure, labels), total in self._totals.items()}
            return dict(sorted((totals | {str(name): round(most, 3) for name, most in self._largest.items()}).items()))
