"""The collections of an account, and the pushes about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Group:
    """A group of contacts, or a calendar. `id` is what the rules hold; `name` is the provider's own.

    `count` is of contacts, None if unknown.
    """

    id: str
    name: str
    count: int | None = None
    is_default: bool = False


class Groups(Protocol):
    """The groups, folders or labels of an account, live."""

    def groups(self) -> Sequence[Group]: ...


class Calendars(Protocol):
    """The calendars of an account, live."""

    def calendars(self) -> Sequence[Group]: ...

    def create(self, name: str) -> Group:
        """Make one more. Called twice there are two."""
        ...


class Places(Protocol):
    """Groups, or calendars, of a live check's own. May raise `Retryable`, `AccessRevoked`, `Rejected`."""

    def named(self, name: str) -> str:
        """The id of one that has just this name, "" for none."""
        ...

    def make(self, name: str) -> str:
        """Make one more; its id."""
        ...

    def remove(self, place: str) -> None:
        """A group goes, its contacts stay; a calendar goes only if it is empty: else raise `Rejected`. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class Watch:
    """A channel that is open. `resource` is the provider's name for what it watches."""

    resource: str
    expires: datetime


class Pushes(Protocol):
    """Pushes about one collection. May raise `Retryable`, `AccessRevoked`, `Rejected`.

    `path` is where this provider's pushes are heard, below our public address.
    """

    @property
    def path(self) -> str: ...

    def watch(self, channel: str, url: str, token: str) -> Watch:
        """Open a channel of that name, whose pushes go to `url` and bring `token`. A name is good for once."""
        ...

    def stop(self, channel: str, resource: str) -> None:
        """Idempotent; a push may still come."""
        ...
