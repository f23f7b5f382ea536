"""What an undo brings back may be the deleted item itself, under its old id: how it is asked for, and found again."""

from tandem.domain.content import Content
from tandem.domain.ids import RemoteId
from tandem.domain.link import Link
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.ports import Creation


def creation_of(link: Link, content: Content) -> Creation:
    """The link carries its intent already."""
    return Creation(link.id, content, brought_back(link))


def brought_back(link: Link) -> RemoteId | None:
    """The deleted item that this link is about to bring back."""
    intent = link.intent
    return intent.instead if intent is not None and intent.rule == Why.UNDONE else None


def is_back(link: Link, found: Seen) -> bool:
    """Whether what bears the link's name is the deleted one, out of the trash, and not the one made in its place."""
    intent = link.intent
    return intent is not None and intent.rule != Why.UNDONE and intent.instead == found.remote_id
