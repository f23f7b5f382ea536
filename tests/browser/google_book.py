"""An address book at the stand-in of Google, of somebody whom nobody else knows, and what they do in it."""

import json
import urllib.request
from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.browser.house import standins
from tests.e2e.machine import Machine, wait_for

GROUP = "Kunden"
PEOPLE = count(1)
QUIET = {"up_to_date", "held", "stopped", "needs_reconnect"}


class Book:
    """With a group of three and one who isn't in it."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._url = standins(machine)["google"]["control_url"]
        self.email = f"story{next(PEOPLE)}@gmail.com"
        self.connection = ""
        self._tell("accounts", {"email": self.email})
        self.group = self._edit("make_group", name=GROUP)["resourceName"]
        self.people = {name: self._add(name, self.group) for name in ("Ada", "Bea", "Cora")}
        self._add("Oma")

    # --- what is done at Google ------------------------------------------------------------------------------

    def change_phone(self, given: str, number: str) -> None:
        self._edit("change", person=self.people[given], contact={"phoneNumbers": [{"value": number, "type": "work"}]})

    def family(self) -> str:
        """Nobody else in the house has this name."""
        return f"Probe{self.email.partition('@')[0]}"

    def name(self, given: str) -> str:
        return f"{given} {self.family()}"

    def answer_late(self, seconds: float) -> None:
        """The next time that the address book is listed."""
        self._tell("fail", {"path": ".*/people/me/connections", "times": 1, "delay": seconds})

    def take_consent_back(self) -> None:
        self._tell("revoke", {"email": self.email})

    def _add(self, given: str, *groups: str) -> str:
        name = {"givenName": given, "familyName": self.family()}
        mail = {"value": f"{given.lower()}@{self.family().lower()}.example", "type": "work"}
        contact = {"names": [name], "emailAddresses": [mail]}
        return str(self._edit("create", contact=contact, groups=groups)["name"])

    def _edit(self, do: str, **what: Any) -> Mapping[str, Any]:
        return self._tell("people/edit", {"do": do, "email": self.email, **what})

    def _tell(self, path: str, body: object) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._url}/{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: Mapping[str, Any] = json.load(answer)
            return told

    # --- what is done in Tandem, beside the pages ------------------------------------------------------------

    def synced(self) -> "Book":
        """The group goes into Pipedrive, and has got there."""
        company, refresh_token = self._machine.call("GET", "companies")[0], self._token()
        user = next(one["id"] for one in company["users"] if one["granted"])
        whose = {"company": company["id"], "user": user, "provider": "google", "address": self.email}
        account = self._machine.call("POST", "accounts", {**whose, "credentials": {"refresh_token": refresh_token}})
        rules = {"direction": "one_way", "group": self.group}
        wanted = {"account": account["id"], "kind": "contacts", "rules": rules}
        self.connection = self._machine.call("POST", "connections", wanted)["id"]
        self._machine.call("POST", f"connections/{self.connection}/start")
        return self.settled()

    def _token(self) -> str:
        return str(self._tell("token", {"email": self.email})["refresh_token"])

    def settled(self) -> "Book":
        wait_for("quiet", lambda: self.status["state"] in QUIET and not self.status["counts"]["pending"])
        return self

    def refresh(self) -> str:
        """The run that it begins."""
        return str(self._machine.call("POST", f"connections/{self.connection}/refresh")["run"])

    def refreshed(self) -> "Book":
        run = self.refresh()
        wait_for("the refresh", lambda: self._machine.call("GET", f"runs/{run}")["state"] != "running")
        return self.settled()

    @property
    def status(self) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = self._machine.call("GET", f"connections/{self.connection}")
        return shown

    # --- what became of it in Pipedrive ----------------------------------------------------------------------

    def phones(self, given: str) -> list[str]:
        (person,) = [one for one in self._persons() if one["name"] == self.name(given)]
        return [str(one["value"]) for one in person["phones"]]

    def in_pipedrive(self) -> list[str]:
        return sorted(one["name"].partition(" ")[0] for one in self._persons())

    def _persons(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(
            f"{standins(self._machine)['pipedrive']['control_url']}/dump", timeout=30
        ) as answer:
            persons = json.load(answer)["persons"]
        return [one for one in persons if one["name"].endswith(f" {self.family()}") and not one["is_deleted"]]
