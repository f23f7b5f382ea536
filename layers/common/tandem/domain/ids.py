"""The identifiers of Tandem, each a type of its own so that one can't be passed for another."""

from typing import NewType

CompanyId = NewType("CompanyId", str)
"""Pipedrive's company id, as text."""
UserId = NewType("UserId", str)
"""Pipedrive's user id, as text; unique within a company only."""
AccountId = NewType("AccountId", str)
"""`<company>-a<random>`: the company can be read off, so that one key finds the account."""
ConnectionId = NewType("ConnectionId", str)
"""`<company>-c<random>`, for the same reason."""
LinkId = NewType("LinkId", str)
"""32 hex digits; also the UID of a contact that Tandem makes, and the marker of a person that it makes."""
RunId = NewType("RunId", str)
"""`<connection>-r<random>`."""
ErasureId = NewType("ErasureId", str)
"""`erasure-<random>`: the only id of ours that doesn't tell whose it is, as it stays when all of that is gone."""
EntryId = NewType("EntryId", str)
"""`<connection>-h<instant>-…`, of an entry of the history."""
RemoteId = NewType("RemoteId", str)
"""A replica's own id of an item: a person id, an href."""
Version = NewType("Version", str)
"""A replica's opaque version of an item: an etag, an update time. Compared for equality only."""
Cursor = NewType("Cursor", str)
"""Where the next pull of a replica resumes. Opaque to all but the adapter that made it."""
ACTIVITY = "activity/"
"""Before the number of an activity: the CRM counts persons from one, too, and claims tell items apart by id alone."""


def activity_id(number: object) -> RemoteId:
    return RemoteId(f"{ACTIVITY}{number}")


def company_of(identifier: AccountId | ConnectionId | RunId) -> CompanyId:
    """The tenant that an identifier of ours belongs to."""
    return CompanyId(identifier.split("-", 1)[0])


def connection_of(run_id: RunId) -> ConnectionId:
    """The connection that a run passes over."""
    return ConnectionId(run_id.rsplit("-", 1)[0])


def entry_id(connection: ConnectionId, place: str) -> EntryId:
    """`place` is where the entry stands in the history of its connection."""
    return EntryId(f"{connection}-h{place}")


def place_of(entry: EntryId) -> tuple[ConnectionId, str]:
    """The way back; the place is empty for what is no entry's id. No connection's id has an h in it."""
    connection, _, place = entry.partition("-h")
    return ConnectionId(connection), place
