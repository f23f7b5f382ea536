"""The methods of `contactGroups`: the account's own groups, those of the system, and who is in them."""

import secrets

from sandbox.google.answers import Answer, told
from sandbox.google.calls import Call
from sandbox.google.people.bodies import mask, memberships
from sandbox.google.people.book import Book, groups_of
from sandbox.google.people.refusals import PeopleRefused, bad, missing
from sandbox.google.people.words import OPEN_SYSTEM_GROUPS
from sandbox.rows import Row

FIELDS = frozenset({"clientData", "groupType", "memberCount", "metadata", "name"})
DEFAULT = "metadata,groupType,memberCount,name"
DEFAULT_SIZE, LARGEST_SIZE, MOST_MODIFIED, MOST_READ = 30, 1000, 1000, 200


class Groups:
    def __init__(self, book: Book) -> None:
        self._book = book

    def list_all(self, call: Call) -> Answer:
        """In the order in which they were made; `pageToken` is how many are behind."""
        size, at = self._page(call)
        fields = mask(call.one("groupFields") or DEFAULT, FIELDS, "groupFields")
        feed = self._book.groups(call.account["id"])
        there = [body for one in feed.ids if (body := feed.get(one)) and not body["deleted"]]
        shown = [self._shown(call, body, fields) for body in there[at : at + size]]
        more = {"nextPageToken": str(at + size)} if at + size < len(there) else {}
        return told({"contactGroups": shown, "totalItems": len(there), **more})

    def get(self, call: Call) -> Answer:
        fields = mask(call.one("groupFields") or DEFAULT, FIELDS, "groupFields")
        return told(self._with_members(call, self._found(call), fields))

    def batch_get(self, call: Call) -> Answer:
        names = call.many("resourceNames")
        if not 1 <= len(names) <= MOST_READ:
            raise bad(f"Request must have between 1 and {MOST_READ} resource names.")
        fields = mask(call.one("groupFields") or DEFAULT, FIELDS, "groupFields")
        return told({"responses": [self._response(call, name, fields) for name in names]})

    def create(self, call: Call) -> Answer:
        return told(self._shown(call, self.make(call.account["id"], self._name(call)), list(FIELDS)))

    def make(self, email: str, name: str) -> Row:
        self._check_name(email, name)
        body = {"id": secrets.token_hex(8), "name": name, "is_system": False, "deleted": False}
        return self._book.groups(email).put({**body, "updated": self._book.world.clock.stamp_ms()})

    def update(self, call: Call) -> Answer:
        held, name = self._own(call), self._name(call)
        if name != held["name"]:
            self._check_name(call.account["id"], name)
        stored = self._book.groups(call.account["id"]).put({**held, "name": name})
        return told(self._shown(call, stored, list(FIELDS)))

    def delete(self, call: Call) -> Answer:
        held = self._own(call)
        self.remove(call.account["id"], held, with_contacts=call.flag("deleteContacts"))
        return told({})

    def remove(self, email: str, group: Row, *, with_contacts: bool = False) -> None:
        """Whoever was in no other group is in My Contacts from then on."""
        name = f"contactGroups/{group['id']}"
        for body in self._book.members(email, name):
            if with_contacts:
                self._book.put(email, {**body, "deleted": True})
            else:
                left = [one for one in groups_of(body) if one != name]
                self.regroup(email, body, left or ["contactGroups/myContacts"])
        self._book.groups(email).put({**group, "deleted": True})

    def modify(self, call: Call) -> Answer:
        """Who is in no other group stays, and is told."""
        held, email = self._found(call), call.account["id"]
        added = call.fields.get("resourceNamesToAdd") or []
        removed = call.fields.get("resourceNamesToRemove") or []
        if not 1 <= len(added) + len(removed) <= MOST_MODIFIED:
            raise bad(f"Request must have between 1 and {MOST_MODIFIED} resource names.")
        if added and held["is_system"] and held["id"] not in OPEN_SYSTEM_GROUPS:
            raise bad("Contacts cannot be added to this system group.")
        name = f"contactGroups/{held['id']}"
        unknown = [one for one in (*added, *removed) if self._book.find(email, one) is None]
        last = []
        for one, is_in in [*((one, True) for one in added), *((one, False) for one in removed)]:
            body = self._book.find(email, one)
            if body is None:
                continue
            groups = [each for each in groups_of(body) if each != name] + ([name] if is_in else [])
            if not groups:
                last.append(one)
            elif groups != groups_of(body):
                self.regroup(email, body, groups)
        said = {"notFoundResourceNames": unknown, "canNotRemoveLastContactGroupResourceNames": last}
        return told({key: value for key, value in said.items() if value})

    def regroup(self, email: str, body: Row, groups: list[str]) -> Row:
        return self._book.put(email, {**body, "fields": {**body["fields"], "memberships": memberships(groups)}})

    # --- parts of answers and requests ---------------------------------------------------------------------

    def _shown(self, call: Call, body: Row, fields: list[str]) -> Row:
        name = f"contactGroups/{body['id']}"
        found: Row = {"resourceName": name, "etag": body["etag"].strip('"')}
        if "groupType" in fields:
            found["groupType"] = "SYSTEM_CONTACT_GROUP" if body["is_system"] else "USER_CONTACT_GROUP"
        if "name" in fields:
            found |= {"name": body["id"] if body["is_system"] else body["name"], "formattedName": body["name"]}
        if "memberCount" in fields and (count := len(self._book.members(call.account["id"], name))):
            found["memberCount"] = count
        if "metadata" in fields and "updated" in body:
            found["metadata"] = {"updateTime": body["updated"]}
        return found

    def _with_members(self, call: Call, body: Row, fields: list[str]) -> Row:
        found, most = self._shown(call, body, fields), int(call.one("maxMembers") or 0)
        members = self._book.members(call.account["id"], found["resourceName"])[:most]
        return {**found, **({"memberResourceNames": [one["name"] for one in members]} if members else {})}

    def _response(self, call: Call, name: str, fields: list[str]) -> Row:
        body = self._book.group(call.account["id"], name)
        if body is None:
            return {"requestedResourceName": name, "status": missing().as_status()}
        return {"requestedResourceName": name, "contactGroup": self._with_members(call, body, fields), "status": {}}

    def _page(self, call: Call) -> tuple[int, int]:
        size, at = call.one("pageSize") or "0", call.one("pageToken") or "0"
        if not size.isdigit() or int(size) > LARGEST_SIZE or not at.isdigit():
            raise bad(f"Page size must be between 1 and {LARGEST_SIZE}.")
        return int(size) or DEFAULT_SIZE, int(at)

    def _found(self, call: Call) -> Row:
        found = self._book.group(call.account["id"], f"contactGroups/{call.args[0]}")
        if found is None:
            raise missing()
        return found

    def _own(self, call: Call) -> Row:
        held = self._found(call)
        if held["is_system"]:
            raise bad("System groups cannot be changed.")
        return held

    def _name(self, call: Call) -> str:
        name = str((call.fields.get("contactGroup") or {}).get("name") or "").strip()
        if not name:
            raise bad("Contact group name is required.")
        return name

    def _check_name(self, email: str, name: str) -> None:
        feed = self._book.groups(email)
        held = [body for one in feed.ids if (body := feed.get(one)) and not body["deleted"]]
        if any(body["name"].casefold() == name.casefold() for body in held):
            raise PeopleRefused(409, "Contact group name already exists.")
