"""What the stand-in says in Exchange's own words: faults, refusals, and what its schema forbids."""

from pathlib import Path

import pytest

from sandbox.child import start_child
from tests.exchange import PASSWORD, ExchangeStandin, Mailbox
from tests.sandbox.exchange.schema import faults, schema

HEAD = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>'
)
TAIL = "</s:Body></s:Envelope>"
SYNC = (
    "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
    '<m:SyncFolderId><t:DistinguishedFolderId Id="contacts"/></m:SyncFolderId>'
    "<m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>"
)


def asked(mailbox: Mailbox, body: str) -> tuple[int, str]:
    answer = mailbox.standin.http.post(
        mailbox.standin.url, content=f"{HEAD}{body}{TAIL}".encode(), auth=(mailbox.address, PASSWORD)
    )
    return answer.status_code, answer.text


def test_the_schema_would_find_what_is_wrong() -> None:
    assert schema()
    good = f"{HEAD}{SYNC.format(most=512)}{TAIL}"
    bad = f"{HEAD}<m:SyncFolderItems><m:SyncState>a</m:SyncState><m:Nonsense/></m:SyncFolderItems>{TAIL}"

    assert faults([(good, good)]) == []
    assert len(faults([(good, bad)])) >= 1


@pytest.mark.parametrize("most", [0, 513])
def test_more_changes_than_512_are_refused(exchange: ExchangeStandin, mailbox: Mailbox, most: int) -> None:
    status, text = asked(mailbox, SYNC.format(most=most))

    assert status == 500
    assert "ErrorSchemaValidation" in text
    assert [one["operation"] for one in exchange.taken("violations")] == ["SyncFolderItems"]


def test_a_document_with_entities_is_no_request(exchange: ExchangeStandin, mailbox: Mailbox) -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        + HEAD
        + "<m:GetFolder>&b;</m:GetFolder>"
        + TAIL
    )
    answer = exchange.http.post(exchange.url, content=bomb.encode(), auth=(mailbox.address, PASSWORD))

    assert answer.status_code == 500
    assert "aaaa" not in answer.text
    exchange.taken("violations")


@pytest.mark.parametrize(("offer", "said"), [("basic", ["Basic"]), ("ntlm", ["NTLM"]), ("both", ["NTLM", "Basic"])])
def test_who_says_nothing_is_told_how_to_say_who_they_are(
    exchange: ExchangeStandin, offer: str, said: list[str]
) -> None:
    exchange.switch(auth=offer)

    answer = exchange.http.post(exchange.url, content=b"")

    assert answer.status_code == 401
    assert [one.split()[0] for one in answer.headers.get_list("www-authenticate")] == said


def test_another_persons_items_are_not_there(exchange: ExchangeStandin, mailbox: Mailbox) -> None:
    item = exchange.mailbox().add(GivenName="Bea")
    body = (
        "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        f'<m:ItemIds><t:ItemId Id="{item}"/></m:ItemIds></m:GetItem>'
    )

    assert "ErrorItemNotFound" in asked(mailbox, body)[1]


def test_a_second_start_goes_on_with_what_was_there(tmp_path: Path) -> None:
    told = []
    for _ in range(2):
        child = start_child("sandbox.exchange", ["--port", "0", "--data", str(tmp_path)], tmp_path / "log")
        told.append(child.said["accounts"])
        child.stop()

    assert told[0] == told[1]
    assert told[0][0]["address"] == "anna.berger@acme.example"
