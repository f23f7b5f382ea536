"""The groups of a mailbox, live: its contact folders with how many are in each, and its categories."""

from collections.abc import Sequence

from tandem.domain.errors import Trouble
from tandem.ports import Group
from tandem.providers.categories import CATEGORY
from tandem.providers.microsoft.answers import Part, listed
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.folders import Folder, Folders
from tandem.providers.microsoft.scope import FOLDER


class MicrosoftGroups:
    """The port `Groups`."""

    def __init__(self, *, client: GraphClient) -> None:
        self._client = client

    def groups(self) -> Sequence[Group]:
        """The default folder first, the other folders and the categories each by name."""
        first, *others = self._folders()
        both = [*others, *self._categories()]
        return [first, *sorted(both, key=lambda one: (one.name.casefold(), one.id))]

    def _folders(self) -> list[Group]:
        groups: list[Group] = []
        folders = Folders(self._client).all()
        for start in range(0, len(folders), MOST):
            chunk = folders[start : start + MOST]
            counts = self._client.parts([Call("GET", f"{one.contacts}/$count") for one in chunk])
            groups += [_group(one, count) for one, count in zip(chunk, counts, strict=True)]
        return groups

    def _categories(self) -> list[Group]:
        """Raise what the client raises; where the mailbox has none, there are none."""
        pages = self._client.pages(Call("GET", "me/outlook/masterCategories", {"$select": "displayName"}))
        names = [str(one["displayName"]) for page in pages for one in listed(page) if one.get("displayName")]
        return [Group(CATEGORY + name, name) for name in names]


def _group(folder: Folder, count: Part | Trouble | None) -> Group:
    """A count that nobody could tell is no reason to show no folder."""
    told = count[2] if isinstance(count, tuple) and count[0] == 200 else None
    number = int(str(told)) if str(told).isdecimal() and len(str(told)) < 10 else None
    return Group(FOLDER + folder.id, folder.name, number, is_default=folder.is_default)
