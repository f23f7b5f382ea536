"""What Graph answers to each operation, made up and small, as the adapter of Outlook's contacts reads it."""

from typing import Any

MARK = "0" * 31 + "1"
LINK = "String {7d1c3a52-6f0b-4a7e-9c55-2f8d1b6e4a90} Name TandemLink"
HAS_PHOTO = "Boolean {00062004-0000-0000-C000-000000000046} Id 0x8015"
BASE = "https://graph.example/v1.0"

CONTACT: dict[str, Any] = {
    "@odata.etag": 'W/"1"',
    "id": "AAk1",
    "parentFolderId": "AAf1",
    "categories": ["Kunden"],
    "displayName": "Ada King",
    "givenName": "Ada",
    "surname": "King",
    "title": "Dr.",
    "emailAddresses": [{"name": "Ada", "address": "ada@example.com"}],
    "businessPhones": ["+49 30 23125 001"],
    "homePhones": [],
    "mobilePhone": "+49 170 1234567",
    "imAddresses": ["skype:ada"],
    "businessAddress": {"street": "Weg 1", "city": "Bonn", "postalCode": "53111", "countryOrRegion": "Deutschland"},
    "homeAddress": {},
    "companyName": "Werk",
    "jobTitle": "Leitung",
    "personalNotes": "Notiz\r\nzwei",
    "birthday": "1815-12-10T11:59:00Z",
    "singleValueExtendedProperties": [{"id": LINK, "value": MARK}, {"id": HAS_PHOTO, "value": "true"}],
}
OTHER = {**CONTACT, "id": "AAk2", "parentFolderId": "AAf2"}
DELTA = {
    "@odata.context": "x",
    "value": [CONTACT, OTHER, {"id": "AAk3", "@removed": {"reason": "deleted"}}],
    "@odata.deltaLink": f"{BASE}/me/contactFolders/AAf1/contacts/delta?$deltatoken=t2",
}
FOLDER = {"id": "AAf1", "displayName": "Contacts"}
FOLDERS = {"value": [{"id": "AAf2", "displayName": "Kunden"}], "@odata.nextLink": f"{BASE}/me/contactFolders/more"}
MORE = {"value": [{"id": "AAf3", "displayName": "Messe"}], "@odata.nextLink": f"{BASE}/me/contactFolders/more?$skip=1"}
NONE: dict[str, Any] = {"value": []}
CONTACTS = {"value": [CONTACT]}
CATEGORIES = {"value": [{"displayName": "Kunden"}, {"displayName": "Messe"}]}
SUBSCRIPTION = {"id": "s1", "expirationDateTime": "2026-11-30T08:50:00.0000000Z", "clientState": "c t"}
DISCOVERED = {
    "token_endpoint": "https://login.example/organizations/oauth2/v2.0/token",
    "authorization_endpoint": "https://login.example/organizations/oauth2/v2.0/authorize",
    "issuer": "https://login.example/organizations/v2.0",
}
TOKENS = {
    "token_type": "Bearer",
    "scope": "Contacts.ReadWrite",
    "expires_in": 3599,
    "access_token": "a",
    "refresh_token": "r2",
}
PHOTO = "R0lGODdh"

REFUSAL = {"error": {"code": "ErrorItemNotFound", "message": "x", "innerError": {"date": "2026-11-23T09:00:00"}}}
EXPIRED = {"error": {"code": "SyncStateNotFound", "message": "x"}}
REFUSED_TOKEN = {"error": "invalid_grant", "error_description": "AADSTS70008", "error_codes": [70008]}


def batch(*bodies: Any, status: int = 200) -> dict[str, Any]:
    """The first with that status, the rest fine."""
    return {
        "responses": [
            {"id": str(at), "status": status if at == 0 else 200, "headers": {"Retry-After": "1"}, "body": body}
            for at, body in enumerate(bodies)
        ]
    }
