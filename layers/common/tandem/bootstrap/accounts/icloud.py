"""Opens address books of iCloud, and of any other CardDAV server, with the password that is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from tandem.bootstrap.accounts import Means, Opener
from tandem.domain.errors import Refused
from tandem.domain.rules import Rules
from tandem.ports import Groups, Places, Replica, Source
from tandem.providers.categories import Categories
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.contacts import CardDavContacts, CardDavSource
from tandem.providers.icloud.discovery import discover
from tandem.providers.icloud.groups import CardDavGroups
from tandem.providers.transport import Transport
from tandem.state.accounts import Account


@dataclass(frozen=True, slots=True)
class DavAccounts(Opener):
    own_places: ClassVar[Places] = Categories()
    open_questions: ClassVar[Sequence[str]] = ("unknown_properties", "linked_pictures", "expired_cursor")
    transport: Transport

    def source(self, account: Account, rules: Rules) -> Source:
        return CardDavSource(client=self._client(account.credentials), url=_book(account), group=rules.group)

    def contacts(self, account: Account, rules: Rules) -> Replica:
        return CardDavContacts(client=self._client(account.credentials), url=_book(account), group=rules.group)

    def groups(self, account: Account) -> Groups:
        return CardDavGroups(client=self._client(account.credentials), url=_book(account))

    def check(self, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        if not credentials.get("password"):
            raise Refused("missing", "password")
        complete = {"username": credentials.get("username") or address, "password": credentials["password"]}
        start = credentials.get("url") or address
        book = discover(start, client=self._client(complete))
        return {**complete, "url": start, "collection": book}

    def _client(self, credentials: Mapping[str, str]) -> DavClient:
        return DavClient(transport=self.transport, username=credentials["username"], password=credentials["password"])


def _book(account: Account) -> str:
    return account.credentials["collection"]


def opener(means: Means) -> DavAccounts:
    return DavAccounts(means.transport)
