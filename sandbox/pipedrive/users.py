"""Users and what belongs to them: settings, roles, permissions, permitted users (all v1)."""

from hashlib import sha1
from typing import Any
from uuid import UUID

from sandbox.pipedrive.answers import Answer, Refused, ok
from sandbox.pipedrive.calls import Call
from sandbox.pipedrive.clock import to_v1
from sandbox.pipedrive.company import Company
from sandbox.pipedrive.records import find
from sandbox.pipedrive.table import Row
from sandbox.pipedrive.visibility import default_visibility, forget_permissions, permitted_users

PERMISSIONS = (
    *("can_add_products", "can_add_prospects_as_leads", "can_bulk_edit_items", "can_convert_deals_to_leads"),
    *("can_create_own_workflow", "can_delete_activities", "can_delete_deals", "can_edit_deals_closed_date"),
    *("can_edit_products", "can_edit_shared_filters", "can_export_data_from_lists", "can_follow_other_users"),
    *("can_merge_deals", "can_merge_organizations", "can_merge_people", "can_modify_labels"),
    *("can_see_company_wide_statistics", "can_see_deals_list_summary", "can_see_hidden_items_names"),
    *("can_see_other_users", "can_see_other_users_statistics", "can_share_filters", "can_share_insights"),
    *("can_use_api", "can_use_email_tracking", "can_use_import", "can_change_visibility_of_items"),
)
FOR_ADMINS = (
    "can_add_custom_fields",
    "can_delete_custom_fields",
    "can_edit_custom_fields",
    "can_see_security_dashboard",
)
HIDDEN = frozenset({"api_token", "is_admin", "group_id", "default_visibility"})


def api_token(company_id: int, user_id: int) -> str:
    """40 hex digits; made up, and the same after every start."""
    return sha1(f"sandbox:{company_id}:{user_id}".encode()).hexdigest()


def new_user(company: Company, given: Row) -> Row:
    """A user from a few facts: name, email, is_admin, and what else the row of a user may hold."""
    user_id = given.get("id") or max([9000, *(row["id"] for row in company.users())]) + 1
    is_admin = bool(given.get("is_admin"))
    row = {
        "id": user_id,
        **_defaults(company),
        "access": _access(is_admin=is_admin),
        "has_created_company": not company.users(),
        "api_token": api_token(company.company_id, user_id),
        **given,
        "is_admin": is_admin,
    }
    company.table("user").put(row)
    forget_permissions(company)
    return row


def _defaults(company: Company) -> Row:
    stamp = to_v1(company.clock.stamp())
    return {
        "name": "",
        "default_currency": "EUR",
        "locale": "de_DE",
        "lang": 1,
        "email": "",
        "phone": None,
        "activated": True,
        "last_login": stamp,
        "created": stamp,
        "modified": stamp,
        "active_flag": True,
        "timezone_name": "Europe/Berlin",
        "timezone_offset": "+01:00",
        "role_id": 1,
        "icon_url": None,
        "is_deleted": False,
        "group_id": 1,
        "default_visibility": {},
    }


def _access(*, is_admin: bool) -> list[Row]:
    digest = sha1(f"set:{is_admin}".encode()).hexdigest()
    permission_set = str(UUID(digest[:32], version=4))
    return [{"app": app, "admin": is_admin, "permission_set_id": permission_set} for app in ("sales", "global")]


def public_user(row: Row, asking: Row) -> Row:
    return {**{name: value for name, value in row.items() if name not in HIDDEN}, "is_you": row["id"] == asking["id"]}


def list_users(call: Call) -> Answer:
    return ok([public_user(row, call.user) for row in call.company.users()])


def get_user(call: Call) -> Answer:
    return ok(public_user(_found(call), call.user))


def me(call: Call) -> Answer:
    facts = call.company.meta("company")
    return ok(
        {
            **public_user(call.user, call.user),
            "company_id": facts["company_id"],
            "company_name": facts["name"],
            "company_domain": facts["domain"],
            "company_country": "DE",
            "company_industry": "",
            "language": {"language_code": "de", "country_code": "DE"},
        }
    )


def settings(_call: Call) -> Answer:
    return ok(
        {
            "marketplace_team": False,
            "list_limit": 50,
            "beta_app": False,
            "prevent_salesphone_callto_override": False,
            "file_upload_destination": "s3",
            "callto_link_syntax": "tel:",
            "autofill_deal_expected_close_date": False,
            "person_duplicate_condition": "name",
        }
    )


def role_settings(call: Call) -> Answer:
    user, company = _found(call), call.company
    kinds = {"deal": "deal", "lead": "lead", "org": "organization", "person": "person", "product": "product"}
    defaults = {f"{name}_default_visibility": default_visibility(company, user, kind) for name, kind in kinds.items()}
    return ok({**defaults, **{f"{name}_access_level": 1 for name in kinds if name != "lead"}})


def permissions(call: Call) -> Answer:
    user = _found(call)
    return ok({**dict.fromkeys(PERMISSIONS, True), **dict.fromkeys(FOR_ADMINS, user["is_admin"])})


def permitted(kind: str) -> Any:
    def list_permitted(call: Call) -> Answer:
        return ok(list(permitted_users(call.company, kind, find(call, kind))))

    return list_permitted


def _found(call: Call) -> Row:
    row = call.company.get("user", int(call.args[0])) if call.args[0].isdigit() else None
    if row is None:
        raise Refused(404, "User not found")
    return row
