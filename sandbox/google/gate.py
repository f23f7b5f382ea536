"""What every API call passes: who it is, the contract, the scopes, and then the operation's own handler."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, unquote

import orjson

from sandbox.faults import Faults
from sandbox.google.answers import Answer, Refused, not_found, scope_missing, told
from sandbox.google.calls import Call, Query, Request, Route
from sandbox.google.discovery import Contracts, apart
from sandbox.google.oauth import OAuth
from sandbox.google.partial import partial
from sandbox.google.stats import Stats
from sandbox.google.world import World
from sandbox.pipedrive.calls import PathTable
from sandbox.rows import Row

Shape = Callable[[Refused], Answer]


class Gate:
    """`violations` are the requests that the contracts do not know, in order.

    `shapes` are the words in which an API refuses, by what its paths begin with.
    """

    def __init__(
        self,
        world: World,
        oauth: OAuth,
        routes: list[Route],
        contract: Contracts | None,
        faults: Faults[Answer],
        shapes: Mapping[str, Shape],
    ) -> None:
        self.world = world
        self.stats = Stats()
        self.violations: list[Row] = []
        self._oauth = oauth
        self._contract = contract
        self._faults = faults
        self._shapes = shapes
        self._table: PathTable[Route] = PathTable()
        for route in routes:
            self._table.add(route.method, apart(route.template), route)

    def answer(self, request: Request) -> Answer:
        found, args = self._table.methods(apart(request.path))
        route = found.get(request.method)
        answer = self._worked(request, route, args)
        self.stats.count(f"{request.method} {route.template if route else request.path}", answer.status)
        return answer

    def answer_part(self, request: Request) -> Answer:
        """A call inside a batch, which ordered failures reach too."""
        return self._faults.take_answer(request.method, request.path) or self.answer(request)

    def _worked(self, request: Request, route: Route | None, args: list[str]) -> Answer:
        try:
            grant = self._oauth.caller(request.headers.get("authorization", ""))
            query, body = parse_qs(request.query, keep_blank_values=True), _body(request)
            self._check_contract(request, query, body)
            if route is None:
                raise not_found()
            if not route.scopes & set(grant["scopes"]):
                raise scope_missing()
            account = self.world.account(grant["email"]) or {}
            call = Call(account, grant["client"], list(map(unquote, args)), query, body, request.headers)
            return _finished(call, route.handler(call))
        except Refused as refusal:
            shapes = (shape for prefix, shape in self._shapes.items() if request.path.startswith(prefix))
            return next(shapes, Refused.answer)(refusal)

    def _check_contract(self, request: Request, query: Query, body: object) -> None:
        if self._contract is None:
            return
        problems = self._contract.problems(request.method, request.path, query, body)
        if not problems:
            return
        self.violations.append({"method": request.method, "path": request.path, "problems": problems})
        if self.world.switches.strict:
            raise Refused(400, "badRequest", f"Contract violation: {'; '.join(problems)}")


def _body(request: Request) -> object:
    if not request.raw:
        return None
    try:
        return orjson.loads(request.raw)
    except orjson.JSONDecodeError:
        raise Refused(400, "parseError", "Parse Error") from None


def _finished(call: Call, answer: Answer) -> Answer:
    """Only the wanted fields, and nothing at all where the caller has that version already."""
    etag, wanted = answer.headers.get("etag"), call.one("fields")
    if etag and call.headers.get("if-none-match") == etag:
        return Answer(304, b"", headers={"etag": etag})
    if wanted and answer.body:
        return told(partial(orjson.loads(answer.body), wanted), answer.status, **answer.headers)
    return answer
