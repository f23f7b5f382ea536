"""Tells people by mail what waits for them: a dead grant, held deletions, parked records. Each once.

What is told is noted before the letter is sent, on the condition that nobody noted anything meanwhile. So of any number
of workers one sends it, and a crash between the note and the sending loses a letter but never doubles one; the same
stands in the console and in the command. Only where the mail server surely did not take the letter the note is taken
back, and it is tried again some times.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import CompanyId, ConnectionId, UserId, company_of
from tandem.domain.telling import SETTLED, Cause, Standing, noted, view
from tandem.ports import CrmUser, Delivery, Fate, Letter, Measure, Post
from tandem.state.accounts import AccountState
from tandem.state.companies import Company
from tandem.state.connections import Connection, ConnectionState
from tandem.state.due import Duty, Entry
from tandem.state.pending import Kind
from tandem.state.tellings import Told, taken_back
from tandem.usecases.runs.waits import whole_minute
from tandem.usecases.telling import letter
from tandem.usecases.world import World

logger = logging.getLogger("tandem")

MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=5)
"""Doubled with each try: the last one is two and a half hours after the first."""
LONGEST = timedelta(seconds=30)
"""So long letters are sent at a time; who is left comes a minute later."""

Person = tuple[CompanyId, UserId]


def tell_soon(world: World, connection: ConnectionId) -> None:
    """Have it looked at when what begins now will have stood long enough. A look too many tells nobody anything."""
    world.due.put(Duty.TELL, connection, whole_minute(world.clock.now() + SETTLED))


def tell(world: World, entries: Sequence[Entry]) -> None:
    """Look at the connections of these entries, whatever duty led to them, and tell whom there is something to tell.

    After one letter that wasn't taken the rest waits for a minute: a mail server that is down costs one wait, not one
    for each person.
    """
    until, is_open = world.clock.now() + LONGEST, True
    for (company, user), theirs in _by_person(world, entries).items():
        if is_open and world.clock.now() < until:
            is_open = _see_to(world, company, user)
        else:
            world.due.put(Duty.TELL, theirs[0], whole_minute(world.clock.now() + timedelta(minutes=1)))
    for entry in entries:
        if entry.duty is Duty.TELL:
            world.due.drop(entry.duty, entry.connection, entry.at)


def _by_person(world: World, entries: Iterable[Entry]) -> dict[Person, list[ConnectionId]]:
    """Nobody where nobody is mailed."""
    found: dict[Person, list[ConnectionId]] = {}
    for name in dict.fromkeys(entry.connection for entry in entries) if world.post is not None else ():
        connection = world.connections.find(name)
        if connection is not None and connection.is_active:
            found.setdefault((company_of(name), connection.user), []).append(name)
    return found


def _see_to(world: World, company: CompanyId, user: UserId) -> bool:
    """Whether the mail server may be asked again at once. What can't be opened here is told to nobody."""
    try:
        return _told(world, company, user)
    except Refused as refused:
        logger.warning("nobody told", extra={"company": company, "reason": refused.reason})
        return True


def _told(world: World, company: CompanyId, user: UserId) -> bool:
    now, known = world.clock.now(), world.tellings.of(company, user)
    if known.not_before is not None and now < known.not_before:
        return True  # a look is noted for then
    theirs = {one.id: one for one in world.connections.of_company(company) if one.user == user and one.listens}
    seen = view([cause for one in theirs.values() for cause in _standing(world, one)], known.notes, now)
    if seen.again is not None:
        at, connection = seen.again
        world.due.put(Duty.TELL, connection, whole_minute(at))
    if not seen.news:
        return True
    written = replace(known, notes=tuple(noted(known.notes, seen.news, frozenset(theirs), now)), not_before=None)
    return _send(world, written, now, [_with_account(world, one, theirs[one.connection]) for one in seen.news])


def _with_account(world: World, one: Standing, connection: Connection) -> letter.Told:
    return letter.Told(one, connection, world.accounts.get(connection.account))


# --- what stands ------------------------------------------------------------------------------------------------------


