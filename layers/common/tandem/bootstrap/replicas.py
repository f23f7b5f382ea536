"""Opens replicas and the CRM with the stored grants: the one place that names the providers' classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from tandem.bootstrap.accounts import Means, Opener, opener_of
from tandem.bootstrap.home import Home
from tandem.bootstrap.pipedrive import UNASKED, PipedriveClients
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.domain.rules import Rules
from tandem.domain.side import Side
from tandem.ports import Calendars, Crm, Groups, Meter, Places, ProviderName, Replica, Source, TokenBudget
from tandem.providers.pipedrive.activities import PipedriveActivities
from tandem.providers.pipedrive.apart import Apart
from tandem.providers.pipedrive.client import Client
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.contacts import PipedriveContacts
from tandem.providers.pipedrive.crm import PipedriveCrm
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.pipedrive.visibility import visible_to
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.accounts import Account, Accounts
from tandem.state.circuits import StoredCircuits
from tandem.state.companies import Companies, Company, Grant
from tandem.state.connections import Connection
from tandem.state.reading import read_means
from tandem.usecases.world import Opened


@dataclass(slots=True)
class StoredReplicas:
    """What is known of a company is kept between calls; `forget` ends that."""

    settings: Settings
    home: Home
    companies: Companies
    accounts: Accounts
    meter: Meter
    transport: Transport = field(init=False)
    clients: PipedriveClients = field(init=False)
    directories: dict[tuple[CompanyId, UserId, int | None], Directory] = field(default_factory=dict)
    turns: dict[CompanyId, Lock] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    openers: dict[str, Opener] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.transport = Transport(
            allow_private=self.settings.allow_private,
            ca_file=self.settings.ca_file,
            circuits=StoredCircuits(self.home.table, self.home.clock),
        )
        self.clients = PipedriveClients(self.settings, self.home, self.companies, self.meter, self.transport)

    def open(self, connection: Connection) -> Opened:
        means = read_means(self.companies, self.accounts, connection)
        client, opener = self.clients.of(means.grant), self._opener(means.account.provider)
        if isinstance(connection.rules, CalendarRules):
            return self._open_calendar(connection, connection.rules, means.account, means.company, client, opener)
        rules = _of_contacts(connection)
        writer = opener.contacts(means.account, rules) if rules.is_two_way else None
        provider: Source = writer or opener.source(means.account, rules)
        directory = self._directory(connection, means.company, client)
        return Opened(
            self._persons(connection, means.company, client),
            PipedriveCrm(client=client, codes=_codes(means.company), directory=directory),
            provider,
            writer,
            ProviderName(means.account.provider),
            opener.pushes(means.account, rules),
            batch=opener.batch,
        )

    def _open_calendar(
        self,
        connection: Connection,
        rules: CalendarRules,
        account: Account,
        company: Company,
        client: Client,
        opener: Opener,
    ) -> Opened:
        events, heirs = opener.events(account, rules)
        activities = PipedriveActivities(client=client, user=connection.user, types=rules.types, clock=self.home.clock)
        desk = PipedriveCrm(client=client, codes=_codes(company), directory=None)
        name, pushes = ProviderName(account.provider), opener.pushes(account, rules)
        return Opened(Apart(activities), desk, events, events, name, pushes, heirs)

    def desk(self, grant: Grant) -> Crm:
        return PipedriveCrm(client=self.clients.of(grant), codes=_codes(self.companies.find(grant.company)))

    def calendars(self, account: Account) -> Calendars:
        return self._opener(account.provider).calendars(account)

    def groups(self, account: Account) -> Groups:
        return self._opener(account.provider).groups(account)

    def places(self, account: Account, kind: str) -> Places | None:
        return self._opener(account.provider).places(account, kind)

    def unasked(self, account: Account, kind: str, side: Side) -> Sequence[str]:
        return UNASKED[kind] if side is Side.CRM else self._opener(account.provider).unasked(kind)

    def check(self, provider: str, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        return self._opener(provider).check(address, credentials)

    def consent_page(self, provider: str, redirect: str, state: str, challenge: str, address: str) -> str:
        return self._opener(provider).consent_page(redirect, state, challenge, address)

    def redeem(self, provider: str, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        return self._opener(provider).redeem(code, verifier, redirect)

    def has_crm_page(self) -> bool:
        return bool(self.settings.pipedrive_client_id)

    def crm_consent_page(self, redirect: str, state: str) -> str:
        return self.clients.consent_page(redirect, state)

    def redeem_at_crm(self, code: str, redirect: str) -> Mapping[str, str]:
        return self.clients.redeem(code, redirect)

    def onlooker(self, token: str) -> tuple[CompanyId, UserId]:
        return self.clients.onlooker(token)

    def _opener(self, provider: str) -> Opener:
        if provider not in self.openers:
            means = Means(self.settings, self.home, self.accounts, self.transport)
            self.openers[provider] = opener_of(provider, means)
        return self.openers[provider]

    def tokens(self, company: CompanyId) -> TokenBudget:
        return self.clients.tokens(company)

    def revoke(self, grant: Grant) -> bool:
        return self.clients.revoke(grant)

    def forget(self, company: CompanyId) -> None:
        self.clients.forget(company)
        with self.lock:
            self.directories = {key: one for key, one in self.directories.items() if key[0] != company}

    def _persons(self, connection: Connection, company: Company, client: Client) -> Replica:
        rules = _of_contacts(connection)
        return PipedriveContacts(
            client=client,
            directory=self._directory(connection, company, client),
            codes=_codes(company),
            user=connection.user,
            scope=rules.crm_scope,
            visibility=rules.visibility,
            plan=company.plan,
            clock=self.home.clock,
        )

    def _directory(self, connection: Connection, company: Company, client: Client) -> Directory:
        seen_by = visible_to(_of_contacts(connection).visibility, company.plan or client.plan)
        key = (connection.company, connection.user, seen_by)
        with self.lock:
            if key not in self.directories:
                turn = self.turns.setdefault(connection.company, Lock())
                self.directories[key] = Directory(client=client, clock=self.home.clock, visible_to=seen_by, turn=turn)
            return self.directories[key]


def _of_contacts(connection: Connection) -> Rules:
    if not isinstance(connection.rules, Rules):
        raise Refused("unknown_kind", "kind")
    return connection.rules


def _codes(company: Company | None) -> FieldCodes:
    return FieldCodes.from_json(company.fields) if company and company.fields else FieldCodes()
