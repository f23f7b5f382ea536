"""What `infra/template.yaml` names for one machine: functions, routes, schedules and the queues that functions read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from tandem.home import Queue
from tandem.local.cloudformation import read
from tandem.local.rate import interval

_FUNCTION = "AWS::Serverless::Function"
_LAMBDA_TIMEOUT = 3  # Lambda's own, in seconds, where a function names none


@dataclass(frozen=True, slots=True)
class Function:
    """`handler` is `module.attribute` in `folder`. `environment` may hold intrinsics; one machine does without it."""

    name: str
    folder: str
    handler: str
    timeout: timedelta
    environment: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Route:
    """`method` may be ANY; `path` may have `{name}` and end in `{name+}`."""

    method: str
    path: str
    function: Function


@dataclass(frozen=True, slots=True)
class Schedule:
    name: str
    every: timedelta
    function: Function


@dataclass(frozen=True, slots=True)
class QueueSource:
    """`name` is the queue's in the template. One machine delivers messages one by one, whatever `batch_size` allows."""

    queue: Queue
    name: str
    function: Function
    batch_size: int


@dataclass(frozen=True, slots=True)
class Template:
    functions: tuple[Function, ...]
    routes: tuple[Route, ...]
    schedules: tuple[Schedule, ...]
    queues: tuple[QueueSource, ...]


def read_template(path: Path) -> Template:
    """Raise ValueError for an event that one machine can't play. What hears only delayed wake-ups is left out."""
    document = read(path.read_text(encoding="utf-8"))
    defaults = document.get("Globals", {}).get("Function", {})
    delays = _without_order(document["Resources"])
    functions = {
        name: (_function(name, defaults | resource["Properties"]), events)
        for name, resource in document["Resources"].items()
        if resource["Type"] == _FUNCTION and (events := _played(resource["Properties"], delays)) is not None
    }
    sources = [
        source
        for function, events in functions.values()
        for name, event in events.items()
        for source in _source(function, name, event["Type"], event.get("Properties", {}))
    ]
    return Template(
        tuple(function for function, _ in functions.values()),
        tuple(source for source in sources if isinstance(source, Route)),
        tuple(source for source in sources if isinstance(source, Schedule)),
        tuple(source for source in sources if isinstance(source, QueueSource)),
    )


def _without_order(resources: Mapping[str, Any]) -> set[str]:
    """The queues that aren't FIFO: they only keep delays, which one machine keeps itself."""
    queues = {name: it.get("Properties", {}) for name, it in resources.items() if it["Type"] == "AWS::SQS::Queue"}
    return {name for name, properties in queues.items() if not properties.get("FifoQueue")}


def _played(function: Mapping[str, Any], delays: set[str]) -> Mapping[str, Any] | None:
    """The events that one machine plays; None for a function that has others only."""
    events = function.get("Events", {})
    played = {
        name: event
        for name, event in events.items()
        if event["Type"] != "SQS" or _name_of(event["Properties"]["Queue"]) not in delays
    }
    return played if played or not events else None


def _function(name: str, properties: Mapping[str, Any]) -> Function:
    return Function(
        name=name,
        folder=PurePosixPath(properties["CodeUri"]).name,
        handler=properties["Handler"],
        timeout=timedelta(seconds=int(properties.get("Timeout", _LAMBDA_TIMEOUT))),
        environment=properties.get("Environment", {}).get("Variables", {}),
    )


def _source(
    function: Function, name: str, kind: str, properties: Mapping[str, Any]
) -> Iterator[Route | Schedule | QueueSource]:
    match kind:
        case "HttpApi":
            yield Route(properties["Method"].upper(), properties["Path"], function)
        case "Schedule":
            yield Schedule(f"{function.name}{name}", interval(properties["Schedule"]), function)
        case "ScheduleV2":
            yield Schedule(f"{function.name}{name}", interval(properties["ScheduleExpression"]), function)
        case "SQS":
            yield _queue_source(function, properties)
        case _:
            raise ValueError(f"{function.name} has an event of type {kind}, which one machine can't play")


def _queue_source(function: Function, properties: Mapping[str, Any]) -> QueueSource:
    # A queue is named after the function that reads it: see `ports.Queue`.
    named = _name_of(properties["Queue"])
    return QueueSource(Queue(function.folder), named, function, int(properties.get("BatchSize", 10)))


def _name_of(queue: Any) -> str:
    return str(queue["Fn::GetAtt"][0] if isinstance(queue, dict) else str(queue).rpartition(":")[2])
