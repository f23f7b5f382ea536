"""The folders of contacts of a mailbox, and which of them, or which category, a connection is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.domain.errors import CollectionGone, Unavailable
from tandem.ports import Group
from tandem.providers.categories import CATEGORY
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, M, T, named
from tandem.providers.exchange.categories import category_names

FOLDER = "folder:"
_ABOVE = ("msgfolderroot", "deleteditems")


@dataclass(frozen=True, slots=True)
class Folder:
    id: str
    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which contacts a connection is about: those of one folder, those with a category, or all."""

    folder: str = ""
    category: str = ""

    @property
    def home(self) -> str:
        """Where a new contact is put."""
        return self.folder or payloads.CONTACTS

    def holds(self, folder: str, categories: Sequence[str]) -> bool:
        if self.category:
            return self.category.casefold() in map(str.casefold, categories)
        return not self.folder or folder == self.folder


def scope_of(group: str | None) -> Scope:
    """Raise `CollectionGone` for what no group of Exchange is called."""
    if group is None:
        return Scope()
    if group.startswith(FOLDER):
        return Scope(folder=group.removeprefix(FOLDER))
    if group.startswith(CATEGORY):
        return Scope(category=group.removeprefix(CATEGORY))
    raise CollectionGone("group_missing")


def contact_folders(ews: Ews) -> Sequence[Folder]:
    """All but hidden ones and those that were thrown away, in one request as long as there are less than a thousand."""
    found: dict[str, dict[str, Folder]] = {name: {} for name in _ABOVE}
    offset, rest = 0, list(_ABOVE)
    while rest:
        messages = ews.each(payloads.find_folders(rest, offset), len(rest))
        pages = {}
        for name, message in zip(rest, messages, strict=True):
            if not message.is_fine:
                raise message.trouble()
            pages[name] = message.element.find(f"{M}RootFolder")
            found[name].update({one.id: one for one in _shown(pages[name])})
        offset += 1000
        rest = [name for name in rest if pages[name].get("IncludesLastItemInRange") == "false"]
    thrown = found["deleteditems"]
    return [one for one in found["msgfolderroot"].values() if one.id not in thrown]


def groups_of(ews: Ews) -> Sequence[Group]:
    """Folders with their counts, the mailbox's own first; then the categories that the person keeps."""
    own = named(ews.single(payloads.get_folder(payloads.CONTACTS)), f".//{T}FolderId")
    folders = [Group(FOLDER + one.id, one.name, one.count, is_default=one.id == own) for one in contact_folders(ews)]
    listed = [Group(CATEGORY + name, name) for name in _categories(ews)]
    return sorted(folders, key=_by_name) + sorted(listed, key=_by_name)


def _by_name(group: Group) -> tuple[bool, str, str]:
    return not group.is_default, group.name.casefold(), group.id


def _shown(page: Element) -> list[Folder]:
    """Raise `Unavailable` for what is no page of folders."""
    listed = page.find(f"{T}Folders") if page is not None else None
    if listed is None:
        raise Unavailable("answer_unreadable")
    return [_folder(one) for one in listed if not _is_hidden(one)]


def _folder(element: Element) -> Folder:
    count = element.findtext(f"{T}TotalCount") or ""
    name = element.findtext(f"{T}DisplayName") or ""
    number = int(count) if count.isdecimal() and len(count) < 10 else None
    return Folder(named(element, f"{T}FolderId"), name, number)


def _is_hidden(element: Element) -> bool:
    return any(one.findtext(f"{T}Value") == "true" for one in element.iter(f"{T}ExtendedProperty"))


def _categories(ews: Ews) -> Sequence[str]:
    """None where the person has no list, or keeps it from us."""
    (message,) = ews.each(payloads.categories(), 1)
    data = message.element.findtext(f".//{T}XmlData") if message.is_fine else None
    return category_names(data or "")
