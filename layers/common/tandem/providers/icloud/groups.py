"""Groups of an address book: cards that list members, in Apple's form and vCard 4's, and CATEGORIES of the contacts.

Ids are `uid:<UID of the group card>` and `category:<its name>`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tandem.domain.errors import CollectionGone, Rejected, StaleVersion
from tandem.domain.ids import Version
from tandem.ports import Group
from tandem.providers.categories import CATEGORY
from tandem.providers.icloud import dav
from tandem.providers.icloud.book import AddressBook, version_of
from tandem.providers.icloud.card import Card, Edit, member_uid
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.dav import Member

_BY_UID = "uid:"
_KINDS = "".join(map(dav.has_property, ("X-ADDRESSBOOKSERVER-KIND", "KIND")))
_CATEGORIES = dav.has_property("CATEGORIES")
_TRIES = 3


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A card that lists members, as it stands at `path`."""

    path: str
    version: Version
    card: Card
    text: str

    @property
    def name(self) -> str:
        return next(iter(self.card.texts("FN")), "")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cards a connection is about: all, those with a category, or the members of a group card."""

    category: str = ""
    group: GroupCard | None = None
    members: frozenset[str] = field(default_factory=frozenset)

    def holds(self, card: Card) -> bool:
        if self.category:
            return self.category.casefold() in map(str.casefold, card.categories)
        return self.group is None or member_uid(card.uid) in self.members


def scope_of(book: AddressBook, group: str | None) -> Scope:
    """The scope as it is now. Raise `CollectionGone` ("group_missing"): then nothing is known of who is in it."""
    if group is None:
        return Scope()
    if group.startswith(CATEGORY):
        return Scope(category=group.removeprefix(CATEGORY))
    found = find_group(book, group.removeprefix(_BY_UID))
    return Scope(group=found, members=found.card.members)


def find_group(book: AddressBook, uid: str) -> GroupCard:
    """The group card with this UID in whatever case. Raise `CollectionGone` where there is none."""
    for filters in (dav.has_uid(uid), _KINDS):
        for group in _group_cards(_asked(book, filters)):
            if member_uid(group.card.uid) == member_uid(uid):
                return group
    raise CollectionGone("group_missing")


def add_members(book: AddressBook, uid: str, members: Sequence[str]) -> None:
    """Put new members into a group card, whatever else changes it meanwhile. Raise `StaleVersion` after three tries."""
    for _ in range(_TRIES):
        group = find_group(book, uid)
        missing = [member for member in members if member_uid(member) not in group.card.members]
        if not missing:
            return
        try:
            book.put(group.path, _with_members(group, missing), expected=group.version)
        except StaleVersion:
            continue
        return
    raise StaleVersion("group_changed")


def _with_members(group: GroupCard, members: Sequence[str]) -> str:
    edit = Edit(group.card)
    is_apple = "X-ADDRESSBOOKSERVER-KIND" in group.card.places
    name = "X-ADDRESSBOOKSERVER-MEMBER" if is_apple else "MEMBER"
    places = group.card.places.get(name)
    for member in members:
        edit.insert(places[-1] if places else None, edit.line("", name, [], f"urn:uuid:{member}"))
    return edit.result()


class CardDavGroups:
    """The port `Groups` for one address book."""

    def __init__(self, *, client: DavClient, url: str) -> None:
        self._book = AddressBook(client=client, url=url)

    def groups(self) -> Sequence[Group]:
        """Group cards and categories in use, each by name; a group that is empty is one too."""
        groups: list[Group] = []
        categories: Counter[str] = Counter()
        for group in _cards(_asked(self._book, _KINDS + _CATEGORIES)):
            if group.card.is_group:
                groups.append(Group(_BY_UID + group.card.uid, group.name, len(group.card.members)))
            else:
                categories.update(dict.fromkeys(group.card.categories, 1))
        groups += [Group(CATEGORY + name, name, count) for name, count in categories.items()]
        return sorted(groups, key=lambda group: (group.name.casefold(), group.id))


def _asked(book: AddressBook, filters: str) -> Iterator[tuple[str, Member]]:
    """The cards that the filters let through; all cards where the server knows no queries."""
    try:
        yield from book.query(filters)
    except Rejected:
        yield from book.fetch(list(book.list_by_tag().present))


def _group_cards(answers: Iterator[tuple[str, Member]]) -> Iterator[GroupCard]:
    return (group for group in _cards(answers) if group.card.is_group)


def _cards(answers: Iterator[tuple[str, Member]]) -> Iterator[GroupCard]:
    for path, member in answers:
        if member.card is None:
            continue
        try:
            yield GroupCard(path, version_of(member.etag), Card(member.card), member.card)
        except Rejected:
            continue  # it is shown as broken where it is read as a contact
