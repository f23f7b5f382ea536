"""Starts the stand-in: prints one JSON line when it is ready, then serves until it is told to stop."""

import argparse
import asyncio
import gc
import json
import socket
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from sandbox.certificates import certificates
from sandbox.microsoft.contract import Contract
from sandbox.microsoft.server import BATCH, Standin
from sandbox.microsoft.switches import Switches
from sandbox.microsoft.world import World
from sandbox.pipedrive.__main__ import Protocol, Server
from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.disk import Disk

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "graph"
DOCUMENT = "graph-v1.0-sdk-surface.json"


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.microsoft", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of Graph; 0 takes any free one")
    parser.add_argument("--authority-port", type=int, default=0, help="of the identity platform, by TLS")
    parser.add_argument("--data", type=Path, required=True, help="folder of microsoft.db, and of the certificates")
    parser.add_argument("--no-contract", action="store_true", help="no check against the contract")
    parser.add_argument("--contracts", type=Path, default=CONTRACTS, help="folder of the contract")
    return parser.parse_args(given)


def contract_of(options: argparse.Namespace) -> Contract | None:
    """None where the document is absent: everything works without it."""
    path = options.contracts / DOCUMENT
    return Contract(path) if path.is_file() and not options.no_contract else None


def described(standin: Standin, ca_file: Path) -> dict[str, Any]:
    url = standin.world.url
    shown = ("id", "name", "personal", "oid")
    return {
        "graph_url": f"{url}/v1.0",
        "batch_url": f"{url}{BATCH}",
        "authority": standin.world.authority,
        "ca_file": str(ca_file),
        "control_url": f"{url}/_control",
        "accounts": [{name: row[name] for name in shown} for row in standin.world.rows("account").values()],
        **{name: standin.oauth.client[name] for name in ("client_id", "client_secret")},
    }


def main() -> None:
    options = arguments()
    world = World(Disk(options.data / "microsoft.db"), Clock(), Switches())
    ca_file, server_file = certificates(options.data.resolve())
    graph, authority = listening(options.port), listening_again(world, options.authority_port)
    world.url = f"http://127.0.0.1:{graph.getsockname()[1]}"
    world.authority = f"https://127.0.0.1:{authority.getsockname()[1]}"
    standin = Standin(world, contract_of(options))
    server = Server(configured(standin))
    server.said = json.dumps(described(standin, ca_file))
    secure = uvicorn.Server(configured(standin, lifespan="off", ssl_certfile=server_file))
    world.disk.flush()
    gc.freeze()  # the contract and the loaded rows stay; a collection need not look at them again
    uvloop.run(both(server, graph, secure, authority))


async def both(server: Server, graph: socket.socket, secure: uvicorn.Server, authority: socket.socket) -> None:
    """The one by TLS first, so that both listen when the other says that it does; a signal ends both."""
    await asyncio.gather(secure.serve([authority]), server.serve([graph]))


def listening_again(world: World, port: int) -> socket.socket:
    """At the port that was asked for, or that of the last time, if nobody has it now."""
    try:
        listener = listening(port or int(world.meta("authority").get("port", 0)))
    except OSError:
        listener = listening(0)
    world.set_meta("authority", port=listener.getsockname()[1])
    return listener


def listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def configured(app: Standin, **more: Any) -> uvicorn.Config:
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "date_header": False}
    settings = {"http": Protocol, "loop": "uvloop", "lifespan": "on", "ws": "none", "timeout_graceful_shutdown": 2}
    return uvicorn.Config(app, **{**settings, **quiet, **more})


if __name__ == "__main__":
    main()
