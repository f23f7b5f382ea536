"""Deals, with their stages and pipelines."""

from sandbox.pipedrive.answers import invalid
from sandbox.pipedrive.bodies import stamp
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.counts import counted
from sandbox.pipedrive.lists import SORTS, Keep
from sandbox.pipedrive.persons import with_custom, with_labels
from sandbox.pipedrive.records import Entity
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.values import Check, boolean, day, list_of, needed_text, number, of_type, text, whole
from sandbox.pipedrive.visibility import default_visibility

STATUSES = ("open", "won", "lost", "deleted")
CHECKS: dict[str, Check] = {
    "title": needed_text,
    "owner_id": of_type(int, null=False),
    "person_id": whole,
    "org_id": whole,
    "pipeline_id": of_type(int, null=False),
    "stage_id": of_type(int, null=False),
    "value": number,
    "currency": needed_text,
    "status": needed_text,
    "probability": number,
    "lost_reason": text,
    "visible_to": of_type(int, null=False),
    "close_time": stamp,
    "won_time": stamp,
    "lost_time": stamp,
    "expected_close_date": day,
    "label_ids": list_of(int),
    "is_archived": boolean,
    "custom_fields": of_type(dict, null=False),
}
EMPTY = (
    *("stage_change_time", "probability", "lost_reason", "close_time", "won_time", "lost_time", "expected_close_date"),
    *("origin_id", "channel", "channel_id", "source_lead_id", "arr", "mrr", "acv"),
)


def new_deal(company: Company, owner_id: int, visible_to: int) -> Row:
    first = next(iter(company.table("stage").rows.values()))
    return {
        "title": "",
        "owner_id": owner_id,
        "creator_user_id": owner_id,
        "person_id": None,
        "org_id": None,
        "pipeline_id": first["pipeline_id"],
        "stage_id": first["id"],
        "value": 0,
        "currency": "EUR",
        "is_deleted": False,
        "is_archived": False,
        "status": "open",
        "visible_to": visible_to,
        "label_ids": [],
        "origin": "API",
        **dict.fromkeys(EMPTY),
        "custom_fields": {},
    }


def prepare(call: Call, patch: Row, before: Row | None) -> Row:
    if patch.get("status", "open") not in STATUSES[:3]:
        raise invalid("status", "The value you selected is not a valid choice.")
    patch = _staged(call.company, patch)
    now = call.company.clock.stamp()
    if before is not None:
        return {**_closed(patch, now), **patch} if patch.get("status", before["status"]) != before["status"] else patch
    if not patch.get("title", "").strip():
        raise invalid("title", "This value should not be blank.")
    visible_to = default_visibility(call.company, call.user, "deal")
    return {**new_deal(call.company, call.user["id"], visible_to), **_closed(patch, now), **patch}


def _staged(company: Company, patch: Row) -> Row:
    """A stage brings its pipeline; a pipeline alone brings its first stage."""
    if "stage_id" in patch:
        stage = company.get("stage", patch["stage_id"])
        return {**patch, "pipeline_id": stage and stage["pipeline_id"]}
    if "pipeline_id" in patch:
        stages = company.table("stage").rows.values()
        return {**patch, "stage_id": next(row["id"] for row in stages if row["pipeline_id"] == patch["pipeline_id"])}
    return patch


def _closed(patch: Row, now: str) -> Row:
    match patch.get("status"):
        case "won":
            return {"won_time": now, "close_time": now, "lost_time": None}
        case "lost":
            return {"lost_time": now, "close_time": now, "won_time": None}
        case _:
            return {"won_time": None, "lost_time": None, "close_time": None}


def show(call: Call, rows: list[Row]) -> list[Row]:
    return counted(call, "deal", with_labels(call, "deal", with_custom(call, "deal", rows)))


def narrow(call: Call) -> Keep:
    names = ("owner_id", "person_id", "org_id", "pipeline_id", "stage_id")
    wanted = {name: value for name in names if (value := call.number(name)) is not None}
    statuses = call.words("status")
    for status in statuses:
        if status not in STATUSES:
            raise invalid("status", "The value you selected is not a valid choice.")

    def keep(row: Row) -> bool:
        status = "deleted" if row["is_deleted"] else row["status"]
        is_archived = row["is_archived"]
        is_wanted = not statuses or status in statuses
        return is_wanted and not is_archived and all(row[name] == value for name, value in wanted.items())

    return keep


def _lists_deleted(call: Call) -> bool:
    return "deleted" in call.words("status")


def show_plain(_call: Call, rows: list[Row]) -> list[Row]:
    return rows


def _new_pipeline(_call: Call, patch: Row, before: Row | None) -> Row:
    blank = {"name": "", "order_nr": 0, "is_deleted": False, "is_deal_probability_enabled": True}
    return patch if before else {**blank, **_named(patch)}


def _new_stage(call: Call, patch: Row, before: Row | None) -> Row:
    blank = {
        "order_nr": len(call.company.table("stage").rows),
        "name": "",
        "is_deleted": False,
        "deal_probability": 100,
    }
    blank |= {"pipeline_id": 1, "is_deal_rot_enabled": False, "days_to_rotten": None}
    return patch if before else {**blank, **_named(patch)}


def _named(patch: Row) -> Row:
    if not patch.get("name", "").strip():
        raise invalid("name", "This value should not be blank.")
    return patch


def _of_pipeline(call: Call) -> Keep:
    pipeline = call.number("pipeline_id")
    return lambda row: pipeline is None or row["pipeline_id"] == pipeline


PIPELINE_CHECKS: dict[str, Check] = {"name": needed_text, "is_deal_probability_enabled": boolean}
STAGE_CHECKS: dict[str, Check] = {
    "name": needed_text,
    "pipeline_id": of_type(int, null=False),
    "deal_probability": of_type(int, null=False),
    "is_deal_rot_enabled": boolean,
    "days_to_rotten": whole,
}
DEALS = Entity("deal", CHECKS, prepare, show, narrow, lists_deleted=_lists_deleted)
PIPELINES = Entity("pipeline", PIPELINE_CHECKS, _new_pipeline, show_plain, lambda _call: lambda _row: True)
STAGES = Entity("stage", STAGE_CHECKS, _new_stage, show_plain, _of_pipeline, (*SORTS, "order_nr"))
