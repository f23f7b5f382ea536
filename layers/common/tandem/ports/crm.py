"""What only the CRM has: company, users, types of activities, webhooks, pictures, and traces of writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tandem.domain.gap import Trace
from tandem.domain.ids import CompanyId, RemoteId, UserId
from tandem.domain.rules import Plan


@dataclass(frozen=True, slots=True)
class ActivityType:
    """`key` is what `CalendarRules.types` holds; `name` is the company's own."""

    key: str
    name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CrmUser:
    id: UserId
    name: str
    email: str
    is_admin: bool = False
    is_active: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class CrmCompany:
    """`plan` is None where it could not be told."""

    id: CompanyId
    name: str
    plan: Plan | None
    me: UserId
    users: tuple[CrmUser, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook that exists at the CRM."""

    id: str
    url: str
    event_object: str
    is_active: bool = True


class Crm(Protocol):
    """The CRM beyond its contacts, by one user's grant. May raise `Retryable`, `AccessRevoked`, `Rejected`."""

    def company(self) -> CrmCompany:
        """Who this grant belongs to, and the company's users."""
        ...

    def ensure_fields(self) -> str:
        """Use the contact-sync fields and the marker field, or create what is missing. Idempotent.

        Returns the adapter's own note of the field codes in use; the caller stores it with the company. A user who
        may not create fields gets no error: what is missing stays unsynced (`Content.missing`).
        """
        ...

    def has_open_deals(self, person: RemoteId) -> bool: ...

    def find_by_mail(self, mail: str) -> Sequence[RemoteId]:
        """Persons, visible to the grant's user, that have exactly this address. The index lags by seconds."""
        ...

    def activity_types(self) -> Sequence[ActivityType]:
        """In the company's own order, those that are no longer used among them."""
        ...

    def subscriptions(self) -> Sequence[Subscription]: ...

    def subscribe(self, url: str, event_object: str, user: str, password: str) -> Subscription:
        """Make a webhook for every action on one kind of object. Raise `Rejected` where the user may not."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """Idempotent."""
        ...

    def upload_photo(self, person: RemoteId, content: bytes, media_type: str) -> None:
        """Give a person that has none a picture. Raise `Rejected` for what is no picture or too large."""
        ...

    def trace(self, word: bytes) -> Trace | None:
        """What a receiver kept of a webhook about a person, read; None for what makes no sense.

        Nothing is asked for but the names of organizations that aren't known.
        """
        ...

    def changelog(self, person: RemoteId) -> Iterator[Trace]:
        """All writes to a person, newest first, one field in each; each page costs tokens. Raise `Rejected` where the
        user may not read it, or the person is gone."""
        ...
