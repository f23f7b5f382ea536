"""What an undo brings back may be the deleted item itself, under its old id: how it is asked for, and found again."""

from tandem.domain.content import Content
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Creation

RESTORED = "restored"
"""The reason of a link whose held deletion a person refused."""


def creation_of(link: Link, content: Content) -> Creation:
    """The link carries its intent already."""
    return Creation(link.id, content, brought_back(link))


def brought_back(link: Link) -> RemoteId | None:
    """The deleted item that this link is about to bring back."""
    intent = link.intent
    return intent.instead if intent is not None and intent.rule == Why.UNDONE else None


def is_back(link: Link, side: Side, found: Seen) -> bool:
    """Whether what bears the link's name is the deleted one, out of the trash, and not the one to be made in its place.

    Whoever has it made anew may have brought it back already: then only what was sent is known to be new.
    """
    intent = link.intent
    if intent is None or intent.rule == Why.UNDONE:
        return False
    is_other = link.reason == RESTORED and found.content != intent.target(side)
    return intent.instead == found.remote_id or is_other
