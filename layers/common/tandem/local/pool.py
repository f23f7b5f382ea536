"""Threads that run handlers for the event loop. They end with the process, whatever they are at."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple


class _Call(NamedTuple):
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    work: Callable[[Any], Any]
    argument: Any


class Pool:
    """The standard library's joins its threads at exit: one hanging handler would keep a stopped process alive."""

    def __init__(self, name: str, threads: int) -> None:
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        for number in range(threads):
            Thread(target=self._work, name=f"{name}-{number}", daemon=True).start()

    async def run(self, work: Callable[[Any], Any], argument: Any) -> Any:
        """The work's answer, or what it raised. First come, first served."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._calls.put(_Call(loop, future, work, argument))
        return await future

    def _work(self) -> None:
        while True:
            call = self._calls.get()
            try:
                answer, error = call.work(call.argument), None
            except Exception as raised:  # the edge of a thread: it is raised where it is awaited
                answer, error = None, raised
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                call.loop.call_soon_threadsafe(_settle, call.future, answer, error)
            del call, answer, error


def _settle(future: "asyncio.Future[Any]", answer: Any, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(answer)
    else:
        future.set_exception(error)
