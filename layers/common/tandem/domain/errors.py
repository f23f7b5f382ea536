"""The errors that somebody reacts to, each with one reaction.

    Trouble
    ├── Retryable                 the record waits and is tried again
    │   ├── RateLimited           … not before `retry_after`
    │   ├── CircuitOpen           … not before `retry_after`; nothing was sent
    │   └── Unavailable           … after a backoff
    │       └── CollectionGone    … and nothing is deleted for a while
    ├── StaleVersion              read and plan again
    ├── CursorExpired             list anew, mark and sweep
    ├── AccessRevoked             the connection needs a reconnect, its owner is told once, records wait
    │   └── GrantRevoked          … of the user at the CRM, whatever the account
    ├── Rejected                  this record is parked with its reason, the rest goes on
    ├── MassDeletion              the deletion is held for a person
    ├── Forged                    401, counted, nothing recorded
    ├── Conflict                  somebody else wrote the stored state first: read it again
    └── Refused                   what a person asked for can't be done; the sentence says why

Clients of providers translate status codes into these, with `from`, and nowhere else.
"""

from datetime import timedelta


class Trouble(Exception):
    """The root. `reason` is a short stable word for code, metrics and translations; never personal data."""

    def __init__(self, reason: str = "", detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Retryable(Trouble):
    """The same call may succeed later."""


class RateLimited(Retryable):
    """Too many calls; `is_daily` tells that the day's budget is gone rather than the second's."""

    def __init__(self, retry_after: timedelta, *, is_daily: bool = False) -> None:
        super().__init__("rate_limited_daily" if is_daily else "rate_limited")
        self.retry_after = retry_after
        self.is_daily = is_daily


class CircuitOpen(Retryable):
    """The server failed for everybody, so it wasn't asked: nothing was sent."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("circuit_open")
        self.retry_after = retry_after


class Unavailable(Retryable):
    """No answer, a 5xx, or an answer that makes no sense; the write may have happened."""


class CollectionGone(Unavailable):
    """The address book or the group is not there: perhaps deleted, perhaps moved. It proves nothing of its items."""


class StaleVersion(Trouble):
    """The item isn't in the version that the write was decided on."""


class CursorExpired(Trouble):
    """The replica no longer knows the cursor."""


class AccessRevoked(Trouble):
    """The grant is dead: wrong or changed password, revoked token."""


class GrantRevoked(AccessRevoked):
    """A user's grant at the CRM is dead; all connections of that user stand still."""


class Rejected(Trouble):
    """The replica refuses this record, or this record makes no sense."""


class MassDeletion(Trouble):
    """The brake is on."""


class Forged(Trouble):
    """The sender isn't who it says it is."""


class Conflict(Trouble):
    """A condition on the stored state did not hold; nothing was written."""


class Refused(Trouble):
    """A person's request that can't be met: unknown id, impossible rule, address on a private network."""
