"""What folders say changed: SyncFolderItems, portion by portion, with ids and change keys alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tandem.domain.errors import CursorExpired, Unavailable
from tandem.domain.ids import Cursor, RemoteId, Version
from tandem.ports import Page
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, M, T, named
from tandem.providers.exchange.cursor import decoded, encoded
from tandem.providers.exchange.folders import Scope, contact_folders


@dataclass(slots=True)
class Portion:
    """Contacts that are there, by id with their version, and ids of whatever is there no more."""

    state: str
    is_last: bool
    there: dict[str, Version] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)


def portions(ews: Ews, folder: str, state: str) -> Iterator[Portion]:
    """Everything for an empty state. Raise `CursorExpired`, `CollectionGone`."""
    while True:
        portion = _portion(ews.single(payloads.sync(folder, state)))
        if not portion.is_last and portion.state == state:
            raise Unavailable("no_progress")
        yield portion
        if portion.is_last:
            return
        state = portion.state


def folders_of(ews: Ews, scope: Scope) -> Sequence[str]:
    return [scope.folder] if scope.folder else [one.id for one in contact_folders(ews)]


def changes(ews: Ews, scope: Scope, group: str | None, cursor: Cursor) -> Iterator[Page]:
    """Raise `CursorExpired` where a folder is gone: nobody tells what was in it."""
    states = dict(decoded(cursor, group=group))
    folders = folders_of(ews, scope)
    if set(states) - set(folders):
        raise CursorExpired("folder_gone")
    after: dict[str, str] = {}
    for folder in folders:
        for portion in portions(ews, folder, states.get(folder, "")):
            after[folder] = portion.state
            if portion.there or portion.gone:
                yield _page(portion)
    yield Page(cursor=encoded(group, after))


def _page(portion: Portion) -> Page:
    hinted = tuple((RemoteId(item), version) for item, version in portion.there.items())
    return Page(hinted=hinted, gone=tuple(map(RemoteId, portion.gone)))


def _portion(message: Element) -> Portion:
    state, is_last = message.findtext(f"{M}SyncState"), message.findtext(f"{M}IncludesLastItemInRange")
    changes = message.find(f"{M}Changes")
    if not state or is_last not in ("true", "false") or changes is None:
        raise Unavailable("answer_unreadable")
    portion = Portion(state, is_last == "true")
    for change in changes:
        _note(portion, change)
    return portion


def _note(portion: Portion, change: Element) -> None:
    """The last word on an item counts. Lists of people and mails are no contacts."""
    kind = str(change.tag).removeprefix(T)
    item = change.find(f".//{T}ItemId")
    if kind == "Delete" and item is not None:
        name = named(item, ".")
        portion.there.pop(name, None)
        portion.gone[name] = None
    elif kind in ("Create", "Update") and item is not None and change.find(f"{T}Contact") is not None:
        name = named(item, ".")
        portion.gone.pop(name, None)
        portion.there[name] = Version(item.get("ChangeKey") or "")


def versions_of(found: Mapping[str, Version]) -> list[tuple[RemoteId, Version]]:
    return [(RemoteId(item), version) for item, version in found.items()]
