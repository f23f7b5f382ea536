"""Fields, company, webhooks, deals and pictures on the stand-in."""

import pytest

from sandbox.pictures import png
from tandem.domain.contact import Contact, Entry, Field, Name
from tandem.domain.errors import AccessRevoked, Rejected
from tandem.domain.ids import RemoteId
from tandem.domain.rules import Plan
from tandem.ports import Crm, Subscription
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.operations import CREATE_PERSON_FIELD, LIST_PERSON_FIELDS, Operation
from tandem.providers.pipedrive.push import Heard, digest, parse, verify
from tests.providers.pipedrive.office import ANNA, BEN, Office
from tests.providers.wire import Asked, Reply, serve

HOOK = "https://tandem.example/hooks/pipedrive/abc"


def custom_fields(office: Office) -> list[str]:
    fields = office.client.pages(LIST_PERSON_FIELDS, {})
    return sorted(field["field_name"] for page, _ in fields for field in page if field["is_custom_field"])


def test_the_adapter_is_a_crm(office: Office) -> None:
    crm: Crm = office.crm()

    assert crm.subscriptions() == []


def test_the_company_tells_its_plan_its_users_and_who_asks(office: Office) -> None:
    office.switch(limits=True, plan="growth")

    company = office.crm(BEN).company()

    assert (company.id, company.name, company.plan, company.me) == ("4242", "Acme GmbH", Plan.GROWTH, BEN)
    assert [(user.id, user.is_admin, user.is_active) for user in company.users] == [
        (ANNA, True, True),
        (BEN, False, True),
        ("9003", False, True),
    ]
    assert company.users[1].email == "ben.adler@acme.example"
    assert company.users[1].language == "de"


# --- fields ----------------------------------------------------------------------------------------------------


def test_the_fields_of_contact_sync_are_used_by_their_codes(office: Office) -> None:
    office.switch(contact_sync=True)

    codes = FieldCodes.from_json(PipedriveCrm(client=office.client, codes=FieldCodes()).ensure_fields())

    assert [codes.get(slot) for slot in (Slot.IM, Slot.NOTES, Slot.JOB_TITLE)] == ["im", "notes", "job_title"]
    assert Slot.MARKER in codes.custom
    assert Slot.BIRTHDAY not in codes.custom


def test_without_contact_sync_custom_fields_are_made_once(office: Office) -> None:
    made = custom_fields(office)

    again = FieldCodes.from_json(office.crm().ensure_fields())
    forgetful = FieldCodes.from_json(PipedriveCrm(client=office.client, codes=FieldCodes()).ensure_fields())

    assert again == forgetful == office.codes
    assert len(made) == len(Slot)
    assert custom_fields(office) == made


def test_a_field_of_the_same_name_and_another_type_is_somebody_elses(office: Office) -> None:
    theirs = office.client.send(CREATE_PERSON_FIELD, body={"field_name": "Tandem link", "field_type": "double"})["data"]

    codes = FieldCodes.from_json(PipedriveCrm(client=office.client, codes=FieldCodes()).ensure_fields())

    assert codes.get(Slot.MARKER) not in (None, theirs["field_code"])


def test_a_user_who_may_make_no_fields_syncs_without_them(office: Office) -> None:
    codes = FieldCodes.from_json(
        PipedriveCrm(client=office.client_of(BEN), codes=FieldCodes()).ensure_fields(),
    )

    assert set(codes.codes) == set(Slot), "what an admin made is found"


def test_what_nobody_made_stays_unsynced(office: Office) -> None:
    office.fail(method="POST", path="/v2/personFields", status=403, times=20)
    for code in office.codes.codes.values():
        office.client.call(Operation("DELETE", "/api/v2/personFields/{}", 3), code)

    codes = FieldCodes.from_json(office.crm().ensure_fields())
    office.codes = codes

    assert codes == FieldCodes()
    assert office.make(Contact(name=Name("Ada"), notes="Hello"))[0].content.missing >= {Field.NOTES, Field.BIRTHDAY}


