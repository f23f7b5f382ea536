"""A twin of the CRM: writes without a condition, answers filtered by who asks, a feed that leaves deletions out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tandem.domain.content import Content, fields_of
from tandem.domain.errors import AccessRevoked, Rejected
from tandem.domain.event import Event
from tandem.domain.field import CONTACT_FIELDS, Field
from tandem.domain.gap import Trace, only
from tandem.domain.ids import CompanyId, RemoteId, UserId, Version
from tandem.domain.rules import Plan
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, CrmCompany, CrmUser, Failed, Known, Page, Removal, Subscription, Written
from tests.simulation.story.faults import Fault
from tests.simulation.twins.side import LAG, SidePort, Surroundings
from tests.simulation.twins.truth import Item, Truth


@dataclass(slots=True)
class PersonsPort(SidePort):
    """Persons, as the connection's user sees them."""

    side: str = "crm"

    def _is_visible(self, item: Item) -> bool:
        return self.connection.user not in item.hidden_from

    def _in_scope(self, item: Item) -> bool:
        return self.connection.rules.crm_scope.kind != "own" or item.owner == self.connection.user

    def _seen(self, item: Item) -> Seen:
        version, in_scope = Version(str(item.version)), self._in_scope(item)
        return Seen(item.remote_id, version, item.content, "", item.raw, in_scope, item.owner, item.marker)

    def _page(self, items: Sequence[Item], known: Known) -> Page:
        return Page(seen=tuple(self._shown(item) for item in items))

    def _feed_page(self, items: Sequence[Item]) -> Page:
        return Page(seen=tuple(self._shown(item) for item in items if not item.is_deleted and self._is_listed(item)))

    def _news(self, change: Change) -> dict[str, object]:
        """The fields to write, with their values."""
        seen, wanted = change.seen.content, change.wanted
        return {str(name): _of(wanted, name) for name in CONTACT_FIELDS if _of(wanted, name) != _of(seen, name)}

    def _made(self, creation: Creation) -> Any:
        return self.projection(creation.content)

    def _make(self, creation: Creation) -> Item:
        made, owner = self._made(creation), self.connection.user
        item = Item(self.truth.new_id(), made, marker=creation.link_id, owner=owner, by_tandem=True)
        made = self.truth.put(item)
        self.around.watcher.created(self.connection, self.side, creation, made)
        return made

    def _change(self, change: Change) -> Written | Failed:
        before = self.truth.items[change.seen.remote_id]
        if before.is_deleted or not self._is_visible(before):
            raise Rejected("not_found")
        seen, news, after = change.seen.content, self._news(change), before
        if news:
            written = replace(before, content=replace(before.content, **news))
            after = self.truth.put_as(self.connection.user, written)
            self.around.watcher.changed(self.connection, self.side, change, before, after)
        shown = self._seen(after)
        return Written(shown, _overwritten(shown.content, seen, news))

    def find_uids(self, uids: Sequence[str]) -> Mapping[str, Seen]:
        return {}

    def _remove(self, removal: Removal) -> Written | Failed:
        before = self.truth.items[removal.seen.remote_id]
        if not before.is_deleted:
            self.truth.put_as(self.connection.user, replace(before, is_deleted=True))
            self.around.watcher.removed(self.connection, self.side, removal, before)
            return Written(overwritten=_overwritten(self._seen(before).content, removal.seen.content, {}))
        return Written()

    def _made_as(self, item: Item) -> str:
        return item.marker


def _overwritten(shown: Content, seen: Content, news: Mapping[str, object]) -> Content | None:
    """A person's other name is no edit of the activity."""
    fields = fields_of(shown)
    same = {name for name in fields if name in news or getattr(shown, name) == getattr(seen, name)} | seen.missing
    if isinstance(shown, Event) and isinstance(seen, Event) and _whose(shown) == _whose(seen):
        same |= {Field.LINKS}
    return replace(shown, missing=frozenset(same)) if len(same) < len(fields) else None


