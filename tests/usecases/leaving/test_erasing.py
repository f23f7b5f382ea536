"""Of a company that is erased nothing is left but the proof; what isn't erased, stays."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, RemoteId
from tandem.home import Queue, SealContext
from tandem.ports import Subscription
from tandem.state import keys
from tandem.state.erasures import Step
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA
from tests.usecases.full_house import COMPANY, filled
from tests.usecases.leaving.erasures import NOBODY, erased, links_of, traces


def test_of_an_erased_company_nothing_is_left(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    connections = [one.id for one in scene.world.connections.of_company(COMPANY)]
    before, links = traces(scene, COMPANY, *connections), sum(len(links_of(scene, one)) for one in connections)

    erasure = erased(scene)

    assert len({one.split("/")[0] for one in before}) > 20, before
    assert traces(scene, COMPANY, *connections) == []
    assert scene.app.companies() == scene.app.connections() == scene.app.accounts() == []
    proof = scene.world.erasures.get(erasure)
    assert (proof.step, proof.kind, proof.company, proof.user, proof.connections) == (Step.DONE, "company", "", "", ())
    assert proof.counts["links"] == links > 5
    assert proof.finished is not None


def test_only_the_proof_is_left_of_everything(tmp_path: Path) -> None:
    scene = filled(tmp_path)

    erasure = erased(scene)

    with sqlite3.connect(tmp_path / "tandem.db") as database:
        rows = database.execute("SELECT partition, sort FROM rows").fetchall()
    ours = [row for row in rows if row[0] not in {"vault", *(f"timetable/{n}" for n in range(keys.SHARDS))}]
    assert ours == [("erasures", erasure)]
    assert [one for one in (tmp_path / "blobs").rglob("*") if one.is_file()] == []


def test_contacts_stay_where_they_are(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    before = scene.names()
    scene.quiet()

    erased(scene)

    assert scene.names() == before
    assert scene.crm.writes == scene.provider.writes == []


def test_our_webhooks_go_and_others_stay(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    theirs = scene.desk.subscribe("https://other.example/hook", "person", "them", "secret")
    scene.desk.subscribe("https://tandem.example/hooks/pipedrive/lost", "person", "tandem", "secret")

    erasure = erased(scene)

    assert scene.desk.hooks == [theirs]
    assert scene.world.erasures.get(erasure).left == ("api_tokens",)


def test_grants_are_taken_back_where_that_can_be(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.replicas.revocable = True

    erasure = erased(scene)

    assert scene.desk.calls.count("revoke") == 2
    assert scene.world.erasures.get(erasure).left == ()


def test_what_was_sealed_opens_no_more(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    vault, account = scene.world.companies.sealing.vault, scene.world.connections.get(scene.connection).account
    contexts = [SealContext(COMPANY, owner, "backup") for owner in (None, account)]
    copies = [(vault.seal(b"old", context), context) for context in contexts]

    erased(scene)

    for sealed, context in copies:
        with pytest.raises(Refused):
            vault.open(sealed, context)


def test_late_webhooks_and_wake_ups_leave_nothing(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    secret = scene.desk.hooks[0].url.rsplit("/", 1)[1]
    account = scene.world.connections.get(scene.connection).account
    kim = scene.crm_of("Kim")

    erased(scene)
    heard = scene.listen(Heard("person", kim, False, None))
    for queue in Queue:
        scene.world.wakes.wake(queue, account, scene.connection)
    scene.work()
    scene.clock.pass_by(timedelta(days=2))
    scene.look_after()

    assert scene.hook(secret) is None
    assert heard == 0
    assert traces(scene, COMPANY) == []
    assert (refresh_connections(scene.world), sweep_links(scene.world)) == (0, 0)


def test_a_worker_that_was_late_leaves_nothing(tmp_path: Path) -> None:
    """It reads its connection before the stop, and writes while the first pass drops."""
    scene = filled(tmp_path)
    connection = scene.world.connections.get(scene.connection)
    request_erasure(scene.world, COMPANY, NOBODY, COMPANY)
    while scene.world.companies.all():
        scene.deliver()

    scene.world.changes.note_all(connection.id, [])
    scene.world.connections.put_cursor(connection.id, "crm", "late")
    scene.world.spool.put(connection.id, connection.account, "crm", [], scene.clock.now())
    assert traces(scene, COMPANY) != []
    scene.work()

    assert traces(scene, COMPANY) == []


def test_while_it_is_under_way_nothing_new_begins(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    account = scene.world.connections.get(scene.connection).account
    request_erasure(scene.world, COMPANY, NOBODY, COMPANY)
    while scene.state() != "stopped":
        scene.deliver()

    begin: list[Callable[[], object]] = [
        lambda: scene.app.add_company("https://beispiel.pipedrive.example", "token"),
        lambda: scene.app.add_account(COMPANY, ANNA, "icloud", "new@example.com", {"password": "x"}),
        lambda: scene.app.add_connection(account, "contacts", {}),
        lambda: scene.app.start(scene.connection),
    ]

    for one in begin:
        with pytest.raises(Refused) as refused:
            one()
        assert refused.value.reason == "being_erased"


def test_asked_again_it_is_the_same_and_after_it_begins_anew(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    first = request_erasure(scene.world, COMPANY, NOBODY, COMPANY)
    second = request_erasure(scene.world, COMPANY, NOBODY, "Beispiel GmbH")
    of_user = request_erasure(scene.world, COMPANY, ANNA, ANNA)
    scene.work()

    with pytest.raises(Refused) as refused:
        request_erasure(scene.world, COMPANY, NOBODY, COMPANY)
    scene.start()

    assert first == second == of_user
    assert refused.value.reason == "unknown"
    assert scene.state() == "up_to_date"
    assert scene.names()[0] == scene.names()[1] or "Ole" in scene.names()[0]


@pytest.mark.parametrize("said", ["", "yes", "beispiel gmbh", "4711"])
def test_without_the_name_or_the_id_nothing_is_erased(tmp_path: Path, said: str) -> None:
    scene = filled(tmp_path)

    with pytest.raises(Refused) as refused:
        request_erasure(scene.world, COMPANY, NOBODY, said)
    scene.work()

    assert refused.value.reason == "not_confirmed"
    assert len(scene.app.connections()) == 2


def test_another_company_is_left_alone(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.desk.id = CompanyId("4711")
    other = scene.connect()
    scene.app.start(other)
    scene.work()
    before = scene.view()

    erased(scene)

    seen, then = (replace(one, last_run=None, next_poll=None) for one in (scene.view(), before))
    assert seen == then
    assert [one.id for one in scene.app.companies()] == ["4711"]


def test_large_amounts_are_dropped_in_slices(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.world = replace(scene.world, pace=replace(scene.world.pace, slice=timedelta()))
    erasure = request_erasure(scene.world, COMPANY, NOBODY, COMPANY)

    deliveries = 0
    while scene.wakeups.sent and deliveries < 50:
        scene.clock.pass_by(timedelta(seconds=1))
        scene.deliver()
        deliveries += 1

    assert scene.world.erasures.get(erasure).step is not Step.DONE


def test_the_proof_says_nothing_of_whom_it_was_about(tmp_path: Path) -> None:
    scene = filled(tmp_path)

    erasure = erased(scene, ANNA)

    (row,) = scene.table.query(keys.ERASURES)
    assert json.loads(str(row.item["counts"]))["links"] > 0
    assert {name for name, value in row.item.items() if value} == {
        *("kind", "requested", "step", "counts", "left", "finished")
    }
    assert row.key.sort == erasure


def test_a_webhook_noted_by_nobody_is_found_by_where_it_leads(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.desk.hooks.append(Subscription("99", "https://tandem.example/hooks/pipedrive/lost", "person"))

    erased(scene)

    assert scene.desk.hooks == []
    assert RemoteId(scene.crm_of("Kim")) in scene.crm.live()
