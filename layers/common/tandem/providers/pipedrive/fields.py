"""Finds, or makes, the fields of a company that hold what not every company has, and the marker of what Tandem made.

Contact sync's own fields are known by their codes, never by their names, since people make fields of the same name
(core-api-concepts-custom-fields, 2026-11). Fields that Tandem made are known by remembered code; by name only if the
answer that held the code was lost.
"""

import logging
from collections.abc import Iterable

from tandem.domain.errors import Rejected, Unavailable
from tandem.providers.pipedrive.client import Client, Json
from tandem.providers.pipedrive.codes import FieldCodes, Slot
from tandem.providers.pipedrive.envelope import item, understood
from tandem.providers.pipedrive.operations import CREATE_PERSON_FIELD, LIST_PERSON_FIELDS

_log = logging.getLogger("tandem")

# Text rather than varchar where a value may be longer than varchar's 255 characters.
_OURS = {
    Slot.IM: ("Instant messenger", "text"),
    Slot.POSTAL_ADDRESS: ("Postal address", "address"),
    Slot.NOTES: ("Notes", "text"),
    Slot.BIRTHDAY: ("Birthday", "date"),
    Slot.JOB_TITLE: ("Job title", "text"),
    Slot.ADDRESS_HOME: ("Address (home)", "text"),
    Slot.ADDRESS_WORK: ("Address (work)", "text"),
    Slot.ADDRESS_OTHER: ("Address (other)", "text"),
    Slot.MARKER: ("Tandem link", "varchar"),
}


def ensure_fields(client: Client, codes: FieldCodes) -> FieldCodes:
    """The codes as they are now; what was missing is made, a field somebody deleted anew. Idempotent.

    A field that the user may not make, or that the plan has no room for, is left out.
    """
    fields = _listed(client)
    found = {slot: code for slot in Slot if (code := _find(slot, fields, codes))}
    for slot in Slot:
        if slot not in found and (code := _make(client, slot)):
            found[slot] = code
    return FieldCodes(found)


def known_fields(client: Client, codes: FieldCodes) -> FieldCodes:
    """The same without making any."""
    fields = _listed(client)
    return FieldCodes({slot: code for slot in Slot if (code := _find(slot, fields, codes))})


def _listed(client: Client) -> list[Json]:
    """Each has a code, a name and a type."""
    found = [field for fields, _ in client.pages(LIST_PERSON_FIELDS, {}) for field in fields]
    if not all(isinstance(field.get(f"field_{what}"), str) for field in found for what in ("code", "name", "type")):
        raise Unavailable("bad_answer")
    return found


def _find(slot: Slot, fields: Iterable[Json], codes: FieldCodes) -> str | None:
    """Contact sync's own code; then the remembered one; then a custom field as Tandem would make it."""
    there = {field["field_code"]: field for field in fields}
    if slot.value in there and not there[slot.value].get("is_custom_field"):
        return slot.value
    if codes.get(slot) in there:
        return codes.get(slot)
    alike = (code for code, field in there.items() if _is_ours(slot, field))
    return next(alike, None)


def _is_ours(slot: Slot, field: Json) -> bool:
    return bool(field.get("is_custom_field")) and (field["field_name"], field["field_type"]) == _OURS[slot]


def _make(client: Client, slot: Slot) -> str | None:
    name, field_type = _OURS[slot]
    try:
        made = item(client.send(CREATE_PERSON_FIELD, body={"field_name": name, "field_type": field_type}))
    except Rejected as rejected:
        _log.info("person field not made", extra={"slot": slot.value, "reason": rejected.reason})
        return None
    with understood():
        return str(made["field_code"])