def _standing(world: World, connection: Connection) -> Iterator[Standing]:
    """Nobody is told of what they paused or stopped themselves."""
    if not connection.is_active or connection.leaving:
        return
    if connection.state is ConnectionState.NEEDS_RECONNECT and connection.fault is not None:
        yield Standing(connection.id, Cause.DEAD, connection.fault.at, mark=_mark(world, connection))
    for kind, (count, since) in world.pendings.oldest(connection.id).items():
        if kind in (Kind.HELD, Kind.PARKED):
            yield Standing(connection.id, Cause(kind), since, count)


def _mark(world: World, connection: Connection) -> str:
    """Of the grant that died: another one once it is given anew. Empty where only this connection lacks something."""
    account = world.accounts.get(connection.account)
    if account.state is AccountState.NEEDS_RECONNECT:
        return f"{account.id}/{account.revision}"
    with suppress(Refused):  # there is none any more
        grant = world.companies.grant(connection.company, connection.user)
        return f"{letter.GRANT}{grant.revision}" if grant.is_dead else ""
    return ""


# --- sending ----------------------------------------------------------------------------------------------------------


def _send(world: World, told: Told, now: datetime, news: Sequence[letter.Told]) -> bool:
    post = world.post
    written = _letter(world, told, now, news)
    try:
        world.tellings.put(told)
    except Conflict:
        return True  # somebody else is telling them
    if written is None or post is None:
        logger.warning("nobody told", extra={"company": told.company, "reason": "no_address"})
        return True
    return _sent(world, told, now, news[0].connection.id, _handed_over(post, written))


def _sent(world: World, told: Told, now: datetime, connection: ConnectionId, delivery: Delivery) -> bool:
    """Whether the mail server may be asked again at once."""
    match delivery.fate:
        case Fate.SENT:
            world.meter.count(Measure.LETTERS)
            _begin_anew(world, told)
            return True
        case Fate.NOT_TAKEN if told.tries + 1 < MOST_TRIES:
            _take_back(world, told, now, connection)
            logger.info("letter waits", extra={"company": told.company, "reason": delivery.reason})
            return False
        case Fate.NOT_TAKEN | Fate.REFUSED | Fate.UNKNOWN:
            world.meter.count(Measure.LETTERS_LOST)
            logger.warning("letter given up", extra={"company": told.company, "reason": delivery.reason})
            _begin_anew(world, told)
            return delivery.fate is Fate.REFUSED
        case _:
            assert_never(delivery.fate)


def _take_back(world: World, told: Told, now: datetime, connection: ConnectionId) -> None:
    """The look to come is noted first: whoever is cut off in between leaves a look too many."""
    later = whole_minute(world.clock.now() + FIRST_WAIT * 2**told.tries)
    world.due.put(Duty.TELL, connection, later)
    ours = frozenset(one for one in told.notes if one.at == now)
    edit = partial(taken_back, written=ours, tries=told.tries + 1, not_before=later)
    world.tellings.change(told.company, told.user, edit)


def _begin_anew(world: World, told: Told) -> None:
    if told.tries:
        world.tellings.change(told.company, told.user, lambda one: replace(one, tries=0))


def _handed_over(post: Post, written: Letter) -> Delivery:
    """Whatever an adapter lets through: nobody knows whether the letter was taken, and the rest of a sweep goes on."""
    try:
        return post.send(written)
    except Exception as error:  # nothing that goes wrong with mail may stop a sync
        return Delivery(Fate.UNKNOWN, type(error).__name__)


def _letter(world: World, told: Told, now: datetime, news: Sequence[letter.Told]) -> Letter | None:
    """None where no address is known."""
    person = _person(world.companies.find(told.company), told.user)
    to = _address(person, news)
    if to is None:
        return None
    language = letter.language_of(person.language if person else "", world.language)
    name = letter.one_line(person.name) if person else ""
    text = letter.text(name, news, language, world.public_url)
    return Letter(world.ids.new(), told.company, told.user, to, letter.subject(news, language), text, language, now)


def _person(company: Company | None, user: UserId) -> CrmUser | None:
    return next((one for one in (company.users if company else ()) if one.id == user), None)


def _address(person: CrmUser | None, news: Sequence[letter.Told]) -> str | None:
    """The user's at Pipedrive, else the account's: both are that person's own."""
    of_crm = [person.email] if person is not None and person.is_active else []
    return next(filter(letter.is_address, [*of_crm, *(one.account.address for one in news)]), None)
