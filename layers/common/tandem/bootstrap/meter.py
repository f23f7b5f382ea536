"""The meter of the home that the settings name; apart from the home, since a receiver does without."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tandem.ports import Meter
from tandem.settings import Settings


def _nothing() -> None:
    """One machine keeps its counts."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """`send` is called at the end of each invocation."""

    meter: Meter
    send: Callable[[], None] = _nothing


@cache
def open_gauge(settings: Settings) -> Gauge:
    if settings.is_on_aws:
        from tandem.aws.meter import EmfMeter  # noqa: PLC0415  # only the home in use

        meter = EmfMeter(settings.metrics)
        return Gauge(meter, meter.send)
    from tandem.local.meter import LocalMeter  # noqa: PLC0415  # only the home in use

    return Gauge(LocalMeter())
