"""Adding an account by a provider's consent page: nobody comes back with what was not begun here, or twice."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tests.usecases.calendar_scene import CalendarScene


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    made = CalendarScene(tmp_path)
    made.company = CompanyId(made.app.add_company("https://beispiel.pipedrive.example", "token").id)
    made.user = made.replicas.desk_of_all.company().me
    return made


def begun(scene: CalendarScene) -> dict[str, str]:
    url = scene.app.begin_consent(scene.company, scene.user, "google", "anna@example.com")
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_whoever_agrees_has_an_account(scene: CalendarScene) -> None:
    sent = begun(scene)
    assert sent["redirect"] == "https://tandem.example/connect/google"

    account = scene.app.finish_consent("google", sent["state"], "good")

    assert (account.provider, account.address, account.state) == ("google", "anna@example.com", "connected")


def test_the_challenge_is_that_of_a_verifier_that_stays_here(scene: CalendarScene) -> None:
    sent = begun(scene)

    account = scene.app.finish_consent("google", sent["state"], "good")

    verifier = scene.world.accounts.of_company(scene.company)[0].credentials["refresh_token"].removeprefix("of ")
    assert urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=") == sent["challenge"]
    assert 43 <= len(verifier) <= 128
    assert verifier not in str(sent)
    assert account.id


def test_the_same_person_again_renews_the_account(scene: CalendarScene) -> None:
    first = scene.app.finish_consent("google", begun(scene)["state"], "good")
    again = scene.app.finish_consent("google", begun(scene)["state"], "good")

    assert first.id == again.id


@pytest.mark.parametrize("browser", ["", "his"])
def test_what_was_begun_in_one_browser_ends_in_no_other(scene: CalendarScene, browser: str) -> None:
    """Who is sent somebody else's link to agree would give their account away."""
    url = scene.app.begin_consent(scene.company, scene.user, "google", "anna@example.com", "hers")
    (state,) = parse_qs(urlsplit(url).query)["state"]

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("google", state, "good", browser)

    assert list(scene.app.accounts()) == []


def test_what_was_begun_in_a_browser_ends_there(scene: CalendarScene) -> None:
    url = scene.app.begin_consent(scene.company, scene.user, "google", "anna@example.com", "hers")
    (state,) = parse_qs(urlsplit(url).query)["state"]

    assert scene.app.finish_consent("google", state, "good", "hers").state == "connected"


def test_a_state_is_good_for_once(scene: CalendarScene) -> None:
    sent = begun(scene)
    scene.app.finish_consent("google", sent["state"], "good")

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("google", sent["state"], "good")


@pytest.mark.parametrize("state", ["", "guessed", "\ud800"])
def test_a_state_that_was_not_begun_here_is_refused(scene: CalendarScene, state: str) -> None:
    begun(scene)

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("google", state, "good")


def test_a_state_of_another_provider_is_refused(scene: CalendarScene) -> None:
    sent = begun(scene)

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("outlook", sent["state"], "good")


def test_a_state_ends_after_ten_minutes(scene: CalendarScene) -> None:
    sent = begun(scene)
    scene.clock.pass_by(timedelta(minutes=11))

    with pytest.raises(Refused, match="consent_unknown"):
        scene.app.finish_consent("google", sent["state"], "good")


@pytest.mark.parametrize("code", ["", "bad"])
def test_whoever_does_not_agree_has_no_account(scene: CalendarScene, code: str) -> None:
    sent = begun(scene)

    with pytest.raises(Refused, match="consent_refused"):
        scene.app.finish_consent("google", sent["state"], code)
    assert scene.world.accounts.of_company(scene.company) == []


def test_nothing_is_begun_for_a_user_of_another_company(scene: CalendarScene) -> None:
    with pytest.raises(Refused, match="unknown"):
        scene.app.begin_consent(scene.company, UserId("99999"), "google", "")
