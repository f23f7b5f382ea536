"""Pictures that a card only links to (F32): fetched for one-way connections, from the card's own provider alone."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from sandbox.pictures import png
from tandem.domain.contact import Contact, Photo
from tandem.domain.errors import Refused
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Seen
from tandem.local.table import SqliteTable
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts, CardDavSource
from tandem.providers.icloud.paths import may_follow
from tandem.providers.icloud.photo import LARGEST, LARGEST_CONTENT
from tandem.providers.icloud.pictures import AT_ONCE, MOST_FAILURES
from tandem.providers.transport import Transport
from tandem.state.circuits import StoredCircuits
from tests.contracts.hand_clock import HandClock
from tests.providers.icloud.scripted import Asked, Says, ScriptedServer, card, multistatus, response

PNG = png(40)
BOOK_HOST, PICTURE_HOST = "p41-contacts.icloud.com", "p42-contacts.icloud.com"


class Cloud:
    """One server under every host name: cards, and pictures by path. It asks for a password, as iCloud does."""

    def __init__(self, server: ScriptedServer, transport: Transport) -> None:
        self.server = server
        self.cards: dict[str, str] = {}
        self.pictures: dict[str, Says] = {}
        self.client = DavClient(transport=transport, username="anna", password="secret")
        server.script = self

    @property
    def url(self) -> str:
        return f"{self.at(BOOK_HOST)}/book/"

    def at(self, host: str) -> str:
        return self.server.url.replace("127.0.0.1", host)

    def link(self, path: str, host: str = PICTURE_HOST) -> str:
        """As in a card: folded, right behind the host."""
        return f"PHOTO;VALUE=uri:{self.at(host)}\r\n {path}"

    def has(self, uid: str, *lines: str) -> RemoteId:
        path = f"/book/{uid}.vcf"
        self.cards[path] = card(uid, "Ann Example", *lines)
        return RemoteId(path)

    def source(self) -> CardDavSource:
        return CardDavSource(client=self.client, url=self.url)

    def asked_for(self) -> list[str]:
        """Pictures, by host and path."""
        return [one.headers["host"].split(":")[0] + one.path for one in self.server.asked if one.method == "GET"]

    def __call__(self, asked: Asked) -> Says:
        if "authorization" not in asked.headers:
            return Says(401)
        if asked.method == "GET":
            return self.pictures.get(asked.path, Says(404))
        if "sync-collection" in asked.body:
            return multistatus(*(response(path) for path in self.cards), token="t1")
        return multistatus(*(response(path, card=text) for path, text in self.cards.items() if path in asked.body))


@pytest.fixture
def cloud(server: ScriptedServer, tmp_path: Path) -> Iterator[Cloud]:
    clock = HandClock()
    circuits = StoredCircuits(SqliteTable(tmp_path / "tandem.db", clock), clock)
    transport = Transport(allow_private=True, resolve=lambda _host, _port: ["127.0.0.1"], circuits=circuits)
    yield Cloud(server, transport)
    transport.close()


def listed(source: CardDavSource, known: Mapping[RemoteId, Version] | None = None) -> dict[RemoteId, Seen]:
    pages = source.list_all(lambda chunk: {path for path, version in chunk if (known or {}).get(path) == version})
    return {one.remote_id: one for page in pages for one in page.seen if isinstance(one, Seen)}


def photos(seen: Mapping[RemoteId, Seen]) -> dict[RemoteId, bytes | None]:
    return {path: one.photo for path, one in seen.items()}


def test_a_folded_link_to_another_partition_is_followed_with_the_password(cloud: Cloud) -> None:
    """F32: the case of the threads; as it is listed, and as it is read."""
    ann = cloud.has("ann", cloud.link("/wcs/ann.png"))
    cloud.pictures["/wcs/ann.png"] = Says(200, PNG)

    seen = listed(cloud.source())
    read = cloud.source().read([ann])

    assert photos(seen) == {ann: PNG}
    assert isinstance(seen[ann].content, Contact)
    assert seen[ann].content.photo == Photo(sha256(PNG).hexdigest(), "image/png")
    assert read == seen
    assert cloud.asked_for() == [f"{PICTURE_HOST}/wcs/ann.png"] * 2


def test_a_picture_elsewhere_is_never_asked_for(cloud: Cloud) -> None:
    """F32: not without the password either: whoever wrote the card would learn when it is read."""
    lines = [
        cloud.link("/x.png", host="pictures.example"),
        f"PHOTO;VALUE=uri:{cloud.server.url}/x.png",
        f"PHOTO;VALUE=uri:http://{PICTURE_HOST}@pictures.example/x.png",
        "PHOTO;VALUE=uri:http://[/x.png",
    ]
    ids = [cloud.has(f"u{at}", line) for at, line in enumerate(lines)]
    cloud.pictures["/x.png"] = Says(200, PNG)

    assert photos(listed(cloud.source())) == dict.fromkeys(ids)
    assert cloud.asked_for() == []


@pytest.mark.parametrize(
    ("book", "link", "expected"),
    [
        ("https://p41-contacts.icloud.com/1/", "https://p42-contacts.icloud.com:443/x", True),
        ("https://p41-contacts.icloud.com:443/1/", "https://gateway.icloud.com/x", True),
        ("https://p41-contacts.icloud.com/1/", "http://p42-contacts.icloud.com/x", False),
        ("https://p41-contacts.icloud.com/1/", "https://icloud.com.example.org/x", False),
        ("https://p41-contacts.icloud.com/1/", "https://p42-contacts.icloud.com:x/x", False),
        ("https://dav.example.org/1/", "https://dav.example.org:443/x", True),
        ("https://dav.example.org/1/", "https://DAV.example.org/x", True),
        ("https://dav.example.org/1/", "https://dav.example.org:8443/x", False),
        ("https://dav.example.org/1/", "http://dav.example.org/x", False),
        ("https://dav.example.org/1/", "https://other.example.org/x", False),
    ],
)
def test_which_links_may_be_followed(book: str, link: str, expected: bool) -> None:
    """F32."""
    assert may_follow(book, link) is expected


def test_an_address_on_a_private_network_is_refused(server: ScriptedServer) -> None:
    transport = Transport(allow_private=False, resolve=lambda _host, _port: ["10.0.0.5"])
    client = DavClient(transport=transport, username="anna", password="secret")

    with pytest.raises(Refused, match="private_address"):
        client.picture(f"https://{PICTURE_HOST}/x.png", largest=LARGEST_CONTENT)
    assert server.asked == []


@pytest.mark.parametrize(
    "says",
    [
        Says(404),
        Says(403),
        Says(401),
        Says(500),
        Says(429, headers={"Retry-After": "90"}),
        Says(200, "<html>Log in</html>"),
        Says(200, b""),
        Says(204),
        Says(206, PNG),
        Says(302, headers={"Location": "http://pictures.example/x.png"}),
    ],
)
def test_a_picture_that_is_not_to_be_had_costs_its_contact_nothing_and_a_later_listing_brings_it(
    cloud: Cloud, says: Says
) -> None:
    """F32."""
    ann = cloud.has("ann", cloud.link("/ann.png"), "TITLE:Chef")
    cloud.pictures["/ann.png"] = says

    before = listed(cloud.source())
    cloud.pictures["/ann.png"] = Says(200, PNG)
    after = listed(cloud.source())

    assert isinstance(before[ann].content, Contact)
    assert (before[ann].content.photo, before[ann].content.job_title) == (None, "Chef")
    assert (photos(before), photos(after)) == ({ann: None}, {ann: PNG})
    assert not [one for one in cloud.asked_for() if one.startswith("pictures.example")]


def test_a_picture_that_is_too_large_is_told_beside_its_contact(cloud: Cloud) -> None:
    """F31, F32: the limit of those inside a card."""
    fits, not_quite = PNG.ljust(LARGEST_CONTENT, b"\0"), PNG.ljust(LARGEST_CONTENT + 1, b"\0")
    ids = [cloud.has("u1", cloud.link("/fits.png")), cloud.has("u2", cloud.link("/large.png"))]
    cloud.pictures = {"/fits.png": Says(200, fits), "/large.png": Says(200, not_quite)}

    seen = listed(cloud.source())

    assert photos(seen) == {ids[0]: fits, ids[1]: None}
    large = seen[ids[1]].content
    assert isinstance(large, Contact)
    assert large.photo is not None, "so that the person can be told that it is too large"
    assert len(b64encode(fits)) == LARGEST


def test_one_request_for_each_new_picture_and_none_for_what_is_known(cloud: Cloud) -> None:
    """F32."""
    ids = [cloud.has(f"u{at}", cloud.link(f"/{at % 20}.png")) for at in range(40)]
    cloud.pictures = {f"/{at}.png": Says(200, PNG) for at in range(20)}
    known = {one: Version('"1"') for one in ids[:25]}

    seen = listed(cloud.source(), known)

    assert photos(seen) == dict.fromkeys(ids[25:], PNG)
    assert sorted(cloud.asked_for()) == sorted(f"{PICTURE_HOST}/{at}.png" for at in range(5, 20))
    cloud.server.asked.clear()
    assert len(listed(cloud.source())) == 40
    assert len(cloud.asked_for()) == 20, "two contacts share each"


def test_none_is_asked_for_out_of_scope_or_beside_a_picture_inside_the_card(cloud: Cloud) -> None:
    inside = "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"
    cloud.has("outside", cloud.link("/1.png"))
    cloud.has("inside", cloud.link("/2.png"), inside, "CATEGORIES:Tandem")
    cloud.has("twice", cloud.link("/3.png", host="pictures.example"), cloud.link("/4.png"), "CATEGORIES:Tandem")
    source = CardDavSource(client=cloud.client, url=cloud.url, group="category:Tandem")

    seen = listed(source)

    assert len(seen) == 3
    assert cloud.asked_for() == [f"{PICTURE_HOST}/4.png"]


def test_a_two_way_connection_asks_for_no_picture(cloud: Cloud) -> None:
    """F32: it gives none to anybody."""
    ann = cloud.has("ann", cloud.link("/ann.png"))
    cloud.pictures["/ann.png"] = Says(200, PNG)
    replica = CardDavContacts(client=cloud.client, url=cloud.url)

    seen = listed(replica)
    replica.read([ann])
    list(replica.changes(next(page.cursor for page in replica.list_all() if page.cursor)))

    assert photos(seen) == {ann: None}
    assert cloud.asked_for() == []


@pytest.mark.parametrize("says", [Says(401), Says(429)])
def test_where_no_more_are_given_out_no_more_are_asked_for(cloud: Cloud, says: Says) -> None:
    """F32, F20: an account isn't locked, nor a limit pressed, for pictures."""
    for at in range(250):
        cloud.has(f"u{at}", cloud.link(f"/{at}.png"))
        cloud.pictures[f"/{at}.png"] = says

    assert len(listed(cloud.source())) == 250
    assert len(cloud.asked_for()) <= AT_ONCE


def test_pictures_that_fail_never_open_the_circuit_of_the_cards(cloud: Cloud) -> None:
    """F32: both may be on one host."""
    for at in range(250):
        cloud.has(f"u{at}", cloud.link(f"/{at}.png", host=BOOK_HOST))
        cloud.pictures[f"/{at}.png"] = Says(500)

    assert len(listed(cloud.source())) == 250
    assert len(cloud.asked_for()) <= 3 * (MOST_FAILURES + AT_ONCE - 1)
