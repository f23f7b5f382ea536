"""A company with two users' connections that share a person, and something of every kind that is kept."""

from datetime import timedelta
from pathlib import Path

from tandem.domain.ids import AccountId, CompanyId, ConnectionId
from tandem.home import Put, Queue
from tandem.ports import CrmUser
from tandem.state import keys
from tandem.state.rows import stamp
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA, BEN, MemoryContacts
from tests.usecases.scene import Scene, someone

COMPANY = CompanyId("4711firma")
"""Long enough to be found wherever it stands."""
BENS = CrmUser(BEN, "Ben Kollege", "ben@example.com")


def filled(folder: Path) -> Scene:
    return fill(Scene(folder))


def fill(scene: Scene) -> Scene:
    """A company with two users' connections that share a person, and something of every kind that waits."""
    scene.desk.id, scene.desk.colleagues = COMPANY, (BENS,)
    kim = scene.provider.add(someone("Kim", notes="x" * 20_000))
    for name in ("Eva", "Ida"):
        scene.provider.add(someone(name, organization="Muster AG"))
    scene.start()
    _ben(scene)
    scene.provider.edit(kim, job_title="Leitung")
    scene.crm.edit(scene.crm_of("Kim"), job_title="Einkauf")
    scene.refresh()
    scene.provider.edit(kim, notes="Neu")
    scene.refresh()
    _odd_rows(scene)
    scene.app.preview(scene.connection)
    return scene


def _ben(scene: Scene) -> None:
    """His book has Kim too, and somebody of his own."""
    scene.desk.me = BEN
    scene.app.add_company("https://beispiel.pipedrive.example", "bens token")
    scene.desk.me = ANNA
    book = MemoryContacts(is_crm=False)
    book.add(someone("Kim"))
    book.add(someone("Ole"))
    account = scene.app.add_account(scene.company, BEN, "icloud", "ben@example.com", {"password": "bens secret"})
    scene.replicas.others["ben@example.com"] = book
    scene.replicas.addresses[AccountId(account.id)] = "ben@example.com"
    made = scene.app.add_connection(AccountId(account.id), "contacts", {"direction": "two_way", "crm_scope": "visible"})
    scene.app.start(ConnectionId(made.id))
    scene.work()


def _odd_rows(scene: Scene) -> None:
    """Of the kinds that a quiet scene has none of."""
    world, connection = scene.world, scene.connection
    account = world.connections.get(connection).account
    held = world.leases.take([f"account/{account}", f"person/{COMPANY}/{scene.crm_of('Kim')}"], timedelta(minutes=5))
    assert len(held.names) == 2
    now = world.clock.now()
    birth = Put(keys.birth(COMPANY, "mail-1"), {"connection": connection, "link": "l", "at": stamp(now)})
    counted = Put(keys.brake(connection, "crm"), {"counted": ""})
    tokens = Put(keys.tokens(COMPANY, "2026-11-23"), {"spent": 5})
    scene.table.transact([birth, counted, tokens])
    scene.listen(Heard("person", scene.crm_of("Kim"), False, None))
    world.wakes.wake(Queue.PULL, account, connection)
