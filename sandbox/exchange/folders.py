"""GetFolder, FindFolder, CreateFolder, UpdateFolder, DeleteFolder and SyncFolderHierarchy."""

from collections.abc import Iterator

from sandbox.exchange.call import Call
from sandbox.exchange.mailbox import DELETED, Row
from sandbox.exchange.paging import paged
from sandbox.exchange.restriction import Rule, read_rule
from sandbox.exchange.shapes import read_shape, show_folder
from sandbox.exchange.soap import Element, M, Refusal, T, error, name_of, success, tag
from sandbox.exchange.states import read_state, told_state

KINDS = {"ContactsFolder": "IPF.Contact", "CalendarFolder": "IPF.Appointment", "TasksFolder": "IPF.Task"}


def get_folder(call: Call) -> Iterator[str]:
    shape = read_shape(call.find(f"{M}FolderShape"))
    return call.answers(
        call.each("FolderIds"),
        lambda one: tag("m:Folders", show_folder(call.world, call.folder(one), shape)),
    )


def find_folder(call: Call) -> Iterator[str]:
    shape, rule = read_shape(call.find(f"{M}FolderShape")), read_rule(call.find(f"{M}Restriction"))
    is_deep = call.element.get("Traversal") == "Deep"

    def answer(parent: Element) -> str:
        found = [one for one in _below(call, call.folder(parent), is_deep) if _fits(rule, one)]
        page, attributes = paged(found, call.find(f"{M}IndexedPageFolderView"), call.world.switches.find_cap)
        inner = "".join(show_folder(call.world, one, shape) for one in page)
        return tag("m:RootFolder", tag("t:Folders", inner), **attributes)

    return call.answers(call.each("ParentFolderIds"), answer)


def create_folder(call: Call) -> Iterator[str]:
    parent = call.target("ParentFolderId")

    def answer(wanted: Element) -> str:
        kind = wanted.findtext(f"{T}FolderClass") or KINDS.get(name_of(wanted), "IPF.Note")
        made = call.world.add_folder(call.account, parent["id"], kind, str(wanted.findtext(f"{T}DisplayName")))
        return tag("m:Folders", show_folder(call.world, made, read_shape(None)))

    return call.answers(call.each("Folders"), answer)


def update_folder(call: Call) -> Iterator[str]:
    def answer(change: Element) -> str:
        folder = call.folder(change[0])
        for name in change.iter(f"{T}DisplayName"):
            folder = call.world.change_folder(folder, name=str(name.text))
        return tag("m:Folders", show_folder(call.world, folder, read_shape(None)))

    return call.answers(call.each("FolderChanges"), answer)


def delete_folder(call: Call) -> Iterator[str]:
    """To the deleted items, where its items stay in it, or for good."""

    def answer(one: Element) -> str:
        folder = call.folder(one)
        if folder["known"]:
            raise Refusal("ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        if call.element.get("DeleteType") == "MoveToDeletedItems":
            call.world.change_folder(folder, parent=call.account["folders"][DELETED])
        else:
            call.world.remove_folder(folder)
        return ""

    return call.answers(call.each("FolderIds"), answer)


def sync_hierarchy(call: Call) -> Iterator[str]:
    world, shape = call.world, read_shape(call.find(f"{M}FolderShape"))
    log = f"hierarchy|{call.account['id']}"
    try:
        since, _ = read_state(world, log, call.element.findtext(f"{M}SyncState"))
    except Refusal as refusal:
        yield error(call.operation, refusal, tag("m:SyncState") + tag("m:IncludesLastFolderInRange", "true"))
        return
    changes = []
    for _, identifier in world.log(log).between(since, world.log(log).last):
        folder = world.rows("folder").get(identifier)
        if folder is None:
            changes.append(tag("t:Delete", tag("t:FolderId", Id=identifier)))
        elif folder["known"] != "root":
            changes.append(tag("t:Create" if folder["born"] > since else "t:Update", show_folder(world, folder, shape)))
    state = told_state(world, log, 0, world.log(log).last)
    inner = tag("m:SyncState", state) + tag("m:IncludesLastFolderInRange", "true")
    yield success(call.operation, inner + tag("m:Changes", "".join(changes)))


def _below(call: Call, parent: Row, is_deep: bool) -> list[Row]:
    folders = call.world.folders(call.account)
    found = [one for one in folders if one["parent"] == parent["id"]]
    return found + [other for one in found for other in _below(call, one, True)] if is_deep else found


def _fits(rule: Rule, folder: Row) -> bool:
    return rule({"folder:FolderClass": folder["class"], "folder:DisplayName": folder["name"]}.get)
