"""The providers there are. Another one is a member here, and a module of its own in `bootstrap/accounts`."""

from collections.abc import Iterable
from enum import StrEnum

CONTACTS = "contacts"
CALENDAR = "calendar"


class ProviderName(StrEnum):
    """A provider's name, and the kinds of connections that its accounts may have."""

    kinds: frozenset[str]

    def __new__(cls, name: str, kinds: Iterable[str] = ()) -> "ProviderName":
        member = str.__new__(cls, name)
        member._value_ = name
        member.kinds = frozenset(kinds)
        return member

    ICLOUD = "icloud", (CONTACTS,)
    GOOGLE = "google", (CONTACTS, CALENDAR)
    OUTLOOK = "outlook", (CONTACTS,)
    OFFICE365 = "office365", (CONTACTS,)
    EXCHANGE = "exchange", (CONTACTS,)
