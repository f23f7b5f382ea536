"""Pipedrive's clients by the grants that are stored, and each company's share of tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from tandem.bootstrap.home import Home
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.ports import Meter, TokenBudget
from tandem.ports.provider import CALENDAR, CONTACTS
from tandem.providers.pipedrive.client import Client
from tandem.providers.pipedrive.consent import consent_page, redeem
from tandem.providers.pipedrive.grant import ApiToken, Grant as Signature, OAuthApp, OAuthGrant, Tokens, revoke
from tandem.providers.pipedrive.signed_token import read_signed_token
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.companies import Companies, Grant
from tandem.state.tokens import SharedTokens, daily_tokens

UNASKED = {CONTACTS: ("limit_words", "rotated_tokens"), CALENDAR: ("limit_words", "rotated_tokens", "long_durations")}
"""What the documents leave open and no live check can find out, by kind of connection."""


@dataclass(slots=True)
class PipedriveClients:
    """Kept per grant, because a client knows how fast Pipedrive lets it go; `forget` ends that."""

    settings: Settings
    home: Home
    companies: Companies
    meter: Meter
    transport: Transport
    clients: dict[tuple[CompanyId, UserId], Client] = field(default_factory=dict)
    budgets: dict[CompanyId, SharedTokens] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def of(self, grant: Grant) -> Client:
        key = (grant.company, grant.user)
        known = self.clients.get(key)
        if known is not None and grant.company:
            return known
        budget = self.tokens(grant.company) if grant.company else Unlimited()
        client = Client(
            api_domain=grant.credentials["api_domain"],
            transport=self.transport,
            grant=self._signature(grant),
            budget=budget,
            clock=self.home.clock,
        )
        if grant.company:
            self.clients[key] = client
        return client

    def tokens(self, company: CompanyId) -> TokenBudget:
        with self.lock:
            if company not in self.budgets:
                self.budgets[company] = self._budget(company)
            return self.budgets[company]

    def revoke(self, grant: Grant) -> bool:
        refresh_token = grant.credentials.get("refresh_token")
        if refresh_token:
            revoke(self._app(), refresh_token, self.transport)
        return bool(refresh_token)

    def consent_page(self, redirect: str, state: str) -> str:
        if not self.settings.pipedrive_client_id:
            raise Refused("no_client", "provider")
        return consent_page(f"{self.settings.pipedrive_oauth_url}/oauth/authorize", self._app(), redirect, state)

    def redeem(self, code: str, redirect: str) -> Mapping[str, str]:
        domain, tokens = redeem(self._app(), self.transport, code, redirect, self.home.clock.now())
        return {"api_domain": domain.rstrip("/"), **_kept(tokens)}

    def onlooker(self, token: str) -> tuple[CompanyId, UserId]:
        if not self.settings.pipedrive_client_id:
            raise Refused("no_client", "provider")
        found = read_signed_token(token, self.home.pipedrive_secret(), self.home.clock.now())
        return found.company, found.user

    def forget(self, company: CompanyId) -> None:
        with self.lock:
            self.budgets.pop(company, None)
            self.clients = {key: one for key, one in self.clients.items() if key[0] != company}

    def _budget(self, company: CompanyId) -> SharedTokens:
        known = self.companies.get(company)
        share = int(daily_tokens(known.plan, len(known.users)) * self.settings.token_share)
        return SharedTokens(self.home.table, self.home.clock, self.meter, company, share)

    def _signature(self, grant: Grant) -> Signature:
        token = grant.credentials.get("api_token")
        if token:
            return ApiToken(token)
        return OAuthGrant(
            app=self._app(),
            tokens=_tokens(grant.credentials),
            transport=self.transport,
            clock=self.home.clock,
            store=lambda tokens: self._store(grant, tokens),
        )

    def _app(self) -> OAuthApp:
        settings = self.settings
        return OAuthApp(
            f"{settings.pipedrive_oauth_url}/oauth/token",
            f"{settings.pipedrive_oauth_url}/oauth/revoke",
            settings.pipedrive_client_id,
            self.home.pipedrive_secret,
        )

    def _store(self, grant: Grant, tokens: Tokens) -> None:
        """Whatever came back is kept before it is used: the refresh token may be another one now.

        A grant of no company is only being tried.
        """
        if grant.company:
            self.companies.put_grant(replace(grant, credentials={**grant.credentials, **_kept(tokens)}))


@dataclass(slots=True)
class Unlimited:
    """The tokens of a company that isn't known yet: the two calls that tell who it is."""

    def take(self, tokens: int) -> None:
        """Nothing is counted."""


def _kept(tokens: Tokens) -> Mapping[str, str]:
    expires = tokens.expires_at.isoformat() if tokens.expires_at else ""
    return {"refresh_token": tokens.refresh_token, "access_token": tokens.access_token, "expires_at": expires}


def _tokens(credentials: Mapping[str, str]) -> Tokens:
    expires = credentials.get("expires_at")
    return Tokens(
        credentials.get("refresh_token", ""),
        credentials.get("access_token", ""),
        datetime.fromisoformat(expires) if expires else None,
    )
