"""What Pipedrive answers to each operation, made up and small, as the adapter reads it."""

from typing import Any

CODE = "a" * 40
STAMP = "2026-11-23T09:00:00Z"

PERSON: dict[str, Any] = {
    "id": 17,
    "name": "Ada King",
    "first_name": "Ada",
    "last_name": "King",
    "owner_id": 9001,
    "org_id": 5,
    "add_time": "2026-10-30T08:00:00Z",
    "update_time": STAMP,
    "is_deleted": False,
    "visible_to": 3,
    "picture_id": None,
    "emails": [{"label": "work", "value": "ada@example.com", "primary": True}],
    "phones": [{"label": "work", "value": "+49 30 23125 001", "primary": True}],
    "im": [{"label": "skype", "value": "ada", "primary": True}],
    "notes": "Neu",
    "birthday": "1815-12-10",
    "job_title": "Leitung",
    "postal_address": {"value": "Weg 1, Bonn", "route": "Weg", "street_number": "1", "locality": "Bonn"},
    "custom_fields": {CODE: "Weg 2\n10115 Berlin", "b" * 40: "l1"},
}
OTHER = {**PERSON, "id": 18, "name": "Ben", "is_deleted": True}
ORGANIZATION = {"id": 5, "name": "Werk", "update_time": STAMP, "is_deleted": False}


def envelope(data: Any, **more: Any) -> dict[str, Any]:
    return {"success": True, "data": data, **more}


def page(*items: Any) -> dict[str, Any]:
    return envelope(list(items), additional_data={"next_cursor": None})


PERSONS = page(PERSON, OTHER)
ONE = envelope(PERSON)
ORGANIZATIONS = page(ORGANIZATION)
FOUND = envelope({"items": [{"result_score": 1.0, "item": {**ORGANIZATION, "emails": ["ada@example.com"]}}]})
ME = envelope({"id": 9001, "company_id": 4242, "company_name": "Kontor", "name": "Anna", "email": "a@example.com"})
USERS = envelope([{"id": 9001, "name": "Anna", "email": "a@b.c", "active_flag": True, "access": [{"app": "global"}]}])
FIELDS = page(
    {"field_code": "notes", "field_name": "Notes", "field_type": "text", "is_custom_field": False},
    {"field_code": CODE, "field_name": "Address (home)", "field_type": "text", "is_custom_field": True},
)
FIELD = envelope({"field_code": "c" * 40, "field_name": "Tandem link", "field_type": "varchar"})
HOOK = {"id": 77, "subscription_url": "https://tandem.example/x", "event_object": "person", "is_active": 1}
LOG = page({"field_key": "name", "old_value": "A", "new_value": "B", "time": STAMP, "actor_user_id": 9001})
TOKENS = {"access_token": "a", "refresh_token": "r", "expires_in": 3599}
REFUSAL = {"success": False, "code": "ERR", "error": "validation failed: emails: bad", "error_info": "x", "data": None}
