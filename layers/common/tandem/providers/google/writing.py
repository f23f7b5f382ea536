"""Writes to a Google calendar: under ids of our own, in the version that was seen, and without a mail to anybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tandem.domain.comparison import changed_fields
from tandem.domain.content import as_event
from tandem.domain.errors import AccessRevoked, RateLimited, Rejected, Trouble, Unavailable
from tandem.domain.field import EVENT_FIELDS, Field
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.google.batch import MOST
from tandem.providers.google.call import Call, Json
from tandem.providers.google.client import GoogleClient
from tandem.providers.google.event import CANT, MARKER, to_body
from tandem.providers.google.sights import Reader

SILENT = {"sendUpdates": "none"}
NEVER_WRITTEN = CANT | {Field.PRIVATE}


@dataclass(frozen=True, slots=True)
class Writer:
    client: GoogleClient
    path: str
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
        """What is as it is to be already costs no request."""
        calls = [self._call(write) for write in writes]
        sent = [call for call in calls if call is not None]
        outcomes = iter(self._sent(sent))
        for write, call in zip(writes, calls, strict=True):
            yield self._answer(write, next(outcomes)) if call is not None else Written(_seen(write))

    def _sent(self, calls: Sequence[Call]) -> Sequence[Json | Trouble]:
        """What stops a whole request may have come after all of it was done: nobody knows of any."""
        try:
            return list(self.client.batch(calls))
        except Trouble as trouble:
            return [trouble] * len(calls)

    def _call(self, write: Write) -> Call | None:
        match write:
            case Creation():
                return Call("POST", self.path, SILENT, self._new(write))
            case Change():
                return self._patch(write)
            case Removal():
                return Call("DELETE", self._of(write.seen), SILENT, etag=write.seen.version)

    def _new(self, creation: Creation) -> Json:
        """An id that is sent twice makes one event. Ids are base32hex (Events: insert); a link's are hexadecimal."""
        event = as_event(creation.content)
        body = to_body(event, frozenset(EVENT_FIELDS) - event.missing, self.zone)
        own = {"id": creation.link_id, "extendedProperties": {"private": {MARKER: creation.link_id}}}
        return {**_without_nothing(body), **own}

    def _patch(self, change: Change) -> Call | None:
        seen, wanted = as_event(change.seen.content), as_event(change.wanted)
        fields = changed_fields(seen, wanted) - NEVER_WRITTEN
        body = to_body(wanted, fields, self.zone)
        return Call("PATCH", self._of(change.seen), SILENT, body, change.seen.version) if body else None

    def _of(self, seen: Seen) -> str:
        return f"{self.path}/{quote(seen.remote_id, safe='')}"

    def _answer(self, write: Write, outcome: Json | Trouble) -> Written | Failed:
        is_removal = isinstance(write, Removal)
        if isinstance(outcome, Trouble):
            is_gone = isinstance(outcome, Rejected) and outcome.reason in {"gone", "not_found"}
            return Written() if is_removal and is_gone else Failed(outcome)
        return Written() if is_removal else self._shown(outcome)

    def _shown(self, item: Json) -> Written | Failed:
        sight = self.reader.sight(item) if item.get("id") else None
        return Written(sight) if isinstance(sight, Seen) else Failed(Unavailable("bad_answer"))


STOPS = (AccessRevoked, RateLimited)


def _seen(write: Write) -> Seen | None:
    return None if isinstance(write, Creation) else write.seen


def _without_nothing(body: Json) -> Json:
    """A new event has nothing to clear."""
    times = {name: {key: one for key, one in body[name].items() if one is not None} for name in ("start", "end")}
    return {name: value for name, value in body.items() if value != ""} | times
