"""What `make run` shows: the stand-ins beside Tandem, their company connected through the JSON API."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from sandbox.main import Sandbox, start

PATIENCE_SECONDS = 300


def _names_of(url: str) -> tuple[str, str]:
    """Of an address on this machine: browsers take its two names for two sites."""
    return url, url.replace("//127.0.0.1:", "//localhost:")


class Demo:
    """The sandbox with its first connection. `port` is Tandem's."""

    def __init__(self, data: Path, port: int) -> None:
        self._data = data
        self._url = f"http://127.0.0.1:{port}"
        self._sandbox: Sandbox | None = None

    def __enter__(self) -> "Demo":
        self._sandbox = start(self._data)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._sandbox is not None:
            self._sandbox.stop()

    @property
    def description(self) -> dict[str, Any]:
        return dict(self._sandbox.description) if self._sandbox else {}

    @property
    def settings(self) -> dict[str, str]:
        """Where Tandem finds the stand-ins, as its environment says it."""
        pipedrive, google = self.description["pipedrive"], self.description["google"]
        microsoft = self.description["microsoft"]
        return {
            "TANDEM_PIPEDRIVE_OAUTH_URL": str(pipedrive["oauth_url"]),
            "TANDEM_PIPEDRIVE_PAGES": " ".join(_names_of(str(pipedrive["api_domain"]))),
            "TANDEM_PIPEDRIVE_SDK_URL": str(pipedrive["sdk_url"]),
            "TANDEM_PIPEDRIVE_CLIENT_ID": str(pipedrive["client_id"]),
            "TANDEM_PIPEDRIVE_CLIENT_SECRET": str(pipedrive["client_secret"]),
            "TANDEM_GOOGLE_AUTH_URL": str(google["auth_url"]),
            "TANDEM_GOOGLE_TOKEN_URL": str(google["token_url"]),
            "TANDEM_GOOGLE_CALENDAR_URL": str(google["calendar_url"]),
            "TANDEM_GOOGLE_PEOPLE_URL": str(google["people_url"]),
            "TANDEM_GOOGLE_CLIENT_ID": str(google["client_id"]),
            "TANDEM_GOOGLE_CLIENT_SECRET": str(google["client_secret"]),
            "TANDEM_GRAPH_URL": str(microsoft["graph_url"]),
            "TANDEM_MICROSOFT_AUTHORITY": str(microsoft["authority"]),
            "TANDEM_MICROSOFT_CLIENT_ID": str(microsoft["client_id"]),
            "TANDEM_MICROSOFT_CLIENT_SECRET": str(microsoft["client_secret"]),
            "TANDEM_CA_FILE": str(microsoft["ca_file"]),
        }

    def connect(self) -> None:
        """Connect the made-up company, unless an earlier run did; then wait for the sync and tell what is where."""
        self._register_page()
        connections = self._call("GET", "/api/connections")
        if not connections:
            connections = self._first_connections()
        self._tell_addresses()
        for connection in connections:
            self._tell_sync(connection["id"])

    def _register_page(self) -> None:
        """What an app's owner types in Pipedrive's Developer Hub: which page of theirs is shown with its settings."""
        wanted = json.dumps({"app_settings_url": f"{self._url}/embedded"}).encode()
        address = f"{self.description['pipedrive']['control_url']}/switches"
        request = urllib.request.Request(address, wanted, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60):
            pass

    def _first_connections(self) -> list[dict[str, Any]]:
        pipedrive = self.description["pipedrive"]
        company = self._call(
            "POST", "/api/companies", {"api_domain": pipedrive["api_domain"], "api_token": pipedrive["api_token"]}
        )
        whose = {"company": company["id"], "user": next(one["id"] for one in company["users"] if one["granted"])}
        return [self._started(*self._contacts(whose)), self._started(*self._calendar(whose))]

    def _contacts(self, whose: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        carddav = self.description["carddav"]
        credentials = {name: carddav[name] for name in ("url", "username", "password")}
        wanted = {**whose, "provider": "icloud", "address": carddav["username"], "credentials": credentials}
        return self._call("POST", "/api/accounts", wanted)["id"], "contacts", {"direction": "two_way"}

    def _calendar(self, whose: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        google = self.description["google"]
        credentials = {"refresh_token": google["refresh_token"]}
        wanted = {**whose, "provider": "google", "address": google["accounts"][0]["id"], "credentials": credentials}
        account = self._call("POST", "/api/accounts", wanted)["id"]
        chosen = next(one for one in self._call("GET", f"/api/accounts/{account}/calendars") if one["default"])
        return account, "calendar", {"calendar": chosen["id"]}

    def _started(self, account: str, kind: str, rules: dict[str, Any]) -> dict[str, Any]:
        wanted = {"account": account, "kind": kind, "rules": rules}
        connection: dict[str, Any] = self._call("POST", "/api/connections", wanted)
        self._call("POST", f"/api/connections/{connection['id']}/start")
        return connection

    def _tell_addresses(self) -> None:
        pipedrive, carddav = self.description["pipedrive"], self.description["carddav"]
        print(f"Tandem      {self._url}/   (token: {self._data / 'admin-token'})")
        print(f"Pipedrive   {pipedrive['api_domain']}   (stand-in; tokens: {self._data / 'sandbox.json'})")
        print(f"  settings  {pipedrive['app_settings_page']}   (Tandem inside Pipedrive)")
        print(f"CardDAV     {carddav['url']}   (Radicale; user {carddav['username']})")
        google, microsoft = self.description["google"], self.description["microsoft"]
        print(f"Google      {google['api_url']}   (stand-in; user {google['accounts'][0]['id']})")
        print(f"Microsoft   {microsoft['graph_url']}   (stand-in; user {microsoft['accounts'][0]['id']})")
        exchange = self.description["exchange"]
        print(f"Exchange    {exchange['url']}   (stand-in; user {exchange['username']})", flush=True)

    def _tell_sync(self, connection: str) -> None:
        began = time.monotonic()
        state: dict[str, Any] = {}
        while time.monotonic() - began < PATIENCE_SECONDS:
            state = self._call("GET", f"/api/connections/{connection}")
            if state["state"] not in ("pending", "running"):
                break
            time.sleep(0.5)
        counts = ", ".join(f"{count} {name}" for name, count in state["counts"].items())
        seconds = time.monotonic() - began
        print(f"Connection  {connection}: {state['state']}; {counts} ({seconds:.0f} s). Ctrl-C stops.", flush=True)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        token = (self._data / "admin-token").read_text().strip()
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path}: {error.read().decode()}") from error
