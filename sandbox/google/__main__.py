"""Starts the stand-in: prints one JSON line when it is ready, then serves until it is told to stop."""

import argparse
import gc
import json
import socket
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.google.discovery import Contract, Contracts
from sandbox.google.server import BATCH, Standin
from sandbox.google.switches import Switches
from sandbox.google.world import World
from sandbox.pipedrive.__main__ import Protocol, Server
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "google"
DOCUMENTS = ("calendar.v3.json", "people.v1.json")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.google", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--data", type=Path, required=True, help="folder of google.db")
    parser.add_argument("--no-contract", action="store_true", help="no check against the discovery document")
    parser.add_argument("--contracts", type=Path, default=CONTRACTS, help="folder of the discovery documents")
    return parser.parse_args(given)


def contract_of(options: argparse.Namespace) -> Contracts | None:
    """None where a document is absent: everything works without them."""
    paths = [options.contracts / name for name in DOCUMENTS]
    if options.no_contract or not all(path.is_file() for path in paths):
        return None
    return Contracts([Contract(path) for path in paths])


def described(standin: Standin) -> dict[str, Any]:
    url = standin.world.url
    shown = ("id", "name", "locale", "zone")
    return {
        "api_url": f"{url}/calendar/v3/",
        "people_url": f"{url}/",
        "batch_url": f"{url}{BATCH}",
        "auth_url": f"{url}/o/oauth2/v2/auth",
        "token_url": f"{url}/token",
        "revoke_url": f"{url}/revoke",
        "userinfo_url": f"{url}/oauth2/v3/userinfo",
        "control_url": f"{url}/_control",
        "accounts": [{name: row[name] for name in shown} for row in standin.world.rows("account").values()],
        **{name: standin.oauth.client[name] for name in ("client_id", "client_secret")},
    }


def main() -> None:
    options = arguments()
    world = World(Disk(options.data / "google.db"), Clock(), Switches())
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    standin = Standin(world, contract_of(options))
    server = Server(configured(standin))
    server.said = json.dumps(described(standin))
    world.disk.flush()
    gc.freeze()  # the contract and the loaded rows stay; a collection need not look at them again
    server.run([listener])


def configured(app: Standin) -> uvicorn.Config:
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "date_header": False}
    return uvicorn.Config(
        app, http=Protocol, loop="uvloop", lifespan="on", ws="none", timeout_graceful_shutdown=2, **quiet
    )


if __name__ == "__main__":
    main()
