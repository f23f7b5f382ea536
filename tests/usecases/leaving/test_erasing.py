"""What is erased is gone everywhere; what isn't, stays; and whatever happens in between, it ends the same."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Rejected, Trouble, Unavailable
from tandem.domain.ids import CompanyId, ConnectionId, ErasureId, RemoteId, UserId
from tandem.domain.link import Link
from tandem.home import Queue, SealContext
from tandem.ports import Subscription
from tandem.state import keys
from tandem.state.erasures import Step
from tandem.usecases.leaving.erase import MOST_TRIES, request_erasure
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA, BEN, ToldClock
from tests.usecases.cutting import Cut, Scissors, everything
from tests.usecases.full_house import BENS, COMPANY, filled
from tests.usecases.scene import Scene, someone

NOBODY = UserId("")


def erased(scene: Scene, user: UserId = NOBODY) -> ErasureId:
    erasure = request_erasure(scene.world, COMPANY, user, user or COMPANY)
    scene.work()
    return erasure


def traces(scene: Scene, *words: str) -> list[str]:
    """Where any of these still stands: in rows past their time, blobs and their names, and messages too."""
    pattern = re.compile("|".join(map(re.escape, words)).encode())
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        rows = database.execute("SELECT partition, sort, item FROM rows").fetchall()
    found = [
        f"row {partition} {sort}"
        for partition, sort, item in rows
        if pattern.search(f"{partition} {sort}".encode() + item)
    ]
    blobs = scene.folder / "blobs"
    found += [f"blob {one}" for one in blobs.rglob("*") if pattern.search(str(one.relative_to(blobs)).encode())]
    return found + [f"message {one}" for one in scene.wakeups.sent if pattern.search(str(one).encode())]


def links_of(scene: Scene, connection: ConnectionId) -> list[Link]:
    return list(scene.world.links.all(connection))


# --- a company ---------------------------------------------------------------------------------------------------


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


# --- what the CRM says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [Rejected("forbidden"), AccessRevoked("unauthorized"), RateLimited(timedelta(hours=9), is_daily=True)]
)
def test_a_crm_that_refuses_keeps_nobody_from_erasing(tmp_path: Path, trouble: Trouble) -> None:
    scene = filled(tmp_path)
    scene.desk.failing["subscriptions"] = trouble

    erasure = erased(scene)

    assert traces(scene, COMPANY) == []
    assert "webhooks" in scene.world.erasures.get(erasure).left
    assert len(scene.desk.hooks) == 2


def test_a_crm_that_gives_no_answer_is_asked_for_some_minutes(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.desk.failing["subscriptions"] = Unavailable("timeout")
    calls = scene.desk.calls.count("subscriptions")

    erasure = erased(scene)

    assert scene.desk.calls.count("subscriptions") - calls == MOST_TRIES + 1
    assert "webhooks" in scene.world.erasures.get(erasure).left
    assert traces(scene, COMPANY) == []


def test_a_dead_grant_is_told_by_what_stays_there(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.world.companies.bury_grant(COMPANY, ANNA)

    erasure = erased(scene)

    assert "webhooks" in scene.world.erasures.get(erasure).left


# --- a user ------------------------------------------------------------------------------------------------------


def test_of_an_erased_user_nothing_is_left_and_colleagues_go_on(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    (bens,) = [one for one in scene.world.connections.of_company(COMPANY) if one.user == BEN]
    mine = scene.world.connections.get(scene.connection)
    before, links = traces(scene, mine.id, mine.account), len(links_of(scene, mine.id))
    ben_before = [(one.id, one.crm.remote_id, one.provider.remote_id, one.state) for one in links_of(scene, bens.id)]

    erasure = erased(scene, ANNA)

    assert len(before) > 20
    assert traces(scene, mine.id, mine.account) == []
    assert [one.id for one in scene.app.connections()] == [bens.id]
    ben_after = [(one.id, one.crm.remote_id, one.provider.remote_id, one.state) for one in links_of(scene, bens.id)]
    assert ben_after == ben_before
    assert scene.app.connection(bens.id).state == "up_to_date"
    assert [one.user for one in scene.world.companies.grants(COMPANY)] == [BEN]
    assert [one.id for one in scene.world.companies.get(COMPANY).users] == [BEN]
    proof = scene.world.erasures.get(erasure)
    assert (proof.kind, proof.counts["links"]) == ("user", links)
    assert traces(scene, erasure) == [f"row erasures {erasure}"]


def test_a_person_that_is_shared_stays_linked_for_the_colleague(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    kim = scene.crm_of("Kim")
    (bens,) = [one for one in scene.world.connections.of_company(COMPANY) if one.user == BEN]

    erased(scene, ANNA)
    scene.crm.edit(kim, phones=(Entry("+49 30 1", "work", primary=True),))
    scene.listen(Heard("person", kim, False, None))
    scene.work()

    assert scene.world.claims.holders(COMPANY, kim) == [bens.id]
    book = scene.replicas.others["ben@example.com"]
    assert [one.phones for one in book.live().values() if one.name.given == "Kim"] == [
        (Entry("+49 30 1", "work", primary=True),)
    ]


def test_a_lease_of_a_colleague_is_not_taken_away(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    name = f"person/{COMPANY}/{scene.crm_of('Eva')}"
    held = scene.world.leases.take([name], timedelta(days=1))

    erased(scene, ANNA)

    assert scene.world.leases.take([name], timedelta(days=1)).names == ()
    assert held.names == (name,)


def test_the_companys_webhooks_are_made_anew_by_another_admins_grant(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.world.companies.put_grant(replace(scene.world.companies.grant(COMPANY, BEN), is_admin=True))
    before = {one.id for one in scene.desk.hooks}

    erased(scene, ANNA)

    assert len(scene.desk.hooks) == 2
    assert before.isdisjoint(one.id for one in scene.desk.hooks)
    assert {one.user for one in scene.world.companies.channels(COMPANY)} == {BEN}


def test_webhooks_that_a_colleague_made_stay(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    before = list(scene.desk.hooks)

    erased(scene, BEN)

    assert scene.desk.hooks == before
    assert len(scene.world.companies.channels(COMPANY)) == 2


@pytest.mark.parametrize("said", [BEN, "Ben Kollege", "ben@example.com", " ben@example.com "])
def test_a_user_is_confirmed_by_id_name_or_address(tmp_path: Path, said: str) -> None:
    scene = filled(tmp_path)

    request_erasure(scene.world, COMPANY, BEN, said)
    scene.work()

    assert [one.user for one in scene.world.companies.grants(COMPANY)] == [ANNA]


def test_a_user_of_whom_nothing_is_known_is_told_so(tmp_path: Path) -> None:
    scene = filled(tmp_path)

    with pytest.raises(Refused) as refused:
        request_erasure(scene.world, COMPANY, UserId("999"), "999")

    assert refused.value.reason == "unknown"


# --- cut off -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [NOBODY, ANNA], ids=["company", "user"])
def test_it_ends_the_same_wherever_it_is_cut_off(tmp_path: Path, user: UserId) -> None:
    """Before each call of the table, the blobs and the CRM, be it a read or a write."""
    whole = everything()
    run(filled_in(tmp_path / "whole", whole), user)
    assert whole.calls > 100

    for at in range(1, whole.calls + 1):
        cut_off(tmp_path / str(at), everything(at), user)


def filled_in(folder: Path, scissors: Scissors) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.desk.id, scene.desk.colleagues = COMPANY, (BENS,)
    scene.provider.add(someone("Kim", notes="x" * 20_000))
    scene.start()
    sealing = scene.world.companies.sealing
    object.__setattr__(sealing, "blobs", scissors.wrap(sealing.blobs, ("put", "get", "delete")))
    vars(scene.desk).update(scissors.cut(scene.desk, ("_call",)))
    return scene


def run(scene: Scene, user: UserId) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    request_erasure(scene.world, COMPANY, user, user or COMPANY)
    scene.work()


def cut_off(folder: Path, scissors: Scissors, user: UserId) -> None:
    scene = filled_in(folder, scissors)
    connection = scene.world.connections.get(scene.connection)
    try:
        run(scene, user)
    except Cut:
        scene = restarted(scene)

    where = f"cut at {scissors.at} ({scissors.names[scissors.at - 1]})"
    if scene.app.connections() and not scene.table.query(keys.ERASURES):
        return  # cut off before anything was noted: the person was told so, and asks again
    assert traces(scene, connection.id, connection.account) == [], where
    assert user or traces(scene, COMPANY) == [], where
    assert [row.item["step"] for row in scene.table.query(keys.ERASURES)] == [Step.DONE], where
    assert scene.desk.hooks == [], where


def restarted(cut: Scene) -> Scene:
    """A new process, ten minutes later."""
    for side in (cut.crm, cut.provider):
        for name in ("_write", "_call"):
            side.__dict__.pop(name, None)
    scene = Scene(cut.folder, cut.crm, cut.provider, ToldClock(cut.clock.now() + timedelta(minutes=10)))
    scene.ids.last = 1000 + cut.ids.last
    scene.desk = cut.desk
    scene.desk.__dict__.pop("_call", None)
    scene.replicas.desk_of_all = scene.desk
    scene.world.wakes.heal(timedelta())
    return scene.work()


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
