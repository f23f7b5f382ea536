"""The operations of Pipedrive's API that Tandem uses, each with what it costs of the company's daily tokens.

Costs and paths: `x-token-cost` in Pipedrive's OpenAPI documents of v1 and v2, snapshot of 2026-08-18.
"""

from typing import NamedTuple


class Operation(NamedTuple):
    """`path` has one `{}` per identifier. Searches have a burst limit of their own."""

    method: str
    path: str
    cost: int

    @property
    def is_search(self) -> bool:
        return self.path.endswith("/search")


LIST_PERSONS = Operation("GET", "/api/v2/persons", 10)
GET_PERSON = Operation("GET", "/api/v2/persons/{}", 1)
CREATE_PERSON = Operation("POST", "/api/v2/persons", 5)
UPDATE_PERSON = Operation("PATCH", "/api/v2/persons/{}", 5)
DELETE_PERSON = Operation("DELETE", "/api/v2/persons/{}", 3)
SEARCH_PERSONS = Operation("GET", "/api/v2/persons/search", 20)
PERSON_CHANGELOG = Operation("GET", "/api/v1/persons/{}/changelog", 20)
UPLOAD_PICTURE = Operation("POST", "/api/v1/persons/{}/picture", 10)

LIST_PERSON_FIELDS = Operation("GET", "/api/v2/personFields", 10)
CREATE_PERSON_FIELD = Operation("POST", "/api/v2/personFields", 5)

LIST_ORGANIZATIONS = Operation("GET", "/api/v2/organizations", 10)
CREATE_ORGANIZATION = Operation("POST", "/api/v2/organizations", 5)
SEARCH_ORGANIZATIONS = Operation("GET", "/api/v2/organizations/search", 20)

LIST_DEALS = Operation("GET", "/api/v2/deals", 10)
GET_DEAL = Operation("GET", "/api/v2/deals/{}", 1)
GET_LEAD = Operation("GET", "/api/v1/leads/{}", 2)

LIST_ACTIVITIES = Operation("GET", "/api/v2/activities", 10)
GET_ACTIVITY = Operation("GET", "/api/v2/activities/{}", 1)
CREATE_ACTIVITY = Operation("POST", "/api/v2/activities", 5)
UPDATE_ACTIVITY = Operation("PATCH", "/api/v2/activities/{}", 5)
DELETE_ACTIVITY = Operation("DELETE", "/api/v2/activities/{}", 3)
LIST_ACTIVITY_TYPES = Operation("GET", "/api/v1/activityTypes", 20)

GET_ME = Operation("GET", "/api/v1/users/me", 2)
LIST_USERS = Operation("GET", "/api/v1/users", 20)

LIST_WEBHOOKS = Operation("GET", "/api/v1/webhooks", 10)
CREATE_WEBHOOK = Operation("POST", "/api/v1/webhooks", 10)
DELETE_WEBHOOK = Operation("DELETE", "/api/v1/webhooks/{}", 6)
