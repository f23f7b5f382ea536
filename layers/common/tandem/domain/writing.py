"""What exactly is to be written: the wanted contact as the side would show it, and only where that is new."""

from dataclasses import replace

from tandem.domain.action import Create
from tandem.domain.contact import Field, Side
from tandem.domain.content import Content, fields_of, values_of, with_photo
from tandem.domain.merge import Projections
from tandem.domain.why import Why


def projected(side: Side, content: Content, views: Projections) -> Content:
    return views.crm(content) if side is Side.CRM else views.provider(content)


def created(side: Side, content: Content, views: Projections, why: Why) -> Create:
    """Pictures travel apart, so none comes along."""
    return Create(side, with_photo(projected(side, content, views), None), why)


def to_write(side: Side, shown: Content, wanted: Content, views: Projections) -> Content | None:
    """`shown` with the fields that would look different after the write; None if none would.

    A field that the merge left alone stays exactly as it is, however the side would spell it today.
    """
    if wanted is shown:
        return None
    view = projected(side, wanted, views)
    changed = [
        field
        for field, is_now, is_to_be in zip(fields_of(shown), values_of(shown), values_of(wanted), strict=True)
        if is_now != is_to_be
    ]
    if changed and not view.missing and all(getattr(view, field) == getattr(wanted, field) for field in changed):
        return wanted
    news = {str(field): getattr(view, field) for field in changed if _is_new(field, shown, view)}
    return replace(shown, **news) if news else None


def _is_new(field: Field, shown: Content, view: Content) -> bool:
    return field not in view.missing and getattr(view, field) != getattr(shown, field)
