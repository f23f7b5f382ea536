"""What every API call passes: who it is, the contract, the scopes, the mailbox's limit, and then its own handler."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from urllib.parse import parse_qsl, unquote

import orjson

from sandbox.faults import Faults
from sandbox.google.stats import Stats
from sandbox.microsoft.answers import Answer, Refused, bad_request, no_segment, scope_missing, too_many
from sandbox.microsoft.calls import Call, Request, Route
from sandbox.microsoft.contract import Contract
from sandbox.microsoft.oauth import OAuth
from sandbox.microsoft.world import World
from sandbox.pipedrive.calls import PathTable
from sandbox.rows import Row


class Gate:
    """`violations` are requests that the contract does not know, in order; `most` is how many a mailbox had at once."""

    def __init__(
        self, world: World, oauth: OAuth, routes: Iterable[Route], contract: Contract | None, faults: Faults[Answer]
    ) -> None:
        self.world = world
        self.stats = Stats()
        self.violations: list[Row] = []
        self.most = 0
        self._oauth = oauth
        self._contract = contract
        self._faults = faults
        self._busy: Counter[str] = Counter()
        self._table: PathTable[Route] = PathTable()
        for route in routes:
            self._table.add(route.method, route.template, route)

    async def answer(self, request: Request) -> Answer:
        found, args = self._table.methods(request.path)
        route = found.get(request.method)
        answer = await self._worked(request, route, args)
        self.stats.count(f"{request.method} {route.template if route else request.path}", answer.status)
        return answer

    async def answer_part(self, request: Request) -> Answer:
        """A call inside a batch, which ordered failures reach too."""
        return self._faults.take_answer(request.method, request.path) or await self.answer(request)

    def caller(self, request: Request) -> Row:
        return self._oauth.caller(request.headers.get("authorization", ""))

    async def taking(self, mailbox: str, width: int) -> int:
        """How many of `width` requests the mailbox may take on at once now; whoever took gives back."""
        free = max(0, self.world.switches.concurrency - self._busy[mailbox])
        taken = min(free, width)
        self._busy[mailbox] += taken
        self.most = max(self.most, self._busy[mailbox])
        if taken and self.world.switches.latency:
            await asyncio.sleep(self.world.switches.latency)
        return taken

    def giving_back(self, mailbox: str, taken: int) -> None:
        self._busy[mailbox] -= taken

    async def _worked(self, request: Request, route: Route | None, args: list[str]) -> Answer:
        try:
            grant = self.caller(request)
            query, body = dict(parse_qsl(request.query, keep_blank_values=True)), _body(request)
            self._check_contract(request, query, body)
            if route is None:
                raise no_segment(request.path)
            if route.scopes and not route.scopes & set(grant["scopes"]):
                raise scope_missing()
            account = self.world.account(grant["email"]) or {}
            mine = list(map(unquote, args))
            if request.path.startswith("/v1.0/users/"):
                _check_user(mine.pop(0), account)
            call = Call(account, grant["client"], request.path, mine, query, body, request.raw, request.headers)
            handled = route.handler(call)
            return await handled if isinstance(handled, Awaitable) else handled
        except Refused as refusal:
            return refusal.answer()

    def _check_contract(self, request: Request, query: dict[str, str], body: object) -> None:
        if self._contract is None:
            return
        problems = self._contract.problems(request.method, request.path, query, body)
        if not problems:
            return
        self.violations.append({"method": request.method, "path": request.path, "problems": problems})
        if self.world.switches.strict:
            raise bad_request(f"Contract violation: {'; '.join(problems)}")


def refused_for_now() -> Answer:
    return too_many().answer()


def _check_user(user: str, account: Row) -> None:
    if user.lower() not in (account.get("id"), account.get("oid")):
        raise Refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def _body(request: Request) -> object:
    if not request.raw or not request.headers.get("content-type", "").startswith("application/json"):
        return None
    try:
        return orjson.loads(request.raw)
    except orjson.JSONDecodeError:
        raise bad_request("Unable to read JSON request payload.") from None
