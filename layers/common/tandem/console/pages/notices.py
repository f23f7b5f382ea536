"""What a page tells once, at its top, after something was done: by a word in the address, never by a text in it."""

from collections.abc import Mapping

SAID = "said"
"""The name of the word in the query."""


def _(message: str) -> str:
    """Marks a message for the catalog; it is translated when it is shown."""
    return message


NOTICES: Mapping[str, str] = {
    "refreshing": _("The refresh has begun. What has changed appears below as it comes in."),
    "paused": _("The sync is paused. Nothing is lost: it goes on from here when you resume it."),
    "resumed": _("The sync goes on."),
    "signed_out": _("You are signed out."),
}
