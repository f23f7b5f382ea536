"""One bad record is parked with its reason; the rest goes on, and the parked one is never forgotten."""

from pathlib import Path

from tandem.domain.errors import Rejected
from tests.usecases.scene import Scene, someone


def test_a_record_that_is_refused_is_parked_and_the_rest_goes_through(tmp_path: Path) -> None:
    """F21."""
    scene = Scene(tmp_path)
    for number in range(5):
        scene.provider.add(someone(f"Eva{number}"))
    scene.crm.failing.append(Rejected("too_long"))

    scene.start(direction="one_way")

    assert len(scene.crm.live()) == 4
    assert scene.state() == "up_to_date"
    assert [one.reason for one in scene.waiting("parked")] == ["too_long"]


def test_a_record_that_failed_is_tried_again_though_its_feed_has_moved_on(tmp_path: Path) -> None:
    """F22: the cursor advanced past it, so only its parking still knows of it."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.crm.failing.append(Rejected("too_long"))
    scene.provider.add(someone("Paul"))
    scene.refresh()
    scene.refresh()
    assert scene.names()[0] == ["Eva"]

    scene.decide("parked", "retry")

    assert scene.names()[0] == ["Eva", "Paul"]
    assert scene.waiting("parked") == []


def test_a_sweep_tries_what_is_parked_by_itself(tmp_path: Path) -> None:
    """F22."""
    scene = Scene(tmp_path)
    scene.crm.failing.append(Rejected("too_long"))
    scene.provider.add(someone("Paul"))
    scene.start()

    scene.sweep()

    assert scene.names()[0] == ["Paul"]
    assert scene.waiting("parked") == []


def test_a_contact_made_while_the_first_sync_lists_is_brought_over_and_not_deleted(tmp_path: Path) -> None:
    """F34."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.app.start(scene.connect())
    scene.deliver()

    scene.provider.add(someone("Paul"))
    scene.crm.add(someone("Kim"))
    scene.work()
    scene.refresh()

    assert scene.names() == (["Eva", "Kim", "Paul"], ["Eva", "Kim", "Paul"])


def test_the_status_tells_every_stage(tmp_path: Path) -> None:
    """F41: never silence after connecting."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.connect()
    stages = [scene.state()]

    scene.app.start(scene.connection)
    stages.append(scene.state())
    scene.deliver()
    stages.append(scene.state())
    scene.work()
    stages.append(scene.state())

    assert stages == ["draft", "pending", "running", "up_to_date"]
    assert scene.view().progress == {"done": 1, "total": 1}
    assert scene.view().last_run is not None
