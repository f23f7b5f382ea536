"""What the use cases count: each thing once, where it happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Side
from tandem.domain.errors import AccessRevoked, GrantRevoked, RateLimited, Rejected, StaleVersion, Unavailable
from tandem.ports import Label, Measure, Outcome, ProviderName
from tandem.state.tokens import SharedTokens
from tandem.usecases.listening.keep_up import sweep_links
from tandem.usecases.listening.record_notification import Heard
from tests.memory import MemoryContacts
from tests.usecases.scene import Scene, someone

CLOUD = ProviderName.ICLOUD
HALF_OF_A_DAY = 75_000
"""Of one seat on Premium, which has five times 30,000 tokens a day."""


def running(tmp_path: Path, count: int = 1, **rules: object) -> Scene:
    """In step, with a meter that counts from here on."""
    scene = Scene(tmp_path)
    for number in range(count):
        scene.provider.add(someone(f"Paul{number:02}"))
    scene.start(**rules)
    scene.quiet()
    scene.meter.clear()
    return scene


def counted(scene: Scene, measure: Measure, *labels: Label) -> int:
    return scene.meter.total(measure, *labels)


def test_a_first_sync_counts_what_it_writes_and_where(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    for name in ("Paul", "Eva", "Lena"):
        scene.provider.add(someone(name))
    scene.crm.add(someone("Jonas"))

    scene.start(direction="two_way")

    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.CRM, CLOUD) == 3
    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.PROVIDER, CLOUD) == 1
    assert counted(scene, Measure.WRITES, Outcome.FAILED, Side.CRM, CLOUD) == 0


def test_a_change_is_one_record_and_one_write_and_its_echo_is_a_record_alone(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())

    assert counted(scene, Measure.RECORDS, Outcome.SETTLED) == 1
    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.PROVIDER, CLOUD) == 1

    scene.hear(scene.person())

    assert counted(scene, Measure.RECORDS, Outcome.SETTLED) == 2
    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.PROVIDER, CLOUD) == 1


def test_the_lag_runs_from_when_a_change_was_heard_of(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.edit(scene.person(), job_title="Leitung")

    scene.listen(Heard("person", scene.person(), False, frozenset({scene.user})))
    scene.clock.pass_by(timedelta(minutes=7))
    scene.work()

    assert scene.meter.largest(Measure.LAG) == pytest.approx(420, abs=30)


@pytest.mark.parametrize("error", [StaleVersion("etag"), Unavailable("server_error"), Rejected("too_long")])
def test_a_write_that_fails_is_counted_as_failed(tmp_path: Path, error: Exception) -> None:
    scene = running(tmp_path)
    scene.provider.failing.append(error)

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person())

    assert counted(scene, Measure.WRITES, Outcome.FAILED, Side.PROVIDER, CLOUD) == 1


def test_a_record_is_counted_as_parked_once_however_often_it_is_tried(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.refused[scene.contact()] = Rejected("too_long")

    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.hear(scene.person()).hear(scene.person()).sweep()

    assert scene.view().counts["parked"] == 1
    assert counted(scene, Measure.RECORDS, Outcome.PARKED) == 1


def test_deletions_that_are_held_are_counted(tmp_path: Path) -> None:
    scene = running(tmp_path, 30)

    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()

    assert counted(scene, Measure.RECORDS, Outcome.HELD) == scene.view().counts["held"] == 26
    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.CRM, CLOUD) == 4


def test_a_held_deletion_that_is_released_is_a_write(tmp_path: Path) -> None:
    scene = running(tmp_path, 30)
    for contact in list(scene.provider.live()):
        scene.provider.remove(contact)
    scene.refresh()
    scene.meter.clear()

    scene.decide("held", "release")

    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.CRM, CLOUD) == 26


def test_a_stop_that_removes_counts_its_writes(tmp_path: Path) -> None:
    scene = running(tmp_path, 3)

    scene.app.stop(scene.connection, remove=True)
    scene.work()

    assert counted(scene, Measure.WRITES, Outcome.WRITTEN, Side.CRM, CLOUD) == 3


@pytest.mark.parametrize("is_daily", [False, True])
def test_a_limit_is_counted(tmp_path: Path, is_daily: bool) -> None:
    scene = running(tmp_path)

    scene.crm.down = RateLimited(timedelta(hours=3), is_daily=is_daily)
    scene.refresh()

    assert counted(scene, Measure.THROTTLES) == 1


def test_a_dead_grant_is_counted_once(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.provider.down = AccessRevoked("unauthorized")
    scene.refresh().poll().poll()

    assert scene.state() == "needs_reconnect"
    assert counted(scene, Measure.DEAD_GRANTS) == 1


def two_connections(tmp_path: Path) -> Scene:
    """Of one user, to two accounts."""
    scene = running(tmp_path)
    book = MemoryContacts(is_crm=False)
    book.add(someone("Eva"))
    scene.app.start(scene.connect_another(book))
    return scene.work()


def test_a_dead_grant_of_the_crm_is_counted_once_for_all_connections_of_its_user(tmp_path: Path) -> None:
    scene = two_connections(tmp_path)

    scene.crm.down = GrantRevoked("unauthorized")
    scene.sweep().poll().poll()

    assert {view.state for view in scene.app.connections()} == {"needs_reconnect"}
    assert counted(scene, Measure.DEAD_GRANTS) == 1
    assert {view.state for view in scene.app.accounts()} == {"connected"}, "the accounts' own credentials are as good"


def test_a_grant_that_dies_again_after_a_reconnect_is_counted_again(tmp_path: Path) -> None:
    scene = two_connections(tmp_path)

    for _ in range(2):
        scene.crm.down = GrantRevoked("unauthorized")
        scene.sweep()
        scene.crm.down = None
        scene.app.add_company("https://beispiel.pipedrive.example", "another")
        scene.work()

    assert {view.state for view in scene.app.connections()} == {"up_to_date"}
    assert counted(scene, Measure.DEAD_GRANTS) == 2


def test_a_dead_account_is_not_told_anew_when_only_the_crm_is_connected_again(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.down = AccessRevoked("wrong_password")
    scene.refresh()

    scene.app.add_company("https://beispiel.pipedrive.example", "another")
    scene.work()

    assert scene.state() == "needs_reconnect"
    assert counted(scene, Measure.DEAD_GRANTS) == 1


def test_of_many_workers_that_run_into_a_dead_grant_one_tells(tmp_path: Path) -> None:
    scene = running(tmp_path)
    account = scene.world.connections.get(scene.connection).account

    with ThreadPoolExecutor(8) as pool:
        accounts = list(pool.map(lambda _: scene.world.accounts.bury(account), range(8)))
        grants = list(pool.map(lambda _: scene.world.companies.bury_grant(scene.company, scene.user), range(8)))

    assert (sum(accounts), sum(grants)) == (1, 1)


def test_a_webhook_that_has_to_be_made_again_is_a_dead_channel(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.sweep()
    assert counted(scene, Measure.DEAD_CHANNELS) == 0
    scene.desk.hooks.pop()
    scene.sweep()

    assert counted(scene, Measure.DEAD_CHANNELS) == 1


def test_polls_and_sweeps_are_counted_as_they_begin(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.poll().poll().sweep()

    assert counted(scene, Measure.REFRESHED) == 2
    assert counted(scene, Measure.SWEEPS) == 1


def test_a_wake_up_that_got_lost_is_counted_when_it_is_healed(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.edit(scene.person(), job_title="Leitung")
    scene.app.refresh(scene.connection)
    scene.wakeups.sent.clear()

    scene.clock.pass_by(timedelta(minutes=3))
    sweep_links(scene.world)
    scene.work()

    assert counted(scene, Measure.HEALED) == 1
    assert scene.provider.live()[scene.contact()].job_title == "Leitung"


def test_a_company_tells_how_much_of_the_crms_budget_is_ours_and_what_of_it_is_spent(tmp_path: Path) -> None:
    scene = running(tmp_path)
    before = scene.app.company(scene.company)

    SharedTokens(scene.world.links.table, scene.clock, scene.meter, scene.company, before.tokens).take(1)

    after = scene.app.company(scene.company)
    assert before.tokens == HALF_OF_A_DAY
    assert (before.tokens_spent, after.tokens_spent) == (0, 375)  # a portion is set aside at once
