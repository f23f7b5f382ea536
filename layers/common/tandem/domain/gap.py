"""Edits that fell between our read and our write, found afterwards by what the CRM tells of a person's past. Pure.

Pipedrive has no conditional write: whoever edits a field after we read it, and before we write the same field, is
overwritten. So what was read is kept as a pre-image, and held against each trace of the write.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tandem.domain.comparison import (
    address_words,
    changed_fields,
    fold,
    full_name,
    same_birthday,
    same_field,
    same_prose,
    spelling,
)
from tandem.domain.contact import Contact, Field
from tandem.domain.content import Content, as_contact, fields_of
from tandem.domain.event import Event
from tandem.domain.ids import LinkId, UserId

EARLY, LATE = timedelta(minutes=5), timedelta(minutes=15)
"""How far the CRM's time of a write may lie before and after the instant at which we meant it: clocks, and waiting."""


@dataclass(frozen=True, slots=True)
class PreImage:
    """What the CRM showed of the fields that were about to be written, and what was to be written.

    All other fields are `missing` from both.
    """

    link: LinkId
    at: datetime
    read: Content
    sent: Content

    @property
    def fields(self) -> frozenset[Field]:
        return frozenset(fields_of(self.read)) - self.read.missing


@dataclass(frozen=True, slots=True)
class Trace:
    """One write to a person, told by the CRM afterwards; fields that it doesn't tell are `missing` from both contacts.

    `is_rough`: told as plain text, without labels. `silent` are fields that this way of telling never shows.
    """

    at: datetime
    author: UserId
    by_api: bool
    before: Content
    after: Content
    is_rough: bool = False
    silent: frozenset[Field] = frozenset()

    @property
    def fields(self) -> frozenset[Field]:
        return frozenset(fields_of(self.before)) - self.before.missing


@dataclass(frozen=True, slots=True)
class Finding:
    """`lost` has the values that were overwritten unseen, by field. `left` is what no trace has shown yet."""

    lost: tuple[tuple[PreImage, Field, Content], ...]
    left: tuple[PreImage, ...]


def pre_image(link: LinkId, at: datetime, read: Content, sent: Content) -> PreImage | None:
    """None where nothing would look different."""
    fields = changed_fields(read, sent)
    return PreImage(link, at, only(read, fields), only(sent, fields)) if fields else None


def only(contact: Content, fields: Iterable[Field]) -> Content:
    """Just these fields; all others are missing."""
    kept = frozenset(fields)
    bare = Contact() if isinstance(contact, Contact) else Event(contact.when)
    values: dict[str, Any] = {name.value: getattr(contact, name) for name in kept}
    return replace(bare, missing=frozenset(fields_of(contact)) - kept, **values)


def is_ours(trace: Trace, image: PreImage, user: UserId) -> bool:
    """Whether the trace may be of the write that the image was taken for: one field shows what we sent."""
    is_near = -EARLY <= trace.at - image.at <= LATE
    told = trace.fields & image.fields
    is_by_us = trace.by_api and trace.author == user
    return is_by_us and is_near and any(_same(trace, name, trace.after, image.sent) for name in told)


def held_against(images: Sequence[PreImage], traces: Iterable[Trace], user: UserId) -> Finding:
    """Take each trace for the write that explains it best: values that come back later look like an older write."""
    lost: list[tuple[PreImage, Field, Content]] = []
    left = list(images)
    for trace in sorted(traces, key=lambda one: one.at):
        own = [image for image in left if is_ours(trace, image, user)]
        if own:
            image = min(own, key=lambda one: (len(_overwritten(trace, one)), one.at))
            lost += [(image, name, trace.before) for name in _overwritten(trace, image)]
            left[left.index(image) : left.index(image) + 1] = _untold(trace, image)
    return Finding(tuple(lost), tuple(left))


def held_against_log(image: PreImage, log: Sequence[Trace], user: UserId) -> tuple[tuple[Field, Content], ...]:
    """The same by a change log, oldest first, one field in each trace.

    A log is text, and how it spells lists is documented nowhere. So a value counts as lost only where the log itself
    shows how it came in: an entry from what we had read, by whomever, before ours, which then took another's value.
    """
    found = []
    for name in sorted(image.fields):
        of_field = [trace for trace in log if name in trace.fields]
        places = [place for place, trace in enumerate(of_field) if is_ours(trace, only_of(image, name), user)]
        if places and (lost := _lost_before(image, name, of_field[: places[0] + 1])) is not None:
            found.append((name, lost))
    return tuple(found)


def only_of(image: PreImage, name: Field) -> PreImage:
    return replace(image, read=only(image.read, [name]), sent=only(image.sent, [name]))


def _lost_before(image: PreImage, name: Field, log: Sequence[Trace]) -> Content | None:
    *earlier, ours = log
    if _same(ours, name, ours.before, image.read):
        return None
    came_in = any(_same(one, name, one.before, image.read) for one in earlier if image.at - one.at <= EARLY)
    return ours.before if came_in else None


def _overwritten(trace: Trace, image: PreImage) -> list[Field]:
    told = sorted(trace.fields & image.fields)
    return [
        name for name in told if _is_readable(trace, name, image) and not _same(trace, name, trace.before, image.read)
    ]


def _is_readable(trace: Trace, name: Field, image: PreImage) -> bool:
    """A time that isn't the one we sent is meant in a zone that nobody told: then the one before it is, too."""
    return name is not Field.WHEN or _same(trace, name, trace.after, image.sent)


def _untold(trace: Trace, image: PreImage) -> list[PreImage]:
    """What such a trace can't show has yet to be proven; what it could and didn't was no change to the CRM."""
    rest = image.fields & trace.silent
    return [replace(image, read=only(image.read, rest), sent=only(image.sent, rest))] if rest else []


def _same(trace: Trace, name: Field, told: Content, known: Content) -> bool:
    if trace.is_rough and isinstance(told, Contact):
        return _ROUGHLY[name](told, as_contact(known))
    return same_field(name, told, known)


# --- as plain text -----------------------------------------------------------------------------------------


def _same_names(told: Contact, known: Contact) -> bool:
    return fold(full_name(told.name)) == fold(full_name(known.name))


def _same_values(name: Field) -> Callable[[Contact, Contact], bool]:
    def same(told: Contact, known: Contact) -> bool:
        return _values(told, name) == _values(known, name)

    return same


def _values(contact: Contact, name: Field) -> set[str]:
    return {spelling(entry.value) for entry in getattr(contact, name)}


def _same_addresses(told: Contact, known: Contact) -> bool:
    """A log tells of one address at a time, so its words are looked for among those of all."""
    words = frozenset[str]().union(*map(address_words, told.addresses))
    return words <= frozenset[str]().union(*map(address_words, known.addresses))


_ROUGHLY: dict[Field, Callable[[Contact, Contact], bool]] = {
    Field.NAME: _same_names,
    Field.EMAILS: _same_values(Field.EMAILS),
    Field.PHONES: _same_values(Field.PHONES),
    Field.MESSENGERS: _same_values(Field.MESSENGERS),
    Field.ADDRESSES: _same_addresses,
    Field.ORGANIZATION: lambda told, known: fold(told.organization) == fold(known.organization),
    Field.JOB_TITLE: lambda told, known: fold(told.job_title) == fold(known.job_title),
    Field.NOTES: lambda told, known: same_prose(told.notes, known.notes),
    Field.BIRTHDAY: lambda told, known: same_birthday(told.birthday, known.birthday),
}
