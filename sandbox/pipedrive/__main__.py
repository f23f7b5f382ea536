"""Starts the stand-in: prints one JSON line when it is ready, then serves until it is told to stop."""

import argparse
import gc
import json
import socket
import sys
from pathlib import Path
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.pipedrive.clock import Clock
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.contract import Contract
from sandbox.pipedrive.disk import Disk
from sandbox.pipedrive.extension import PAGES, SCRIPT
from sandbox.pipedrive.plans import PLANS
from sandbox.pipedrive.seeds import seed
from sandbox.pipedrive.server import Standin
from sandbox.pipedrive.switches import Switches

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts" / "pipedrive"


class Protocol(HttpToolsProtocol):
    """Lets the application cut a connection, as a network does."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)["sandbox.cut"] = self.transport.abort


class Server(uvicorn.Server):
    """Tells what it is once it listens, not before."""

    said = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"{self.said}\n")
        sys.stdout.flush()


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.pipedrive", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--data", type=Path, required=True, help="folder of pipedrive.db")
    parser.add_argument("--plan", choices=list(PLANS))
    parser.add_argument("--company-id", type=int, default=4242)
    parser.add_argument("--no-limits", action="store_true", help="no bursts, no budget")
    parser.add_argument("--no-contract", action="store_true", help="no check against the OpenAPI documents")
    parser.add_argument("--contracts", type=Path, default=CONTRACTS, help="folder of the OpenAPI documents")
    return parser.parse_args(given)


def open_company(options: argparse.Namespace) -> Company:
    company = Company(Disk(options.data / "pipedrive.db"), Clock(), Switches())
    wanted: dict[str, Any] = {"limits": not options.no_limits, "contract": not options.no_contract}
    company.switches.update(wanted | ({"plan": options.plan} if options.plan else {}))
    seed(company, options.company_id)
    return company


def described(company: Company) -> dict[str, Any]:
    shown = ("id", "name", "email", "api_token", "is_admin")
    return {
        "api_domain": company.api_domain,
        "oauth_url": company.api_domain,
        "control_url": f"{company.api_domain}/_control",
        "sdk_url": f"{company.api_domain}{SCRIPT}",
        "app_settings_page": f"{company.api_domain}{PAGES}{company.meta('client')['client_id']}/app-settings",
        "company_id": company.company_id,
        "users": [{name: user[name] for name in shown} for user in company.users()],
        **{name: company.meta("client")[name] for name in ("client_id", "client_secret")},
    }


def main() -> None:
    options = arguments()
    company = open_company(options)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    company.api_domain = f"http://127.0.0.1:{listener.getsockname()[1]}"
    contract = Contract(options.contracts) if company.switches.contract and options.contracts.is_dir() else None
    server = Server(configured(Standin(company, contract)))
    server.said = json.dumps(described(company))
    company.disk.flush()
    gc.freeze()  # the contract and the loaded rows stay; a collection need not look at them again
    gc.set_threshold(20_000, 20, 20)
    server.run([listener])


def configured(app: Standin) -> uvicorn.Config:
    quiet: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "date_header": False}
    return uvicorn.Config(
        app, http=Protocol, loop="uvloop", lifespan="on", ws="none", timeout_graceful_shutdown=2, **quiet
    )


if __name__ == "__main__":
    main()