def _of(content: Content, name: Field) -> object:
    return getattr(content, name)


def _whose(event: Event) -> str:
    return event.links.person.id if event.links.person is not None else ""


ANNA, BEN = UserId("1"), UserId("2")
USERS = (
    CrmUser(ANNA, "Anna Beispiel", "anna@example.com", is_admin=True),
    CrmUser(BEN, "Ben Beispiel", "ben@example.com"),
)
COMPANY = CompanyId("42")


@dataclass(slots=True)
class Office:
    """The CRM beyond its persons."""

    persons: Truth
    around: Surroundings
    activities: Truth
    hooks: list[Subscription] = field(default_factory=list)
    open_deals: set[RemoteId] = field(default_factory=set)
    made_hooks: int = 0


@dataclass(slots=True)
class Desk:
    """The office, by one user's grant."""

    office: Office
    user: UserId

    def _call(self, name: str) -> None:
        self.office.around.hub.point(f"crm.{name}")
        if self.office.persons.is_revoked:
            raise AccessRevoked("access_revoked")

    def company(self) -> CrmCompany:
        return CrmCompany(COMPANY, "Beispiel GmbH", Plan.PREMIUM, self.user, USERS)

    def ensure_fields(self) -> str:
        self._call("fields")
        return "{}"

    def has_open_deals(self, person: RemoteId) -> bool:
        self._call("deals")
        return person in self.office.open_deals

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        """The index may not know yet what was made or changed last."""
        self._call("search")
        truth = self.office.persons
        is_late = self.office.around.weather.strikes(Fault.INDEX_LAG)
        place = truth.place_ago(LAG) if is_late else len(truth.log)
        wanted = mail.casefold()
        return [
            item.remote_id
            for item in truth.as_of(place).values()
            if not truth.items[item.remote_id].is_deleted
            and self.user not in item.hidden_from
            and any(entry.value.casefold() == wanted for entry in item.content.emails)
        ]

    def subscriptions(self) -> Sequence[Subscription]:
        self._call("subscriptions")
        return list(self.office.hooks)

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        self._call("subscribe")
        if self.user != ANNA:
            raise Rejected("forbidden")
        self.office.made_hooks += 1
        made = Subscription(str(self.office.made_hooks), url, event_object)
        self.office.hooks.append(made)
        self.office.around.hub.point("crm.subscribe.")
        return made

    def unsubscribe(self, subscription: Subscription) -> None:
        self._call("unsubscribe")
        self.office.hooks = [one for one in self.office.hooks if one.id != subscription.id]

    def trace(self, word: bytes) -> Trace | None:
        """A word is the version that the person or the activity got by the write."""
        kind, _, version = word.decode().rpartition("/")
        truth = self.office.activities if kind else self.office.persons
        return self._trace(truth, int(version)) if version.isdigit() else None

    def changelog(self, person: RemoteId) -> Iterator[Trace]:
        self._call("changelog")
        truth = self.office.persons
        for item in reversed(truth.log):
            trace = self._trace(truth, item.version) if item.remote_id == person else None
            for name in sorted(trace.fields) if trace is not None else ():
                yield replace(trace, before=only(trace.before, [name]), after=only(trace.after, [name]), is_rough=True)

    def _trace(self, truth: Truth, version: int) -> Trace | None:
        before, after, author = truth.before(version), truth.log[version - 1], truth.authors.get(version)
        if before is None:
            return None
        fields = fields_of(before.content)
        changed = [name for name in fields if getattr(before.content, name) != getattr(after.content, name)]
        told = only(before.content, changed), only(after.content, changed)
        return Trace(truth.times[version - 1], author or UserId("a colleague"), author is not None, *told)

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        self._call("photo")
        truth = self.office.persons
        if not truth.items[person].photo:
            truth.put(replace(truth.items[person], photo=content))
        self.office.around.hub.point("crm.photo.")
