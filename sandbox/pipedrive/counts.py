"""The extra fields of `include_fields`: counters and neighbours, worked out when somebody asks."""

from typing import Any

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import followers_of

LINK = {"person": "person_id", "organization": "org_id", "deal": "deal_id"}
DEALS = tuple(f"{which}_deals_count" for which in ("open", "closed", "won", "lost"))
ACTIVITIES = ("activities_count", "done_activities_count", "undone_activities_count")
OTHERS = ("email_messages_count", "files_count", "notes_count", "followers_count", "smart_bcc_email")
TIMES = ("next_activity_id", "last_activity_id", "last_incoming_mail_time", "last_outgoing_mail_time")
RELATED = tuple(f"related_{each}" for each in DEALS)
KNOWN = {
    "person": {
        *(*DEALS, *RELATED, *ACTIVITIES, *OTHERS, *TIMES),
        *("participant_open_deals_count", "participant_closed_deals_count", "marketing_status", "doi_status"),
    },
    "organization": {*DEALS, *RELATED, *ACTIVITIES, *OTHERS, *TIMES, "people_count"},
    "deal": {*ACTIVITIES, *OTHERS, *TIMES, "first_won_time", "products_count", "participants_count", "source_lead_id"},
}


def counted(call: Call, kind: str, rows: list[Row]) -> list[Row]:
    wanted = call.words("include_fields")
    if not wanted:
        return rows
    if unknown := set(wanted) - KNOWN[kind]:
        raise invalid("include_fields", f"{', '.join(sorted(unknown))} is not a valid choice.")
    return [{**row, **{name: extra(call.company, kind, row, name) for name in wanted}} for row in rows]


def extra(company: Company, kind: str, row: Row, name: str) -> Any:
    if name in DEALS:
        return sum(_is_deal(deal, name) for deal in linked(company, "deal", kind, row["id"]))
    if name in ACTIVITIES:
        found = linked(company, "activity", kind, row["id"])
        return sum(name == "activities_count" or each["done"] is (name[0] == "d") for each in found)
    counters = {"notes_count": "note", "people_count": "person"}
    if name in counters:
        return len(linked(company, counters[name], kind, row["id"]))
    if name == "followers_count":
        return len(followers_of(company, kind, row["id"]))
    fixed = {"marketing_status": "no_consent", "doi_status": "none"}
    fixed["smart_bcc_email"] = f"{company.meta('company')['domain']}@pipedrivemail.com"
    return fixed.get(name, 0 if name.endswith("_count") else None)


def linked(company: Company, other: str, kind: str, row_id: int) -> list[Row]:
    name = LINK[kind]
    rows = company.table(other).rows.values()
    return [row for row in rows if row.get(name) == row_id and not row.get("is_deleted")]


def _is_deal(deal: Row, name: str) -> bool:
    status = name.partition("_")[0]
    return deal["status"] == status or (status == "closed" and deal["status"] in ("won", "lost"))