# --- persons ---------------------------------------------------------------------------------------------------


def test_persons_are_found_by_a_whole_mail_address(office: Office) -> None:
    made = office.make(*(Contact(name=Name("A"), emails=(Entry(mail),)) for mail in ("a@x.example", "aa@x.example")))

    assert office.crm().find_by_mail("A@X.example") == [made[0].remote_id]


def test_only_an_open_deal_counts(office: Office) -> None:
    made = office.make(Contact(name=Name("Ada")))[0].remote_id
    before = office.crm().has_open_deals(made)
    deal = office.edit("create", "deal", patch={"title": "Engine", "person_id": int(made)})
    during = office.crm().has_open_deals(made)
    office.edit("change", "deal", id=deal["id"], patch={"status": "won"})

    assert (before, during, office.crm().has_open_deals(made)) == (False, True, False)


# --- webhooks --------------------------------------------------------------------------------------------------


def test_a_webhook_is_made_listed_and_removed(office: Office) -> None:
    made = office.crm().subscribe(HOOK, "person", "tandem", "secret")

    assert made == Subscription(made.id, HOOK, "person", is_active=True)
    assert office.crm().subscriptions() == [made]
    stored = office.standin.control("webhooks")[0]
    assert (stored["event_action"], stored["http_auth_user"], stored["version"]) == ("*", "tandem", "2.0")
    office.crm().unsubscribe(made)
    office.crm().unsubscribe(made)
    assert office.crm().subscriptions() == []


def test_a_user_who_may_make_no_webhooks_is_told_so(office: Office) -> None:
    with pytest.raises((Rejected, AccessRevoked)):
        office.crm(BEN).subscribe(HOOK, "person", "tandem", "secret")


# --- pictures --------------------------------------------------------------------------------------------------


def test_a_person_without_a_picture_gets_one_and_keeps_it(office: Office) -> None:
    made = office.make(Contact(name=Name("Ada")))[0].remote_id

    office.crm().upload_photo(made, png(40), "image/png")
    first = office.stored()[0]["picture_id"]
    office.crm().upload_photo(made, png(40), "image/png")

    assert first is not None
    assert office.stored()[0]["picture_id"] == first


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"GIF8", "image/png", "not_a_picture"),
        (b"<svg/>", "image/svg+xml", "not_a_picture"),
        (b"", "", "not_a_picture"),
        (b"\xff\xd8\xff" + bytes(11 * 1024 * 1024), "image/jpeg", "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_rejected_unsent(office: Office, content: bytes, media_type: str, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        office.crm().upload_photo(RemoteId("1"), content, media_type)

    assert rejected.value.reason == reason


@pytest.mark.parametrize("action", ["create", "change", "delete", "merge"])
def test_what_a_webhook_says_is_verified_and_understood(office: Office, action: str) -> None:
    kept, other = office.make(Contact(name=Name("Ada")), Contact(name=Name("Bea")))
    with serve(lambda _: Reply(200)) as wire:
        hook = office.crm().subscribe(wire.url + "/hook", "person", "tandem", "pass:wörd")
        office.edit(action, id=int(other.remote_id), into=int(kept.remote_id), patch={"name": "Cleo Stone"})
        office.standin.control("drain", {"seconds": 5})
        office.crm().unsubscribe(hook)

    heard = {each.action: each for each in map(understood, wire.asked)}
    told = heard["delete" if action == "merge" else action]
    assert (told.entity, told.company_id) == ("person", "4242")
    assert told.id == other.remote_id or action == "create"
    assert told.merged_to == (kept.remote_id if action == "merge" else "")
    assert (told.previous is None) == (action == "create")
    assert told.permitted_user_ids is not None
    assert ANNA in told.permitted_user_ids


def understood(asked: Asked) -> Heard:
    verify(asked.headers, digest("tandem", "pass:wörd"))
    return parse(asked.body)
