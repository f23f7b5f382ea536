"""Servers that don't do as the RFCs say, or say that something is wrong: never mistaken for deletions (F4, F5, F35)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.errors import AccessRevoked, CursorExpired, RateLimited, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.ids import Cursor, LinkId, RemoteId, Version
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.ports import Change, Creation, Failed, Page, Written
from tandem.providers.icloud.contacts import CardDavContacts
from tests.providers.icloud.scripted import Asked, Says, ScriptedServer, card, error, multistatus, response, status

ANN = Contact(name=Name("Ann", family="Example"))
LINK = LinkId("a" * 32)
TOKEN = Cursor('{"format":1,"book":"/book/","token":"t1"}')
ONE = RemoteId("/book/1.vcf")


def _says(server: ScriptedServer, says: Says) -> None:
    server.script = lambda _asked: says


def _failure(replica: CardDavContacts, seen: Seen | None = None) -> Trouble:
    write = Creation(LINK, ANN) if seen is None else Change(seen, replace(seen.content, job_title="Chef"))
    answer = next(replica.write([write]))
    assert isinstance(answer, Failed)
    return answer.error


SEEN = Seen(ONE, Version('"1"'), ANN, "u1", card("u1"))


@pytest.mark.parametrize(
    ("says", "expected", "reason"),
    [
        (Says(401), AccessRevoked, "wrong_password"),
        (Says(404), Unavailable, "address_book_missing"),
        (Says(403), Unavailable, "forbidden"),
        (Says(500), Unavailable, "server_error"),
        (Says(503), Unavailable, "server_error"),
        (Says(503, headers={"Retry-After": "90"}), RateLimited, "rate_limited"),
        (Says(429), RateLimited, "rate_limited"),
        (Says(200, "<html><body>Log in</body></html>"), Unavailable, "not_dav"),
        (Says(207, "<html><body>Log in</body></html>"), Unavailable, "not_dav"),
        (Says(207, ""), Unavailable, "not_dav"),
        (Says(207, '<multistatus xmlns="DAV:"><response><href>/book/1.vcf</href>'), Unavailable, "not_dav"),
        (
            Says(207, '<!DOCTYPE m [<!ENTITY a "a">]><multistatus xmlns="DAV:">&a;</multistatus>'),
            Unavailable,
            "not_dav",
        ),
        (Says(302, headers={"Location": "http://elsewhere.example/"}), Unavailable, "foreign_redirect"),
    ],
)
def test_a_failed_question_is_an_error_and_never_an_empty_book(
    server: ScriptedServer, scripted: CardDavContacts, says: Says, expected: type[Trouble], reason: str
) -> None:
    """F4."""
    _says(server, says)

    for ask in (scripted.list_all, lambda: scripted.changes(TOKEN), lambda: [scripted.read([ONE])]):
        with pytest.raises(expected) as caught:
            list(ask())
        assert caught.value.reason == reason


@pytest.mark.parametrize("code", [403, 409, 410, 412])
def test_an_invalid_token_is_told_by_the_element_whatever_the_status(
    server: ScriptedServer, scripted: CardDavContacts, code: int
) -> None:
    """F16, as DAV says it."""
    _says(server, error(code, "valid-sync-token"))

    with pytest.raises(CursorExpired):
        list(scripted.changes(TOKEN))


def test_a_wait_is_told_in_seconds_or_by_a_date(server: ScriptedServer, scripted: CardDavContacts) -> None:
    waits = []
    for after in ("90", "Mon, 23 Nov 2026 10:01:00 GMT"):
        _says(server, Says(503, headers={"Retry-After": after, "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}))
        with pytest.raises(RateLimited) as caught:
            list(scripted.changes(TOKEN))
        waits.append(caught.value.retry_after)

    assert waits == [timedelta(seconds=90), timedelta(seconds=60)]


@pytest.mark.parametrize(
    ("says", "expected", "reason"),
    [
        (Says(401), AccessRevoked, "wrong_password"),
        (Says(403), Rejected, "forbidden"),
        (Says(412), StaleVersion, "changed"),
        (Says(507), Rejected, "quota"),
        (Says(413), Rejected, "too_large"),
        (Says(415), Rejected, "card_refused"),
        (error(403, "C:max-resource-size"), Rejected, "too_large"),
        (error(409, "C:no-uid-conflict"), StaleVersion, "uid_conflict"),
        (error(403, "C:no-uid-conflict"), StaleVersion, "uid_conflict"),
        (Says(404), Unavailable, "address_book_missing"),
        (Says(409), Unavailable, "address_book_missing"),
        (Says(429, headers={"Retry-After": "5"}), RateLimited, "rate_limited"),
        (Says(502), Unavailable, "server_error"),
    ],
)
def test_a_refused_write_says_what_is_to_be_done(
    server: ScriptedServer, scripted: CardDavContacts, says: Says, expected: type[Trouble], reason: str
) -> None:
    _says(server, says)

    failure = _failure(scripted)

    assert isinstance(failure, expected)
    assert failure.reason == reason


def test_updates_carry_if_match_and_creations_if_none_match(server: ScriptedServer, scripted: CardDavContacts) -> None:
    """F35."""
    _says(server, Says(204, headers={"ETag": '"2"'}))

    list(scripted.write([Change(SEEN, replace(ANN, job_title="Chef"))]))
    list(scripted.write([Creation(LINK, ANN)]))

    update, creation = server.asked
    assert (update.headers["if-match"], update.headers.get("if-none-match")) == ('"1"', None)
    assert (creation.headers.get("if-match"), creation.headers["if-none-match"]) == (None, "*")
    assert creation.path == f"/book/{LINK}.vcf"


def test_after_a_wrong_password_the_rest_is_not_tried(server: ScriptedServer, scripted: CardDavContacts) -> None:
    _says(server, Says(401))

    answers = list(scripted.write([Creation(LinkId(f"{at:032x}"), ANN) for at in range(40)]))

    assert len(answers) == 40
    assert all(isinstance(answer, Failed) and isinstance(answer.error, AccessRevoked) for answer in answers)
    assert len(server.asked) <= 8


@pytest.mark.parametrize("etag", [{}, {"ETag": 'W/"9"'}])
def test_a_write_without_a_strong_etag_is_read_again(
    server: ScriptedServer, scripted: CardDavContacts, etag: dict[str, str]
) -> None:
    stored = card("u1", "Ann Example", "TITLE:Chef")
    server.script = lambda asked: (
        Says(204, headers=etag)
        if asked.method == "PUT"
        else multistatus(response("/book/1.vcf", etag='"7"', card=stored))
    )
    seen = scripted.read([ONE])[ONE]
    assert isinstance(seen, Seen)

    same = next(scripted.write([Change(replace(seen, raw=card("u1")), replace(seen.content, notes=""))]))
    other = next(scripted.write([Change(seen, replace(seen.content, job_title="Boss"))]))

    assert isinstance(same, Written)
    assert isinstance(other, Written)
    assert other.seen is not None
    assert other.seen.content.job_title == "Boss"
    assert other.seen.version == ""


def test_a_card_that_was_stored_as_it_was_sent_has_the_version_of_the_second_look(
    server: ScriptedServer, scripted: CardDavContacts
) -> None:
    stored: dict[str, str] = {}

    def script(asked: Asked) -> Says:
        if asked.method == "PUT":
            stored[asked.path] = asked.body
            return Says(201)
        return multistatus(*(response(path, etag='"7"', card=text) for path, text in stored.items()))

    server.script = script

    answer = next(scripted.write([Creation(LINK, ANN)]))

    assert isinstance(answer, Written)
    assert answer.seen is not None
    assert answer.seen.version == '"7"'


def test_a_listing_in_portions_is_read_to_its_end(server: ScriptedServer, scripted: CardDavContacts) -> None:
    """Cyrus: 207 with 507 for the collection itself, to be gone on with from the token (RFC 6578 3.6)."""

    def script(asked: Asked) -> Says:
        if "multiget" in asked.body:
            return multistatus(*(response(f"/book/{at}.vcf", card=card(f"u{at}")) for at in (1, 2)))
        if "t1" in asked.body:
            return multistatus(response("/book/2.vcf"), token="t2")
        return multistatus(response("/book/1.vcf"), status("/book/", 507), token="t1")

    server.script = script

    pages = list(scripted.list_all())

    assert [item.uid for page in pages for item in page.seen if isinstance(item, Seen)] == ["u1", "u2"]
    assert '"t2"' in str(pages[-1].cursor)


def test_portions_that_never_end_are_an_error(server: ScriptedServer, scripted: CardDavContacts) -> None:
    _says(server, multistatus(status("/book/", 507), token="t1"))

    with pytest.raises(Unavailable, match="no_progress"):
        list(scripted.list_all())


def test_multiget_asks_by_absolute_paths(server: ScriptedServer, scripted: CardDavContacts) -> None:
    """F35: iCloud answers 400 to absolute URIs."""
    _says(server, multistatus())

    scripted.read([ONE])

    assert "<d:href>/book/1.vcf</d:href>" in server.asked[0].body


@pytest.mark.parametrize("href", ["/book/%7eann%c3%a4.vcf", "http://127.0.0.1:1/book/~ann%C3%A4.vcf", "~annä.vcf"])
def test_an_href_is_one_id_in_whatever_form_it_comes(
    server: ScriptedServer, scripted: CardDavContacts, href: str
) -> None:
    """F5."""
    _says(server, multistatus(response(href), token="t2"))

    pages = list(scripted.changes(TOKEN))

    assert pages[0].hinted == ((RemoteId("/book/~ann%C3%A4.vcf"), '"1"'),)


def test_one_bad_card_stops_no_other(server: ScriptedServer, scripted: CardDavContacts) -> None:
    """F21."""
    cards = {
        "1": card("u1"),
        "2": "no card at all",
        "3": "BEGIN:VCARD\nVERSION:3.0\nFN:Cut off",
        "4": card("u4", "Big", "X-PAD:" + "x" * 300_000),
        "5": card("u5", "Photo", "PHOTO;ENCODING=b;TYPE=JPEG:" + "A" * 5_000_000),
    }
    _says(server, multistatus(*(response(f"/book/{at}.vcf", card=text) for at, text in cards.items())))

    sights = scripted.read([RemoteId(f"/book/{at}.vcf") for at in cards])

    kinds = [sight.reason if isinstance(sight, Broken) else type(sight).__name__ for sight in sights.values()]
    assert kinds == ["Seen", "not_a_vcard", "unfinished_card", "card_too_large", "Seen"]
    photo = sights[RemoteId("/book/5.vcf")]
    assert isinstance(photo, Seen)
    assert photo.content.photo is not None, "so that the person can be told that it is too large"
    assert photo.photo is None


def test_only_a_404_of_its_own_proves_a_deletion(server: ScriptedServer, scripted: CardDavContacts) -> None:
    ids = [RemoteId(f"/book/{at}.vcf") for at in range(5)]
    _says(server, multistatus(status(ids[0], 404), status(ids[1], 410), status(ids[2], 403)))

    sights = scripted.read(ids, told_gone={ids[4]})

    assert list(sights.values()) == [
        Tombstone(ids[0]),
        Tombstone(ids[1]),
        Unseen(ids[2]),
        Unseen(ids[3]),
        Tombstone(ids[4]),
    ]


class _TagServer:
    """A server without sync-collection: a ctag and ETags."""

    def __init__(self) -> None:
        self.cards = {"1": ('"1"', card("u1")), "2": ('"1"', card("u2"))}
        self.tag = "c1"

    def __call__(self, asked: Asked) -> Says:
        if "sync-collection" in asked.body:
            return error(403, "supported-report")
        if "multiget" in asked.body:
            return multistatus(
                *(response(f"/book/{at}.vcf", etag=e, card=text) for at, (e, text) in self.cards.items())
            )
        tag = f"<S:getctag>{self.tag}</S:getctag><resourcetype><collection/></resourcetype>"
        members = (response(f"/book/{at}.vcf", etag=etag) for at, (etag, _) in self.cards.items())
        return multistatus(response("/book/", more=tag), *(members if asked.headers["depth"] == "1" else ()))


def test_without_sync_collection_ctag_and_etags_do(server: ScriptedServer, scripted: CardDavContacts) -> None:
    book = _TagServer()
    server.script = book
    cursor = list(scripted.list_all())[-1].cursor
    assert cursor is not None

    server.asked.clear()
    assert list(scripted.changes(cursor)) == [Page(cursor=cursor)]
    assert len(server.asked) == 1
    book.cards = {"1": ('"2"', card("u1")), "3": ('"1"', card("u3"))}
    book.tag = "c2"
    pages = list(scripted.changes(cursor))

    assert pages[0].hinted == ((ONE, '"2"'), (RemoteId("/book/3.vcf"), '"1"'))
    assert pages[-1].gone == (RemoteId("/book/2.vcf"),)
    behind = pages[-1].cursor
    assert behind is not None
    assert list(scripted.changes(behind)) == [Page(cursor=behind)]


def test_a_redirect_within_the_site_keeps_the_password(server: ScriptedServer, scripted: CardDavContacts) -> None:
    """F35: iCloud moves accounts between its hosts."""
    server.script = lambda asked: (
        Says(301, headers={"Location": asked.path.replace("/book/", "/moved/book/")})
        if asked.path.startswith("/book/")
        else multistatus(token="t2")
    )

    assert list(scripted.changes(TOKEN))[-1].cursor == TOKEN.replace("t1", "t2")
    assert [asked.headers["authorization"][:6] for asked in server.asked] == ["Basic ", "Basic "]
