"""Items and folders as answers show them: what a shape asks for, in the schema's order."""

import re
from dataclasses import dataclass, field
from html import unescape

from sandbox.exchange.mailbox import Mailboxes, Row, change_key
from sandbox.exchange.properties import ADDRESS_PARTS, BACK, DICTIONARIES, FRONT, OWN, extended_key, field_key, plain
from sandbox.exchange.soap import Element, Refusal, elements, markup, name_of, tag, text

SEARCH_KEY = "ext|tag|0x300b"
HIDDEN = "ext|tag|0x10f4"
ELEMENTS = (
    ("IPF.Contact", "ContactsFolder"),
    ("IPF.Appointment", "CalendarFolder"),
    ("IPF.Task", "TasksFolder"),
)
NOT_IN_LISTS = frozenset({"item:Body", "item:Attachments", "item:MimeContent"})
_MARKS = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class Shape:
    """`base` is IdOnly, Default or AllProperties; `more` are keys, with the paths that asked for extended ones."""

    base: str = "IdOnly"
    body: str = "Best"
    more: set[str] = field(default_factory=set)
    extended: dict[str, str] = field(default_factory=dict)

    def wants(self, key: str) -> bool:
        return self.base != "IdOnly" or key in self.more or key.partition("|")[0] in self.more


def read_shape(element: Element | None) -> Shape:
    shape = Shape()
    for child in elements(element):
        match name_of(child):
            case "BaseShape":
                shape.base = str(child.text)
            case "BodyType":
                shape.body = str(child.text)
            case "AdditionalProperties":
                for path in elements(child):
                    shape.more.add(field_key(path))
                    if name_of(path) == "ExtendedFieldURI":
                        shape.extended[extended_key(path)] = markup(path)
    return shape


def refuse_in_lists(shape: Shape) -> None:
    """FindItem never shows a body or attachments."""
    if shape.more & NOT_IN_LISTS:
        raise Refusal("ErrorInvalidPropertyRequest", "Property is not valid for this operation.")


def item_id(item: Row) -> str:
    return tag("t:ItemId", Id=item["id"], ChangeKey=change_key(item))


def show_item(world: Mailboxes, item: Row, shape: Shape, *, in_list: bool = False) -> str:
    kind, props = item["kind"], item["props"]
    inner = [item_id(item)]
    if shape.wants("item:ParentFolderId"):
        inner.append(_parent(world, item["folder"]))
    inner += [_front(key, props[key], shape) for key in FRONT if key in props and _shown(key, shape, in_list)]
    if shape.wants("item:Attachments") and not in_list and item["attachments"]:
        inner.append(tag("t:Attachments", "".join(map(show_attachment, item["attachments"]))))
    inner += [props[key] for key in BACK[:2] if key in props and shape.wants(key)]
    inner += [tag("t:DateTimeCreated", item["created"])] if shape.wants("item:DateTimeCreated") else []
    inner += [props[key] for key in BACK[2:] if key in props and shape.wants(key)]
    if shape.wants("item:HasAttachments"):
        inner.append(tag("t:HasAttachments", str(bool(item["attachments"])).lower()))
    inner += [shown for key, path in shape.extended.items() if (shown := _extended(item, key, path))]
    inner += [tag("t:LastModifiedTime", item["modified"])] if shape.wants("item:LastModifiedTime") else []
    inner += [shown for key in OWN[kind] if (shown := _own(key, props, shape))]
    if kind == "Contact" and shape.wants("contacts:HasPicture"):
        has = any(one["photo"] for one in item["attachments"])
        inner.append(tag("t:HasPicture", str(has).lower()))
    return tag(f"t:{kind}", "".join(inner))


def show_attachment(one: Row) -> str:
    inner = tag("t:AttachmentId", Id=one["id"]) + tag("t:Name", text(one["name"]))
    inner += tag("t:ContentType", one["type"]) + tag("t:Size", str(one["size"]))
    inner += tag("t:LastModifiedTime", one["modified"]) + tag("t:IsInline", "false")
    return tag("t:FileAttachment", inner + tag("t:IsContactPhoto", str(one["photo"]).lower()))


