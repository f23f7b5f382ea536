"""Channels of pushes: opened with the sync, renewed before they lapse, closed at its end, and verified at each push."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tandem.domain.errors import CollectionGone, Forged, Rejected, Trouble, Unavailable
from tandem.ports import Queue, Watch
from tandem.state.connections import Connection
from tandem.usecases.listening.channels import renew_channels
from tandem.usecases.listening.record_push import PushEars
from tandem.usecases.world import Opened
from tests.usecases.calendar_scene import CalendarScene, an_event

WEEK = timedelta(days=7)


@dataclass
class MemoryPushes:
    """What the provider's side of channels is: names are good for once, and each ends after a week."""

    scene: CalendarScene
    open: dict[str, tuple[str, datetime, str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    down: Trouble | None = None
    path: str = "/hooks/provider"

    def watch(self, channel: str, url: str, token: str) -> Watch:
        if self.down is not None:
            raise self.down
        if channel in self.used:
            raise Rejected("validation_failed", "channelIdNotUnique")
        self.used.add(channel)
        self.open[channel] = (url, self.scene.clock.now() + WEEK, token)
        return Watch(f"resource-{len(self.used)}", self.open[channel][1])

    def stop(self, channel: str, resource: str) -> None:
        if self.down is not None:
            raise self.down
        self.open.pop(channel, None)

    def live(self) -> list[str]:
        return [name for name, (_, end, _) in self.open.items() if end > self.scene.clock.now()]


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    made = CalendarScene(tmp_path)
    made.pushes = MemoryPushes(made)
    open_sides = made.replicas.open

    def with_pushes(connection: Connection) -> Opened:
        return replace(open_sides(connection), pushes=made.pushes)

    made.replicas.open = with_pushes
    return made


def pushes(scene: CalendarScene) -> MemoryPushes:
    return scene.pushes


def ears(scene: CalendarScene) -> PushEars:
    return PushEars(scene.world.channels, scene.world.connections, scene.world.wakes)


def test_a_channel_is_open_once_the_sync_runs(scene: CalendarScene) -> None:
    scene.start()

    (channel,) = scene.world.channels.of(scene.connection)
    url, end, token = pushes(scene).open[channel.id]
    assert url == "https://tandem.example/hooks/provider"
    assert channel.renew_at == end - timedelta(days=1)
    assert channel.token_sha256 == sha256(token.encode()).hexdigest()
    assert token not in repr(channel)


def test_a_push_wakes_its_connection(scene: CalendarScene) -> None:
    scene.start()
    (channel,) = scene.world.channels.of(scene.connection)
    scene.provider.add(an_event("Zahnarzt"))

    ears(scene).record(ears(scene).verify(channel.id, pushes(scene).open[channel.id][2]))
    assert [one.queue for one in scene.wakeups.sent] == [Queue.PULL]
    scene.work()

    assert scene.activity().title == "Zahnarzt"


@pytest.mark.parametrize(("name", "token"), [("", ""), ("tandem-unknown", "x"), ("", "x"), ("\ud800", "\ud800")])
def test_who_does_not_know_the_channel_is_refused(scene: CalendarScene, name: str, token: str) -> None:
    scene.start()

    with pytest.raises(Forged):
        ears(scene).verify(name, token)


def test_a_channel_with_another_token_is_refused(scene: CalendarScene) -> None:
    scene.start()
    (channel,) = scene.world.channels.of(scene.connection)

    with pytest.raises(Forged):
        ears(scene).verify(channel.id, "guessed")


def test_in_sixty_days_there_is_never_a_gap(scene: CalendarScene) -> None:
    """F19: a channel can't be renewed, only replaced; old and new overlap."""
    scene.start()

    for _ in range(60 * 24):
        scene.clock.pass_by(timedelta(hours=1))
        renew_channels(scene.world)
        assert pushes(scene).live(), scene.clock.now()

    assert len(pushes(scene).open) == 1
    assert len(scene.world.channels.of(scene.connection)) == 1
    assert len(pushes(scene).used) == 11


def test_a_provider_that_is_down_for_half_a_day_costs_no_push(scene: CalendarScene) -> None:
    scene.start()
    scene.clock.pass_by(timedelta(days=6, hours=1))
    pushes(scene).down = Unavailable("server_error")
    for _ in range(12):
        renew_channels(scene.world)
        scene.clock.pass_by(timedelta(hours=1))
        assert pushes(scene).live()
    pushes(scene).down = None

    renew_channels(scene.world)

    assert len(scene.world.channels.of(scene.connection)) == 1
    assert pushes(scene).live()


def test_a_stop_closes_the_channel(scene: CalendarScene) -> None:
    scene.start()

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert pushes(scene).open == {}
    assert scene.world.channels.of(scene.connection) == []


@pytest.mark.parametrize("trouble", [Unavailable("server_error"), Rejected("not_found"), CollectionGone("gone")])
def test_a_stop_ends_though_the_provider_lets_no_channel_be_closed(scene: CalendarScene, trouble: Trouble) -> None:
    """F19: of a calendar that was deleted nothing is found, not even its channel."""
    scene.start()
    pushes(scene).down = trouble

    scene.app.stop(scene.connection, remove=False)
    scene.work()

    assert scene.state() == "stopped"
    assert scene.world.channels.of(scene.connection) == []


@pytest.mark.parametrize("trouble", [Rejected("not_found"), CollectionGone("gone")])
def test_a_calendar_that_is_gone_gets_no_channel_and_costs_no_other_its_own(
    scene: CalendarScene, trouble: Trouble
) -> None:
    """F19: it is tried again every ten minutes, and leaves one note at most."""
    scene.start()
    scene.clock.pass_by(timedelta(days=6, hours=1))
    pushes(scene).down = trouble

    for _ in range(20):
        renew_channels(scene.world)
        scene.clock.pass_by(timedelta(minutes=11))

    assert len(scene.world.channels.of(scene.connection)) <= 2
    pushes(scene).down = None
    renew_channels(scene.world)
    assert len(scene.world.channels.of(scene.connection)) == 1
    assert pushes(scene).live()


def test_a_sweep_opens_no_second_channel(scene: CalendarScene) -> None:
    scene.start()

    scene.sweep()
    scene.sweep()

    assert len(pushes(scene).used) == 1


def test_without_an_address_of_our_own_nothing_is_opened(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path, public_url=None)
    scene.pushes = MemoryPushes(scene)
    open_sides = scene.replicas.open
    scene.replicas.open = lambda one: replace(open_sides(one), pushes=pushes(scene))

    scene.start()

    assert pushes(scene).used == set()


def test_all_pushes_lost_changes_still_arrive_with_the_next_poll(scene: CalendarScene) -> None:
    scene.start()
    scene.provider.add(an_event("Zahnarzt"))

    scene.poll()

    assert scene.activity().title == "Zahnarzt"
