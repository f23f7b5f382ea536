"""Contacts of Office 365 and Outlook.com end to end: Tandem between the stand-ins of Pipedrive and Microsoft."""

import ssl
import urllib.request
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.e2e.machine import Machine, wait_for
from tests.e2e.office import Office
from tests.e2e.postbox import Postbox
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.servers import PipedriveStandin, Radicale

SOON = 5.0
"""Seconds within which a push arrives on the other side."""

ADA = {
    "displayName": "Ada King",
    "givenName": "Ada",
    "surname": "King",
    "emailAddresses": [{"address": "ada@example.com"}],
    "businessPhones": ["+49 30 1234567"],
    "jobTitle": "Countess",
}


def test_a_folder_is_kept_in_step_both_ways_by_pushes(postbox: Postbox) -> None:
    """Created, changed and deleted on either side, each at once; the rest of the mailbox is nobody's business."""
    postbox.in_outlook("create", contact=ADA)
    postbox.in_outlook("create", folder="contacts", contact={"displayName": "Mama", "givenName": "Mama"})
    postbox.in_the_folder()
    assert postbox.names() == ["Ada King"]

    person = postbox.person("Ada King")
    postbox.edit("change", person["id"], phones=[{"value": "+49 171 5550", "label": "mobile", "primary": True}])
    wait_for("the number", lambda: postbox.contact("Ada King")["mobilePhone"] == "+49 171 5550", SOON)
    postbox.in_outlook(
        "patch", id=postbox.contact("Ada King")["id"], contact={"jobTitle": "Gräfin", "displayName": "Ada King"}
    )
    wait_for("the title", lambda: "Gräfin" in str(postbox.person("Ada King")), SOON)

    bea = postbox.edit("create", name="Bea Stone", emails=[{"value": "bea@example.com", "label": "work"}])
    wait_for("the contact", lambda: len(postbox.in_folder()) == 2, SOON)
    postbox.settle()
    postbox.edit("delete", bea["id"])
    wait_for("the deletion", lambda: len(postbox.in_folder()) == 1, SOON)
    postbox.settle()

    assert postbox.is_calm()
    assert {row["displayName"] for row in postbox.kept()} == {"Ada King", "Mama"}


def test_a_contact_that_leaves_the_folder_is_out_of_scope_and_never_deleted(postbox: Postbox) -> None:
    """F33."""
    moved = postbox.in_outlook("create", contact=ADA)["id"]
    postbox.in_the_folder()

    postbox.in_outlook("move", id=moved, folder="contacts")
    postbox.refresh()

    assert postbox.names() == ["Ada King"]
    assert [link["state"] for link in postbox.links()] == ["out_of_scope"]
    assert postbox.is_calm()


def test_one_way_brings_a_photo_and_writes_nothing(postbox: Postbox) -> None:
    postbox.microsoft.control("people", {"email": postbox.email, "folder": postbox.folder, "count": 1})
    postbox.microsoft.control("stats/reset", {})

    postbox.in_the_folder(direction="one_way")

    (person,) = postbox.persons()
    assert person["picture_id"]
    calls = postbox.microsoft.control("stats")["calls"]
    assert {name for name in calls if not name.startswith("GET ")} <= {"POST /v1.0/subscriptions"}


def test_groups_are_folders_and_categories_under_their_own_names(postbox: Postbox) -> None:
    postbox.in_outlook("create", contact=ADA)
    postbox.connect()

    shown = [(one["name"], one["count"], one["default"]) for one in postbox.groups()]

    assert shown[0] == ("Kontakte", 0, True)
    assert ("Kunden", 1, False) in shown
    assert ("Rote Kategorie", None, False) in shown


def test_an_account_is_added_by_consent_and_its_grant_is_renewed(
    microsoft_machine: Machine, pipedrive: PipedriveStandin, microsoft: MicrosoftStandin
) -> None:
    """Of Outlook.com: the page of personal accounts. The token that came with the consent has ended by then."""
    postbox = Postbox.new(microsoft_machine, pipedrive, microsoft, "outlook")
    postbox.grant()
    microsoft.switch(consent_account=postbox.email)
    whose = {"company": str(pipedrive.company_id), "user": str(postbox.user_id)}
    page = microsoft_machine.call("POST", "consents", {**whose, "provider": "outlook", "address": postbox.email})["url"]
    assert urlsplit(page).path == "/consumers/oauth2/v2.0/authorize"
    assert parse_qs(urlsplit(page).query)["code_challenge_method"] == ["S256"]
    with httpx.Client(verify=ssl.create_default_context(cafile=str(microsoft.said["ca_file"]))) as browser:
        back = browser.get(page).headers["location"]
    with urllib.request.urlopen(back, timeout=30) as answer:
        assert answer.status == 200

    accounts = microsoft_machine.call("GET", "accounts")
    (account,) = [one for one in accounts if one["address"] == postbox.email]
    microsoft.control("expire_access", {"email": postbox.email})

    assert account["provider"] == "outlook"
    assert microsoft_machine.call("GET", f"accounts/{account['id']}/groups")[0]["name"] == "Kontakte"


@pytest.mark.parametrize("event", ["subscriptionRemoved", "reauthorizationRequired", "missed"])
def test_events_of_a_subscriptions_own_life_lose_nothing(postbox: Postbox, event: str) -> None:
    postbox.in_the_folder()
    postbox.microsoft.switch(push_delivery="lost")
    postbox.in_outlook("create", contact=ADA)
    postbox.microsoft.switch(push_delivery="on")

    postbox.microsoft.control("lifecycle", {"event": event})

    wait_for("the person", lambda: postbox.names() == ["Ada King"], SOON)
    assert postbox.is_calm()


def test_a_revoked_grant_asks_for_a_reconnect_and_goes_on_after_it(postbox: Postbox) -> None:
    """F18, for Microsoft."""
    postbox.in_the_folder()
    postbox.microsoft.control("revoke", {"email": postbox.email})
    postbox.edit("create", name="Bea Stone", emails=[{"value": "bea@example.com", "label": "work"}])
    wait_for("the state", lambda: postbox.status()["state"] == "needs_reconnect", SOON)
    assert "Connect the Microsoft account anew" in postbox.status()["last_error"]["message"]

    assert postbox.sign_in().status in (200, 201)
    postbox.settle()

    assert [row["displayName"] for row in postbox.in_folder()] == ["Bea Stone"]
    assert postbox.is_calm()


def test_two_address_books_of_one_user_hear_of_one_rename(postbox: Postbox, radicale: Radicale) -> None:
    """F2, for one user: what comes from Outlook goes on to the cards, and neither makes it anew for the other."""
    cards = Office(postbox.machine, postbox.pipedrive, radicale.new_book())
    cards.open()
    postbox.in_the_folder()
    postbox.in_outlook("create", contact=ADA)
    wait_for("the person", lambda: postbox.names() == ["Ada King"], SOON)
    wait_for("the card", lambda: len(cards.book.cards()) == 1, SOON)
    postbox.settle()

    postbox.edit("change", postbox.person("Ada King")["id"], name="Ada Byron")

    wait_for("the contact", lambda: [row["surname"] for row in postbox.in_folder()] == ["Byron"], SOON)
    wait_for("the card's name", lambda: b"FN:Ada Byron" in next(iter(cards.book.cards().values())), SOON)
    cards.settle()
    assert postbox.is_calm()
    assert len(postbox.persons()) == 1
