"""Opens mailboxes of Exchange servers, with the password that is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import ClassVar

from tandem.bootstrap.accounts import Means, Opener
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId
from tandem.domain.rules import Rules
from tandem.ports import Groups, Places, Replica, Source
from tandem.providers.categories import Categories
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.contacts import ExchangeContacts, ExchangeGroups, ExchangeSource
from tandem.providers.exchange.discovery import discover, endpoint_of
from tandem.providers.exchange.door import Door, offered
from tandem.providers.transport import Transport
from tandem.state.accounts import Account

Credentials = Mapping[str, str]
KEPT = ("url", "username", "password", "auth")


@dataclass(frozen=True, slots=True)
class ExchangeAccounts(Opener):
    """One door for each account in a process: who came in by NTLM isn't asked again as long as its connection lasts."""

    own_places: ClassVar[Places] = Categories()
    open_questions: ClassVar[Sequence[str]] = ("search_key", "moved_item", "many_names", "foreign_birthday")
    transport: Transport
    doors: dict[AccountId, tuple[Credentials, Door]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def source(self, account: Account, rules: Rules) -> Source:
        return ExchangeSource(ews=self._ews(account), group=rules.group)

    def contacts(self, account: Account, rules: Rules) -> Replica:
        return ExchangeContacts(ews=self._ews(account), group=rules.group)

    def groups(self, account: Account) -> Groups:
        return ExchangeGroups(self._ews(account))

    def check(self, address: str, credentials: Credentials) -> Credentials:
        """By the URL that is told, or by autodiscover from the address; Basic or NTLM as the server offers."""
        if not credentials.get("password"):
            raise Refused("missing", "password")
        name, password = credentials.get("username") or address, credentials["password"]
        typed = credentials.get("url", "")
        url = endpoint_of(typed) if typed else ""
        url = url or discover(address, transport=self.transport, username=name, password=password)
        complete = {"url": url, "username": name, "password": password, "auth": offered(self.transport, url)}
        door = self._door(complete)
        try:
            Ews(door).single(payloads.get_folder(payloads.CONTACTS))
        finally:
            door.close()
        return complete

    def _ews(self, account: Account) -> Ews:
        told = {name: account.credentials[name] for name in KEPT}
        with self.lock:
            known = self.doors.get(account.id)
            if known is None or known[0] != told:
                if known is not None:
                    known[1].close()
                known = self.doors[account.id] = told, self._door(told)
        return Ews(known[1])

    def _door(self, told: Credentials) -> Door:
        return Door(
            url=told["url"],
            transport=self.transport,
            username=told["username"],
            password=told["password"],
            auth=told["auth"],
        )


def opener(means: Means) -> ExchangeAccounts:
    return ExchangeAccounts(means.transport)
