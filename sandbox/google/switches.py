"""The switches: where the real service is undocumented, or can be in a mood, a test chooses here."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.switchboard import Switchboard


@dataclass(slots=True)
class Switches(Switchboard):
    """Lives, lags and delays are in seconds by the stand-in's clock, but for `push_delay`, which is waited for."""

    CHOICES: ClassVar = {"push_delivery": ("on", "held", "lost"), "people_expiry": (400, 410)}

    strict: bool = True
    """A request that the discovery document does not know gets a 400."""
    durable: bool = False
    """Written to disk before it is answered, not a moment after."""
    consent_account: str = ""
    """Consents at once as this address, without the page."""
    code_life: float = 600.0
    token_life: int = 3600
    refresh_life: float = 182 * 86400.0
    """Since the last use; a week stands for an app whose consent screen is in testing."""
    refresh_tokens: int = 100
    """As many live ones per client and user; the oldest goes silently."""
    lag: float = 0.0
    """Writes show in incremental lists only so much later."""
    page_cap: int = 0
    """At most so many items on a page, whatever was asked for."""
    empty_pages: int = 0
    """So many pages without items before each that has some."""
    sync_token_life: float = 0.0
    updated_min_life: float = 30 * 86400.0
    cancelled_details: bool = True
    """Deleted events keep their details in lists of the organizer's calendar."""
    channel_life: float = 7 * 86400.0
    push_delivery: str = "on"
    push_loss: float = 0.0
    """The share of pushes that never leave."""
    push_delay: float = 0.0
    push_timeout: float = 10.0
    push_retry_scale: float = 1.0
    people_lag: float = 0.0
    """Writes show in the lists of contacts for syncing only so much later; until then those show what was before."""
    people_token_life: float = 7 * 86400.0
    """Of sync tokens of contacts, since the full sync."""
    people_expiry: int = 400
    """The status that tells of a sync token that expired; its reason is the same."""
    people_reads: int = 0
    """So many requests a minute and account that read contacts; 0: no limit."""
    people_writes: int = 0
    people_full_syncs: int = 0
