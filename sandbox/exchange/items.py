"""GetItem, CreateItem, UpdateItem, DeleteItem, MoveItem, CopyItem and FindItem."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from sandbox.exchange.call import Call, is_current
from sandbox.exchange.mailbox import DELETED, Row
from sandbox.exchange.naming import named
from sandbox.exchange.paging import paged
from sandbox.exchange.properties import Properties, field_key, plain, read_item, read_property
from sandbox.exchange.restriction import read_rule
from sandbox.exchange.shapes import item_id, read_shape, refuse_in_lists, show_item, value_of
from sandbox.exchange.soap import Element, Fault, M, Refusal, elements, name_of, tag, text

DEFAULT_FOLDERS = {"Contact": "contacts", "CalendarItem": "calendar", "DistributionList": "contacts"}
MAILED = ("SendOnlyToAll", "SendToAllAndSaveCopy", "SendOnlyToChanged", "SendToChangedAndSaveCopy")
ADDRESS = re.compile(r"<t:EmailAddress>([^<]*)</t:EmailAddress>")
ATTENDEES = ("calendar:RequiredAttendees", "calendar:OptionalAttendees", "calendar:Resources")


def get_item(call: Call) -> Iterator[str]:
    shape = read_shape(call.find(f"{M}ItemShape"))
    return call.answers(call.each("ItemIds"), lambda one: tag("m:Items", show_item(call.world, call.item(one), shape)))


def create_item(call: Call) -> Iterator[str]:
    folders = list(call.each("SavedItemFolderId"))

    def answer(wanted: Element) -> str:
        kind, properties = name_of(wanted), read_item(wanted)
        call.check_words(properties.values())
        place = folders[0] if folders else None
        home = call.account["folders"].get(DEFAULT_FOLDERS.get(kind, "drafts"), "")
        folder = call.folder(place) if place is not None else call.world.rows("folder")[home]
        item = call.world.add_item(folder, kind, named(kind, properties))
        _mail(call, item, call.element.get("SendMeetingInvitations"), "ErrorSendMeetingInvitationsRequired")
        return tag("m:Items", tag(f"t:{kind}", item_id(item)))

    return call.answers(call.each("Items"), answer)


def update_item(call: Call) -> Iterator[str]:
    resolution = call.element.get("ConflictResolution")
    if resolution not in ("NeverOverwrite", "AutoResolve", "AlwaysOverwrite"):
        raise Fault("ErrorSchemaValidation", "The 'ConflictResolution' attribute is invalid.")

    def answer(change: Element) -> str:
        item = call.item(change[0])
        if resolution == "NeverOverwrite" and not is_current(item, change[0]):
            raise Refusal(
                "ErrorIrresolvableConflict",
                "The send or update operation could not be performed because"
                " the change key passed in the request does not match the current change key for the item.",
            )
        properties = _updated(item, change[1])
        call.check_words(properties.values())
        changed = call.world.change_item(item, props=named(item["kind"], properties, before=item["props"]))
        ordered = call.element.get("SendMeetingInvitationsOrCancellations")
        _mail(call, changed, ordered, "ErrorSendMeetingInvitationsOrCancellationsRequired")
        count = tag("m:ConflictResults", tag("t:Count", "0"))
        return tag("m:Items", tag(f"t:{item['kind']}", item_id(changed))) + count

    return call.answers(call.each("ItemChanges"), answer)


def _updated(item: Row, updates: Element) -> Properties:
    properties = dict(item["props"])
    for update in elements(updates):
        path, *values = elements(update)
        if name_of(update) == "DeleteItemField":
            properties.pop(field_key(path), None)
            continue
        if name_of(update) != "SetItemField":
            raise Refusal("ErrorInvalidPropertyAppend", name_of(update))
        told = [child for value in values for child in elements(value)]
        if len(told) != 1:
            raise Refusal(
                "ErrorIncorrectUpdatePropertyCount",
                "An object within a change description must contain one and only one property to modify.",
            )
        found = read_property(item["kind"], told[0])
        if set(found) != {field_key(path)}:
            raise Refusal("ErrorUpdatePropertyMismatch", "Update property mismatch.")
        properties.update(found)
    return properties


def delete_item(call: Call) -> Iterator[str]:
    kind = call.element.get("DeleteType")

    def answer(one: Element) -> str:
        item = call.item(one)
        _mail(call, item, call.element.get("SendMeetingCancellations"), "ErrorSendMeetingCancellationsRequired")
        if kind == "MoveToDeletedItems":
            call.world.move_item(item, call.world.rows("folder")[call.account["folders"][DELETED]])
        else:
            call.world.remove_item(item)
        return ""

    return call.answers(call.each("ItemIds"), answer)


def move_item(call: Call) -> Iterator[str]:
    return _placed(call, is_copy=False)


def copy_item(call: Call) -> Iterator[str]:
    return _placed(call, is_copy=True)


def _placed(call: Call, *, is_copy: bool) -> Iterator[str]:
    target = call.target("ToFolderId")
    place = call.world.copy_item if is_copy else call.world.move_item

    def answer(one: Element) -> str:
        item = place(call.item(one), target)
        return tag("m:Items", tag(f"t:{item['kind']}", item_id(item)))

    return call.answers(call.each("ItemIds"), answer)


def find_item(call: Call) -> Iterator[str]:
    shape, view = read_shape(call.find(f"{M}ItemShape")), call.find(f"{M}IndexedPageItemView")
    rule, order = read_rule(call.find(f"{M}Restriction")), call.find(f"{M}SortOrder")
    cap = call.world.switches.find_cap

    def answer(parent: Element) -> str:
        refuse_in_lists(shape)
        found = [one for one in call.world.items(call.folder(parent)["id"]) if rule(partial(value_of, one))]
        found = _in_view(found, call.find(f"{M}CalendarView"))
        for field in reversed(list(elements(order))):
            key = field_key(field[0])
            found.sort(key=lambda one: value_of(one, key) or "", reverse=field.get("Order") == "Descending")
        page, attributes = paged(found, view, cap)
        inner = "".join(show_item(call.world, one, shape, in_list=True) for one in page)
        return tag("m:RootFolder", tag("t:Items", inner), **attributes)

    return call.answers(call.each("ParentFolderIds"), answer)


def _in_view(found: list[Row], view: Element | None) -> list[Row]:
    """Single events that touch the days of a calendar's view; series are not spread out here."""
    if view is None:
        return found
    first, last = (datetime.fromisoformat(str(view.get(name))) for name in ("StartDate", "EndDate"))
    return sorted((one for one in found if _touches(one["props"], first, last)), key=lambda one: _starts(one["props"]))


def _touches(props: Mapping[str, str], first: datetime, last: datetime) -> bool:
    end = datetime.fromisoformat(plain(props["calendar:End"]))
    return _starts(props) < last and end > first


def _starts(props: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(plain(props["calendar:Start"]))


def _mail(call: Call, item: Row, ordered: str | None, missing: str) -> None:
    """A meeting's guests are written to where the request says so, and it must say."""
    if item["kind"] != "CalendarItem":
        return
    if ordered is None:
        raise Refusal(missing)
    guests = [mail for key in ATTENDEES for mail in ADDRESS.findall(item["props"].get(key, ""))]
    if ordered in MAILED and guests:
        subject = plain(item["props"].get("item:Subject", ""))
        mail = {"id": call.world.new_id("mail"), "from": call.account["id"], "to": guests, "subject": text(subject)}
        call.world.put("mail", mail)
