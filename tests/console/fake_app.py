"""An App in memory: one company, and whatever a test puts in; it moves nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TypeVar

from tandem.console.app import App
from tandem.domain.errors import Refused, Trouble, Unavailable
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, EntryId, ErasureId, RunId, UserId
from tandem.domain.proposing import Proposal, Sign
from tandem.ports import ActivityType, Group
from tandem.usecases.connecting.defaults import DefaultsChangeView, DefaultsView
from tandem.usecases.connecting.invite import SignInLinkView
from tandem.usecases.connecting.sign_in import SignedIn, SignInBegun
from tandem.usecases.deciding.decide_some import DecidedView, UndecidedView
from tandem.usecases.listing.upload_unsynced import Unsynced
from tandem.usecases.live.views import CheckupView, FactView, StepView, UnaskedView
from tandem.usecases.previewing.preview_titles import TitleExample, TitlesView
from tandem.usecases.previewing.preview_view import PreviewItem, PreviewView
from tandem.usecases.previewing.wish import ALL_OF_IT, AS_IT_IS, Sought, Wish
from tandem.usecases.seeing.by_day import DAYS, DayView
from tandem.usecases.seeing.embed import Onlooking
from tandem.usecases.seeing.views import (
    AccountView,
    CompanyView,
    ConnectionView,
    ErasureView,
    ErrorView,
    ExportView,
    FieldChange,
    HistoryView,
    LinkView,
    Listing,
    PendingView,
    RunView,
    UndoItem,
    UndoPreviewView,
    UserView,
)

View = TypeVar("View", CompanyView, AccountView, ConnectionView)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
COMPANY = CompanyId("7001")
CONNECTION = ConnectionId("7001-c01")
RUN = RunId("7001-c01-r01")

ANNA = UserView("11", "Anna Weiß", "anna@example.org", is_admin=True, granted=True)
WEISS = CompanyView("7001", "Weiß & Söhne <GmbH>", "growth", (ANNA,), webhooks=True)
BOOK = AccountView("7001-a01", "7001", "11", "icloud", "anna@example.org", "connected")
RULES: Mapping[str, object] = {"direction": "one_way", "crm_scope": "own", "group": None, "deletes": "follow"}
DONE = RunView(RUN, CONNECTION, "first", "done", NOON, NOON, {"create": 3}, 3, 3)
LIVE = ConnectionView(
    CONNECTION,
    "contacts",
    "icloud",
    BOOK.id,
    "up_to_date",
    RULES,
    {"linked": 3, "pending": 0, "held": 1, "review": 0, "parked": 2, "conflicts": 0},
    {"done": 3, "total": 3},
    DONE,
)
WRITE = HistoryView(
    "7001-c01-h1",
    NOON,
    RUN,
    "l1",
    "Jürgen <b>Groß</b>",
    "crm",
    "create",
    (FieldChange("phones", None, ["+49 30 1"]),),
    "new_at_provider",
)
NONE = {"crm": 0, "provider": 0}
UNDO = UndoPreviewView(
    NONE,
    {"crm": 1, "provider": 0},
    NONE,
    0,
    1,
    (
        UndoItem("update", "crm", "Jürgen Groß", (FieldChange("notes", "Neu", "Alt"),), "undone"),
        UndoItem("leave", "provider", "Anna Weiß", (), "undo_edited"),
    ),
)
DEFAULTS = DefaultsView(
    {"direction": "one_way", "crm_scope": "own", "visibility": None, "deletes": "follow", "conflict": {}},
    {
        "mode": "all",
        "private": "busy_only",
        "deletes": "follow",
        "title": "{deal} > {person} > {organization} > {subject}",
    },
    (DefaultsChangeView(NOON, ANNA.id, "contacts", {"direction": ("two_way", "one_way")}),),
)
ERASURE = ErasureId("erasure-1")
PROOF = ErasureView(ERASURE, "company", "done", NOON, NOON, {"links": 3, "connections": 1}, ("api_tokens",))
PAGES = {
    "": ExportView(({"part": "company", "id": "7001", "name": "Weiß & Söhne"},), '["","company","7001"]'),
    '["","company","7001"]': ExportView(({"part": "link", "id": "l1", "odd": "\ud800"},)),
}
PROPOSALS = (Proposal("exchange", Sign.SERVER), Proposal("icloud", Sign.SERVER, "https://dav.acme.example/"))
PARKED = PendingView("p1", "parked", "Jürgen Groß", "access_revoked", NOON, detail="card 7")
CHECKUP = CheckupView(
    CONNECTION,
    "provider",
    "icloud",
    "contacts",
    "done",
    "",
    good=True,
    started=NOON,
    finished=NOON,
    steps=(
        StepView("read", "ok", 0.3, "", (FactView("travelled", "name,emails", assumed=True),)),
        StepView("pushed", "not_tried", 0.0, "no_channel", ()),
    ),
    unasked=(UnaskedView("moved_item"),),
)

QUIET_DAYS = tuple(DayView(f"{NOON.date() - timedelta(days=back)}") for back in reversed(range(DAYS)))


@dataclass
class FakeApp:
    """`trouble` is raised by whatever is called next; `calls` holds what was asked for, in order.

    `more` are the ids of what waits beside the first; `undecided` what comes of deciding on some.
    `troubled_page` is where an export breaks off, if it does. `refusals` are raised by the methods that they name.
    """

    trouble: Exception | None = None
    calls: list[tuple[object, ...]] = field(default_factory=list)
    held: list[ConnectionView] = field(default_factory=lambda: [LIVE])
    houses: list[CompanyView] = field(default_factory=lambda: [WEISS])
    books: list[AccountView] = field(default_factory=lambda: [BOOK])
    runs: list[RunView] = field(default_factory=lambda: [DONE])
    wrong: list[str] = field(default_factory=list)
    waiting: PendingView = PARKED
    more: list[str] = field(default_factory=list)
    undecided: dict[str, Trouble] = field(default_factory=dict)
    troubled_page: str | None = None
    refusals: dict[str, Trouble] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=lambda: list(PROPOSALS))
    foreseen: PreviewView | None = None
    examined: CheckupView = CHECKUP
    beginnings: DefaultsView = DEFAULTS
    has_crm_page: bool = True
    following: str = "/"
    counted: Sequence[DayView] = QUIET_DAYS

    def _hear(self, *call: object) -> None:
        self.calls.append(call)
        if self.trouble is not None:
            raise self.trouble
        if refusal := self.refusals.get(str(call[0])):
            raise refusal

    def add_company(self, api_domain: str, api_token: str) -> CompanyView:
        self._hear("add_company", api_domain, api_token)
        return WEISS

    def companies(self) -> Sequence[CompanyView]:
        self._hear("companies")
        return self.houses

    def company(self, company: CompanyId) -> CompanyView:
        self._hear("company", company)
        return _known(self.houses, company)

    def defaults(self, company: CompanyId) -> DefaultsView:
        self._hear("defaults", company)
        return self.beginnings

    def set_defaults(self, company: CompanyId, by: UserId, rules: Mapping[str, Mapping[str, object]]) -> DefaultsView:
        self._hear("set_defaults", company, by, {kind: dict(named) for kind, named in rules.items()})
        return self.beginnings

    def add_account(
        self, company: CompanyId, user: str, provider: str, address: str, credentials: Mapping[str, str]
    ) -> AccountView:
        self._hear("add_account", company, user, provider, address, dict(credentials))
        return BOOK

    def accounts(self) -> Sequence[AccountView]:
        self._hear("accounts")
        return self.books

    def accounts_of(self, company: CompanyId) -> Sequence[AccountView]:
        self._hear("accounts_of", company)
        return [one for one in self.books if one.company == company]

    def account(self, account: AccountId) -> AccountView:
        self._hear("account", account)
        return _known(self.books, account)

    def groups(self, account: AccountId) -> Sequence[Group]:
        self._hear("groups", account)
        return [Group("urn:1", "Kunden", 12, is_default=True)]

    def propose(self, address: str) -> Sequence[Proposal]:
        self._hear("propose", address)
        return self.proposals

    def begin_consent(self, company: CompanyId, user: UserId, provider: str, address: str, browser: str = "") -> str:
        self._hear("begin_consent", company, user, provider, address, *filter(None, [browser]))
        return "https://accounts.example/consent"

    def finish_consent(self, provider: str, state: str, code: str, browser: str = "") -> AccountView:
        self._hear("finish_consent", provider, state, code, *filter(None, [browser]))
        return BOOK

    def offers_sign_in(self) -> bool:
        return self.has_crm_page

    def begin_sign_in(self, following: str) -> SignInBegun:
        self._hear("begin_sign_in", following)
        return SignInBegun("https://crm.example/oauth/authorize?client_id=c&state=s", "browsers-own")

    def finish_sign_in(self, state: str, code: str, browser: str) -> SignedIn:
        self._hear("finish_sign_in", state, code, browser)
        return SignedIn(COMPANY, UserId(ANNA.id), self.following)

    def look_on(self, token: str) -> Onlooking:
        self._hear("look_on", token)
        return Onlooking(COMPANY, UserId(ANNA.id))

    def calendars(self, account: AccountId) -> Sequence[Group]:
        self._hear("calendars", account)
        return [Group("work", "Arbeit", is_default=True)]

    def activity_types(self, account: AccountId) -> Sequence[ActivityType]:
        self._hear("activity_types", account)
        return [ActivityType("call", "Anruf"), ActivityType("task", "Aufgabe <b>")]

    def create_calendar(self, account: AccountId, name: str) -> Group:
        self._hear("create_calendar", account, name)
        return Group("new", name)

    def add_connection(self, account: AccountId, kind: str, rules: Mapping[str, object]) -> ConnectionView:
        self._hear("add_connection", account, kind, dict(rules))
        return replace(LIVE, state="draft", last_run=None)

    def connections(self) -> Sequence[ConnectionView]:
        self._hear("connections")
        return self.held

    def connections_of(self, company: CompanyId, user: UserId) -> Sequence[ConnectionView]:
        self._hear("connections_of", company, user)
        theirs = {one.id for one in self.books if one.company == company and user in {"", one.user}}
        return [one for one in self.held if one.account in theirs]

    def connection(self, connection: ConnectionId) -> ConnectionView:
        self._hear("connection", connection)
        return _known(self.held, connection)

    def set_rules(self, connection: ConnectionId, rules: Mapping[str, object]) -> ConnectionView:
        self._hear("set_rules", connection, dict(rules))
        return replace(self.connection(connection), rules={**RULES, **rules})

    def preview(
        self, connection: ConnectionId, after: str = "", wish: Wish = AS_IT_IS, sought: Sought = ALL_OF_IT
    ) -> PreviewView:
        said = [one for one in (wish, sought) if one not in (AS_IT_IS, ALL_OF_IT)]
        self._hear("preview", connection, after, *said)
        if self.foreseen is not None:
            return self.foreseen
        item = PreviewItem("create", "crm", "Jürgen Groß", "new_at_provider")
        none = {"crm": 0, "provider": 0}
        return PreviewView(1, {"crm": 2, "provider": 0}, none, none, 0, 1, 0, 40, 1, (item,))

    def preview_titles(self, connection: ConnectionId, title: str, after: str = "") -> TitlesView:
        self._hear("preview_titles", connection, title, after)
        example = TitleExample("2026-12-01T08:00:00+00:00", "Relaunch > Anruf", "Anruf | Relaunch")
        return TitlesView(title, 3, 1, (example,))

    def start(self, connection: ConnectionId) -> RunId:
        self._hear("start", connection)
        return RUN

    def pause(self, connection: ConnectionId) -> RunId:
        self._hear("pause", connection)
        return RUN

    def resume(self, connection: ConnectionId) -> RunId:
        self._hear("resume", connection)
        return RUN

    def count_unsynced(self, connection: ConnectionId) -> Unsynced:
        self._hear("count_unsynced", connection)
        return Unsynced(3, 2)

    def upload_unsynced(self, connection: ConnectionId, past: bool) -> RunId:
        self._hear("upload_unsynced", connection, past)
        return RUN

    def refresh(self, connection: ConnectionId) -> RunId:
        self._hear("refresh", connection)
        return RUN

    def stop(self, connection: ConnectionId, remove: bool) -> RunId:
        self._hear("stop", connection, remove)
        return RUN

    def run(self, run: RunId) -> RunView:
        self._hear("run", run)
        return self.runs.pop(0) if len(self.runs) > 1 else self.runs[0]

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]:
        self._hear("links", connection, query, after)
        return Listing((LinkView("l1", "Jürgen Groß", "1", "/card/1.vcf", "live", NOON),), "l1")

    def history(
        self, connection: ConnectionId, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        self._hear("history", connection, after, *filter(None, (link, run, side)))
        return Listing((WRITE,))

    def days(self, connection: ConnectionId, zone: tzinfo) -> Sequence[DayView]:
        self._hear("days", connection, str(zone))
        return self.counted

    def pending(self, connection: ConnectionId, kind: str, after: str = "") -> Listing[PendingView]:
        self._hear("pending", connection, kind, after)
        return Listing(tuple(replace(self.waiting, kind=kind, id=one) for one in (self.waiting.id, *self.more)))

    def decide(self, connection: ConnectionId, kind: str, item: str, decision: str, partner: str = "") -> None:
        self._hear("decide", connection, kind, item, decision, *filter(None, [partner]))
        if item in self.undecided:
            raise self.undecided[item]

    def decide_some(self, connection: ConnectionId, kind: str, items: Sequence[str], decision: str) -> DecidedView:
        self._hear("decide_some", connection, kind, tuple(items), decision)
        refused = {one: trouble for one in items if (trouble := self.undecided.get(one))}
        left = {one: trouble for one, trouble in refused.items() if trouble.reason != "unknown"}
        told = tuple(UndecidedView(one, trouble.reason) for one, trouble in left.items())
        return DecidedView(len(items) - len(refused), len(refused) - len(left), told)

    def decide_all(self, connection: ConnectionId, decision: str) -> RunId:
        self._hear("decide_all", connection, decision)
        return RUN

    def counts(self) -> Mapping[str, float]:
        return {"lag": 1.5, "records settled": 12}

    def undo_run(self, run: RunId) -> RunId:
        self._hear("undo_run", run)
        return RUN

    def undo_entry(self, entry: EntryId, record: bool) -> RunId:
        self._hear("undo_entry", entry, record)
        return RUN

    def preview_undo_of_run(self, run: RunId, after: str = "") -> UndoPreviewView:
        self._hear("preview_undo_of_run", run, after)
        return UNDO

    def preview_undo_of_entry(self, entry: EntryId, record: bool, after: str = "") -> UndoPreviewView:
        self._hear("preview_undo_of_entry", entry, record, after)
        return UNDO

    def export(self, company: CompanyId, user: str = "", after: str = "") -> ExportView:
        self._hear("export", company, user, after)
        if after == self.troubled_page:
            raise Unavailable("table_unavailable")
        return PAGES[after]

    def erase(self, company: CompanyId, user: str, confirmed: str) -> ErasureId:
        self._hear("erase", company, user, confirmed)
        return ERASURE

    def erasure(self, erasure: ErasureId) -> ErasureView:
        self._hear("erasure", erasure)
        return PROOF

    def mark_restored(self) -> int:
        self._hear("mark_restored")
        return 2

    def begin_checkup(self, connection: ConnectionId, side: str) -> CheckupView:
        self._hear("begin_checkup", connection, side)
        return replace(CHECKUP, side=side, state="running", step="read", good=False, finished=None)

    def checkup(self, connection: ConnectionId) -> CheckupView:
        self._hear("checkup", connection)
        return self.examined

    def invite(self, company: CompanyId, user: UserId) -> SignInLinkView:
        self._hear("invite", company, user)
        return SignInLinkView("/sign-in?token=once", NOON)

    def settings(self) -> Sequence[tuple[str, str, str]]:
        self._hear("settings")
        return [("TANDEM_LANG", "de", "environment")]

    def problems(self) -> Sequence[str]:
        return self.wrong


def _known(views: Sequence[View], identifier: str) -> View:
    for view in views:
        if view.id == identifier:
            return view
    raise Refused("unknown")


def broken(reason: str, detail: str = "") -> ConnectionView:
    """A connection that needs its person."""
    return replace(LIVE, state="needs_reconnect", last_error=ErrorView(reason, detail, NOON), continues=NOON)


def refusing(trouble: Trouble) -> FakeApp:
    return FakeApp(trouble=trouble)


_: App = FakeApp()
