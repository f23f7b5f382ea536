"""The end of a sync: what stays, what goes, and that one may come back. Real sides."""

from tests.failure_classes.real_sides import RealSides
from tests.providers.pipedrive.office import Office


def started(real: RealSides, office: Office) -> RealSides:
    """A card and a person of their own, and twins."""
    real.with_pipedrive(office)
    real.put("u1", "EMAIL:eva@example.com", "NOTE:Alt")
    real.put("u2", "EMAIL:kim@example.com", name="Kim Beispiel")
    office.edit(
        "create",
        patch={"name": "Kim Beispiel", "emails": [{"value": "kim@example.com", "primary": True}]},
        user_id=9001,
    )
    office.edit(
        "create",
        patch={"name": "Paul Beispiel", "emails": [{"value": "paul@example.com", "primary": True}]},
        user_id=9001,
    )
    real.scene.start()
    return real


def names(real: RealSides) -> tuple[list[str], list[str]]:
    persons = sorted(row["name"] for row in real.persons())
    return persons, sorted(contact.name.formatted for contact in real.contacts())


EVERYBODY = ["Eva Beispiel", "Kim Beispiel", "Paul Beispiel"]


def test_a_stop_that_keeps_leaves_both_sides_as_they_are(real: RealSides, office: Office) -> None:
    """F39: not a single request that writes."""
    started(real, office)
    writes = len(real.book.writes())
    office.standin.control("stats/reset", {})

    real.scene.app.stop(real.scene.connection, remove=False)
    real.scene.work()

    assert names(real) == (EVERYBODY, EVERYBODY)
    assert len(real.book.writes()) == writes
    assert office.requests() == {}


def test_a_stop_that_removes_takes_only_what_we_made(real: RealSides, office: Office) -> None:
    """F39: persons and cards that were there before stay, and so does what was edited."""
    started(real, office)

    real.scene.app.stop(real.scene.connection, remove=True)
    real.scene.work()

    assert names(real) == (["Kim Beispiel", "Paul Beispiel"], ["Eva Beispiel", "Kim Beispiel"])
    assert real.scene.state() == "stopped"


def test_a_start_after_either_stop_ends_where_it_was(real: RealSides, office: Office) -> None:
    """F1, F39."""
    started(real, office)

    for remove in (False, True):
        real.scene.app.stop(real.scene.connection, remove=remove)
        real.scene.work()
        real.scene.app.start(real.scene.connection)
        real.scene.work()

        assert names(real) == (EVERYBODY, EVERYBODY)
        assert real.scene.view().counts["linked"] == 3


def test_what_was_edited_after_it_was_made_survives_a_stop_that_removes(real: RealSides, office: Office) -> None:
    """F39."""
    started(real, office)
    eva = next(row["id"] for row in real.persons() if row["name"] == "Eva Beispiel")

    real.edit_person(eva, first_name="Eva-Maria")
    real.scene.app.stop(real.scene.connection, remove=True)
    real.scene.work()

    assert "Eva-Maria Beispiel" in names(real)[0]
