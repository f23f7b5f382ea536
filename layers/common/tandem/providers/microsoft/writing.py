"""Writes to a mailbox: batches of 20, each write with the etag that it was decided on and an outcome of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from json import loads

from tandem.domain.content import as_contact
from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.microsoft.answers import NOT_FOUND
from tandem.providers.microsoft.batch import MOST
from tandem.providers.microsoft.call import Call, Json, part
from tandem.providers.microsoft.client import GraphClient
from tandem.providers.microsoft.feed import gone_with
from tandem.providers.microsoft.lookup import Lookup
from tandem.providers.microsoft.mapping import to_body, to_patch
from tandem.providers.microsoft.marks import Marks, written
from tandem.providers.microsoft.scope import Scope
from tandem.providers.microsoft.search import place_of
from tandem.providers.microsoft.sights import Reader

_STOPS = (AccessRevoked, RateLimited, CollectionGone)


@dataclass(frozen=True, slots=True)
class Writer:
    client: GraphClient
    scope: Scope
    reader: Reader
    lookup: Lookup

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Answers in order. After a limit or a dead grant the rest is answered the same without a try."""
        stopped: Trouble | None = None
        for start in range(0, len(writes), MOST):
            chunk = writes[start : start + MOST]
            answers = [Failed(stopped)] * len(chunk) if stopped else list(self._chunk(chunk))
            errors = (one.error for one in answers if isinstance(one, Failed))
            stopped = stopped or next((one for one in errors if isinstance(one, _STOPS)), None)
            yield from answers

    def _chunk(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """What is as it is to be already costs no request."""
        calls = [self._call(write) for write in writes]
        outcomes = iter(self._sent([call for call in calls if isinstance(call, Call)]))
        for write, call in zip(writes, calls, strict=True):
            match call:
                case Call():
                    yield self._answer(write, next(outcomes))
                case Trouble():
                    yield Failed(call)
                case None:
                    yield Written(None if isinstance(write, Creation) else write.seen)

    def _sent(self, calls: Sequence[Call]) -> Sequence[Json | Trouble]:
        """What stops a whole request may have come after all of it was done: nobody knows of any."""
        try:
            return self.client.batch(calls)
        except Trouble as trouble:
            return [trouble] * len(calls)

    # --- what is sent --------------------------------------------------------------------------------------

    def _call(self, write: Write) -> Call | Trouble | None:
        match write:
            case Creation():
                return Call("POST", place_of(self.scope), body=self._new(write))
            case Change():
                return self._patch(write)
            case Removal(seen=seen):
                return _conditional("DELETE", seen)

    def _new(self, creation: Creation) -> Json:
        categories = {"categories": [self.scope.category]} if self.scope.category else {}
        return {**to_body(as_contact(creation.content)), **categories, **written(creation.link_id)}

    def _patch(self, change: Change) -> Call | Trouble | None:
        seen, wanted = as_contact(change.seen.content), as_contact(change.wanted)
        body = to_patch(loads(change.seen.raw or "{}"), seen, wanted)
        return _conditional("PATCH", change.seen, body) if body else None

    # --- what is answered ----------------------------------------------------------------------------------

    def _answer(self, write: Write, outcome: Json | Trouble) -> Written | Failed:
        if isinstance(outcome, Trouble):
            return self._failed(write, outcome)
        match write:
            case Creation(link_id=link_id):
                return self._written(outcome, Marks(link_id))
            case Change(seen=seen):
                return self._written(outcome, Marks(seen.uid))
            case Removal():
                return Written()

    def _written(self, item: Json, marks: Marks) -> Written | Failed:
        """An answer that makes no sense tells nothing of what was written."""
        if not item.get("id"):
            return Failed(Unavailable("bad_answer", "contact"))
        sight = self.reader.sight(item, marks)
        return Written(sight) if isinstance(sight, Seen) else Failed(Unavailable("bad_answer", sight.reason))

    def _failed(self, write: Write, trouble: Trouble) -> Failed | Written:
        """What is gone needs no removal, and no change: whoever wanted one looks again."""
        is_missing = isinstance(trouble, Rejected) and trouble.reason == NOT_FOUND
        is_stale = isinstance(trouble, StaleVersion)
        match write:
            case Creation() if isinstance(trouble, Rejected) and is_missing:
                return Failed(gone_with(trouble))
            case Creation() if is_stale:  # there is nothing yet that it could be at odds with
                return Failed(Unavailable("conflict", trouble.reason))
            case Change() if is_missing:
                return Failed(StaleVersion("gone"))
            case Removal() if is_missing or (is_stale and self.lookup.is_gone(write.seen.remote_id)):
                return Written()
            case _:
                return Failed(trouble)


def _conditional(method: str, seen: Seen, body: Json | None = None) -> Call | Trouble:
    if not seen.version:
        return Rejected("no_version")
    return Call(method, f"me/contacts/{part(seen.remote_id)}", body=body, etag=seen.version)
