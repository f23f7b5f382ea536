"""Tandem with the sandbox, as `make run` starts it, its first syncs done; and the way in for a person's browser."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.e2e.machine import Machine, wait_for

SYNCED_WITHIN = 120.0
BUSY = {"draft", "pending", "running"}
IMPATIENT = {"TANDEM_STILL_SECONDS": "2"}
"""An erasure waits no longer than that for whoever may be at work: here nobody is for long."""


@contextmanager
def house(folder: Path) -> Iterator[Machine]:
    """Runs inside. Both connections of the sandbox's company are there and synced."""
    with Machine(folder / "tandem", IMPATIENT, options=("--sandbox",)) as machine:
        wait_for("both syncs", lambda: _is_synced(machine), SYNCED_WITHIN, every=0.2)
        yield machine


def _is_synced(machine: Machine) -> bool:
    connections = machine.call("GET", "connections")
    return len(connections) == 2 and all(one["state"] not in BUSY for one in connections)


def connection(machine: Machine, kind: str) -> dict[str, Any]:
    """The sandbox's own connection of that kind, whatever tests have added since."""
    of_sandbox = {"contacts": "icloud", "calendar": "google"}[kind]
    wanted = (kind, of_sandbox)
    return next(one for one in machine.call("GET", "connections") if (one["kind"], one["provider"]) == wanted)


def standins(machine: Machine) -> Mapping[str, Any]:
    """Where the stand-ins are, and what opens them."""
    found: dict[str, Any] = json.loads((machine.data / "sandbox.json").read_text("utf-8"))
    return found


def signed_in(machine: Machine, context: BrowserContext) -> Page:
    """A page of somebody who opened a link that is good for once."""
    page = context.new_page()
    page.goto(str(machine.call("POST", "sign-in-links", {})["path"]))
    page.locator("main button").click()
    page.wait_for_url("**/")
    return page
