"""Groups: listed in both forms, chosen, left and joined (F33); against a real Radicale."""

from collections.abc import Callable

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.errors import CursorExpired, Unavailable
from tandem.domain.ids import Cursor, LinkId
from tandem.domain.sight import Seen
from tandem.ports import Creation, Group, Page, Written
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts
from tandem.providers.icloud.groups import CardDavGroups
from tests.providers.icloud.scripted import card
from tests.servers import Book

Replica = Callable[..., CardDavContacts]
LINK = LinkId("a" * 32)


def _group(uid: str, name: str, *members: str) -> str:
    lines = (f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{member}" for member in members)
    return card(uid, name, "X-ADDRESSBOOKSERVER-KIND:group", *lines)


def _scopes(pages: list[Page]) -> dict[str, bool]:
    return {item.uid: item.in_scope for page in pages for item in page.seen if isinstance(item, Seen)}


def _cursor(pages: list[Page]) -> Cursor:
    assert pages[-1].cursor is not None
    return pages[-1].cursor


def _hinted(pages: list[Page]) -> set[str]:
    return {remote_id.rpartition("/")[2] for page in pages for remote_id, _ in page.hinted}


def test_both_kinds_of_group_and_categories_are_listed(book: Book, dav: DavClient) -> None:
    book.put(
        {
            "g1": _group("g1", "Kunden", "U1", "GONE"),
            "g2": _group("g2", "Empty"),
            "g3": card("g3", "Modern", "KIND:group", "MEMBER:urn:uuid:u1"),
            "u1": card("u1", "Ann", "CATEGORIES:VIP,a\\,b"),
            "u2": card("u2", "Ben", "CATEGORIES:VIP"),
        }
    )

    groups = CardDavGroups(client=dav, url=book.url).groups()

    assert list(groups) == [
        Group("category:a,b", "a,b", 1),
        Group("uid:g2", "Empty", 0),
        Group("uid:g1", "Kunden", 2),
        Group("uid:g3", "Modern", 1),
        Group("category:VIP", "VIP", 2),
    ]


def test_members_are_in_scope_whatever_the_case_of_their_uid(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Kunden", "U1", "GONE"), "u1": card("u1"), "u2": card("u2")})

    assert _scopes(list(replica("uid:G1").list_all())) == {"u1": True, "u2": False}


def test_an_empty_group_holds_nobody_and_deletes_nobody(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Empty"), "u1": card("u1")})

    pages = list(replica("uid:g1").list_all())

    assert _scopes(pages) == {"u1": False}
    assert all(not page.gone for page in pages)


def test_a_group_that_is_gone_stops_the_pull_and_says_so(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Kunden", "u1"), "u1": card("u1")})
    cursor = _cursor(list(replica("uid:g1").list_all()))
    book.remove("g1")

    with pytest.raises(Unavailable, match="group_missing"):
        list(replica("uid:g1").changes(cursor))
    with pytest.raises(Unavailable, match="group_missing"):
        list(replica("uid:g1").list_all())


def test_who_entered_or_left_the_group_is_hinted_without_a_version(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Kunden", "u1", "u2"), "u1": card("u1"), "u2": card("u2"), "u3": card("u3")})
    cursor = _cursor(list(replica("uid:g1").list_all()))
    book.put({"g1": _group("g1", "Kunden", "u2", "u3")})

    pages = list(replica("uid:g1").changes(cursor))

    assert _hinted(pages) == {"u1.vcf", "u3.vcf"}
    assert {version for page in pages for _, version in page.hinted} == {None}
    after = replica("uid:g1").read([remote_id for page in pages for remote_id, _ in page.hinted])
    assert {item.uid: item.in_scope for item in after.values() if isinstance(item, Seen)} == {"u1": False, "u3": True}
    assert _hinted(list(replica("uid:g1").changes(_cursor(pages)))) == set()


def test_nothing_changed_costs_one_request_with_a_group_too(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Kunden", "u1"), "u1": card("u1")})
    cursor = _cursor(list(replica("uid:g1").list_all()))
    before = len(book.requests())

    pages = list(replica("uid:g1").changes(cursor))

    assert pages == [Page(cursor=cursor)]
    assert len(book.requests()) == before + 1


def test_a_new_contact_joins_the_chosen_group_card(replica: Replica, book: Book) -> None:
    book.put({"g1": _group("g1", "Kunden", "u1"), "u1": card("u1")})

    answers = list(replica("uid:g1").write([Creation(LINK, Contact(name=Name("Ann")))]))

    assert isinstance(answers[0], Written)
    assert _scopes(list(replica("uid:g1").list_all())) == {"u1": True, LINK: True}


def test_a_new_contact_gets_the_chosen_category(replica: Replica, book: Book) -> None:
    book.put({"u1": card("u1", "Ann", "CATEGORIES:VIP"), "u2": card("u2")})

    list(replica("category:VIP").write([Creation(LINK, Contact(name=Name("Ann")))]))

    assert _scopes(list(replica("category:VIP").list_all())) == {"u1": True, "u2": False, LINK: True}


def test_a_cursor_of_another_group_is_of_no_use(replica: Replica, book: Book) -> None:
    cursor = _cursor(list(replica().list_all()))

    with pytest.raises(CursorExpired):
        list(replica("category:VIP").changes(cursor))
