"""The contact folders of a mailbox: the default one, which no list shows, and all others, at any depth."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tandem.domain.errors import Rejected, Trouble
from tandem.providers.microsoft.answers import identified, listed
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call, Json, part
from tandem.providers.microsoft.client import GraphClient

DEFAULT = "contacts"
"""The well-known name of the default folder."""
_LIST = {"$select": "id,displayName", "$top": "1000"}
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Folder:
    """`name` has those of the folders above it."""

    id: str
    name: str
    is_default: bool = False

    @property
    def contacts(self) -> str:
        return contacts_of(self.id)


def contacts_of(folder: str) -> str:
    """The default folder's, whose id nobody may know yet, are those of the mailbox itself."""
    return "me/contacts" if folder == DEFAULT else f"me/contactFolders/{part(folder)}/contacts"


@dataclass(slots=True)
class Folders:
    """`known` are the ids of the last look; a folder that went to the bin is in none."""

    client: GraphClient
    known: frozenset[str] = field(default_factory=frozenset)

    def all(self) -> list[Folder]:
        """Live, the default one first: one request, and one more for each level that there is below."""
        named, beside = self.client.batch(TOP)
        default = self._default(named)
        found, level = [default], self._read(beside, "")
        for _ in range(_DEEPEST):
            found += level
            level = self._below(level)
            if not level:
                break
        by_id = {one.id: one for one in reversed(found)}
        self.known = frozenset(by_id)
        return [one for one in found if by_id[one.id] is one]

    def learn(self, named: Json | Trouble, beside: Json | Trouble) -> None:
        """The answers to `TOP` that came along with others: the folders above all. What failed is asked for anew."""
        others = beside.get("value") if isinstance(beside, dict) else None
        told = [named, *(others if isinstance(others, list) else ())]
        self.known = frozenset(str(one["id"]) for one in told if isinstance(one, dict) and one.get("id"))

    def holds(self, folder: str) -> bool:
        """Whether this is a contact folder; looked up anew where it isn't known."""
        if folder not in self.known:
            self.all()
        return folder in self.known

    def _default(self, named: Json | Trouble) -> Folder:
        """By its name, or by a contact that lies in it: `me/contacts` are those of the default folder."""
        if isinstance(named, dict) and named.get("id"):
            return Folder(str(named["id"]), str(named.get("displayName") or ""), is_default=True)
        if isinstance(named, Trouble) and not isinstance(named, Rejected):
            raise named
        page = self.client.call(Call("GET", "me/contacts", {"$select": "parentFolderId", "$top": "1"}))
        above = next((one.get("parentFolderId") for one in listed(page)), None)
        return Folder(str(above or DEFAULT), "", is_default=True)

    def _below(self, above: Sequence[Folder]) -> list[Folder]:
        found: list[Folder] = []
        for start in range(0, len(above), MOST):
            chunk = above[start : start + MOST]
            answers = self.client.batch([_listed(f"me/contactFolders/{part(one.id)}/childFolders") for one in chunk])
            for folder, answer in zip(chunk, answers, strict=True):
                is_gone = isinstance(answer, Rejected)
                found += [] if is_gone else self._read(answer, f"{folder.name} / ")
        return found

    def _read(self, answer: Json | Trouble, above: str) -> list[Folder]:
        if isinstance(answer, Trouble):
            raise answer
        items = [identified(one) for page in self.client.onwards(answer) for one in listed(page)]
        return [Folder(one["id"], above + str(one.get("displayName") or "")) for one in items]


def _listed(path: str) -> Call:
    return Call("GET", path, _LIST)


TOP = (Call("GET", f"me/contactFolders/{DEFAULT}", {"$select": "id,displayName"}), _listed("me/contactFolders"))
"""Asks for the default folder, and for those beside it."""
