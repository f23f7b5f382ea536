"""What can be found out about a domain before anybody has an account there. Nothing that is found is to be trusted."""

from collections.abc import Sequence
from typing import Protocol


class Lookups(Protocol):
    """Each takes seconds at most and raises nothing: who doesn't answer tells nothing."""

    def mail_hosts(self, domain: str) -> Sequence[str]:
        """Where its mail goes, the preferred host first."""
        ...

    def alias(self, host: str) -> str:
        """What another name stands for, "" where it is none."""
        ...

    def asks_for_password(self, url: str) -> bool:
        """Whether a server there takes a name and a password."""
        ...

    def carddav(self, domain: str) -> str:
        """The URL at which it says to keep address books (RFC 6764), "" for none."""
        ...
