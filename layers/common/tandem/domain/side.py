"""The two sides of a connection, which have no other names anywhere."""

from enum import StrEnum


class Side(StrEnum):
    """The two sides of a connection."""

    CRM = "crm"
    PROVIDER = "provider"

    @property
    def other(self) -> "Side":
        return Side.PROVIDER if self is Side.CRM else Side.CRM
