"""Looking on from inside the CRM: the users that are known here are let in, and nobody is brought in by it."""

from pathlib import Path

import pytest

from tandem.domain.errors import Forged, Refused
from tandem.domain.ids import CompanyId
from tests.usecases.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.connect()
    return scene


def test_a_user_who_is_known_is_let_in_as_who_they_are(scene: Scene) -> None:
    found = scene.app.look_on(f"{scene.company}/{scene.user}")

    assert (found.company, found.user) == (scene.company, scene.user)


@pytest.mark.parametrize("token", ["43/{user}", "{company}/999", "999/999"])
def test_another_company_and_an_unknown_user_are_not_here_yet(scene: Scene, token: str) -> None:
    with pytest.raises(Refused, match="not_here_yet"):
        scene.app.look_on(token.format(company=scene.company, user=scene.user))

    assert [one.id for one in scene.app.companies()] == [scene.company]


def test_what_the_crm_did_not_sign_lets_nobody_in(scene: Scene) -> None:
    with pytest.raises(Forged):
        scene.app.look_on("made up")


def test_who_is_being_erased_is_let_in_no_more(scene: Scene) -> None:
    scene.app.erase(CompanyId(scene.company), scene.user, scene.user)

    with pytest.raises(Refused, match="being_erased"):
        scene.app.look_on(f"{scene.company}/{scene.user}")
