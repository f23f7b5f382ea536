"""Erases a company or one of its users, in slices and in steps that each may be done again; leaves a proof.

Nothing is deleted at Pipedrive or at a provider: contacts are people's own. The webhooks that Tandem made there go.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from tandem.domain.errors import RateLimited, Refused, Retryable, Trouble
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, ErasureId, UserId
from tandem.ports import Queue
from tandem.state.companies import Company, Grant
from tandem.state.connections import ConnectionState, Leaving, Phase
from tandem.state.erasures import PREFIX, Erasure, Step
from tandem.state.remains import Dropped, Remains
from tandem.usecases.listening.webhooks import remove_webhooks, see_to_webhooks
from tandem.usecases.runs.waits import chance, until_retry
from tandem.usecases.world import World

logger = logging.getLogger("tandem")

MOST_TRIES = 6
"""So often a CRM that gives no answer is asked to take back webhooks and grants: some minutes. People come first."""


def request_erasure(world: World, company: CompanyId, user: UserId, confirmed: str) -> ErasureId:
    """Note it and begin; asked again while it is under way, the same one, or the company's that has the user's in it.
    `user` empty: the whole company.

    Raise `Refused` ("not_confirmed") unless `confirmed` is the id or the name of what is to be erased, of a user also
    the mail address.
    """
    _require_confirmed(world, company, user, confirmed.strip())
    known = world.erasures.under_way(company, user) or world.erasures.under_way(company, UserId(""))
    erasure = ErasureId(known or f"{PREFIX}{world.ids.new()}")
    rows = {} if known else world.erasures.rows(Erasure(erasure, company, user, world.clock.now()))
    world.wakes.note_and_wake(rows, [(Queue.RECONCILE_CONTACTS, AccountId(erasure), ConnectionId(erasure))])
    return erasure


def _require_confirmed(world: World, company: CompanyId, user: UserId, confirmed: str) -> None:
    known = world.companies.find(company)
    under_way = (world.erasures.under_way(company, one) for one in {user, UserId("")})
    if known is None and not any(under_way):
        raise Refused("unknown", "company")
    if confirmed not in (_names(world, known, user) if user else {company, known.name if known else company}):
        raise Refused("not_confirmed", "confirm")


def _names(world: World, company: Company | None, user: UserId) -> set[str]:
    """Raise `Refused` ("unknown") for somebody of whom nothing is here."""
    found = [one for one in (company.users if company else ()) if one.id == user]
    if company is not None and not found and not _is_known(world, company.id, user):
        raise Refused("unknown", "user")
    return {user, *(name for one in found for name in (one.name, one.email) if name)}


def _is_known(world: World, company: CompanyId, user: UserId) -> bool:
    with suppress(Refused):
        return bool(world.companies.grant(company, user))
    return any(one.user == user for one in world.accounts.of_company(company))


def erase(world: World, erasure_id: ErasureId) -> None:
    """Work for at most one time slice. Whatever a crash leaves is found again: steps look at what is there."""
    as_woken = ConnectionId(erasure_id)
    generation = world.wakes.generation(Queue.RECONCILE_CONTACTS, as_woken)
    until = world.clock.now() + world.pace.slice
    erasure = world.erasures.find(erasure_id)
    while erasure is not None and erasure.step is not Step.DONE:
        wait = (erasure.until or world.clock.now()) - world.clock.now()
        if wait > timedelta() or world.clock.now() >= until:
            world.wakes.again(Queue.RECONCILE_CONTACTS, AccountId(erasure_id), as_woken, max(wait, timedelta()))
            return
        erasure = _stepped(world, erasure, until)
    world.wakes.done(Queue.RECONCILE_CONTACTS, AccountId(erasure_id), as_woken, generation)


def _stepped(world: World, erasure: Erasure, until: datetime) -> Erasure:
    """As far as one step goes before `until`; stored."""
    match erasure.step:
        case Step.STOP:
            after = _stop(world, erasure)
        case Step.LEAVE:
            after = _leave(world, erasure)
        case Step.DROP | Step.AGAIN:
            after = _drop(world, erasure, until)
        case Step.DONE:
            return erasure
        case _:
            assert_never(erasure.step)
    if after.step is Step.DONE:
        world.erasures.prove(after, world.clock.now())
        logger.info("erased", extra={"count": sum(after.counts.values())})
    else:
        world.erasures.put(after)
    return after


# --- nobody works any more -------------------------------------------------------------------------------------------


def _stop(world: World, erasure: Erasure) -> Erasure:
    """Whoever is at work right now is given time to end."""
    mine = [one for one in world.connections.of_company(erasure.company) if erasure.user in ("", one.user)]
    accounts = [one for one in world.accounts.owners(erasure.company) if erasure.user in ("", one[1])]
    for connection in mine:
        world.timetable.drop(connection.id)
        world.connections.change(
            connection.id,
            lambda one: replace(
                one, state=ConnectionState.STOPPED, leaving=Leaving.NO, phase=Phase.NONE, answer=None, undo=None
            ),
        )
    return replace(
        erasure,
        step=Step.LEAVE,
        until=world.clock.now() + world.pace.still,
        connections=tuple(sorted(one.id for one in mine)),
        accounts=tuple(sorted(account for account, _ in accounts)),
    )


# --- what is at the CRM ----------------------------------------------------------------------------------------------


def _leave(world: World, erasure: Erasure) -> Erasure:
    """Tried for some minutes where the CRM gives no answer; what stays there then is told in the proof."""
    left: dict[str, Trouble | None] = {}
    for what, take_back in (("webhooks", _webhooks), ("grants", _grants)):
        try:
            left |= dict.fromkeys(take_back(world, erasure))
        except Trouble as trouble:
            left[what] = trouble
    if erasure.tries < MOST_TRIES and any(_may_pass(trouble) for trouble in left.values()):
        wait = until_retry(erasure.tries, chance(world.ids))
        return replace(erasure, tries=erasure.tries + 1, until=world.clock.now() + wait)
    return replace(erasure, step=Step.DROP, until=None, left=tuple(left))


def _may_pass(trouble: Trouble | None) -> bool:
    return isinstance(trouble, Retryable) and not isinstance(trouble, RateLimited)


def _webhooks(world: World, erasure: Erasure) -> list[str]:
    remove_webhooks(world, erasure.company, [grant.user for grant in _its_grants(world, erasure)])
    return []


def _grants(world: World, erasure: Erasure) -> list[str]:
    """A personal token of Pipedrive's can't be taken back by anybody but its owner."""
    revoked = [world.replicas.revoke(grant) for grant in _its_grants(world, erasure)]
    return [] if all(revoked) else ["api_tokens"]


def _its_grants(world: World, erasure: Erasure) -> list[Grant]:
    return [one for one in world.companies.grants(erasure.company) if erasure.user in ("", one.user)]


# --- what is here ----------------------------------------------------------------------------------------------------


def _drop(world: World, erasure: Erasure, until: datetime) -> Erasure:
    """Connection by connection, then what lies above them, then the keys, so that nothing is sealed with them anew."""
    counts = dict(erasure.counts)
    for connection in (one for one in erasure.connections if one > erasure.after):
        if not _emptied(world, _of_connection(world, erasure, connection), counts, until):
            return replace(erasure, counts=counts)
        erasure = replace(erasure, after=connection)
    if not _emptied(world, _above(world, erasure), counts, until):
        return replace(erasure, counts=counts)
    _forget(world, erasure)
    done = replace(erasure, counts=counts, after="", step=Step.DONE if erasure.step is Step.AGAIN else Step.AGAIN)
    return replace(done, until=world.clock.now() + world.pace.still if done.step is Step.AGAIN else None)


def _emptied(world: World, drops: Iterator[Dropped], counts: dict[str, int], until: datetime) -> bool:
    """Whether nothing is left of it."""
    for kind, number in drops:
        if number:
            counts[kind] = counts.get(kind, 0) + number
        if world.clock.now() >= until:
            return False
    return True


def _of_connection(world: World, erasure: Erasure, connection: ConnectionId) -> Iterator[Dropped]:
    return Remains(world.links.table).of_connection(connection, with_persons=not erasure.user)


def _above(world: World, erasure: Erasure) -> Iterator[Dropped]:
    remains = Remains(world.links.table)
    if not erasure.user:
        return remains.of_company(erasure.company, erasure.accounts)
    return remains.of_user(erasure.company, erasure.user, erasure.accounts, erasure.connections)


def _forget(world: World, erasure: Erasure) -> None:
    """Letters, blobs and keys. A colleague's are others; but a list of all users has this one's name."""
    sealing, company = world.companies.sealing, erasure.company
    if world.post is not None:
        world.post.forget(company, erasure.user)
    if not erasure.user:
        sealing.blobs.delete(f"{company}/")
        sealing.vault.destroy(company, None)
    for account in erasure.accounts if erasure.user else ():
        sealing.blobs.delete(f"{company}/{account}/")
        sealing.vault.destroy(company, account)
    for name in _of_company_key(erasure):
        sealing.blobs.delete(f"{company}/company/{name}/")
    if erasure.user:
        _take_off_the_list(world, company, erasure.user)
    world.replicas.forget(company)


def _of_company_key(erasure: Erasure) -> list[str]:
    """What of a user is sealed with the company's key, and might be too large for a row."""
    cursors = [f"cursor/{connection}" for connection in erasure.connections]
    return [f"grant/{erasure.user}", *cursors] if erasure.user else []


def _take_off_the_list(world: World, company_id: CompanyId, user: UserId) -> None:
    """Colleagues may need a webhook made by another grant now. What the user changed for all stays, without a name."""
    company = world.companies.find(company_id)
    if company is None:
        return
    users = tuple(one for one in company.users if one.id != user)
    if users != company.users:
        world.companies.put(replace(company, users=users))
    world.companies.change_defaults(company_id, lambda one: replace(one, defaults=one.defaults.without(user)))
    see_to_webhooks(world, company_id)
