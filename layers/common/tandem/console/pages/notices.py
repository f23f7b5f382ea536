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
    "started": _("The sync has begun. You can watch it here, or close the page: it goes on by itself."),
    "calendar_added": _("Saved. Nothing has moved yet: it does when you start the sync."),
    "calendar_saved": _("Saved. These rules hold from now on."),
    "titles_saved": _("Saved. Titles of events that are in step follow in the next minutes."),
    "uploading": _("The upload has begun. You can watch it here, or close this page: it goes on by itself."),
    "undoing": _("The undo has begun. What it changes is kept in the history, too."),
    "signed_out": _("You are signed out."),
}
