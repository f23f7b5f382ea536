"""Signing in with Pipedrive through the whole console, as `tandem up` builds it, against the stand-in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from re import search
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tandem.bootstrap.console import Console, build
from tandem.bootstrap.replicas import StoredReplicas
from tandem.domain.ids import CompanyId
from tandem.settings import Settings
from tests.console.events import event
from tests.servers import PipedriveStandin

HOST = "tandem.example"
BACK = "/sign-in/pipedrive"


@dataclass
class Browser:
    """Keeps cookies; by TLS, as in the cloud."""

    console: Console
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> dict[str, Any]:
        return self._send("GET", path, "", {})

    def post(self, path: str, **form: str) -> dict[str, Any]:
        return self._send("POST", path, urlencode(form), {"origin": f"https://{HOST}", "sec-fetch-site": "same-origin"})

    def leave(self, following: str = "/") -> str:
        """The address of Pipedrive that the page leads to."""
        found = search(r'href="(http[^"]*/oauth/authorize[^"]*)"', self.post(BACK, next=following)["body"])
        assert found is not None
        return unescape(found[1])

    def come_back(self, page: str, **answered: object) -> dict[str, Any]:
        """Answer at Pipedrive's page, and follow to where that leads."""
        to = urlsplit(_location(f"{page}&{urlencode(answered)}" if answered else page))
        assert (to.scheme, to.netloc, to.path) == ("https", HOST, BACK)
        return self.get(f"{to.path}?{to.query}")

    def _send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> dict[str, Any]:
        happening = event(method, path, body, {"host": HOST, "x-forwarded-proto": "https", **headers})
        del happening["requestContext"]["timeEpoch"]
        happening["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        answer = self.console.respond(happening)
        for line in answer.get("cookies", ()):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer


def _is_in(answer: Mapping[str, Any]) -> bool:
    return any(str(line).startswith("__Host-tandem_session=") for line in answer.get("cookies", ()))


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _location(page: str) -> str:
    try:
        build_opener(Stay).open(Request(page), timeout=10)
    except HTTPError as redirect:
        with redirect:
            return str(redirect.headers["location"])
    raise AssertionError("no redirect")


@pytest.fixture
def console(tmp_path: Path, pipedrive_standin: PipedriveStandin) -> Iterator[Console]:
    said = pipedrive_standin.said
    made = build(
        Settings(
            data=str(tmp_path),
            public=f"https://{HOST}",
            private="1",
            pipedrive_oauth_url=pipedrive_standin.oauth_url,
            pipedrive_client_id=said["client_id"],
            pipedrive_client_secret=said["client_secret"],
        )
    )
    yield made
    replicas = made.application.world.replicas
    assert isinstance(replicas, StoredReplicas)
    replicas.transport.close()


def users(standin: PipedriveStandin) -> list[dict[str, Any]]:
    return list(standin.said["users"])


def test_an_admin_and_a_colleague_sign_in_each_as_who_they_are(
    console: Console, pipedrive_standin: PipedriveStandin
) -> None:
    for user in users(pipedrive_standin)[:2]:
        browser = Browser(console)

        answer = browser.come_back(browser.leave(), user_id=user["id"])

        assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/")
        assert browser.get("/")["statusCode"] == 200
        assert {name for name, value in browser.cookies.items() if value} == {"__Host-tandem_session"}
    (company,) = console.application.companies()
    granted = {one.id: one.is_admin for one in company.users if one.granted}
    assert granted == {str(one["id"]): one["is_admin"] for one in users(pipedrive_standin)[:2]}
    assert sorted(granted.values()) == [False, True]


def test_a_grant_that_came_by_signing_in_does_what_a_token_does(
    console: Console, pipedrive_standin: PipedriveStandin
) -> None:
    browser = Browser(console)
    browser.come_back(browser.leave(), user_id=users(pipedrive_standin)[0]["id"])
    world = console.application.world
    (company,) = world.companies.all()
    (grant,) = world.companies.grants(company)

    pipedrive_standin.control("clock", {"seconds": 3600})  # the access token is over
    world.companies.put_grant(grant)

    assert world.replicas.desk(grant).company().me == grant.user
    assert world.companies.grant(company, grant.user).credentials["access_token"] != grant.credentials["access_token"]


def test_tokens_that_end_while_they_are_tried_are_nobodys_grant(
    console: Console, pipedrive_standin: PipedriveStandin
) -> None:
    pipedrive_standin.control("switches", {"token_life": 30})
    browser = Browser(console)

    answer = browser.come_back(browser.leave())

    companies = console.application.world.companies
    assert _is_in(answer)
    assert companies.grants(CompanyId("")) == []
    assert [len(companies.grants(one)) for one in companies.all()] == [1]


def test_whoever_says_no_is_not_signed_in_and_can_try_again(console: Console) -> None:
    browser = Browser(console)

    refused = browser.come_back(browser.leave(), deny=1)
    again = browser.come_back(browser.leave("/nowhere"))

    assert "You did not let Tandem in at Pipedrive" in unescape(refused["body"])
    assert again["headers"]["Location"] == "/nowhere"


def test_nobody_gets_in_by_what_was_begun_otherwise(console: Console) -> None:
    hers, his = Browser(console), Browser(console)
    query = urlsplit(_location(hers.leave())).query
    his.leave()
    tried = {
        "another browser": (his, f"{BACK}?{query}"),
        "no cookie": (Browser(console), f"{BACK}?{query}"),
        "no state": (hers, f"{BACK}?{query}".partition("&state=")[0]),
        "another state": (hers, f"{BACK}?{query}x"),
        "a provider's address": (hers, f"/connect/google?{query}"),
    }

    let_in = [how for how, (who, path) in tried.items() if _is_in(who.get(path))]

    assert let_in == []


def test_what_came_back_once_opens_nothing_a_second_time(console: Console) -> None:
    browser = Browser(console)
    page = browser.leave()
    cookies = dict(browser.cookies)
    query = urlsplit(_location(page)).query

    first = browser.get(f"{BACK}?{query}")
    second = Browser(console, cookies).get(f"{BACK}?{query}")

    assert (_is_in(first), _is_in(second), second["statusCode"]) == (True, False, 422)
