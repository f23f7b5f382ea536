"""A link as a row: ids and states in the open, bases and the intent's contacts sealed as one value."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from tandem.domain import codec
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content, as_event
from tandem.domain.event import Event, When
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, Version
from tandem.domain.link import Intent, Link, LinkState, Replicated
from tandem.home import Row, SealContext, Value
from tandem.state.rows import flag, instant, stamp, text
from tandem.state.sealing import Sealing
from tandem.state.sieve import Sieve

SEPARATOR = b"\n"  # compact JSON holds no line break of its own


@lru_cache(maxsize=1024)
def _context(company: str, account: str) -> SealContext:
    return SealContext(CompanyId(company), AccountId(account), "link")


def link_to_item(link: Link, sealing: Sealing) -> dict[str, Value]:
    intent = link.intent
    item: dict[str, Value] = {
        "company": link.company,
        "account": link.account,
        "state": link.state,
        "crm_id": link.crm.remote_id,
        "crm_version": link.crm.version,
        "provider_id": link.provider.remote_id,
        "provider_version": link.provider.version,
        "uid": link.provider.uid,
        "adopted": link.adopted,
        "made": link.made,
        "reason": link.reason,
        "changed_at": stamp(link.changed_at),
        "mentions": ",".join(link.mentions),
        "sealed": _seal(link, sealing),
    }
    if link.asked is not None:
        item["asked"] = sealing.seal(codec.encode(Event(link.asked)), _context(link.company, link.account))
    if intent is not None:
        item |= {"doing": intent.operation, "written": ",".join(sorted(intent.written)), "doing_at": stamp(intent.at)}
        item["doing_why"] = intent.rule
        item |= {"tried": stamp(intent.tried)} if intent.tried is not None else {}
        item |= {"instead": intent.instead} if intent.instead is not None else {}
        item |= {"waits": ",".join(sorted(intent.waits))} if intent.waits else {}
        item |= {"unsent": True} if intent.unsent else {}
    return item


def _seal(link: Link, sealing: Sealing) -> bytes | None:
    intent = link.intent
    bases = (link.crm.base, link.provider.base)
    doing = (intent.crm, intent.provider, intent.crm_was, intent.provider_was) if intent else (None,) * 4
    contacts = (*bases, *doing)
    if contacts == (None,) * 6:
        return None
    plain = SEPARATOR.join(codec.encode(contact) if contact else b"" for contact in contacts)
    return sealing.seal(plain, _context(link.company, link.account))


def _open(item: Mapping[str, Value], sealing: Sealing) -> list[Content | None]:
    return [codec.decode(part) if part else None for part in _parts(item, sealing)]


def _parts(item: Mapping[str, Value], sealing: Sealing) -> list[bytes]:
    if item.get("sealed") is None:
        return [b""] * 6
    return sealing.open(item["sealed"], _context(text(item, "company"), text(item, "account"))).split(SEPARATOR)


def link_from_row(row: Row, sealing: Sealing) -> Link:
    crm, provider, *doing = _open(row.item, sealing)
    return _link(row, crm, provider, _intent(row.item, doing), _asked(row.item, sealing))


def _asked(item: Mapping[str, Value], sealing: Sealing) -> When | None:
    if item.get("asked") is None:
        return None
    plain = sealing.open(item["asked"], _context(text(item, "company"), text(item, "account")))
    return as_event(codec.decode(plain)).when


def shown_from_row(row: Row, sealing: Sealing) -> Link:
    """The link with one of its bases, the CRM's if there is one: enough to show it in a list, in half the time."""
    crm, provider, *_ = _parts(row.item, sealing)
    base = codec.decode(crm or provider) if crm or provider else None
    return _link(row, base) if crm else _link(row, None, base)


def lets_pass(sieve: Sieve, row: Row, sealing: Sealing) -> bool:
    """By the base that `shown_from_row` shows."""
    crm, provider, *_ = _parts(row.item, sealing)
    return sieve.lets_pass(crm or provider)


def without_contacts(row: Row) -> Link:
    """The link as far as it lies in the open: without bases and intent."""
    return _link(row)


def _link(
    row: Row,
    crm: Content | None = None,
    provider: Content | None = None,
    intent: Intent | None = None,
    asked: When | None = None,
) -> Link:
    item = row.item
    made, mentions = text(item, "made"), text(item, "mentions")
    return Link(
        LinkId(row.key.sort),
        CompanyId(text(item, "company")),
        AccountId(text(item, "account")),
        ConnectionId(row.key.partition.split("/", 1)[1]),
        LinkState(text(item, "state")),
        crm=_replicated(item, "crm", crm),
        provider=_replicated(item, "provider", provider),
        intent=intent,
        adopted=flag(item, "adopted"),
        made=Side(made) if made else None,
        reason=text(item, "reason"),
        changed_at=instant(item, "changed_at"),
        mentions=tuple(mentions.split(",")) if mentions else (),
        revision=row.version,
        asked=asked,
    )


def _replicated(item: Mapping[str, Value], side: str, base: Content | None) -> Replicated:
    remote, version = text(item, f"{side}_id"), text(item, f"{side}_version")
    uid = text(item, "uid") if side == Side.PROVIDER else ""
    return Replicated(RemoteId(remote) if remote else None, Version(version) if version else None, base, uid)


def _intent(item: Mapping[str, Value], doing: Sequence[Content | None]) -> Intent | None:
    at = instant(item, "doing_at")
    if at is None:
        return None
    written = frozenset(Side(side) for side in text(item, "written").split(",") if side)
    crm, provider, crm_was, provider_was = doing
    why, tried = text(item, "doing_why"), instant(item, "tried")
    instead = RemoteId(text(item, "instead")) if item.get("instead") else None
    waits = frozenset(Field(name) for name in text(item, "waits").split(",") if name)
    done = (crm, provider, why, crm_was, provider_was)
    return Intent(text(item, "doing"), written, at, *done, tried, instead, waits, flag(item, "unsent"))
