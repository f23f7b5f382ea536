"""What an exchange tells of the server's health, and which names of a server are one and the same service."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tandem.domain.errors import Unavailable
from tandem.ports import Circuits

UNREACHED = frozenset({"timeout", "tls", "unreachable"})
SICK = frozenset({500, 502, 503, 504})
SHARED = ("pipedrive.com",)
"""Services with a name for each customer. Others are told apart by host: one of them may be down alone."""


class NoCircuits:
    """Whoever asks once, by hand: nothing is known and nothing remembered."""

    def ask(self, service: str) -> None:
        """Anybody may ask."""

    def tell(self, service: str, *, is_well: bool) -> None:
        """Nothing is kept."""


@dataclass(slots=True)
class Exchange:
    """What came of one: None until there was an answer, or where the answer says nothing about health."""

    is_well: bool | None = None

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """A limit is nobody's illness, and neither is a server that says itself when it will be back."""
        is_limit = status == 429 or (status == 503 and "retry-after" in headers)
        self.is_well = None if is_limit else status not in SICK and status < 520


@contextmanager
def watched(circuits: Circuits, host: str, port: int | None) -> Iterator[Exchange]:
    """Ask the circuit first, and tell it how it went. Raise `CircuitOpen`."""
    service = service_of(host, port)
    circuits.ask(service)
    exchange = Exchange()
    try:
        yield exchange
    except Unavailable as trouble:
        if trouble.reason in UNREACHED:
            exchange.is_well = False
        raise
    finally:
        if exchange.is_well is not None:
            circuits.tell(service, is_well=exchange.is_well)


def service_of(host: str, port: int | None) -> str:
    shared = next((name for name in SHARED if host == name or host.endswith(f".{name}")), None)
    return shared or f"{host}:{port or 443}"
