"""What is written: only what would look different afterwards, and only fields that the merge touched."""

from dataclasses import replace

from tandem.domain.contact import Contact, Entry, Field, Side
from tandem.domain.merge import VERBATIM, Projections
from tandem.domain.why import Why
from tandem.domain.writing import created, to_write
from tests.domain.people import ANNA, MODEST_CRM, shortened


def test_a_contact_that_is_shown_already_is_not_written() -> None:
    assert to_write(Side.CRM, ANNA, ANNA, VERBATIM) is None
    assert to_write(Side.CRM, ANNA, replace(ANNA), VERBATIM) is None


def test_what_the_side_can_not_show_is_no_reason_to_write() -> None:
    """F27, F30: else it would be written again and again."""
    crm = shortened(ANNA)
    wanted = replace(crm, phones=(crm.phones[0], replace(crm.phones[1], label="Zweithandy")), notes=crm.notes + " mehr")

    assert to_write(Side.CRM, crm, wanted, MODEST_CRM) is None


def test_a_field_that_the_merge_left_alone_stays_as_it_is() -> None:
    """Though the side would spell it otherwise today: an old record isn't tidied up in passing."""
    shouting = Projections(crm=_shouting, provider=_shouting)

    assert to_write(Side.CRM, ANNA, replace(ANNA, job_title="Chefin"), shouting) == replace(ANNA, job_title="CHEFIN")


def test_a_field_that_the_side_has_no_room_for_is_not_written() -> None:
    roomless = Projections(crm=_without_notes, provider=_without_notes)

    assert to_write(Side.CRM, ANNA, replace(ANNA, notes="Neu."), roomless) is None


def test_what_is_made_is_what_the_side_can_show() -> None:
    """F29: the number goes over as it was typed."""
    made = created(Side.CRM, replace(ANNA, phones=(Entry("0049 30 / 12"),)), MODEST_CRM, Why.NEW_AT_PROVIDER)

    assert made.content == replace(shortened(ANNA), phones=(Entry("0049 30 / 12", "other", True),))


def _shouting(contact: Contact) -> Contact:
    return replace(contact, job_title=contact.job_title.upper(), organization=contact.organization.upper())


def _without_notes(contact: Contact) -> Contact:
    return replace(contact, notes="", missing=contact.missing | {Field.NOTES})
