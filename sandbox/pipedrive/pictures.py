"""Profile pictures: written by v1, read by v2. Nothing is resized; both sizes give the picture as it came."""

from base64 import b64decode, b64encode
from email.parser import BytesParser
from email.policy import HTTP

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Answer, Refused, not_found, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.records import find, find_living
from sandbox.pipedrive.table import Row

MAGIC = {b"GIF8": "image/gif", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


def get_picture(call: Call) -> Answer:
    """404 without a picture: not documented, but likely."""
    row = call.company.get("picture", find(call, "person")["picture_id"])
    if row is None:
        raise not_found()
    shown = {name: row[name] for name in ("id", "item_type", "item_id", "added_by_user_id", "active_flag", "file_size")}
    return ok({**shown, "pictures": _urls(call.company, row)})


def add_picture(call: Call) -> Answer:
    """Replaces the old one. The answer is flat, as the contract's example is (its schema nests it)."""
    person = find_living(call, "person")
    data = _file(call)
    kind = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        raise Refused(400, "Only GIF, JPG and PNG are allowed")
    table, stamp = call.company.table("picture"), call.company.clock.stamp()
    row = {
        "id": table.new_id(),
        "item_type": "person",
        "item_id": person["id"],
        "active_flag": True,
        "added_by_user_id": call.user["id"],
        "file_size": len(data),
        "content_type": kind,
        "add_time": stamp,
        "data": b64encode(data).decode(),
    }
    table.drop(person["picture_id"])
    table.put(row)
    edits.change(call.company, "person", person, {"picture_id": row["id"]}, call.actor)
    return ok({**_about(row), "pictures": _urls(call.company, row)})


def delete_picture(call: Call) -> Answer:
    person = find_living(call, "person")
    if person["picture_id"] is None:
        raise not_found()
    call.company.table("picture").drop(person["picture_id"])
    edits.change(call.company, "person", person, {"picture_id": None}, call.actor)
    return ok({"id": person["id"]})


def image(company: Company, path: str) -> Answer:
    """The picture itself, at the address that the API gave out; no token needed, as at the real store."""
    name = path.rpartition("/")[2].partition("_")[0]
    row = company.get("picture", int(name)) if name.isdigit() else None
    if row is None:
        return not_found().answer()
    return Answer(200, b64decode(row["data"]), row["content_type"])


def _about(row: Row) -> Row:
    shown = {name: row[name] for name in ("id", "item_type", "item_id", "active_flag", "added_by_user_id")}
    return {**shown, "add_time": to_v1(row["add_time"]), "update_time": to_v1(row["add_time"])}


def _urls(company: Company, row: Row) -> Row:
    return {size: f"{company.api_domain}/_pictures/{row['id']}_{size}" for size in ("128", "512")}


def _file(call: Call) -> bytes:
    kind = call.headers.get(b"content-type", b"")
    if not kind.startswith(b"multipart/form-data"):
        raise Refused(400, "multipart/form-data is needed")
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind + b"\r\n\r\n" + call.raw)
    for part in message.iter_parts():
        if part.get_param("name", header="content-disposition") == "file":
            return bytes(part.get_payload(decode=True))
    raise Refused(400, "The part file is missing")
