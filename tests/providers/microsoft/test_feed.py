"""Listings and changes of a mailbox: short and empty pages, replays, links that die, folders that come and go."""

import pytest

from tandem.domain.errors import CollectionGone, CursorExpired, Retryable, Unavailable
from tandem.domain.ids import Cursor, RemoteId
from tandem.domain.sight import Seen, Tombstone
from tandem.providers.microsoft.contacts import GraphContacts
from tandem.providers.microsoft.feed import PAGE
from tests.contracts.place import items, last_cursor, listed, told
from tests.providers.microsoft.mailbox import Mailbox

BEA = {"displayName": "Bea Stone", "givenName": "Bea", "surname": "Stone"}


def filled(mailbox: Mailbox, count: int = 7, folder: str = "") -> set[RemoteId]:
    return {mailbox.add({**BEA, "jobTitle": f"Nr{number}"}, folder) for number in range(count)}


def test_the_whole_mailbox_is_the_default_folder_and_all_others_at_any_depth(mailbox: Mailbox) -> None:
    top = mailbox.new_folder("Kunden")
    below = mailbox.new_folder("Alte", parent=top)
    deepest = mailbox.new_folder("Sehr alte", parent=below)
    everybody = {one for folder in ("", top, below, deepest) for one in filled(mailbox, 2, folder)}

    assert set(listed(mailbox.contacts())) == everybody
    assert set(listed(mailbox.contacts(f"folder:{below}"))) < everybody


def test_a_default_folder_that_has_no_well_known_name_is_found_by_a_contact_in_it(mailbox: Mailbox) -> None:
    mailbox.standin.switch(well_known=False)
    ids = filled(mailbox)

    assert set(listed(mailbox.contacts())) == ids
    assert mailbox.groups().groups()[0].is_default


def test_an_empty_default_folder_whose_id_nobody_knows_is_followed_all_the_same(mailbox: Mailbox) -> None:
    mailbox.standin.switch(well_known=False)
    pages = list(mailbox.contacts().list_all())
    assert items(pages) == []

    ids = filled(mailbox, 1)

    with pytest.raises(CursorExpired):  # it has an id now: listed anew, once
        list(mailbox.contacts().changes(last_cursor(pages)))
    assert set(listed(mailbox.contacts())) == ids


def test_pages_may_be_empty_or_short_and_what_comes_twice_is_listed_once(mailbox: Mailbox) -> None:
    mailbox.standin.switch(page_cap=3, empty_pages=2, replays=2)
    ids = filled(mailbox, 10)

    pages = list(mailbox.contacts().list_all())

    assert {one.remote_id for one in items(pages)} == ids
    assert len(items(pages)) == 10


def test_what_changes_while_it_is_listed_is_told_by_the_cursor(mailbox: Mailbox) -> None:
    mailbox.standin.switch(page_cap=3)
    ids = sorted(filled(mailbox, 9))
    pages, listing = [], mailbox.contacts().list_all()
    pages.append(next(listing))

    mailbox.edit("patch", ids[0], contact={"jobTitle": "Chefin"})
    mailbox.edit("delete", ids[1])
    late = mailbox.add(BEA)
    pages += listing

    assert {ids[0], ids[1], late} <= told(list(mailbox.contacts().changes(last_cursor(pages))))


def test_a_move_between_folders_is_told_as_gone_here_and_there_and_a_read_says_which(mailbox: Mailbox) -> None:
    folder = mailbox.new_folder()
    (remote,) = filled(mailbox, 1)
    cursor = last_cursor(list(mailbox.contacts().list_all()))

    mailbox.edit("move", remote, folder)

    pages = list(mailbox.contacts().changes(cursor))
    assert remote in {one for page in pages for one in page.gone}
    assert remote in {one for page in pages for one, _ in page.hinted}
    assert isinstance(mailbox.contacts().read([remote], {remote})[remote], Seen)


def test_a_folder_that_is_new_is_followed_from_then_on(mailbox: Mailbox) -> None:
    filled(mailbox, 1)
    cursor = last_cursor(list(mailbox.contacts().list_all()))
    folder = mailbox.new_folder("Neu")
    ids = filled(mailbox, 2, folder)

    pages = list(mailbox.contacts().changes(cursor))
    later = mailbox.add(BEA, folder)

    assert ids <= told(pages)
    assert later in told(list(mailbox.contacts().changes(last_cursor(pages))))


def test_a_folder_that_is_gone_deletes_nobody(mailbox: Mailbox) -> None:
    """F4, F33: what was in it is compared anew, under the guard; a connection of that folder alone waits."""
    folder = mailbox.new_folder()
    ids = filled(mailbox, 2, folder)
    whole = last_cursor(list(mailbox.contacts().list_all()))
    group = f"folder:{folder}"
    chosen = last_cursor(list(mailbox.contacts(group).list_all()))
    mailbox.standin.control("drop_folder", {"email": mailbox.desk.email, "folder": folder})

    with pytest.raises(CursorExpired):
        list(mailbox.contacts().changes(whole))
    with pytest.raises(CollectionGone, match="group_missing"):
        list(mailbox.contacts(group).changes(chosen))
    with pytest.raises(CollectionGone, match="group_missing"):
        list(mailbox.contacts(group).list_all())
    assert not any(isinstance(one, Tombstone) for one in mailbox.contacts(group).read(list(ids)).values())


