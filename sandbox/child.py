"""One stand-in as a child process that ends with its parent, however the parent ends.

The child watches its standard input: the parent holds the other end, so a parent killed outright closes it too.
(A death signal by prctl would follow the thread that started the child, not the process.)
"""

import json
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
PATIENCE = 10.0
STDIN = 0


class NotReady(RuntimeError):
    """The stand-in ended, or said something else, before it was ready; the text is what it printed last."""


@dataclass(frozen=True, slots=True)
class Child:
    """`said` is the JSON object that the stand-in printed when it was ready."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    def stop(self) -> None:
        """Ask it to end, insist after ten seconds. Idempotent."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def start_child(module: str, arguments: Sequence[str], log: Path) -> Child:
    """Run `python -m module` until it says that it is ready; its standard error goes to `log`."""
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.child", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=REPOSITORY,
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then stops its children in order
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        return Child(process, json.loads(line))
    except ValueError:
        Child(process, {}).stop()
        raise NotReady(f"{module}: {log.read_text('utf-8')[-2000:]}") from None


def end_with_parent() -> None:
    """Read standard input in the background; its end is the parent's end."""

    def watch() -> None:
        while os.read(STDIN, 4096):  # not through sys.stdin, whose lock is missed at the interpreter's end
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
