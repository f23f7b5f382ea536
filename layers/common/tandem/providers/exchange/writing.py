"""One round of writes, a hundred to a request, each with the change key that it was decided on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tandem.domain.content import as_contact
from tandem.domain.errors import AccessRevoked, RateLimited, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.exchange import payloads
from tandem.providers.exchange.calls import Element, Ews, Message, T
from tandem.providers.exchange.errors import NOT_FOUND, of_write
from tandem.providers.exchange.folders import Scope
from tandem.providers.exchange.mapping import filed, slots_of, to_contact
from tandem.providers.exchange.patching import Patch, patch_of
from tandem.providers.exchange.slots import packed

CHUNK = 100

Answer = Written | Failed
Numbered = tuple[int, Write]


@dataclass(slots=True)
class Writer:
    """After a wrong password or a full rate limit the rest isn't tried."""

    ews: Ews
    scope: Scope
    stopped: Trouble | None = field(default=None)

    def write(self, writes: Sequence[Write]) -> Iterator[Answer]:
        """Answers in the order of the writes; what is of one kind goes out together."""
        answers: dict[int, Answer] = {}
        for chunk in _chunks(writes):
            answers.update(self._tried(chunk))
        yield from (answers[at] for at in range(len(writes)))

    def _tried(self, chunk: Sequence[Numbered]) -> dict[int, Answer]:
        if self.stopped is not None:
            return {at: Failed(self.stopped) for at, _ in chunk}
        try:
            return self._sent(chunk)
        except Trouble as trouble:
            if isinstance(trouble, AccessRevoked | RateLimited):
                self.stopped = trouble
            return {at: Failed(trouble) for at, _ in chunk}

    def _sent(self, chunk: Sequence[Numbered]) -> dict[int, Answer]:
        match chunk[0][1]:
            case Creation():
                return self._create([(at, one) for at, one in chunk if isinstance(one, Creation)])
            case Change():
                return self._change([(at, one) for at, one in chunk if isinstance(one, Change)])
            case Removal():
                return self._remove([(at, one) for at, one in chunk if isinstance(one, Removal)])

    # --- creations -----------------------------------------------------------------------------------------

    def _create(self, chunk: Sequence[tuple[int, Creation]]) -> dict[int, Answer]:
        slots = []
        for _, creation in chunk:
            contact = as_contact(creation.content)
            filing = filed(contact)
            slots.append(slots_of(contact) | ({"FileAs": filing} if filing else {}))
        made = [
            payloads.new_contact(told, one.link_id, self.scope.category)
            for told, (_, one) in zip(slots, chunk, strict=True)
        ]
        messages = self.ews.each(payloads.create(self.scope.home, made), len(chunk))
        answers: dict[int, Answer] = {}
        for (at, creation), told, message in zip(chunk, slots, messages, strict=True):
            seen = Seen(RemoteId(""), Version(""), to_contact(told), creation.link_id, packed(told))
            answers[at] = _answer(message, seen)
        return answers

    # --- changes -------------------------------------------------------------------------------------------

    def _change(self, chunk: Sequence[tuple[int, Change]]) -> dict[int, Answer]:
        answers: dict[int, Answer] = {}
        patches: list[tuple[int, Change, Patch]] = []
        for at, change in chunk:
            patch = patch_of(change)
            if not change.seen.version:
                answers[at] = Failed(Rejected("no_version"))
            elif patch.is_empty:
                answers[at] = Written(change.seen)
            else:
                patches.append((at, change, patch))
        if not patches:
            return answers
        changes = [patch.element(one.seen) for _, one, patch in patches]
        messages = self.ews.each(payloads.update(changes), len(changes))
        for (at, change, patch), message in zip(patches, messages, strict=True):
            content = replace(to_contact(patch.after), photo=as_contact(change.seen.content).photo)
            answers[at] = _answer(message, replace(change.seen, content=content, raw=packed(patch.after)))
        return answers

    # --- removals ------------------------------------------------------------------------------------------

    def _remove(self, chunk: Sequence[tuple[int, Removal]]) -> dict[int, Answer]:
        """EWS deletes whatever the change key, so it is asked for it just before. Deleted items can be put back."""
        ids = [one.seen.remote_id for _, one in chunk]
        checked = self.ews.each(payloads.get_versions(ids), len(ids))
        answers: dict[int, Answer] = {}
        current: dict[int, Removal] = {}
        for (at, removal), message in zip(chunk, checked, strict=True):
            if message.code == NOT_FOUND:
                answers[at] = Written()
            elif not message.is_fine:
                answers[at] = Failed(of_write(message.code))
            elif (item := _item(message)) is None:
                answers[at] = Failed(Unavailable("answer_unreadable"))
            elif item.get("ChangeKey") != removal.seen.version:
                answers[at] = Failed(StaleVersion("changed"))
            else:
                current[at] = removal
        return answers | (self._delete(current) if current else {})

    def _delete(self, current: dict[int, Removal]) -> dict[int, Answer]:
        versions = {str(one.seen.remote_id): str(one.seen.version) for one in current.values()}
        messages = self.ews.each(payloads.delete(versions), len(current))
        return {
            at: Written() if one.is_fine or one.code == NOT_FOUND else Failed(of_write(one.code))
            for at, one in zip(current, messages, strict=True)
        }


def _answer(message: Message, shown: Seen) -> Answer:
    """`shown` under the id and in the version that the server tells."""
    if not message.is_fine:
        return Failed(of_write(message.code))
    item = _item(message)
    if item is None:
        return Failed(Unavailable("answer_unreadable"))
    if not item.get("Id"):
        return Failed(Unavailable("answer_unreadable"))
    return Written(replace(shown, remote_id=RemoteId(item.get("Id")), version=Version(item.get("ChangeKey") or "")))


def _item(message: Message) -> Element:
    return message.element.find(f".//{T}ItemId")


def _chunks(writes: Sequence[Write]) -> Iterator[list[Numbered]]:
    """Of one kind each; nobody writes the same item twice in a round."""
    for kind in (Creation, Change, Removal):
        those = [(at, one) for at, one in enumerate(writes) if isinstance(one, kind)]
        for start in range(0, len(those), CHUNK):
            yield those[start : start + CHUNK]
