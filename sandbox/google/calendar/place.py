"""Where a request works: one calendar as one account may use it."""

from dataclasses import dataclass

from sandbox.google.answers import Refused, not_found
from sandbox.google.calendar.agenda import ROLES, Agenda
from sandbox.google.feed import Feed
from sandbox.rows import Row


@dataclass(frozen=True, slots=True)
class Place:
    agenda: Agenda
    calendar: Row
    account: Row
    role: str

    @property
    def id(self) -> str:
        return str(self.calendar["id"])

    @property
    def zone(self) -> str:
        return str(self.calendar["timeZone"])

    @property
    def feed(self) -> Feed:
        return self.agenda.events(self.id)

    @property
    def email(self) -> str:
        return str(self.account["id"])

    @property
    def sees_private(self) -> bool:
        return self.role in ("writer", "owner")


def place(agenda: Agenda, account: Row, calendar_id: str, at_least: str) -> Place:
    """Raises Refused: 404 for a calendar that the account has no access to, 403 where its role is too small."""
    wanted = account["id"] if calendar_id == "primary" else calendar_id
    calendar, role = agenda.calendar(wanted), agenda.role(wanted, account["id"])
    if calendar is None or role == "none":
        raise not_found()
    if ROLES.index(role) < ROLES.index(at_least):
        message = f"You need to have {at_least} access to this calendar."
        raise Refused(403, "requiredAccessLevel", message, domain="calendar")
    return Place(agenda, calendar, account, role)
