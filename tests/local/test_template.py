"""What one machine reads out of a template."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.local.template import read_template
from tandem.ports import Queue
from tests.local.playing import TEMPLATE

OWN = Path(__file__).resolve().parents[2] / "infra" / "template.yaml"


def test_functions_take_what_they_do_not_name_from_the_globals(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)

    functions = {function.name: function for function in read_template(path).functions}

    assert functions["ReceivePush"].folder == "receive_push"
    assert functions["ReceivePush"].handler == "handler.handler"
    assert functions["ReceivePush"].timeout == timedelta(seconds=30)
    assert functions["Console"].timeout == timedelta(seconds=29)


def test_the_projects_own_template_can_be_played() -> None:
    template = read_template(OWN)

    assert {(route.method, route.path): route.function.folder for route in template.routes}.items() >= {
        ("POST", "/hooks/pipedrive/{secret}"): "receive_pipedrive_webhook",
        ("ANY", "/api/{proxy+}"): "console",
    }.items()
    assert {(source.queue, source.name) for source in template.queues} >= {
        (Queue.PULL, "PullChangesQueue"),
        (Queue.RECONCILE_CONTACTS, "ReconcileContactsQueue"),
        (Queue.RECONCILE_EVENTS, "ReconcileEventsQueue"),
    }
    assert {schedule.function.folder for schedule in template.schedules} >= {"refresh_connections", "sweep_links"}
    assert all(function.handler == "handler.handler" for function in template.functions)


DELAYS = """
  DeliverWakeups:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/deliver_wakeups/
      Events:
        Due: {Type: SQS, Properties: {Queue: !GetAtt DelayedWakeupsQueue.Arn}}
  DelayedWakeupsQueue: {Type: AWS::SQS::Queue}
"""


def test_a_queue_that_is_not_fifo_keeps_delays_and_is_not_played(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE + DELAYS)

    template = read_template(path)

    assert [source.name for source in template.queues] == ["PullChangesQueue"]
    assert "DeliverWakeups" not in {function.name for function in template.functions}


def test_a_function_without_events_is_loaded_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE.replace("      Events:\n        EveryMinute:", "      Old:\n        EveryMinute:"))

    template = read_template(path)

    assert "SweepLinks" in {function.name for function in template.functions}
    assert template.schedules == ()


@pytest.mark.parametrize(
    ("expression", "every"),
    [
        ("rate(1 minute)", timedelta(minutes=1)),
        ("rate(15 minutes)", timedelta(minutes=15)),
        ("rate(2 hours)", timedelta(hours=2)),
        ("rate(1 day)", timedelta(days=1)),
        ("cron(0/10 * * * ? *)", timedelta(minutes=10)),
        ("cron(5 * * * ? *)", timedelta(hours=1)),
        ("cron(0 */6 * * ? *)", timedelta(hours=6)),
        ("cron(30 3 * * ? *)", timedelta(days=1)),
        ("!Ref Rate", timedelta(minutes=3)),
        ('!Sub "rate(${Minutes} minutes)"', timedelta(minutes=7)),
    ],
)
def test_a_schedule_is_how_often_it_comes(tmp_path: Path, expression: str, every: timedelta) -> None:
    path = tmp_path / "template.yaml"
    parameters = 'Parameters: {Rate: {Type: String, Default: rate(3 minutes)}, Minutes: {Type: Number, Default: "7"}}\n'
    written = expression if expression.startswith("!") else f'"{expression}"'
    path.write_text(parameters + TEMPLATE.replace("rate(1 minute)", written))

    (schedule,) = read_template(path).schedules

    assert schedule.every == every
    assert schedule.function.folder == "sweep_links"


@pytest.mark.parametrize("expression", ["cron(0 9 ? * MON-FRI *)", "cron(0,20 * * * ? *)", "rate(often)", "at noon"])
def test_a_schedule_without_an_even_interval_is_refused(tmp_path: Path, expression: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE.replace("rate(1 minute)", f'"{expression}"'))

    with pytest.raises(ValueError, match="no schedule"):
        read_template(path)


def test_an_event_that_one_machine_cannot_play_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE.replace("Type: Schedule,", "Type: SNS,"))

    with pytest.raises(ValueError, match="SNS"):
        read_template(path)
