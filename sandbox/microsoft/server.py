"""The stand-in as an ASGI application: tells identity, API, batches and the controls apart."""

import asyncio
import re
from urllib.parse import parse_qsl

import orjson

from sandbox.asgi import Receive, Scope, Send, cut, headers_of, is_local, raw_path, read_body, send_answer
from sandbox.faults import Faults, suffer
from sandbox.microsoft.answers import Answer, Refused, no_segment
from sandbox.microsoft.batch import answer_batch
from sandbox.microsoft.calls import Request
from sandbox.microsoft.contacts.routes import ContactRoutes
from sandbox.microsoft.contacts.store import Store
from sandbox.microsoft.contract import Contract
from sandbox.microsoft.control import answer_control
from sandbox.microsoft.faults import ordered
from sandbox.microsoft.gate import Gate, refused_for_now
from sandbox.microsoft.grants import Grants
from sandbox.microsoft.oauth import OAuth
from sandbox.microsoft.seeds import seed
from sandbox.microsoft.subscriptions import Subscriptions
from sandbox.microsoft.world import World

FLUSH_SECONDS = 0.02
BATCH = "/v1.0/$batch"
IDENTITY = re.compile(r"/([\w.-]+)/(oauth2/v2\.0/(?:authorize|token)|v2\.0/\.well-known/openid-configuration)")


class Standin:
    """All the mailboxes behind one port for Graph, and one by TLS for the identity platform."""

    def __init__(self, world: World, contract: Contract | None) -> None:
        self.world = world
        self.store = Store(world)
        seed(world)
        self.grants = Grants(world)
        self.oauth = OAuth(world, self.grants)
        self.subscriptions = Subscriptions(self.store)
        self.faults = Faults(ordered)
        routes = [*ContactRoutes(self.store).routes(), *self.subscriptions.routes()]
        self.gate = Gate(world, self.oauth, routes, contract, self.faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._lifespan(receive, send)
        request = Request(
            scope["method"],
            raw_path(scope).replace("%24", "$"),
            scope["query_string"].decode("latin-1"),
            headers_of(scope),
            await read_body(receive),
        )
        if request.path.startswith("/_control"):
            return await send_answer(send, await self._controlled(scope, request))
        fault = self.faults.take(request.method, request.path)
        if fault is not None and not await suffer(fault, scope):
            return None
        answer = fault.answer if fault and fault.answer else await self._answer(request)
        if self.world.switches.durable:
            self.world.disk.flush()
        if fault is not None and fault.drop == "after":
            return await cut(scope)
        return await send_answer(send, answer)

    async def _controlled(self, scope: Scope, request: Request) -> Answer:
        if not is_local(scope):
            return Answer(403, orjson.dumps({"error": "loopback only"}))
        return await answer_control(self, request)

    async def _answer(self, request: Request) -> Answer:
        if found := IDENTITY.fullmatch(request.path):
            return self._identity(found[1], found[2], request)
        self.gate.stats.http_requests += 1
        if request.path == BATCH:
            self.gate.stats.batches += 1
            return await answer_batch(self.world, request, self.gate)
        try:
            mailbox = self.gate.caller(request)["email"]
        except Refused as refusal:
            return refusal.answer()
        if not (taken := await self.gate.taking(mailbox, 1)):
            return refused_for_now()
        try:
            return await self.gate.answer(request)
        finally:
            self.gate.giving_back(mailbox, taken)

    def _identity(self, tenant: str, what: str, request: Request) -> Answer:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        match request.method, what.rpartition("/")[2]:
            case "GET", "openid-configuration":
                return self.oauth.discovery(tenant)
            case "GET", "authorize":
                return self.oauth.ask(tenant, query, request.headers.get("accept-language", ""))
            case "POST", "authorize":
                return self.oauth.decide(tenant, request.raw)
            case "POST", "token":
                return self.oauth.token(tenant, request.raw)
            case _:
                return no_segment(request.path).answer()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        flushing = asyncio.get_running_loop().create_task(self._flush_often())
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        flushing.cancel()
        self.world.disk.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            self.world.disk.flush()
