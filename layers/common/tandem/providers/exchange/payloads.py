"""The requests that are made of EWS, as elements in its schema's order."""

from collections.abc import Iterable, Mapping, Sequence

from exchangelib.util import MNS, TNS
from lxml.builder import ElementMaker

from tandem.providers.exchange.slots import TEXTS, E, Element, alone, path_of, prefix_path, whole

MOST_CHANGES = 512
"""More are never told at once (EWS, MaxChangesReturned)."""
MARKER_SET, MARKER = "6a3f7d52-0c51-4b87-9d0e-2f5b8a41c7e3", "TandemLink"
"""The named property that bears a link's id: nothing else finds a creation whose answer was lost."""
SEARCH_KEY_TAG = 0x300B  # PidTagSearchKey: stays when an item is moved and its id changes (MS-OXCPRPT)
HIDDEN_TAG = 0x10F4  # PidTagAttributeHidden
CONTACTS = "contacts"
FOLDER_CLASS = "IPF.Contact"

_M = ElementMaker(namespace=MNS, nsmap={"m": MNS, "t": TNS})
_DICTIONARIES = ("EmailAddresses", "PhysicalAddresses", "PhoneNumbers", "ImAddresses")


def marker_path() -> Element:
    return E.ExtendedFieldURI(PropertySetId=MARKER_SET, PropertyName=MARKER, PropertyType="String")


def key_path() -> Element:
    return E.ExtendedFieldURI(PropertyTag=f"{SEARCH_KEY_TAG:#06x}", PropertyType="Binary")


def folder_id(folder: str) -> Element:
    """By id, or by one of the names that are the same in every mailbox."""
    return E.DistinguishedFolderId(Id=folder) if folder.isalpha() and folder.islower() else E.FolderId(Id=folder)


# --- folders -----------------------------------------------------------------------------------------------


def get_folder(folder: str) -> Element:
    shape = _M.FolderShape(E.BaseShape("IdOnly"))
    return _M.GetFolder(shape, _M.FolderIds(folder_id(folder)))


def find_folders(parents: Sequence[str], offset: int) -> Element:
    """Folders of contacts anywhere below, a thousand to a page."""
    names = ("folder:FolderClass", "folder:DisplayName", "folder:TotalCount")
    paths = [E.FieldURI(FieldURI=name) for name in names]
    hidden = E.ExtendedFieldURI(PropertyTag=f"{HIDDEN_TAG:#06x}", PropertyType="Boolean")
    return _M.FindFolder(
        _M.FolderShape(E.BaseShape("IdOnly"), E.AdditionalProperties(*paths, hidden)),
        _M.IndexedPageFolderView(MaxEntriesReturned="1000", Offset=str(offset), BasePoint="Beginning"),
        _M.Restriction(E.IsEqualTo(E.FieldURI(FieldURI="folder:FolderClass"), _constant(FOLDER_CLASS))),
        _M.ParentFolderIds(*map(folder_id, parents)),
        Traversal="Deep",
    )


def categories() -> Element:
    """The list that a person keeps of their categories is a hidden item of their calendar's folder."""
    name = _M.UserConfigurationName(folder_id("calendar"), Name="CategoryList")
    return _M.GetUserConfiguration(name, _M.UserConfigurationProperties("XmlData"))


# --- reading -----------------------------------------------------------------------------------------------


def sync(folder: str, state: str) -> Element:
    """What changed since a state, by id and change key alone; everything for an empty one."""
    told = [_M.SyncState(state)] if state else []
    return _M.SyncFolderItems(
        _M.ItemShape(E.BaseShape("IdOnly")),
        _M.SyncFolderId(folder_id(folder)),
        *told,
        _M.MaxChangesReturned(str(MOST_CHANGES)),
    )


def get_contacts(ids: Sequence[str], *, with_photos: bool) -> Element:
    """Everything that is synced of them; of photos, where they are to be had."""
    names = ["item:ParentFolderId", "item:Body", "item:Categories"]
    names += ["item:Attachments"] if with_photos else []
    names += [f"contacts:{name}" for name in (*TEXTS, *_DICTIONARIES) if name != "Body"]
    paths = [*(E.FieldURI(FieldURI=name) for name in names), prefix_path(), marker_path(), key_path()]
    shape = _M.ItemShape(E.BaseShape("IdOnly"), E.BodyType("Text"), E.AdditionalProperties(*paths))
    return _M.GetItem(shape, _item_ids(ids))


def get_versions(ids: Sequence[str]) -> Element:
    return _M.GetItem(_M.ItemShape(E.BaseShape("IdOnly")), _item_ids(ids))


def get_attachments(ids: Sequence[str]) -> Element:
    return _M.GetAttachment(_M.AttachmentShape(), _M.AttachmentIds(*(E.AttachmentId(Id=one) for one in ids)))


def find_by(folders: Sequence[str], path: Element, values: Sequence[str]) -> Element:
    """The ids of items that have one of the values, in each folder, the oldest first."""
    rules = [E.IsEqualTo(_copy(path), _constant(value)) for value in values]
    order = E.FieldOrder(E.FieldURI(FieldURI="item:DateTimeCreated"), Order="Ascending")
    return _M.FindItem(
        _M.ItemShape(E.BaseShape("IdOnly")),
        _M.IndexedPageItemView(MaxEntriesReturned="1000", Offset="0", BasePoint="Beginning"),
        _M.Restriction(rules[0] if len(rules) == 1 else E.Or(*rules)),
        _M.SortOrder(order),
        _M.ParentFolderIds(*map(folder_id, folders)),
        Traversal="Shallow",
    )


# --- writing -----------------------------------------------------------------------------------------------


def new_contact(slots: Mapping[str, str], marker: str, category: str) -> Element:
    front = [E.Categories(E.String(category))] if category else []
    return whole(slots, [*front, E.ExtendedProperty(marker_path(), E.Value(marker))])


def create(folder: str, contacts: Iterable[Element]) -> Element:
    return _M.CreateItem(_M.SavedItemFolderId(folder_id(folder)), _M.Items(*contacts), MessageDisposition="SaveOnly")


def item_change(item: str, version: str, values: Mapping[str, str], gone: Iterable[str]) -> Element:
    sets = [E.SetItemField(path_of(slot), alone(slot, value)) for slot, value in values.items()]
    drops = [E.DeleteItemField(path_of(slot)) for slot in gone]
    return E.ItemChange(E.ItemId(Id=item, ChangeKey=version), E.Updates(*sets, *drops))


def update(changes: Iterable[Element]) -> Element:
    """Refused for each that isn't in the version that it was decided on."""
    return _M.UpdateItem(_M.ItemChanges(*changes), ConflictResolution="NeverOverwrite", MessageDisposition="SaveOnly")


def delete(versions: Mapping[str, str]) -> Element:
    ids = [E.ItemId(Id=item, ChangeKey=version) for item, version in versions.items()]
    return _M.DeleteItem(_M.ItemIds(*ids), DeleteType="MoveToDeletedItems")


def _item_ids(ids: Sequence[str]) -> Element:
    return _M.ItemIds(*(E.ItemId(Id=one) for one in ids))


def _constant(value: str) -> Element:
    return E.FieldURIOrConstant(E.Constant(Value=value))


def _copy(path: Element) -> Element:
    return E(path.tag.rpartition("}")[2], **dict(path.attrib))
