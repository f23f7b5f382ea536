"""The bill adds up: each item is its quantity by its price. The counts here are made up for the tests."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from benchmarks.arrivals.counted import modelled
from benchmarks.bill import (
    MINUTES,
    Volume,
    bill,
    bill_table,
    by_work,
    large,
    quantities,
    report,
    sensitivity_table,
    total,
)
from benchmarks.footprint import COUNTED, Counts, Footprint, Stack, Work, read_counts
from benchmarks.prices import PRICES, Item
from tests.infra.reading import TEMPLATE, events, of_type, read

MADE_UP = Counts(
    how="Made up.",
    work={one: Footprint(invocations=1, gigabyte_seconds=0.1, read_units=2, fifo_requests=3) for one in Work},
    stack=Stack(fifo_queues=1, snapshots=0.5),
)
NOTHING = replace(MADE_UP, work=dict.fromkeys(Work, Footprint()), stack=Stack(keys=0))


def only(work: Work, footprint: Footprint) -> Counts:
    return replace(NOTHING, work={**NOTHING.work, work: footprint})


def usd(counts: Counts, volume: Volume, item: Item) -> float:
    return sum(line.usd for line in bill(counts, volume) if line.item is item)


def test_a_million_requests_cost_what_the_price_list_says() -> None:
    volume = Volume(connections=1000)
    polls = volume.times()[Work.POLL]

    found = usd(only(Work.POLL, Footprint(invocations=1e6 / polls)), volume, Item.INVOCATIONS)

    assert found == pytest.approx(0.20)


def test_the_sum_is_that_of_the_lines_and_of_the_purposes() -> None:
    lines = bill(MADE_UP, Volume())

    assert total(lines) == pytest.approx(sum(line.usd for line in lines))
    assert sum(by_work(MADE_UP, Volume()).values()) == pytest.approx(total(lines))


def test_what_is_always_free_is_never_paid_twice() -> None:
    lines = bill(MADE_UP, Volume())

    assert all(0 <= line.after_free <= line.usd for line in lines)
    assert usd(MADE_UP, Volume(), Item.COMPUTE) - next(
        line.after_free for line in lines if line.item is Item.COMPUTE
    ) == pytest.approx(min(400_000, quantities(MADE_UP, Volume())[Item.COMPUTE]) * PRICES[Item.COMPUTE].each)


def test_half_as_many_polls_halve_what_polls_cost() -> None:
    every_five, every_ten = (by_work(MADE_UP, Volume(interval=minutes))["poll"] for minutes in (5, 10))

    assert every_ten == pytest.approx(every_five / 2)


def test_a_batch_shares_invocation_and_queue_but_not_the_work() -> None:
    alone, together = (quantities(only(Work.POLL, MADE_UP.work[Work.POLL]), Volume(batch=size)) for size in (1, 10))

    assert together[Item.INVOCATIONS] == pytest.approx(alone[Item.INVOCATIONS] / 10)
    assert together[Item.FIFO] == pytest.approx(alone[Item.FIFO] / 10)
    assert together[Item.READS] == alone[Item.READS]


def test_an_empty_queue_is_polled_all_month() -> None:
    idle = quantities(replace(NOTHING, stack=Stack(fifo_queues=2)), Volume(connections=0))

    assert idle[Item.FIFO] == pytest.approx(2 * 5 * 3 * MINUTES)


def test_a_snapshot_costs_by_its_size_whether_it_is_used_or_not() -> None:
    found = usd(replace(NOTHING, stack=Stack(snapshots=1)), Volume(connections=0), Item.SNAPSHOTS)

    assert found == pytest.approx(3.95, abs=0.05)


def test_many_connections_share_what_is_standing() -> None:
    assert large(MADE_UP, Volume(), 100_000) < total(bill(MADE_UP, Volume()))


def test_the_report_names_the_target_and_what_it_was_counted_from() -> None:
    text = report(MADE_UP, Volume())

    assert "Made up." in text
    assert "the target is 40" in text
    assert bill_table(bill(MADE_UP, Volume())) in text
    assert sensitivity_table(MADE_UP, Volume()) in text


def test_counts_are_read_from_a_file_and_a_missing_one_is_named(tmp_path: Path) -> None:
    stored = {"how": "Made up.", "work": {str(one): asdict(MADE_UP.work[one]) for one in Work}}
    stored["stack"] = asdict(MADE_UP.stack)
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(stored), encoding="utf-8")

    assert read_counts(path) == MADE_UP

    del stored["work"]["sweep"]
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(ValueError, match="sweep"):
        read_counts(path)


def test_every_item_has_a_price_with_its_source() -> None:
    assert set(PRICES) == set(Item)
    assert [item for item, price in PRICES.items() if price.usd <= 0 or not price.source] == []


@pytest.mark.parametrize("counts", [modelled(), read_counts(COUNTED)], ids=["modelled", "counted"])
def test_what_stands_on_the_bill_is_what_the_template_makes(counts: Counts) -> None:
    template = read(TEMPLATE.read_text("utf-8"))
    queues = of_type(template, "AWS::SQS::Queue")
    fifo = [
        queues[str(event["Queue"]).removesuffix(".Arn")].get("FifoQueue", False) for _, event in events(template, "SQS")
    ]
    secrets = [it for it in template["Resources"].values() if it["Type"] == "AWS::SecretsManager::Secret"]
    stats = [
        sum("MetricStat" in one for one in alarm.get("Metrics", ())) or 1
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
    ]

    stack = counts.stack
    assert (stack.fifo_queues, stack.queues) == (fifo.count(True), fifo.count(False))
    assert stack.alarms == sum(stats)
    assert stack.secrets == len([it for it in secrets if "Condition" not in it])
    assert stack.dashboards == len(of_type(template, "AWS::CloudWatch::Dashboard"))
