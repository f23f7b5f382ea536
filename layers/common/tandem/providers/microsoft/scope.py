"""Which contacts a connection is about: all, those of one folder, or those with a category.

Ids of groups are `folder:<its id>` and `category:<its name>`.
"""

from dataclasses import dataclass

from tandem.domain.errors import Refused
from tandem.providers.categories import CATEGORY
from tandem.providers.microsoft.call import Json

FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Scope:
    """Both are empty for all contacts."""

    folder: str = ""
    category: str = ""

    def holds(self, item: Json) -> bool:
        if self.folder:
            return item.get("parentFolderId") == self.folder
        wanted = self.category.casefold()
        return not wanted or wanted in (str(one).casefold() for one in item.get("categories") or ())


def scope_of(group: str | None) -> Scope:
    """Raise `Refused` for what is no group of Microsoft's."""
    if group is None:
        return Scope()
    if group.startswith(FOLDER) and group != FOLDER:
        return Scope(folder=group.removeprefix(FOLDER))
    if group.startswith(CATEGORY) and group != CATEGORY:
        return Scope(category=group.removeprefix(CATEGORY))
    raise Refused("unknown_group", "group")
