"""One input tried under a limit of CPU time; what comes out other than taken or refused is a failure.

The time is that of the process, so threads count too and other processes don't. Objects that were there before are
frozen meanwhile: what earlier tests left in memory would be walked through on an input's time otherwise.
"""

import gc
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time
from types import FrameType
from typing import NoReturn

from tests.fuzz.target import Target

MOST_SECONDS = 1.0
_NUMBER = re.compile(r"\d+|\\u\w{4}")


class Endless(BaseException):
    """No production code catches it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """`failure` is empty where all held."""

    taken: bool
    seconds: float
    failure: str = ""


def tried(target: Target, data: bytes, *, most: float = MOST_SECONDS) -> Trial:
    """What takes four times as long as it may is cut off; `most` is in CPU seconds."""
    began = process_time()
    try:
        with _alone(), _cut_off(4 * most):
            taken = target.run(data)
    except (Exception, Endless) as error:
        return Trial(False, process_time() - began, f"{type(error).__name__}: {_told(error)} {_place(error)}")
    seconds = process_time() - began
    return Trial(taken, seconds, "took too long" if seconds > most else "")


@contextmanager
def _alone() -> Iterator[None]:
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _cut_off(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Endless("was cut off")


def _told(error: BaseException) -> str:
    """Without numbers, so that the same cause reads the same for each input."""
    return _NUMBER.sub("…", str(error)[:120])


def _place(error: BaseException) -> str:
    """Where it was raised: what inputs with one cause have in common."""
    root = error.__cause__ or error.__context__ or error
    place = root.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return ""
    return f"({type(root).__name__} at {place.tb_frame.f_code.co_qualname}:{place.tb_lineno})"
