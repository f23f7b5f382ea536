"""The meter of AWS passes the port's suite, by what it writes to the log; and what it writes keeps to the format.

The rules are those of CloudWatch's embedded metric format (Amazon CloudWatch user guide, read 2026-11).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tandem.aws.meter import DIMENSIONS, EmfMeter
from tandem.domain.contact import Side
from tandem.ports import Label, Measure, Outcome, ProviderName
from tests.contracts.meter_contract import MeterContract, Metering

Document = Mapping[str, Any]
UNITS = {"Count", "Seconds", "Percent"}


def written(capture: pytest.CaptureFixture[str]) -> list[Document]:
    return [json.loads(line) for line in capture.readouterr().out.splitlines()]


def faults(document: Document) -> list[str]:
    """What CloudWatch would stumble over."""
    about = document["_aws"]
    found = [] if isinstance(about["Timestamp"], int) and about["Timestamp"] > 10**12 else ["no milliseconds"]
    for directive in about["CloudWatchMetrics"]:
        keys = [key for dimensions in directive["Dimensions"] for key in dimensions]
        found += [f"dimension {key} has no text" for key in keys if not isinstance(document.get(key), str)]
        found += [f"{len(keys)} dimensions"] if len(keys) > 30 else []
        found += [f"{len(directive['Metrics'])} metrics"] if len(directive["Metrics"]) > 100 else []
        found += [fault for metric in directive["Metrics"] for fault in _metric_faults(document, metric)]
    return found


def _metric_faults(document: Document, metric: Mapping[str, str]) -> list[str]:
    values = document.get(metric["Name"])
    values = values if isinstance(values, list) else [values]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    found = [] if numbers == values and 0 < len(values) <= 100 else [f"{metric['Name']} is no number"]
    return found if metric["Unit"] in UNITS else [*found, f"{metric['Unit']} is no unit"]


@dataclass
class EmfMetering:
    """Sends, and adds up what stands in the log."""

    capture: pytest.CaptureFixture[str]
    meter: EmfMeter = field(default_factory=lambda: EmfMeter("Tandem"))
    documents: list[Document] = field(default_factory=list)

    def total(self, measure: Measure, *labels: Label) -> float:
        return sum(self._values(measure, {DIMENSIONS[type(one)]: str(one) for one in labels}))

    def largest(self, measure: Measure) -> float | None:
        return max(self._values(measure, {}), default=None)

    def _values(self, measure: Measure, labels: Mapping[str, str]) -> list[float]:
        self.meter.send()
        self.documents += written(self.capture)
        assert [fault for document in self.documents for fault in faults(document)] == []
        return [value for one in self.documents if _labels(one) == labels for value in one.get(measure, [])]


def _labels(document: Document) -> Mapping[str, str]:
    (directive,) = document["_aws"]["CloudWatchMetrics"]
    (keys,) = directive["Dimensions"]
    return {key: document[key] for key in keys}


class TestEmfMeter(MeterContract):
    @pytest.fixture
    def metering(self, capsys: pytest.CaptureFixture[str]) -> Metering:
        return EmfMetering(capsys)


def test_an_invocation_without_counts_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    EmfMeter("Tandem").send()

    assert written(capsys) == []


def test_what_was_sent_is_not_sent_again(capsys: pytest.CaptureFixture[str]) -> None:
    meter = EmfMeter("Tandem")
    meter.count(Measure.SWEEPS)
    meter.send()
    written(capsys)

    meter.send()

    assert written(capsys) == []


def test_each_set_of_labels_takes_one_line_and_everything_unlabelled_shares_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = EmfMeter("Tandem")
    meter.observe(Measure.LAG, [2.5, 0.5])
    meter.count(Measure.TOKENS, 500)
    meter.count(Measure.RECORDS, 2, Outcome.SETTLED)
    meter.count(Measure.WRITES, 1, Outcome.WRITTEN, Side.CRM, ProviderName.ICLOUD)

    meter.send()

    plain, records, writes = written(capsys)
    assert (plain["lag"], plain["tokens"], _labels(plain)) == ([2.5, 0.5], [500.0], {})
    assert (records["records"], _labels(records)) == ([2.0], {"outcome": "settled"})
    assert _labels(writes) == {"outcome": "written", "side": "crm", "provider": "icloud"}


def test_the_namespace_is_the_one_that_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    meter = EmfMeter("Tandem/staging")
    meter.count(Measure.HEALED)

    meter.send()

    (document,) = written(capsys)
    assert document["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Tandem/staging"


BAD = {
    "_aws": {
        "Timestamp": "today",
        "CloudWatchMetrics": [
            {
                "Namespace": "Tandem",
                "Dimensions": [["side"]],
                "Metrics": [{"Name": "lag", "Unit": "Sheep"}, {"Name": "gone", "Unit": "Count"}],
            }
        ],
    },
    "lag": "1",
}


def test_a_planted_bad_document_is_found_out() -> None:
    assert faults(BAD) == [
        "no milliseconds",
        "dimension side has no text",
        "lag is no number",
        "Sheep is no unit",
        "gone is no number",
    ]
