"""SyncFolderItems: what changed in a folder since a state, in portions."""

from collections.abc import Iterator
from itertools import islice

from sandbox.exchange.call import Call
from sandbox.exchange.mailbox import Row
from sandbox.exchange.shapes import Shape, read_shape, show_item
from sandbox.exchange.soap import Fault, M, Refusal, error, success, tag
from sandbox.exchange.states import read_state, told_state


def sync_items(call: Call) -> Iterator[str]:
    try:
        yield success(call.operation, _portion(call, _most(call)))
    except Refusal as refusal:
        code = refusal.code.replace("ErrorFolderNotFound", "ErrorSyncFolderNotFound")
        inner = tag("m:SyncState") + tag("m:IncludesLastItemInRange", "true")
        yield error(call.operation, Refusal(code, refusal.message), inner)


def _most(call: Call) -> int:
    most = int(call.element.findtext(f"{M}MaxChangesReturned") or 0)
    if not 1 <= most <= 512:
        raise Fault("ErrorSchemaValidation", "The 'MaxChangesReturned' element is invalid.")
    return min(most, call.world.switches.sync_cap)


def _portion(call: Call, most: int) -> str:
    world, shape = call.world, read_shape(call.find(f"{M}ItemShape"))
    folder = call.target("SyncFolderId")
    at, base = read_state(world, folder["id"], call.element.findtext(f"{M}SyncState"))
    log = world.log(folder["id"])
    start = max(base, at - 1) if world.switches.sync_repeats else at
    found = list(islice(log.between(start, log.last), most + 1))
    portion, is_last = found[:most], len(found) <= most
    shown = [_change(call, folder["id"], identifier, base, shape) for _, identifier in portion]
    reached = log.last if is_last else portion[-1][0]
    state = told_state(world, folder["id"], reached if is_last else base, reached)
    inner = tag("m:SyncState", state) + tag("m:IncludesLastItemInRange", str(is_last).lower())
    return inner + tag("m:Changes", "".join(shown))


def _change(call: Call, folder: str, identifier: str, base: int, shape: Shape) -> str:
    item: Row | None = call.world.rows("item").get(identifier)
    if item is None or item["folder"] != folder:
        return tag("t:Delete", tag("t:ItemId", Id=identifier)) if base else ""
    kind = "t:Create" if item["born"] > base else "t:Update"
    return tag(kind, show_item(call.world, item, shape, in_list=True))
