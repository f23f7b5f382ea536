"""The stand-in as an ASGI application: tells OAuth, API, batches and the controls apart."""

import asyncio
from urllib.parse import parse_qsl

import orjson

from sandbox.asgi import Receive, Scope, Send, cut, headers_of, is_local, raw_path, read_body, send_answer
from sandbox.faults import Faults, suffer
from sandbox.google.answers import Answer, Refused, not_found
from sandbox.google.batch import answer_batch
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.routes import PREFIX, calendar_routes
from sandbox.google.calls import Request, meant
from sandbox.google.control import answer_control
from sandbox.google.discovery import Contracts
from sandbox.google.faults import ordered
from sandbox.google.gate import Gate
from sandbox.google.grants import Grants
from sandbox.google.oauth import OAuth
from sandbox.google.people import photos
from sandbox.google.people.book import Book
from sandbox.google.people.refusals import told_so
from sandbox.google.people.routes import PREFIX as PEOPLE, people_routes
from sandbox.google.push import Push
from sandbox.google.seeds import seed
from sandbox.google.world import World

FLUSH_SECONDS = 0.02
BATCH = "/batch/calendar/v3"


class Standin:
    """All the accounts behind one port."""

    def __init__(self, world: World, contract: Contracts | None) -> None:
        self.world = world
        self.agenda = Agenda(world)
        self.book = Book(world)
        seed(world)
        self.grants = Grants(world)
        self.oauth = OAuth(world, self.grants)
        self.push = Push(world)
        self.faults = Faults(ordered)
        routes = [*calendar_routes(self.agenda, self.push), *people_routes(self.book)]
        self.gate = Gate(world, self.oauth, routes, contract, self.faults, {PEOPLE: told_so})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._lifespan(receive, send)
        request = Request(
            scope["method"],
            raw_path(scope),
            scope["query_string"].decode("latin-1"),
            headers_of(scope),
            await read_body(receive),
        )
        request = meant(request)
        if request.path.startswith("/_control"):
            return await send_answer(send, await self._controlled(scope, request))
        fault = self.faults.take(request.method, request.path)
        if fault is not None and not await suffer(fault, scope):
            return None
        answer = fault.answer if fault and fault.answer else self._answer(request)
        if self.world.switches.durable:
            self.world.disk.flush()
        if fault is not None and fault.drop == "after":
            return await cut(scope)
        return await send_answer(send, answer)

    async def _controlled(self, scope: Scope, request: Request) -> Answer:
        if not is_local(scope):
            return Answer(403, orjson.dumps({"error": "loopback only"}))
        answer = await answer_control(self, request)
        if self.world.switches.durable:
            self.world.disk.flush()
        return answer

    def _answer(self, request: Request) -> Answer:
        self.gate.stats.http_requests += 1
        if request.path.startswith((PREFIX, PEOPLE)):
            return self.gate.answer(request)
        if request.path.startswith(photos.PREFIX):
            return photos.served(self.world, request)
        if request.path.rstrip("/") != BATCH:
            return self._oauth(request)
        self.gate.stats.batches += 1
        try:
            return answer_batch(self.world, request, PREFIX, self.gate.answer_part)
        except Refused as refusal:
            return refusal.answer()

    def _oauth(self, request: Request) -> Answer:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        form = dict(parse_qsl(request.raw.decode("utf-8", "replace")))
        authorization = request.headers.get("authorization", "")
        match request.method, request.path:
            case "GET", "/o/oauth2/v2/auth":
                return self.oauth.ask(query, request.headers.get("accept-language", ""))
            case "POST", "/o/oauth2/v2/auth":
                return self.oauth.decide(request.raw)
            case "POST", "/token":
                return self.oauth.token(request.raw, authorization)
            case "POST", "/revoke":
                return self.oauth.revoke(query | form)
            case "GET", "/oauth2/v3/userinfo":
                return self.oauth.userinfo(authorization)
            case _:
                return not_found().answer()

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
