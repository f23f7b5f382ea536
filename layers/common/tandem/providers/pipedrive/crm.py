"""Pipedrive beyond its persons: the company and its users, fields, deals, webhooks and pictures.

    PipedriveCrm(client=…, codes=…, directory=…)

`codes` are those stored last, `FieldCodes()` at first; `ensure_fields` answers with what to store. `directory` is for
the organizations in traces; where none is given, they have no names.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tandem.domain.errors import Rejected
from tandem.domain.gap import Trace
from tandem.domain.ids import CompanyId, RemoteId, UserId
from tandem.ports import ActivityType, CrmCompany, CrmUser, Subscription
from tandem.providers.pipedrive import operations, traces
from tandem.providers.pipedrive.client import Client, Json, Query
from tandem.providers.pipedrive.codes import FieldCodes
from tandem.providers.pipedrive.envelope import hits, identified, item, items, understood
from tandem.providers.pipedrive.fields import ensure_fields
from tandem.providers.pipedrive.organizations import Directory
from tandem.providers.pipedrive.picture import form

_HOOK_NAME = "Tandem"


class PipedriveCrm:
    """Implements `Crm`."""

    def __init__(self, *, client: Client, codes: FieldCodes, directory: Directory | None = None) -> None:
        self._client = client
        self._codes = codes
        self._directory = directory

    def company(self) -> CrmCompany:
        me = identified(item(self._client.get(operations.GET_ME)))
        users = [identified(user) for user in items(self._client.get(operations.LIST_USERS))]
        with understood():
            return CrmCompany(
                id=CompanyId(str(identified({"id": me["company_id"]})["id"])),
                name=str(me.get("company_name") or ""),
                plan=self._client.plan,
                me=UserId(str(me["id"])),
                users=tuple(_user({**me, **user} if user["id"] == me["id"] else user) for user in users),
            )

    def ensure_fields(self) -> str:
        """The codes as `FieldCodes.from_json` reads them."""
        self._codes = ensure_fields(self._client, self._codes)
        return self._codes.to_json()

    def has_open_deals(self, person: RemoteId) -> bool:
        query: Query = {"person_id": person, "status": "open", "limit": 1}
        return bool(items(self._client.get(operations.LIST_DEALS, query=query)))

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        query: Query = {"term": mail, "fields": "email", "exact_match": "true", "limit": 100}
        found = hits(self._client.get(operations.SEARCH_PERSONS, query=query))
        return [RemoteId(str(each["id"])) for each in found if _has(each, mail)]

    def activity_types(self) -> Sequence[ActivityType]:
        found = items(self._client.get(operations.LIST_ACTIVITY_TYPES))
        with understood():
            return [_activity_type(each) for each in sorted(found, key=lambda each: int(each.get("order_nr") or 0))]

    def subscriptions(self) -> Sequence[Subscription]:
        return [_subscription(each) for each in items(self._client.get(operations.LIST_WEBHOOKS))]

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        body = {
            "subscription_url": url,
            "event_action": "*",
            "event_object": event_object,
            "name": _HOOK_NAME,
            "version": "2.0",
            "http_auth_user": user,
            "http_auth_password": password,
        }
        return _subscription(item(self._client.send(operations.CREATE_WEBHOOK, body=body)))

    def unsubscribe(self, subscription: Subscription) -> None:
        try:
            self._client.send(operations.DELETE_WEBHOOK, subscription.id)
        except Rejected as rejected:
            if rejected.reason not in ("not_found", "gone"):
                raise

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        """GIF, JPEG or PNG (OpenAPI v1). A person that has a picture keeps it."""
        picture, kind = form(content, media_type)
        if item(self._client.get(operations.GET_PERSON, person)).get("picture_id") is None:
            self._client.call(operations.UPLOAD_PICTURE, person, content=picture, media_type=kind)

    def trace(self, word: bytes) -> Trace | None:
        return traces.from_webhook(word, self._codes, self._organization)

    def changelog(self, person: RemoteId) -> Iterator[Trace]:
        """20 tokens a page of 500; needs the scope recents:read (OpenAPI v1)."""
        pages = self._client.pages(operations.PERSON_CHANGELOG, {}, of=person)
        entries = (entry for page, _ in pages for entry in page)
        return traces.from_log(entries, self._codes, self._organization)

    def _organization(self, organization: int) -> str:
        return self._directory.name(organization) if organization and self._directory is not None else ""


def _user(found: Json) -> CrmUser:
    access: list[Any] = found.get("access") or []
    return CrmUser(
        id=UserId(str(found["id"])),
        name=str(found.get("name") or ""),
        email=str(found.get("email") or ""),
        is_admin=any(each.get("admin") and each.get("app") in ("global", "account_settings") for each in access),
        is_active=bool(found.get("active_flag", True)) and not found.get("is_deleted"),
        language=str((found.get("language") or {}).get("language_code") or found.get("locale") or "")[:2],
    )


def _activity_type(found: Json) -> ActivityType:
    key = str(found["key_string"])
    return ActivityType(key, str(found.get("name") or key), bool(found.get("active_flag", True)))


def _subscription(found: Json) -> Subscription:
    with understood():
        url, event_object = str(found["subscription_url"]), str(found["event_object"])
    return Subscription(str(identified(found)["id"]), url, event_object, bool(found.get("is_active")))


def _has(found: Json, mail: str) -> bool:
    with understood():
        return mail.casefold() in {str(each).casefold() for each in found.get("emails") or ()}
