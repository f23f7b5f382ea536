"""The edge of an invocation: whatever leaves it is safe to be printed by whoever runs the process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tandem.domain.errors import Forged, Rejected
from tandem.domain.fault import Unexpected, place_of

logger = logging.getLogger("tandem")


def nothing() -> None:
    """There is nothing to do at the end."""


@contextmanager
def edge(end: Callable[[], None] = nothing, **ids: str) -> Iterator[None]:
    """Note an error that nobody reacts to, and raise `Unexpected` in its place: Lambda prints an error's words.

    `Forged` and `Rejected` pass: a handler answers to them.
    """
    try:
        yield
    except (Forged, Rejected):
        raise
    except Exception as error:  # the edge of the process
        logger.error("invocation failed", extra=ids | place_of(error))
        raise Unexpected(error) from None
    finally:
        end()
