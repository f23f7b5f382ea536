"""Writes of one call, several side by side since Pipedrive takes one per request; their outcomes in order."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from tandem.domain.errors import AccessRevoked, RateLimited, Trouble
from tandem.ports import Failed, Write, Written

_NEAR_SECONDS = 0.01


class Batch:
    """Serves one call. `write` does one write, or raises the trouble that its answer tells."""

    def __init__(self, write: Callable[[Write], Written], workers: int) -> None:
        self._write = write
        self._workers = workers
        self._stopped: AccessRevoked | RateLimited | None = None

    def outcomes(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        if len(writes) <= 1:
            return iter([self._outcome(write) for write in writes])
        return self._side_by_side(writes)

    def _side_by_side(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """The first write shows how far away Pipedrive is; where it is near, threads would only stand in each other's
        way (3,000 persons on loopback, 2 cores: 2.2 ms CPU each in one thread, 3.6 in eight).
        """
        began = monotonic()
        yield self._outcome(writes[0])
        if monotonic() - began < _NEAR_SECONDS:
            yield from map(self._outcome, writes[1:])
            return
        pool = ThreadPoolExecutor(min(self._workers, len(writes) - 1))
        try:
            yield from pool.map(self._outcome, writes[1:])
        finally:
            pool.shutdown(cancel_futures=True)

    def _outcome(self, write: Write) -> Written | Failed:
        """After the grant died or the limit was hit, nothing more is tried."""
        if self._stopped is not None:
            return Failed(self._stopped)
        try:
            return self._write(write)
        except Trouble as trouble:
            if isinstance(trouble, AccessRevoked | RateLimited):
                self._stopped = trouble
            return Failed(trouble)
