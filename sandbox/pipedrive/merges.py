"""Merges: the path's record disappears into the other, which wins every conflict; what pointed at the one moves."""

from typing import Any

from sandbox.pipedrive import edits
from sandbox.pipedrive.answers import Answer, Refused, not_found, ok
from sandbox.pipedrive.calls import Call, Handler
from sandbox.pipedrive.company import Actor, Company
from sandbox.pipedrive.old_shapes import SHAPES
from sandbox.pipedrive.records import find_living
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import is_visible

UNTOUCHED = frozenset({"id", "name", "title", "first_name", "last_name", "add_time", "update_time", "is_deleted"})
LISTS = frozenset({"emails", "phones", "im"})
POINTERS = {"person": "person_id", "organization": "org_id", "deal": "deal_id"}
POINTING = ("person", "deal", "activity", "lead", "note", "participant")


def merging(kind: str) -> Handler:
    def handle(call: Call) -> Answer:
        gone = find_living(call, kind)
        into = call.body.get("merge_with_id") if type(call.body) is dict else None
        if type(into) is not int or into == gone["id"]:
            raise Refused(400, "merge_with_id must be the id of another record")
        kept = call.company.get(kind, into)
        if kept is None or kept.get("is_deleted") or not is_visible(call.company, call.user, kind, kept):
            raise not_found()
        row = merge(call.company, kind, gone, into, call.actor)
        shown = {"id": row["id"]} if kind == "organization" else SHAPES[kind](call.company, row)
        return ok({**shown, "merge_what_id": gone["id"]} if kind != "organization" else shown)

    return handle


def merge(company: Company, kind: str, gone: Row, into: int, actor: Actor) -> Row:
    """Returns the kept record. Tells a `delete` with `merged_to_id` and a `change` with `merged_from_id`."""
    kept = company.get(kind, into)
    if kept is None:
        raise not_found()
    _move(company, kind, gone["id"], into)
    edits.remove(company, kind, gone, actor, merged_to=into)
    return edits.change(company, kind, kept, joined(gone, kept), actor, merged_from=gone["id"])


def joined(gone: Row, kept: Row) -> Row:
    """What changes in the kept record: its empty fields are filled, its lists get what they lack."""
    patch: Row = {}
    for name, value in gone.items():
        if name in UNTOUCHED or value in (None, "", [], {}):
            continue
        if name == "custom_fields":
            held = kept["custom_fields"]
            patch[name] = {**value, **{code: each for code, each in held.items() if each is not None}}
        elif name in LISTS:
            patch[name] = _union(kept.get(name) or [], value)
        elif kept.get(name) in (None, "", []):
            patch[name] = value
    return patch


def _union(kept: list[Row], added: list[Row]) -> list[Row]:
    known = {each["value"] for each in kept}
    fresh = [{**each, "primary": each["primary"] and not kept} for each in added if each["value"] not in known]
    return [*kept, *fresh]


def _move(company: Company, kind: str, old: int, new: int) -> None:
    """Silently: Pipedrive does not say whether the moved records get webhooks of their own."""
    name = POINTERS[kind]
    for other in POINTING:
        table = company.table(other)
        for row in [row for row in table.rows.values() if _points(row, name, old)]:
            table.put(_repointed(row, name, old, new))


def _points(row: Row, name: str, old: int) -> bool:
    listed: list[Row] = row.get("participants", []) if name == "person_id" else []
    return row.get(name) == old or any(each["person_id"] == old for each in listed)


def _repointed(row: Row, name: str, old: int, new: int) -> Row:
    moved: dict[str, Any] = {**row, name: new if row.get(name) == old else row.get(name)}
    if name == "person_id" and "participants" in row:
        people = {
            new if each["person_id"] == old else each["person_id"]: each["primary"] for each in row["participants"]
        }
        moved["participants"] = [{"person_id": person, "primary": primary} for person, primary in people.items()]
    return moved
