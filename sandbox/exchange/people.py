"""People at work in their mailboxes, in Outlook or on a phone, past EWS.

A contact is told flat: `GivenName`, `EmailAddress1`, `MobilePhone`, `ImAddress1`, `Home.Street`, `Body`, `Birthday`,
`Categories` (a list). None takes a value away.
"""

import base64
from collections.abc import Mapping
from typing import Any

from sandbox.exchange.attachments import attach
from sandbox.exchange.mailbox import DELETED, Mailboxes, Row
from sandbox.exchange.naming import named
from sandbox.exchange.properties import ITEM_PROPERTIES, OWN, Properties
from sandbox.exchange.soap import tag, text

_CONTACT = {key.partition(":")[2]: key for key in OWN["Contact"]}


def edit(world: Mailboxes, body: Mapping[str, Any]) -> Any:
    """`{do, email, id?, folder?, …}`; the item or folder as it is then."""
    account = _account(world, body["email"])
    return _DEEDS[body["do"]](world, account, body)


def load(world: Mailboxes, body: Mapping[str, Any]) -> list[str]:
    """`{email, folder?, contacts}`: many at once; their identifiers."""
    folder = _folder(world, _account(world, body["email"]), body)
    return [world.add_item(folder, "Contact", contact_of(one))["id"] for one in body["contacts"]]


def contact_of(told: Mapping[str, Any], before: Properties | None = None) -> Properties:
    properties = dict(before or {})
    for name, value in told.items():
        key, shown = _property(name, value)
        properties.pop(key, None)
        if value is not None:
            properties[key] = shown
    return named("Contact", properties, before)


def _property(name: str, value: Any) -> tuple[str, str]:
    if name == "Categories":
        return "item:Categories", tag("t:Categories", "".join(tag("t:String", text(one)) for one in value or ()))
    if name == "Body":
        return "item:Body", tag("t:Body", text(value), BodyType="Text")
    if name == "HtmlBody":
        return "item:Body", tag("t:Body", text(value), BodyType="HTML")
    if "." in name:
        place, _, part = name.partition(".")
        return f"contacts:PhysicalAddress:{part}|{place}", tag(f"t:{part}", text(value))
    key = _CONTACT.get(name) or (f"item:{name}" if f"item:{name}" in ITEM_PROPERTIES else "")
    if key:
        return key, tag(f"t:{name}", text(value))
    kind = next((one for one in ("EmailAddress", "ImAddress") if name.startswith(one)), "PhoneNumber")
    return f"contacts:{kind}|{name}", tag("t:Entry", text(value), Key=name)


def _create(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """`contact`, in `folder`"""
    return world.add_item(_folder(world, account, body), "Contact", contact_of(body["contact"]))


def _list(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """A distribution list called `name`"""
    shown = {"contacts:DisplayName": tag("t:DisplayName", text(body["name"]))}
    return world.add_item(_folder(world, account, body), "DistributionList", shown)


def _change(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """`contact`: what differs"""
    item = _item(world, body)
    return world.change_item(item, props=contact_of(body["contact"], item["props"]))


def _delete(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """To the deleted items, or for good with `hard`"""
    item = _item(world, body)
    if not body.get("hard"):
        return world.move_item(item, world.rows("folder")[account["folders"][DELETED]])
    world.remove_item(item)
    return item


def _move(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    return world.move_item(_item(world, body), _folder(world, account, body))


def _copy(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    return world.copy_item(_item(world, body), _folder(world, account, body))


def _picture(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """`content` in base64, `type`"""
    content = base64.b64decode(body["content"])
    kind = body.get("type", "image/jpeg")
    return attach(world, _item(world, body), name="ContactPicture.jpg", content=content, media_type=kind, photo=True)


def _no_photo(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """What is attached is a file called `name`."""
    item = _item(world, body)
    files = [{**one, "photo": False, "name": body["name"]} for one in item["attachments"]]
    return world.change_item(item, attachments=files)


def _spoil(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """From now on nobody can read it."""
    return world.change_item(_item(world, body), corrupt=True)


def _put(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """`props`: all its properties as they are kept, for what no person can type"""
    return world.change_item(_item(world, body), props=body["props"])


def _get(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    return _item(world, body)


def _all(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> list[Row]:
    """The items of `folder`"""
    return world.items(_folder(world, account, body)["id"])


def _add_folder(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """`name`, below `folder`; `class`"""
    parent = _folder(world, account, body)
    return world.add_folder(account, parent["id"], body.get("class", "IPF.Contact"), body["name"])


def _ensure_folder(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """The same, unless it is there"""
    parent = _folder(world, account, body)
    siblings = (one for one in world.folders(account) if one["parent"] == parent["id"] and one["name"] == body["name"])
    return next(siblings, None) or _add_folder(world, account, body)


def _move_folder(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """`id` below `folder`"""
    return world.change_folder(world.rows("folder")[body["id"]], parent=_folder(world, account, body)["id"])


def _remove_folder(world: Mailboxes, _account: Row, body: Mapping[str, Any]) -> Row:
    """For good, with all in it"""
    folder = world.rows("folder")[body["id"]]
    world.remove_folder(folder)
    return folder


def _account(world: Mailboxes, email: str) -> Row:
    found = world.account(email)
    if found is None:
        raise ValueError("no such account")
    return found


def _folder(world: Mailboxes, account: Row, body: Mapping[str, Any]) -> Row:
    """`folder` is a known name or an identifier; none is the contacts."""
    wanted = body.get("folder", "contacts")
    return world.rows("folder")[account["folders"].get(wanted, wanted)]


def _item(world: Mailboxes, body: Mapping[str, Any]) -> Row:
    return world.rows("item")[body["id"]]


_DEEDS: dict[str, Any] = {
    "create": _create,
    "list": _list,
    "change": _change,
    "delete": _delete,
    "move": _move,
    "copy": _copy,
    "picture": _picture,
    "no_photo": _no_photo,
    "spoil": _spoil,
    "get": _get,
    "put": _put,
    "all": _all,
    "add_folder": _add_folder,
    "folder": _ensure_folder,
    "move_folder": _move_folder,
    "remove_folder": _remove_folder,
}
