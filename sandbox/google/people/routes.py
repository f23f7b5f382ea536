"""Which method of the People API is where, which scopes open it, and how often it may be called."""

from collections.abc import Callable

from sandbox.google.answers import Answer, told
from sandbox.google.calls import Call, Handler, Route
from sandbox.google.people.book import Book
from sandbox.google.people.groups import Groups
from sandbox.google.people.listing import list_connections
from sandbox.google.people.persons import Persons
from sandbox.google.people.photos import Photos
from sandbox.google.people.throttle import Throttle

PREFIX = "/v1/"
SCOPE = "https://www.googleapis.com/auth/contacts"
WRITE = frozenset({SCOPE})
READ = frozenset({SCOPE, f"{SCOPE}.readonly"})


def people_routes(book: Book) -> list[Route]:
    persons, groups, photos, throttle = Persons(book), Groups(book), Photos(book), Throttle(book.world)
    one, group = "people/{peopleId}", "contactGroups/{contactGroupsId}"
    table: list[tuple[str, str, Handler, frozenset[str]]] = [
        ("GET", f"{one}/connections", lambda call: told(list_connections(book, call)), READ),
        ("GET", one, persons.get, READ),
        ("GET", "people:batchGet", persons.batch_get, READ),
        ("POST", "people:createContact", persons.create, WRITE),
        ("PATCH", f"{one}:updateContact", persons.update, WRITE),
        ("DELETE", f"{one}:deleteContact", persons.delete, WRITE),
        ("POST", "people:batchCreateContacts", persons.batch_create, WRITE),
        ("POST", "people:batchUpdateContacts", persons.batch_update, WRITE),
        ("POST", "people:batchDeleteContacts", persons.batch_delete, WRITE),
        ("PATCH", f"{one}:updateContactPhoto", photos.update, WRITE),
        ("DELETE", f"{one}:deleteContactPhoto", photos.delete, WRITE),
        ("GET", "contactGroups", groups.list_all, READ),
        ("POST", "contactGroups", groups.create, WRITE),
        ("GET", "contactGroups:batchGet", groups.batch_get, READ),
        ("GET", group, groups.get, READ),
        ("PUT", group, groups.update, WRITE),
        ("DELETE", group, groups.delete, WRITE),
        ("POST", f"{group}/members:modify", groups.modify, WRITE),
    ]
    return [
        Route(method, f"{PREFIX}{path}", _counted(throttle, method, handler), scopes)
        for method, path, handler, scopes in table
    ]


def _counted(throttle: Throttle, method: str, handler: Handler) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        throttle.count(call, is_write=method != "GET")
        return handler(call)

    return answer
