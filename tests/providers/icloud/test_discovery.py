"""From what a person types to an address book, with the password on one site only (F35)."""

import pytest

from tandem.domain.errors import AccessRevoked, Refused, Unavailable
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.discovery import discover
from tandem.providers.icloud.paths import may_know_password, path_of, site
from tests.providers.icloud.scripted import Asked, Says, ScriptedServer, multistatus
from tests.servers import Book, Radicale

BOOK_TYPE = "<resourcetype><collection/><C:addressbook/></resourcetype>"
FOLDER_TYPE = "<resourcetype><collection/></resourcetype>"


def _props(href: str, inner: str) -> str:
    prop = f"<propstat><prop>{inner}</prop><status>HTTP/1.1 200 OK</status></propstat>"
    return f"<response><href>{href}</href>{prop}</response>"


def _like_apple(server: ScriptedServer) -> None:
    """Like iCloud: hrefs of the home lead to another host, with a port in them."""

    def script(asked: Asked) -> Says:
        other = server.url.replace("127.0.0.1", "localhost")
        match asked.path:
            case "/":
                return multistatus(
                    _props("/", "<current-user-principal><href>/123/principal/</href></current-user-principal>")
                )
            case "/123/principal/":
                home = f"<C:addressbook-home-set><href>{other}/123/carddavhome/</href></C:addressbook-home-set>"
                return multistatus(_props("/123/principal/", home))
            case "/123/carddavhome/":
                folder = _props("/123/carddavhome/", FOLDER_TYPE)
                return multistatus(folder, _props("/123/carddavhome/card/", BOOK_TYPE))
        return Says(501)

    server.script = script


def test_a_host_an_account_and_a_collection_lead_to_a_book_of_a_real_server(
    radicale: Radicale, book: Book, dav: DavClient
) -> None:
    assert discover(book.url, client=dav) == book.url
    assert discover(book.url.rstrip("/"), client=dav) == book.url
    assert discover(radicale.root_url, client=dav).startswith(f"{radicale.root_url}{book.username}/")


def test_a_wrong_password_is_told(radicale: Radicale, transport: object) -> None:
    wrong = DavClient(transport=transport, username="anna", password="wrong")

    with pytest.raises(AccessRevoked):
        discover(radicale.root_url, client=wrong)


def test_a_home_on_a_host_of_another_site_gets_no_password(server: ScriptedServer, client: DavClient) -> None:
    _like_apple(server)

    with pytest.raises(Refused, match="foreign_host"):
        discover(server.url, client=client)


def test_principal_home_and_book_are_followed(server: ScriptedServer, client: DavClient) -> None:
    _like_apple(server)
    inner = server.script
    server.script = lambda asked: Says(
        (said := inner(asked)).status, said.body.replace("localhost", "127.0.0.1"), said.headers
    )

    assert discover(server.url, client=client) == f"{server.url}/123/carddavhome/card/"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_the_well_known_place_redirects(server: ScriptedServer, client: DavClient, code: int) -> None:
    server.script = lambda asked: (
        Says(code, headers={"Location": "/dav/"})
        if asked.path == "/.well-known/carddav"
        else multistatus(_props("/dav/", BOOK_TYPE))
    )

    assert discover(server.url, client=client) == f"{server.url}/dav/"


def test_a_server_without_address_books_is_refused(server: ScriptedServer, client: DavClient) -> None:
    server.script = lambda asked: multistatus(_props(asked.path, FOLDER_TYPE))

    with pytest.raises(Refused, match="no_address_book"):
        discover(server.url, client=client)


def test_a_server_that_is_down_is_not_a_server_without_books(server: ScriptedServer, client: DavClient) -> None:
    server.script = lambda _asked: Says(500)

    with pytest.raises(Unavailable):
        discover(server.url, client=client)


@pytest.mark.parametrize(
    ("known", "asked", "may"),
    [
        ("https://contacts.icloud.com/", "https://p42-contacts.icloud.com:443/1/", True),
        ("https://contacts.icloud.com/", "http://p42-contacts.icloud.com/1/", False),
        ("https://contacts.icloud.com/", "https://icloud.com.evil.example/", False),
        ("https://dav.a.co.uk/", "https://dav.b.co.uk/", False),
        ("https://dav.a.co.uk/", "https://www.a.co.uk/", True),
        ("http://10.0.0.1/", "http://11.0.0.1/", False),
        ("https://a.example/", "https://b.example/", False),
        ("http://localhost:1/", "http://localhost:2/", True),
    ],
)
def test_a_password_stays_on_its_site(known: str, asked: str, may: bool) -> None:
    assert may_know_password(known, asked) is may


def test_the_site_of_a_host_is_its_registrable_domain() -> None:
    assert [site(host) for host in ("p1.icloud.com", "a.b.co.at", "10.0.0.1", "localhost")] == [
        "icloud.com",
        "b.co.at",
        "10.0.0.1",
        "localhost",
    ]


def test_paths_are_spelled_one_way() -> None:
    base = "https://host.example/book/"

    assert {
        path_of(href, base) for href in ("a b.vcf", "/book/a%20b.vcf", "https://other.example:443/book/a%20b.vcf")
    } == {"/book/a%20b.vcf"}
    assert path_of("/book/a%2fb%7e.vcf", base) == "/book/a%2Fb~.vcf"
