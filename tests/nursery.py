"""Stand-ins that are there at once: a process that has imported one is forked for each that a test wants.

Each is a process of its own as before, which has seen nothing of the others; what is saved is Python's start and the
imports, several times as long as all that a stand-in does until it is ready.
"""

import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from sandbox.child import PATIENCE, REPOSITORY, Child, NotReady, end_with_parent

STDIN, STDOUT, STDERR = range(3)
LONGEST = 65_536
"""Of an order, in bytes."""


@dataclass(frozen=True, slots=True)
class Forked:
    """`said` is the JSON object that the stand-in printed when it was ready. It ends when its `lifeline` is closed."""

    pid: int
    lifeline: int
    speech: IO[bytes]
    said: dict[str, Any]

    def stop(self) -> None:
        """Ask it to end, insist after ten seconds."""
        os.kill(self.pid, signal.SIGTERM)
        if not self._has_ended():
            os.kill(self.pid, signal.SIGKILL)
            self._has_ended()
        os.close(self.lifeline)
        self.speech.close()

    def _has_ended(self) -> bool:
        """It holds the other end until then, and says nothing more."""
        return bool(select.select([self.speech], [], [], PATIENCE)[0])


Start = Callable[[str, Sequence[str], Path], Child | Forked]
"""Of a stand-in: its module, its arguments, and where it writes what goes wrong."""


class Nursery:
    """A context manager: the process that is forked."""

    def __init__(self, module: str, log: Path) -> None:
        self._module, self._log = module, log

    def __enter__(self) -> "Nursery":
        self._orders, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.nursery", self._module]
        with self._log.open("ab") as log, theirs:
            self._process = subprocess.Popen(
                command, stdin=theirs, stdout=log, stderr=log, cwd=REPOSITORY, start_new_session=True
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.close()
        self._process.wait(PATIENCE)

    def start(self, module: str, arguments: Sequence[str], log: Path) -> Forked:
        """As `start_child`."""
        assert module == self._module
        theirs, lifeline = os.pipe()
        ears, mouth = os.pipe()
        with log.open("ab") as errors:
            socket.send_fds(self._orders, [json.dumps(list(arguments)).encode()], [theirs, mouth, errors.fileno()])
        os.close(theirs)
        os.close(mouth)
        pid, speech = int(self._orders.recv(LONGEST)), os.fdopen(ears, "rb")
        line = speech.readline()
        if not line.startswith(b"{"):
            speech.close()
            os.close(lifeline)
            raise NotReady(f"{module}: {log.read_text('utf-8')[-2000:]}")
        return Forked(pid, lifeline, speech, json.loads(line))


def serve(module: str) -> None:
    """Fork for each order that comes, until whoever gives them is gone. An order brings the three standard streams."""
    entry = importlib.import_module(f"{module}.__main__")
    with socket.socket(fileno=STDIN) as orders:
        while True:
            order, streams, _, _ = socket.recv_fds(orders, LONGEST, 3)
            bury()
            if not order:
                return
            pid = os.fork()
            if pid == 0:
                live(entry.main, [module, *json.loads(order)], streams)
            for stream in streams:
                os.close(stream)
            orders.send(b"%d" % pid)


def bury() -> None:
    """Those that have ended; until then nobody else gets their ids."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def live(main: Any, arguments: list[str], streams: Sequence[int]) -> None:
    for place, stream in zip((STDIN, STDOUT, STDERR), streams, strict=True):
        os.dup2(stream, place)
        os.close(stream)
    os.setsid()
    sys.argv = arguments
    end_with_parent()
    try:
        main()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
