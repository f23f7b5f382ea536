"""The stand-in as an ASGI application: tells EWS, autodiscover and the controls apart."""

import asyncio
from pathlib import Path

from sandbox.asgi import Receive, Scope, Send, cut, headers_of, is_local, raw_path, read_body
from sandbox.controls import controlled
from sandbox.exchange import autodiscover
from sandbox.exchange.answers import Answer, told
from sandbox.exchange.auth import Gatekeeper
from sandbox.exchange.call import Call
from sandbox.exchange.control import CONTROLS
from sandbox.exchange.faults import ordered
from sandbox.exchange.mailbox import Mailboxes, Row
from sandbox.exchange.operations import OPERATIONS
from sandbox.exchange.seeds import seed
from sandbox.exchange.soap import Fault, envelope, fault_body, name_of, read_request
from sandbox.exchange.stats import Stats
from sandbox.faults import Faults, suffer

FLUSH_SECONDS = 0.02
EWS = "/ews/exchange.asmx"
MOST_KEPT = 2000


class Gate:
    """`violations` are requests that Exchange's own validation would refuse, in order."""

    def __init__(self) -> None:
        self.violations: list[Row] = []


class Standin:
    """All mailboxes behind one port. `refusals` are words that a test wants refused, with their error."""

    def __init__(self, world: Mailboxes, users: Path) -> None:
        self.world = world
        seed(world)
        self.gate = Gate()
        self.keeper = Gatekeeper(world, users)
        self.faults = Faults(ordered)
        self.stats = Stats()
        self.refusals: dict[str, str] = {}
        self.kept: list[tuple[bytes, bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._lifespan(receive, send)
        path, headers, raw = raw_path(scope), headers_of(scope), await read_body(receive)
        if path.startswith("/_control"):
            return await _send(send, await self._controlled(scope, path, raw))
        operation = _operation(path, raw)
        fault = self.faults.take(scope["method"], f"/EWS/{operation}")
        if fault is not None and not await suffer(fault, scope):
            return None
        peer = (str(scope["client"][0]), int(scope["client"][1]))
        if fault is not None and fault.answer:
            answer = self._counted(operation, fault.answer)
        else:
            answer = self._answer(path, operation, headers.get("authorization", ""), raw, peer)
        if self.world.switches.durable:
            self.world.disk.flush()
        if fault is not None and fault.drop == "after":
            return await cut(scope)
        return await _send(send, answer)

    async def _controlled(self, scope: Scope, path: str, raw: bytes) -> Answer:
        if not is_local(scope):
            return told({"error": "loopback only"}, 403)
        return told(*await controlled(self, CONTROLS, scope["method"], path.removeprefix("/_control"), raw))

    def _counted(self, operation: str, answer: Answer) -> Answer:
        self.stats.http_requests += 1
        self.stats.statuses[answer.status] += 1
        self.stats.count(operation, 0)
        return answer

    def _answer(self, path: str, operation: str, authorization: str, raw: bytes, peer: tuple[str, int]) -> Answer:
        self.stats.http_requests += 1
        answer = self._worked(path, operation, authorization, raw, peer)
        self.stats.statuses[answer.status] += 1
        return answer

    def _worked(self, path: str, operation: str, authorization: str, raw: bytes, peer: tuple[str, int]) -> Answer:
        if path.lower() not in (EWS, autodiscover.PATH):
            return Answer(404, b"", "text/html")
        caller = self.keeper.caller(authorization, peer)
        if isinstance(caller, Answer):
            return caller
        try:
            if path.lower() == autodiscover.PATH:
                return autodiscover.discover(self.world, caller, raw)
            return self._called(caller, operation, raw)
        except Fault as fault:
            self.gate.violations.append({"operation": operation, "code": fault.code, "message": fault.message})
            return Answer(500, fault_body(fault))

    def _called(self, account: Row, operation: str, raw: bytes) -> Answer:
        element = read_request(raw)
        operate = OPERATIONS.get(operation)
        if operate is None:
            raise Fault("ErrorInvalidRequest", f"{operation} is not known here")
        messages = list(operate(Call(self.world, account, operation, element, self.refusals)))
        self.stats.count(operation, len(messages))
        body = envelope(operation, messages)
        if self.world.switches.keep and len(self.kept) < MOST_KEPT:
            self.kept.append((raw, body))
        return Answer(200, body)

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


def _operation(path: str, raw: bytes) -> str:
    """What a request asks for, before anybody looked whether it may; failures are ordered by it."""
    if path.lower() == autodiscover.PATH:
        return "Autodiscover"
    try:
        return name_of(read_request(raw)) if path.lower() == EWS else "Nothing"
    except Fault:
        return "Nothing"


async def _send(send: Send, answer: Answer) -> None:
    headers = [(b"content-length", b"%d" % len(answer.body)), (b"content-type", answer.content_type.encode())]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in answer.repeated]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
