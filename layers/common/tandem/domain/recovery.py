"""What a crash left behind: an open intent whose write happened is made part of the bases before planning."""

from dataclasses import replace

from tandem.domain.comparison import changed_fields
from tandem.domain.contact import Side
from tandem.domain.link import Link
from tandem.domain.sight import Seen, Sight


def advanced(link: Link, crm: Sight, provider: Sight) -> Link:
    """The link as it would stand had the intent been committed, or without it if its write didn't happen.

    Both bases move together: what the other side showed when the write was decided has arrived by it.
    """
    intent = link.intent
    if intent is None:
        return link
    if intent.crm is None or intent.provider is None or not intent.written:
        return link
    targets = {Side.CRM: (intent.crm, crm), Side.PROVIDER: (intent.provider, provider)}
    for side in intent.written:
        target, sight = targets[side]
        if not isinstance(sight, Seen) or changed_fields(target, sight.contact):
            return link
    return replace(link, crm=replace(link.crm, base=intent.crm), provider=replace(link.provider, base=intent.provider))
