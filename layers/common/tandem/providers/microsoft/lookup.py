"""Reading contacts by id, wherever they are: in a folder, or in the bin, where one is as good as gone."""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, replace

from tandem.domain.content import as_contact
from tandem.domain.errors import CollectionGone, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Broken, Seen, Sight, Tombstone, Unseen
from tandem.providers.microsoft.answers import NO_ID, NOT_FOUND
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call, Json, part
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.folders import TOP, Folders
from tandem.providers.microsoft.mapping import SELECT
from tandem.providers.microsoft.marks import BOTH, marks_of
from tandem.providers.microsoft.photos import Picture, pictures_of
from tandem.providers.microsoft.sights import Reader
from tandem.providers.owed import owing

_QUERY = {"$select": SELECT, "$expand": BOTH}


@dataclass(frozen=True, slots=True)
class Lookup:
    client: GraphClient
    folders: Folders
    reader: Reader

    def read(self, ids: Sequence[RemoteId], told_gone: AbstractSet[RemoteId] = frozenset()) -> dict[RemoteId, Sight]:
        """Each id has an answer. Raise `Retryable`, `AccessRevoked`: then nothing is known of any."""
        outcomes = self._outcomes(list(dict.fromkeys(ids)))
        found = {remote: self._sight(remote, outcome) for remote, outcome in outcomes.items()}
        self._check_folder(found)
        for remote in told_gone & {one for one, sight in found.items() if isinstance(sight, Unseen)}:
            found[remote] = Tombstone(remote)
        return {remote: sight for remote, sight in self._pictured(found, outcomes).items() if remote in found}

    def is_gone(self, remote: RemoteId) -> bool:
        """Whether there is proof of it."""
        try:
            return isinstance(self.read([remote])[remote], Tombstone)
        except Trouble:
            return False

    def _outcomes(self, ids: Sequence[RemoteId]) -> dict[RemoteId, Json | Trouble]:
        """What failed by itself is asked for once more."""
        outcomes = self._asked(ids)
        again = [remote for remote, outcome in outcomes.items() if isinstance(outcome, Unavailable)]
        return outcomes | self._asked(again)

    def _asked(self, ids: Sequence[RemoteId]) -> dict[RemoteId, Json | Trouble]:
        found: dict[RemoteId, Json | Trouble] = {}
        for start in range(0, len(ids), MOST):
            chunk = ids[start : start + MOST]
            along = self._along(len(chunk))
            answers = self.client.batch([*map(_call, chunk), *along])
            found |= zip(chunk, answers[: len(chunk)], strict=True)
            if along:
                self.folders.learn(*answers[len(chunk) :])
        return found

    def _along(self, taken: int) -> Sequence[Call]:
        """The folders, where nobody asked for them yet and a batch has room: `_is_binned` has to know them."""
        is_known = bool(self.reader.scope.folder or self.folders.known)
        return () if is_known or taken + len(TOP) > MOST else TOP

    def _sight(self, remote: RemoteId, outcome: Json | Trouble) -> Sight:
        match outcome:
            case Rejected(reason=reason) if reason == NOT_FOUND:
                return Tombstone(remote)
            case Rejected(reason=reason) if reason == NO_ID:
                return Unseen(remote)
            case Rejected() | StaleVersion():
                return Broken(remote, Version(""), outcome.reason, outcome.detail)
            case Unavailable(reason="server_error"):
                return Broken(remote, Version(""), "server_error", outcome.detail)
            case Trouble():
                raise outcome
        return Tombstone(remote) if self._is_binned(outcome) else self.reader.sight(outcome)

    def _is_binned(self, item: Json) -> bool:
        """An immutable id goes along into Deleted Items, and is answered there."""
        folder = str(item.get("parentFolderId") or "")
        return folder != self.reader.scope.folder and not self.folders.holds(folder)

    def _check_folder(self, found: Mapping[RemoteId, Sight]) -> None:
        """Raise `CollectionGone` where the chosen folder is gone, and what was in it with it: that deletes nobody."""
        folder = self.reader.scope.folder
        if folder and any(isinstance(sight, Tombstone) for sight in found.values()) and not self.folders.holds(folder):
            raise CollectionGone("group_missing")

    def _pictured(
        self, found: dict[RemoteId, Sight], outcomes: Mapping[RemoteId, Json | Trouble]
    ) -> dict[RemoteId, Sight]:
        if not self.reader.has_photos:
            return found
        wanted = [remote for remote, _ in _with_photo(found, outcomes)]
        pictures = pictures_of(self.client, wanted)
        for remote, seen in list(_with_photo(found, outcomes)):
            found[remote] = _shown_with(seen, pictures[remote]) if remote in pictures else owing(seen)
        return found


def _shown_with(seen: Seen, picture: Picture | None) -> Seen:
    if picture is None:
        return seen
    shown = replace(as_contact(seen.content), photo=picture.photo)
    return replace(seen, content=shown, photo=picture.content)


def _with_photo(
    found: Mapping[RemoteId, Sight], outcomes: Mapping[RemoteId, Json | Trouble]
) -> Iterator[tuple[RemoteId, Seen]]:
    for remote, sight in found.items():
        item = outcomes[remote]
        if isinstance(sight, Seen) and isinstance(item, dict) and marks_of(item).has_photo:
            yield remote, sight


def _call(remote: RemoteId) -> Call:
    return Call("GET", f"me/contacts/{part(remote)}", _QUERY)
