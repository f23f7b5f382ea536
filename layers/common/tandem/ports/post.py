"""Letters to the people who use Tandem, and how they are sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tandem.domain.ids import CompanyId, UserId


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one person, `user` of `company`. `to` is an address that may stand in a header as it is.

    `id` is no other letter's.
    """

    id: str
    company: CompanyId
    user: UserId
    to: str
    subject: str
    text: str
    language: str
    at: datetime


class Fate(StrEnum):
    """What became of a letter. Only one that surely wasn't taken may be sent again."""

    SENT = "sent"
    NOT_TAKEN = "not_taken"
    REFUSED = "refused"
    """For good: another try would end the same."""
    UNKNOWN = "unknown"
    """It was handed over, and nobody said whether it was taken."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """`reason` is a short stable word; never an address, nor a server's own words."""

    fate: Fate
    reason: str = ""


class Post(Protocol):
    def send(self, letter: Letter) -> Delivery:
        """Hand the letter over once; no second try in here. It takes seconds, and raises nothing of its own."""
        ...

    def forget(self, company: CompanyId, user: UserId) -> None:
        """Drop what is kept of letters to this user; `user` empty: to all of the company. Idempotent."""
        ...
