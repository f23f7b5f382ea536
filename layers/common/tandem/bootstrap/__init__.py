"""The only place where rings meet: one builder per function, each importing only what its function needs."""

from functools import cache
from typing import TYPE_CHECKING

from tandem.bootstrap.log import guard_log
from tandem.settings import Settings

if TYPE_CHECKING:
    from tandem.aws.wakeups import SqsWakeups
    from tandem.bootstrap.console import Console
    from tandem.bootstrap.google_receiver import GoogleReceiver
    from tandem.bootstrap.microsoft_receiver import MicrosoftReceiver
    from tandem.bootstrap.receiver import PipedriveReceiver
    from tandem.bootstrap.worker import Worker


@cache
def open_receiver() -> "PipedriveReceiver":
    from tandem.bootstrap.receiver import build  # noqa: PLC0415  # only what this function needs

    guard_log()
    return build(Settings.from_environment())


@cache
def open_google_receiver() -> "GoogleReceiver":
    from tandem.bootstrap.google_receiver import build  # noqa: PLC0415  # only what this function needs

    guard_log()
    return build(Settings.from_environment())


@cache
def open_microsoft_receiver() -> "MicrosoftReceiver":
    from tandem.bootstrap.microsoft_receiver import build  # noqa: PLC0415  # only what this function needs

    guard_log()
    return build(Settings.from_environment())


@cache
def open_worker() -> "Worker":
    from tandem.bootstrap.worker import build  # noqa: PLC0415  # only what this function needs

    guard_log()
    return build(Settings.from_environment())


@cache
def open_console() -> "Console":
    from tandem.bootstrap.console import build  # noqa: PLC0415  # only what this function needs

    guard_log()
    return build(Settings.from_environment())


@cache
def open_deliverer() -> "SqsWakeups":
    """On AWS only: one machine keeps the delays of its wake-ups itself."""
    from tandem.aws.clients import Clients  # noqa: PLC0415  # only what this function needs
    from tandem.bootstrap.aws import open_wakeups  # noqa: PLC0415

    guard_log()
    return open_wakeups(Settings.from_environment(), Clients())
