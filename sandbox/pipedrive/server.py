"""The stand-in as an ASGI application: tells the three hosts apart, and takes an API call through its stages."""

import asyncio
from urllib.parse import parse_qsl, urlsplit

import orjson

from sandbox.asgi import Receive, Scope, Send, cut, is_local, read_body
from sandbox.faults import Faults, suffer
from sandbox.pipedrive.announce import Announcer
from sandbox.pipedrive.answers import Answer
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.contract import Contract
from sandbox.pipedrive.control import answer_control
from sandbox.pipedrive.delivery import Delivery
from sandbox.pipedrive.extension import Extension
from sandbox.pipedrive.faults import ordered
from sandbox.pipedrive.gate import Gate, Request, api_path
from sandbox.pipedrive.oauth import OAuth
from sandbox.pipedrive.pictures import image
from sandbox.pipedrive.pipes import head, open_pipe

FLUSH_SECONDS = 0.02


class Standin:
    """One company behind one port."""

    def __init__(self, company: Company, contract: Contract | None) -> None:
        self.company = company
        self.oauth = OAuth(company)
        self.extension = Extension(company)
        self.gate = Gate(company, self.oauth, contract)
        self.delivery = Delivery(company)
        self.faults = Faults(ordered)
        company.listeners.append(Announcer(company, self.delivery).hear)
        company.on_webhook_gone = self.delivery.forget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._lifespan(receive, send)
        raw = await read_body(receive)
        path, method = scope["path"], scope["method"]
        fault = None if path.startswith("/_control") else self.faults.take(method, api_path(path) or path)
        if fault is not None and not await suffer(fault, scope):
            return None
        answer = fault.answer if fault and fault.answer else await self._answer(scope, method, path, raw)
        if fault is not None and fault.drop == "after":
            return await cut(scope)
        if self.company.switches.durable:
            self.company.disk.flush()
        return await _send(send, answer)

    async def _answer(self, scope: Scope, method: str, path: str, raw: bytes) -> Answer:
        headers = dict(scope["headers"])
        known = api_path(path)
        if known is not None:
            return self.gate.answer(Request(method, known, scope["query_string"], headers, raw))
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if path.startswith("/_control"):
            refused = _plain(403, "loopback only")
            return await answer_control(self, method, path[9:], raw) if is_local(scope) else refused
        if path.startswith("/_pictures/"):
            return image(self.company, path)
        shown = self.extension.answer(path, query) if method == "GET" else None
        return shown or self._oauth(method, path.rstrip("/"), query, headers, raw)

    def _oauth(self, method: str, path: str, query: dict[str, str], headers: dict[bytes, bytes], raw: bytes) -> Answer:
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        match method, path:
            case "GET", "/oauth/authorize":
                return self.oauth.authorize(query, headers)
            case "POST", "/oauth/token":
                return self.oauth.token(raw, authorization)
            case "POST", "/oauth/revoke":
                return self.oauth.revoke(raw, authorization)
            case _:
                return _plain(404, "Not found")

    async def tell_uninstalled(self, user_id: int) -> int:
        """DELETE on the app's callback; the status, 0 without an answer or without a callback."""
        uri, client = self.oauth.uninstall(user_id), self.oauth.client
        if not uri:
            return 0
        stamp = self.company.clock.stamp()
        told = {"client_id": client["client_id"], "company_id": self.company.company_id, "user_id": user_id}
        body = orjson.dumps({**told, "timestamp": stamp})
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        start = head("DELETE", uri, client["client_id"], client["client_secret"])
        pipe = await open_pipe(urlsplit(uri))
        pipe.send(b"%b%d\r\n\r\n%b" % (start, len(body), body), 10.0, done.set_result)
        status = await done
        pipe.close()
        return status

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        flushing = asyncio.get_running_loop().create_task(self._flush_often())
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{message['type']}.complete"})
        flushing.cancel()
        self.gate.limits.save()
        self.company.disk.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            self.gate.limits.save()
            self.company.disk.flush()


async def _send(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", answer.content_type.encode()), (b"content-length", b"%d" % len(answer.body))]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _plain(status: int, text: str) -> Answer:
    return Answer(status, orjson.dumps({"success": False, "error": text}))
