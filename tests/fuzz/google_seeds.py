"""What Google answers to each operation, made up and small, as the adapters of calendars and contacts read it."""

from typing import Any

MARK = "0" * 31 + "1"
CALENDAR = "anna@acme.example"

EVENT: dict[str, Any] = {
    "id": "ev1",
    "status": "confirmed",
    "etag": '"1"',
    "summary": "Termin",
    "location": "Weg 1",
    "description": "Notiz",
    "start": {"dateTime": "2026-11-24T09:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-11-24T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "created": "2026-11-20T09:00:00.000Z",
    "updated": "2026-11-21T09:00:00.000Z",
    "creator": {"self": True},
    "organizer": {"email": CALENDAR, "self": True},
    "attendees": [{"email": CALENDAR, "self": True, "responseStatus": "accepted"}, {"email": "eva@example.com"}],
    "iCalUID": "ev1@google.com",
    "visibility": "default",
    "transparency": "opaque",
    "eventType": "default",
    "extendedProperties": {"private": {"tandem": MARK}},
}
DAY = {"id": "ev2", "etag": '"2"', "start": {"date": "2026-11-25"}, "end": {"date": "2026-11-27"}, "summary": "Messe"}
SERIES = {**EVENT, "id": "ser", "recurrence": ["RRULE:FREQ=WEEKLY"]}
OCCURRENCE = {
    **EVENT,
    "id": "ser_20261201T080000Z",
    "recurringEventId": "ser",
    "originalStartTime": {"dateTime": "2026-12-01T09:00:00+01:00", "timeZone": "Europe/Berlin"},
}
SECRET = {**EVENT, "id": "ev3", "visibility": "private"}
GONE = {"id": "ev4", "status": "cancelled", "etag": '"4"'}
DELETED = {**DAY, "id": MARK, "status": "cancelled"}
LISTING = {
    "accessRole": "owner",
    "timeZone": "Europe/Berlin",
    "items": [EVENT, DAY, SERIES, OCCURRENCE, SECRET, GONE],
    "nextSyncToken": "t2",
}
INSTANCES = {"accessRole": "owner", "items": [OCCURRENCE]}
CALENDARS = {
    "items": [
        {"id": CALENDAR, "summary": "Anna", "accessRole": "owner", "primary": True, "timeZone": "Europe/Berlin"},
        {"id": "own", "summary": "Tandem", "summaryOverride": "Eigener", "accessRole": "writer"},
    ]
}
WATCH = {"resourceId": "r1", "expiration": "1796036400000"}

_SOURCE = {"type": "CONTACT", "id": "1f", "etag": "e1", "updateTime": "2026-11-20T09:00:00Z"}
PERSON: dict[str, Any] = {
    "resourceName": "people/c31",
    "etag": "%e1",
    "metadata": {"sources": [_SOURCE], "previousResourceNames": ["people/c30"], "objectType": "PERSON"},
    "names": [{"givenName": "Ada", "familyName": "King", "displayName": "Ada King", "phoneticGivenName": "Eida"}],
    "emailAddresses": [{"metadata": {"primary": True}, "value": "ada@example.com", "type": "work"}],
    "phoneNumbers": [{"value": "+49 30 23125 001", "type": "workFax", "canonicalForm": "+493023125001"}],
    "imClients": [{"username": "ada", "protocol": "skype"}],
    "addresses": [{"streetAddress": "Weg 1", "city": "Bonn", "type": "home", "formattedValue": "Weg 1\nBonn"}],
    "organizations": [{"name": "Werk", "title": "Leitung", "current": True}],
    "biographies": [{"value": "Notiz", "contentType": "TEXT_PLAIN"}],
    "birthdays": [{"date": {"year": 1815, "month": 12, "day": 10}, "text": "10.12.1815"}],
    "memberships": [{"contactGroupMembership": {"contactGroupResourceName": "contactGroups/7"}}],
    "clientData": [{"key": "tandem", "value": MARK}],
    "photos": [{"url": "https://photos.google.example/a", "default": False}],
}
GONE_PERSON = {"resourceName": "people/c32", "metadata": {"deleted": True, "sources": [_SOURCE]}}
PERSONS = {"connections": [PERSON, GONE_PERSON], "nextSyncToken": "t2", "totalItems": 2}
READ = {
    "responses": [
        {"requestedResourceName": "people/c31", "person": PERSON, "httpStatusCode": 200},
        {"requestedResourceName": "people/c33", "status": {"code": 5, "message": "Not found"}},
    ]
}
ONE_READ = {"responses": [{"requestedResourceName": "people/c31", "person": PERSON}]}
MADE = {"createdPeople": [{"person": PERSON, "requestedResourceName": ""}]}
CHANGED = {"updateResult": {"people/c31": {"person": PERSON, "httpStatusCode": 200}}}
GROUPS = {
    "contactGroups": [
        {"resourceName": "contactGroups/7", "name": "Kunden", "groupType": "USER_CONTACT_GROUP", "memberCount": 3},
        {"resourceName": "contactGroups/myContacts", "formattedName": "Meine", "groupType": "SYSTEM_CONTACT_GROUP"},
    ]
}
TOKENS = {
    "access_token": "a",
    "expires_in": 3599,
    "scope": "https://www.googleapis.com/auth/calendar",
    "id_token": "a.e30.c",
}
GRANTED = {**TOKENS, "refresh_token": "r"}

OLD_REFUSAL = {
    "error": {"errors": [{"domain": "calendar", "reason": "rateLimitExceeded"}], "code": 403, "message": "x"}
}
NOT_FOUND = {"error": {"errors": [{"domain": "global", "reason": "notFound"}], "code": 404}}
DUPLICATE = {"error": {"errors": [{"domain": "global", "reason": "duplicate"}], "code": 409}}
NEW_REFUSAL = {
    "error": {
        "code": 400,
        "status": "FAILED_PRECONDITION",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "EXPIRED_SYNC_TOKEN"},
            {"contactErrors": {"0": {"code": 3, "message": "x"}, "people/c31": {"code": 9, "message": "x"}}},
        ],
    }
}
REFUSED_BATCH = {"error": {"code": 400, "details": [{"contactErrors": {"0": {"code": 3}, "people/c31": {"code": 9}}}]}}
REFUSED_TOKEN = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
