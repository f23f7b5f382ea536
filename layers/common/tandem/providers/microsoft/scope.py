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
        """Raise TypeError for categories that are none."""
        if self.folder:
            return item.get("parentFolderId") == self.folder
        return not self.category or self.category.casefold() in map(str.casefold, _categories(item))


def _categories(item: Json) -> list[str]:
    found = item.get("categories") or []
    if not isinstance(found, list):
        raise TypeError("categories")
    return list(map(str, found))


def scope_of(group: str | None) -> Scope:
    """Raise `Refused` for what is no group of Microsoft's."""
    if group is None:
        return Scope()
    if group.startswith(FOLDER) and group != FOLDER:
        return Scope(folder=group.removeprefix(FOLDER))
    if group.startswith(CATEGORY) and group != CATEGORY:
        return Scope(category=group.removeprefix(CATEGORY))
    raise Refused("unknown_group", "group")
