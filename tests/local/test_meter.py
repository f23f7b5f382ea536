"""The meter of one machine passes the port's suite, and shows its counts in words."""

from dataclasses import dataclass, field

import pytest

from tandem.domain.contact import Side
from tandem.local.meter import LocalMeter
from tandem.ports import Label, Measure, Outcome, ProviderName
from tests.contracts.meter_contract import MeterContract, Metering


@dataclass
class LocalMetering:
    meter: LocalMeter = field(default_factory=LocalMeter)

    def total(self, measure: Measure, *labels: Label) -> float:
        return self.meter.total(measure, *labels)

    def largest(self, measure: Measure) -> float | None:
        return self.meter.largest(measure)


class TestLocalMeter(MeterContract):
    @pytest.fixture
    def metering(self) -> Metering:
        return LocalMetering()


def test_counts_are_shown_in_words() -> None:
    meter = LocalMeter()
    meter.count(Measure.WRITES, 3, Side.CRM, Outcome.WRITTEN, ProviderName.ICLOUD)
    meter.count(Measure.SWEEPS)
    meter.observe(Measure.LAG, [0.25, 1.5])

    shown = meter.shown()

    assert shown == {"lag": 1.5, "sweeps": 1, "writes crm icloud written": 3}
