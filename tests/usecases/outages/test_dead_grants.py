"""A grant that is dead: told once, nobody is asked any more, and after the reconnect nothing is missing."""

from pathlib import Path

from tandem.domain.contact import Side
from tandem.domain.errors import AccessRevoked, GrantRevoked
from tests.usecases.outages.troubles import DEAD, both_sides, edited, of, running
from tests.usecases.scene import COMPANY, Scene, someone


@both_sides
def test_a_dead_grant_is_told_once_and_nobody_is_asked_any_more(tmp_path: Path, side: Side) -> None:
    """F18."""
    scene = running(tmp_path)
    of(scene, side).down = DEAD[side]
    scene.app.refresh(scene.connection)
    scene.work()
    told = scene.view()
    scene.crm.calls.clear()
    scene.provider.calls.clear()

    for _ in range(5):
        scene.poll()
    scene.hear(scene.person()).sweep()

    assert told.state == "needs_reconnect"
    assert told.last_error is not None
    assert told.last_error.reason == "unauthorized"
    assert scene.crm.calls == scene.provider.calls == []
    assert scene.view().last_error == told.last_error
    assert scene.state() == "needs_reconnect"
    assert dead(scene) == {side}


@both_sides
def test_after_the_reconnect_everything_that_was_missed_is_done(tmp_path: Path, side: Side) -> None:
    """F18: edits heard and unheard meanwhile, and nothing twice."""
    scene = running(tmp_path)
    of(scene, side).down = DEAD[side]
    scene.app.refresh(scene.connection)
    scene.work()
    edited(scene)
    scene.hear(scene.person())
    scene.crm.add(someone("Eva"))

    of(scene, side).down = None
    reconnect(scene, side)

    assert scene.names() == (["Eva", "Paul"], ["Eva", "Paul"])
    assert {one.job_title for one in scene.provider.live().values()} == {"", "Leitung"}
    assert scene.state() == "up_to_date"
    assert scene.view().last_error is None
    assert [one.state for one in scene.app.accounts()] == ["connected"]
    assert len(scene.app.accounts()) == len(scene.app.connections()) == 1


def dead(scene: Scene) -> set[Side]:
    """Whose credentials are known to be dead: the user's at the CRM, the account's."""
    (account,) = scene.app.accounts()
    found = {Side.PROVIDER} if account.state == "needs_reconnect" else set()
    return found | ({Side.CRM} if scene.world.companies.grant(scene.company, scene.user).is_dead else set())


def reconnect(scene: Scene, side: Side) -> None:
    if side is Side.CRM:
        scene.app.add_company("https://beispiel.pipedrive.example", "another token")
    else:
        credentials = {"password": "another"}
        scene.app.add_account(COMPANY, scene.desk.company().me, "icloud", "Anna@Example.com", credentials)
    scene.work()


def test_right_after_a_reconnect_deletions_wait_for_a_person(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.provider.down = AccessRevoked("unauthorized")
    scene.app.refresh(scene.connection)
    scene.work()
    scene.provider.down = None
    scene.provider.remove(scene.contact())

    reconnect(scene, Side.PROVIDER)

    assert len(scene.crm.live()) == 1
    assert [one.reason for one in scene.waiting("held")] == ["brake"]


def test_a_grant_that_dies_again_is_told_again(tmp_path: Path) -> None:
    scene = running(tmp_path)
    for reason in ("unauthorized", "company_closed"):
        scene.crm.down = GrantRevoked(reason)
        scene.app.refresh(scene.connection)
        scene.work()
        fault = scene.view().last_error
        scene.crm.down = None
        reconnect(scene, Side.CRM)

        assert fault is not None
        assert fault.reason == reason
