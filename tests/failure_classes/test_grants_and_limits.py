"""Dead grants and spent limits: a clear state, no storm of tries, and everything goes on where it stopped."""

from datetime import timedelta
from pathlib import Path

from tandem.domain.errors import AccessRevoked, RateLimited
from tests.memory import ANNA
from tests.usecases.scene import COMPANY, Scene, someone


def test_a_dead_grant_asks_for_a_reconnect_and_what_came_meanwhile_is_sent_then(tmp_path: Path) -> None:
    """F18."""
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.start()

    scene.provider.down = AccessRevoked("unauthorized")
    scene.provider.add(someone("Paul"))
    scene.refresh()
    tries = len(scene.provider.calls)
    scene.poll()
    scene.poll()

    assert scene.state() == "needs_reconnect"
    assert scene.view().last_error is not None
    assert len(scene.provider.calls) == tries

    scene.provider.down = None
    scene.app.add_account(COMPANY, ANNA, "icloud", "anna@example.com", {"password": "new"})
    scene.work()

    assert scene.state() == "up_to_date"
    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])


def test_a_spent_daily_budget_goes_on_the_next_day_without_doubles(tmp_path: Path) -> None:
    """F20: the day's quota ends in the middle of a first sync."""
    scene = Scene(tmp_path)
    for number in range(250):
        scene.provider.add(someone(f"Eva{number:03}"))
    limit = RateLimited(timedelta(hours=12), is_daily=True)
    scene.crm.failing.extend([limit] * 100)

    scene.start(direction="one_way")

    assert scene.state() == "waiting"
    assert scene.view().continues is not None
    done = len(scene.crm.live())
    scene.poll()
    assert len(scene.crm.live()) == done

    scene.crm.failing.clear()
    scene.clock.pass_by(timedelta(hours=13))
    scene.poll()

    assert scene.state() == "up_to_date"
    assert len(scene.crm.live()) == 250


def test_a_short_limit_is_waited_for_and_then_all_is_there_once(tmp_path: Path) -> None:
    """F20: 429 with Retry-After in the middle."""
    scene = Scene(tmp_path)
    for number in range(30):
        scene.provider.add(someone(f"Eva{number:02}"))
    scene.crm.failing.extend([RateLimited(timedelta(seconds=2))] * 7)

    scene.start(direction="one_way")
    scene.clock.pass_by(timedelta(seconds=30))
    scene.refresh()

    assert len(scene.crm.live()) == 30
    assert scene.state() == "up_to_date"
