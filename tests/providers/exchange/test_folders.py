"""Groups of a mailbox, contacts that move between them, copies, lists of people, and photos."""

import base64
from dataclasses import replace
from hashlib import sha256

import pytest

from tandem.domain.contact import Photo
from tandem.domain.content import as_contact
from tandem.domain.errors import CollectionGone, CursorExpired
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Tombstone, Unseen
from tandem.ports import Change
from tests.contracts.contact_contract import BEA
from tests.contracts.place import done, last_cursor, listed, made
from tests.providers.exchange.office import Office, gone, hinted, read

JPEG = b"\xff\xd8\xff\xe0 a picture"


def test_folders_and_categories_are_told_with_the_mailboxes_own_first(office: Office) -> None:
    """F33: each of them, and none that nobody sees."""
    office.mailbox.add(GivenName="Bea")
    below = office.mailbox.add_folder("Alte Kunden")
    office.mailbox.add_folder("Verlauf", **{"class": "IPF.Note"})
    thrown = office.mailbox.add_folder("Weg")
    office.mailbox.do("move_folder", id=thrown, folder="deleteditems")

    groups = office.groups().groups()

    own = office.mailbox.folders["contacts"]
    assert [(one.id, one.name, one.count, one.is_default) for one in groups] == [
        (f"folder:{own}", "Kontakte", 1, True),
        (f"folder:{below}", "Alte Kunden", 0, False),
        ("category:Kunden", "Kunden", None, False),
    ]


def test_who_keeps_no_categories_has_folders_alone(office: Office) -> None:
    office.standin.control("accounts", {"email": office.mailbox.address, "password": "", "categories": []})

    assert [one.name for one in office.groups().groups()] == ["Kontakte"]


def test_a_new_contact_joins_the_chosen_folder_or_category(office: Office) -> None:
    folder = office.mailbox.add_folder("Kunden")

    in_folder = made(office.contacts(f"folder:{folder}"), BEA, 1)
    in_category = made(office.contacts("category:Kunden"), BEA, 2)

    assert [one["id"] for one in office.mailbox.items(folder)] == [in_folder.remote_id]
    (other,) = office.mailbox.items()
    assert other["id"] == in_category.remote_id
    assert "Kunden" in other["props"]["item:Categories"]


def test_a_category_is_the_same_in_any_case(office: Office) -> None:
    item = office.mailbox.add(GivenName="Bea", Categories=["Privat", "KUNDEN"])

    assert read(office.contacts("category:Kunden"), item).in_scope
    assert not read(office.contacts("category:Kunde"), item).in_scope


@pytest.mark.parametrize("by_us", [True, False], ids=["made by us", "made by somebody"])
def test_who_is_moved_out_of_the_folder_is_found_outside_and_not_deleted(office: Office, by_us: bool) -> None:
    """F25, F33: under its old id there is nothing any more."""
    folder = office.mailbox.add_folder("Kunden")
    replica = office.contacts(f"folder:{folder}")
    item = made(replica, BEA).remote_id if by_us else RemoteId(office.mailbox.add(folder, GivenName="Bea"))
    before = read(replica, item)
    cursor = last_cursor(list(replica.list_all()))

    moved = office.mailbox.move(item, "contacts")

    assert item in gone(list(replica.changes(cursor)))
    assert replica.read([item]) == {item: Tombstone(item)}
    found = replica.find_uids([before.uid])[before.uid]
    assert (found.remote_id, found.in_scope, found.content) == (moved, False, before.content)


def test_who_is_moved_back_is_told_as_new_under_the_same_uid(office: Office) -> None:
    folder = office.mailbox.add_folder("Kunden")
    replica = office.contacts(f"folder:{folder}")
    first = read(replica, office.mailbox.add(folder, GivenName="Bea"))
    away = office.mailbox.move(first.remote_id, "contacts")
    cursor = last_cursor(list(replica.list_all()))

    back = office.mailbox.move(away, folder)

    assert back in hinted(list(replica.changes(cursor)))
    assert read(replica, back).uid == first.uid


