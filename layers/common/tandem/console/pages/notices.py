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
    "account_added": _("The account is connected. Nothing is synced before you start it."),
    "draft_made": _("Your settings are saved. Nothing has moved yet: look at what would happen, then start."),
    "settings_saved": _("Your settings are saved."),
    "nothing_changed": _("There was nothing to save: all is as it was."),
    "started": _("The sync has begun. You can watch it here, or close the page: it goes on by itself."),
    "signed_out": _("You are signed out."),
}
