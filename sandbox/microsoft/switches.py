"""The switches: where the real service is undocumented, or can be in a mood, a test chooses here."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.switchboard import Switchboard


@dataclass(slots=True)
class Switches(Switchboard):
    """Lives, lags and waits are in seconds by the stand-in's clock, but for `latency`, which is waited for."""

    CHOICES: ClassVar = {
        "push_delivery": ("on", "held", "lost"),
        "delta_expiry": ("gone", "state"),
        "old_refresh_tokens": ("kept", "ended"),
    }

    strict: bool = True
    """A request that the contract does not know gets a 400."""
    durable: bool = False
    """Written to disk before it is answered, not a moment after."""
    consent_account: str = ""
    """Consents at once as this address, without the page."""
    code_life: float = 600.0
    token_life: int = 3600
    refresh_life: float = 90 * 86400.0
    old_refresh_tokens: str = "kept"
    """What becomes of a refresh token when a new one was given for it."""
    lag: float = 0.0
    """Writes show in delta only so much later."""
    page_cap: int = 200
    """At most so many items on a page of a delta (learn.microsoft.com/answers/a/2052165)."""
    list_cap: int = 1000
    empty_pages: int = 0
    """So many pages without items before each that has some."""
    replays: int = 0
    """So many items of a page come again on the next one."""
    delta_life: float = 0.0
    """0: a link never ends by itself."""
    delta_expiry: str = "gone"
    """gone: 410 with a Location to begin at; state: 400 with the code syncStateNotFound."""
    well_known: bool = True
    """The default folder answers to the name `contacts`."""
    bin_shows: bool = True
    """What lies in Deleted Items is still found by its immutable id."""
    latency: float = 0.0
    """So long a request takes, during which others of the same mailbox may come."""
    concurrency: int = 4
    subscription_minutes: int = 10_080
    handshake_seconds: float = 10.0
    push_delivery: str = "on"
    push_loss: float = 0.0
    """The share of notifications that never leave."""
    push_delay: float = 0.0
    push_timeout: float = 3.0
    push_retry_scale: float = 1.0
