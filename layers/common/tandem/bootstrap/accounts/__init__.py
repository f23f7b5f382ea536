"""What is opened of a provider's accounts: `opener_of` finds the module here that bears the provider's name.

Each has a function `opener(means)`, and imports its provider's libraries: a process loads those that it needs
(docs/decisions/0010).
"""
# ruff: noqa: ARG002  # what isn't offered is refused, whatever it is asked with

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar

from tandem.bootstrap.home import Home
from tandem.domain.calendar_rules import AnyRules, CalendarRules
from tandem.domain.errors import Refused
from tandem.domain.rules import Rules
from tandem.ports import Calendars, Groups, Heirs, Places, ProviderName, Pushes, Replica, Source
from tandem.providers.transport import Transport
from tandem.settings import Settings
from tandem.state.accounts import Account, Accounts


@dataclass(frozen=True, slots=True)
class Means:
    settings: Settings
    home: Home
    accounts: Accounts
    transport: Transport


class Opener:
    """Opens what a provider keeps for an account, with the grant that is stored. What it doesn't offer is refused.

    `batch`: a slice of so many contacts fills its requests, where that is more than a slice usually has.
    `own_places`: how a live check makes groups of its own; `open_questions`: what the provider's page in docs/providers
    leaves open and no live check can find out, as words that have a sentence.
    """

    batch: ClassVar[int] = 0
    own_places: ClassVar[Places | None] = None
    open_questions: ClassVar[Sequence[str]] = ()

    def source(self, account: Account, rules: Rules) -> Source:
        """The contacts of the chosen group, for one-way connections: no way to write them."""
        raise Refused("unknown_kind", "kind")

    def contacts(self, account: Account, rules: Rules) -> Replica:
        raise Refused("unknown_kind", "kind")

    def groups(self, account: Account) -> Groups:
        raise Refused("unknown_kind", "kind")

    def events(self, account: Account, rules: CalendarRules) -> tuple[Replica, Heirs | None]:
        raise Refused("no_calendars", "account")

    def calendars(self, account: Account) -> Calendars:
        raise Refused("no_calendars", "account")

    def pushes(self, account: Account, rules: AnyRules) -> Pushes | None:
        """None: the provider has none about such a collection, or wants none."""
        return None

    def places(self, account: Account, kind: str) -> Places | None:
        """None: in no way that we know."""
        return self.own_places

    def unasked(self, kind: str) -> Sequence[str]:
        return self.open_questions

    def check(self, address: str, credentials: Mapping[str, str]) -> Mapping[str, str]:
        """Try the credentials; all that is to be kept of them. Raise `AccessRevoked`, `Unavailable`, `Refused`."""
        raise Refused("unknown_provider", "provider")

    def consent_page(self, redirect: str, state: str, challenge: str, address: str) -> str:
        raise Refused("no_browser_flow", "provider")

    def redeem(self, code: str, verifier: str, redirect: str) -> tuple[str, Mapping[str, str]]:
        raise Refused("no_browser_flow", "provider")


def opener_of(name: str, means: Means) -> Opener:
    """Raise `Refused` for a provider that there isn't."""
    if name not in {str(one) for one in ProviderName}:
        raise Refused("unknown_provider", "provider")
    opened = import_module(f"tandem.bootstrap.accounts.{name}").opener(means)
    assert isinstance(opened, Opener)  # noqa: S101  # what a module's function returns, nobody can declare
    return opened
