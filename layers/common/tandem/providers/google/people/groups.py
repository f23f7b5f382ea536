"""The contact groups of an account, live (contactGroups.list)."""

from collections.abc import Sequence

from tandem.domain.errors import Unavailable
from tandem.ports import Group
from tandem.providers.google.call import Call, Json, named
from tandem.providers.google.client import GoogleClient

OPEN = frozenset({"contactGroups/myContacts", "contactGroups/starred"})
"""Of the system's groups only these can be given members (ContactGroupMembership)."""


class GoogleGroups:
    """The port `Groups`."""

    def __init__(self, *, client: GoogleClient) -> None:
        self._client = client

    def groups(self) -> Sequence[Group]:
        """Those that contacts can be put into, under the names that Google shows; the account's own first."""
        query = {"pageSize": "1000", "groupFields": "name,groupType,memberCount"}
        pages = self._client.pages(Call("GET", "v1/contactGroups", query))
        found = [one for page in pages for one in _listed(page) if _is_open(one)]
        return [_group(one) for one in sorted(found, key=_order)]


def _listed(page: Json) -> list[Json]:
    found = page.get("contactGroups", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) and named(one, "resourceName") for one in found):
        raise Unavailable("bad_answer", "contactGroups")
    return found


def _is_open(group: Json) -> bool:
    return group.get("groupType") == "USER_CONTACT_GROUP" or group["resourceName"] in OPEN


def _order(group: Json) -> tuple[bool, str]:
    return group.get("groupType") != "USER_CONTACT_GROUP", _name(group).casefold()


def _group(group: Json) -> Group:
    count = group.get("memberCount", 0)  # not told where nobody is in it
    return Group(group["resourceName"], _name(group), count if isinstance(count, int) else None)


def _name(group: Json) -> str:
    return str(group.get("formattedName") or group.get("name") or group["resourceName"])
