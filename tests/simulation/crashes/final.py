"""How a scenario ended, in a form that two runs can be compared by: without ids, versions and times."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from tandem.domain.contact import Contact, Side
from tandem.domain.link import Link, LinkState
from tandem.state.connections import Connection
from tandem.state.history import Entry
from tandem.state.pending import Kind, Pending
from tandem.state.tally import COUNTED, Slot
from tests.simulation.town import Town
from tests.simulation.twins.truth import Item

PASSING = frozenset({"runs", "history", "tally", "lease", "brake"})
"""What a crash may leave more or less of: runs are begun anew, leases fall, history is compared; the tally to it."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Final = dict[str, Any]


def final(town: Town) -> Final:
    """What both sides show, what Tandem keeps, what it told, and how many rows of each kind its table holds."""
    found: Final = {"rows": _rows(town), "blobs": len(town.sealing.blobs.kept), "queued": len(town.queues.waiting)}
    for truth in town.truths:
        found[f"there at {truth.name}"] = _sorted(_shown(one) for one in truth.live())
        found[f"gone at {truth.name}"] = _sorted(_shown(one) for one in truth.gone())
    for number, connection in enumerate(town.connections()):
        found |= {f"{number} {name}": part for name, part in _of_connection(town, connection).items()}
    return found


def differences(whole: Final, other: Final, varying: Collection[str] = ()) -> list[str]:
    """Of all parts but for those that may vary; of each connection's, by the name behind its number."""
    names = [name for name in sorted(whole.keys() | other.keys()) if name.lstrip("0123456789 ") not in varying]
    return [
        f"{name}: {_only(whole.get(name), other.get(name))}" for name in names if whole.get(name) != other.get(name)
    ]


def _only(wanted: Any, found: Any) -> str:
    if not isinstance(wanted, list) or not isinstance(found, list):
        return f"{wanted} became {found}"
    lost, extra = Counter(map(str, wanted)), Counter(map(str, found))
    return f"missing {list((lost - extra).elements())}, not expected {list((extra - lost).elements())}"


def _of_connection(town: Town, connection: Connection) -> Final:
    world = town.world
    links = [(*_manner(one), *_ends(town, connection, one)) for one in world.links.all(connection.id)]
    waiting = [one for kind in Kind for one in world.pendings.page(connection.id, kind, limit=10_000)]
    entries, _ = world.history.newest(connection.id, limit=10_000)
    return {
        "state": (connection.state, connection.phase, connection.leaving, connection.restored, str(connection.answer)),
        "fault": connection.fault.reason if connection.fault else None,
        "counts": dict(world.connections.counts(connection.id)),
        "links": _sorted(links),
        "waiting": _sorted(_pending(town, one) for one in waiting),
        "history": _sorted(_entry(one) for one in entries),
        "tally": _miscounted(world.history.counts_since(connection.id, LONG_AGO), entries),
    }


def _miscounted(slots: Iterable[Slot], entries: Iterable[Entry]) -> dict[str, int]:
    """By how much the tally differs from the history, kind by kind; nothing where all is well."""
    found = dict.fromkeys(COUNTED.values(), 0)
    for slot in slots:
        for act, number in slot.counts.items():
            found[act] += number
    for entry in entries:
        if entry.act in found:
            found[entry.act] -= 1
    return {str(act): number for act, number in found.items() if number}


def _manner(link: Link) -> tuple[Any, ...]:
    """Nobody is shown why a tombstone is one: history tells it."""
    reason = "" if link.state is LinkState.TOMBSTONE else str(link.reason)
    return str(link.state), link.adopted, str(link.made), reason, link.intent is not None


def _ends(town: Town, connection: Connection, link: Link) -> list[Any]:
    found: list[Any] = []
    for side in Side:
        truth = town.persons if side is Side.CRM else town.book_of(connection)
        remote, base = link.side(side).remote_id, link.side(side).base
        item = truth.items.get(remote) if remote else None
        found += [item and _shown(item), base and _content(base)]
    return found


def _shown(item: Item) -> tuple[Any, ...]:
    """Whether Tandem made it says its marker or UID: not which."""
    rest = (item.owner, sorted(item.hidden_from), item.in_group, item.is_deleted, item.by_tandem, item.raw, item.photo)
    return item.origin, _content(item.content), bool(item.marker), *rest


def _content(contact: Contact) -> str:
    return repr(contact)


def _pending(town: Town, one: Pending) -> tuple[Any, ...]:
    origins = [truth.items[one.remote_id].origin for truth in _truths(town) if one.remote_id in truth.items]
    content = {name: value for name, value in one.content.items() if name != "group"}
    shown = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return str(one.kind), one.reason, one.detail, str(one.side), origins, shown, len(one.content.get("group", []))


def _truths(town: Town) -> Iterable[Any]:
    return town.truths


def _entry(one: Entry) -> tuple[Any, ...]:
    changes = json.dumps(dict(one.changes), sort_keys=True, ensure_ascii=False)
    return str(one.side), str(one.act), str(one.rule), one.name, changes


def _rows(town: Town) -> dict[str, int]:
    """A mark of how far a schedule walked is there or not, as schedules came."""
    now = town.hub.now
    found: Counter[str] = Counter()
    for partition, cells in town.table.rows.items():
        kind = partition.split("/", 1)[0]
        there = [sort for sort, cell in cells.items() if cell.expires is None or cell.expires > now]
        if kind not in PASSING:
            found[kind] += sum(1 for sort in there if not sort.startswith("!"))
    return {kind: count for kind, count in sorted(found.items()) if count}


def _sorted(values: Iterable[Any]) -> list[str]:
    return sorted(map(str, values))
