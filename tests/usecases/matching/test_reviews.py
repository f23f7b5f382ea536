"""Who may be whose twin, where nobody can tell: nothing is written until a person says so, and then just that."""

from pathlib import Path

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import Refused
from tests.usecases.scene import Scene, someone

INFO = (Entry("info@example.com", "work", primary=True),)
both_directions = pytest.mark.parametrize("direction", ["one_way", "two_way"])


def sharing(given: str) -> Contact:
    """Somebody whose only address is the office's."""
    return someone(given, emails=INFO)


def namesake(**fields: object) -> Contact:
    return Contact(name=Name("Kim", family="Beispiel"), organization="Muster AG", **fields)


def doubtful(tmp_path: Path, direction: str) -> Scene:
    """Two persons and a contact that share one address."""
    scene = Scene(tmp_path)
    scene.crm.add(sharing("Anna"))
    scene.crm.add(sharing("Ben"))
    scene.provider.add(sharing("Cleo"))
    return scene.start(direction=direction)


def alike(tmp_path: Path, direction: str) -> Scene:
    """A person and a contact of the same name and organization, and with nothing else in common."""
    scene = Scene(tmp_path)
    scene.crm.add(namesake(notes="A"))
    scene.provider.add(namesake(notes="B"))
    return scene.start(direction=direction)


@both_directions
def test_an_ambiguous_group_is_put_up_for_review_and_not_written(tmp_path: Path, direction: str) -> None:
    scene = doubtful(tmp_path, direction)

    scene.refresh().sweep()

    assert scene.names() == (["Anna", "Ben"], ["Cleo"])
    assert [one.name.split()[0] for one in scene.waiting("review")] == ["Anna", "Ben", "Cleo"]
    assert {one.reason for one in scene.waiting("review")} == {"ambiguous"}
    assert scene.crm.writes == scene.provider.writes == []
    assert scene.state() == "up_to_date"


@both_directions
def test_whoever_waits_is_told_with_what_tells_them_from_a_namesake(tmp_path: Path, direction: str) -> None:
    scene = alike(tmp_path, direction)

    assert {one.known for one in scene.waiting("review")} == {("Muster AG",)}
    assert {one.known for one in doubtful(tmp_path / "other", direction).waiting("review")} == {("info@example.com",)}


@both_directions
def test_a_namesake_is_only_suggested(tmp_path: Path, direction: str) -> None:
    scene = alike(tmp_path, direction)

    assert scene.crm.writes == scene.provider.writes == []
    assert {one.reason for one in scene.waiting("review")} == {"same_name"}


def test_a_suggestion_that_is_taken_links_and_merges_the_two(tmp_path: Path) -> None:
    scene = alike(tmp_path, "two_way")

    scene.decide("review", "link")

    assert scene.waiting("review") == []
    assert scene.crm.live()[scene.person()] == scene.provider.live()[scene.contact()]
    assert scene.link().adopted


@both_directions
def test_a_suggestion_that_is_declined_makes_each_on_the_other_side(tmp_path: Path, direction: str) -> None:
    scene = alike(tmp_path, direction)

    scene.decide("review", "separate")

    assert scene.waiting("review") == []
    assert sorted(one.notes for one in scene.crm.live().values()) == ["A", "B"]
    assert sorted(one.notes for one in scene.provider.live().values()) == (
        ["A", "B"] if direction == "two_way" else ["B"]
    )


@both_directions
def test_an_ambiguous_group_that_is_separated_goes_its_own_ways(tmp_path: Path, direction: str) -> None:
    scene = doubtful(tmp_path, direction)

    scene.decide("review", "separate")

    assert scene.waiting("review") == []
    assert scene.names()[0] == ["Anna", "Ben", "Cleo"]
    assert scene.names()[1] == (["Anna", "Ben", "Cleo"] if direction == "two_way" else ["Cleo"])


@both_directions
def test_what_was_separated_stays_separate(tmp_path: Path, direction: str) -> None:
    scene = doubtful(tmp_path, direction)
    scene.decide("review", "separate")
    names = scene.names()
    scene.quiet()

    scene.refresh().sweep()

    assert scene.names() == names
    assert scene.waiting("review") == []
    assert scene.crm.writes == scene.provider.writes == []


def test_a_group_of_three_is_no_pair(tmp_path: Path) -> None:
    scene = doubtful(tmp_path, "two_way")

    with pytest.raises(Refused) as refused:
        scene.decide("review", "link")

    assert refused.value.reason == "not_one_pair"
    assert len(scene.waiting("review")) == 3


def test_a_newcomer_like_somebody_linked_is_put_up_for_review_with_its_name(tmp_path: Path) -> None:
    """F1: two cards of one person make no second person."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()

    scene.provider.add(someone("Paul", job_title="Leitung"))
    scene.refresh().sweep()

    assert len(scene.crm.live()) == 1
    assert [one.name for one in scene.waiting("review")] == ["Paul Beispiel"]


def test_a_newcomer_that_is_declared_another_person_becomes_one(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.start()
    scene.provider.add(someone("Paul", job_title="Leitung"))
    scene.refresh()

    scene.decide("review", "separate").sweep()

    assert sorted(one.job_title for one in scene.crm.live().values()) == ["", "Leitung"]
    assert scene.waiting("review") == []


def test_a_contact_like_one_that_is_linked_waits_for_a_person(tmp_path: Path) -> None:
    """A sweep found it; word of it would have come to the same."""
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))
    hidden = scene.provider.add(someone("Eva"))
    scene.provider.unseen.add(hidden)
    scene.start()

    scene.provider.unseen.clear()
    scene.sweep()

    assert scene.names()[0] == ["Eva"]
    assert [one.reason for one in scene.waiting("review")] == ["ambiguous"]
    scene.decide("review", "separate")
    assert scene.names()[0] == ["Eva", "Eva"]


# --- naming the pair ---------------------------------------------------------------------------------------------


def keyed(scene: Scene, given: str) -> str:
    return next(one.id for one in scene.waiting("review") if one.name.startswith(given))


@both_directions
def test_of_a_group_of_three_the_pair_that_is_named_is_linked_and_the_third_still_waits(
    tmp_path: Path, direction: str
) -> None:
    scene = doubtful(tmp_path, direction)

    scene.app.decide(scene.connection, "review", keyed(scene, "Cleo"), "link", keyed(scene, "Ben"))
    scene.work()

    (left,) = scene.waiting("review")
    assert (left.name, left.group) == ("Anna Beispiel", (left.id,))
    assert scene.view().counts["linked"] == 1
    ben = next(remote for remote, one in scene.crm.items.items() if one.contact.emails and remote == "p00002")
    assert scene.link().crm.remote_id == ben
    assert len(scene.crm.live()) == 2


def test_the_third_that_still_waits_is_another_when_a_person_says_so(tmp_path: Path) -> None:
    scene = doubtful(tmp_path, "two_way")
    scene.app.decide(scene.connection, "review", keyed(scene, "Cleo"), "link", keyed(scene, "Ben"))
    scene.work()

    scene.decide("review", "separate")

    assert scene.waiting("review") == []
    assert len(scene.crm.live()) == len(scene.provider.live()) == 2


def test_who_is_not_of_the_group_is_no_partner(tmp_path: Path) -> None:
    scene = doubtful(tmp_path, "two_way")

    for partner, reason in (("crm:nobody", "unknown"), (keyed(scene, "Ben"), "not_one_pair")):
        with pytest.raises(Refused) as refused:
            scene.app.decide(scene.connection, "review", keyed(scene, "Anna"), "link", partner)
        assert refused.value.reason == reason
    assert len(scene.waiting("review")) == 3