def show_folder(world: Mailboxes, folder: Row, shape: Shape) -> str:
    name = next((element for start, element in ELEMENTS if folder["class"].startswith(start)), "Folder")
    inner = [tag("t:FolderId", Id=folder["id"], ChangeKey=change_key(folder))]
    if shape.wants("folder:ParentFolderId") and folder["parent"]:
        inner.append(_parent(world, folder["parent"]))
    told = {
        "FolderClass": folder["class"],
        "DisplayName": folder["name"],
        "TotalCount": world.count(folder["id"]),
        "ChildFolderCount": sum(one["parent"] == folder["id"] for one in world.rows("folder").values())
        if shape.wants("folder:ChildFolderCount")
        else 0,
    }
    inner += [tag(f"t:{key}", text(value)) for key, value in told.items() if shape.wants(f"folder:{key}")]
    if HIDDEN in shape.extended:
        inner.append(tag("t:ExtendedProperty", shape.extended[HIDDEN] + tag("t:Value", str(folder["hidden"]).lower())))
    return tag(f"t:{name}", "".join(inner))


def value_of(item: Row, key: str) -> str | None:
    """What a restriction or an order compares."""
    match key:
        case "item:DateTimeCreated":
            return str(item["created"])
        case "item:LastModifiedTime":
            return str(item["modified"])
        case _ if key == SEARCH_KEY:
            return str(item["search_key"])
        case _:
            return plain(item["props"][key]) if key in item["props"] else None


def _shown(key: str, shape: Shape, in_list: bool) -> bool:
    return shape.wants(key) and not (in_list and key in NOT_IN_LISTS)


def _front(key: str, value: str, shape: Shape) -> str:
    """A body comes as text where that was asked for, and with the line ends that Windows has."""
    if key != "item:Body" or shape.body != "Text":
        return value
    told = plain(value)
    if 'BodyType="HTML"' in value:
        told = unescape(_MARKS.sub("", told.replace("<br>", "\n").replace("</p>", "\n")))
    return tag("t:Body", text(told.replace("\r\n", "\n").replace("\n", "\r\n")), BodyType="Text")


def _parent(world: Mailboxes, folder: str) -> str:
    return tag("t:ParentFolderId", Id=folder, ChangeKey=change_key(world.rows("folder")[folder]))


def _extended(item: Row, key: str, path: str) -> str:
    if key == SEARCH_KEY:
        return tag("t:ExtendedProperty", path + tag("t:Value", item["search_key"]))
    value = item["props"].get(key, "")
    if not value:
        return ""
    told = value[value.index("<t:Value") : -len("</t:ExtendedProperty>")]
    return tag("t:ExtendedProperty", path + told)


def _own(key: str, props: dict[str, str], shape: Shape) -> str:
    name = key.partition(":")[2]
    uri = DICTIONARIES.get(name)
    if uri is None or not key.startswith("contacts:"):
        return props[key] if key in props and shape.wants(key) else ""
    if name == "PhysicalAddresses":
        inner = "".join(_address(place, props, shape) for place in ("Business", "Home", "Other"))
    else:
        found = [one for one in props if one.startswith(f"{uri}|") and _asked(one, uri, key, shape)]
        inner = "".join(props[one] for one in sorted(found))
    return tag(f"t:{name}", inner) if inner else ""


def _asked(entry: str, uri: str, key: str, shape: Shape) -> bool:
    return shape.base != "IdOnly" or entry in shape.more or uri in shape.more or key in shape.more


def _address(place: str, props: dict[str, str], shape: Shape) -> str:
    parts = [f"{DICTIONARIES['PhysicalAddresses']}:{part}|{place}" for part in ADDRESS_PARTS]
    is_whole = "contacts:PhysicalAddresses" in shape.more
    found = [props[one] for one in parts if one in props and (is_whole or shape.base != "IdOnly" or one in shape.more)]
    return tag("t:Entry", "".join(found), Key=place) if found else ""
