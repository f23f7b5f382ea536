"""What several writes of one run come to, side by side."""

from dataclasses import replace

import pytest

from tandem.domain.contact import Contact, Field, Side
from tandem.domain.deed import Act, Changed, Deed, Done, Made, Net, Removed, summed
from tests.domain.people import ANNA

CRM, PROVIDER = Side.CRM, Side.PROVIDER
EMPTY = Contact()


def titled(title: str, notes: str = "") -> Contact:
    return Contact(job_title=title, notes=notes)


def update(before: Contact, after: Contact, *fields: Field, side: Side = CRM) -> Deed:
    return Deed(side, Act.UPDATE, frozenset(fields or {Field.JOB_TITLE}), before, after)


def create(after: Contact) -> Deed:
    return Deed(CRM, Act.CREATE, frozenset({Field.NAME}), EMPTY, after)


def delete(before: Contact) -> Deed:
    return Deed(CRM, Act.DELETE, frozenset({Field.NAME}), before, EMPTY)


TITLE = frozenset({Field.JOB_TITLE})
A_TO_B, B_TO_C, C_TO_D = (update(titled(one), titled(two)) for one, two in ("AB", "BC", "CD"))
B_TO_A = update(titled("B"), titled("A"))


@pytest.mark.parametrize(
    ("deeds", "net"),
    [
        ([A_TO_B], Changed(TITLE, titled("A"), titled("B"))),
        ([A_TO_B, B_TO_C], Changed(TITLE, titled("A"), titled("C"))),
        ([A_TO_B, B_TO_A], None),
        ([A_TO_B, C_TO_D], Changed(TITLE, titled("C"), titled("D"))),
        ([create(ANNA)], Made(ANNA)),
        ([create(ANNA), update(ANNA, titled("B"))], Made(replace(ANNA, job_title="B"))),
        ([create(ANNA), delete(ANNA)], None),
        ([delete(ANNA)], Removed(ANNA)),
        ([delete(ANNA), create(ANNA)], None),
        ([delete(ANNA), create(replace(ANNA, job_title="B"))], Changed(TITLE, ANNA, replace(ANNA, job_title="B"))),
        ([A_TO_B, delete(replace(ANNA, job_title="B"))], Removed(replace(ANNA, job_title="A"))),
        ([A_TO_B, delete(replace(ANNA, job_title="C"))], Removed(replace(ANNA, job_title="C"))),
    ],
)
def test_deeds_on_one_side_add_up(deeds: list[Deed], net: Net | None) -> None:
    """An edit between two writes was a person's: what stood before it is not taken back."""
    assert summed(deeds) == Done({CRM: net} if net else {})


def test_each_field_has_a_chain_of_its_own() -> None:
    deeds = [A_TO_B, update(titled("B", "Alt"), titled("C", "Neu"), Field.JOB_TITLE, Field.NOTES)]

    assert summed(deeds) == Done({CRM: Changed(TITLE | {Field.NOTES}, titled("A", "Alt"), titled("C", "Neu"))})


def test_the_sides_are_told_apart() -> None:
    there = update(titled("X"), titled("Y"), side=PROVIDER)

    assert summed([A_TO_B, there]).sides == {
        CRM: Changed(TITLE, titled("A"), titled("B")),
        PROVIDER: Changed(TITLE, titled("X"), titled("Y")),
    }


@pytest.mark.parametrize(
    ("acts", "linked", "let_go"),
    [
        ([Act.LINK], True, False),
        ([Act.UNLINK], False, True),
        ([Act.LINK, Act.UNLINK], False, False),
        ([Act.UNLINK, Act.LINK], False, False),
        ([Act.RELINK], False, False),
    ],
)
def test_links_and_their_end_cancel_each_other(acts: list[Act], linked: bool, let_go: bool) -> None:
    assert summed([Deed(CRM, act) for act in acts]) == Done({}, linked, let_go)
