"""A circuit for each server: after some failures in a row nobody asks it for a while, then one asks for all."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OPENS_AFTER = 5
"""So many failures in a row, of whichever connections, with no answer in between."""
MEMORY = timedelta(minutes=2)
"""A failure so long after the one before begins a new row."""
FIRST_OPEN = timedelta(seconds=30)
LONGEST_OPEN = timedelta(minutes=5)
PROBE = timedelta(minutes=1)
"""So long one request is waited for that asks for all; longer than any request takes."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """Closed while `until` is None. Open until then; afterwards it is half open: whoever comes first may ask.

    `opened` counts how often in a row it had to open. `is_probing`: somebody asks, and has until `until` for it.
    """

    failures: int = 0
    at: datetime | None = None
    opened: int = 0
    until: datetime | None = None
    is_probing: bool = False


def wait_of(circuit: Circuit, now: datetime) -> timedelta:
    """How long nobody may ask; zero or less where somebody may."""
    return timedelta() if circuit.until is None else circuit.until - now


def probing(circuit: Circuit, now: datetime) -> Circuit:
    return replace(circuit, until=now + PROBE, is_probing=True)


def failed(circuit: Circuit, now: datetime) -> Circuit:
    """After one more failure. One that was under way when the circuit opened changes nothing."""
    if circuit.is_probing:
        return _opened(circuit, now)
    if circuit.until is not None:
        return circuit
    is_in_row = circuit.at is not None and now - circuit.at < MEMORY
    counted = replace(circuit, failures=circuit.failures + 1 if is_in_row else 1, at=now)
    return _opened(counted, now) if counted.failures >= OPENS_AFTER else counted


def is_closed_by_answer(circuit: Circuit) -> bool:
    """Whether an answer ends the row of failures. While it is open, an answer is one to an earlier question."""
    return circuit.until is None or circuit.is_probing


def _opened(circuit: Circuit, now: datetime) -> Circuit:
    opened = circuit.opened + 1
    until = now + min(FIRST_OPEN * 2.0 ** min(opened - 1, 16), LONGEST_OPEN)
    return replace(circuit, at=now, opened=opened, until=until, is_probing=False)
