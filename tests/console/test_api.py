"""The JSON API: what it answers, what it refuses, and in which words."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import jsonschema
import pytest

from tandem.console.api import ALL, DESCRIBED, respond
from tandem.domain.errors import (
    AccessRevoked,
    Conflict,
    RateLimited,
    Refused,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.usecases.previewing.wish import Sought, Wish
from tandem.usecases.seeing.by_day import DayView
from tandem.usecases.seeing.views import PendingView
from tests.console.events import TOKEN, TOKEN_SHA256, call, event, guard, send
from tests.console.fake_app import CONNECTION, NOON, RUN, FakeApp, broken
from tests.recorded import recorded

GOOD_ACCOUNT = {
    "company": "7001",
    "user": "11",
    "provider": "icloud",
    "address": "anna@example.org",
    "credentials": {"url": "https://dav.example.org/", "username": "anna", "password": "s"},
}


def test_a_company_is_added_with_its_token() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", "/api/companies", {"api_domain": "https://x.example", "api_token": "t"})

    assert status == 201
    assert {"id": "7001", "name": "Weiß & Söhne <GmbH>", "plan": "growth"}.items() <= answer.items()
    assert answer["users"][0]["granted"] is True
    assert app.calls == [("add_company", "https://x.example", "t")]


def test_an_account_is_added_and_its_groups_are_listed() -> None:
    app = FakeApp()

    added, account = call(app, "POST", "/api/accounts", GOOD_ACCOUNT)
    listed, groups = call(app, "GET", f"/api/accounts/{account['id']}/groups")

    assert (added, account["state"]) == (201, "connected")
    assert (listed, groups) == (200, [{"id": "urn:1", "name": "Kunden", "count": 12, "default": True}])


def test_a_provider_is_proposed_for_an_address() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", "/api/proposals", {"address": "anna@acme.example"})

    assert status == 200
    assert answer["proposals"] == [
        {"provider": "exchange", "url": "", "sign": "server"},
        {"provider": "icloud", "url": "https://dav.acme.example/", "sign": "server"},
    ]
    assert app.calls == [("propose", "anna@acme.example")]


def test_a_backup_that_was_put_back_is_told_for_all_connections() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", "/api/restored")

    assert (status, answer) == (202, {"connections": 2})
    assert app.calls == [("mark_restored",)]


@pytest.mark.parametrize(("path", "user"), [("/api/companies/7001", ""), ("/api/companies/7001/users/11", "11")])
def test_an_export_comes_page_by_page(path: str, user: str) -> None:
    app = FakeApp()

    _, first = call(app, "GET", f"{path}/export")
    status, last = call(app, "GET", f"{path}/export?{urlencode({'next': first['next']})}")

    assert (first["items"], status, last["next"]) == (
        [{"part": "company", "id": "7001", "name": "Weiß & Söhne"}],
        200,
        "",
    )
    assert app.calls == [("export", "7001", user, ""), ("export", "7001", user, first["next"])]


@pytest.mark.parametrize(("path", "user"), [("/api/companies/7001", ""), ("/api/companies/7001/users/11", "11")])
def test_an_erasure_is_confirmed_and_answered_by_where_its_proof_will_be(path: str, user: str) -> None:
    app = FakeApp()

    status, answer = call(app, "POST", f"{path}/erase", {"confirm": "Weiß"})
    shown, proof = call(app, "GET", f"/api/erasures/{answer['erasure']}")

    assert (status, answer, shown) == (202, {"erasure": "erasure-1"}, 200)
    assert (proof["state"], proof["kind"], proof["left"]) == ("done", "company", ["api_tokens"])
    assert app.calls == [("erase", "7001", user, "Weiß"), ("erasure", "erasure-1")]


@pytest.mark.parametrize("body", [None, {}, {"confirm": ""}, {"confirm": True}])
def test_without_a_confirmation_nothing_is_erased(body: object) -> None:
    app = FakeApp()

    status, problem = call(app, "POST", "/api/companies/7001/erase", body)

    assert (status, problem["field"], app.calls) == (422, "confirm", [])


def test_a_connection_is_added_as_a_draft_with_its_rules() -> None:
    app = FakeApp()
    rules = {"direction": "two_way", "group": None, "conflict": {"phones": "provider"}}

    status, answer = call(app, "POST", "/api/connections", {"account": "7001-a01", "kind": "contacts", "rules": rules})

    assert (status, answer["state"]) == (201, "draft")
    assert app.calls == [("add_connection", "7001-a01", "contacts", rules)]


def test_rules_are_changed_by_name_and_the_others_stay() -> None:
    app = FakeApp()

    status, answer = call(app, "PATCH", f"/api/connections/{CONNECTION}", {"direction": "two_way"})

    assert status == 200
    assert answer["rules"]["direction"] == "two_way"
    assert app.calls[0] == ("set_rules", CONNECTION, {"direction": "two_way"})


def test_the_defaults_of_a_company_are_shown_with_who_changed_them() -> None:
    status, answer = call(FakeApp(), "GET", "/api/companies/7001/defaults")

    assert (status, answer["contacts"]["direction"], answer["calendar"]["mode"]) == (200, "one_way", "all")
    assert answer["changes"] == [
        {
            "at": "2026-11-23T12:00:00.000Z",
            "by": "11",
            "kind": "contacts",
            "rules": {"direction": ["two_way", "one_way"]},
        }
    ]


def test_the_defaults_of_a_company_are_changed_by_name() -> None:
    app, body = FakeApp(), {"contacts": {"visibility": None}, "calendar": {"title": "{subject}", "deletes": "keep"}}

    status, _ = call(app, "PATCH", "/api/companies/7001/defaults", body)

    assert (status, app.calls) == (200, [("set_defaults", "7001", "", body)])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contacts": {"group": "urn:1"}}, "contacts.group"),
        ({"contacts": {"crm_scope": "filter:7"}}, "contacts.crm_scope"),
        ({"contacts": {"direction": "sideways"}}, "contacts.direction"),
        ({"calendar": {"calendar": "work"}}, "calendar.calendar"),
        ({"calendar": {"types": ["call"]}}, "calendar.types"),
        ({"calendar": {"title": ""}}, "calendar.title"),
        ({"by": "11"}, "by"),
        ({"contacts": []}, "contacts"),
    ],
)
def test_what_can_be_no_default_is_refused_by_name(body: object, field: str) -> None:
    app = FakeApp()

    status, problem = call(app, "PATCH", "/api/companies/7001/defaults", body)

    assert (status, problem["field"], app.calls) == (422, field, [])


@pytest.mark.parametrize("act", ["start", "pause", "resume", "refresh"])
def test_an_act_is_accepted_and_names_its_run(act: str) -> None:
    app = FakeApp()

    status, answer = call(app, "POST", f"/api/connections/{CONNECTION}/{act}")

    assert (status, answer) == (202, {"run": RUN})
    assert app.calls == [(act, CONNECTION)]


@pytest.mark.parametrize(("body", "removes"), [(None, False), ({}, False), ({"remove": True}, True)])
def test_a_stop_keeps_everything_unless_told_to_remove(body: object, removes: bool) -> None:
    app = FakeApp()

    status, _ = call(app, "POST", f"/api/connections/{CONNECTION}/stop", body)

    assert status == 202
    assert app.calls == [("stop", CONNECTION, removes)]


def test_a_preview_tells_both_sides_tokens_and_days() -> None:
    status, answer = call(FakeApp(), "POST", f"/api/connections/{CONNECTION}/preview?next=abc")

    assert status == 200
    assert answer["create"] == {"crm": 2, "provider": 0}
    assert (answer["tokens"], answer["days"]) == (40, 1)
    assert answer["items"] == [
        {
            "action": "create",
            "side": "crm",
            "name": "Jürgen Groß",
            "why": "new_at_provider",
            "message": "It is new in the address book or calendar.",
        }
    ]


def test_a_preview_takes_other_rules_and_an_upload() -> None:
    app = FakeApp()

    wish = {"rules": {"title": "{subject}", "mode": "crm_only"}, "upload": True, "past": True}
    status, _ = call(app, "POST", f"/api/connections/{CONNECTION}/preview", wish)
    refused, _ = call(app, "POST", f"/api/connections/{CONNECTION}/preview", {"rules": {"colour": "red"}})

    assert (status, app.calls) == (200, [("preview", CONNECTION, "", Wish(wish["rules"], upload=True, past=True))])
    assert refused == 422


def test_a_preview_lists_what_is_sought() -> None:
    app = FakeApp()
    path = f"/api/connections/{CONNECTION}/preview"

    status, _ = call(app, "POST", f"{path}?query=eva&action=create&side=crm")
    refused = [call(app, "POST", f"{path}?{wrong}")[0] for wrong in ("action=burn", "side=left")]

    assert (status, refused) == (200, [422, 422])
    assert app.calls == [("preview", CONNECTION, "", Sought("eva", "create", "crm"))]


def test_a_preview_of_titles_tells_how_many_get_another_one() -> None:
    app = FakeApp()

    path = f"/api/connections/{CONNECTION}/preview-titles"
    status, answer = call(app, "POST", f"{path}?next=100", {"title": "{subject} | {deal}"})
    refused, _ = call(app, "POST", path)

    assert (status, refused) == (200, 422)
    assert app.calls == [("preview_titles", CONNECTION, "{subject} | {deal}", "100")]
    assert (answer["coming"], answer["retitled"], answer["next"]) == (3, 1, "")
    assert answer["items"] == [
        {"start": "2026-12-01T08:00:00+00:00", "before": "Relaunch > Anruf", "after": "Anruf | Relaunch"}
    ]


def test_the_history_is_narrowed_down_by_link_run_and_side() -> None:
    app = FakeApp()

    status, _ = call(app, "GET", f"/api/connections/{CONNECTION}/history?link=l1&run={RUN}&side=crm")
    refused, problem = call(app, "GET", f"/api/connections/{CONNECTION}/history?side=left")

    assert (status, app.calls) == (200, [("history", CONNECTION, "", "l1", RUN, "crm")])
    assert (refused, problem["field"]) == (422, "side")


def test_what_was_done_is_counted_by_the_days_of_a_zone() -> None:
    app = FakeApp(counted=[DayView("2026-11-23", 3, 0, 1)])

    status, answer = call(app, "GET", "/api/connections/7001-c01/days?zone=Europe/Berlin")

    assert (status, answer) == (200, [{"day": "2026-11-23", "create": 3, "update": 0, "delete": 1}])
    assert app.calls == [("days", "7001-c01", "Europe/Berlin")]
    assert call(app, "GET", "/api/connections/7001-c01/days?zone=Atlantis")[1]["field"] == "zone"
    assert call(app, "GET", "/api/connections/7001-c01/days")[0] == 200


def test_a_conflict_is_answered_with_its_values_and_a_review_with_its_group() -> None:
    app = FakeApp()
    app.waiting = PendingView(
        "k", "conflicts", "Jürgen", "both_changed", NOON, "crm", None, "notes", None, "notes", 1, 2
    )

    _, conflicts = call(app, "GET", f"/api/connections/{CONNECTION}/conflicts")
    app.waiting = PendingView("crm:1", "review", "Jürgen", "ambiguous", NOON, group=("crm:1", "provider:/x.vcf"))
    _, review = call(app, "GET", f"/api/connections/{CONNECTION}/review")

    (conflict,), (one,) = conflicts["items"], review["items"]
    assert (conflict["field"], conflict["won"], conflict["lost"]) == ("notes", 1, 2)
    assert conflict["message"] == "It was changed on both sides."
    assert (one["id"], one["group"]) == ("crm_3A1", ["crm_3A1", "provider_3A_2Fx_2Evcf"])


def test_half_a_character_that_somebody_typed_breaks_no_answer() -> None:
    app = FakeApp()
    app.waiting = PendingView("k", "parked", 'J\ud83d"', "gone", NOON)

    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = send(app, event("GET", f"/api/connections/{CONNECTION}/parked", headers=headers))

    assert json.loads(answer["body"].encode())["items"][0]["name"] == 'J\ud83d"'


def test_lists_go_on_from_where_they_ended() -> None:
    app = FakeApp()

    _, links = call(app, "GET", f"/api/connections/{CONNECTION}/links?query=gro%C3%9F&next=l0")
    _, history = call(app, "GET", f"/api/connections/{CONNECTION}/history?next=h9")

    assert links["next"] == "l1"
    assert history["items"][0]["when"] == "2026-11-23T12:00:00.000Z"
    assert app.calls == [("links", CONNECTION, "groß", "l0"), ("history", CONNECTION, "h9")]


@pytest.mark.parametrize(
    ("kind", "decision"),
    [
        *(("held", "restore"), ("review", "link"), ("parked", "retry")),
        *(("conflicts", "dismiss"), ("conflicts", "swap")),
    ],
)
def test_what_waits_is_listed_and_decided(kind: str, decision: str) -> None:
    app = FakeApp()

    listed, waiting = call(app, "GET", f"/api/connections/{CONNECTION}/{kind}")
    decided, _ = call(app, "POST", f"/api/connections/{CONNECTION}/{kind}/p1", {"decision": decision})

    assert (listed, waiting["items"][0]["id"]) == (200, "p1")
    assert decided == 204
    assert app.calls[-1] == ("decide", CONNECTION, kind, "p1", decision)


def test_of_a_review_the_partner_may_be_named() -> None:
    app = FakeApp()

    body = {"decision": "link", "with": "provider_3A_2Fx"}
    decided, _ = call(app, "POST", f"/api/connections/{CONNECTION}/review/crm_3A1", body)
    refused, problem = call(app, "POST", f"/api/connections/{CONNECTION}/held/p1", {"decision": "release", "with": "x"})

    assert (decided, app.calls) == (204, [("decide", CONNECTION, "review", "crm:1", "link", "provider:/x")])
    assert (refused, problem["field"]) == (422, "with")


def test_several_of_what_waits_are_decided_at_once_and_what_could_not_be_says_why() -> None:
    app = FakeApp(undecided={"provider:/x": Refused("not_one_pair", "decision"), "p3": Refused("unknown", "item")})

    body = {"decision": "link", "items": ["p1", "provider_3A_2Fx", "p3"]}
    status, answer = call(app, "POST", f"/api/connections/{CONNECTION}/decisions/review", body)

    assert app.calls == [("decide_some", CONNECTION, "review", ("p1", "provider:/x", "p3"), "link")]
    assert (status, answer["done"], answer["gone"]) == (200, 1, 1)
    ((left),) = answer["undecided"]
    assert (left["id"], left["reason"]) == ("provider_3A_2Fx", "not_one_pair")
    assert left["message"].endswith(".")


ENTRY = "7001-c01-h20261123T090000000000-0123456789ab-000001-crm-update"


@pytest.mark.parametrize(
    ("path", "body", "asked"),
    [
        (f"runs/{RUN}/undo", None, ("undo_run", RUN)),
        (f"history/{ENTRY}/undo", None, ("undo_entry", ENTRY, False)),
        (f"history/{ENTRY}/undo", {"record": True}, ("undo_entry", ENTRY, True)),
    ],
)
def test_an_undo_is_accepted_and_names_its_run(path: str, body: object, asked: tuple[object, ...]) -> None:
    app = FakeApp()

    status, answer = call(app, "POST", f"/api/{path}", body)

    assert (status, answer, app.calls) == (202, {"run": RUN}, [asked])


@pytest.mark.parametrize(
    ("path", "body", "asked"),
    [
        (f"runs/{RUN}/undo", None, ("preview_undo_of_run", RUN, "9")),
        (f"history/{ENTRY}/undo", {"record": True}, ("preview_undo_of_entry", ENTRY, True, "9")),
    ],
)
def test_a_preview_of_an_undo_says_what_and_why(path: str, body: object, asked: tuple[object, ...]) -> None:
    app = FakeApp()

    status, answer = call(app, "POST", f"/api/{path}/preview?next=9", body)

    assert (status, app.calls) == (200, [asked])
    assert (answer["update"], answer["left"]) == ({"crm": 1, "provider": 0}, 1)
    update, leave = answer["items"]
    assert update["fields"] == [{"name": "notes", "before": "Neu", "after": "Alt"}]
    assert leave["message"] == "It was edited since, so it is left alone."


@pytest.mark.parametrize(
    "reason", ["history_gone", "run_goes_on", "undo_goes_on", "undo_paused", "undo_needs_reconnect", "undo_stopped"]
)
def test_an_undo_that_is_refused_says_why_in_both_languages(reason: str) -> None:
    said = [
        call(FakeApp(trouble=Refused(reason, "id")), "POST", f"/api/runs/{RUN}/undo", accept_language=language)
        for language in ("en", "de")
    ]

    assert [status for status, _ in said] == [422, 422]
    assert len({problem["detail"] for _, problem in said}) == 2
    assert {problem["reason"] for _, problem in said} == {reason}


ALL_HELD = {"kind": "held", "decision": "restore"}


def test_all_that_is_held_is_decided_in_a_run() -> None:
    app = FakeApp()

    status, answer = call(app, "POST", f"/api/connections/{CONNECTION}/decisions", ALL_HELD)

    assert (status, answer) == (202, {"run": RUN})
    assert app.calls == [("decide_all", CONNECTION, "restore")]


def test_a_decision_of_another_kind_is_refused_by_name() -> None:
    status, answer = call(FakeApp(), "POST", f"/api/connections/{CONNECTION}/held/p1", {"decision": "retry"})

    assert (status, answer["reason"], answer["field"]) == (422, "not_allowed", "decision")


def test_the_last_error_is_told_in_the_callers_language() -> None:
    app = FakeApp(held=[broken("access_revoked")])

    _, answer = call(app, "GET", f"/api/connections/{CONNECTION}", accept_language="de-AT,de;q=0.9,en;q=0.8")

    assert answer["last_error"]["reason"] == "access_revoked"
    assert "Bitte das Konto neu verbinden" in answer["last_error"]["message"]


def test_doctor_shows_settings_problems_and_counts() -> None:
    status, answer = call(FakeApp(wrong=["The disk is full."]), "GET", "/api/doctor")

    assert status == 200
    assert answer == {
        "settings": [{"name": "TANDEM_LANG", "value": "de", "source": "environment"}],
        "problems": ["The disk is full."],
        "counts": {"lag": 1.5, "records settled": 12},
    }


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN_SHA256}"])
def test_without_the_admin_token_nothing_is_told_or_done(token: str) -> None:
    app = FakeApp()

    answers = [send(app, event(route.method, route.path, "{}", {"authorization": token})) for route in ALL]

    assert {answer["statusCode"] for answer in answers} == {401}
    assert {answer["headers"]["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert app.calls == []


def test_where_no_admin_token_was_set_nobody_is_let_in() -> None:
    answer = respond(
        event("GET", "/api/connections", headers={"authorization": "Bearer "}),
        FakeApp(),
        replace(guard(), token_sha256=""),
        "en",
    )

    assert answer["statusCode"] == 401


@pytest.mark.parametrize(
    ("body", "reason", "field"),
    [
        ({"api_domain": "https://x.example"}, "missing_field", "api_token"),
        ({"api_domain": "https://x.example", "api_token": 5}, "wrong_type", "api_token"),
        ({"api_domain": "https://x.example", "api_token": "t", "colour": "red"}, "unknown_field", "colour"),
        ({"api_domain": "https://x.example", "api_token": ""}, "wrong_length", "api_token"),
        ({"api_domain": "https://x.example", "api_token": "t\r\nX: y"}, "not_allowed", "api_token"),
        ({"api_domain": "\ud800", "api_token": "t"}, "not_allowed", "api_domain"),
        (["a", "list"], "wrong_type", "body"),
    ],
)
def test_a_field_that_does_not_fit_is_named(body: object, reason: str, field: str) -> None:
    app = FakeApp()

    status, answer = call(app, "POST", "/api/companies", body)

    assert (status, answer["type"], answer["reason"], answer["field"]) == (422, "/problems/invalid", reason, field)
    assert app.calls == []


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"crm_scope": "filter:x"}, "crm_scope"),
        ({"conflict": {"phones": "left"}}, "conflict.phones"),
        ({"conflict": {"shoes": "crm"}}, "conflict.shoes"),
        ({"visibility": True}, "visibility"),
    ],
)
def test_a_rule_that_does_not_exist_is_named(rules: object, field: str) -> None:
    status, answer = call(FakeApp(), "PATCH", f"/api/connections/{CONNECTION}", rules)

    assert (status, answer["field"]) == (422, field)


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [("{", 400, "malformed_json"), ("NaN", 400, "malformed_json"), ("[" * 60000, 400, "malformed_json")],
)
def test_what_is_no_json_is_told_so(text: str, status: int, reason: str) -> None:
    answer = send(FakeApp(), event("POST", "/api/companies", text, {"authorization": f"Bearer {TOKEN}"}))

    assert (answer["statusCode"], json.loads(answer["body"])["reason"]) == (status, reason)


def test_a_body_beyond_the_limit_is_not_read() -> None:
    answer = send(FakeApp(), event("POST", "/api/companies", "x" * 200_000, {"authorization": f"Bearer {TOKEN}"}))

    assert answer["statusCode"] == 413


def test_a_body_in_base64_is_read_and_a_broken_one_is_not() -> None:
    app = FakeApp()
    happening = event("POST", f"/api/connections/{CONNECTION}/stop", "", {"authorization": f"Bearer {TOKEN}"})

    read = send(app, happening | {"body": "eyJyZW1vdmUiOnRydWV9", "isBase64Encoded": True})
    broke = send(app, happening | {"body": "not base64!", "isBase64Encoded": True})

    assert (read["statusCode"], broke["statusCode"]) == (202, 400)
    assert app.calls == [("stop", CONNECTION, True)]


def test_an_unknown_query_parameter_is_named() -> None:
    status, answer = call(FakeApp(), "GET", f"/api/connections/{CONNECTION}/links?page=2")

    assert (status, answer["reason"], answer["field"]) == (422, "unknown_field", "page")


@pytest.mark.parametrize(
    ("trouble", "status", "kind"),
    [
        (Refused("unknown"), 404, "unknown"),
        (Refused("private_address"), 422, "private_address"),
        (AccessRevoked("wrong_password"), 422, "access_revoked"),
        (Unavailable("no_answer"), 502, "unavailable"),
        (RateLimited(timedelta(seconds=1.2)), 429, "rate_limited"),
        (Conflict(), 409, "conflict"),
        (StaleVersion(), 409, "conflict"),
        (Rejected("malformed_card"), 422, "malformed_card"),
    ],
)
def test_each_trouble_has_its_status_and_stable_type(trouble: Trouble, status: int, kind: str) -> None:
    app = FakeApp(trouble=trouble)

    answer = send(app, event("GET", "/api/connections", headers={"authorization": f"Bearer {TOKEN}"}))

    told = json.loads(answer["body"])
    assert (answer["statusCode"], told["status"], told["type"]) == (status, status, f"/problems/{kind}")
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert told["title"]
    assert told["detail"]


def test_a_rate_limit_tells_how_long_to_wait() -> None:
    app = FakeApp(trouble=RateLimited(timedelta(seconds=1.2)))

    answer = send(app, event("GET", "/api/connections", headers={"authorization": f"Bearer {TOKEN}"}))

    assert answer["headers"]["Retry-After"] == "2"


def test_a_fault_of_ours_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    app = FakeApp(trouble=ValueError("Jürgen's phone is +49 30 1"))

    status, answer = call(app, "GET", "/api/connections")

    assert (status, answer["type"]) == (500, "/problems/internal")
    assert "Jürgen" not in json.dumps(answer) + caplog.text
    assert "console failed" in caplog.text


def test_a_problem_is_told_in_german_to_whoever_speaks_it() -> None:
    _, german = call(FakeApp(), "GET", "/api/nowhere", accept_language="de")
    _, english = call(FakeApp(), "GET", "/api/nowhere", accept_language="fr, en;q=0.5, de;q=0.1")

    assert german["title"] == "Das gibt es nicht"
    assert english["title"] == "There is no such thing"
    assert german["type"] == english["type"] == "/problems/unknown"


def test_another_method_is_refused_and_the_allowed_ones_are_named() -> None:
    answer = send(FakeApp(), event("DELETE", "/api/connections", headers={"authorization": f"Bearer {TOKEN}"}))

    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/connections/", "/api/connections//links"])
def test_an_address_that_is_not_there_is_not_found(path: str) -> None:
    assert call(FakeApp(), "GET", path)[0] == 404


def test_health_is_open_and_says_ok() -> None:
    answer = send(FakeApp(), recorded("http_api/health"))

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})


def _filled(path: str) -> str:
    return path.replace("{id}", CONNECTION).replace("{item}", "p1").replace("{user}", "11")


BODIES: dict[str, Any] = {
    "/api/proposals": {"address": "anna@acme.example"},
    "/api/companies": {"api_domain": "https://x.example", "api_token": "t"},
    "/api/companies/{id}/erase": {"confirm": "7001"},
    "/api/companies/{id}/users/{user}/erase": {"confirm": "Anna Weiß"},
    "/api/accounts": GOOD_ACCOUNT,
    "/api/connections": {"account": "7001-a01", "kind": "contacts"},
    "/api/consents": {"company": "7001", "user": "11", "provider": "google"},
    "/api/accounts/{id}/calendars": {"name": "Pipedrive"},
    "/api/connections/{id}/preview": {"rules": {"mode": "crm_only"}, "upload": True},
    "/api/connections/{id}/preview-titles": {"title": "{subject}"},
    "/api/connections/{id}/upload-unsynced": {"past": True},
    "/api/connections/{id}/conflicts/{item}": {"decision": "dismiss"},
    "/api/connections/{id}/review/{item}": {"decision": "separate"},
    "/api/connections/{id}/held/{item}": {"decision": "release"},
    **{
        f"/api/connections/{{id}}/decisions/{kind}": {"decision": decision, "items": ["p1"]}
        for kind, decision in [
            ("conflicts", "dismiss"),
            ("review", "separate"),
            ("held", "release"),
            ("parked", "retry"),
        ]
    },
    "/api/connections/{id}/decisions": {"kind": "held", "decision": "restore"},
    "/api/connections/{id}/parked/{item}": {"decision": "retry"},
}


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{route.method} {route.path}")
def test_each_answer_is_as_openapi_describes_it(route: Any) -> None:
    _, description = call(FakeApp(), "GET", "/api/openapi.json")
    operation = description["paths"][route.path][route.method.lower()]
    body = BODIES.get(route.path) if route.method == "POST" else None

    status, answer = call(FakeApp(held=[broken("other")]) if "{id}" not in route.path else FakeApp(),
                          route.method, _filled(route.path), body)  # fmt: skip

    described = operation["responses"][str(status)]
    if answer is not None:
        schema = described["content"]["application/json"]["schema"]
        jsonschema.validate(answer, {**schema, "components": description["components"]})
    if body is not None:
        jsonschema.validate(body, operation["requestBody"]["content"]["application/json"]["schema"])


def test_each_operation_has_a_name_of_its_own_and_whole_references() -> None:
    _, description = call(FakeApp(), "GET", "/api/openapi.json")

    operations = [operation["operationId"] for path in description["paths"].values() for operation in path.values()]
    references = {part.split('"')[0] for part in json.dumps(description).split("#/components/schemas/")[1:]}

    assert len(operations) == len(set(operations)) == len(DESCRIBED)
    assert references <= description["components"]["schemas"].keys()
