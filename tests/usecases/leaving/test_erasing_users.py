"""Of a user who is erased nothing is left, and colleagues go on."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.contact import Entry
from tandem.domain.errors import Refused
from tandem.domain.ids import UserId
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.listening.record_notification import Heard
from tests.memory import ANNA, BEN
from tests.usecases.full_house import COMPANY, filled
from tests.usecases.leaving.erasures import erased, links_of, traces


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
