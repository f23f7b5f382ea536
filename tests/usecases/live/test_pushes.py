"""A live check of pushes: timed where they come, told of where they don't."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tandem.ports import Failed, Write, Written
from tandem.state.channels import PushChannels
from tandem.usecases.listening.record_push import PushEars
from tests.memory import MemoryContacts
from tests.usecases.live.checkups import HandPushes, examined, facts, reasons, verdicts, with_group
from tests.usecases.scene import Scene


def test_a_push_that_comes_in_is_timed_and_its_channel_is_closed(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    pushes = scene.replicas.pushes = HandPushes()
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    channels = PushChannels(scene.table)
    ears = PushEars(channels, scene.world.connections, scene.world.wakes)

    while scene.app.checkup(connection).step != "pushed":
        scene.deliver()
    (name, token) = next(iter(pushes.opened.items()))
    ears.record(ears.verify(name, token))
    view = scene.work().app.checkup(connection)

    assert verdicts(view)["pushed"] == "ok"
    assert float(facts(view)["seconds_to_push"]) < 60
    assert pushes.stopped == [name]
    assert channels.find(name) is None


def test_a_push_that_comes_before_the_answer_of_the_write_is_heard(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    pushes = scene.replicas.pushes = HandPushes()
    ears = PushEars(PushChannels(scene.table), scene.world.connections, scene.world.wakes)

    @dataclass
    class Quick(MemoryContacts):
        is_crm: bool = field(default=False)

        def _write(self, write: Write) -> Written | Failed:
            for name, token in pushes.opened.items():
                ears.record(ears.verify(name, token))
            scene.clock.pass_by(timedelta(seconds=1))
            return super()._write(write)

    scene.replicas.provider = Quick(clock=scene.clock)

    assert verdicts(examined(scene))["pushed"] == "ok"


def test_a_push_that_never_comes_is_told(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.replicas.pushes = HandPushes()

    view = examined(scene)

    assert (verdicts(view)["pushed"], reasons(view)["pushed"]) == ("failed", "not_pushed_yet")
    assert not view.good


def test_without_a_public_address_no_push_is_tried(tmp_path: Path) -> None:
    scene = Scene(tmp_path, public_url=None)
    scene.replicas.pushes = HandPushes()

    assert reasons(examined(scene))["listen"] == "no_public_url"
