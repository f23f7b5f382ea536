"""What people see: connections with counts and progress, links, history, and what waits for them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.contact import Side
from tandem.domain.ids import CompanyId, ConnectionId, LinkId, RunId, connection_of, entry_id
from tandem.domain.link import Link
from tandem.state.accounts import Account
from tandem.state.connections import Connection, ConnectionState
from tandem.state.erasures import Erasure, Step
from tandem.state.history import ALL, Entry, Which
from tandem.state.pending import Kind, Pending
from tandem.state.reading import Standing, read_standings
from tandem.state.rules_text import rules_to_json
from tandem.state.runs import Run
from tandem.state.tokens import daily_tokens, tokens_spent
from tandem.usecases.cases import ledger
from tandem.usecases.cases.names import searched, shown_name
from tandem.usecases.runs.waits import next_poll
from tandem.usecases.seeing.views import (
    AccountView,
    CompanyView,
    ConnectionView,
    ErasureView,
    ErrorView,
    FieldChange,
    HistoryView,
    LinkView,
    Listing,
    PendingView,
    RunView,
    UserView,
)
from tandem.usecases.world import World

PAGE = 50
LATE = timedelta(minutes=10)
"""Longer than any function lasts, and than clocks differ."""
SEARCHED_AT_ONCE, SEARCHES = 500, 40
"""Links looked through at most for one page of a search; the next page goes on behind them."""


def company_view(world: World, company_id: CompanyId) -> CompanyView:
    company = world.companies.get(company_id)
    granted = {grant.user for grant in world.companies.grants(company_id)}
    users = tuple(UserView(user.id, user.name, user.email, user.is_admin, user.id in granted) for user in company.users)
    has_webhooks = bool(world.companies.channels(company_id))
    share = int(daily_tokens(company.plan, len(users)) * world.token_share)
    spent = tokens_spent(world.links.table, company_id, world.clock.now())
    return CompanyView(company.id, company.name, company.plan, users, has_webhooks, share, spent)


def account_view(account: Account) -> AccountView:
    return AccountView(account.id, account.company, account.user, account.provider, account.address, str(account.state))


def connection_view(world: World, connection: Connection) -> ConnectionView:
    return connection_views(world, [connection])[0]


def connection_views(world: World, connections: Sequence[Connection]) -> list[ConnectionView]:
    standings = read_standings(world.links.table, connections)
    return [_connection(world, *pair) for pair in zip(connections, standings, strict=True)]


def _connection(world: World, connection: Connection, standing: Standing) -> ConnectionView:
    counts = {"linked": standing.linked, "pending": standing.changes, **standing.waiting}
    run = _run(connection.id, standing.run) if standing.run else None
    fault = connection.fault
    return ConnectionView(
        connection.id,
        connection.kind,
        standing.provider,
        connection.account,
        _shown_state(connection, standing.waiting),
        rules_view(connection),
        counts,
        {"done": run.done if run else 0, "total": run.total if run else None},
        run,
        ErrorView(fault.reason, fault.detail, fault.at) if fault else None,
        connection.continues,
        connection.restored,
        _next_poll(world, connection),
    )


def _next_poll(world: World, connection: Connection) -> datetime | None:
    if connection.polls_from is None or not connection.is_active:
        return None
    return next_poll(connection.id, connection.polls_from, world.clock.now(), world.pace)


def _shown_state(connection: Connection, pending: Mapping[str, int]) -> str:
    is_held = connection.state is ConnectionState.UP_TO_DATE and pending[Kind.HELD] > 0
    return "held" if is_held else str(connection.state)


def rules_view(connection: Connection) -> dict[str, object]:
    return shown_rules(connection.rules)


def shown_rules(rules: AnyRules) -> dict[str, object]:
    """By the names and in the words that people see."""
    shown: dict[str, Any] = json.loads(rules_to_json(rules))
    if isinstance(rules, CalendarRules):
        shown.pop("former_title", None)  # not chosen any more, only to take titles apart by
        return shown
    scope = shown["crm_scope"]
    return {**shown, "crm_scope": f"filter:{scope['filter_id']}" if scope["filter_id"] else scope["kind"]}


def erasure_view(erasure: Erasure) -> ErasureView:
    return ErasureView(
        erasure.id,
        erasure.kind,
        "done" if erasure.step is Step.DONE else "running",
        erasure.requested,
        erasure.finished,
        erasure.counts,
        erasure.left,
    )


def run_view(world: World, run_id: RunId) -> RunView:
    connection = connection_of(run_id)
    return _run(connection, world.runs.get(connection, run_id))


def _run(connection: ConnectionId, run: Run) -> RunView:
    error = ErrorView(run.reason) if run.reason else None
    done = _done(run)
    counts = {name: count for name, count in run.counts.items() if name != "done"}
    return RunView(
        run.id, connection, run.kind, run.state, run.started, run.finished, counts, done, run.total or None, error
    )


def _done(run: Run) -> int:
    """Slices are counted after their commit, so a crash may leave one uncounted; a run that ended has done it all."""
    counted = run.counts.get("done", 0)
    return run.total or counted if run.state == "done" else min(counted, run.total or counted)


def links_view(world: World, connection: ConnectionId, query: str, after: str) -> Listing[LinkView]:
    """In order of link id; with a query, those whose name, address or organization has it."""
    found: list[Link] = []
    for _ in range(SEARCHES):
        rows, after = world.links.sieved(connection, after, query, SEARCHED_AT_ONCE if query else PAGE)
        for number, row in enumerate(rows, 1):
            link = world.links.shown(row)
            found += [link] if _has(link, query) else []
            if len(found) == PAGE:
                return Listing(tuple(map(_link_view, found)), row.key.sort if number < len(rows) else after)
        if not after:
            break
    return Listing(tuple(map(_link_view, found)), after)


def _has(link: Link, query: str) -> bool:
    base = link.crm.base or link.provider.base
    if not query:
        return True
    texts = searched(base) if base else ()
    return any(query.casefold() in text.casefold() for text in texts)


def _link_view(link: Link) -> LinkView:
    name = shown_name(link.crm.base or link.provider.base)
    return LinkView(link.id, name, link.crm.remote_id, link.provider.remote_id, str(link.state), link.changed_at)


def history_view(world: World, connection: ConnectionId, after: str, which: Which = ALL) -> Listing[HistoryView]:
    entries, following = world.history.newest(connection, _within_run(world, connection, which), after, PAGE)
    return Listing(tuple(_history(connection, one) for one in entries), following)


def _within_run(world: World, connection: ConnectionId, which: Which) -> Which:
    """What a run wrote lies between its begin and its end: nothing else has to be looked through."""
    run = world.runs.find(connection, RunId(which.run)) if which.run else None
    if run is None:
        return which
    return replace(which, since=run.started - LATE, until=run.finished + LATE if run.finished else None)


def _history(connection: ConnectionId, entry: Entry) -> HistoryView:
    fields = tuple(FieldChange(name, before, after) for name, (before, after) in entry.changes.items())
    return HistoryView(
        entry_id(connection, entry.place),
        entry.at,
        entry.run or "",
        entry.link,
        entry.name,
        str(entry.side),
        str(entry.act),
        fields,
        entry.rule,
    )


def pending_view(world: World, connection: ConnectionId, kind: Kind, after: str) -> Listing[PendingView]:
    waiting = world.pendings.page(connection, kind, after, PAGE)
    ids = [one.link for one in waiting if kind is Kind.CONFLICT and one.link is not None]
    links = world.links.get(connection, ids) if ids else {}
    items = tuple(_pending(one, links.get(one.link or LinkId(""))) for one in waiting)
    return Listing(items, waiting[-1].key if len(waiting) == PAGE else "")


def _pending(one: Pending, link: Link | None) -> PendingView:
    content, is_conflict = one.content, one.kind is Kind.CONFLICT
    return PendingView(
        one.key,
        str(one.kind),
        str(content.get("name", "")),
        one.reason,
        one.since,
        str(one.side) if one.side else None,
        one.remote_id,
        one.detail,
        one.retry_at,
        one.detail if is_conflict and one.detail else None,
        _won(one, link) if is_conflict and one.detail else None,
        content.get("lost"),
        tuple(content.get("group", ())),
        tuple(content.get("known", ())),
        bool(content.get("undo")),
    )


def _won(one: Pending, link: Link | None) -> object:
    """As the link has it now; as it was recorded where there is no link any more.

    What an undo left alone has won against it, on the side where the undo would have written.
    """
    is_spared = one.reason != "both_changed" and set(one.content.get("shown", {})) == {one.side}
    side = one.side.other if one.side and not is_spared else one.side or Side.CRM
    base = link.side(side).base if link else None
    return ledger.shown_value(base, one.detail) if base else one.content.get("shown", {}).get(side)


def all_connections(world: World) -> Sequence[Connection]:
    return [one for company in world.companies.all() for one in world.connections.of_company(company)]
