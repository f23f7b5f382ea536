"""The use cases as the console sees them; `bootstrap` builds the object that has them all."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Protocol

from tandem.domain.ids import AccountId, CompanyId, ConnectionId, EntryId, ErasureId, RunId, UserId
from tandem.domain.proposing import Proposal
from tandem.ports import ActivityType, Group
from tandem.usecases.connecting.defaults import DefaultsView
from tandem.usecases.connecting.invite import SignInLinkView
from tandem.usecases.connecting.sign_in import SignedIn, SignInBegun
from tandem.usecases.deciding.decide_some import DecidedView
from tandem.usecases.listing.upload_unsynced import Unsynced
from tandem.usecases.live.views import CheckupView
from tandem.usecases.previewing.preview_titles import TitlesView
from tandem.usecases.previewing.preview_view import PreviewView
from tandem.usecases.previewing.wish import ALL_OF_IT, AS_IT_IS, Sought, Wish
from tandem.usecases.seeing.by_day import DayView
from tandem.usecases.seeing.embed import Onlooking
from tandem.usecases.seeing.views import (
    AccountView,
    CompanyView,
    ConnectionView,
    ErasureView,
    ExportView,
    HistoryView,
    LinkView,
    Listing,
    PendingView,
    RunView,
    UndoPreviewView,
)


class App(Protocol):
    """Every method raises `Refused` for what can't be met: reason `unknown` is an id that isn't there.

    `AccessRevoked` (wrong credentials), `Unavailable` and `RateLimited` come from the providers.
    """

    def add_company(self, api_domain: str, api_token: str) -> CompanyView:
        """Add a company, or another of its users' grants, by an API token. Idempotent."""
        ...

    def companies(self) -> Sequence[CompanyView]: ...

    def company(self, company: CompanyId) -> CompanyView: ...

    def defaults(self, company: CompanyId) -> DefaultsView:
        """What new connections of a company begin with."""
        ...

    def set_defaults(self, company: CompanyId, by: UserId, rules: Mapping[str, Mapping[str, object]]) -> DefaultsView:
        """Change the named rules by kind; others stay. `by` is who did it, empty for the machine's admin."""
        ...

    def add_account(
        self, company: CompanyId, user: str, provider: str, address: str, credentials: Mapping[str, str]
    ) -> AccountView:
        """Check the credentials against the provider, then keep them. The same address again: a reconnect."""
        ...

    def accounts(self) -> Sequence[AccountView]: ...

    def accounts_of(self, company: CompanyId) -> Sequence[AccountView]: ...

    def account(self, account: AccountId) -> AccountView: ...

    def groups(self, account: AccountId) -> Sequence[Group]: ...

    def propose(self, address: str) -> Sequence[Proposal]:
        """The providers that an e-mail address may be at, best first; its domain is looked up."""
        ...

    def begin_consent(self, company: CompanyId, user: UserId, provider: str, address: str, browser: str = "") -> str:
        """Where to send a browser so that its person agrees. With its mark, no other one can end it."""
        ...

    def finish_consent(self, provider: str, state: str, code: str, browser: str = "") -> AccountView:
        """What the browser came back with. The state is good for once."""
        ...

    def offers_sign_in(self) -> bool:
        """Whether people can sign in with the CRM."""
        ...

    def begin_sign_in(self, following: str) -> SignInBegun:
        """Where to send a browser so that its person signs in; `following` is where they wanted to go."""
        ...

    def finish_sign_in(self, state: str, code: str, browser: str) -> SignedIn:
        """Who came back; their company and grant are added or renewed. The state is good for once, in that browser."""
        ...

    def look_on(self, token: str) -> Onlooking:
        """Whom a signed token of the CRM's names; raise `Forged` for any other one."""
        ...

    def calendars(self, account: AccountId) -> Sequence[Group]: ...

    def activity_types(self, account: AccountId) -> Sequence[ActivityType]:
        """The company's, live, in its own order; those that are no longer used are left out."""
        ...

    def create_calendar(self, account: AccountId, name: str) -> Group: ...

    def add_connection(self, account: AccountId, kind: str, rules: Mapping[str, object]) -> ConnectionView: ...

    def connections(self) -> Sequence[ConnectionView]: ...

    def connections_of(self, company: CompanyId, user: UserId) -> Sequence[ConnectionView]:
        """A company's; with `user` not empty, that user's alone."""
        ...

    def connection(self, connection: ConnectionId) -> ConnectionView: ...

    def set_rules(self, connection: ConnectionId, rules: Mapping[str, object]) -> ConnectionView:
        """Change the named rules; others stay."""
        ...

    def preview(
        self, connection: ConnectionId, after: str = "", wish: Wish = AS_IT_IS, sought: Sought = ALL_OF_IT
    ) -> PreviewView:
        """What the sync would do next, as it is or with what is wished for; writes nothing.

        Counts are of all; the items listed are those sought.
        """
        ...

    def preview_titles(self, connection: ConnectionId, title: str, after: str = "") -> TitlesView:
        """What another pattern would make of a calendar's titles; writes nothing."""
        ...

    def start(self, connection: ConnectionId) -> RunId: ...

    def pause(self, connection: ConnectionId) -> RunId: ...

    def resume(self, connection: ConnectionId) -> RunId: ...

    def refresh(self, connection: ConnectionId) -> RunId: ...

    def count_unsynced(self, connection: ConnectionId) -> Unsynced: ...

    def upload_unsynced(self, connection: ConnectionId, past: bool) -> RunId:
        """Of a calendar's connection; with `past` those that are over, too."""
        ...

    def stop(self, connection: ConnectionId, remove: bool) -> RunId:
        """End the sync. `remove` deletes what Tandem made, on the side it made it; else all stays where it is."""
        ...

    def run(self, run: RunId) -> RunView: ...

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]: ...

    def history(
        self, connection: ConnectionId, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        """Newest first. `link`, `run` and `side` narrow it down; empty: of all."""
        ...

    def days(self, connection: ConnectionId, zone: tzinfo) -> Sequence[DayView]:
        """How much was made, changed and deleted on each of the last thirty days of that zone, today last."""
        ...

    def pending(self, connection: ConnectionId, kind: str, after: str = "") -> Listing[PendingView]:
        """`kind`: conflicts, review, held, parked."""
        ...

    def decide(self, connection: ConnectionId, kind: str, item: str, decision: str, partner: str = "") -> None:
        """held: release, restore. review: link, separate. parked: retry. conflicts: swap, dismiss.

        `partner` names whom a review's item is linked with, or told apart from, where more than two are in doubt.
        """
        ...

    def decide_some(self, connection: ConnectionId, kind: str, items: Sequence[str], decision: str) -> DecidedView:
        """The same of several of one kind: what can be decided is, what can't is told with its reason."""
        ...

    def decide_all(self, connection: ConnectionId, decision: str) -> RunId:
        """Release or restore all that is held now, in a run. What is held later waits for another answer."""
        ...

    def undo_run(self, run: RunId) -> RunId:
        """Take back what a run wrote, in a run of its own; asked again while that goes on, the same."""
        ...

    def undo_entry(self, entry: EntryId, record: bool) -> RunId:
        """Take back one entry of the history, or with `record` all that its run did to the same contact."""
        ...

    def preview_undo_of_run(self, run: RunId, after: str = "") -> UndoPreviewView: ...

    def preview_undo_of_entry(self, entry: EntryId, record: bool, after: str = "") -> UndoPreviewView: ...

    def export(self, company: CompanyId, user: str = "", after: str = "") -> ExportView:
        """All that is known of a company, or of one of its users; no password and no token is in it."""
        ...

    def erase(self, company: CompanyId, user: str, confirmed: str) -> ErasureId:
        """Forget a company, or one of its users (else empty), in the background; nothing is deleted at the CRM or a
        provider. `confirmed` is the id or the name of whom it is about. Asked again while it goes on, the same.
        """
        ...

    def erasure(self, erasure: ErasureId) -> ErasureView: ...

    def mark_restored(self) -> int:
        """A backup was put back: every sync compares both sides before it writes again. How many. Idempotent."""
        ...

    def begin_checkup(self, connection: ConnectionId, side: str) -> CheckupView:
        """A live check of one side, with items that it makes up; asked again while it is under way, the same."""
        ...

    def checkup(self, connection: ConnectionId) -> CheckupView:
        """The last one, or how far it is."""
        ...

    def invite(self, company: CompanyId, user: UserId) -> SignInLinkView:
        """A link that signs this user in at the console: once, within ten minutes. Both empty: the machine's admin."""
        ...

    def settings(self) -> Sequence[tuple[str, str, str]]:
        """Name, value (secrets as "set"), source; for `doctor`."""
        ...

    def counts(self) -> Mapping[str, float]:
        """What was done since the start, by words; empty where something else keeps it."""
        ...

    def problems(self) -> Sequence[str]:
        """What is wrong here, one sentence each; empty when nothing is."""
        ...
