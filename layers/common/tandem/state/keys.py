"""Where each kind of record lives in the table. Every partition starts with its kind and carries its company."""

from hashlib import sha256

from tandem.domain.ids import AccountId, CompanyId, ConnectionId, LinkId, RemoteId, RunId, UserId
from tandem.domain.side import Side
from tandem.home import Key, Queue

SHARDS = 8
COMPANIES = "companies"
CIRCUITS = "circuits"
ERASURES = "erasures"
CHECKUP = "checkup/"


def company(company: CompanyId) -> str:
    return f"company/{company}"


def of_company(company_id: CompanyId, kind: str, name: str = "") -> Key:
    return Key(company(company_id), f"{kind}/{name}")


def grant(company_id: CompanyId, user: UserId) -> Key:
    return of_company(company_id, "grant", user)


def account(company_id: CompanyId, account_id: AccountId) -> Key:
    return of_company(company_id, "account", account_id)


def checkup(company_id: CompanyId, account_id: AccountId) -> Key:
    return Key(company(company_id), f"{CHECKUP}{account_id}")


def told(company_id: CompanyId, user: UserId) -> Key:
    return of_company(company_id, "told", user)


def connection(company_id: CompanyId, connection_id: ConnectionId) -> Key:
    return of_company(company_id, "connection", connection_id)


def hook(secret: str) -> Key:
    """The path secret of a webhook is stored as its hash: a receiver compares and can't reveal it."""
    # anybody may knock with any path, half a character included
    return Key(f"hook/{sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()}", "hook")


def links(connection_id: ConnectionId) -> str:
    return f"links/{connection_id}"


def link(connection_id: ConnectionId, link_id: LinkId) -> Key:
    return Key(links(connection_id), link_id)


def crm_claims(company_id: CompanyId, remote_id: RemoteId) -> str:
    return f"claims/{company_id}/crm/{remote_id}"


def claim(side: Side, connection_id: ConnectionId, account_id: AccountId, remote_id: RemoteId) -> Key:
    """One link per (company, person, connection) on the CRM's side, one per (account, item) on the provider's."""
    company_id = CompanyId(connection_id.split("-", 1)[0])
    if side is Side.CRM:
        return Key(crm_claims(company_id, remote_id), connection_id)
    return Key(f"claims/{account_id}/provider/{remote_id}", "link")


def uid_claim(account_id: AccountId, uid: str) -> Key:
    return Key(f"claims/{account_id}/uid/{uid}", "link")


def births(company_id: CompanyId) -> str:
    return f"births/{company_id}"


def birth(company_id: CompanyId, match_key: str) -> Key:
    return Key(births(company_id), match_key)


def making(connection_id: ConnectionId) -> str:
    return f"making/{connection_id}"


def mentions(company_id: CompanyId, mentioned: str) -> str:
    return f"mentions/{company_id}/{mentioned}"


def changes(connection_id: ConnectionId) -> str:
    return f"changes/{connection_id}"


def change(connection_id: ConnectionId, side: Side, remote_id: RemoteId) -> Key:
    return Key(changes(connection_id), f"{side}/{remote_id}")


def pending(connection_id: ConnectionId) -> str:
    return f"pending/{connection_id}"


def undoings(connection_id: ConnectionId) -> str:
    return f"undoings/{connection_id}"


def history(connection_id: ConnectionId) -> str:
    return f"history/{connection_id}"


def tally(connection_id: ConnectionId) -> str:
    return f"tally/{connection_id}"


def previews(connection_id: ConnectionId) -> str:
    return f"previews/{connection_id}"


def pre_images(connection_id: ConnectionId) -> str:
    return f"pre-images/{connection_id}"


def consent(state: str) -> Key:
    """As its hash: anybody may come back with any state."""
    return Key(f"consent/{sha256(state.encode('utf-8', 'surrogatepass')).hexdigest()}", "consent")


def session(secret: str, bound_to: str) -> Key:
    """As its hash: whoever reads the table can't act for anybody. Bound to something else it is another one."""
    return Key(f"session/{sha256(f'{bound_to} {secret}'.encode('utf-8', 'surrogatepass')).hexdigest()}", "session")


def embedded(token: str, bound_to: str) -> Key:
    """By the hash of what it was begun with; bound to something else it is another one."""
    return Key(f"embedded/{sha256(f'{bound_to} {token}'.encode('utf-8', 'surrogatepass')).hexdigest()}", "embedded")


def sign_in_link(secret: str) -> Key:
    return Key(f"sign_in_link/{sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()}", "sign_in_link")


def sign_in(state: str) -> Key:
    """As its hash: anybody may come back with any state."""
    return Key(f"sign_in/{sha256(state.encode('utf-8', 'surrogatepass')).hexdigest()}", "sign_in")


def channels(connection_id: ConnectionId) -> str:
    return f"channels/{connection_id}"


def channel(name: str) -> Key:
    """As its hash: anybody may knock with any name."""
    return Key(f"channel/{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}", "channel")


def baseline(connection_id: ConnectionId, side: Side) -> str:
    return f"baseline/{connection_id}/{side}"


def spool(connection_id: ConnectionId, side: Side) -> str:
    return f"spool/{connection_id}/{side}"


def runs(connection_id: ConnectionId) -> str:
    return f"runs/{connection_id}"


def run(connection_id: ConnectionId, run_id: RunId) -> Key:
    return Key(runs(connection_id), run_id)


def counts(connection_id: ConnectionId) -> Key:
    return Key(f"counts/{connection_id}", "counts")


def brake(connection_id: ConnectionId, side: Side) -> Key:
    return Key(f"brake/{connection_id}", side)


def cursor(connection_id: ConnectionId, side: Side) -> Key:
    return Key(f"cursors/{connection_id}", side)


def lease(name: str) -> Key:
    return Key(f"lease/{name}", "lease")


def tokens(company_id: CompanyId, day: str) -> Key:
    return of_company(company_id, "tokens", day)


def shard(connection_id: ConnectionId) -> int:
    return sha256(connection_id.encode()).digest()[0] % SHARDS


def wakes(number: int) -> str:
    return f"wakes/{number}"


def wake(queue: Queue, connection_id: ConnectionId) -> Key:
    """One row for either queue that reconciles. It bears the name of the older one: both versions of a Tandem that is
    being deployed find it."""
    name = Queue.PULL if queue is Queue.PULL else Queue.RECONCILE_CONTACTS
    return Key(wakes(shard(connection_id)), f"{name}/{connection_id}")


def timetable(number: int) -> str:
    return f"timetable/{number}"


def due(number: int) -> str:
    return f"due/{number}"
