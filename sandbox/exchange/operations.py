"""The operations by the names of their elements."""

from collections.abc import Callable, Iterable

from sandbox.exchange import attachments, directory, folders, items, sync
from sandbox.exchange.call import Call

OPERATIONS: dict[str, Callable[[Call], Iterable[str]]] = {
    "GetFolder": folders.get_folder,
    "FindFolder": folders.find_folder,
    "CreateFolder": folders.create_folder,
    "UpdateFolder": folders.update_folder,
    "DeleteFolder": folders.delete_folder,
    "SyncFolderHierarchy": folders.sync_hierarchy,
    "SyncFolderItems": sync.sync_items,
    "GetItem": items.get_item,
    "CreateItem": items.create_item,
    "UpdateItem": items.update_item,
    "DeleteItem": items.delete_item,
    "MoveItem": items.move_item,
    "CopyItem": items.copy_item,
    "FindItem": items.find_item,
    "GetAttachment": attachments.get_attachment,
    "CreateAttachment": attachments.create_attachment,
    "DeleteAttachment": attachments.delete_attachment,
    "ResolveNames": directory.resolve_names,
    "GetServerTimeZones": directory.get_time_zones,
    "ConvertId": directory.convert_id,
    "GetUserConfiguration": directory.get_configuration,
}
