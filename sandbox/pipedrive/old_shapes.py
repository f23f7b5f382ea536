"""Records in the shape of v1, as merges, recents and participants still answer."""

from collections.abc import Callable
from typing import Any

from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.counts import ACTIVITIES, DEALS, RELATED, extra
from sandbox.pipedrive.table import Row

Shape = Callable[[Company, Row], Row]
NEIGHBOURS = (
    *("next_activity_date", "next_activity_time", "next_activity_id", "last_activity_id", "last_activity_date"),
    *("last_incoming_mail_time", "last_outgoing_mail_time"),
)
COUNTS = (*ACTIVITIES, "email_messages_count", "files_count", "notes_count", "followers_count")


def v1_person(company: Company, row: Row) -> Row:
    counts = (*COUNTS, *DEALS, *RELATED, "participant_open_deals_count", "participant_closed_deals_count")
    return {
        **_shared(company, "person", row, counts),
        "owner_id": row["owner_id"],
        "org_id": row["org_id"],
        "org_name": _name(company, "organization", row["org_id"]),
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "phone": row["phones"] or [{"value": "", "primary": True}],
        "email": row["emails"] or [{"value": "", "primary": True}],
        "picture_id": None,
        **row["custom_fields"],
    }


def v1_organization(company: Company, row: Row) -> Row:
    owner = company.get("user", row["owner_id"]) or {}
    about = {"id": owner.get("id"), "name": owner.get("name"), "email": owner.get("email"), "has_pic": 0}
    return {
        **_shared(company, "organization", row, (*COUNTS, *DEALS, *RELATED, "people_count")),
        "owner_id": {**about, "pic_hash": None, "active_flag": True, "value": owner.get("id")},
        "address": (row["address"] or {}).get("value"),
        "country_code": None,
        "picture_id": None,
    }


DEAL_KEPT = ("stage_id", "title", "value", "currency", "status", "probability", "lost_reason", "pipeline_id")
DEAL_TIMES = ("stage_change_time", "close_time", "won_time", "lost_time")
ACTIVITY_KEPT = (
    *("id", "subject", "type", "done", "due_date", "deal_id", "lead_id", "person_id", "org_id", "project_id"),
    *("note", "public_description"),
)


def v1_deal(company: Company, row: Row) -> Row:
    shared = _shared(company, "deal", {**row, "name": row["title"]}, COUNTS)
    for name in ("name", "active_flag", "first_char", "label_ids", "company_id"):
        del shared[name]
    links = ("creator_user_id", "person_id", "org_id", "is_archived")
    return {
        **shared,
        **{name: row[name] for name in (*DEAL_KEPT, *links)},
        **{name: to_v1(row[name]) for name in DEAL_TIMES},
        "user_id": row["owner_id"],
        "person_name": _name(company, "person", row["person_id"]),
        "org_name": _name(company, "organization", row["org_id"]),
        "active": row["status"] == "open" and not row["is_deleted"],
        "deleted": row["is_deleted"],
        "label": ",".join(map(str, row["label_ids"])),
    }


def v1_activity(company: Company, row: Row) -> Row:
    return {
        **{name: row[name] for name in ACTIVITY_KEPT},
        "company_id": company.company_id,
        "user_id": row["owner_id"],
        "due_time": (row["due_time"] or "")[:5],
        "duration": (row["duration"] or "")[:5],
        "busy_flag": row["busy"],
        "active_flag": not row["is_deleted"],
        "location": (row["location"] or {}).get("value"),
        "participants": [{"person_id": p["person_id"], "primary_flag": p["primary"]} for p in row["participants"]],
        "add_time": to_v1(row["add_time"]),
        "update_time": to_v1(row["update_time"]),
    }


def _shared(company: Company, kind: str, row: Row, counts: tuple[str, ...]) -> Row:
    return {
        "id": row["id"],
        "company_id": company.company_id,
        "name": row["name"],
        "owner_name": _name(company, "user", row["owner_id"]),
        "active_flag": not row["is_deleted"],
        "first_char": row["name"][:1].lower(),
        "add_time": to_v1(row["add_time"]),
        "update_time": to_v1(row["update_time"]),
        "visible_to": str(row["visible_to"]),
        "label": row["label_ids"][0] if row["label_ids"] else None,
        "label_ids": row["label_ids"],
        "cc_email": f"{company.meta('company')['domain']}@pipedrivemail.com",
        **{name: extra(company, kind, row, name) for name in counts},
        **dict.fromkeys(NEIGHBOURS),
    }


def _name(company: Company, kind: str, row_id: Any) -> str | None:
    row = company.get(kind, row_id) if row_id is not None else None
    return row["name"] if row else None


SHAPES: dict[str, Shape] = {
    "person": v1_person,
    "organization": v1_organization,
    "deal": v1_deal,
    "activity": v1_activity,
}
