"""The use cases as one object, for the console: each method is one thing that a person can do or see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, EntryId, ErasureId, RunId, UserId
from tandem.domain.proposing import Proposal
from tandem.domain.side import Side
from tandem.ports import ActivityType, Group, Lookups
from tandem.state.answer import Decision
from tandem.state.history import Which
from tandem.state.pending import Kind
from tandem.usecases.connecting import connect, steer
from tandem.usecases.connecting.activity_types import activity_types
from tandem.usecases.connecting.consent import begin_consent, finish_consent
from tandem.usecases.connecting.defaults import DefaultsView, defaults_view, set_defaults
from tandem.usecases.connecting.invite import ADMIN, MACHINE, SignInLinkView, invite
from tandem.usecases.connecting.mark_restored import mark_restored
from tandem.usecases.connecting.propose import NoLookups, propose
from tandem.usecases.connecting.sign_in import SignedIn, SignInBegun, begin_sign_in, finish_sign_in, offers_sign_in
from tandem.usecases.deciding.answer_held import answer_held
from tandem.usecases.deciding.decide_pending import decide_pending
from tandem.usecases.deciding.decide_some import DecidedView, decide_some
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.leaving.export import export
from tandem.usecases.listing import upload_unsynced
from tandem.usecases.live.ask import begin_checkup, show_checkup
from tandem.usecases.live.doctor import problems
from tandem.usecases.live.views import CheckupView
from tandem.usecases.previewing.preview import preview
from tandem.usecases.previewing.preview_titles import TitlesView, preview_titles
from tandem.usecases.previewing.preview_view import PreviewView
from tandem.usecases.previewing.undo_preview import preview_undo
from tandem.usecases.previewing.wish import ALL_OF_IT, AS_IT_IS, Sought, Wish
from tandem.usecases.seeing import look
from tandem.usecases.seeing.by_day import DayView, by_day
from tandem.usecases.seeing.embed import Onlooking, look_on
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
from tandem.usecases.undoing import undo
from tandem.usecases.world import World


@dataclass(frozen=True, slots=True)
class Application:
    """See the console's `App` for what each method promises."""

    world: World
    explained: Sequence[tuple[str, str, str]] = ()
    counted: Callable[[], Mapping[str, float]] = dict
    lookups: Lookups = field(default_factory=NoLookups)

    def add_company(self, api_domain: str, api_token: str) -> CompanyView:
        return look.company_view(self.world, connect.add_company(self.world, api_domain, api_token))

    def companies(self) -> Sequence[CompanyView]:
        return [look.company_view(self.world, company) for company in self.world.companies.all()]

    def company(self, company: CompanyId) -> CompanyView:
        return look.company_view(self.world, company)

    def defaults(self, company: CompanyId) -> DefaultsView:
        return defaults_view(self.world.companies.get(company))

    def set_defaults(self, company: CompanyId, by: UserId, rules: Mapping[str, Mapping[str, object]]) -> DefaultsView:
        return defaults_view(set_defaults(self.world, company, by, rules))

    def add_account(
        self, company: CompanyId, user: str, provider: str, address: str, credentials: Mapping[str, str]
    ) -> AccountView:
        account = connect.add_account(self.world, company, UserId(user), provider, address, credentials)
        return look.account_view(account)

    def accounts(self) -> Sequence[AccountView]:
        companies = self.world.companies.all()
        accounts = [one for company in companies for one in self.world.accounts.of_company(company)]
        return [look.account_view(account) for account in accounts]

    def accounts_of(self, company: CompanyId) -> Sequence[AccountView]:
        return [look.account_view(account) for account in self.world.accounts.of_company(company)]

    def account(self, account: AccountId) -> AccountView:
        return look.account_view(self.world.accounts.get(account))

    def groups(self, account: AccountId) -> Sequence[Group]:
        return self.world.replicas.groups(self.world.accounts.get(account)).groups()

    def propose(self, address: str) -> Sequence[Proposal]:
        return propose(self.lookups, address)

    def begin_consent(self, company: CompanyId, user: UserId, provider: str, address: str, browser: str = "") -> str:
        return begin_consent(self.world, company, user, provider, address, browser)

    def finish_consent(self, provider: str, state: str, code: str, browser: str = "") -> AccountView:
        return look.account_view(finish_consent(self.world, provider, state, code, browser))

    def offers_sign_in(self) -> bool:
        return offers_sign_in(self.world)

    def begin_sign_in(self, following: str) -> SignInBegun:
        return begin_sign_in(self.world, following)

    def finish_sign_in(self, state: str, code: str, browser: str) -> SignedIn:
        return finish_sign_in(self.world, state, code, browser)

    def look_on(self, token: str) -> Onlooking:
        return look_on(self.world, token)

    def calendars(self, account: AccountId) -> Sequence[Group]:
        return self.world.replicas.calendars(self.world.accounts.get(account)).calendars()

    def activity_types(self, account: AccountId) -> Sequence[ActivityType]:
        return activity_types(self.world, self.world.accounts.get(account))

    def create_calendar(self, account: AccountId, name: str) -> Group:
        return self.world.replicas.calendars(self.world.accounts.get(account)).create(name)

    def add_connection(self, account: AccountId, kind: str, rules: Mapping[str, object]) -> ConnectionView:
        return look.connection_view(self.world, connect.add_connection(self.world, account, kind, rules))

    def connections(self) -> Sequence[ConnectionView]:
        return look.connection_views(self.world, look.all_connections(self.world))

    def connections_of(self, company: CompanyId, user: UserId) -> Sequence[ConnectionView]:
        found = self.world.connections.of_company(company)
        return look.connection_views(self.world, [one for one in found if user in {"", one.user}])

    def connection(self, connection: ConnectionId) -> ConnectionView:
        return look.connection_view(self.world, self.world.connections.get(connection))

    def set_rules(self, connection: ConnectionId, rules: Mapping[str, object]) -> ConnectionView:
        return look.connection_view(self.world, connect.set_rules(self.world, connection, rules))

    def preview(
        self, connection: ConnectionId, after: str = "", wish: Wish = AS_IT_IS, sought: Sought = ALL_OF_IT
    ) -> PreviewView:
        return preview(self.world, self.world.connections.get(connection), after, wish, sought)

    def preview_titles(self, connection: ConnectionId, title: str, after: str = "") -> TitlesView:
        return preview_titles(self.world, connection, title, after)

    def start(self, connection: ConnectionId) -> RunId:
        return steer.start(self.world, connection)

    def pause(self, connection: ConnectionId) -> RunId:
        return steer.pause(self.world, connection)

    def resume(self, connection: ConnectionId) -> RunId:
        return steer.resume(self.world, connection)

    def refresh(self, connection: ConnectionId) -> RunId:
        return steer.refresh(self.world, connection)

    def count_unsynced(self, connection: ConnectionId) -> upload_unsynced.Unsynced:
        return upload_unsynced.count_unsynced(self.world, connection)

    def upload_unsynced(self, connection: ConnectionId, past: bool) -> RunId:
        return upload_unsynced.upload_unsynced(self.world, connection, past)

    def stop(self, connection: ConnectionId, remove: bool) -> RunId:
        return steer.stop(self.world, connection, remove)

    def run(self, run: RunId) -> RunView:
        return look.run_view(self.world, run)

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]:
        return look.links_view(self.world, self.world.connections.get(connection).id, query, after)

    def history(
        self, connection: ConnectionId, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        known = self.world.connections.get(connection).id
        return look.history_view(self.world, known, after, Which(link, run, side))

    def days(self, connection: ConnectionId, zone: tzinfo) -> Sequence[DayView]:
        return by_day(self.world, self.world.connections.get(connection).id, zone)

    def pending(self, connection: ConnectionId, kind: str, after: str = "") -> Listing[PendingView]:
        return look.pending_view(self.world, self.world.connections.get(connection).id, _kind(kind), after)

    def decide(self, connection: ConnectionId, kind: str, item: str, decision: str, partner: str = "") -> None:
        decide_pending(self.world, connection, _kind(kind), item, decision, partner)

    def decide_some(self, connection: ConnectionId, kind: str, items: Sequence[str], decision: str) -> DecidedView:
        return decide_some(self.world, connection, _kind(kind), items, decision)

    def decide_all(self, connection: ConnectionId, decision: str) -> RunId:
        return answer_held(self.world, connection, Decision(decision))

    def undo_run(self, run: RunId) -> RunId:
        return undo.undo(self.world, *undo.of_run(self.world, run))

    def undo_entry(self, entry: EntryId, record: bool) -> RunId:
        return undo.undo(self.world, *undo.of_entry(self.world, entry, record))

    def preview_undo_of_run(self, run: RunId, after: str = "") -> UndoPreviewView:
        return preview_undo(self.world, *undo.of_run(self.world, run), after)

    def preview_undo_of_entry(self, entry: EntryId, record: bool, after: str = "") -> UndoPreviewView:
        return preview_undo(self.world, *undo.of_entry(self.world, entry, record), after)

    def export(self, company: CompanyId, user: str = "", after: str = "") -> ExportView:
        return export(self.world, company, UserId(user), after)

    def erase(self, company: CompanyId, user: str, confirmed: str) -> ErasureId:
        return request_erasure(self.world, company, UserId(user), confirmed)

    def erasure(self, erasure: ErasureId) -> ErasureView:
        return look.erasure_view(self.world.erasures.get(erasure))

    def mark_restored(self) -> int:
        return mark_restored(self.world)

    def begin_checkup(self, connection: ConnectionId, side: str) -> CheckupView:
        return begin_checkup(self.world, connection, Side(side))

    def checkup(self, connection: ConnectionId) -> CheckupView:
        return show_checkup(self.world, connection)

    def invite(self, company: CompanyId = MACHINE, user: UserId = ADMIN) -> SignInLinkView:
        return invite(self.world, company, user)

    def settings(self) -> Sequence[tuple[str, str, str]]:
        return self.explained

    def counts(self) -> Mapping[str, float]:
        return self.counted()

    def problems(self) -> Sequence[str]:
        return problems(self.world)


def _kind(kind: str) -> Kind:
    try:
        return Kind(kind)
    except ValueError as error:
        raise Refused("unknown", "kind") from error
