"""When a live check may begin, and what may not begin meanwhile."""

from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.home import Item, SealContext
from tandem.state import keys
from tandem.state.rows import stamp
from tests.memory import MemoryContacts
from tests.usecases.live.checkups import examined, with_group
from tests.usecases.scene import Scene, someone


def test_it_waits_for_no_sync_but_asks_for_a_pause(tmp_path: Path) -> None:
    scene = Scene(tmp_path).start()

    for side in ("provider", "crm"):
        with pytest.raises(Refused, match="pause_first"):
            scene.app.begin_checkup(scene.connection, side)
    scene.app.pause(scene.connection)

    assert examined(scene, connection=scene.connection).good


def test_no_sync_begins_while_it_goes_on_and_none_takes_its_items_over_afterwards(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.app.pause(scene.connection)
    scene.app.begin_checkup(scene.connection, "provider")

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.resume(scene.connection)
    scene.work()
    scene.quiet()
    scene.app.resume(scene.connection)
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert (scene.crm.writes, scene.provider.writes) == ([], [])


def test_another_accounts_sync_may_begin_meanwhile(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.app.begin_checkup(scene.connect(), "provider")
    other = scene.connect_another(MemoryContacts(is_crm=False))

    scene.app.start(other)

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.start(scene.connection)


def test_while_pipedrive_is_checked_no_sync_of_the_company_begins(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.app.begin_checkup(scene.connect(), "crm")

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.start(scene.connect_another(MemoryContacts(is_crm=False)))


def test_asked_for_twice_it_is_one(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()

    first, again = (scene.app.begin_checkup(connection, "provider") for _ in range(2))
    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.begin_checkup(connection, "crm")

    assert first.started == again.started
    assert scene.work().app.checkup(connection).good


def test_a_check_that_another_version_wrote_otherwise_is_begun_anew(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    account = scene.world.connections.get(connection).account
    sealed = scene.world.checkups.sealing.seal_json(
        {"side": "provider"}, SealContext(scene.company, account, "checkup")
    )
    row: Item = {"connection": connection, "started": stamp(scene.clock.now()), "is_done": False, "sealed": sealed}
    scene.table.upsert({keys.checkup(scene.company, account): row})

    assert examined(scene, connection=connection).good


def test_of_a_connection_that_was_never_checked_nothing_is_known(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    with pytest.raises(Refused, match="unknown"):
        scene.app.checkup(scene.connect())


def test_a_one_way_sync_stays_one_way_when_its_account_is_checked(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect(direction="one_way")

    view = examined(scene, connection=connection)

    assert view.good
    assert not scene.world.connections.get(connection).rules.is_two_way


def test_no_secret_and_nobodys_name_is_in_what_it_tells(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.add(someone("Eva", "Geheim"))

    told = repr(examined(scene))

    assert not [word for word in ("secret", "Geheim", "anna@example.com", "token", "tandem-doctor-") if word in told]


def test_an_erased_users_check_ends(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    scene.app.erase(scene.company, "", scene.company)
    scene.work()

    assert scene.app.connections() == []
    assert not scene.wakeups.sent
