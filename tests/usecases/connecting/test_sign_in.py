"""Signing in with the CRM: nobody gets in by what was not begun in this browser, or twice; what works goes on."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId
from tandem.usecases.connecting.sign_in import SignedIn
from tests.usecases.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def begun(scene: Scene, following: str = "/") -> tuple[str, str]:
    """The state, and what the browser keeps."""
    off = scene.app.begin_sign_in(following)
    (state,) = parse_qs(urlsplit(off.url).query)["state"]
    return state, off.browser


def signed_in(scene: Scene, code: str = "good") -> SignedIn:
    state, browser = begun(scene)
    return scene.app.finish_sign_in(state, code, browser)


def test_who_signs_in_for_the_first_time_brings_company_and_grant(scene: Scene) -> None:
    who = signed_in(scene)

    company = scene.app.company(who.company)
    (anna,) = company.users
    assert (who.user, anna.is_admin, anna.granted) == (anna.id, True, True)
    assert scene.world.companies.grant(who.company, who.user).credentials == {
        "api_domain": "https://beispiel.pipedrive.example",
        "refresh_token": "of good at https://tandem.example/sign-in/pipedrive",
    }


def test_the_address_to_come_back_to_is_always_the_same(scene: Scene) -> None:
    query = parse_qs(urlsplit(scene.app.begin_sign_in("/connections/7001-c1").url).query)

    assert query["redirect"] == ["https://tandem.example/sign-in/pipedrive"]


def test_who_signs_in_goes_on_where_they_wanted(scene: Scene) -> None:
    state, browser = begun(scene, "/connections/42-c1")

    assert scene.app.finish_sign_in(state, "good", browser).following == "/connections/42-c1"


def test_what_the_browser_keeps_is_neither_in_the_address_nor_in_the_table(scene: Scene) -> None:
    off = scene.app.begin_sign_in("/")

    assert off.browser not in off.url
    assert off.browser.encode() not in (scene.folder / "tandem.db").read_bytes()
    assert off.browser not in repr(off)


def test_a_state_is_good_for_once(scene: Scene) -> None:
    state, browser = begun(scene)
    scene.app.finish_sign_in(state, "good", browser)

    with pytest.raises(Refused, match="sign_in_unknown"):
        scene.app.finish_sign_in(state, "good again", browser)


def test_a_state_ends_after_ten_minutes(scene: Scene) -> None:
    state, browser = begun(scene)
    scene.clock.pass_by(timedelta(minutes=10, seconds=1))

    with pytest.raises(Refused, match="sign_in_unknown"):
        scene.app.finish_sign_in(state, "good", browser)


@pytest.mark.parametrize("state", ["", "guessed", "\ud800"])
def test_a_state_that_was_not_begun_here_is_refused(scene: Scene, state: str) -> None:
    _, browser = begun(scene)

    with pytest.raises(Refused, match="sign_in_unknown"):
        scene.app.finish_sign_in(state, "good", browser)


@pytest.mark.parametrize("stolen", ["", "guessed", "\ud800"])
def test_what_was_begun_in_one_browser_ends_in_no_other_and_still_in_that_one(scene: Scene, stolen: str) -> None:
    """Else somebody could sign a colleague in as themself, and read what they then add (RFC 6749, 10.12)."""
    state, browser = begun(scene)
    _, of_another = begun(scene)

    for wrong in (stolen, of_another):
        with pytest.raises(Refused, match="sign_in_unknown"):
            scene.app.finish_sign_in(state, "good", wrong)

    assert scene.app.finish_sign_in(state, "good", browser).company


@pytest.mark.parametrize("code", ["", "bad"])
def test_whoever_does_not_agree_brings_nothing(scene: Scene, code: str) -> None:
    with pytest.raises(Refused, match="sign_in_refused"):
        signed_in(scene, code)

    assert list(scene.app.companies()) == []


def test_a_state_of_an_accounts_consent_signs_nobody_in(scene: Scene) -> None:
    scene.connect()
    url = scene.app.begin_consent(scene.company, scene.user, "google", "", "hers")
    (state,) = parse_qs(urlsplit(url).query)["state"]

    with pytest.raises(Refused, match="sign_in_unknown"):
        scene.app.finish_sign_in(state, "good", "hers")


def test_a_state_of_a_sign_in_connects_no_account(scene: Scene) -> None:
    state, browser = begun(scene)

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("google", state, "good", browser)


def test_without_a_registration_or_an_address_nobody_is_sent_anywhere(scene: Scene) -> None:
    scene.replicas.is_registered = False

    assert scene.app.offers_sign_in() is False
    with pytest.raises(Refused, match="no_client"):
        scene.app.begin_sign_in("/")


def test_without_a_public_address_there_is_no_way_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, public_url=None)

    assert scene.app.offers_sign_in() is False
    with pytest.raises(Refused, match="no_public_url"):
        scene.app.begin_sign_in("/")


def test_a_grant_by_api_token_that_works_stays(scene: Scene) -> None:
    """The app may be allowed less than the token: a sync that works would stop because somebody signed in."""
    scene.connect()
    before = scene.world.companies.grant(scene.company, scene.user)

    signed_in(scene)

    assert scene.world.companies.grant(scene.company, scene.user) == before


def test_who_is_no_admin_any_more_is_none_after_the_next_sign_in(scene: Scene) -> None:
    scene.connect()
    scene.desk.is_admin = False

    who = signed_in(scene)

    grant = scene.world.companies.grant(who.company, who.user)
    assert grant.is_admin is False
    assert "api_token" in grant.credentials
    assert [user.is_admin for user in scene.app.company(who.company).users] == [False]


def test_a_dead_grant_is_replaced_and_what_waited_for_it_goes_on_under_the_brake(scene: Scene) -> None:
    scene.connect()
    scene.app.start(scene.connection)
    scene.world.companies.bury_grant(scene.company, scene.user)
    assert scene.world.connections.get(scene.connection).guarded_until is None

    signed_in(scene)

    grant = scene.world.companies.grant(scene.company, scene.user)
    assert (grant.is_dead, "refresh_token" in grant.credentials) == (False, True)
    assert scene.world.connections.get(scene.connection).guarded_until is not None


def test_signing_in_day_by_day_renews_the_tokens_and_brakes_nothing(scene: Scene) -> None:
    who = signed_in(scene)
    account = scene.app.add_account(who.company, who.user, "icloud", "anna@example.com", {"password": "secret"})
    made = scene.app.add_connection(AccountId(account.id), "contacts", {"direction": "two_way"})
    scene.app.start(ConnectionId(made.id))
    before = scene.world.connections.get(ConnectionId(made.id))

    signed_in(scene, "good, a day later")

    assert "a day later" in scene.world.companies.grant(who.company, who.user).credentials["refresh_token"]
    assert scene.world.connections.get(ConnectionId(made.id)) == before


def test_whose_data_is_being_erased_is_not_let_in(scene: Scene) -> None:
    scene.connect()
    scene.app.erase(CompanyId(scene.company), "", scene.company)

    with pytest.raises(Refused, match="being_erased"):
        signed_in(scene)
