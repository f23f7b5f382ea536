"""What the house promises of its template, and what breaks a promise: one sentence each."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.reading import Template, events, functions, of_type

DELAYS = "DelayedWakeups"
"""The one queue that isn't FIFO, as FIFO can't delay a single message: its name begins so."""


def faults(template: Template, folders: set[str]) -> list[str]:
    return [*_folder_faults(template, folders), *_queue_faults(template), *_reader_faults(template)]


def _camel(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_"))


def _folder_faults(template: Template, folders: set[str]) -> Iterator[str]:
    known = functions(template)
    named = {_camel(folder): folder for folder in folders}
    for name in known.keys() ^ named.keys():
        yield f"{name} is in the template or in functions/, not in both"
    for name in known.keys() & named.keys():
        if known[name]["CodeUri"] != f"../functions/{named[name]}/":
            yield f"{name} takes its code from {known[name]['CodeUri']}"
        if known[name].get("Role") != f"{name}Role.Arn":
            yield f"{name} has no role of its own"


def _queue_faults(template: Template) -> Iterator[str]:
    queues = of_type(template, "AWS::SQS::Queue")
    graves = {str(it["RedrivePolicy"]["deadLetterTargetArn"]): name for name, it in queues.items() if _redrives(it)}
    for name, queue in queues.items():
        yield from _faults_of_one(name, queue)
        if not _redrives(queue):
            yield from _grave_faults(name, queue, graves.get(f"{name}.Arn"))


def _redrives(queue: Mapping[str, Any]) -> bool:
    return "RedrivePolicy" in queue


def _faults_of_one(name: str, queue: Mapping[str, Any]) -> Iterator[str]:
    if (queue.get("FifoQueue") is True) == name.startswith(DELAYS):
        yield f"{name} is {'' if queue.get('FifoQueue') else 'not '}FIFO"
    if queue.get("MessageRetentionPeriod") != 14 * 24 * 3600:
        yield f"{name} forgets before 14 days"
    if queue.get("SqsManagedSseEnabled") is not True:
        yield f"{name} is not encrypted"
    if _redrives(queue) and queue["RedrivePolicy"]["maxReceiveCount"] != 5:
        yield f"{name} does not give up after 5 tries"


def _grave_faults(name: str, queue: Mapping[str, Any], source: str | None) -> Iterator[str]:
    allowed = queue.get("RedriveAllowPolicy", {})
    if source is None:
        yield f"{name} has no dead-letter queue"
    elif allowed.get("redrivePermission") != "byQueue" or len(allowed.get("sourceQueueArns", ())) != 1:
        yield f"{name} takes dead letters from other queues than {source}"


def _reader_faults(template: Template) -> Iterator[str]:
    queues = of_type(template, "AWS::SQS::Queue")
    for function, event in events(template, "SQS"):
        queue = str(event["Queue"]).removesuffix(".Arn")
        if "ReportBatchItemFailures" not in event.get("FunctionResponseTypes", ()):
            yield f"{function} fails whole batches"
        if "MaximumConcurrency" not in event.get("ScalingConfig", ()):
            yield f"{function} may take all that the account can run at once"
        if queues[queue]["VisibilityTimeout"] < 6 * int(functions(template)[function]["Timeout"]):
            yield f"{queue} shows a message again before {function} had its tries"
        if not _redrives(queues[queue]):
            yield f"{queue} is read and has no dead-letter queue"
