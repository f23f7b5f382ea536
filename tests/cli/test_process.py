"""The command as a process of its own: how soon it is there, what it loads, how it is interrupted."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

from tests.cli.conftest import House
from tests.console.fake_app import CONNECTION, DONE, RUN

HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
HEARING += "from tandem.cli.main import main; main()"
"""As a terminal begins it: who is begun in a shell's background hears no Ctrl-C."""
COMMAND = [sys.executable, "-c", "from tandem.cli.main import main; main()"]


def test_help_is_german_on_a_german_terminal() -> None:
    environment = {**os.environ, "TANDEM_LANG": "de", "COLUMNS": "120"}

    done = subprocess.run([*COMMAND, "--help"], env=environment, capture_output=True, text=True, check=True, timeout=60)

    assert "Verbindungen auflisten." in done.stdout
    assert "List connections." not in done.stdout


def test_a_client_loads_neither_the_server_nor_a_provider() -> None:
    loads = "import tandem.cli.main, sys; print(*sorted(sys.modules))"

    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, timeout=60)

    loaded = set(done.stdout.split())
    assert "tandem.cli.server" in loaded
    heavy = ("tandem.providers", "tandem.local", "tandem.console", "tandem.usecases", "sandbox", "httpx", "starlette")
    assert not loaded & {*heavy, "uvicorn", "vobject", "cryptography", "rich.table"}


def test_an_interrupted_wait_ends_and_the_sync_goes_on(house: House, environment: dict[str, str]) -> None:
    house.app.runs = [replace(DONE, state="running", done=1, total=None)]
    variables = {**os.environ, **environment}
    command = [sys.executable, "-c", HEARING, "start", CONNECTION]

    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as waiting:
        deadline = time.monotonic() + 30
        while ("run", RUN) not in house.app.calls and time.monotonic() < deadline:
            time.sleep(0.02)
        waiting.send_signal(signal.SIGINT)
        killer = threading.Timer(30, waiting.kill)
        killer.start()
        _, said = waiting.communicate()
        killer.cancel()

    assert waiting.returncode == 130
    assert "The sync goes on." in said
    assert ("pause", CONNECTION) not in house.app.calls


def test_a_client_loads_nothing_beyond_its_own_and_what_typer_needs() -> None:
    """The start of the command may not grow unseen; rich comes with the first table that is printed."""
    loads = "import getpass, json, shlex, urllib.request, webbrowser, typer; import sys; known = set(sys.modules)\n"
    loads += "import tandem.cli.main; print(*sorted(set(sys.modules) - known))"

    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, timeout=60)

    others = {name for name in done.stdout.split() if not name.startswith("tandem")}
    assert others == set()
