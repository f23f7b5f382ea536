"""Two records of one person that are merged, in Pipedrive or at the provider: links follow, nothing typed is lost."""

from pathlib import Path

from tandem.domain.contact import Entry
from tandem.domain.ids import RemoteId
from tandem.domain.link import LinkState
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA
from tests.usecases.scene import Scene, someone


def merged(scene: Scene, loser: RemoteId, survivor: RemoteId) -> Scene:
    """As Pipedrive does it: both are told, the loser with where it went."""
    scene.crm.merge(loser, survivor)
    scene.listen(Heard("person", survivor, is_gone=False, permitted=frozenset({ANNA})))
    return scene.hear(loser, is_gone=True, successor=survivor)


def test_a_link_follows_its_person_into_one_that_nobody_held(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", notes="Ruft an"))
    scene.start(direction="one_way")
    held = scene.person()
    survivor = scene.crm.add(someone("Paul", job_title="Leitung"))

    merged(scene, held, survivor)
    scene.provider.edit(contact, notes="Ruft nie an")
    scene.refresh().sweep()

    assert list(scene.crm.live()) == [survivor]
    assert scene.link().crm.remote_id == survivor
    assert scene.crm.live()[survivor].notes == "Ruft nie an"
    assert scene.crm.live()[survivor].job_title == "Leitung"
    assert list(scene.provider.live()) == [contact]


def test_in_two_ways_what_the_survivor_gained_reaches_the_contact(tmp_path: Path) -> None:
    """F26."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", notes="Ruft an"))
    scene.start()
    held = scene.person()
    survivor = scene.crm.add(someone("Paul", job_title="Leitung"))

    merged(scene, held, survivor)
    scene.refresh().sweep()

    assert list(scene.crm.live()) == [survivor]
    assert list(scene.provider.live()) == [contact]
    for shown in (scene.crm.live()[survivor], scene.provider.live()[contact]):
        assert (shown.job_title, shown.notes) == ("Leitung", "Ruft an")
    assert scene.link().state is LinkState.LIVE


def test_the_plain_word_that_the_loser_is_gone_does_not_hide_where_it_went(tmp_path: Path) -> None:
    """A merge is told twice, by the merge's webhook and by the deletion's; a retry may turn them round."""
    scene = Scene(tmp_path)
    contact = scene.provider.add(someone("Paul", notes="Ruft an"))
    scene.start()
    held = scene.person()
    survivor = scene.crm.add(someone("Paul", job_title="Leitung"))

    scene.crm.merge(held, survivor)
    scene.listen(Heard("person", held, is_gone=True, permitted=frozenset({ANNA}), successor=survivor))
    scene.hear(held, is_gone=True)

    assert list(scene.provider.live()) == [contact]
    assert scene.link().crm.remote_id == survivor


def test_of_two_that_were_both_linked_one_contact_goes_and_keeps_nothing_for_itself(tmp_path: Path) -> None:
    """F26: the loser's values came to the survivor, so its contact may go; the other one gets them."""
    scene = Scene(tmp_path)
    kept = scene.provider.add(someone("Paul"))
    lost = scene.provider.add(someone("Paula", phones=(Entry("+49 30 1", "work", primary=True),)))
    scene.start()
    survivor, loser = sorted(scene.crm.live())

    merged(scene, loser, survivor)
    scene.refresh().sweep()

    assert list(scene.crm.live()) == [survivor]
    assert list(scene.provider.live()) == [kept]
    assert lost not in scene.provider.live()
    assert [entry.value for entry in scene.provider.live()[kept].phones] == ["+49 30 1"]
    assert scene.view().counts["linked"] == 1


def test_a_contact_edited_after_its_person_was_merged_away_is_not_lost(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    lost = scene.provider.add(someone("Paula"))
    scene.start()
    survivor, loser = sorted(scene.crm.live())

    scene.provider.edit(lost, notes="Wichtig")
    merged(scene, loser, survivor)
    scene.refresh().sweep()

    assert "Wichtig" in {one.notes for one in scene.crm.live().values()}
    assert len(scene.crm.live()) == len(scene.provider.live()) == 2


def test_a_merge_at_the_provider_updates_the_survivor_and_removes_the_loser(tmp_path: Path) -> None:
    """F26."""
    scene = Scene(tmp_path)
    survivor = scene.provider.add(someone("Paul"))
    loser = scene.provider.add(someone("Paula", job_title="Leitung"))
    scene.start()

    scene.provider.merge(loser, survivor)
    scene.refresh().sweep()

    assert list(scene.provider.live()) == [survivor]
    assert [one.job_title for one in scene.crm.live().values()] == ["Leitung"]
    assert scene.view().counts["linked"] == 1


def test_a_merge_whose_webhooks_were_lost_loses_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Paul"))
    scene.provider.add(someone("Paula", job_title="Leitung"))
    scene.start()
    survivor, loser = sorted(scene.crm.live())

    scene.crm.merge(loser, survivor)
    scene.sweep()

    assert list(scene.crm.live()) == [survivor]
    assert [one.job_title for one in scene.provider.live().values()] == ["Leitung"]
