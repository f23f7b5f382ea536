"""A small template with handlers of its own, and a runner that plays it for a test."""

import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tandem.local.runner import Runner
from tandem.local.rush import Rush
from tandem.local.template import read_template
from tandem.local.wakeups import LocalWakeups

TEMPLATE = """
Globals:
  Function:
    Handler: handler.handler
    Timeout: 30
Resources:
  ReceivePush:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/receive_push/
      Events:
        Push: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: "/hooks/{secret}", Method: POST}}
  Console:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/console/
      Timeout: 29
      Events:
        Api: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: "/api/{proxy+}", Method: ANY}}
  PullChanges:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/pull_changes/
      Events:
        WakeUp:
          Type: SQS
          Properties:
            Queue: !GetAtt PullChangesQueue.Arn
            BatchSize: 1
            FunctionResponseTypes: [ReportBatchItemFailures]
  SweepLinks:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/sweep_links/
      Events:
        EveryMinute: {Type: Schedule, Properties: {Schedule: rate(1 minute)}}
"""

FOLDERS = ("receive_push", "console", "pull_changes", "sweep_links")
ECHO = """
def handler(event, context):
    return event
"""


def lay_out(folder: Path, **handlers: str) -> tuple[Path, Path]:
    """The template's path and the functions'; handlers that aren't given answer their event."""
    template = folder / "infra" / "template.yaml"
    template.parent.mkdir()
    template.write_text(TEMPLATE, encoding="utf-8")
    for name in FOLDERS:
        own = folder / "functions" / name
        own.mkdir(parents=True)
        (own / "handler.py").write_text(textwrap.dedent(handlers.get(name, ECHO)), encoding="utf-8")
    return template, folder / "functions"


@contextmanager
def playing(folder: Path, **handlers: str) -> Iterator[tuple[str, LocalWakeups]]:
    """The front's address and the wake-ups, while it runs."""
    template, functions = lay_out(folder, **handlers)
    wakeups, ready = LocalWakeups(), threading.Event()
    runner = Runner(read_template(template), functions, wakeups, Rush(), "127.0.0.1", 0, ready.set)
    thread = threading.Thread(target=runner.serve)
    thread.start()
    try:
        assert ready.wait(20)
        yield f"http://127.0.0.1:{runner.port}", wakeups
    finally:
        runner.stop()
        thread.join(10)
    assert not thread.is_alive()
