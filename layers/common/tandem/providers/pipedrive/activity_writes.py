"""Writes activities, and finds those whose fate is unknown.

Pipedrive has no conditional write: a PATCH carries only what changed, and its answer tells what else did meanwhile.
Nor has an activity a place for a mark of ours: one whose answer was lost is known by what it says.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from tandem.domain.content import as_event
from tandem.domain.errors import Rejected, Trouble
from tandem.domain.event import Event, Thing, When
from tandem.domain.event_codec import THINGS
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Held, Removal, Write, Written, nothing_held
from tandem.providers.pipedrive import activity as mapping
from tandem.providers.pipedrive.batch import Batch
from tandem.providers.pipedrive.client import Client, Json, Query
from tandem.providers.pipedrive.envelope import identified, item as item_of, understood
from tandem.providers.pipedrive.operations import (
    CREATE_ACTIVITY,
    DELETE_ACTIVITY,
    GET_ACTIVITY,
    LIST_ACTIVITIES,
    UPDATE_ACTIVITY,
)
from tandem.providers.pipedrive.scope import Agenda
from tandem.providers.pipedrive.things import Things
from tandem.providers.pipedrive.times import read_stamp, stamp

_SLACK = timedelta(minutes=15)
"""By so much the clock of whoever noted a create may be ahead of Pipedrive's, and what came of it is found still."""
_TYPE = "task"
_Likeness = tuple[str, When, str, str]


class ActivityWriter:
    def __init__(self, *, client: Client, things: Things, scope: Agenda, workers: int) -> None:
        self._client = client
        self._things = things
        self._scope = scope
        self._workers = workers

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """All writes side by side; the outcomes in their order."""
        return Batch(self._written, self._workers).outcomes(writes)

    def find_created(
        self, wanted: Mapping[LinkId, Event], since: datetime, held: Held = nothing_held
    ) -> Mapping[LinkId, Seen]:
        """Among the user's own activities that were added since, those that say the same; one for each creation.

        None that a link holds: it is another of the same kind.
        """
        missed = {link: _likeness(mapping.projection(event)) for link, event in wanted.items()}
        created: dict[LinkId, Seen] = {}
        for item in self._added(since) if missed else ():
            likeness = _likeness_of(item)
            link = next((link for link, each in missed.items() if each == likeness), None)
            if link is not None and not held([RemoteId(str(item["id"]))]):
                created[link] = self._shown(item, {})
                del missed[link]
        return created

    def _added(self, since: datetime) -> Iterator[Json]:
        """In an order that no edit changes, so that a page border hides none."""
        began = since - _SLACK
        query: Query = {"owner_id": self._scope.user, "updated_since": stamp(began), "sort_by": "add_time"}
        for items, _ in self._client.pages(LIST_ACTIVITIES, query):
            yield from (item for item in map(identified, items) if _is_added(item, began))

    def _written(self, write: Write) -> Written:
        match write:
            case Creation():
                return self._create(write)
            case Change():
                return self._change(write)
            case Removal():
                return self._remove(write)
            case _:
                assert_never(write)

    def _create(self, creation: Creation) -> Written:
        event = as_event(creation.content)
        filled = mapping.to_new_activity(event, self._things.named(_linked(event)))
        filled |= {"type": _type_of(self._scope), "owner_id": int(self._scope.user)}
        return Written(self._shown(identified(item_of(self._client.send(CREATE_ACTIVITY, body=filled))), {}))

    def _change(self, change: Change) -> Written:
        seen, wanted = change.seen, as_event(change.wanted)
        then = as_event(seen.content)
        changed = mapping.changed_fields(then, wanted)
        if not changed:
            return Written(seen)
        body = mapping.to_activity(wanted, changed)
        answer = identified(item_of(self._client.send(UPDATE_ACTIVITY, seen.remote_id, body=body)))
        shown = self._shown(answer, _linked(then))
        return Written(shown, _overwritten(seen, shown, changed))

    def _remove(self, removal: Removal) -> Written:
        """What is gone already is removed as well."""
        try:
            self._client.send(DELETE_ACTIVITY, removal.seen.remote_id)
        except Rejected as rejected:
            if rejected.reason not in ("not_found", "gone"):
                raise
            return Written()
        return Written(overwritten=self._edited_last(removal.seen))

    def _edited_last(self, seen: Seen) -> Event | None:
        """An edit that the deletion took along: what is deleted may still be shown, as it was (migration guide v2)."""
        try:
            last = item_of(self._client.get(GET_ACTIVITY, seen.remote_id))
            return _overwritten(seen, self._shown(last, _linked(as_event(seen.content))), frozenset())
        except Trouble:
            return None

    def _shown(self, activity: Json, known: Mapping[str, Thing]) -> Seen:
        """`known` are things that needn't be asked for."""
        with understood():
            mentioned = mapping.mentions(activity)
        things = {**self._things.held(key for key in mentioned if key not in known), **known}
        with understood():
            return mapping.to_seen(activity, things, in_scope=self._scope.covers(activity))


def _type_of(scope: Agenda) -> str:
    """Of the types that are followed, so that what is made is."""
    return _TYPE if not scope.types or _TYPE in scope.types else min(scope.types)


def _is_added(activity: Json, since: datetime) -> bool:
    with understood():
        return not activity.get("is_deleted") and read_stamp(activity["add_time"]) >= since


def _likeness(event: Event) -> _Likeness:
    return event.title, event.when, event.location, event.description


def _likeness_of(activity: Json) -> _Likeness | None:
    """None for what makes no sense: nothing of ours reads like that."""
    try:
        return _likeness(mapping.to_event(activity, {}))
    except (ValueError, TypeError, OverflowError):
        return None


def _linked(event: Event) -> Mapping[str, Thing]:
    linked = {kind: getattr(event.links, kind) for kind in THINGS}
    return {f"{kind}/{thing.id}": thing for kind, thing in linked.items() if thing is not None}


def _overwritten(before: Seen, after: Seen, sent: AbstractSet[Field]) -> Event | None:
    """The unsent fields that differ from what was seen; the new name of a deal is no edit of the activity."""
    then, now = as_event(before.content), as_event(after.content)
    same = then.missing | now.missing | sent
    same |= {field for field in EVENT_FIELDS if getattr(then, field) == getattr(now, field)}
    if before.mentions == after.mentions:
        same |= {Field.LINKS}
    return None if same >= set(EVENT_FIELDS) else replace(now, missing=frozenset(same))
