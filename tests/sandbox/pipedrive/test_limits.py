"""Limits of the stand-in: bursts, searches, the daily budget, and what hammering leads to."""

from collections.abc import Iterator

import pytest

from tests.sandbox.pipedrive.desk import Desk


@pytest.fixture
def limited(desk: Desk) -> Iterator[Desk]:
    """With limits, and nothing used of the last two seconds or of the day."""
    desk.standin.control("clock", {"seconds": 60})
    desk.standin.control("budget", {"spent": 0})
    desk.switch(limits=True)
    yield desk
    desk.standin.control("clock", {"seconds": 60})
    desk.standin.control("budget", {"spent": 0})


def statuses(desk: Desk, count: int, path: str = "/v1/users/me") -> list[int]:
    return [desk.call("GET", path).status_code for _ in range(count)]


def test_a_token_has_its_burst_in_two_seconds(limited: Desk) -> None:
    limited.switch(plan="lite")

    answers = [limited.call("GET", "/v1/users/me") for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[0].headers["x-ratelimit-limit"] == "20"
    assert answers[0].headers["x-ratelimit-remaining"] == "19"
    assert answers[20].headers["x-ratelimit-remaining"] == "0"
    assert answers[20].headers["x-ratelimit-reset"] == "2"
    assert "retry-after" not in answers[20].headers


def test_the_burst_is_over_after_two_seconds(limited: Desk) -> None:
    limited.switch(plan="lite")
    assert statuses(limited, 21)[-1] == 429

    limited.standin.control("clock", {"seconds": 2.5})

    assert statuses(limited, 1) == [200]


def test_another_token_has_a_burst_of_its_own(limited: Desk) -> None:
    limited.switch(plan="lite")
    assert statuses(limited, 21)[-1] == 429

    assert statuses(limited.as_user(1), 1) == [200]


def test_ten_searches_fit_into_two_seconds(limited: Desk) -> None:
    found = [limited.call("GET", "/api/v2/persons/search", term="nobody").status_code for _ in range(11)]

    assert found == [200] * 10 + [429]


def test_who_goes_on_hammering_gets_a_page_of_html(limited: Desk) -> None:
    limited.switch(plan="lite", hammer_after=3)

    answers = [limited.call("GET", "/v1/users/me") for _ in range(25)]

    assert [answer.status_code for answer in answers[20:]] == [429, 429, 429, 403, 403]
    assert answers[-1].headers["content-type"].startswith("text/html")


def test_the_budget_of_the_day_ends_with_calls_left_in_the_burst(limited: Desk) -> None:
    limited.switch(daily_tokens=5, retry_after=True)

    first = limited.call("GET", "/v1/users/me")
    second = limited.call("GET", "/v1/users/me")
    third = limited.call("GET", "/v1/users/me")

    assert [first.status_code, second.status_code, third.status_code] == [200, 200, 429]
    assert int(third.headers["x-ratelimit-remaining"]) > 0
    assert int(third.headers["retry-after"]) > 0


def test_a_new_day_brings_a_new_budget(limited: Desk) -> None:
    limited.switch(daily_tokens=2)
    assert statuses(limited, 2) == [200, 429]

    limited.standin.control("clock", {"seconds": 86400})

    assert statuses(limited, 1) == [200]


def test_a_plan_multiplies_the_budget_by_its_seats(limited: Desk) -> None:
    limited.switch(plan="ultimate")

    assert limited.standin.control("stats")["budget"] == 30_000 * 7 * 3


def test_operations_cost_what_the_contract_says(limited: Desk) -> None:
    limited.standin.control("stats/reset", {})
    person = limited.person()
    limited.get("/v2/persons", ids=str(person["id"]))
    limited.get(f"/v2/persons/{person['id']}")
    limited.delete(f"/v2/persons/{person['id']}")

    stats = limited.standin.control("stats")

    assert stats["tokens"] == 5 + 10 + 1 + 3
    assert stats["requests"] == {
        "POST /persons": 1,
        "GET /persons": 1,
        "GET /persons/{id}": 1,
        "DELETE /persons/{id}": 1,
    }
    assert stats["writes"] == 2


def test_a_wrong_token_is_no_token(limited: Desk) -> None:
    answer = limited.http.get("/v1/users/me", headers={"x-api-token": "0" * 40})

    assert (answer.status_code, answer.json()["errorCode"]) == (401, 401)
    assert limited.http.get("/v1/users/me").status_code == 401
