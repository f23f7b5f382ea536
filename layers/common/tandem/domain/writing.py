"""What exactly is to be written: the wanted contact as the side would show it, and only where that is new."""

from dataclasses import replace

from tandem.domain.action import Create
from tandem.domain.comparison import FIELDS, values_of
from tandem.domain.contact import Contact, Field, Side
from tandem.domain.merge import Projections
from tandem.domain.why import Why


def projected(side: Side, contact: Contact, views: Projections) -> Contact:
    return views.crm(contact) if side is Side.CRM else views.provider(contact)


def created(side: Side, contact: Contact, views: Projections, why: Why) -> Create:
    """Pictures travel apart, so none comes along."""
    return Create(side, replace(projected(side, contact, views), photo=None), why)


def to_write(side: Side, shown: Contact, wanted: Contact, views: Projections) -> Contact | None:
    """`shown` with the fields that would look different after the write; None if none would.

    A field that the merge left alone stays exactly as it is, however the side would spell it today.
    """
    if wanted is shown:
        return None
    view = projected(side, wanted, views)
    changed = [
        field
        for field, is_now, is_to_be in zip(FIELDS, values_of(shown), values_of(wanted), strict=True)
        if is_now != is_to_be
    ]
    if changed and not view.missing and all(getattr(view, field) == getattr(wanted, field) for field in changed):
        return wanted
    news = {str(field): getattr(view, field) for field in changed if _is_new(field, shown, view)}
    return replace(shown, **news) if news else None


def _is_new(field: Field, shown: Contact, view: Contact) -> bool:
    return field not in view.missing and getattr(view, field) != getattr(shown, field)
