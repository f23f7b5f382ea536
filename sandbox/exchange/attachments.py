"""GetAttachment, CreateAttachment and DeleteAttachment: files on items, a contact's photo among them."""

import base64
from collections.abc import Iterator
from typing import Any

from sandbox.exchange.call import Call, flag
from sandbox.exchange.mailbox import Mailboxes, Row, change_key
from sandbox.exchange.soap import Element, M, Refusal, T, tag, text


def get_attachment(call: Call) -> Iterator[str]:
    def answer(one: Element) -> str:
        item, found = _attachment(call, one)
        del item
        inner = tag("t:AttachmentId", Id=found["id"]) + tag("t:Name", text(found["name"]))
        inner += tag("t:ContentType", found["type"]) + tag("t:IsInline", "false")
        inner += tag("t:IsContactPhoto", str(found["photo"]).lower()) + tag("t:Content", content_of(call.world, found))
        return tag("m:Attachments", tag("t:FileAttachment", inner))

    return call.answers(call.each("AttachmentIds"), answer)


def create_attachment(call: Call) -> Iterator[str]:
    parent = call.find(f"{M}ParentItemId")

    def answer(wanted: Element) -> str:
        item = attach(
            call.world,
            call.item(parent),
            name=wanted.findtext(f"{T}Name") or "",
            content=base64.b64decode(wanted.findtext(f"{T}Content") or ""),
            media_type=wanted.findtext(f"{T}ContentType") or "application/octet-stream",
            photo=flag(wanted.findtext(f"{T}IsContactPhoto")),
        )
        made = item["attachments"][-1]["id"]
        root = tag("t:AttachmentId", Id=made, RootItemId=item["id"], RootItemChangeKey=change_key(item))
        return tag("m:Attachments", tag("t:FileAttachment", root))

    return call.answers(call.each("Attachments"), answer)


def delete_attachment(call: Call) -> Iterator[str]:
    def answer(one: Element) -> str:
        item, found = _attachment(call, one)
        call.world.drop("file", found["id"])
        kept = [other for other in item["attachments"] if other["id"] != found["id"]]
        changed = call.world.change_item(item, attachments=kept)
        return tag("m:RootItemId", RootItemId=changed["id"], RootItemChangeKey=change_key(changed))

    return call.answers(call.each("AttachmentIds"), answer)


def attach(world: Mailboxes, item: Row, *, name: str, content: bytes, media_type: str, photo: bool) -> Row:
    """The item with one more attachment; a photo takes the place of the one before."""
    made: dict[str, Any] = {"id": world.new_id("AAMkAGI"), "name": name, "type": media_type, "photo": photo}
    made |= {"size": len(content), "modified": world.clock.stamp()}
    world.put("file", {"id": made["id"], "item": item["search_key"], "content": base64.b64encode(content).decode()})
    kept = [one for one in item["attachments"] if not (photo and one["photo"])]
    return world.change_item(item, attachments=[*kept, made])


def content_of(world: Mailboxes, attachment: Row) -> str:
    return str(world.rows("file")[attachment["id"]]["content"])


def _attachment(call: Call, identifier: Element) -> tuple[Row, Row]:
    wanted = identifier.get("Id")
    for item in call.world.rows("item").values():
        if item["attachments"] and item["owner"] == call.account["id"]:
            for one in item["attachments"]:
                if one["id"] == wanted:
                    return item, one
    raise Refusal("ErrorItemNotFound", "The specified object was not found in the store.")
