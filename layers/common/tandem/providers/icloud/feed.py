"""What an address book says changed: by sync-collection, or by ctag and ETags where a server has no such report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tandem.domain.errors import CursorExpired, Rejected
from tandem.domain.ids import Cursor, RemoteId, Version
from tandem.ports import Page
from tandem.providers.icloud import cursor as marks
from tandem.providers.icloud.book import AddressBook, Listing
from tandem.providers.icloud.cursor import Mark
from tandem.providers.icloud.groups import Scope, scope_of

_HINTS = 500
"""Hints per page."""


def listed(book: AddressBook, group: str | None, scope: Scope) -> tuple[Mapping[str, Version], Cursor]:
    """All cards by path with their version, and the cursor behind them."""
    try:
        listing = book.sync("")
    except (Rejected, CursorExpired):  # a few old servers take an empty token for a bad one
        listing = book.list_by_tag()
    return listing.present, marks.encoded(_mark(book, group, listing, scope))


def changes(book: AddressBook, group: str | None, cursor: Cursor) -> Iterator[Page]:
    """Raise `CursorExpired` where the cursor is of no use; then nothing was told."""
    mark = marks.decoded(cursor, book=book.path, group=group)
    listing = _since(book, mark)
    if listing is None:
        yield Page(cursor=cursor)
        return
    hints: list[tuple[RemoteId, Version | None]] = [
        (RemoteId(path), version) for path, version in listing.present.items() if path != mark.group_path
    ]
    after = _mark(book, group, listing, Scope()) if mark.group_path == "" else _regrouped(book, mark, listing, hints)
    yield from _pages(hints, [RemoteId(path) for path in listing.gone], marks.encoded(after))


def _pages(
    hints: Sequence[tuple[RemoteId, Version | None]], gone: Sequence[RemoteId], cursor: Cursor
) -> Iterator[Page]:
    for at in range(0, len(hints), _HINTS):
        yield Page(hinted=tuple(hints[at : at + _HINTS]))
    yield Page(gone=tuple(gone), cursor=cursor)


def _since(book: AddressBook, mark: Mark) -> Listing | None:
    """What changed since the mark; None where nothing did and one cheap question told it."""
    if mark.token:
        try:
            return book.sync(mark.token)
        except Rejected as error:
            raise CursorExpired("sync_unsupported") from error
    if mark.tag and book.tag() == mark.tag:
        return None
    listing = book.list_by_tag()
    listing.etags = {path: marks.short(version) for path, version in listing.present.items()}
    listing.gone = dict.fromkeys(path for path in mark.etags if path not in listing.present)
    listing.present = {
        path: version for path, version in listing.present.items() if mark.etags.get(path) != listing.etags[path]
    }
    return listing


def _mark(book: AddressBook, group: str | None, listing: Listing, scope: Scope) -> Mark:
    mark = Mark(book=book.path, group=group, token=listing.token, tag=listing.tag)
    if not listing.token:
        etags = listing.etags or {path: marks.short(version) for path, version in listing.present.items()}
        mark = replace(mark, etags=etags)
    if scope.group is None:
        return mark
    return replace(mark, group_path=scope.group.path, group_version=scope.group.version, members=scope.members)


def _regrouped(book: AddressBook, mark: Mark, listing: Listing, hints: list[tuple[RemoteId, Version | None]]) -> Mark:
    """The mark behind the changes, with a hint added for each contact that entered or left the group.

    These hints tell no version: the card itself is the same as before.
    """
    group_version = listing.present.get(mark.group_path, mark.group_version)
    if mark.group_path not in listing.gone and group_version == mark.group_version:
        behind = _mark(book, mark.group, listing, Scope())
        return replace(behind, group_path=mark.group_path, group_version=mark.group_version, members=mark.members)
    scope = scope_of(book, mark.group)
    moved = sorted(scope.members ^ mark.members)
    hints += [(RemoteId(path), None) for path in _paths_of(book, moved)]
    return _mark(book, mark.group, listing, scope)


def _paths_of(book: AddressBook, uids: Sequence[str]) -> Sequence[str]:
    """Where the cards with these UIDs are; every card where the server knows no queries."""
    try:
        return list(dict.fromkeys(path for path, _ in book.find_uids(uids)))
    except Rejected:
        return list(book.list_by_tag().present)
