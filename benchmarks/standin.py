"""The stand-in of Pipedrive as the other end of a measurement: without limits and contract checks, webhooks on."""

import json
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.book_server import ask_json
from benchmarks.measure import cpu_of
from sandbox.child import Child, start_child


@dataclass(frozen=True, slots=True)
class Standin:
    child: Child

    @property
    def api_domain(self) -> str:
        return str(self.child.said["api_domain"])

    @property
    def admin(self) -> dict[str, Any]:
        users: list[dict[str, Any]] = self.child.said["users"]
        return next(user for user in users if user["is_admin"])

    @property
    def as_company(self) -> dict[str, str]:
        """What Tandem is told of it to connect the admin."""
        admin = self.admin
        return {"api_domain": self.api_domain, "api_token": admin["api_token"], "user": str(admin["id"])}

    def control(self, path: str, body: object = None) -> Any:
        return ask_json(f"{self.child.said['control_url'].rstrip('/')}/{path}", body)

    def api(self, path: str) -> Any:
        """`data` of a GET with the admin's token."""
        headers = {"x-api-token": str(self.admin["api_token"])}
        with urllib.request.urlopen(urllib.request.Request(f"{self.api_domain}{path}", headers=headers)) as answer:
            return json.loads(answer.read())["data"]

    def edit_silently(self, kind: str, row: int, values: dict[str, Any]) -> None:
        """Edit in the UI, with nobody told."""
        self.control("switches", {"webhook_delivery": "lost"})
        self.control("edit", {"entity": kind, "action": "change", "id": row, "patch": values})
        self.control("switches", {"webhook_delivery": "on"})

    def tell_webhooks(self, is_told: bool) -> None:
        """Deliver webhooks, those that were held as well; or hold them."""
        self.control("switches", {"webhook_delivery": "on" if is_told else "held"})

    def person_reads(self) -> int:
        """Requests that read persons by list, filter or `ids=`."""
        return sum(n for call, n in self.requests().items() if call.startswith("GET") and call.endswith("/persons"))

    def requests(self) -> Counter[str]:
        """Calls of the API by method and path pattern, since the start."""
        return Counter(self.control("stats")["requests"])

    def cpu(self) -> float:
        return cpu_of(self.child.process.pid)

    def stop(self) -> None:
        self.child.stop()


def start_standin(data: Path) -> Standin:
    arguments = ["--port", "0", "--data", str(data), "--no-limits", "--no-contract"]
    return Standin(start_child("sandbox.pipedrive", arguments, data / "pipedrive.log"))
