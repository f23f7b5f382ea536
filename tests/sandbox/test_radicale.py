"""The Radicale of the sandbox: a real server that remembers what it was asked."""

import base64
import urllib.error
import urllib.request

from tests.servers import Book, Radicale

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:Jörg Beispiel\r\nN:Beispiel;Jörg;;;\r\nEND:VCARD\r\n"


def ask(method: str, url: str, book: Book, body: bytes = b"", password: str | None = None, **headers: str) -> int:
    secret = f"{book.username}:{book.password if password is None else password}"
    headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    request = urllib.request.Request(url, body or None, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return int(error.code)


def test_a_card_that_was_put_is_stored_and_logged(book: Book) -> None:
    card = CARD.format(uid="joerg").encode()

    status = ask("PUT", f"{book.url}joerg.vcf", book, card, **{"Content-Type": "text/vcard"})

    assert status == 201
    assert book.cards() == {"joerg.vcf": card}
    assert [(one.method, one.status) for one in book.requests()] == [("PUT", 201)]
    assert [(one.path.rsplit("/", 1)[1], one.content) for one in book.bodies()] == [("joerg.vcf", card)]


def test_a_card_written_beside_the_server_is_served(book: Book) -> None:
    book.put({"beside": CARD.format(uid="beside")})

    assert ask("GET", f"{book.url}beside.vcf", book) == 200
    assert not book.writes()


def test_a_wrong_password_is_refused(book: Book) -> None:
    assert ask("PROPFIND", book.url, book, password="wrong") == 401


def test_nobody_reads_the_book_of_another(radicale: Radicale) -> None:
    annas, bens = radicale.new_book("anna"), radicale.new_book("ben")

    assert ask("PROPFIND", annas.url, bens) == 403


def test_passwords_stay_over_a_restart(radicale: Radicale) -> None:
    before = radicale.folder.passwords()

    assert radicale.folder.ensure_accounts(["anna", "ben"]) == before
    assert radicale.folder.accounts.stat().st_mode & 0o777 == 0o600
