"""Every alarm watches something that is told, has a run-book, and nothing that can fail is without an alarm."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.contact import Side
from tandem.local.cloudformation import read
from tandem.ports import Measure, Outcome, ProviderName

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE, BOOKS = ROOT / "infra" / "template.yaml", ROOT / "docs" / "operations.md"

Resources = Mapping[str, Mapping[str, Any]]

OURS = "Tandem/${AWS::StackName}"
LABELS = {
    Measure.RECORDS: {"outcome": set(Outcome)},
    Measure.WRITES: {"outcome": set(Outcome), "side": set(Side), "provider": set(ProviderName)},
}
"""The dimensions that the code counts under; every other measure has none."""

AWS = {
    ("AWS/SQS", ("QueueName",)): {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    ("AWS/Lambda", ("FunctionName",)): {"Errors", "Invocations", "Throttles", "Duration"},
    ("AWS/ApiGateway", ("ApiId",)): {"5xx", "Latency", "Count"},
    ("AWS/DynamoDB", ("TableName",)): {
        *("ReadThrottleEvents", "WriteThrottleEvents", "ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits")
    },
    ("AWS/DynamoDB", ("Operation", "TableName")): {"SystemErrors"},
}
"""What AWS tells of its own, by namespace and dimensions (the services' lists of CloudWatch metrics, read 2026-11)."""

Metric = tuple[str, str, Mapping[str, Any]]


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: it["Properties"] for name, it in resources.items() if it["Type"] == kind}


def alarms(resources: Resources) -> Resources:
    return of_type(resources, "AWS::CloudWatch::Alarm")


def plain(value: Any) -> Any:
    return value.get("Fn::Sub", value) if isinstance(value, dict) else value


def metrics(alarm: Mapping[str, Any]) -> Iterator[Metric]:
    """Namespace, name and dimensions of all that an alarm looks at."""
    stats = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", ()) if "MetricStat" in one]
    for one in stats or [alarm]:
        yield plain(one["Namespace"]), one["MetricName"], {it["Name"]: it["Value"] for it in one.get("Dimensions", ())}


def fault(metric: Metric, filtered: set[str]) -> str | None:
    """What is wrong with a metric, None if the code, a filter or AWS tells it. `filtered` come from logs."""
    namespace, name, dimensions = metric
    if namespace != OURS:
        is_known = name in AWS.get((namespace, tuple(sorted(dimensions))), set())
        return None if is_known else f"AWS does not tell {namespace} {name} by {sorted(dimensions)}"
    if name in filtered:
        return f"{name} has no dimensions" if dimensions else None
    if name not in set(Measure):
        return f"nobody counts {name}"
    allowed = LABELS.get(Measure(name), {})
    is_counted = dimensions.keys() == allowed.keys() and all(dimensions[key] in allowed[key] for key in dimensions)
    return None if is_counted else f"nobody counts {name} by {dict(dimensions)}"


def of_filters(resources: Resources) -> set[str]:
    filters = of_type(resources, "AWS::Logs::MetricFilter").values()
    return {it["MetricName"] for one in filters for it in one["MetricTransformations"]}


def gaps(resources: Resources) -> list[str]:
    """What can fail and has no alarm, or one that can't be right."""
    found = [f"{name} has no alarm of its own" for name in _wanted(resources) - alarms(resources).keys()]
    for name, queue in of_type(resources, "AWS::SQS::Queue").items():
        late = alarms(resources).get(f"{name.removesuffix('Queue')}Late")
        if late and late["Threshold"] <= queue["VisibilityTimeout"]:
            found.append(f"{name} is called late before a second try")
    throttled = {str(dimensions["FunctionName"]) for _, name, dimensions in _all(resources) if name == "Throttles"}
    functions = of_type(resources, "AWS::Serverless::Function")
    return sorted(
        found + [f"{name} may be throttled unseen" for name in functions if str({"Ref": name}) not in throttled]
    )


def _wanted(resources: Resources) -> set[str]:
    queues = of_type(resources, "AWS::SQS::Queue")
    read = {name.removesuffix("Queue") for name, it in queues.items() if "RedrivePolicy" in it}
    functions = of_type(resources, "AWS::Serverless::Function")
    fails = {f"{name}Fails" for name in functions}
    return fails | {f"{name}Dead" for name in read} | {f"{name}Late" for name in read}


def _all(resources: Resources) -> list[Metric]:
    return [metric for alarm in alarms(resources).values() for metric in metrics(alarm)]


@pytest.fixture(scope="module")
def resources() -> Resources:
    found: Resources = read(TEMPLATE.read_text("utf-8"))["Resources"]
    return found


@pytest.fixture(scope="module")
def books() -> str:
    return BOOKS.read_text("utf-8")


def in_books(books: str) -> set[str]:
    """The alarms that have a run-book: headings of names in code type."""
    headings = re.findall(r"^#### (`.*)$", books, re.MULTILINE)
    return {name for heading in headings for name in re.findall(r"`(\w+)`", heading)}


def test_every_alarm_has_a_run_book_and_every_run_book_an_alarm(resources: Resources, books: str) -> None:
    budgets = of_type(resources, "AWS::Budgets::Budget")

    assert in_books(books) == alarms(resources).keys() | budgets.keys()


