"""Companies, the CRM grants of their users, and the webhooks made for them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace

from tandem.domain.defaults import Defaults
from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import CompanyId, UserId
from tandem.domain.rules import Plan
from tandem.ports import CrmUser, Drop, Expect, Key, Put, Row, SealContext, Table, Value
from tandem.state import keys
from tandem.state.defaults_text import defaults_from_plain, defaults_to_plain
from tandem.state.hooks import Hook, hook_from, hook_row, sha256_of
from tandem.state.rows import flag, get_one, text
from tandem.state.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Company:
    """`fields` is the CRM adapter's own note of the field codes that it uses, as it gave it.

    `defaults` are changed by `change_defaults` alone: whoever tells of the company anew knows nothing of them.
    """

    id: CompanyId
    name: str
    plan: Plan | None
    users: tuple[CrmUser, ...]
    fields: str = ""
    defaults: Defaults = field(default_factory=Defaults)


@dataclass(frozen=True, slots=True)
class Grant:
    """One user's CRM credentials: `api_domain` with `api_token`, or with OAuth's `refresh_token` and friends.

    `is_dead`: the CRM refused them, and nobody gave others since.
    """

    company: CompanyId
    user: UserId
    is_admin: bool
    credentials: Mapping[str, str] = field(repr=False)
    is_dead: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A webhook that we made: its id at the CRM, the grant that made it, and where its path secret is noted."""

    event_object: str
    id: str
    user: UserId
    hook: Key


@dataclass(frozen=True, slots=True)
class Companies:
    table: Table
    sealing: Sealing

    def find(self, company: CompanyId) -> Company | None:
        row = get_one(self.table, keys.of_company(company, "company"))
        return self.read(row) if row else None

    def get(self, company: CompanyId) -> Company:
        """Raise `Refused` ("unknown")."""
        found = self.find(company)
        if found is None:
            raise Refused("unknown", "company")
        return found

    def read(self, row: Row) -> Company:
        company, plan = CompanyId(text(row.item, "id")), text(row.item, "plan")
        people = self.sealing.open_json(row.item["sealed"], _company_context(company))
        users = tuple(CrmUser(**user) for user in people["users"])
        defaults = defaults_from_plain(people.get("defaults"))
        return Company(company, people["name"], Plan(plan) if plan else None, users, text(row.item, "fields"), defaults)

    def all(self) -> list[CompanyId]:
        return [CompanyId(row.key.sort) for row in self.table.query(keys.COMPANIES, limit=100_000)]

    def put(self, company: Company) -> None:
        """All but the defaults, which stay as they are stored."""
        while True:
            row = get_one(self.table, keys.of_company(company.id, "company"))
            kept = self.read(row).defaults if row else company.defaults
            with suppress(Conflict):
                return self._put(replace(company, defaults=kept), row.version if row else Expect.ABSENT)

    def change_defaults(self, company_id: CompanyId, change: Callable[[Company], Company]) -> Company:
        """As it is afterwards. `change` is asked again where somebody else wrote first. Raise `Refused`."""
        while True:
            row = get_one(self.table, keys.of_company(company_id, "company"))
            if row is None:
                raise Refused("unknown", "company")
            before = self.read(row)
            after = replace(before, defaults=change(before).defaults)
            if after == before:
                return before
            with suppress(Conflict):
                self._put(after, row.version)
                return after

    def _put(self, company: Company, expect: Expect | int) -> None:
        """Names and addresses of its people are sealed, and who changed what."""
        plain = defaults_to_plain(company.defaults)
        people = {"name": company.name, "users": [asdict(user) for user in company.users], "defaults": plain}
        item: dict[str, Value] = {
            "id": company.id,
            "plan": company.plan,
            "fields": company.fields,
            "sealed": self.sealing.seal_json(people, _company_context(company.id)),
        }
        listed = Put(Key(keys.COMPANIES, company.id), {"id": company.id})
        self.table.transact([Put(keys.of_company(company.id, "company"), item, expect), listed])

    def bury_grant(self, company: CompanyId, user: UserId) -> bool:
        """It is dead; whether that is news. Of any number of workers, one is told so."""
        while True:
            known = self.grant(company, user)
            if known.is_dead:
                return False
            with suppress(Conflict):
                self.put_grant(replace(known, is_dead=True), known.revision)
                return True

    def put_grant(self, grant: Grant, expect: Expect | int = Expect.ANY) -> None:
        sealed = self.sealing.seal_json(dict(grant.credentials), _grant_context(grant.company, grant.user))
        item: dict[str, Value] = {
            "user": grant.user,
            "is_admin": grant.is_admin,
            "sealed": sealed,
            "dead": grant.is_dead,
        }
        self.table.transact([Put(keys.grant(grant.company, grant.user), item, expect)])

    def grants(self, company: CompanyId) -> list[Grant]:
        rows = self.table.query(keys.company(company), prefix="grant/", limit=10_000)
        return [self.read_grant(company, row) for row in rows]

    def grant(self, company: CompanyId, user: UserId) -> Grant:
        """Raise `Refused` ("no_grant") where this user has given none."""
        row = get_one(self.table, keys.grant(company, user))
        if row is None:
            raise Refused("no_grant", "user")
        return self.read_grant(company, row)

    def read_grant(self, company: CompanyId, row: Row) -> Grant:
        user = UserId(text(row.item, "user"))
        credentials = self.sealing.open_json(row.item["sealed"], _grant_context(company, user))
        return Grant(company, user, flag(row.item, "is_admin"), credentials, flag(row.item, "dead"), row.version)

    def channels(self, company: CompanyId) -> list[Channel]:
        return [_channel(row) for row in self.table.query(keys.company(company), prefix="channel/")]

    def put_channel(self, company: Company, channel: Channel, credentials: str, before: Channel | None = None) -> None:
        """`credentials` is "user:password" of the webhook's Basic auth; only its hash is kept.

        `before` is the one whose place it takes: whatever still arrives on its path is refused from then on.
        """
        item = {"id": channel.id, "user": channel.user, "hook": channel.hook.partition}
        key = keys.of_company(company.id, "channel", channel.event_object)
        public_key = self.sealing.vault.public_key(company.id)
        hook = Hook(company.id, sha256_of(credentials), public_key, company.fields)
        ended = [Drop(before.hook)] if before else []
        self.table.transact([Put(key, item), hook_row(channel.hook, hook), *ended])

    def tell_hooks(self, company: Company) -> None:
        """Let receivers know the company's field codes as they are now."""
        for channel in self.channels(company.id):
            row = get_one(self.table, channel.hook)
            if row is not None:
                self.table.transact([hook_row(channel.hook, replace(hook_from(row.item), fields=company.fields))])

    def drop_channel(self, company: CompanyId, channel: Channel) -> None:
        key = keys.of_company(company, "channel", channel.event_object)
        self.table.transact([Drop(key), Drop(channel.hook)])


def _company_context(company: CompanyId) -> SealContext:
    return SealContext(company, None, "company")


def _grant_context(company: CompanyId, user: UserId) -> SealContext:
    return SealContext(company, None, f"grant/{user}")


def _channel(row: Row) -> Channel:
    event_object = row.key.sort.split("/", 1)[1]
    hook = Key(text(row.item, "hook"), "hook")
    return Channel(event_object, text(row.item, "id"), UserId(text(row.item, "user")), hook)


def admins(grants: Sequence[Grant]) -> list[Grant]:
    return [grant for grant in grants if grant.is_admin]
