"""The replica against a real Radicale."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.errors import CursorExpired, StaleVersion
from tandem.domain.ids import Cursor, LinkId, RemoteId
from tandem.domain.sight import Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Page, Removal, Written
from tandem.providers.icloud.contacts import CardDavContacts, CardDavSource
from tests.providers.icloud.scripted import card
from tests.servers import Book

Replica = Callable[..., CardDavContacts]
ANN = Contact(name=Name("Ann", family="Example"), phones=(Entry("+43 1 234", "Zweithandy"),))
LINK = LinkId("a" * 32)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _created(replica: CardDavContacts, link: LinkId = LINK, contact: Contact = ANN) -> Seen:
    answer = next(replica.write([Creation(link, contact)]))
    assert isinstance(answer, Written)
    assert answer.seen is not None
    return answer.seen


def _cursor(pages: list[Page]) -> Cursor:
    cursor = pages[-1].cursor
    assert cursor is not None
    return cursor


def test_an_empty_book_is_listed_with_a_cursor_and_nothing_else(replica: Replica) -> None:
    pages = list(replica().list_all())

    assert [(page.seen, page.hinted) for page in pages] == [((), ())]
    assert pages[-1].cursor


def test_a_listing_tells_every_contact_with_its_text_and_uid(replica: Replica, book: Book) -> None:
    book.put({f"u{at}": card(f"u{at}", f"Ann {at}") for at in range(120)})

    pages = list(replica().list_all())

    seen = [item for page in pages for item in page.seen]
    assert {item.uid for item in seen if isinstance(item, Seen)} == {f"u{at}" for at in range(120)}
    assert [len(page.seen) for page in pages] == [100, 20, 0]
    assert [page.cursor is None for page in pages] == [True, True, False]
    assert len(book.requests()) == 3


def test_a_listing_fetches_nothing_that_is_known(replica: Replica, book: Book) -> None:
    book.put({f"u{at}": card(f"u{at}") for at in range(130)})

    pages = list(replica().list_all(lambda chunk: {remote_id for remote_id, _ in chunk if "u1" in remote_id}))

    fetched = {item.uid for page in pages for item in page.seen if isinstance(item, Seen)}
    hinted = {remote_id for page in pages for remote_id, _ in page.hinted}
    assert fetched == {f"u{at}" for at in range(130) if not str(at).startswith("1")}
    assert len(hinted) == 130 - len(fetched)
    assert len(book.requests()) == 2


def test_what_was_created_is_shown_by_the_listing(replica: Replica, book: Book) -> None:
    made = _created(replica())

    pages = list(replica().list_all())

    assert pages[0].seen == (replace(made, raw=pages[0].seen[0].raw),)
    assert made.remote_id.endswith(f"/{LINK}.vcf")
    assert made.uid == LINK
    assert made.content == replica().projection(ANN)
    assert b"\r\n" in book.bodies()[-1].content


def test_nothing_changed_costs_one_request(replica: Replica, book: Book) -> None:
    _created(replica())
    cursor = _cursor(list(replica().list_all()))
    before = len(book.requests())

    pages = list(replica().changes(cursor))

    assert pages == [Page(cursor=cursor)]
    assert len(book.requests()) == before + 1


def test_changes_are_hinted_with_their_version_and_removals_told(replica: Replica, book: Book) -> None:
    book.put({"u1": card("u1"), "u2": card("u2"), "u3": card("u3")})
    cursor = _cursor(list(replica().list_all()))
    book.put({"u1": card("u1", "Changed")})
    book.remove("u2")

    pages = list(replica().changes(cursor))

    hints = [hint for page in pages for hint in page.hinted]
    assert [remote_id.rpartition("/")[2] for remote_id, _ in hints] == ["u1.vcf"]
    assert [remote_id.rpartition("/")[2] for page in pages for remote_id in page.gone] == ["u2.vcf"]
    assert replica().read([hints[0][0]])[hints[0][0]].version == hints[0][1]


def test_a_removal_before_the_first_listing_is_no_news(replica: Replica, book: Book) -> None:
    """Radicale tells removals even in an answer to an empty token."""
    seen = _created(replica())
    list(replica().write([Removal(seen)]))

    pages = list(replica().list_all())

    assert pages == [Page(cursor=_cursor(pages))]


def test_a_token_that_the_server_forgot_is_an_expired_cursor(replica: Replica) -> None:
    cursor = _cursor(list(replica().list_all()))

    with pytest.raises(CursorExpired):
        list(replica().changes(Cursor(cursor.replace("/ns/sync/", "/ns/sync/0"))))


@pytest.mark.parametrize("cursor", ["", "{}", "null", "[]", '{"format":0}', '{"format":1,"book":"/x/","token":"t"}'])
def test_a_cursor_of_something_else_is_expired(replica: Replica, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        list(replica().changes(Cursor(cursor)))


def test_reading_answers_for_every_id(replica: Replica, book: Book) -> None:
    seen = _created(replica())
    absent = RemoteId(seen.remote_id.replace("a", "b"))
    (book.folder.book(book.username, book.name) / "g.vcf").write_text(card("g", "G", "X-ADDRESSBOOKSERVER-KIND:group"))
    group = RemoteId(seen.remote_id.rpartition("/")[0] + "/g.vcf")

    sights = replica().read([seen.remote_id, absent, group])

    assert sights[seen.remote_id] == replace(seen, raw=sights[seen.remote_id].raw)
    assert sights[absent] == Tombstone(absent)
    assert sights[group] == Unseen(group)
    assert replica().read([]) == {}


def test_a_change_decided_on_an_old_version_is_stale(replica: Replica) -> None:
    """F23."""
    seen = _created(replica())
    first = next(replica().write([Change(seen, replace(seen.content, job_title="Chef"))]))

    second = next(replica().write([Change(seen, replace(seen.content, job_title="Boss"))]))
    removal = next(replica().write([Removal(seen)]))

    assert isinstance(first, Written)
    assert isinstance(second, Failed)
    assert isinstance(second.error, StaleVersion)
    assert isinstance(removal, Failed)
    assert isinstance(removal.error, StaleVersion)
    sight = replica().read([seen.remote_id])[seen.remote_id]
    assert isinstance(sight, Seen)
    assert sight.content.job_title == "Chef"


def test_a_change_that_changes_nothing_writes_nothing(replica: Replica, book: Book) -> None:
    seen = _created(replica())
    before = len(book.writes())

    answer = next(replica().write([Change(seen, seen.content)]))

    assert answer == Written(seen)
    assert len(book.writes()) == before


def test_many_writes_are_answered_in_their_order(replica: Replica) -> None:
    links = [LinkId(f"{at:032x}") for at in range(12)]

    answers = list(replica().write([Creation(link, ANN) for link in links]))

    assert [answer.seen.uid for answer in answers if isinstance(answer, Written) and answer.seen] == links


def test_a_creation_that_happened_is_found_and_not_made_twice(replica: Replica, book: Book) -> None:
    """F25: by the href it was sent to, or by its UID where the server put it elsewhere."""
    seen = _created(replica())
    moved = LinkId("b" * 32)
    book.put({"elsewhere": card(moved)})

    again = next(replica().write([Creation(LINK, ANN)]))
    found = replica().find_created({LINK: ANN, moved: ANN, LinkId("c" * 32): ANN}, NOW)

    assert isinstance(again, Failed)
    assert isinstance(again.error, StaleVersion)
    assert set(found) == {LINK, moved}
    assert found[LINK].remote_id == seen.remote_id
    assert found[moved].remote_id.endswith("/elsewhere.vcf")


def test_removing_what_is_gone_already_is_no_fault(replica: Replica, book: Book) -> None:
    seen = _created(replica())
    book.remove(LINK)

    assert next(replica().write([Removal(seen)])) == Written()


def test_a_source_has_no_way_to_write() -> None:
    assert not hasattr(CardDavSource, "write")
    assert not hasattr(CardDavSource, "find_created")
