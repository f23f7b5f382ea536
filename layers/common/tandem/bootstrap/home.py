"""The home that the settings name, AWS or one machine; only the one in use is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tandem.home import Clock, Ids, Table, Wakeups
from tandem.settings import Settings
from tandem.state.sealing import Sealing

if TYPE_CHECKING:
    from tandem.ports import Post


@dataclass(frozen=True, slots=True)
class Home:
    """`epoch` names the life of a home's one process, "" where it has many: leases of an earlier life are free.

    `sealing` is made where it is called, once, and the token that opens the console and the client secrets of the CRM
    and of providers are read there: a receiver calls none of them. `is_rushed`: pushes pour in that share this
    processor with us.
    `post` is made where it is called, too; None where nobody is mailed.
    """

    table: Table
    wakeups: Wakeups
    clock: Clock
    ids: Ids
    epoch: str
    sealing: Callable[[], Sealing]
    admin_token: Callable[[], str]
    pipedrive_secret: Callable[[], str]
    google_secret: Callable[[], str]
    microsoft_secret: Callable[[], str]
    is_rushed: Callable[[], bool] = bool  # False: nobody shares it
    post: "Callable[[], Post | None]" = lambda: None


@cache
def open_home(settings: Settings) -> Home:
    if settings.is_on_aws:
        from tandem.bootstrap.aws import open_aws  # noqa: PLC0415  # only the home in use

        return open_aws(settings)
    from tandem.bootstrap.machine import open_machine  # noqa: PLC0415  # only the home in use

    return open_machine(settings)
