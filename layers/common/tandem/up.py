"""`tandem up`: one machine, foreground. Opens the home, plays the template, and wakes whatever was left undone."""

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from tandem.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"


WORDS = {
    "data_taken": (
        "Another Tandem uses {}. DATA or --data names another folder.",
        "Ein anderes Tandem benutzt {}. DATA oder --data nennt einen anderen Ordner.",
    ),
    "marked": (
        "A backup was put back: {} sync(s) compare both sides before they write again.",
        "Eine Sicherung wurde zurückgespielt: {} Abgleich(e) vergleichen beide Seiten, bevor sie wieder schreiben.",
    ),
    "open": ("Open Tandem  {}", "Tandem öffnen  {}"),
    "open_once": (
        "The link signs you in once, within ten minutes. `{}` makes another.",
        "Der Link meldet Sie einmal an, binnen zehn Minuten. `{}` macht einen neuen.",
    ),
    "port_taken": (
        "Port {} is taken. PORT or --port names another.",
        "Port {} ist belegt. PORT oder --port nennt einen anderen.",
    ),
}


class Shown(Protocol):
    """The sandbox beside it, once it runs."""

    def connect(self) -> None:
        """Connect the made-up company and tell what is where."""
        ...


def main(*, port: int, data: Path, public_url: str = "", sandbox: bool = False, restored: bool = False) -> None:
    """Serve until SIGTERM or Ctrl-C. With `sandbox`, the stand-ins run beside it and their company is connected.

    With `restored`, the data folder is an older copy: no sync goes on before it has compared both sides.
    Ends with a sentence where the port is taken or another Tandem uses the data folder.
    """
    os.environ["TANDEM_DATA"] = str(data)
    os.environ.pop("TANDEM_TABLE", None)  # it would name AWS as the home
    if public_url:
        os.environ["TANDEM_PUBLIC_URL"] = public_url
    with _alone(data):
        _require_free(port)
        if sandbox:
            _serve_sandbox(port, data, restored)
        else:
            _serve(port, restored)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One Tandem per data folder: leases of another life count as free. The lock falls with the process."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(_say("data_taken", data)) from None
        yield


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SystemExit(_say("port_taken", port)) from None


def _say(word: str, value: object) -> str:
    english, german = WORDS[word]
    return (german if Settings.from_environment().language.startswith("de") else english).format(value)


def _command() -> str:
    """As it was called: where `make run` has put it, it is on nobody's path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "tandem" else "tandem"


def _serve_sandbox(port: int, data: Path, restored: bool) -> None:
    from sandbox.demo import Demo  # noqa: PLC0415  # the stand-ins are no part of a product that runs in earnest

    os.environ["TANDEM_ALLOW_PRIVATE"] = "1"
    os.environ.setdefault("TANDEM_PUBLIC_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("TANDEM_POLL_SECONDS", "60")
    os.environ.setdefault("TANDEM_SLOWEST_POLL_SECONDS", "60")  # who tries it out waits for each change
    with Demo(data, port) as demo:
        for name, value in demo.settings.items():
            os.environ.setdefault(name, value)
        _serve(port, restored, demo)


def _serve(port: int, restored: bool, demo: Shown | None = None) -> None:
    from tandem.bootstrap import open_console, open_receiver, open_worker  # noqa: PLC0415  # the environment is complete now
    from tandem.bootstrap.machine import local_rush, local_wakeups  # noqa: PLC0415
    from tandem.local.log_line import write_log  # noqa: PLC0415
    from tandem.local.runner import run  # noqa: PLC0415

    write_log()
    # built before anything runs side by side: there is one home, and one life of it
    worker = open_worker()
    open_receiver()
    console = open_console()
    if restored:
        # before anything runs: the old state would else do at once what is due by it
        print(_say("marked", worker.mark_restored()), flush=True)  # noqa: T201

    def ready() -> None:
        worker.world.wakes.heal(timedelta())
        link = console.application.invite()
        print(_say("open", f"http://{HOST}:{port}{link.path}"))  # noqa: T201
        print(_say("open_once", f"{_command()} sign-in"), flush=True)  # noqa: T201
        if demo is not None:
            demo.connect()
        else:
            print(f"Tandem runs at http://{HOST}:{port}", flush=True)  # noqa: T201

    run(ROOT / "infra" / "template.yaml", ROOT / "functions", local_wakeups(), local_rush(), HOST, port, ready)
