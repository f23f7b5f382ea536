"""What an item shows, whatever it is: the contents of a contact or of an event, field by field."""

from collections.abc import Callable
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from tandem.domain.contact import Contact, Photo
from tandem.domain.event import Event
from tandem.domain.field import CONTACT_FIELDS, EVENT_FIELDS, Field

Content = Contact | Event

_FIELDS: dict[type, tuple[Field, ...]] = {Contact: CONTACT_FIELDS, Event: EVENT_FIELDS}
_VALUES: dict[type, Callable[[Content], tuple[Any, ...]]] = {
    kind: attrgetter(*names) for kind, names in _FIELDS.items()
}
_BLANK: dict[Field, Any] = {
    Field(one.name): one.default_factory() if callable(one.default_factory) else one.default
    for kind in _FIELDS
    for one in fields(kind)
    if one.name in set(Field) and one.name != Field.WHEN
}


def fields_of(content: Content) -> tuple[Field, ...]:
    """The fields that are synced of its kind, always in the same order."""
    return _FIELDS[type(content)]


def values_of(content: Content) -> tuple[Any, ...]:
    """All of them at once, in the order of `fields_of`."""
    return _VALUES[type(content)](content)


def is_blank(field: Field, content: Content) -> bool:
    """Whether the field says nothing. An event is never without its time."""
    return field is not Field.WHEN and bool(getattr(content, field) == _BLANK[field])


def photo_of(content: Content) -> Photo | None:
    return content.photo if isinstance(content, Contact) else None


def with_photo(content: Content, photo: Photo | None) -> Content:
    return replace(content, photo=photo) if isinstance(content, Contact) else content


def as_contact(content: Content) -> Contact:
    """For whoever knows nothing but contacts. Raise TypeError for anything else."""
    if not isinstance(content, Contact):
        raise TypeError("a contact was expected")
    return content


def as_event(content: Content) -> Event:
    """For whoever knows nothing but events. Raise TypeError for anything else."""
    if not isinstance(content, Event):
        raise TypeError("an event was expected")
    return content
