"""What a company has from its first minute: three users, a pipeline, activity types."""

from typing import Any

from sandbox.pipedrive.company import Company
from sandbox.pipedrive.users import api_token, new_user

USERS: tuple[dict[str, Any], ...] = (
    {"id": 9001, "name": "Anna Berger", "email": "anna.berger@acme.example", "is_admin": True, "group_id": 1},
    {"id": 9002, "name": "Ben Adler", "email": "ben.adler@acme.example", "is_admin": False, "group_id": 2},
    {"id": 9003, "name": "Clara Voss", "email": "clara.voss@acme.example", "is_admin": False, "group_id": 3},
)
GROUPS = ((1, "Company", None), (2, "Sales", 1), (3, "Sales North", 2))
STAGES = ("Qualified", "Contact made", "Proposal made", "Negotiations started")
TYPES = (
    ("Call", "call"),
    ("Meeting", "meeting"),
    ("Task", "task"),
    ("Deadline", "deadline"),
    ("Email", "email"),
    ("Lunch", "lunch"),
)


def seed(company: Company, company_id: int) -> None:
    """Fill a company that has no users yet; else leave everything as it is."""
    if company.users():
        return
    domain = f"acme-{company_id}"
    company.set_meta("company", company_id=company_id, name="Acme GmbH", domain=domain, host=f"{domain}.pipedrive.com")
    secret = api_token(company_id, 0)
    company.set_meta("client", client_id=secret[:16], client_secret=secret)
    for group_id, name, parent_id in GROUPS:
        company.table("group").put({"id": group_id, "name": name, "parent_id": parent_id})
    for user in USERS:
        new_user(company, user)
    _seed_deals(company)


def _seed_deals(company: Company) -> None:
    stamp = company.clock.stamp()
    times = {"add_time": stamp, "update_time": stamp, "is_deleted": False}
    pipeline = {"id": 1, "name": "Pipeline", "order_nr": 0, "is_deal_probability_enabled": True}
    company.table("pipeline").put({**pipeline, **times})
    for at, name in enumerate(STAGES, 1):
        rot = {"deal_probability": 100, "is_deal_rot_enabled": False, "days_to_rotten": None}
        company.table("stage").put({"id": at, "order_nr": at, "name": name, "pipeline_id": 1, **rot, **times})
    for at, (name, key) in enumerate(TYPES, 1):
        flags = {"active_flag": True, "is_custom_flag": False, "color": "FFFFFF", "order_nr": at, "icon_key": key}
        row = {"id": at, "name": name, "key_string": key, **flags, "add_time": stamp, "update_time": stamp}
        company.table("activityType").put(row)
