"""Webhooks: who is believed, what a lie does, and what becomes of them when Pipedrive drops them."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office, Row, card
from tests.servers import PipedriveStandin, Radicale

AFTER_A_START = 12
"""Seconds: the schedules come five seconds after a start, and then each minute."""


@pytest.fixture
def in_step(office: Office) -> Office:
    office.book.put({"ada": card("ada", "Ada Lovelace", "EMAIL;TYPE=WORK:ada@example.com")})
    return office.open()


def _hook(office: Office) -> Row:
    """The webhook for persons, as Pipedrive keeps it."""
    (found,) = [one for one in office.webhooks() if one["event_object"] == "person"]
    return found


def _said(office: Office, action: str = "delete", **meta: object) -> Row:
    """What Pipedrive would say of Ada's person."""
    person = office.person("Ada Lovelace")
    facts = {
        "action": action,
        "entity": "person",
        "entity_id": str(person["id"]),
        "company_id": str(office.pipedrive.company_id),
        "id": "5f0a",
        "version": "2.0",
        "timestamp": "2026-11-23T10:00:00.000Z",
        "permitted_user_ids": [str(user["id"]) for user in office.pipedrive.users],
    }
    return {"meta": {**facts, **meta}, "data": None, "previous": {"id": person["id"], "name": "Ada Lovelace"}}


def _send(url: str, body: object, user: str = "", password: str = "") -> int:
    headers = {"Content-Type": "application/json"}
    if user:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_forged_webhooks_get_401_and_change_nothing(in_step: Office) -> None:
    office, hook = in_step, _hook(in_step)
    url, user, password = hook["subscription_url"], hook["http_auth_user"], hook["http_auth_password"]
    said = _said(office)
    office.forget_counts()

    answers = {
        "nobody": _send(url, said),
        "wrong password": _send(url, said, user, f"{password}x"),
        "wrong user": _send(url, said, f"{user}x", password),
        "unknown path": _send(f"{url}x", said, user, password),
        "path of somebody": _send(f"{office.machine.url}/hooks/pipedrive/guessed", said, user, password),
        "other company": _send(url, _said(office, company_id="1"), user, password),
    }

    assert answers == dict.fromkeys(answers, 401)
    assert office.status()["counts"]["pending"] == 0
    assert office.pipedrive.control("stats")["total"] == 0, "nobody was asked anything"
    assert (office.names(), list(office.book.cards())) == (["Ada Lovelace"], ["ada.vcf"])
    assert "webhook forged reason=" in office.machine.log


def test_a_replayed_word_of_a_deletion_deletes_nothing_that_is_there(in_step: Office) -> None:
    office, hook = in_step, _hook(in_step)

    answer = _send(hook["subscription_url"], _said(office), hook["http_auth_user"], hook["http_auth_password"])
    office.settle()

    assert answer == 202
    assert (office.names(), list(office.book.cards())) == (["Ada Lovelace"], ["ada.vcf"])
    assert office.writes_during(office.refresh) == (0, [])


def test_a_word_that_makes_no_sense_gets_400(in_step: Office) -> None:
    hook = _hook(in_step)
    company = {"meta": {"company_id": str(in_step.pipedrive.company_id)}}
    senseless: list[object] = [{}, [], {"meta": 5}, "text", company]

    answers = [
        _send(hook["subscription_url"], body, hook["http_auth_user"], hook["http_auth_password"]) for body in senseless
    ]

    assert set(answers) <= {400, 401}


def test_webhooks_that_pipedrive_dropped_are_made_again_by_the_sweep(
    start_machine: Callable[..., Machine], pipedrive: PipedriveStandin, radicale: Radicale
) -> None:
    office = Office(start_machine(TANDEM_SWEEP_SECONDS="1"), pipedrive, radicale.new_book())
    office.book.put({"ada": card("ada", "Ada Lovelace", "EMAIL;TYPE=WORK:ada@example.com")})
    office.open()
    dropped = _hook(office)["id"]
    _delete_webhook(office, dropped)

    office.machine.restart()

    wait_for("two webhooks", lambda: len(office.webhooks()) == 2, AFTER_A_START)
    assert dropped not in [one["id"] for one in office.webhooks()]
    office.settle()
    office.edit("change", office.person("Ada Lovelace")["id"], phones=[{"value": "+49 30 1"}])
    wait_for("the number", lambda: "+49 30 1" in office.phone.read("ada"), 5)


def test_an_edit_whose_webhook_was_lost_arrives_with_a_refresh(in_step: Office) -> None:
    in_step.pipedrive.control("switches", {"webhook_delivery": "lost"})

    in_step.edit("change", in_step.person("Ada Lovelace")["id"], phones=[{"value": "+49 30 1"}])
    in_step.refresh()

    assert "+49 30 1" in in_step.phone.read("ada")


def _delete_webhook(office: Office, webhook: int) -> None:
    url = f"{office.pipedrive.api_domain}/api/v1/webhooks/{webhook}"
    request = urllib.request.Request(url, headers={"x-api-token": office.pipedrive.api_token}, method="DELETE")
    urllib.request.urlopen(request, timeout=10).close()
