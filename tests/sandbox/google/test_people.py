"""The People API of the stand-in, driven by google-api-python-client as it comes; answers are held to the schemas."""

from base64 import b64encode
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from sandbox.pictures import jpeg
from tests.sandbox.google.desk import GoogleStandin, Row
from tests.sandbox.google.schemas import faults

FIELDS = "names,emailAddresses,phoneNumbers,memberships,metadata,clientData,photos,birthdays,addresses,imClients"
NUMBERS = count(1)
EVA = {"names": [{"givenName": "Eva", "familyName": "Beispiel"}], "emailAddresses": [{"value": "eva@example.com"}]}
MINE = "contactGroups/myContacts"


class Client:
    """One account's address book by the official client."""

    def __init__(self, google: GoogleStandin, email: str, service: Any) -> None:
        self.google, self.email = google, email
        self.people, self.groups = service.people(), service.contactGroups()

    def make(self, **fields: Any) -> Row:
        return self.kept(self.people.createContact(body={**EVA, **fields}, personFields=FIELDS))

    def get(self, name: str) -> Row:
        return self.kept(self.people.get(resourceName=name, personFields=FIELDS))

    def kept(self, request: Any, schema: str = "Person") -> Row:
        answer: Row = request.execute()
        assert faults(schema, answer, "people.v1.json") == []
        return answer

    def page(self, **query: Any) -> Row:
        asked = {"resourceName": "people/me", "personFields": FIELDS, "pageSize": 1000, "requestSyncToken": True}
        return self.kept(self.people.connections().list(**asked | query), "ListConnectionsResponse")

    def update(self, person: Row, mask: str, **fields: Any) -> Row:
        body = {"metadata": person["metadata"], "etag": person["etag"], **fields}
        return self.kept(
            self.people.updateContact(
                resourceName=person["resourceName"], updatePersonFields=mask, personFields=FIELDS, body=body
            )
        )

    def edit(self, do: str, **what: Any) -> Row:
        found: Row = self.google.control("people/edit", {"do": do, "email": self.email, **what})
        return found


@pytest.fixture
def client(google: GoogleStandin) -> Iterator[Client]:
    """Somebody who has no contacts yet. What is asked is in the contract, but for what a test asks on purpose."""
    email = f"contacts{next(NUMBERS)}@acme.example"
    google.control("accounts", {"email": email})
    google.switch(token_life=30 * 86400)
    credentials = Credentials(google.control("token", {"email": email})["access_token"])
    options = {"api_endpoint": google.said["people_url"]}
    with build("people", "v1", credentials=credentials, client_options=options, static_discovery=True) as service:
        yield Client(google, email, service)


