"""What a session may see of all that there is: its user's own; an admin the company's; the machine's admin everything.

An id of somebody else's is answered as one that isn't there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tandem.console.app import App
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, ConnectionId, EntryId, RunId, UserId, connection_of, place_of
from tandem.state.sessions import Session
from tandem.usecases.seeing.views import AccountView, CompanyView, ConnectionView, UserView

KINDS = ("held", "conflicts", "review", "parked")
"""The counts of what a person decides, in the order in which they are shown: first what they could lose."""
UNSTARTED = frozenset({"draft", "stopped"})
"""The states in which nothing is linked: a sync can begin, of another calendar, too."""


@dataclass(frozen=True)
class Scope:
    """`session` None: nobody, who sees nothing."""

    app: App
    session: Session | None

    @cached_property
    def companies(self) -> Sequence[CompanyView]:
        """The session's company alone, or all of them; none where the session's was erased meanwhile."""
        if self.session is None:
            return ()
        if self.session.is_of_the_machine:
            return self.app.companies()
        try:
            return [self.app.company(self.session.company)]
        except Refused:
            return ()

    @cached_property
    def user(self) -> UserView | None:
        """The session's; None is the machine's admin, nobody, or who isn't the company's any more."""
        if self.session is None or self.session.is_of_the_machine:
            return None
        users = [one for company in self.companies for one in company.users]
        return next((one for one in users if one.id == self.session.user), None)

    @property
    def is_admin(self) -> bool:
        if self.session is None:
            return False
        return self.session.is_of_the_machine or (self.user is not None and self.user.is_admin)

    @cached_property
    def accounts(self) -> Mapping[str, AccountView]:
        """By id, those that may be seen."""
        found = [one for company in self.companies for one in self.app.accounts_of(CompanyId(company.id))]
        return {one.id: one for one in found if self._may_see(one)}

    @cached_property
    def connections(self) -> Sequence[ConnectionView]:
        """Of the accounts that may be seen, those of one account together."""
        place = {account: number for number, account in enumerate(self.accounts)}
        whose = UserId("") if self.is_admin or self.user is None else UserId(self.user.id)
        found = [one for company in self.companies for one in self.app.connections_of(CompanyId(company.id), whose)]
        return sorted((one for one in found if one.account in place), key=lambda one: place[one.account])

    def connections_of(self, account: str) -> Sequence[ConnectionView]:
        return [one for one in self.connections if one.account == account]

    @property
    def waiting(self) -> int:
        """How much waits for a decision, of all connections."""
        return sum(map(waiting_of, self.connections))

    def company(self, company: CompanyId) -> CompanyView:
        """Raise `Refused` ("unknown") for one that isn't there, or is somebody else's."""
        for one in self.companies:
            if one.id == company:
                return one
        raise Refused("unknown", "company")

    def account(self, account: str) -> AccountView:
        """Raise `Refused` ("unknown") for one that isn't there, or is somebody else's."""
        if account not in self.accounts:
            raise Refused("unknown", "account")
        return self.accounts[account]

    def connection(self, connection: ConnectionId) -> ConnectionView:
        """Raise `Refused` ("unknown") for one that isn't there, or is somebody else's.

        It is looked for among all that may be seen, since what every page tells of is counted from these anyway.
        """
        for one in self.connections:
            if one.id == connection:
                return one
        raise Refused("unknown", "connection")

    def _may_see(self, account: AccountView) -> bool:
        if self.session is None or self.session.is_of_the_machine:
            return self.session is not None
        if self.user is None or account.company != self.session.company:
            return False
        return self.is_admin or account.user == self.user.id


def waiting_of(connection: ConnectionView) -> int:
    return sum(connection.counts.get(name, 0) for name in KINDS)


def is_started(connection: ConnectionView) -> bool:
    return connection.state not in UNSTARTED


CHECKS: Mapping[str, Callable[[Scope, str], object] | None] = {
    "company": lambda scope, it: scope.company(CompanyId(it)),
    "account": lambda scope, it: scope.account(it),
    "connection": lambda scope, it: scope.connection(ConnectionId(it)),
    "run": lambda scope, it: scope.connection(connection_of(RunId(it))),
    "entry": lambda scope, it: scope.connection(place_of(EntryId(it))[0]),
    # named within what another variable of the path names, or nobody's
    "user": None,
    "erasure": None,
    "item": None,
    "kind": None,
    "file": None,
    "provider": None,
}
"""The variables that a page's path may have, by what is asked before it is handled."""
