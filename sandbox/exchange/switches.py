"""The switches: where the real server differs from one house to the next, or can be in a mood, a test chooses here."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.switchboard import Switchboard


@dataclass(slots=True)
class Switches(Switchboard):
    CHOICES: ClassVar = {"auth": ("basic", "ntlm", "both")}

    auth: str = "both"
    """What the server offers to who comes without a password."""
    sync_cap: int = 512
    """At most so many changes in an answer, whatever was asked for."""
    find_cap: int = 1000
    sync_repeats: bool = False
    """Each answer of a sync repeats the last change of the one before."""
    durable: bool = False
    """Written to disk before it is answered, not a moment after."""
    keep: bool = False
    """Requests and answers are kept, to be held against the schema."""
    ews_url: str = ""
    """What autodiscover tells instead of the truth."""
    redirect_address: str = ""
    """Autodiscover sends on to this address."""
