"""Links that sign in: for the machine's admin, for a user whom the company has, and for nobody else."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.state.sessions import LINK_LASTS, Session, Sessions
from tests.usecases.calendar_scene import CalendarScene


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    made = CalendarScene(tmp_path)
    made.company = CompanyId(made.app.add_company("https://beispiel.pipedrive.example", "token").id)
    made.user = made.replicas.desk_of_all.company().me
    return made


def session_of(scene: CalendarScene, path: str) -> Session | None:
    sessions, now = Sessions(scene.world.links.table, scene.world.ids), scene.world.clock.now()
    secret = sessions.accept(parse_qs(urlsplit(path).query)["token"][0], now)
    return sessions.find(secret, now) if secret else None


def test_a_link_for_a_user_begins_that_users_session(scene: CalendarScene) -> None:
    link = scene.app.invite(scene.company, scene.user)

    found = session_of(scene, link.path)

    assert found is not None
    assert (found.company, found.user) == (scene.company, scene.user)
    assert link.expires == scene.world.clock.now() + LINK_LASTS


def test_a_link_for_nobody_in_particular_is_the_machines(scene: CalendarScene) -> None:
    found = session_of(scene, scene.app.invite().path)

    assert found is not None
    assert found.is_of_the_machine


@pytest.mark.parametrize(("company", "user"), [("", "1"), ("42", ""), ("42", "nobody"), ("999", "1")])
def test_there_is_no_link_for_whom_nobody_knows(scene: CalendarScene, company: str, user: str) -> None:
    with pytest.raises(Refused, match="unknown"):
        scene.app.invite(CompanyId(company), UserId(user))
