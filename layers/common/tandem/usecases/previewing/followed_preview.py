"""What a sync would do next to what it has linked already, and why: contacts and events alike. Writes nothing."""

from collections.abc import Sequence

from tandem.domain.action import Become, Create, Delete, Hold, Loss, Settle, Update
from tandem.domain.ids import LinkId
from tandem.domain.link import Link
from tandem.domain.side import Side
from tandem.usecases.cases.agree import is_asked
from tandem.usecases.cases.brake import RULE, would_pass
from tandem.usecases.cases.decide_cases import Decided
from tandem.usecases.cases.names import shown_name
from tandem.usecases.previewing.preview_view import PreviewItem
from tandem.usecases.previewing.prospect import Prospect


def followed_items(prospect: Prospect) -> list[PreviewItem]:
    """In order of the links. A deletion that the brake would not let through is told as held."""
    deletions = [one for one in prospect.followed if isinstance(one.action, Delete)]
    through = {side: _through(prospect, side, deletions) for side in Side}
    return [item for one in prospect.followed for item in _of_link(one, through[Side.CRM] | through[Side.PROVIDER])]


def _through(prospect: Prospect, side: Side, deletions: Sequence[Decided]) -> frozenset[LinkId]:
    ours = [one for one in deletions if isinstance(one.action, Delete) and one.action.side is side]
    return would_pass(prospect.world, prospect.connection, prospect.opened, side, ours)


def _of_link(one: Decided, through: frozenset[LinkId]) -> list[PreviewItem]:
    link = one.case.link
    name = shown_name(link.crm.base or link.provider.base)
    match one.action:
        case Update(crm=crm, provider=provider, rule=rule, losses=losses, holds=holds):
            sides = [side for side, wanted in ((Side.CRM, crm), (Side.PROVIDER, provider)) if wanted is not None]
            written = [item_of("update", side, name, link.reason if link.is_due else rule) for side in sides]
            return [*written, *_beside(link, name, losses, holds)]
        case Settle(losses=losses, holds=holds):
            return _beside(link, name, losses, holds)
        case Create(side=side, rule=rule) | Hold(side=side, rule=rule):
            return [item_of("create" if isinstance(one.action, Create) else "hold", side, name, rule)]
        case Delete(side=side, rule=rule):
            is_free = link.id in through
            return [item_of("delete" if is_free else "hold", side, name, rule if is_free else RULE)]
        case Become(rule=rule):
            return [item_of("leave", None, name, rule)]
        case _:
            return []


def _beside(link: Link, name: str, losses: Sequence[Loss], holds: Hold | None) -> list[PreviewItem]:
    """What loses, and what would wait for a person who wasn't asked yet."""
    lost = [item_of("conflict", loss.side, name, loss.field) for loss in losses]
    is_new = holds is not None and not is_asked(link, holds)
    return lost + ([item_of("hold", holds.side, name, holds.rule)] if holds is not None and is_new else [])


def item_of(action: str, side: Side | None, name: str, why: str) -> PreviewItem:
    return PreviewItem(action, str(side) if side is not None else None, name, str(why))
