"""What one answer of the server says about one contact."""

from tandem.domain.errors import Rejected
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Broken, Seen, Tombstone, Unseen
from tandem.providers.icloud.book import is_gone, version_of
from tandem.providers.icloud.card import Card
from tandem.providers.icloud.dav import Member
from tandem.providers.icloud.groups import Scope
from tandem.providers.icloud.mapping import contact_of
from tandem.providers.icloud.photo import picture_of

LARGEST_TEXT = 256 * 1024
"""Characters of a card without its photo; iCloud's own limit (support.apple.com/103188)."""
LARGEST_CARD = 14 * 1024 * 1024
"""Characters of a card with its photo: 10 MB of picture in base64."""
MOST_LINES = 2_000
"""Lines of a contact, each with its folds; people's cards have about a hundred at most."""


def sight_of(path: str, member: Member, scope: Scope) -> Seen | Broken | Tombstone | Unseen:
    """What a member of an answer stands for. A group card is `Unseen`: it is no contact."""
    remote_id = RemoteId(path)
    if is_gone(member):
        return Tombstone(remote_id)
    text = member.card
    if text is None:
        return Unseen(remote_id)
    try:
        if len(text) > LARGEST_CARD:
            raise Rejected("card_too_large")
        return _seen(remote_id, member, text, scope)
    except Rejected as error:
        return Broken(remote_id, version_of(member.etag), error.reason, error.detail)


def _seen(remote_id: RemoteId, member: Member, text: str, scope: Scope) -> Seen | Unseen:
    card = Card(text)
    if card.is_group:
        return Unseen(remote_id)
    if len(card.lines) > MOST_LINES:
        raise Rejected("card_too_large")
    if len(text) > LARGEST_TEXT and len(text) - sum(len(line.raw) for _, line in card.all("PHOTO")) > LARGEST_TEXT:
        raise Rejected("card_too_large")
    picture = picture_of(card) if "PHOTO" in card.places else None
    return Seen(
        remote_id=remote_id,
        version=version_of(member.etag),
        content=contact_of(card, picture),
        uid=card.uid,
        raw=text,
        in_scope=scope.holds(card),
        photo=(picture.content or None) if picture else None,
    )
