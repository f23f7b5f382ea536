"""What tests and seeds do to mailboxes from behind: fill them, and edit as their people would in Outlook."""

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from sandbox.controls import Control
from sandbox.microsoft.contacts.cards import body_of
from sandbox.microsoft.contacts.ids import immutable_id, read_id
from sandbox.microsoft.contacts.shapes import blank, kept, shown
from sandbox.people import everyday_people, people

if TYPE_CHECKING:
    from sandbox.microsoft.server import Standin


def edit(standin: "Standin", body: Any) -> Any:
    """`{do, email, id?, folder?, contact?, photo?}`: create, patch, move, delete, purge, photo, spoil."""
    store, email = standin.store, body["email"].lower()
    folder = store.folder(email, body["folder"])["id"] if body.get("folder") else store.of_kind(email, "default")["id"]
    if body["do"] == "create":
        row = store.add(email, folder, kept(blank(), body["contact"]), body.get("ext"))
        return shown(row, immutable=True)
    row = _row(standin, body)
    match body["do"]:
        case "patch":
            row = store.change(row, body=kept(row["body"], body["contact"]))
        case "move":
            row = store.move(row, folder)
        case "photo":
            row = {**row, "photo": body["photo"]}
            standin.world.put("contact", row)
        case "spoil":
            row = store.change(row, body={**row["body"], **body["contact"]})
        case "delete":
            store.bin(row)
        case "purge":
            store.purge(row)
        case other:
            raise ValueError(f"nobody knows how to {other}")
    return shown(row, immutable=True)


def get_contacts(standin: "Standin", body: Any) -> Any:
    """`{email}`: whole, with extended properties, the bin not among them."""
    store, email = standin.store, body["email"].lower()
    there = [one for one in store.folders(email) if one["kind"] != "bin"]
    rows = [row for folder in there for row in store.rows(store.members(folder["id"]))]
    return [{**shown(row, immutable=True), "ext": row["ext"], "hasPhoto": bool(row["photo"])} for row in rows]


def get_folders(standin: "Standin", body: Any) -> Any:
    return standin.store.folders(body["email"].lower())


def add_folder(standin: "Standin", body: Any) -> Any:
    """`{email, name, parent?}`"""
    store, email = standin.store, body["email"].lower()
    parent = body.get("parent") or store.of_kind(email, "default")["id"]
    return store.add_folder(email, body["name"], parent)


def drop_folder(standin: "Standin", body: Any) -> Any:
    """`{email, folder}`: into the bin with all that is in it."""
    store, email = standin.store, body["email"].lower()
    row = store.folder(email, body["folder"])
    return standin.world.put("folder", {**row, "parent": store.of_kind(email, "bin")["id"]})


def add_category(standin: "Standin", body: Any) -> Any:
    """`{email, name}`"""
    return standin.store.add_category(body["email"].lower(), body["name"], "preset3")


def fill(standin: "Standin", body: Any) -> Any:
    """`{email, count, seed?, everyday?, folder?}`: made-up people."""
    store, email = standin.store, body["email"].lower()
    folder = body.get("folder") or store.of_kind(email, "default")["id"]
    made = everyday_people if body.get("everyday") else people
    ids = []
    for person in made(int(body["count"]), int(body.get("seed", 1))):
        row = store.add(email, folder, kept(blank(), body_of(person)))
        if person.photo:
            row = {**row, "photo": b64encode(person.photo).decode()}
            standin.world.put("contact", row)
        ids.append(immutable_id(row["id"]))
    return {"ids": ids}


def expire_delta(standin: "Standin", _body: Any) -> Any:
    """Every link that was given so far."""
    age = int(standin.world.meta("delta").get("age", 0)) + 1
    standin.world.set_meta("delta", age=age)
    return {"age": age}


def _row(standin: "Standin", body: Any) -> Any:
    found = read_id(body["id"])
    row = standin.store.contact(found[0]) if found else None
    if row is None:
        raise ValueError("no such contact")
    return row


CONTACT_CONTROLS: dict[tuple[str, str], Control[Any]] = {
    ("POST", "/edit"): edit,
    ("POST", "/contacts"): get_contacts,
    ("POST", "/folders"): get_folders,
    ("POST", "/folder"): add_folder,
    ("POST", "/drop_folder"): drop_folder,
    ("POST", "/category"): add_category,
    ("POST", "/people"): fill,
    ("POST", "/expire_delta"): expire_delta,
}
