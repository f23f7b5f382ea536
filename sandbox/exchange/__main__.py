"""Starts the stand-in: prints one JSON line when it is ready, then serves until it is told to stop."""

import argparse
import gc
import json
import socket
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.exchange.autodiscover import PATH
from sandbox.exchange.mailbox import Mailboxes
from sandbox.exchange.server import Standin
from sandbox.exchange.switches import Switches
from sandbox.pipedrive.__main__ import Protocol, Server
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

USERS = "exchange-users"


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.exchange", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--data", type=Path, required=True, help="folder of exchange.db")
    return parser.parse_args(given)


def described(standin: Standin) -> dict[str, Any]:
    url, accounts = standin.world.url, list(standin.world.rows("account").values())
    shown = [{"address": one["id"], "name": one["name"], "password": one["password"]} for one in accounts]
    return {
        "url": f"{url}/EWS/Exchange.asmx",
        "autodiscover_url": f"{url}{PATH}",
        "control_url": f"{url}/_control",
        "username": accounts[0]["id"],
        "password": accounts[0]["password"],
        "accounts": shown,
    }


def main() -> None:
    options = arguments()
    world = Mailboxes(Disk(options.data / "exchange.db"), Clock(), Switches())
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    world.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    standin = Standin(world, options.data / USERS)
    server = Server(configured(standin))
    server.said = json.dumps(described(standin))
    world.disk.flush()
    gc.freeze()  # the loaded rows stay; a collection need not look at them again
    server.run([listener])


def configured(app: Standin) -> uvicorn.Config:
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "date_header": False}
    return uvicorn.Config(
        app, http=Protocol, loop="uvloop", lifespan="on", ws="none", timeout_graceful_shutdown=2, **quiet
    )


if __name__ == "__main__":
    main()
