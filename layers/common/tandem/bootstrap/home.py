"""The home that the settings name, AWS or one machine; only the one in use is imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from tandem.home import Clock, Ids, Table, Wakeups
from tandem.settings import Settings
from tandem.state.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Home:
    """`epoch` names the life of a home's one process, "" where it has many: leases of an earlier life are free.

    `sealing` and `secrets` are made where they are called, once: a receiver calls neither. `secrets` are further
    settings by the names of their variables.
    """

    table: Table
    wakeups: Wakeups
    clock: Clock
    ids: Ids
    epoch: str
    sealing: Callable[[], Sealing]
    secrets: Callable[[], Mapping[str, str]]


@cache
def open_home(settings: Settings) -> Home:
    if settings.is_on_aws:
        from tandem.bootstrap.aws import open_aws  # noqa: PLC0415  # only the home in use

        return open_aws(settings)
    from tandem.bootstrap.machine import open_machine  # noqa: PLC0415  # only the home in use

    return open_machine(settings)
