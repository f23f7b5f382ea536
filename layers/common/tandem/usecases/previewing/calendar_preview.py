"""What a calendar's sync would do next, and why: at its start, under other rules, or with an upload. Writes nothing."""

from collections import Counter
from collections.abc import Sequence

from tandem.domain.content import as_event
from tandem.domain.ids import RemoteId
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.domain.why import Why
from tandem.usecases.cases.gather import Stranger
from tandem.usecases.cases.meetings import met_before
from tandem.usecases.cases.names import shown_name
from tandem.usecases.listing.upload_unsynced import is_over
from tandem.usecases.matching.baselines import without_kept
from tandem.usecases.matching.making import NEW
from tandem.usecases.matching.twin_key import twin_key
from tandem.usecases.previewing.followed_preview import followed_items, item_of
from tandem.usecases.previewing.preview_view import PreviewItem
from tandem.usecases.previewing.prospect import Prospect
from tandem.usecases.previewing.wish import Wish


def calendar_items(prospect: Prospect, wish: Wish) -> tuple[list[PreviewItem], dict[str, int]]:
    """What would be done, item by item, and how many of each side would be left alone as they were there before."""
    unlinked = {side: prospect.unlinked(side) for side in Side}
    twins = _twins(prospect, unlinked[Side.CRM], unlinked[Side.PROVIDER])
    rest = {side: [one for one in items if one.remote_id not in twins] for side, items in unlinked.items()}
    new = {side: _new(prospect, wish, side, items) for side, items in rest.items()}
    pairs = met_before(prospect.world, prospect.wished, _strangers(Side.PROVIDER, new))
    met = {remote for pair in pairs for remote in pair}
    items = followed_items(prospect)
    items += [_linked(one, Why.ADOPTED) for one in unlinked[Side.PROVIDER] if one.remote_id in twins]
    items += [_linked(one, Why.COPIED) for one in new[Side.PROVIDER] if one.remote_id in met]
    for side, sources in new.items():
        made = [one for one in sources if one.remote_id not in met]
        items += [item_of("create", side.other, shown_name(one.content), NEW[side.other]) for one in made]
    return items, {str(side): len(rest[side]) - len(new[side]) for side in Side}


# --- what isn't --------------------------------------------------------------------------------------------


def _twins(prospect: Prospect, crm: Sequence[Seen], provider: Sequence[Seen]) -> frozenset[RemoteId]:
    """At a start what is the same on both sides is linked, where there is just one of it on each."""
    world, connection = prospect.world, prospect.wished
    if world.baseline.is_met(connection.id):
        return frozenset()
    keyed = [{one.remote_id: twin_key(connection, side, one) for one in items} for side, items in _sides(crm, provider)]
    times = [Counter(keys.values()) for keys in keyed]
    both = {key for key in times[0] if key and all(each[key] == 1 for each in times)}
    return frozenset(remote for keys in keyed for remote, key in keys.items() if key in both)


def _sides(crm: Sequence[Seen], provider: Sequence[Seen]) -> tuple[tuple[Side, Sequence[Seen]], ...]:
    return (Side.CRM, crm), (Side.PROVIDER, provider)


def _new(prospect: Prospect, wish: Wish, side: Side, items: Sequence[Seen]) -> list[Seen]:
    """What would come to the other side: what came since the start, and what is to be uploaded."""
    world, connection = prospect.world, prospect.wished
    is_meant = [one for one in items if side is Side.CRM and wish.upload and _is_meant(prospect, wish, one)]
    if not world.baseline.is_taken(connection.id, side) or (side is Side.PROVIDER and not prospect.rules.takes_new):
        return is_meant
    strangers = [Stranger(side, one.remote_id, one, ()) for one in items]
    came = {one.remote_id for one in without_kept(world, connection, strangers)}
    return [one for one in items if one.remote_id in came or one in is_meant]


def _is_meant(prospect: Prospect, wish: Wish, seen: Seen) -> bool:
    return wish.past or not is_over(as_event(seen.content), prospect.world.clock.now())


def _strangers(side: Side, new: dict[Side, list[Seen]]) -> list[Stranger]:
    return [Stranger(side, one.remote_id, one, ()) for one in new[side]]


def _linked(seen: Seen, why: str) -> PreviewItem:
    return item_of("link", None, shown_name(seen.content), why)
