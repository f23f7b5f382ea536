"""Finding contacts by what stays with them when their id doesn't: the marker of those that Tandem made, or a key."""

from collections.abc import Sequence

from tandem.domain.errors import Unavailable
from tandem.domain.ids import RemoteId
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, M, T, named
from tandem.providers.exchange.folders import contact_folders

_AT_ONCE = 25
"""Values per search: a server refuses a restriction that is too complex."""


def find_by_markers(ews: Ews, markers: Sequence[str]) -> list[RemoteId]:
    return _find(ews, payloads.marker_path(), markers)


def find_by_keys(ews: Ews, keys: Sequence[str]) -> list[RemoteId]:
    """`keys` in base64."""
    return _find(ews, payloads.key_path(), keys)


def _find(ews: Ews, path: Element, values: Sequence[str]) -> list[RemoteId]:
    """Those in any folder of contacts, the oldest of each folder first."""
    folders = [one.id for one in contact_folders(ews)] if values else []
    found: list[RemoteId] = []
    for at in range(0, len(values) if folders else 0, _AT_ONCE):
        payload = payloads.find_by(folders, path, values[at : at + _AT_ONCE])
        for message in ews.each(payload, len(folders)):
            if not message.is_fine:
                raise message.trouble()
            found += _ids(message.element.find(f"{M}RootFolder"))
    return found


def _ids(page: Element) -> list[RemoteId]:
    """Raise `Unavailable` for a page that isn't all: more than a thousand bear one of a few names."""
    if page is None or page.get("IncludesLastItemInRange") == "false":
        raise Unavailable("answer_unreadable")
    return [RemoteId(named(one, ".")) for one in page.iter(f"{T}ItemId")]
