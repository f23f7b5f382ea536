"""Finding what was made under our names: one query for all, and further ones only where something was moved."""

from collections.abc import Iterator, Sequence

from tandem.domain.errors import Rejected, Trouble
from tandem.domain.ids import LinkId
from tandem.providers.microsoft.answers import NOT_FOUND, listed
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call, Json
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.feed import gone_with
from tandem.providers.microsoft.folders import Folders, contacts_of
from tandem.providers.microsoft.mapping import SELECT
from tandem.providers.microsoft.marks import BOTH, made_as, marks_of
from tandem.providers.microsoft.scope import Scope

_NAMES_A_QUERY = 10
"""A filter with more would be a URL that proxies cut off."""


def place_of(scope: Scope) -> str:
    """Where new contacts are made, as a path."""
    return contacts_of(scope.folder) if scope.folder else "me/contacts"


def found_by_link(client: GraphClient, folders: Folders, scope: Scope, wanted: Sequence[LinkId]) -> dict[LinkId, Json]:
    """The item of each name that there is; of several of one name (somebody copied it) the first."""
    found = _found(client, [place_of(scope)], wanted)
    lost = [link_id for link_id in wanted if link_id not in found]
    if lost:
        elsewhere = [one.contacts for one in folders.all() if not _is_searched(one.id, one.is_default, scope)]
        found |= _found(client, elsewhere, lost)
    return found


def _is_searched(folder: str, is_default: bool, scope: Scope) -> bool:
    return folder == scope.folder if scope.folder else is_default


def _found(client: GraphClient, places: Sequence[str], wanted: Sequence[LinkId]) -> dict[LinkId, Json]:
    chunks = [wanted[start : start + _NAMES_A_QUERY] for start in range(0, len(wanted), _NAMES_A_QUERY)]
    calls = [Call("GET", place, _query(chunk)) for place in places for chunk in chunks]
    by_name = {link_id.casefold(): link_id for link_id in wanted}
    found: dict[LinkId, Json] = {}
    for item in _items(client, calls):
        link_id = by_name.get(marks_of(item).link.casefold())
        if link_id is not None:
            found.setdefault(link_id, item)
    return found


def _items(client: GraphClient, calls: Sequence[Call]) -> Iterator[Json]:
    """A folder that is gone has nothing; what can't be asked else says nothing about what was made."""
    for start in range(0, len(calls), MOST):
        for outcome in client.batch(calls[start : start + MOST]):
            if isinstance(outcome, Rejected) and outcome.reason == NOT_FOUND:
                raise gone_with(outcome)
            if isinstance(outcome, Trouble):
                raise outcome
            yield from listed(outcome)


def _query(links: Sequence[LinkId]) -> dict[str, str]:
    return {"$filter": made_as(links), "$expand": BOTH, "$select": SELECT, "$top": "100"}
