"""Opens mailboxes by Graph, with the grant that is stored. The two providers differ in whose accounts they take."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from tandem.bootstrap.accounts import Means, Opener
from tandem.domain.calendar_rules import AnyRules
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, UserId
from tandem.domain.rules import Rules
from tandem.ports import Clock, Groups, Places, ProviderName, Pushes, Replica, Source
from tandem.providers.categories import Categories
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.consent import consent_page, redeem
from tandem.providers.microsoft.contacts import GraphContacts, GraphSource
from tandem.providers.microsoft.folders import TOP
from tandem.providers.microsoft.grant import MicrosoftApp, MicrosoftGrant, Tokens
from tandem.providers.microsoft.groups import MicrosoftGroups
from tandem.providers.microsoft.watching import GraphWatch
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.accounts import Account, Accounts

KEPT = ("refresh_token", "access_token", "expires_at")


@dataclass(frozen=True, slots=True)
class MicrosoftAccounts(Opener):
    """`tenant` is consumers for personal accounts, organizations for those of a company. `secret` is the client's.

    `batch` fills requests to the last place: with each slice that is read the folders are asked for (decision 25).
    """

    batch: ClassVar[int] = 6 * MOST - len(TOP)
    own_places: ClassVar[Places] = Categories()
    open_questions: ClassVar[Sequence[str]] = ("moved_item", "has_picture", "many_names", "nameless", "messengers")
    provider: ProviderName
    tenant: str
    settings: Settings
    secret: Callable[[], str]
    accounts: Accounts
    transport: Transport
    clock: Clock

    def source(self, account: Account, rules: Rules) -> Source:
        return GraphSource(client=self._client(account), group=rules.group)

    def contacts(self, account: Account, rules: Rules) -> Replica:
        return GraphContacts(client=self._client(account), group=rules.group)

    def groups(self, account: Account) -> Groups:
        return MicrosoftGroups(client=self._client(account))

    def pushes(self, account: Account, rules: AnyRules) -> Pushes | None:
        return GraphWatch(self._client(account), self.clock, rules.group) if isinstance(rules, Rules) else None

    def check(self, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """A refresh token, tried: what is kept is the one that came for it."""
        if not credentials.get("refresh_token"):
            raise Refused("missing", "refresh_token")
        given = {name: credentials[name] for name in KEPT if credentials.get(name)}
        told = dict(given)
        client = self._probe(address, given, told.update)
        client.call(Call("GET", "me/contacts", {"$top": "1", "$select": "id"}))
        return told

    def consent_page(self, redirect: str, state: str, challenge: str, address: str) -> str:
        if not self.settings.microsoft_client_id:
            raise Refused("no_client", "provider")
        return consent_page(self._app, redirect, state, challenge, address)

    def redeem(self, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        """The address is the mailbox's, or the name that the person signs in with where it has none."""
        told = dict(redeem(self._app, self.transport, code, verifier, redirect, self.clock.now()))
        client = self._probe("", told, told.update)
        me = client.call(Call("GET", "me", {"$select": "mail,userPrincipalName"}))
        return str(me.get("mail") or me.get("userPrincipalName") or ""), told

    @property
    def _app(self) -> MicrosoftApp:
        settings = self.settings
        authority = f"{settings.microsoft_authority.rstrip('/')}/{self.tenant}"
        return MicrosoftApp(authority, settings.microsoft_client_id, self.secret)

    def _probe(self, address: str, told: Tokens, store: Callable[[Tokens], None]) -> GraphClient:
        """An account that isn't stored yet is only being tried."""
        credentials = dict(told)
        probe = Account(AccountId(""), CompanyId(""), UserId(""), self.provider, address, credentials=credentials)
        return self._opened(probe, store, lambda: credentials)

    def _client(self, account: Account) -> GraphClient:
        def reload() -> Tokens:
            return self.accounts.get(account.id).credentials

        def store(tokens: Tokens) -> None:
            known = self.accounts.get(account.id)
            self.accounts.put(replace(known, credentials={**known.credentials, **tokens}))

        return self._opened(account, store, reload)

    def _opened(self, account: Account, store: Callable[[Tokens], None], reload: Callable[[], Tokens]) -> GraphClient:
        grant = MicrosoftGrant(
            app=self._app,
            tokens=account.credentials,
            transport=self.transport,
            clock=self.clock,
            store=store,
            reload=reload,
        )
        return GraphClient(graph_url=self.settings.graph_url, transport=self.transport, grant=grant)


def opened(provider: ProviderName, tenant: str, means: Means) -> MicrosoftAccounts:
    home = means.home
    return MicrosoftAccounts(
        provider, tenant, means.settings, home.microsoft_secret, means.accounts, means.transport, home.clock
    )
