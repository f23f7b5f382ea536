"""What every API call passes: who it is, the limits, the contract, and then the operation's own handler."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

import orjson

from sandbox.pipedrive.answers import Answer, Refused
from sandbox.pipedrive.calls import Call, Route
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.contract import Contract
from sandbox.pipedrive.limits import Limits
from sandbox.pipedrive.oauth import OAuth
from sandbox.pipedrive.routes import route_table
from sandbox.pipedrive.stats import Stats
from sandbox.pipedrive.table import Row

PREFIXES = {"/api/v2/": "/v2/", "/api/v1/": "/v1/", "/v1/": "/v1/"}
UNAUTHORIZED = {"success": False, "error": "unauthorized access", "errorCode": 401}


@dataclass(frozen=True, slots=True)
class Request:
    """`path` starts with `/v1/` or `/v2/`, whatever prefix it came by; `query` is as it came."""

    method: str
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Caller:
    """`client` is the app's id behind an OAuth token, None behind an API token."""

    token: str
    user: Row
    client: str | None

    @property
    def is_app(self) -> bool:
        return self.client is not None


class Gate:
    """`violations` are the requests that the contract does not know, in order."""

    def __init__(self, company: Company, oauth: OAuth, contract: Contract | None) -> None:
        self.company = company
        self.limits = Limits(company)
        self.stats = Stats()
        self.violations: list[Row] = []
        self._oauth = oauth
        self._contract = contract
        self._routes = route_table()

    def answer(self, request: Request) -> Answer:
        caller = self._caller(request.headers)
        if caller is None:
            return Refused(401, "", body=UNAUTHORIZED).answer()
        found, args = self._routes.methods(request.path)
        route = found.get(request.method)
        name, cost = (f"{request.method} {route.template if route else request.path}", route.cost if route else 1)
        is_search = route is not None and route.is_search
        refused = self._closed() or self.limits.refuse(
            caller.token, is_app=caller.is_app, cost=cost, is_search=is_search
        )
        if refused is not None:
            self.stats.count(name, refused.status, 0)
            return refused
        answer = self._worked(request, caller, route, args, is_known=bool(found))
        is_write = request.method in ("POST", "PUT")
        answer.headers.update(self.limits.headers(caller.token, is_app=caller.is_app, is_write=is_write))
        self.stats.count(name, answer.status, cost)
        return answer

    def _worked(
        self, request: Request, caller: Caller, route: Route | None, args: list[str], *, is_known: bool
    ) -> Answer:
        try:
            call = self._read(request, caller, args)
            self._check_contract(request, call)
            if route is None:
                raise Refused(405, "Method not allowed") if is_known else Refused(404, "Unknown method .")
            return route.handler(call)
        except Refused as refusal:
            return refusal.answer()

    def _read(self, request: Request, caller: Caller, args: list[str]) -> Call:
        text = request.query.decode("latin-1")
        query = dict(parse_qsl(text, keep_blank_values=True)) if text else {}
        body, is_multipart = None, request.headers.get(b"content-type", b"").startswith(b"multipart/")
        if request.raw and not is_multipart:
            try:
                body = orjson.loads(request.raw)
            except orjson.JSONDecodeError:
                raise Refused(400, "Bad request", "The body is not JSON.") from None
        parts = [unquote(arg) for arg in args]
        return Call(self.company, caller.user, caller.client, parts, query, body, request.raw, request.headers)

    def _check_contract(self, request: Request, call: Call) -> None:
        if self._contract is None or not self.company.switches.contract:
            return
        problems = self._contract.problems(request.method, request.path, call.query, call.body)
        if problems:
            self.violations.append({"method": request.method, "path": request.path, "problems": problems})
            raise Refused(400, f"Contract violation: {'; '.join(problems)}")

    def _caller(self, headers: dict[bytes, bytes]) -> Caller | None:
        """An API token beats a bearer, as the SDK has it when both are set."""
        if b"x-api-token" in headers:
            token = headers[b"x-api-token"].decode("latin-1")
            users = self.company.table("user").rows.values()
            found = next((user for user in users if user["api_token"] == token and user["active_flag"]), None)
            return Caller(token, found, None) if found else None
        token = headers.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        user = self._oauth.user_of(token)
        return Caller(token, user, self._oauth.client["client_id"]) if user else None

    def _closed(self) -> Answer | None:
        if self.company.switches.maintenance:
            return Refused(503, "Service unavailable").answer()
        return None if self.company.switches.company_open else Refused(402, "Payment required").answer()


def api_path(path: str) -> str | None:
    """`/v1/…` or `/v2/…` without the API's prefix; None for anything else."""
    return next((f"{short}{path[len(long) :]}" for long, short in PREFIXES.items() if path.startswith(long)), None)
