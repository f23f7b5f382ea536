"""The only place where rings meet: one builder per function, each importing only what its function needs."""

from functools import cache
from typing import TYPE_CHECKING

from tandem.settings import Settings

if TYPE_CHECKING:
    from tandem.bootstrap.console import Console
    from tandem.bootstrap.receiver import PipedriveReceiver
    from tandem.bootstrap.worker import Worker


@cache
def open_receiver() -> "PipedriveReceiver":
    from tandem.bootstrap.receiver import build  # noqa: PLC0415  # only what this function needs

    return build(Settings.from_environment())


@cache
def open_worker() -> "Worker":
    from tandem.bootstrap.worker import build  # noqa: PLC0415  # only what this function needs

    return build(Settings.from_environment())


@cache
def open_console() -> "Console":
    from tandem.bootstrap.console import build  # noqa: PLC0415  # only what this function needs

    return build(Settings.from_environment())
