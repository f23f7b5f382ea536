"""Who watches the functions that work: the meter, and on AWS the form of the log. A receiver does without both."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from tandem.bootstrap.edge import nothing
from tandem.ports import Meter
from tandem.settings import Settings


@dataclass(frozen=True, slots=True)
class Watch:
    """`end` is called at the end of each invocation. `counted` is what this process counted, where it keeps that."""

    meter: Meter
    end: Callable[[], None] = nothing
    counted: Callable[[], Mapping[str, float]] = dict


@cache
def open_watch(settings: Settings) -> Watch:
    if not settings.is_on_aws:
        from tandem.local.meter import LocalMeter  # noqa: PLC0415  # only the home in use

        kept = LocalMeter()
        return Watch(kept, counted=kept.shown)
    from tandem.aws.log_line import write_log  # noqa: PLC0415  # only the home in use
    from tandem.aws.meter import EmfMeter  # noqa: PLC0415

    meter, warm = EmfMeter(settings.metrics), write_log(settings.function, sys.stdout)

    def end() -> None:
        meter.send()
        warm()

    return Watch(meter, end)