@pytest.mark.parametrize("shape", ["gone", "state"])
def test_a_link_that_expired_is_told_whatever_its_shape(mailbox: Mailbox, shape: str) -> None:
    """F16: 410 with a Location, or 400 with a code."""
    mailbox.standin.switch(delta_expiry=shape)
    filled(mailbox, 2)
    cursor = last_cursor(list(mailbox.contacts().list_all()))
    mailbox.standin.control("expire_delta", {})

    with pytest.raises(CursorExpired):
        list(mailbox.contacts().changes(cursor))
    assert len(listed(mailbox.contacts())) == 2


@pytest.mark.parametrize("shape", ["gone", "state"])
def test_a_link_that_dies_while_a_folder_is_listed_begins_it_anew(mailbox: Mailbox, shape: str) -> None:
    """F16: an old nextLink dies while paging; nothing is missed, and nothing comes twice."""
    mailbox.standin.switch(delta_expiry=shape, page_cap=2)
    ids = filled(mailbox, 6)
    listing = mailbox.contacts().list_all()
    pages = [next(listing)]

    mailbox.standin.control("expire_delta", {})
    pages += listing

    assert {one.remote_id for one in items(pages)} == ids
    assert len(items(pages)) == 6


def test_a_listing_whose_links_keep_dying_is_no_listing(mailbox: Mailbox) -> None:
    mailbox.standin.switch(page_cap=1)
    filled(mailbox, 3)
    mailbox.standin.control("fail", {"path": ".*/delta", "skip": 1, "status": 410})
    mailbox.standin.control("fail", {"path": ".*/delta", "skip": 1, "status": 410})

    with pytest.raises(Unavailable):
        list(mailbox.contacts().list_all())


@pytest.mark.parametrize(
    "order",
    [
        {"status": 500},
        {"code": "busy", "retry_after": 3},
        {"code": "throttled", "retry_after": 3},
        {"code": "no_mailbox"},
        {"status": 404},
        {"status": 200, "body": {"value": "nothing"}},
        {"status": 200, "body": []},
        {"status": 200, "body": {"value": []}},
    ],
    ids=str,
)
def test_a_failed_fetch_is_no_empty_folder(mailbox: Mailbox, order: dict[str, object]) -> None:
    """F4."""
    filled(mailbox, 2)
    contacts = mailbox.contacts(f"folder:{mailbox.new_folder()}")
    mailbox.standin.control("fail", {"path": ".*/delta", "times": 3, **order})

    with pytest.raises(Retryable):
        list(contacts.list_all())


def test_a_link_that_leads_elsewhere_is_not_followed(mailbox: Mailbox) -> None:
    stray = {"value": [], "@odata.nextLink": "https://graph.example.org/v1.0/me/contacts/delta?$skiptoken=x"}
    mailbox.standin.control("fail", {"path": ".*/delta", "status": 200, "body": stray})

    with pytest.raises(Unavailable, match="foreign_link"):
        list(mailbox.contacts().list_all())


def test_a_link_that_leads_back_to_itself_ends(mailbox: Mailbox) -> None:
    link = f"{mailbox.standin.said['graph_url']}/me/contacts/delta?$skiptoken=x"
    order = {"path": ".*/delta", "status": 200, "body": {"value": [], "@odata.nextLink": link}, "times": 9}
    mailbox.standin.control("fail", order)

    with pytest.raises(Unavailable, match="no_progress"):
        list(mailbox.contacts().list_all())


def test_a_cursor_of_another_cloud_has_expired(mailbox: Mailbox) -> None:
    """Whoever changes TANDEM_GRAPH_URL lists anew; the old cloud is not sent the new one's token."""
    group = f"folder:{mailbox.new_folder()}"
    cursor = last_cursor(list(mailbox.contacts(group).list_all()))
    elsewhere = mailbox.client(graph_url="https://graph.microsoft.us/v1.0")

    with pytest.raises(CursorExpired):
        list(GraphContacts(client=elsewhere, group=group).changes(cursor))


def test_a_listing_costs_one_request_for_each_full_page(mailbox: Mailbox) -> None:
    """Beside one for the folders, and one for what delta doesn't show."""
    mailbox.standin.control("people", {"email": mailbox.desk.email, "count": 3 * PAGE, "everyday": True})
    contacts = mailbox.contacts()
    mailbox.asked()

    assert len(listed(contacts)) == 3 * PAGE

    assert mailbox.asked()["http_requests"] == 3 + 2


def test_nothing_new_costs_one_request_for_a_folder(mailbox: Mailbox) -> None:
    group = f"folder:{mailbox.new_folder()}"
    cursor = last_cursor(list(mailbox.contacts(group).list_all()))
    mailbox.asked()

    pages = list(mailbox.contacts(group).changes(cursor))

    assert told(pages) == set()
    assert mailbox.asked()["http_requests"] == 1


def test_a_cursor_is_of_its_own_group(mailbox: Mailbox) -> None:
    cursor = last_cursor(list(mailbox.contacts().list_all()))

    with pytest.raises(CursorExpired):
        list(mailbox.contacts("category:Kunden").changes(Cursor(cursor)))
