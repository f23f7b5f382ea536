"""Who sees a record: owner, followers, visibility groups, the whole company, by the plan's numbers."""

from sandbox.pipedrive.company import Company
from sandbox.pipedrive.table import Row

GUARDED = frozenset({"person", "organization", "deal", "lead"})


def permitted_users(company: Company, kind: str, row: Row) -> tuple[int, ...]:
    """Ids of the active users who see the record, ascending."""
    followers = followers_of(company, kind, row["id"]) if kind in GUARDED else frozenset()
    key = (kind in GUARDED, row.get("owner_id"), row.get("visible_to"), followers)
    known = company.permitted.get(key)
    if known is None:
        known = tuple(sorted(user["id"] for user in company.users() if _sees(company, user, kind, row, followers)))
        company.permitted[key] = known
    return known


def is_visible(company: Company, user: Row, kind: str, row: Row) -> bool:
    if kind not in GUARDED or int(row["visible_to"]) == company.plan.whole_company:
        return True
    if user["is_admin"] and company.switches.admins_see_all:
        return True
    return user["id"] in permitted_users(company, kind, row)


def followers_of(company: Company, kind: str, row_id: int | str) -> frozenset[int]:
    if not company.table("follower").rows:
        return frozenset()
    found = company.get("follower", f"{kind}:{row_id}")
    return frozenset(each["user_id"] for each in found["users"]) if found else frozenset()


def forget_permissions(company: Company) -> None:
    """Call after a change of users, groups, plan or switches."""
    company.permitted.clear()


def default_visibility(company: Company, user: Row, kind: str) -> int:
    wanted = user.get("default_visibility", {}).get(kind)
    return wanted if wanted in company.plan.visibilities else company.plan.whole_company


def _sees(company: Company, user: Row, kind: str, row: Row, followers: frozenset[int]) -> bool:
    if not user["active_flag"]:
        return False
    if kind not in GUARDED or (user["is_admin"] and company.switches.admins_see_all):
        return True
    if user["id"] == row["owner_id"] or user["id"] in followers:
        return True
    level = int(row["visible_to"])
    if level == company.plan.whole_company:
        return True
    return level in (3, 5) and len(company.plan.visibilities) == 4 and _in_group(company, user, row, level)


def _in_group(company: Company, user: Row, row: Row, level: int) -> bool:
    owner = company.get("user", row["owner_id"])
    group = owner and owner.get("group_id")
    theirs = user.get("group_id")
    while group is not None and theirs is not None:
        if theirs == group:
            return True
        above = company.get("group", theirs) if level == 5 else None
        theirs = above and above.get("parent_id")
    return False
