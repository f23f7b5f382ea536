"""Every operation that the stand-in answers, with its price in tokens (the contract's `x-token-cost`)."""

from functools import partial

from sandbox.pipedrive import filters, followers, history, leads, notes, participants, pictures, recents, users
from sandbox.pipedrive.activities import ACTIVITIES
from sandbox.pipedrive.activity_types import add_type, list_types
from sandbox.pipedrive.calls import PathTable, Route
from sandbox.pipedrive.deals import DEALS, PIPELINES, STAGES
from sandbox.pipedrive.merges import merging
from sandbox.pipedrive.organizations import ORGANIZATIONS
from sandbox.pipedrive.persons import PERSONS
from sandbox.pipedrive.records import Entity
from sandbox.pipedrive.schema import FieldSchema
from sandbox.pipedrive.search import search_items, searching
from sandbox.pipedrive.subscriptions import add_webhook, delete_webhook, list_webhooks

ENTITIES = {each.kind: each for each in (PERSONS, ORGANIZATIONS, DEALS, ACTIVITIES, PIPELINES, STAGES)}
PLURAL = {
    "person": "persons",
    "organization": "organizations",
    "deal": "deals",
    "activity": "activities",
    "pipeline": "pipelines",
    "stage": "stages",
}


def _entity(entity: Entity) -> list[Route]:
    path = f"/{PLURAL[entity.kind]}"
    listing = 5 if entity.kind in ("pipeline", "stage") else 10
    return [
        Route("GET", "v2", path, entity.list_all, listing),
        Route("POST", "v2", path, entity.create, 5),
        Route("GET", "v2", f"{path}/{{id}}", entity.get, 1),
        Route("PATCH", "v2", f"{path}/{{id}}", entity.change, 5),
        Route("DELETE", "v2", f"{path}/{{id}}", entity.delete, 3),
    ]


def _fields(kind: str) -> list[Route]:
    schema, path = FieldSchema(kind), f"/{kind}Fields"
    one, options = f"{path}/{{field_code}}", f"{path}/{{field_code}}/options"
    reading = [
        Route("GET", "v2", path, schema.list_all, 10),
        Route("GET", "v2", one, schema.get, 1),
        Route("GET", "v1", path, partial(filters.v1_fields, kind), 20),
    ]
    if kind == "activity":  # read-only in the contract
        return reading
    return [
        *reading,
        Route("POST", "v2", path, schema.add, 5),
        Route("PATCH", "v2", one, schema.change, 5),
        Route("DELETE", "v2", one, schema.delete, 3),
        Route("POST", "v2", options, schema.add_options, 5),
        Route("PATCH", "v2", options, schema.rename_options, 5),
        Route("DELETE", "v2", options, schema.delete_options, 3),
    ]


def _around(kind: str) -> list[Route]:
    """What persons, organizations and deals have in common beside themselves."""
    path, one = f"/{PLURAL[kind]}", f"/{PLURAL[kind]}/{{id}}"
    return [
        Route("GET", "v2", f"{path}/search", searching(kind), 20, is_search=True),
        Route("GET", "v2", f"{one}/followers", partial(followers.list_followers, kind), 10),
        Route("POST", "v2", f"{one}/followers", partial(followers.add_follower, kind), 5),
        Route("DELETE", "v2", f"{one}/followers/{{follower_id}}", partial(followers.delete_follower, kind), 3),
        Route("GET", "v1", f"{one}/permittedUsers", users.permitted(kind), 10),
        Route("GET", "v1", f"{one}/changelog", partial(history.changelog, kind), 20),
        Route("PUT", "v1", f"{one}/merge", merging(kind), 40),
    ]


V1 = [
    Route("GET", "v1", "/users", users.list_users, 20),
    Route("GET", "v1", "/users/me", users.me, 2),
    Route("GET", "v1", "/users/{id}", users.get_user, 2),
    Route("GET", "v1", "/users/{id}/permissions", users.permissions, 10),
    Route("GET", "v1", "/users/{id}/roleSettings", users.role_settings, 10),
    Route("GET", "v1", "/userSettings", users.settings, 2),
    Route("GET", "v1", "/activityTypes", list_types, 20),
    Route("POST", "v1", "/activityTypes", add_type, 10),
    Route("GET", "v1", "/webhooks", list_webhooks, 10),
    Route("POST", "v1", "/webhooks", add_webhook, 10),
    Route("DELETE", "v1", "/webhooks/{id}", delete_webhook, 6),
    Route("GET", "v1", "/filters", filters.list_filters, 20),
    Route("POST", "v1", "/filters", filters.add_filter, 10),
    Route("GET", "v1", "/filters/{id}", filters.get_filter, 2),
    Route("DELETE", "v1", "/filters/{id}", filters.delete_filter, 6),
    Route("GET", "v1", "/recents", recents.list_recents, 20),
    Route("GET", "v1", "/notes", notes.list_notes, 20),
    Route("POST", "v1", "/notes", notes.add_note, 10),
    Route("GET", "v1", "/notes/{id}", notes.get_note, 2),
    Route("PUT", "v1", "/notes/{id}", notes.change_note, 10),
    Route("DELETE", "v1", "/notes/{id}", notes.delete_note, 6),
    Route("GET", "v1", "/leads", leads.list_leads, 20),
    Route("POST", "v1", "/leads", leads.add_lead, 10),
    Route("GET", "v1", "/leads/{id}", leads.get_lead, 2),
    Route("PATCH", "v1", "/leads/{id}", leads.change_lead, 10),
    Route("DELETE", "v1", "/leads/{id}", leads.delete_lead, 6),
    Route("GET", "v1", "/deals/{id}/participants", participants.list_participants, 10),
    Route("POST", "v1", "/deals/{id}/participants", participants.add_participant, 10),
    Route("DELETE", "v1", "/deals/{id}/participants/{deal_participant_id}", participants.delete_participant, 6),
    Route("POST", "v1", "/persons/{id}/picture", pictures.add_picture, 10),
    Route("DELETE", "v1", "/persons/{id}/picture", pictures.delete_picture, 6),
]
ROUTES = [
    *(route for entity in ENTITIES.values() for route in _entity(entity)),
    *(route for kind in ("person", "organization", "deal", "activity") for route in _fields(kind)),
    *(route for kind in ("person", "organization", "deal") for route in _around(kind)),
    Route("GET", "v2", "/itemSearch", search_items, 20, is_search=True),
    Route("GET", "v2", "/persons/{id}/picture", pictures.get_picture, 1),
    *V1,
]


def route_table() -> PathTable[Route]:
    """All routes under `/v1/…` and `/v2/…`."""
    table: PathTable[Route] = PathTable()
    for route in ROUTES:
        table.add(route.method, f"/{route.version}{route.template}", route)
    return table
