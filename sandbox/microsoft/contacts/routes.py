"""What may be asked about contacts, folders and categories, and how it is answered."""

from base64 import b64decode
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from sandbox.microsoft.answers import Answer, Refused, bad_request, malformed, not_found, nothing, stale, told
from sandbox.microsoft.calls import Call, Handler, Route
from sandbox.microsoft.contacts.delta import Delta
from sandbox.microsoft.contacts.filters import expanded, filtered
from sandbox.microsoft.contacts.ids import read_id
from sandbox.microsoft.contacts.shapes import blank, etag_of, kept, shown
from sandbox.microsoft.contacts.store import BIN, Store
from sandbox.rows import Row

CONTACTS = frozenset({"Contacts.ReadWrite", "Contacts.Read"})
WRITE = frozenset({"Contacts.ReadWrite"})
SETTINGS = frozenset({"MailboxSettings.Read", "MailboxSettings.ReadWrite"})
PROFILE = frozenset({"User.Read", "Contacts.ReadWrite"})
DELTAS = ("delta", "delta()", "microsoft.graph.delta()", "microsoft.graph.delta")
LARGEST_PHOTO = 4 * 1024 * 1024


class ContactRoutes:
    """Handlers take what the path names from `call.args`; the folder comes first where there is one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.delta = Delta(store)

    def routes(self) -> Iterable[Route]:
        yield from self._folder_routes()
        for base in ("contacts", "contactFolders/{f}/contacts", "contactFolders/{f}/childFolders/{g}/contacts"):
            yield from self._contact_routes(base)
        yield from both("GET", "outlook/masterCategories", self.categories, SETTINGS)
        yield from both("GET", "", self.me, PROFILE)

    def _folder_routes(self) -> Iterable[Route]:
        yield from both("GET", "contactFolders", self.top_folders, CONTACTS)
        yield from both("POST", "contactFolders", self.add_folder, WRITE)
        yield from both("GET", "contactFolders/{f}", self.folder, CONTACTS)
        yield from both("DELETE", "contactFolders/{f}", self.drop_folder, WRITE)
        yield from both("GET", "contactFolders/{f}/childFolders", self.child_folders, CONTACTS)
        yield from both("POST", "contactFolders/{f}/childFolders", self.add_folder, WRITE)

    def _contact_routes(self, base: str) -> Iterable[Route]:
        yield from both("GET", base, self.listing, CONTACTS)
        yield from both("POST", base, self.create, WRITE)
        yield from both("GET", f"{base}/$count", self.count, CONTACTS)
        for name in DELTAS:
            yield from both("GET", f"{base}/{name}", self.changes, CONTACTS)
        yield from both("GET", f"{base}/{{c}}", self.get, CONTACTS)
        yield from both("PATCH", f"{base}/{{c}}", self.patch, WRITE)
        yield from both("DELETE", f"{base}/{{c}}", self.delete, WRITE)
        yield from both("POST", f"{base}/{{c}}/permanentDelete", self.purge, WRITE)
        yield from both("GET", f"{base}/{{c}}/photo/$value", self.photo, CONTACTS)
        yield from both("PUT", f"{base}/{{c}}/photo/$value", self.put_photo, WRITE)

    # --- folders and categories ----------------------------------------------------------------------------

    def top_folders(self, call: Call) -> Answer:
        """Those below the default folder; it is not among them (docs: known issues with contacts)."""
        parent = self.store.of_kind(call.email, "default")["id"]
        return self._folders(call, [*self.store.children(call.email, parent), *self.store.children(call.email, "")])

    def child_folders(self, call: Call) -> Answer:
        folder = self.store.folder(call.email, call.args[0])
        return self._folders(call, self.store.children(call.email, folder["id"]))

    def folder(self, call: Call) -> Answer:
        return told(_folder(self.store.folder(call.email, call.args[0])))

    def add_folder(self, call: Call) -> Answer:
        top = self.store.of_kind(call.email, "default")["id"]
        parent = self.store.folder(call.email, call.args[0])["id"] if call.args else top
        name = str(call.fields.get("displayName", ""))
        if not name:
            raise bad_request("The folder name is missing.", "ErrorInvalidRequest")
        if any(row["name"] == name for row in self.store.children(call.email, parent)):
            raise Refused(409, "ErrorFolderExists", "A folder with the specified name already exists.")
        return told(_folder(self.store.add_folder(call.email, name, parent)), 201)

    def drop_folder(self, call: Call) -> Answer:
        row = self.store.folder(call.email, call.args[0])
        if row["kind"] != "user":
            raise Refused(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
        self.store.world.put("folder", {**row, "parent": self.store.of_kind(call.email, BIN)["id"]})
        return nothing()

    def categories(self, call: Call) -> Answer:
        rows = self.store.categories(call.email)
        return told({"value": [{"id": row["id"], "displayName": row["name"], "color": row["color"]} for row in rows]})

    def me(self, call: Call) -> Answer:
        row = call.account
        return told({"id": row["oid"], "displayName": row["name"], "mail": row["id"], "userPrincipalName": row["id"]})

    def _folders(self, call: Call, rows: list[Row]) -> Answer:
        top, skip = call.number("$top", 10, 1000), call.number("$skip", 0, 10**9)
        body: Row = {"value": [_folder(row) for row in rows[skip : skip + top]]}
        return told(body | self._more(call, skip + top, len(rows)))

    def _more(self, call: Call, behind: int, total: int) -> Row:
        if behind >= total:
            return {}
        query = urlencode({**call.query, "$skip": behind}, quote_via=quote, safe="$'(),:/")
        return {"@odata.nextLink": f"{self.store.world.url}{call.path}?{query}"}

    # --- contacts ------------------------------------------------------------------------------------------

    def listing(self, call: Call) -> Answer:
        matching = filtered(call.one("$filter"))
        rows = [row for row in self.store.rows(self.store.members(self._place(call)["id"])) if matching(row)]
        top, skip = call.number("$top", 10, self.store.world.switches.list_cap), call.number("$skip", 0, 10**9)
        body: Row = {"value": [self._shown(call, row) for row in rows[skip : skip + top]]}
        return told(body | self._more(call, skip + top, len(rows)))

    def count(self, call: Call) -> Answer:
        total = len(self.store.members(self._place(call)["id"]))
        return Answer(200, str(total).encode(), "text/plain")

    def changes(self, call: Call) -> Answer:
        return self.delta.answer(call, self._place(call))

    def create(self, call: Call) -> Answer:
        sent = dict(call.fields)
        ext = _extended(sent.pop("singleValueExtendedProperties", []))
        row = self.store.add(call.email, self._place(call)["id"], kept(blank(), sent), ext)
        return told(self._shown(call, row), 201)

    def get(self, call: Call) -> Answer:
        return told(self._shown(call, self._row(call)))

    def patch(self, call: Call) -> Answer:
        row, sent = self._row(call), dict(call.fields)
        _check_match(call, row)
        ext = row["ext"] | _extended(sent.pop("singleValueExtendedProperties", []))
        return told(self._shown(call, self.store.change(row, body=kept(row["body"], sent), ext=ext)))

    def delete(self, call: Call) -> Answer:
        row = self._row(call)
        _check_match(call, row)
        self.store.bin(row)
        return nothing()

    def purge(self, call: Call) -> Answer:
        self.store.purge(self._row(call))
        return nothing()

    def photo(self, call: Call) -> Answer:
        row = self._row(call)
        if not row["photo"]:
            raise Refused(
                404, "ErrorItemNotFound", "Exception of type 'Microsoft.Fast.Profile.Core.Exception' was thrown."
            )
        return Answer(200, b64decode(row["photo"]), "image/jpeg")

    def put_photo(self, call: Call) -> Answer:
        if len(call.raw) > LARGEST_PHOTO:
            raise Refused(413, "ErrorMessageSizeExceeded", "The photo is too large.")
        raise Refused(403, "ErrorAccessDenied", "Nobody writes photos here.")

    def _place(self, call: Call) -> Row:
        """The folder whose contacts the path speaks of."""
        if "/contactFolders/" not in call.path:
            return self.store.of_kind(call.email, "default")
        return self.store.folder(call.email, call.args[1 if "/childFolders/" in call.path else 0])

    def _row(self, call: Call) -> Row:
        """A contact of the mailbox, wherever it lies (docs of GET /me/contacts/{id}: in the user's mailbox)."""
        found = read_id(call.args[-1])
        if found is None:
            raise malformed()
        row = self.store.contact(found[0])
        if row is None or row["email"] != call.email or found[1] not in (None, row["moves"]):
            raise not_found()
        is_binned = row["folder"] == self.store.of_kind(call.email, BIN)["id"]
        if is_binned and not self.store.world.switches.bin_shows:
            raise not_found()
        if "/contactFolders/" in call.path and row["folder"] != self._place(call)["id"]:
            raise not_found()
        return row

    def _shown(self, call: Call, row: Row) -> Row:
        select = [each.strip() for each in call.one("$select").split(",") if each.strip()]
        return shown(row, immutable=call.is_immutable, select=select, expand=expanded(call.one("$expand")))


def both(method: str, path: str, handler: Handler, scopes: frozenset[str]) -> Iterable[Route]:
    """The same resource under /me and /users/{id}."""
    for whose in ("/v1.0/me", "/v1.0/users/{user}"):
        yield Route(method, f"{whose}/{path}".rstrip("/"), handler, scopes)


def _folder(row: Row) -> Row:
    return {"id": row["id"], "parentFolderId": row["parent"] or "AAMkAGFmb2xkZXIroot", "displayName": row["name"]}


def _extended(sent: Any) -> Row:
    if not isinstance(sent, list):
        raise bad_request("singleValueExtendedProperties is a collection.", "RequestBodyRead")
    return {str(one["id"]): str(one["value"]) for one in sent}


def _check_match(call: Call, row: Row) -> None:
    wanted = call.headers.get("if-match", "*")
    if wanted not in ("*", etag_of(row)):
        raise stale()
