"""`tandem up` as a process of its own, asked as people and programs ask it: by the JSON API and by the command."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tests.servers import free_port

T = TypeVar("T")

COMMAND = [sys.executable, "-c", "from tandem.cli.main import main; main()"]
START_WITHIN = 30.0
STOP_WITHIN = 10.0

ALLOWED = {"TANDEM_ALLOW_PRIVATE": "1"}
"""The stand-ins live on this machine."""
UNHURRIED = {"TANDEM_POLL_SECONDS": "3600", "TANDEM_SWEEP_SECONDS": "86400", "TANDEM_SETTLE_SECONDS": "2"}
"""Nothing comes by a schedule, so whatever arrives was pushed or asked for."""


class TooLate(AssertionError):
    """What was waited for didn't come in time; the text says what was there instead."""


def wait_for(what: str, look: Callable[[], T | None], within: float = 30.0, every: float = 0.05) -> T:
    """The first true value of `look`."""
    until = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > until:
            raise TooLate(f"{what}: not within {within} s")
        time.sleep(every)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    value: Any


def ask_api(url: str, token: str, method: str, path: str, body: object, language: str) -> Answer:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Language": language}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/api/{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Answer(answer.status, json.loads(answer.read() or b"null"))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, json.loads(error.read() or b"null"))


@dataclass(slots=True)
class Machine:
    """One machine with Tandem on it. A context manager: it runs inside, and nothing is left behind.

    `settings` are variables of the environment, beside those that let it speak with the stand-ins; `options` are those
    of `tandem up`.
    """

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Machine":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.data / "admin-token").read_text("utf-8").strip()

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
        public = {"TANDEM_PUBLIC_URL": self.url, "TANDEM_URL": self.url, "TANDEM_DATA": str(self.data)}
        return {**ours, **public, **ALLOWED, **UNHURRIED, **self.settings}

    @property
    def log(self) -> str:
        return self.data.with_suffix(".log").read_text("utf-8")

    def start(self) -> None:
        """Start it, or start it again on what it left; return when it answers and knows what was left undone."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        command = [*COMMAND, "up", "--port", str(self.port), "--data", str(self.data), *self.options]
        with self.data.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        wait_for(f"{self.url}/health", self._is_there, START_WITHIN)

    def _is_there(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"tandem up ended: {self.log[-2000:]}"
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                return bool(answer.status == 200) and (self.data / "admin-token").exists()
        except OSError:
            return False

    def stop(self) -> None:
        """As Ctrl-C or a service manager does it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(STOP_WITHIN)
            self.process = None

    def kill(self) -> None:
        """As a power cut does it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def ask(self, method: str, path: str, body: object = None, language: str = "en") -> Answer:
        """Whatever the API answers, problems too."""
        return ask_api(self.url, self.token, method, path, body, language)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer of a call that has to succeed."""
        answer = self.ask(method, path, body)
        assert answer.status < 300, f"{method} {path}: {answer}"
        return answer.value

    def command(self, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        """Run `tandem` as a person does at a terminal of that language."""
        environment = {**self.environment, "TANDEM_LANG": language, "COLUMNS": "200"}
        return subprocess.run(
            [*COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