def test_a_copy_has_its_originals_uid_and_the_original_is_found(office: Office) -> None:
    replica = office.contacts()
    seen = made(replica, BEA)
    copy = office.mailbox.do("copy", id=seen.remote_id)["id"]

    assert read(replica, copy).uid == seen.uid
    assert replica.find_uids([seen.uid])[seen.uid].remote_id == seen.remote_id


def test_the_chosen_folder_that_is_gone_proves_nothing_of_who_was_in_it(office: Office) -> None:
    """F4"""
    folder = office.mailbox.add_folder("Kunden")
    replica = office.contacts(f"folder:{folder}")
    cursor = last_cursor(list(replica.list_all()))
    office.mailbox.do("remove_folder", id=folder)

    for asked in (replica.list_all, lambda: replica.changes(cursor)):
        with pytest.raises(CollectionGone):
            list(asked())


def test_another_folder_that_is_gone_takes_the_cursor_along(office: Office) -> None:
    folder = office.mailbox.add_folder("Kunden")
    office.mailbox.add(folder, GivenName="Bea")
    cursor = last_cursor(list(office.contacts().list_all()))
    office.mailbox.do("move_folder", id=folder, folder="deleteditems")

    with pytest.raises(CursorExpired):
        list(office.contacts().changes(cursor))
    assert listed(office.contacts()) == {}


def test_a_group_that_is_no_word_of_ours_is_missing(office: Office) -> None:
    with pytest.raises(CollectionGone):
        office.contacts("uid:1234")


def test_a_list_of_people_is_no_contact(office: Office) -> None:
    listing = RemoteId(office.mailbox.do("list", name="Alle")["id"])

    assert listed(office.contacts()) == {}
    assert office.contacts().read([listing]) == {listing: Unseen(listing)}


# --- photos ------------------------------------------------------------------------------------------------


def pictured(office: Office, content: bytes) -> str:
    item = office.mailbox.add(GivenName="Bea")
    office.mailbox.do("picture", id=item, content=base64.b64encode(content).decode())
    return item


def test_a_photo_comes_with_its_contact_where_photos_are_wanted(office: Office) -> None:
    item = pictured(office, JPEG)

    seen = read(office.source(), item)

    assert seen.photo == JPEG
    assert as_contact(seen.content).photo == Photo(sha256(JPEG).hexdigest(), "image/jpeg")
    assert read(office.contacts(), item).photo is None


def test_photos_of_many_are_fetched_eight_to_a_request(office: Office) -> None:
    added = {pictured(office, JPEG + bytes([number])) for number in range(20)}
    office.standin.count_anew()

    shown = listed(office.source())

    assert {remote for remote, one in shown.items() if one.photo} == added
    assert office.standin.calls() == {"FindFolder": 1, "SyncFolderItems": 1, "GetItem": 1, "GetAttachment": 3}


@pytest.mark.parametrize("content", [b"no picture at all", b"\xff\xd8\xff" + b"x" * (3 * 1024 * 1024)])
def test_a_photo_that_is_none_or_too_large_costs_its_contact_nothing(office: Office, content: bytes) -> None:
    """F31"""
    seen = read(office.source(), pictured(office, content))

    assert as_contact(seen.content).name.given == "Bea"
    assert seen.photo is None


def test_a_change_of_another_field_leaves_the_photo(office: Office) -> None:
    """F31"""
    item = pictured(office, JPEG)
    replica = office.contacts()
    before = read(replica, item)

    done(replica, Change(before, replace(as_contact(before.content), job_title="Chefin")))

    assert read(office.source(), item).photo == JPEG


def test_an_attachment_that_is_no_photo_is_left_alone(office: Office) -> None:
    item = pictured(office, JPEG)
    office.mailbox.do("no_photo", id=item, name="Vertrag.jpg")

    assert read(office.source(), item).photo is None
