"""Writes to an address book: conditional PUTs and DELETEs, a few at a time, and the group that new cards join."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from tandem.domain.contact import Contact
from tandem.domain.content import as_contact
from tandem.domain.errors import AccessRevoked, RateLimited, Rejected, Trouble
from tandem.domain.ids import LinkId, RemoteId, Version
from tandem.domain.sight import Seen
from tandem.ports import Change, Creation, Failed, Removal, Write, Written
from tandem.providers.categories import CATEGORY
from tandem.providers.icloud.book import AddressBook, version_of
from tandem.providers.icloud.groups import Scope, add_members
from tandem.providers.icloud.mapping import create_card, patch_card, projection, to_contact
from tandem.providers.icloud.sights import sight_of

_AT_ONCE = 4
_UID = "uid:"


@dataclass(slots=True)
class Writer:
    """One round of writes; after a wrong password or a full rate limit the rest isn't tried."""

    book: AddressBook
    group: str | None
    stopped: list[Trouble] = field(default_factory=list)

    def write(self, writes: Sequence[Write]) -> Iterator[Written | Failed]:
        """Answers in the order of the writes."""
        if len(writes) == 1:
            answers = [self._try(writes[0])]
        else:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                answers = list(pool.map(self._try, writes))
        yield from self._grouped(writes, answers)

    def joined(self, found: Mapping[LinkId, Seen]) -> Mapping[LinkId, Seen]:
        """The same after those that aren't in the chosen group card yet were put into it."""
        outside = [link_id for link_id, seen in found.items() if not seen.in_scope]
        if not outside or self.group is None or not self.group.startswith(_UID):
            return found
        add_members(self.book, self.group.removeprefix(_UID), [found[link_id].uid for link_id in outside])
        return {link_id: replace(seen, in_scope=True) for link_id, seen in found.items()}

    def _grouped(self, writes: Sequence[Write], answers: Sequence[Written | Failed]) -> Sequence[Written | Failed]:
        """New cards join the group card in one write; if that fails, their creation counts as unknown."""
        made = [
            write.link_id
            for write, answer in zip(writes, answers, strict=True)
            if isinstance(write, Creation) and isinstance(answer, Written)
        ]
        if not made or self.group is None or not self.group.startswith(_UID):
            return answers
        try:
            add_members(self.book, self.group.removeprefix(_UID), made)
        except Trouble as trouble:
            return [
                Failed(trouble) if isinstance(write, Creation) and isinstance(answer, Written) else answer
                for write, answer in zip(writes, answers, strict=True)
            ]
        return answers

    def _try(self, write: Write) -> Written | Failed:
        if self.stopped:
            return Failed(self.stopped[0])
        try:
            return self._write(write)
        except (AccessRevoked, RateLimited) as trouble:
            self.stopped.append(trouble)
            return Failed(trouble)
        except Trouble as trouble:
            return Failed(trouble)

    def _write(self, write: Write) -> Written:
        match write:
            case Creation():
                return self._create(write)
            case Change():
                return self._change(write.seen, write)
            case Removal():
                self.book.delete(write.seen.remote_id, expected=write.seen.version)
                return Written()

    def _create(self, creation: Creation) -> Written:
        categories = []
        if self.group is not None and self.group.startswith(CATEGORY):
            categories = [self.group.removeprefix(CATEGORY)]
        text = create_card(as_contact(creation.content), creation.link_id, categories=categories)
        path = path_for(self.book, creation.link_id)
        etag = self.book.put(path, text, expected=None)
        return Written(self._stored(Seen(RemoteId(path), Version(""), to_contact(text), creation.link_id, text), etag))

    def _change(self, seen: Seen, change: Change) -> Written:
        if not seen.version:
            raise Rejected("no_version")
        text = patch_card(seen.raw, as_contact(seen.content), as_contact(change.wanted))
        if text == seen.raw:
            return Written(seen)
        etag = self.book.put(seen.remote_id, text, expected=seen.version)
        return Written(self._stored(replace(seen, content=to_contact(text), raw=text), etag))

    def _stored(self, sent: Seen, etag: str) -> Seen:
        """What was sent, in the version that the server gave it.

        Without a strong ETag the server may have stored something else (RFC 6352 6.3.2.3): the card is read, and where
        it says something else than what was sent, that is left to be heard as anybody's change: no version is told.
        """
        if etag and not etag.startswith("W/"):
            return replace(sent, version=version_of(etag))
        for path, member in self.book.fetch([sent.remote_id]):
            stored = sight_of(path, member, Scope())
            if isinstance(stored, Seen) and _shown(stored) == _shown(sent):
                return replace(sent, version=stored.version, raw=stored.raw)
        return replace(sent, version=Version(""))


def _shown(seen: Seen) -> Contact:
    return projection(as_contact(seen.content))


def path_for(book: AddressBook, link_id: LinkId) -> str:
    """Where a card that Tandem makes is put, so that it is found again whatever became of the answer."""
    return f"{book.path}{link_id}.vcf"
