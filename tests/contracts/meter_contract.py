"""What every meter does. A subclass supplies `metering`, which also reads what was counted."""

from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pytest

from tandem.domain.contact import Side
from tandem.ports import Label, Measure, Meter, Outcome, ProviderName

CRM, CARDS = Side.CRM, Side.PROVIDER


class Metering(Protocol):
    @property
    def meter(self) -> Meter: ...

    def total(self, measure: Measure, *labels: Label) -> float:
        """Of exactly these labels; 0 for what was never counted."""
        ...

    def largest(self, measure: Measure) -> float | None: ...


class MeterContract:
    @pytest.fixture
    def metering(self) -> Metering:
        raise NotImplementedError("a home supplies this")

    def test_amounts_of_one_measure_add_up(self, metering: Metering) -> None:
        metering.meter.count(Measure.SWEEPS)
        metering.meter.count(Measure.SWEEPS, 2)

        assert metering.total(Measure.SWEEPS) == 3

    def test_a_measure_that_was_never_counted_is_0(self, metering: Metering) -> None:
        metering.meter.count(Measure.HEALED, 0)

        assert metering.total(Measure.HEALED) == 0
        assert metering.total(Measure.SWEEPS) == 0
        assert metering.largest(Measure.LAG) is None

    def test_labels_tell_counts_apart(self, metering: Metering) -> None:
        metering.meter.count(Measure.RECORDS, 5, Outcome.SETTLED)
        metering.meter.count(Measure.RECORDS, 1, Outcome.PARKED)

        assert metering.total(Measure.RECORDS, Outcome.SETTLED) == 5
        assert metering.total(Measure.RECORDS, Outcome.PARKED) == 1
        assert metering.total(Measure.RECORDS) == 0

    def test_the_order_of_labels_means_nothing(self, metering: Metering) -> None:
        metering.meter.count(Measure.WRITES, 1, Outcome.WRITTEN, CRM, ProviderName.ICLOUD)
        metering.meter.count(Measure.WRITES, 1, ProviderName.ICLOUD, CRM, Outcome.WRITTEN)
        metering.meter.count(Measure.WRITES, 1, Outcome.WRITTEN, CARDS, ProviderName.ICLOUD)

        assert metering.total(Measure.WRITES, CRM, ProviderName.ICLOUD, Outcome.WRITTEN) == 2
        assert metering.total(Measure.WRITES, CARDS, ProviderName.ICLOUD, Outcome.WRITTEN) == 1

    @pytest.mark.parametrize("number", [1, 99, 100, 101, 250])
    def test_values_are_looked_at_one_by_one(self, metering: Metering, number: int) -> None:
        metering.meter.observe(Measure.LAG, [1.0] * (number - 1) + [7.25])
        metering.meter.observe(Measure.LAG, [])

        assert metering.largest(Measure.LAG) == 7.25

    @pytest.mark.parametrize("measure", list(Measure))
    def test_every_measure_can_be_counted(self, metering: Metering, measure: Measure) -> None:
        metering.meter.count(measure, 4)

        assert metering.total(measure) == 4

    @pytest.mark.parametrize("label", [*Outcome, *Side, *ProviderName])
    def test_every_label_can_be_counted_under(self, metering: Metering, label: Label) -> None:
        metering.meter.count(Measure.WRITES, 2, label)

        assert metering.total(Measure.WRITES, label) == 2

    def test_threads_lose_no_count_of_each_other(self, metering: Metering) -> None:
        def count(_: int) -> None:
            for _ in range(500):
                metering.meter.count(Measure.TOKENS, 2)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(count, range(4)))

        assert metering.total(Measure.TOKENS) == 4000
