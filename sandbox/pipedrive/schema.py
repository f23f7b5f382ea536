"""The field definitions' endpoints of v2: list, get, add, rename, delete, and options of enum and set."""

from hashlib import sha1

from sandbox.pipedrive.answers import Answer, Refused, forbidden, invalid, not_found, ok, ok_page
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.fields import all_fields, definition, one_field, public
from sandbox.pipedrive.lists import read_limit
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import CUSTOM

TYPES = frozenset({*CUSTOM, "set"})
EXTRAS = {
    "ui_visibility": {"add_visible_flag": True, "details_visible_flag": True},
    "important_fields": {"enabled": False, "stage_ids": []},
    "required_fields": {"enabled": False},
}


class FieldSchema:
    """The endpoints of one entity's fields."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def list_all(self, call: Call) -> Answer:
        """The cursor is the number of fields seen; its inner form is not documented for fields."""
        rows, limit = all_fields(call.company, self.kind), read_limit(call)
        start = int(call.query.get("cursor") or 0) if (call.query.get("cursor") or "0").isdigit() else 0
        following = str(start + limit) if start + limit < len(rows) else None
        return ok_page([_shown(call, row) for row in rows[start : start + limit]], following)

    def get(self, call: Call) -> Answer:
        row = one_field(call.company, self.kind, call.args[0])
        if row is None:
            raise not_found()
        return ok(_shown(call, row))

    def add(self, call: Call) -> Answer:
        _needs_admin(call)
        body = _object(call.body)
        name, field_type = body.get("field_name"), body.get("field_type")
        if type(name) is not str or not 0 < len(name) <= 255:
            raise invalid("field_name", "This value should have 1 to 255 characters.")
        if field_type not in TYPES:
            raise invalid("field_type", "The value you selected is not a valid choice.")
        if (field_type in ("enum", "set")) != bool(body.get("options")):
            raise invalid("options", "Options belong to enum and set, and these need them.")
        number = 1 + max((row["order"] for row in call.company.custom_fields(self.kind).values()), default=0)
        code = sha1(f"{self.kind}:{number}:{call.company.clock.now()}".encode()).hexdigest()
        labels = _labels(body["options"]) if body.get("options") else None
        options = [{"id": at, "label": label} for at, label in enumerate(labels, 1)] if labels else None
        row = {**definition(code, name, field_type, options, custom=True), "id": code, "order": number}
        call.company.table(f"{self.kind}Field").put(row)
        return ok(public(row))

    def change(self, call: Call) -> Answer:
        row, body = self._custom(call), _object(call.body)
        if "field_type" in body:
            raise invalid("field_type", "The type of a field cannot change.")
        return ok(public(self._put(call, {**row, "field_name": body.get("field_name", row["field_name"])})))

    def delete(self, call: Call) -> Answer:
        row = self._custom(call)
        call.company.table(f"{self.kind}Field").drop(row["id"])
        table = call.company.table(self.kind)
        for each in [each for each in table.rows.values() if row["id"] in each.get("custom_fields", {})]:
            left = {code: value for code, value in each["custom_fields"].items() if code != row["id"]}
            table.put({**each, "custom_fields": left})
        return ok(public(row))

    def add_options(self, call: Call) -> Answer:
        row = self._with_options(call)
        first = max((option["id"] for option in row["options"]), default=0) + 1
        fresh = [{"id": at, "label": label} for at, label in enumerate(_labels(call.body), first)]
        self._put(call, {**row, "options": row["options"] + fresh})
        return ok(fresh, additional_data=None)

    def rename_options(self, call: Call) -> Answer:
        row = self._with_options(call)
        named = {each.get("id"): each.get("label") for each in call.body}
        options = [{**each, "label": named.get(each["id"], each["label"])} for each in row["options"]]
        self._put(call, {**row, "options": options})
        return ok([each for each in options if each["id"] in named], additional_data=None)

    def delete_options(self, call: Call) -> Answer:
        row = self._with_options(call)
        ids = {each.get("id") for each in call.body}
        self._put(call, {**row, "options": [each for each in row["options"] if each["id"] not in ids]})
        return ok([each for each in row["options"] if each["id"] in ids], additional_data=None)

    def _put(self, call: Call, row: Row) -> Row:
        return call.company.table(f"{self.kind}Field").put(row)

    def _custom(self, call: Call) -> Row:
        _needs_admin(call)
        row = call.company.get(f"{self.kind}Field", call.args[0])
        if row is None:
            raise not_found() if one_field(call.company, self.kind, call.args[0]) is None else forbidden()
        return row

    def _with_options(self, call: Call) -> Row:
        row = self._custom(call)
        if row["options"] is None or type(call.body) is not list:
            raise Refused(400, "Bad request", "Options belong to enum and set, as a list of objects.")
        return row


def _shown(call: Call, row: Row) -> Row:
    return {**row, **{name: EXTRAS[name] for name in call.words("include_fields") if name in EXTRAS}}


def _labels(options: list[Row]) -> list[str]:
    if type(options) is not list or not all(type(each) is dict and each.get("label") for each in options):
        raise invalid("options", "Each option needs a label.")
    return [each["label"] for each in options]


def _object(body: Row) -> Row:
    if type(body) is not dict:
        raise Refused(400, "Bad request", "The body should be a JSON object.")
    return body


def _needs_admin(call: Call) -> None:
    if call.company.switches.fields_need_admin and not call.user["is_admin"]:
        raise forbidden()
