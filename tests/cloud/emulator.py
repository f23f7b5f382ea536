"""ministack: AWS on this machine, as a process with an environment of its own. For tests only.

It forgets everything when it ends, so tests stop workers and never the emulator.
"""

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.machine import wait_for
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".venv-cloud" / "bin"
REGION = "eu-central-1"
ACCOUNT = "000000000000"
ROOT_KEY = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_SESSION_TOKEN": ""}


def require_tool(name: str) -> Path:
    tool = TOOLS / name
    if not tool.exists():
        pytest.skip(f"{name} is not installed: `make test` installs it")
    return tool


@dataclass(slots=True)
class Emulator:
    """A context manager. `environment` is what a process needs to take it for AWS."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Emulator":
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [str(require_tool("ministack"))]
        with (self.folder / "ministack.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self._own_environment, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
        wait_for(f"{self.url}/_ministack/health", self._is_ready, 60.0)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, **ROOT_KEY}

    @property
    def log(self) -> str:
        return (self.folder / "ministack.log").read_text("utf-8", "replace")

    @property
    def _own_environment(self) -> dict[str, str]:
        """Loopback only, and nothing in the home folder of whoever runs the tests."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TANDEM_"))}
        places = {"TMPDIR": str(self.folder), "S3_DATA_DIR": str(self.folder / "s3"), "HOME": str(self.folder)}
        where = {"GATEWAY_PORT": str(self.port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1"}
        region = {"MINISTACK_REGION": REGION, "MINISTACK_ACCOUNT_ID": ACCOUNT, "LOG_LEVEL": "WARNING"}
        doors = {"IOT_MTLS_ENABLED": "false", "SFTP_ENABLED": "false"}  # further ports that nobody asked for
        return {**ours, **places, **where, **region, **doors, **self.settings}

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"ministack ended: {self.log[-2000:]}"
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5) as answer:
                return bool(json.loads(answer.read()))
        except (urllib.error.URLError, OSError):
            return False

    def client(self, service: str) -> Any:
        from botocore.session import get_session  # noqa: PLC0415  # half a second that most tests don't need

        session = get_session()
        session.set_credentials(ROOT_KEY["AWS_ACCESS_KEY_ID"], ROOT_KEY["AWS_SECRET_ACCESS_KEY"])
        return session.create_client(service, region_name=REGION, endpoint_url=self.url)
