"""The company's webhooks: made with an admin's grant, made again when one is missing, and none without an admin."""

from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.errors import Unavailable
from tandem.domain.ids import CompanyId
from tandem.usecases.listening.keep_up import sweep_links
from tests.usecases.scene import COMPANY, Scene, someone

OBJECTS = ["organization", "person"]


def running(tmp_path: Path, *, is_admin: bool = True, public_url: str | None = "https://tandem.example") -> Scene:
    scene = Scene(tmp_path, public_url=public_url)
    scene.desk.is_admin = is_admin
    scene.provider.add(someone("Paul"))
    return scene.start()


def objects(scene: Scene) -> list[str]:
    return sorted(one.event_object for one in scene.desk.hooks)


def test_a_start_makes_one_webhook_for_each_object(tmp_path: Path) -> None:
    scene = running(tmp_path)

    assert objects(scene) == OBJECTS
    assert all(one.url.startswith("https://tandem.example/hooks/pipedrive/") for one in scene.desk.hooks)
    assert len({one.url for one in scene.desk.hooks}) == 2
    assert scene.app.companies()[0].webhooks


def test_nothing_is_made_twice(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.refresh().sweep().sweep()
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    scene.app.start(scene.connection)
    scene.work()

    assert scene.desk.made_hooks == 2


def test_a_webhook_that_is_gone_is_made_again_by_the_sweep(tmp_path: Path) -> None:
    scene = running(tmp_path)
    old = scene.desk.hooks.pop()

    scene.sweep()

    assert objects(scene) == OBJECTS
    assert old.url not in {one.url for one in scene.desk.hooks}
    assert scene.desk.made_hooks == 3


def test_a_sweep_wakes_nobody_before_its_webhooks_are_made(tmp_path: Path) -> None:
    """Whoever lists sees to them as well, and both at once would make each twice."""
    scene = running(tmp_path)
    scene.desk.hooks.pop()
    scene.desk.failing["subscribe"] = RuntimeError("a power cut")

    scene.clock.pass_by(scene.world.pace.sweep)

    with pytest.raises(RuntimeError):
        sweep_links(scene.world)

    assert list(scene.wakeups.sent) == []


def test_a_webhook_that_pipedrive_switched_off_is_made_again(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.desk.hooks[0] = replace(scene.desk.hooks[0], is_active=False)

    scene.sweep()

    assert sorted(one.event_object for one in scene.desk.hooks if one.is_active) == OBJECTS


def test_the_path_of_a_webhook_that_is_gone_is_no_longer_known(tmp_path: Path) -> None:
    scene = running(tmp_path)
    old = scene.desk.hooks.pop()
    secret = old.url.rsplit("/", 1)[1]
    before = scene.hook(secret)

    scene.sweep()

    assert before is not None
    assert before.company == COMPANY
    assert scene.hook(secret) is None


def test_each_path_belongs_to_its_company(tmp_path: Path) -> None:
    scene = running(tmp_path)

    hooks = [scene.hook(one.url.rsplit("/", 1)[1]) for one in scene.desk.hooks]

    assert [hook.company for hook in hooks if hook] == [COMPANY, COMPANY]
    assert scene.hook("guessed") is None
    assert scene.world.companies.channels(CompanyId("43")) == []


def test_without_an_admin_there_are_none_and_the_user_is_polled(tmp_path: Path) -> None:
    scene = running(tmp_path, is_admin=False)
    scene.crm.edit(scene.person(), job_title="Leitung")

    scene.poll()

    assert scene.desk.hooks == []
    assert "subscribe" not in scene.desk.calls
    assert not scene.app.companies()[0].webhooks
    assert scene.provider.live()[scene.contact()].job_title == "Leitung"
    assert scene.state() == "up_to_date"


def test_where_pushes_cannot_reach_us_none_is_made(tmp_path: Path) -> None:
    scene = running(tmp_path, public_url=None)

    scene.sweep()

    assert scene.desk.hooks == []
    assert scene.state() == "up_to_date"


def test_an_admin_who_comes_later_makes_them(tmp_path: Path) -> None:
    scene = running(tmp_path, is_admin=False)

    scene.desk.is_admin = True
    scene.app.add_company("https://beispiel.pipedrive.example", "an admin's token")
    scene.work().sweep()

    assert objects(scene) == OBJECTS


def test_behind_webhooks_that_are_heard_pipedrive_is_asked_seldom(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.poll()
    scene.crm.calls.clear()

    for _ in range(6):
        scene.poll()

    assert scene.crm.calls == []


def test_a_webhook_that_never_came_is_made_up_for_within_the_hour(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.edit(scene.person(), job_title="Leitung")

    for _ in range(13):
        scene.poll()

    assert scene.provider.live()[scene.contact()].job_title == "Leitung"


@pytest.mark.parametrize("call", ["subscriptions", "subscribe"])
def test_a_sweep_goes_on_when_webhooks_cannot_be_looked_at(tmp_path: Path, call: str) -> None:
    scene = running(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.desk.hooks.clear()

    scene.desk.failing[call] = Unavailable("server_error")
    scene.sweep()

    assert scene.names()[0] == ["Eva", "Paul"]


def test_a_webhook_that_was_made_and_never_noted_is_taken_away(tmp_path: Path) -> None:
    """As a crash between the two leaves it; other programs' webhooks stay."""
    scene = running(tmp_path)
    scene.desk.subscribe("https://tandem.example/hooks/pipedrive/forgotten", "person", "tandem", "secret")
    scene.desk.subscribe("https://other.example/hooks/pipedrive/theirs", "person", "them", "secret")

    scene.sweep()

    urls = {one.url for one in scene.desk.hooks}
    assert "https://other.example/hooks/pipedrive/theirs" in urls
    assert len(urls) == 3
    assert "https://tandem.example/hooks/pipedrive/forgotten" not in urls
