"""Opens what Google keeps for an account, with the grant that is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from tandem.bootstrap.accounts import Means, Opener
from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.errors import AccessRevoked, Refused
from tandem.domain.ids import AccountId, CompanyId, UserId
from tandem.domain.rules import Rules
from tandem.ports import Calendars, Clock, Groups, Heirs, Places, Pushes, Replica, Source
from tandem.ports.provider import CALENDAR, CONTACTS
from tandem.providers.google.calendars import GoogleCalendars
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.consent import consent_page, redeem
from tandem.providers.google.events import GoogleEvents
from tandem.providers.google.grant import GoogleApp, GoogleGrant
from tandem.providers.google.own_places import OwnCalendars, OwnGroups
from tandem.providers.google.people.contacts import GoogleContacts, GoogleContactsSource
from tandem.providers.google.people.groups import GoogleGroups
from tandem.providers.google.people.writing import MOST
from tandem.providers.google.watching import GoogleWatch
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.accounts import Account, Accounts

KEPT = ("refresh_token", "access_token", "expires_at")


@dataclass(slots=True)
class GoogleAccounts(Opener):
    """Zones are asked for once in a process: a calendar hardly ever moves to another one. `secret` is the client's."""

    batch: ClassVar[int] = MOST
    settings: Settings
    secret: Callable[[], str]
    accounts: Accounts
    transport: Transport
    clock: Clock
    zones: dict[tuple[AccountId, str], str] = field(default_factory=dict)

    def source(self, account: Account, rules: Rules) -> Source:
        return GoogleContactsSource(client=self._people(account), group=rules.group, transport=self.transport)

    def contacts(self, account: Account, rules: Rules) -> Replica:
        return GoogleContacts(client=self._people(account), group=rules.group, clock=self.clock)

    def groups(self, account: Account) -> Groups:
        return GoogleGroups(client=self._people(account))

    def events(self, account: Account, rules: CalendarRules) -> tuple[Replica, Heirs]:
        if not rules.calendar:
            raise Refused("no_calendar", "calendar")
        client = self._client(account)
        events = GoogleEvents(
            client=client,
            calendar=rules.calendar,
            zone=self._zone(account, rules.calendar, client),
            private=rules.private,
            clock=self.clock,
        )
        return events, events

    def pushes(self, account: Account, rules: AnyRules) -> Pushes | None:
        return GoogleWatch(self._client(account), rules.calendar) if isinstance(rules, CalendarRules) else None

    def calendars(self, account: Account) -> Calendars:
        return GoogleCalendars(client=self._client(account))

    def places(self, account: Account, kind: str) -> Places:
        return (
            OwnCalendars(client=self._client(account)) if kind == CALENDAR else OwnGroups(client=self._people(account))
        )

    def unasked(self, kind: str) -> Sequence[str]:
        of_contacts = ("refused_batch", "source_number", "renamed_contact")
        return ("expired_cursor", *(of_contacts if kind == CONTACTS else ()))

    def check(self, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """A refresh token, tried: good for calendars, or else for contacts.

        Raise `AccessRevoked`, `Unavailable`, `Refused`.
        """
        if not credentials.get("refresh_token"):
            raise Refused("missing", "refresh_token")
        told = {name: credentials[name] for name in KEPT if credentials.get(name)}
        probe = Account(AccountId(""), CompanyId(""), UserId(""), "google", address, credentials=told)
        try:
            self.calendars(probe).calendars()
        except AccessRevoked as revoked:
            if revoked.reason != "missing_scope":
                raise
            self.groups(probe).groups()
        return told

    def consent_page(self, redirect: str, state: str, challenge: str, address: str) -> str:
        if not self.settings.google_client_id:
            raise Refused("no_client", "provider")
        return consent_page(self.settings.google_auth_url, self._app, redirect, state, challenge, address)

    def redeem(self, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        """Where the answer tells no address, it is that of the primary calendar, whose id it is."""
        address, told = redeem(self._app, self.transport, code, verifier, redirect, self.clock.now())
        if address:
            return address, told
        probe = Account(AccountId(""), CompanyId(""), UserId(""), "google", "", credentials=told)
        found = next((one for one in self.calendars(probe).calendars() if one.is_default), None)
        if found is None:
            raise Refused("no_calendars", "account")
        return found.id, told

    @property
    def _app(self) -> GoogleApp:
        settings = self.settings
        return GoogleApp(settings.google_token_url, settings.google_client_id, self.secret)

    def _zone(self, account: Account, calendar: str, client: GoogleClient) -> str:
        key = account.id, calendar
        if key not in self.zones:
            self.zones[key] = GoogleCalendars(client=client).zone(calendar)
        return self.zones[key]

    def _client(self, account: Account) -> GoogleClient:
        api_url = self.settings.google_calendar_url.rstrip("/") + "/"
        base = urlsplit(api_url)
        batch_url = f"{base.scheme}://{base.netloc}/batch/calendar/v3"
        grant = self._grant(account)
        return GoogleClient(api_url=api_url, batch_url=batch_url, transport=self.transport, grant=grant)

    def _people(self, account: Account) -> GoogleClient:
        api_url = self.settings.google_people_url.rstrip("/") + "/"
        return GoogleClient(api_url=api_url, transport=self.transport, grant=self._grant(account))

    def _grant(self, account: Account) -> GoogleGrant:
        told = account.credentials
        return GoogleGrant(
            app=self._app,
            refresh_token=told.get("refresh_token", ""),
            transport=self.transport,
            store=lambda token, expires: self._store(account, token, expires),
            access_token=told.get("access_token", ""),
            expires_at=datetime.fromisoformat(told["expires_at"]) if told.get("expires_at") else None,
        )

    def _store(self, account: Account, token: str, expires: datetime | None) -> None:
        """An account that isn't stored yet is only being tried."""
        if account.id:
            renewed = {"access_token": token, "expires_at": expires.isoformat() if expires else ""}
            known = self.accounts.get(account.id)
            self.accounts.put(replace(known, credentials={**known.credentials, **renewed}))


def opener(means: Means) -> GoogleAccounts:
    return GoogleAccounts(means.settings, means.home.google_secret, means.accounts, means.transport, means.home.clock)
