"""Lambda's own runtime on this machine: awslambdaric under the runtime interface emulator, one process per function."""

import json
import os
import platform
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.emulator import TOOLS
from tests.e2e.machine import wait_for
from tests.infra.reading import TEMPLATE, functions, read
from tests.servers import free_port

OURS = ("awslambdaric", "simplejson", "snapshot-restore-py")
"""What Lambda has beside a function and its layers: its client, and what that one needs."""
PROCESSORS = {"aarch64": "arm64"}
ALLOWED = ("PATH", "LD_LIBRARY_PATH")


def require_interface_emulator() -> Path:
    """SAM brings it along, for containers; it needs none."""
    name = f"aws-lambda-rie-{PROCESSORS.get(platform.machine(), platform.machine())}"
    found = next(TOOLS.parent.glob(f"lib/python*/site-packages/samcli/local/rapid/{name}"), None)
    if platform.system() != "Linux" or found is None:
        pytest.skip(f"{name} does not run here: Linux has it, and `make test` installs it")
    return found


def link_client(folder: Path) -> Path:
    """Lambda's client in a folder of its own, apart from all else that is installed here."""
    for name in OURS:
        files = distribution(name)
        tops = {
            file.parts[0] for file in files.files or () if not file.parts[0].endswith((".dist-info", "__pycache__"))
        }
        for top in tops:
            (folder / top).symlink_to(Path(str(files.locate_file(top))))
    return folder


@dataclass(slots=True)
class Runtime:
    """A context manager. One function of the template, with its handler, time limit, log format and variables.

    `code` is its folder, `path` is where Lambda looks for modules after that, `places` gives the values of what its
    variables name, `environment` is added to them.
    """

    function: str
    code: Path
    path: tuple[Path, ...]
    places: Mapping[str, str]
    environment: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Runtime":
        emulator = [str(require_interface_emulator()), "--log-level", "error"]
        emulator += ["--runtime-interface-emulator-address", f"127.0.0.1:{self.port}"]
        emulator += ["--runtime-api-address", f"127.0.0.1:{free_port()}"]
        # -S: no package that is installed here
        command = [*emulator, sys.executable, "-S", "-m", "awslambdaric", str(self._given["Handler"])]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self._variables, cwd=self.code, stdout=log, stderr=log)
        wait_for(f"the runtime of {self.function}", self._is_there, 10.0, 0.01)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """The answer, or what Lambda makes of an error. The first invocation starts the function."""
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        with urllib.request.urlopen(url, json.dumps(event).encode(), timeout=60) as answer:
            return json.loads(answer.read())

    @property
    def said(self) -> str:
        """All that function and runtime wrote."""
        return self.log.read_text("utf-8", "replace")

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        """The log lines that are JSON; START, END and REPORT aren't."""
        for line in self.said.splitlines():
            with suppress(ValueError):
                yield json.loads(line)

    def line(self, message: str) -> dict[str, Any]:
        """The newest line of that message; it may come a moment after the answer."""
        return wait_for(message, lambda: ([it for it in self.lines if it.get("message") == message] or [None])[-1], 10)

    def _is_there(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    @property
    def _given(self) -> Mapping[str, Any]:
        return functions(read(TEMPLATE.read_text("utf-8")))[self.function]

    @property
    def _variables(self) -> dict[str, str]:
        outside = {name: os.environ[name] for name in ALLOWED if name in os.environ}
        lambdas = {
            "AWS_LAMBDA_FUNCTION_NAME": self.function,
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self._given["Timeout"]),
            "AWS_LAMBDA_LOG_FORMAT": str(self._given["LoggingConfig"]["LogFormat"]),
            "PYTHONPATH": os.pathsep.join(map(str, self.path)),
        }
        return {**outside, **lambdas, **self._own_variables(), **self.environment}

    def _own_variables(self) -> dict[str, str]:
        """What hangs on a condition (the public address) stays out."""
        given = self._given["Environment"]["Variables"]
        return {name: self.places[value] for name, value in given.items() if isinstance(value, str)}
