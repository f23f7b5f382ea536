"""Plays the template on one machine: front, queues and schedules around the same handlers that Lambda runs."""

import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import uvicorn

from tandem.local import schedules
from tandem.local.front import Front
from tandem.local.function import LoadedFunction, load
from tandem.local.queues import to_handler
from tandem.local.routes import Routes
from tandem.local.rush import Rush
from tandem.local.template import Template, read_template
from tandem.local.wakeups import LocalWakeups

_WORKERS = 4
_ANSWERS_WITHIN = 1  # second, for requests under way at a stop
_WAKEUPS_WITHIN = timedelta(milliseconds=700)
_SWITCH = 0.001
"""Seconds until a thread that only computes lets another have its turn. Longer keeps a push waiting, since it changes
hands between the front, a thread and the disk; shorter costs a first sync a tenth of its speed in changing hands."""

_GARBAGE = 50_000
"""New objects until the collector looks for cycles; at Python's own 2,000 it looks at a first sync's contacts again and
again, which hold none."""


def run(
    template: Path,
    functions: Path,
    wakeups: LocalWakeups,
    rush: Rush,
    host: str,
    port: int,
    ready: Callable[[], None],
) -> None:
    """Serve until SIGTERM or Ctrl-C, then return within about two seconds.

    `ready` is called once the front answers, in a thread of its own, so it may ask the front; what it raises ends
    the run and is raised here. Raise OSError where the port is taken.
    """
    Runner(read_template(template), functions, wakeups, rush, host, port, ready).serve()


class Runner:
    """`port` is the one that is bound, even if 0 was asked for."""

    def __init__(
        self,
        template: Template,
        functions: Path,
        wakeups: LocalWakeups,
        rush: Rush,
        host: str,
        port: int,
        ready: Callable[[], None],
    ) -> None:
        self._template = template
        self._folder = functions
        self._wakeups = wakeups
        self._rush = rush
        self._ready = ready
        self._stopping = threading.Event()
        self._error: BaseException | None = None
        self._server: _Server | None = None
        self._socket = _bind(host, port)
        self.port: int = self._socket.getsockname()[1]

    def serve(self) -> None:
        """Blocks until `stop`."""
        sys.setswitchinterval(_SWITCH)
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        with _signals(self.stop):
            try:
                self._play({it.folder: load(it, self._folder, self._stopping) for it in self._template.functions})
            finally:
                self.stop()
                self._socket.close()
                self._wakeups.stop(_WAKEUPS_WITHIN)
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """From any thread, or a signal: take no more, let end what is under way. Idempotent."""
        self._stopping.set()
        if self._server is not None:
            self._server.should_exit = True

    def _play(self, functions: dict[str, LoadedFunction]) -> None:
        template = self._template
        handlers = {it.queue: to_handler(it, functions[it.function.folder]) for it in template.queues}
        self._wakeups.deliver(handlers, _WORKERS)
        for schedule in template.schedules:
            schedules.start(schedule, functions[schedule.function.folder], self._stopping)
        self._server = _Server(_config(Front(Routes(template.routes), functions, self._rush)), self._announce)
        if not self._stopping.is_set():
            self._server.run(sockets=[self._socket])

    def _announce(self) -> None:
        threading.Thread(target=self._call_ready, name="ready", daemon=True).start()

    def _call_ready(self) -> None:
        try:
            self._ready()
        except BaseException as error:  # raised again where the run ends
            self._error = error
            self.stop()


class _Server(uvicorn.Server):
    """Uvicorn, which leaves signals to the runner and tells when it takes requests."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _config(front: Front) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=4096,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_ANSWERS_WITHIN,
    )


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


@contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Only the main thread hears signals; elsewhere the caller stops the runner itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
