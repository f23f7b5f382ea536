"""One person's mailbox on the stand-in with the adapter around it: what the adapter's tests start from."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.domain.contact import Contact
from tandem.domain.content import as_contact
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Page
from tandem.providers.exchange.calls import Ews
from tandem.providers.exchange.contacts import ExchangeContacts, ExchangeGroups, ExchangeSource
from tandem.providers.exchange.door import BASIC, Door
from tandem.providers.transport import Transport
from tests.exchange import PASSWORD, ExchangeStandin, Mailbox


@dataclass(frozen=True, slots=True)
class Office:
    mailbox: Mailbox
    transport: Transport

    @property
    def standin(self) -> ExchangeStandin:
        return self.mailbox.standin

    def ews(self, *, url: str = "", password: str = PASSWORD, auth: str = BASIC) -> Ews:
        door = Door(
            url=url or self.standin.url,
            transport=self.transport,
            username=self.mailbox.address,
            password=password,
            auth=auth,
        )
        return Ews(door)

    def contacts(self, group: str | None = None) -> ExchangeContacts:
        return ExchangeContacts(ews=self.ews(), group=group)

    def source(self, group: str | None = None) -> ExchangeSource:
        return ExchangeSource(ews=self.ews(), group=group)

    def groups(self) -> ExchangeGroups:
        return ExchangeGroups(self.ews())


def read(replica: ExchangeSource, remote: str) -> Seen:
    found = replica.read([RemoteId(remote)])[RemoteId(remote)]
    assert isinstance(found, Seen), found
    return found


def shown(replica: ExchangeSource, remote: str) -> Contact:
    return as_contact(read(replica, remote).content)


def hinted(pages: Sequence[Page]) -> set[str]:
    return {remote for page in pages for remote, _ in page.hinted}


def gone(pages: Sequence[Page]) -> set[str]:
    return {remote for page in pages for remote in page.gone}