def test_every_alarm_watches_what_the_code_or_aws_tells(resources: Resources) -> None:
    filtered = of_filters(resources)

    found = [wrong for metric in _all(resources) if (wrong := fault(metric, filtered)) is not None]

    assert len(_all(resources)) > 40
    assert found == []


def test_a_metric_that_nobody_tells_is_found() -> None:
    planted: list[Metric] = [
        (OURS, "lags", {}),
        (OURS, "records", {}),
        (OURS, "records", {"outcome": "lost"}),
        (OURS, "lag", {"side": "crm"}),
        (OURS, "forged", {"side": "crm"}),
        ("AWS/SQS", "Age", {"QueueName": "q"}),
        ("AWS/DynamoDB", "SystemErrors", {"TableName": "t"}),
    ]

    assert [metric for metric in planted if fault(metric, {"forged"}) is None] == []


def test_every_queue_and_every_function_has_its_alarms(resources: Resources) -> None:
    assert gaps(resources) == []


def test_a_queue_and_a_function_without_alarms_are_found(resources: Resources) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"RedrivePolicy": {}, "VisibilityTimeout": 9999}}
    function = {"Type": "AWS::Serverless::Function", "Properties": {}}
    late = {
        **resources["PullChangesLate"],
        "Properties": {**resources["PullChangesLate"]["Properties"], "Threshold": 60},
    }

    found = gaps({**resources, "NewsQueue": queue, "TellNews": function, "PullChangesLate": late})

    assert found == [
        "NewsDead has no alarm of its own",
        "NewsLate has no alarm of its own",
        "PullChangesQueue is called late before a second try",
        "TellNews may be throttled unseen",
        "TellNewsFails has no alarm of its own",
    ]


def test_no_alarm_looks_at_more_metrics_than_cloudwatch_takes(resources: Resources) -> None:
    """Ten, and nobody raises that (CloudWatch, limits of alarms, read 2026-11)."""
    assert max(len(list(metrics(alarm))) for alarm in alarms(resources).values()) <= 10


def test_every_alarm_is_told_and_so_is_its_end(resources: Resources) -> None:
    topic = [{"Ref": "Alarms"}]

    assert [
        name for name, it in alarms(resources).items() if it["AlarmActions"] != topic or it["OKActions"] != topic
    ] == []


def test_what_filters_look_for_is_what_receivers_log(resources: Resources) -> None:
    handlers = "".join(path.read_text("utf-8") for path in (ROOT / "functions").glob("receive_*/handler.py"))
    filters = of_type(resources, "AWS::Logs::MetricFilter")

    messages = [re.findall(r'\$\.message = "(.+)" }', it["FilterPattern"])[0] for it in filters.values()]

    assert len(messages) == len(filters) > 0
    assert [message for message in messages if f'logger.warning("{message}"' not in handlers] == []


def test_lambda_lets_metrics_through() -> None:
    """They are lines of the level INFO: a higher one would drop them."""
    given = read(TEMPLATE.read_text("utf-8"))["Globals"]["Function"]

    assert given["LoggingConfig"]["ApplicationLogLevel"] == "INFO"


def test_whoever_counts_knows_its_stack(resources: Resources) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    given = {name: it["Environment"]["Variables"] for name, it in functions.items()}

    counting = {name: variables for name, variables in given.items() if "TANDEM_KEY" in variables}

    assert set(counting) == {
        "RefreshConnections",
        "SweepLinks",
        "RenewChannels",
        "UploadUnsyncedActivities",
        "PullChanges",
        "ReconcileContacts",
        "ReconcileEvents",
        "Console",
    }
    assert [name for name, it in counting.items() if it.get("TANDEM_METRICS") != {"Fn::Sub": OURS}] == []


def test_the_dashboard_shows_what_is_told(resources: Resources) -> None:
    body = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    shown = json.loads(body)["widgets"]
    rows = [row for widget in shown for row in widget["properties"]["metrics"] if isinstance(row[0], str)]

    found = [fault(_shown(row), of_filters(resources)) for row in rows]
    named = {name.partition(".")[0] for name in re.findall(r"\$\{(\w[\w.]*)}", body)}

    assert len(shown) >= 12
    assert [one for one in found if one is not None] == []
    assert named <= resources.keys()


def _shown(row: list[Any]) -> Metric:
    namespace, name, *rest = [part for part in row if isinstance(part, str)]
    return namespace, name, dict(zip(rest[::2], rest[1::2], strict=True))


def test_every_measure_is_on_the_dashboard(resources: Resources) -> None:
    body = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]

    shown = set(re.findall(r'Name=\\"(\w+)\\"', body)) | set(re.findall(rf'"{re.escape(OURS)}", "(\w+)"', body))

    assert shown == set(Measure) | of_filters(resources)


def test_what_the_commands_of_the_run_books_name_is_in_the_template(resources: Resources, books: str) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    made = {f"{name}{event}" for name, it in functions.items() for event in it.get("Events", {})}

    named = set(re.findall(r"\$\(it (\w+)\)", books))

    assert named
    assert named <= resources.keys() | made
