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
    "defaults_saved": _("Saved. New connections begin with this; those that are there stay as they are."),
    "nothing_changed": _("There was nothing to save: all is as it was."),
    "started": _("The sync has begun. You can watch it here, or close the page: it goes on by itself."),
    "release": _("Done: it happens on the other side, too."),
    "restore": _("It is kept."),
    "swap": _("The other value is being written. The conflict disappears from here when that is done."),
    "dismiss": _("It stays as it is."),
    "link": _("From now on the two are one."),
    "separate": _("From now on each is by itself."),
    "retry": _("It is being tried again. If it works, it disappears from here in a moment."),
    "release_all": _("It is being done, one after the other. Open the connection to see how far it is."),
    "restore_all": _("All are being kept, one after the other. Open the connection to see how far it is."),
    "dismiss_all": _("They stay as they are."),
    "separate_all": _("From now on each is by itself."),
    "retry_all": _("They are being tried again. What works disappears from here in a moment."),
    "zone_chosen": _("Times are shown in the zone that you chose."),
    "stopping": _("The sync has ended. If something is to be removed, that goes on in the background."),
    "gone_meanwhile": _("That was settled meanwhile, so there was nothing left to decide."),
    "calendar_added": _("Saved. Nothing has moved yet: it does when you start the sync."),
    "calendar_saved": _("Saved. These rules hold from now on."),
    "titles_saved": _("Saved. Titles of events that are in step follow in the next minutes."),
    "uploading": _("The upload has begun. You can watch it here, or close this page: it goes on by itself."),
    "undoing": _("The undo has begun. What it changes is kept in the history, too."),
    "signed_out": _("You are signed out."),
}
