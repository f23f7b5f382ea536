"""Groups of a real address book: who is in, who left, and that leaving is never deleting."""

import pytest

from tests.failure_classes.real_sides import RealSides
from tests.providers.icloud.scripted import card
from tests.usecases.scene import someone


def set_group(real: RealSides, *members: str) -> None:
    lines = (f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{member}" for member in members)
    real.book.put({"g1": card("g1", "Kunden", "X-ADDRESSBOOKSERVER-KIND:group", *lines)})


@pytest.fixture
def grouped(real: RealSides) -> RealSides:
    """Three customers, and one of the family."""
    for uid in ("u1", "u2", "u3", "u4"):
        real.put(uid, f"EMAIL:{uid}@example.com", name=f"{uid.title()} Beispiel")
    set_group(real, "u1", "u2", "u3")
    return real.with_group("uid:g1")


def names(real: RealSides) -> list[str]:
    return sorted(contact.name.formatted for contact in real.scene.crm.live().values())


CUSTOMERS = ["U1 Beispiel", "U2 Beispiel", "U3 Beispiel"]


def test_only_members_are_brought_over(grouped: RealSides) -> None:
    """F33: friends and family stay out."""
    grouped.scene.start(group="uid:g1")
    grouped.scene.refresh().sweep()

    assert names(grouped) == CUSTOMERS


@pytest.mark.parametrize("direction", ["one_way", "two_way"])
def test_whoever_leaves_the_group_is_not_deleted(grouped: RealSides, direction: str) -> None:
    """F33: nor written to any more."""
    scene = grouped.scene
    scene.start(group="uid:g1", direction=direction)

    set_group(grouped, "u2", "u3")
    scene.refresh()
    grouped.edit("u1", "EMAIL:", "TITLE:Leitung\r\nEMAIL:")
    scene.refresh().sweep()

    assert names(grouped) == CUSTOMERS
    assert [contact.job_title for contact in scene.crm.live().values()] == ["", "", ""]
    assert scene.waiting("held") == []


def test_a_group_that_was_emptied_deletes_nobody(grouped: RealSides) -> None:
    """F33: 0 members, 3 links."""
    scene = grouped.scene
    scene.start(group="uid:g1")

    set_group(grouped)
    scene.refresh().sweep()

    assert names(grouped) == CUSTOMERS
    assert len(grouped.book.cards()) == 5
    assert scene.waiting("held") == []


def test_a_group_that_is_gone_stops_the_sync_and_deletes_nobody(grouped: RealSides) -> None:
    """F33: said as what it is."""
    scene = grouped.scene
    scene.start(group="uid:g1")

    grouped.book.remove("g1")
    scene.app.refresh(scene.connection)
    scene.deliver()
    during = scene.view()
    set_group(grouped, "u1", "u2", "u3")
    scene.work()

    assert during.state == "waiting"
    assert during.last_error is not None
    assert during.last_error.reason == "group_missing"
    assert names(grouped) == CUSTOMERS
    assert scene.state() == "up_to_date"


def test_whoever_joins_the_group_is_brought_over(grouped: RealSides) -> None:
    """F33: the card itself did not change."""
    scene = grouped.scene
    scene.start(group="uid:g1")

    set_group(grouped, "u1", "u2", "u3", "u4")
    scene.refresh()

    assert names(grouped) == [*CUSTOMERS, "U4 Beispiel"]


def test_a_person_that_goes_out_joins_the_group(grouped: RealSides) -> None:
    """F33: else it would be out of scope at once."""
    scene = grouped.scene
    scene.start(group="uid:g1")

    scene.hear(scene.crm.add(someone("Neu")))
    made = next(link.id for link in scene.links() if link.made == "provider")
    scene.quiet()
    scene.refresh().sweep()

    assert f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{made}" in grouped.card("g1")
    assert scene.crm.writes == []
    assert scene.view().counts["linked"] == 4


def test_the_group_itself_is_no_contact(grouped: RealSides) -> None:
    """F33: neither with it chosen nor without."""
    grouped.with_group("uid:g1").scene.replicas.provider = grouped.cards()

    grouped.scene.start()

    assert names(grouped) == [*CUSTOMERS, "U4 Beispiel"]


def test_another_group_lists_anew_and_deletes_nobody(grouped: RealSides) -> None:
    """F33: a narrower choice once deleted 160 contacts on somebody's server."""
    scene = grouped.scene
    scene.start(group="uid:g1")
    grouped.book.put(
        {"g2": card("g2", "VIP", "X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:u4")}
    )

    grouped.with_group("uid:g2")
    scene.app.set_rules(scene.connection, {"group": "uid:g2"})
    scene.work()
    scene.sweep()

    assert names(grouped) == [*CUSTOMERS, "U4 Beispiel"]
    assert len(grouped.book.cards()) == 6
    assert scene.waiting("held") == []
