"""Edits that fell between our read and our write: pre-images are kept with intents, and held against what the CRM
tells of the write afterwards, by its webhook or, where that was lost, by the person's change log."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

from tandem.domain.action import Loss
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content, as_event
from tandem.domain.errors import Conflict, Refused, Rejected, Retryable
from tandem.domain.gap import EARLY, PreImage, Trace, held_against, held_against_log, pre_image
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.link import Link
from tandem.domain.showing import dressed
from tandem.domain.sight import Seen
from tandem.ports import Failed, Measure, Operation, Written
from tandem.state.changes import ChangeRecord
from tandem.state.connections import Connection
from tandem.state.pre_images import Kept
from tandem.state.tokens import daily_tokens
from tandem.usecases.cases import agree, ledger
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.world import Opened, World

logger = logging.getLogger("tandem")

LOG_TOKENS = 20
LOG_PART = 0.05
"""Of the day's tokens, what one sweep may spend on change logs at most."""
MOST_LOGS = 50
"""Persons whose log one sweep reads at most: each takes a request of its own."""
HEARD_BY = timedelta(minutes=10)
"""Pipedrive tries a webhook again after 3, 30 and 150 seconds, and no more (guide-for-webhooks-v2)."""


# --- before the write --------------------------------------------------------------------------------------


def pre_images(
    world: World, connection: Connection, intended: Sequence[Link], decided: Sequence[Decided]
) -> Mapping[LinkId, tuple[Operation, ...]]:
    """To be stored with the intents: after a crash nobody could tell any more what had been read."""
    images = [image for pair in zip(intended, decided, strict=True) if (image := _image(*pair)) is not None]
    known = world.pre_images.get(connection.id, [person for person, _ in images])
    return {
        image.link: (world.pre_images.add(connection.id, connection.account, known.get(person, Kept(person)), image),)
        for person, image in images
    }


def _image(link: Link, one: Decided) -> tuple[RemoteId, PreImage] | None:
    intent, read = link.intent, one.case.crm
    if intent is None or Side.CRM not in intent.written or intent.crm is None or not isinstance(read, Seen):
        return None
    image = pre_image(link.id, intent.at, read.content, intent.crm)
    return (read.remote_id, image) if image is not None else None


def losses(one: Decided, answer: Written | Failed | None) -> tuple[Loss, ...]:
    """What the answer of a deletion at the CRM shows of others' edits that went with the person."""
    read = one.case.crm
    if not isinstance(answer, Written) or answer.overwritten is None or not isinstance(read, Seen):
        return ()
    return agree.overwritten(answer.overwritten, read.content)


# --- by the webhook ----------------------------------------------------------------------------------------


def hear_echoes(
    world: World,
    connection: Connection,
    opened: Opened,
    records: Sequence[ChangeRecord],
    held: Mapping[tuple[Side, RemoteId], Link],
) -> None:
    """Hold what webhooks told of our own writes against the pre-images. Before the records are settled. Idempotent."""
    boxes: dict[RemoteId, list[bytes]] = {}
    for record in records:
        if record.box is not None:
            boxes.setdefault(record.remote_id, []).append(record.box)
    for person, kept in world.pre_images.get(connection.id, list(boxes)).items():
        found = [_opened(world, connection, opened, box) for box in boxes[person]]
        traces = [trace for trace in found if trace is not None]
        _hear_of(world, connection, kept, traces, held.get((Side.CRM, person)))


def _hear_of(world: World, connection: Connection, kept: Kept, traces: Sequence[Trace], link: Link | None) -> None:
    while not _hold(world, connection, kept, traces, link):
        kept = world.pre_images.get(connection.id, [kept.person]).get(kept.person, Kept(kept.person))


def _hold(world: World, connection: Connection, kept: Kept, traces: Sequence[Trace], link: Link | None) -> bool:
    """False where a sweep was quicker with these pre-images."""
    found = held_against(kept.images, traces, connection.user)
    return found.left == kept.images or _note(world, connection, kept, found.lost, found.left, link)


def _opened(world: World, connection: Connection, opened: Opened, box: bytes) -> Trace | None:
    """What can't be opened was sealed for a key that is gone, or by somebody who had no business here."""
    try:
        return opened.desk.trace(world.pre_images.open_box(connection.id, box))
    except Refused as refused:
        logger.info("box unreadable", extra={"connection": connection.id, "reason": refused.reason})
        return None


def _note(
    world: World,
    connection: Connection,
    kept: Kept,
    lost: Sequence[tuple[PreImage, Field, Content]],
    left: Sequence[PreImage],
    link: Link | None,
) -> bool:
    """Store the conflicts and what is left to prove, together; False where somebody else changed that meanwhile."""
    rows = [
        ledger.overwritten(world, connection, image, link, kept.person, _loss(connection, link, field, contact))
        for image, field, contact in lost
    ]
    changed = world.pre_images.change(connection.id, connection.account, kept, left)
    try:
        world.links.table.transact([*rows, changed])
    except Conflict:
        return False
    world.meter.count(Measure.OVERWRITTEN, len(rows))
    return True


def _loss(connection: Connection, link: Link | None, field: Field, lost: Content) -> Loss:
    """What a calendar would show of it stands under names, and above links; what is private stays as it is there."""
    crm, provider = (link.crm.base, link.provider.base) if link is not None else (None, None)
    if not isinstance(connection.rules, CalendarRules) or crm is None or provider is None:
        return Loss(field, Side.CRM, lost)
    would = replace(as_event(crm), **{str(field): getattr(lost, field)})
    shown = provider if field in provider.missing else dressed(would, connection.rules.title)
    return Loss(field, Side.CRM, lost, (would, shown))


# --- by the change log -------------------------------------------------------------------------------------


def look_back(world: World, connection: Connection, opened: Opened) -> None:
    """Read the logs of persons that were written and whose webhook never came; the rest waits for a later sweep.

    A user who may not read logs, or a spent budget, stops no sweep. Activities have no log: what no webhook told of
    them is forgotten in time.
    """
    if isinstance(connection.rules, CalendarRules):
        return
    before = world.clock.now() - min(HEARD_BY, world.pace.sweep)
    waiting = (kept for kept in _all(world, connection) if kept.images[-1].at <= before)
    try:
        for kept, _ in zip(waiting, range(_most(world, connection)), strict=False):
            _look_at(world, connection, opened, kept)
    except (Retryable, Rejected) as trouble:
        logger.info("change log unread", extra={"connection": connection.id, "reason": trouble.reason})


def _all(world: World, connection: Connection) -> Iterable[Kept]:
    after = ""
    while page := world.pre_images.page(connection.id, after):
        yield from page
        after = page[-1].person


def _most(world: World, connection: Connection) -> int:
    company = world.companies.get(connection.company)
    tokens = daily_tokens(company.plan, len(company.users)) * world.token_share * LOG_PART
    return min(int(tokens) // LOG_TOKENS, MOST_LOGS)


def _look_at(world: World, connection: Connection, opened: Opened, kept: Kept) -> None:
    since = kept.images[0].at - EARLY
    try:
        log = list(takewhile(lambda trace: trace.at >= since, opened.desk.changelog(kept.person)))[::-1]
    except Rejected as rejected:
        if rejected.reason not in ("not_found", "gone"):
            raise
        log = []
    lost = [
        (image, name, contact)
        for image in kept.images
        for name, contact in held_against_log(image, log, connection.user)
    ]
    links = world.links.get(connection.id, [kept.images[-1].link])
    _note(world, connection, kept, lost, (), links.get(kept.images[-1].link))
