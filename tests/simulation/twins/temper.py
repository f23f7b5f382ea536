"""How the address books of the five providers differ where it matters to the engine; their protocols don't."""

from dataclasses import dataclass
from datetime import timedelta

from tandem.ports import ProviderName


@dataclass(frozen=True, slots=True)
class Temper:
    """`most_mails`: more addresses than that it can't hold, 0: any number. `lag`: so old is what lists and feeds show.

    `ids_move`: who is moved has another id, and is found by the old uid; elsewhere ids stay and nobody is found by one.
    `refuses_doubles`: there is one contact of a uid at most.
    """

    provider: ProviderName
    most_mails: int = 0
    ids_move: bool = True
    refuses_doubles: bool = False
    lag: timedelta = timedelta()


ICLOUD = Temper(ProviderName.ICLOUD, refuses_doubles=True)
"""RFC 6352 5.1: `no-uid-conflict`."""
GOOGLE = Temper(ProviderName.GOOGLE, lag=timedelta(minutes=5))
"""People API, connections.list: "propagation delay of several minutes"; resource names may change."""
OUTLOOK = Temper(ProviderName.OUTLOOK, most_mails=3, ids_move=False)
OFFICE365 = Temper(ProviderName.OFFICE365, most_mails=3, ids_move=False)
"""Graph: three addresses, and immutable ids."""
EXCHANGE = Temper(ProviderName.EXCHANGE, most_mails=3)
"""EWS: EmailAddress1 to 3, and another id in another folder."""
TEMPERS = (ICLOUD, GOOGLE, OUTLOOK, OFFICE365, EXCHANGE)
