"""What is counted on AWS: kept for one invocation, then written to its log as CloudWatch's embedded metrics."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from tandem.domain.contact import Side
from tandem.ports import Label, Measure, Outcome, ProviderName

UNITS = {Measure.LAG: MetricUnit.Seconds, Measure.BUDGET_USED: MetricUnit.Percent}
"""Everything else is a count."""

DIMENSIONS: Mapping[type, str] = {Outcome: "outcome", Side: "side", ProviderName: "provider"}

Labels = frozenset[Label]


@dataclass(slots=True)
class EmfMeter:
    """A log line holds one set of dimensions, so what is counted under other labels takes a line of its own.

    An invocation that is cut off loses its counts, not its work.
    """

    namespace: str
    _totals: dict[tuple[Labels, Measure], int] = field(default_factory=lambda: defaultdict(int))
    _values: dict[Measure, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def count(self, measure: Measure, amount: int = 1, *labels: Label) -> None:
        if amount:
            with self._lock:
                self._totals[frozenset(labels), measure] += amount

    def observe(self, measure: Measure, values: Sequence[float]) -> None:
        if values:
            with self._lock:
                self._values[measure].extend(values)

    def send(self) -> None:
        """Write what was counted since the last time; nothing, if there was nothing."""
        for labels, measured in self._taken().items():
            metrics = EphemeralMetrics(namespace=self.namespace)
            for label in sorted(labels):
                metrics.add_dimension(DIMENSIONS[type(label)], label)
            for measure, values in measured.items():
                for value in values:
                    metrics.add_metric(measure, UNITS.get(measure, MetricUnit.Count), value)
            if metrics.metric_set:  # a hundred values of one measure were written already
                metrics.flush_metrics()

    def _taken(self) -> Mapping[Labels, Mapping[Measure, Sequence[float]]]:
        lines: dict[Labels, dict[Measure, Sequence[float]]] = defaultdict(dict)
        with self._lock:
            for measure, values in self._values.items():
                lines[frozenset()][measure] = values
            for (labels, measure), total in self._totals.items():
                lines[labels][measure] = [total]
            self._values, self._totals = defaultdict(list), defaultdict(int)
        return lines
