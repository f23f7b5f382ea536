"""Writes to a Google calendar: under ids of our own, in the version that was seen, and without a mail to anybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tandem.domain.comparison import changed_fields
from tandem.domain.content import as_event
from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
)
from tandem.domain.field import EVENT_FIELDS
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.google.access import Access
from tandem.providers.google.batch import MOST
from tandem.providers.google.call import Call, Json
from tandem.providers.google.event import MARKER, to_body
from tandem.providers.google.revival import SILENT, brought_back, put_back, shown
from tandem.providers.google.sights import Reader

STOPS = (AccessRevoked, RateLimited, CollectionGone)


@dataclass(frozen=True, slots=True)
class Writer:
    access: Access
    zone: str
    reader: Reader

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """50 in a request. After a limit or a dead grant the rest is answered the same without a try."""
        stopped: Trouble | None = None
        for start in range(0, len(writes), MOST):
            chunk = writes[start : start + MOST]
            answers = [Failed(stopped)] * len(chunk) if stopped else list(self._chunk(chunk))
            stopped = stopped or next(
                (one.error for one in answers if isinstance(one, Failed) and isinstance(one.error, STOPS)), None
            )
            yield from answers

    def _chunk(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """What is as it is to be already costs no request; what is put back costs two of its own."""
        back = self._brought_back(writes)
        calls = [self._call(write) if one is None else None for write, one in zip(writes, back, strict=True)]
        outcomes = iter(self._sent([call for call in calls if call is not None]))
        for write, one, call in zip(writes, back, calls, strict=True):
            yield one or (self._answer(write, next(outcomes)) if call is not None else Written(_seen(write)))

    def _brought_back(self, writes: Sequence[Write]) -> list[Written | Failed | None]:
        """None for what is to be written as any other. After what stops all the rest isn't asked for."""
        answers: list[Written | Failed | None] = []
        stopped: Failed | None = None
        for write in writes:
            if isinstance(write, Creation) and write.instead is not None:
                answer = stopped or brought_back(self.access, self.reader, write)
                is_stop = isinstance(answer, Failed) and isinstance(answer.error, STOPS)
                stopped = answer if is_stop and isinstance(answer, Failed) else stopped
                answers.append(answer)
            else:
                answers.append(stopped)
        return answers

    def _sent(self, calls: Sequence[Call]) -> Sequence[Json | Trouble]:
        """What stops a whole request may have come after all of it was done: nobody knows of any."""
        try:
            return self.access.judged(list(self.access.client.batch(calls)))
        except Trouble as trouble:
            return [trouble] * len(calls)

    # --- what is sent --------------------------------------------------------------------------------------

    def _call(self, write: Write) -> Call | None:
        match write:
            case Creation():
                return Call("POST", self.access.path, SILENT, self._new(write))
            case Change():
                return self._patch(write)
            case Removal(seen=seen):
                return Call("DELETE", self.access.event(seen.remote_id), SILENT, etag=seen.version)

    def _new(self, creation: Creation) -> Json:
        """An id that is sent twice makes one event. Ids are base32hex (Events: insert); a link's are hexadecimal."""
        own = {"id": creation.link_id, "extendedProperties": {"private": {MARKER: creation.link_id}}}
        return {**_without_nothing(self._whole(creation)), **own}

    def _whole(self, creation: Creation) -> Json:
        event = as_event(creation.content)
        return to_body(event, frozenset(EVENT_FIELDS) - event.missing, self.zone)

    def _patch(self, change: Change) -> Call | None:
        seen, wanted = as_event(change.seen.content), as_event(change.wanted)
        body = to_body(wanted, changed_fields(seen, wanted), self.zone)
        path = self.access.event(change.seen.remote_id)
        return Call("PATCH", path, SILENT, body, change.seen.version) if body else None

    # --- what is answered ----------------------------------------------------------------------------------

    def _answer(self, write: Write, outcome: Json | Trouble) -> Written | Failed:
        if isinstance(outcome, Trouble):
            return self._failed(write, outcome)
        return Written() if isinstance(write, Removal) else shown(self.reader, outcome)

    def _failed(self, write: Write, trouble: Trouble) -> Written | Failed:
        """What is gone needs no removal, and no change: whoever wanted one looks again."""
        is_gone = isinstance(trouble, Rejected) and trouble.reason in {"gone", "not_found"}
        match write:
            case Creation() if isinstance(trouble, StaleVersion):
                return put_back(self.access, self.reader, write.link_id, self._whole(write))
            case Removal() if is_gone or (isinstance(trouble, StaleVersion) and self._is_gone(write.seen.remote_id)):
                return Written()
            case Change() if is_gone:
                return Failed(StaleVersion("gone"))
            case _:
                return Failed(trouble)

    def _is_gone(self, remote: RemoteId) -> bool:
        """A deletion is a new version, too."""
        try:
            found = self.access.client.call(Call("GET", self.access.event(remote)))
            return isinstance(self.reader.sight(found), Tombstone)
        except Trouble:
            return False


def _seen(write: Write) -> Seen | None:
    return None if isinstance(write, Creation) else write.seen


def _without_nothing(body: Json) -> Json:
    """A new event has nothing to clear."""
    times = {name: {key: one for key, one in body[name].items() if one is not None} for name in ("start", "end")}
    return {name: value for name, value in body.items() if value != ""} | times
