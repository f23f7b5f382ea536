"""Who does things on the two sides of a connection, beside Tandem; everybody is known by their given name."""

from collections.abc import Mapping
from typing import Any, Protocol

from tandem.domain.contact import Contact, Entry, Name
from tandem.domain.ids import UserId
from tandem.ports import Replica, Source

TITLE = "Leitung"
FAMILY, STRANGER = "Stein", "Fremd"
"""The filter that a scope may name is that of the first family."""


class Book(Protocol):
    """An address book, opened for its group or for all of it."""

    def source(self) -> Source: ...

    def replica(self) -> Replica: ...

    def add(self, contact: Contact, *, inside: bool = True) -> None: ...

    def picture(self, given: str) -> None: ...

    def retitle(self, given: str, title: str = TITLE) -> None: ...

    def remove(self, given: str) -> None: ...

    def put_out(self, given: str) -> None: ...

    def put_in(self, given: str) -> None: ...

    def titles(self) -> Mapping[str, str]:
        """Of everybody in the book, in the group or not."""
        ...


class Persons(Protocol):
    """A company in Pipedrive, whose user's connection it is."""

    def replica(self, scope: str) -> Replica:
        """`scope` as the rules name it."""
        ...

    def scope(self, kind: str) -> str: ...

    def replica_of_colleague(self) -> Replica:
        """All that the colleague may see."""
        ...

    def desk(self) -> Any: ...

    def desk_of_colleague(self) -> Any:
        """With the colleague's token."""
        ...

    def colleague(self) -> UserId: ...

    def add(self, contact: Contact, *, by_colleague: bool = False) -> None: ...

    def retitle(self, given: str, title: str = TITLE) -> str:
        """Its id, as that of each that follows."""
        ...

    def rename(self, given: str, family: str) -> str: ...

    def hand_over(self, given: str) -> str:
        """To the colleague."""
        ...

    def deal(self, given: str) -> str: ...

    def remove(self, given: str) -> str: ...

    def ids(self) -> Mapping[str, str]: ...

    def titles(self) -> Mapping[str, str]: ...

    def pictured(self) -> frozenset[str]: ...


def somebody(given: str, family: str = FAMILY) -> Contact:
    mail = Entry(f"{given.lower()}@example.com", "", primary=True)
    return Contact(name=Name(given, family=family), emails=(mail,))