def refused(request: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as error:
        request.execute()
    told = error.value
    return told.status_code, str(told.reason)


def names(page: Row) -> list[str]:
    return [one["resourceName"] for one in page.get("connections", [])]


# --- single contacts ---------------------------------------------------------------------------------------------


def test_a_contact_is_made_read_and_deleted(client: Client) -> None:
    made = client.make(phoneNumbers=[{"value": "+49 30 1234", "type": "Zweithandy"}])
    name = made["resourceName"]
    client.people.deleteContact(resourceName=name).execute()

    assert made["names"][0]["displayName"] == "Eva Beispiel"
    assert made["memberships"][0]["contactGroupMembership"]["contactGroupResourceName"] == MINE
    assert made["phoneNumbers"][0]["value"] == "+49 30 1234"
    assert refused(client.people.get(resourceName=name, personFields="names"))[0] == 404


def test_an_update_names_the_version_that_it_was_decided_on(client: Client) -> None:
    before = client.make()
    after = client.update(before, "names", names=[{"givenName": "Eva-Maria"}])

    with pytest.raises(HttpError) as stale:
        client.update(before, "names", names=[{"givenName": "Evi"}])
    with pytest.raises(HttpError) as blind:
        client.update({**after, "metadata": {}}, "names", names=[{"givenName": "Evi"}])

    assert after["names"][0]["displayName"] == "Eva-Maria"
    assert (stale.value.status_code, blind.value.status_code) == (400, 400)
    assert "different than the current" in str(stale.value.reason)


def test_what_the_mask_names_is_replaced_and_the_rest_stays(client: Client) -> None:
    before = client.make(birthdays=[{"date": {"month": 5, "day": 9}}])

    after = client.update(before, "emailAddresses", names=[{"givenName": "Niemand"}])

    assert "emailAddresses" not in after
    assert (after["names"][0]["givenName"], after["birthdays"][0]["date"]) == ("Eva", {"month": 5, "day": 9})


@pytest.mark.parametrize("field", ["names", "birthdays", "biographies", "genders"])
def test_singletons_are_single(client: Client, field: str) -> None:
    body = {"emailAddresses": [{"value": "a@example.com"}], field: [{}, {}]}

    assert refused(client.people.createContact(body=body, personFields="names"))[0] == 400


def test_a_contact_is_always_in_some_group(client: Client) -> None:
    before = client.make()

    with pytest.raises(HttpError) as empty:
        client.update(before, "memberships", memberships=[])

    assert empty.value.status_code == 400


def test_no_fields_are_no_answer(client: Client) -> None:
    name = client.make()["resourceName"]

    assert refused(client.people.get(resourceName=name, personFields=""))[0] == 400
    assert refused(client.people.get(resourceName=name, personFields="names,shoeSizes"))[0] == 400


# --- batches -----------------------------------------------------------------------------------------------------


def test_batches_create_read_update_and_delete(client: Client) -> None:
    new = {"contacts": [{"contactPerson": EVA}] * 200, "readMask": FIELDS}
    made = client.kept(client.people.batchCreateContacts(body=new), "BatchCreateContactsResponse")["createdPeople"]
    everyone = [one["person"] for one in made]
    ids = [one["resourceName"] for one in everyone]
    contacts = {one["resourceName"]: {"metadata": one["metadata"], "nicknames": [{"value": "E"}]} for one in everyone}
    body = {"contacts": contacts, "updateMask": "nicknames", "readMask": "names,metadata"}
    updated = client.kept(client.people.batchUpdateContacts(body=body), "BatchUpdateContactsResponse")
    read = client.kept(
        client.people.getBatchGet(resourceNames=[*ids[:-1], "people/c1"], personFields="nicknames"), "GetPeopleResponse"
    )
    client.people.batchDeleteContacts(body={"resourceNames": ids}).execute()

    assert set(updated["updateResult"]) == set(ids)
    assert [one["person"]["nicknames"][0]["value"] for one in read["responses"][:-1]] == ["E"] * 199
    assert read["responses"][-1]["status"]["code"] == 5
    assert client.page().get("connections") is None


def test_a_batch_in_which_one_is_wrong_is_not_done_at_all(client: Client) -> None:
    good, stale = client.make(), client.make()
    client.update(stale, "names", names=[{"givenName": "Evi"}])
    contacts = {
        one["resourceName"]: {"metadata": one["metadata"], "names": [{"givenName": "Ela"}]} for one in (good, stale)
    }
    body = {"contacts": contacts, "updateMask": "names", "readMask": "names"}

    with pytest.raises(HttpError) as error:
        client.people.batchUpdateContacts(body=body).execute()

    details = error.value.error_details[0]
    assert details["@type"].endswith("BatchUpdateContactsErrorDetails")
    assert {name: one["code"] for name, one in details["contactErrors"].items()} == {stale["resourceName"]: 9}
    assert client.get(good["resourceName"])["names"][0]["givenName"] == "Eva"


@pytest.mark.parametrize(("method", "most"), [("batchCreateContacts", 200), ("batchDeleteContacts", 500)])
def test_batches_have_an_end(client: Client, method: str, most: int) -> None:
    bodies = {
        "batchCreateContacts": {"contacts": [{"contactPerson": EVA}] * (most + 1), "readMask": ""},
        "batchDeleteContacts": {"resourceNames": ["people/c1"] * (most + 1)},
    }

    assert refused(getattr(client.people, method)(body=bodies[method]))[0] == 400


# --- lists -------------------------------------------------------------------------------------------------------


def test_pages_follow_each_other_and_the_token_comes_last(client: Client) -> None:
    client.edit("load", contacts=[EVA] * 5)
    pages, token = [], None
    while not pages or token:
        pages.append(client.page(pageSize=2, **({"pageToken": token} if token else {})))
        token = pages[-1].get("nextPageToken")

    assert [len(names(page)) for page in pages] == [2, 2, 1]
    assert ["nextSyncToken" in page for page in pages] == [False, False, True]
    assert pages[0]["totalItems"] == 5


def test_a_token_tells_what_was_changed_made_and_deleted_since(client: Client) -> None:
    kept, edited, gone = (client.make() for _ in range(3))
    token = client.page()["nextSyncToken"]
    client.update(edited, "names", names=[{"givenName": "Evi"}])
    client.people.deleteContact(resourceName=gone["resourceName"]).execute()
    made = client.make()

    page = client.page(syncToken=token)

    told = {one["resourceName"]: one["metadata"].get("deleted", False) for one in page["connections"]}
    assert told == {edited["resourceName"]: False, gone["resourceName"]: True, made["resourceName"]: False}
    assert kept["resourceName"] not in told
    assert names(client.page(syncToken=page["nextSyncToken"])) == []


def test_all_parameters_stay_as_they_were(client: Client) -> None:
    token = client.page()["nextSyncToken"]

    with pytest.raises(HttpError) as error:
        client.page(syncToken=token, personFields="names")

    assert error.value.status_code == 400


@pytest.mark.parametrize("status", [400, 410])
def test_a_token_dies_a_week_after_the_full_sync_however_it_was_renewed(
    client: Client, google: GoogleStandin, status: int
) -> None:
    google.switch(people_expiry=status)
    token = client.page()["nextSyncToken"]
    google.control("clock", {"seconds": 6 * 86400})
    token = client.page(syncToken=token)["nextSyncToken"]
    google.control("clock", {"seconds": 86401})

    with pytest.raises(HttpError) as error:
        client.page(syncToken=token)

    assert error.value.status_code == status
    assert error.value.error_details[0]["reason"] == "EXPIRED_SYNC_TOKEN"


def test_lists_for_syncing_show_old_values_for_a_while_and_a_get_shows_the_new(
    client: Client, google: GoogleStandin
) -> None:
    google.switch(people_lag=300)
    token = client.page()["nextSyncToken"]
    before = client.make()
    google.control("clock", {"seconds": 200})
    client.update(client.get(before["resourceName"]), "names", names=[{"givenName": "Evi"}])
    google.control("clock", {"seconds": 200})

    shown = client.page(syncToken=token)

    assert [one["names"][0]["givenName"] for one in shown["connections"]] == ["Eva"]
    assert client.get(before["resourceName"])["names"][0]["givenName"] == "Evi"
    google.control("clock", {"seconds": 200})
    later = client.page(syncToken=shown["nextSyncToken"])
    assert [one["names"][0]["givenName"] for one in later["connections"]] == ["Evi"]


def test_pages_may_be_short_or_empty(client: Client, google: GoogleStandin) -> None:
    client.edit("load", contacts=[EVA] * 4)
    google.switch(page_cap=3, empty_pages=1)

    pages = [client.page()]
    while "nextPageToken" in pages[-1]:
        pages.append(client.page(pageToken=pages[-1]["nextPageToken"]))

    assert [len(names(page)) for page in pages] == [0, 3, 0, 1]


def test_a_name_that_changed_is_told_and_the_old_one_still_leads_to_the_person(client: Client) -> None:
    old = client.make()["resourceName"]
    token = client.page()["nextSyncToken"]
    client.edit("rename", person=old, name="people/117")

    (told,) = client.page(syncToken=token)["connections"]
    (read,) = client.people.getBatchGet(resourceNames=[old], personFields="names").execute()["responses"]

    assert (told["resourceName"], told["metadata"]["previousResourceNames"]) == ("people/117", [old])
    assert (read["requestedResourceName"], read["person"]["resourceName"]) == (old, "people/117")


def test_twins_that_are_merged_leave_one_with_the_values_of_both(client: Client) -> None:
    kept, lost = client.make(), client.make(emailAddresses=[{"value": "eva@work.example"}])
    client.edit("merge", keep=kept["resourceName"], lose=lost["resourceName"])

    shown = client.get(kept["resourceName"])

    assert [one["value"] for one in shown["emailAddresses"]] == ["eva@example.com", "eva@work.example"]
    assert refused(client.people.get(resourceName=lost["resourceName"], personFields="names"))[0] == 404


# --- groups ------------------------------------------------------------------------------------------------------


def test_groups_are_made_filled_listed_and_deleted(client: Client) -> None:
    group = client.groups.create(body={"contactGroup": {"name": "Kunden"}}).execute()["resourceName"]
    person = client.make()["resourceName"]
    client.groups.members().modify(resourceName=group, body={"resourceNamesToAdd": [person]}).execute()
    listed = client.kept(client.groups.list(pageSize=1000), "ListContactGroupsResponse")["contactGroups"]
    whole = client.kept(client.groups.get(resourceName=group, maxMembers=10), "ContactGroup")
    client.groups.delete(resourceName=group).execute()

    own = [one for one in listed if one["groupType"] == "USER_CONTACT_GROUP"]
    assert [(one["resourceName"], one["name"], one["memberCount"]) for one in own] == [(group, "Kunden", 1)]
    assert whole["memberResourceNames"] == [person]
    assert refused(client.groups.get(resourceName=group))[0] == 404
    assert len(client.get(person)["memberships"]) == 1


def test_two_groups_of_one_name_are_refused(client: Client) -> None:
    client.groups.create(body={"contactGroup": {"name": "Kunden"}}).execute()

    assert refused(client.groups.create(body={"contactGroup": {"name": "kunden"}}))[0] == 409


def test_nobody_leaves_the_last_group(client: Client) -> None:
    person = client.make()["resourceName"]

    answer = client.groups.members().modify(resourceName=MINE, body={"resourceNamesToRemove": [person]}).execute()

    assert answer["canNotRemoveLastContactGroupResourceNames"] == [person]
    assert len(client.get(person)["memberships"]) == 1


def test_groups_of_the_system_stay_and_most_take_nobody(client: Client) -> None:
    person = client.make()["resourceName"]
    members = client.groups.members()

    assert refused(client.groups.delete(resourceName="contactGroups/starred"))[0] == 400
    added = {"resourceNamesToAdd": [person]}
    assert refused(members.modify(resourceName="contactGroups/friends", body=added))[0] == 400
    assert members.modify(resourceName="contactGroups/starred", body=added).execute() == {}


# --- photos ------------------------------------------------------------------------------------------------------


def test_a_photo_is_set_served_and_taken_away(client: Client, google: GoogleStandin) -> None:
    name, picture = client.make()["resourceName"], jpeg(40)
    assert client.get(name)["photos"][0]["default"] is True
    body = {"photoBytes": b64encode(picture).decode(), "personFields": "photos"}

    shown = client.people.updateContactPhoto(resourceName=name, body=body).execute()["person"]["photos"][0]
    served = google.http.get(shown["url"] + "?sz=720")
    client.people.deleteContactPhoto(resourceName=name).execute()

    assert (served.content, served.headers["content-type"]) == (picture, "image/jpeg")
    assert client.get(name)["photos"][0]["default"] is True


def test_what_is_no_picture_is_no_photo(client: Client) -> None:
    body = {"photoBytes": b64encode(b"GIF89a").decode()}

    name = client.make()["resourceName"]

    assert refused(client.people.updateContactPhoto(resourceName=name, body=body))[0] == 400


# --- moods -------------------------------------------------------------------------------------------------------


def test_reads_writes_and_full_syncs_have_limits_where_a_test_sets_some(client: Client, google: GoogleStandin) -> None:
    google.switch(people_full_syncs=1, people_writes=2, people_reads=3)
    client.page()
    client.make()
    client.make()

    assert refused(client.people.connections().list(**_full()))[0] == 429
    assert refused(client.people.createContact(body=EVA, personFields="names"))[0] == 429
    google.control("clock", {"seconds": 61})
    client.make()


def _full() -> Row:
    return {"resourceName": "people/me", "personFields": FIELDS, "pageSize": 1000, "requestSyncToken": True}


def test_a_grant_without_contacts_is_told_so_in_the_words_of_this_api(google: GoogleStandin, client: Client) -> None:
    asked = {"email": client.email, "scopes": ["https://www.googleapis.com/auth/calendar"]}
    token = google.control("token", asked)["access_token"]

    answer = google.http.get(
        f"{google.said['people_url']}v1/people/me/connections?personFields=names",
        headers={"authorization": f"Bearer {token}"},
    )

    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (403, "PERMISSION_DENIED")
    assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_what_the_contract_lacks_is_refused_and_noted(google: GoogleStandin, client: Client) -> None:
    headers = {"authorization": f"Bearer {google.control('token', {'email': client.email})['access_token']}"}
    url = f"{google.said['people_url']}v1/people:createContact"

    answer = google.http.post(url, json={"shoeSizes": [{"value": "43"}]}, headers=headers)

    assert answer.status_code == 400
    assert [one["problems"] for one in google.taken("violations")] == [["body.shoeSizes is unknown"]]


def test_ten_thousand_contacts_are_listed_in_ten_pages(client: Client) -> None:
    client.edit("load", contacts=[EVA] * 10_000)

    pages = [client.page(personFields="names")]
    while "nextPageToken" in pages[-1]:
        pages.append(client.page(personFields="names", pageToken=pages[-1]["nextPageToken"]))

    assert [len(names(page)) for page in pages] == [1000] * 10
