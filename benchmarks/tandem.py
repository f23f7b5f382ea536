"""Tandem as its users run it: a `tandem up` process, spoken to over its JSON API."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks.measure import StepFailed, cpu_of, peak_of
from benchmarks.ports import free_port

PROGRAM = Path(sys.executable).with_name("tandem")
PATIENCE = 3600.0
SETTINGS = {"TANDEM_ALLOW_PRIVATE": "1", "TANDEM_TOKEN_SHARE": "1000"}
"""Loopback is a private network, and no daily budget ends a measurement."""
STUCK = frozenset({"waiting", "needs_reconnect", "paused"})
SLOWEST_POLL = 0.2
IDLE = 0.03
"""CPU seconds in half a second below which a process is called idle."""


@dataclass(frozen=True, slots=True)
class Tandem:
    process: subprocess.Popen[bytes]
    url: str
    token_file: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {
            "Authorization": f"Bearer {self.token_file.read_text('utf-8').strip()}",
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise StepFailed(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def connect(
        self, crm: Mapping[str, str], account: Mapping[str, object], rules: Mapping[str, str], collection: str = ""
    ) -> str:
        """A company, the admin's account at a provider, and a connection; answer the connection's id.

        `account` has provider, address and credentials; `collection` is the URL of one, where a provider asks for it.
        """
        company = self.call("POST", "/api/companies", {k: crm[k] for k in ("api_domain", "api_token")})
        made = self.call("POST", "/api/accounts", {"company": company["id"], "user": crm["user"], **account})
        rules = {**rules, **(self._group(made["id"], collection) if collection else {})}
        connection = self.call("POST", "/api/connections", {"account": made["id"], "kind": "contacts", "rules": rules})
        return str(connection["id"])

    def _group(self, account: str, url: str) -> dict[str, str]:
        """The collection itself, where there is a choice."""
        groups = self.call("GET", f"/api/accounts/{account}/groups")
        path = url.partition("://")[2].partition("/")[2].rstrip("/")
        return next(({"group": group["id"]} for group in groups if group["id"].rstrip("/").endswith(path)), {})

    def do(self, connection: str, verb: str) -> dict[str, Any]:
        """Start, or refresh, and wait until its run is over and nothing is pending; answer the connection."""
        run = self.call("POST", f"/api/connections/{connection}/{verb}")["run"]
        pause, deadline = 0.002, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.call("GET", f"/api/runs/{run}")["state"] != "running":
                return self._settled(connection, deadline)
            if pause >= SLOWEST_POLL:
                self._check(connection)
            time.sleep(pause)
            pause = min(pause * 1.5, SLOWEST_POLL)
        raise StepFailed(f"{verb} did not end")

    def _check(self, connection: str) -> None:
        """Raise `StepFailed` with the reason where the run can't go on by itself."""
        seen = self.call("GET", f"/api/connections/{connection}")
        if seen["state"] in STUCK:
            raise StepFailed(f"{seen['state']}: {(seen['last_error'] or {}).get('reason')}")

    def _settled(self, connection: str, deadline: float) -> dict[str, Any]:
        while time.monotonic() < deadline:
            seen: dict[str, Any] = self.call("GET", f"/api/connections/{connection}")
            if not seen["counts"]["pending"]:
                return seen
            time.sleep(0.02)
        raise StepFailed("records stay pending")

    def wait_until_idle(self) -> None:
        """Our own writes have come back as webhooks and were settled."""
        calm = 0
        while calm < 4:
            before = cpu_of(self.pid)
            time.sleep(0.5)
            calm = calm + 1 if cpu_of(self.pid) - before <= IDLE else 0

    def peak(self) -> float:
        return peak_of(self.pid)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_tandem(data: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Tandem:
    """With a public URL, so that webhooks are made; raise `StepFailed` where it doesn't get ready."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(PROGRAM), "up", "--port", str(port), "--data", str(data), "--public-url", url]
    with (data.parent / "tandem.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **SETTINGS, **settings})
    tandem = Tandem(process, url, data / "admin-token")
    for _ in range(300):
        if process.poll() is not None:
            break
        if _is_ready(url) and tandem.token_file.exists():
            return tandem
        time.sleep(0.1)
    tandem.stop()
    raise StepFailed((data.parent / "tandem.log").read_text("utf-8")[-2000:])


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False
