"""Pictures that cards only link to: iCloud keeps them on another of its hosts, behind the same password.

One elsewhere is not asked for at all, not even without the password: whoever wrote the card would learn when it is
read and by whom, and could have any server in the Internet asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tandem.domain.content import as_contact, with_photo
from tandem.domain.errors import AccessRevoked, RateLimited, Retryable, Trouble
from tandem.domain.sight import Seen
from tandem.providers.icloud.card import Card
from tandem.providers.icloud.client import DavClient
from tandem.providers.icloud.paths import may_follow
from tandem.providers.icloud.photo import LARGEST_CONTENT, Picture, as_picture, links_of, too_large
from tandem.providers.owed import owing

AT_ONCE = 2
MOST_FAILURES = 2
"""Failures in one batch after which the rest isn't asked for. With `AT_ONCE` it stays below what opens a circuit:
the cards may be on the same host."""

S = TypeVar("S")


@dataclass(slots=True)
class LinkedPictures:
    """A picture that can't be had costs its contact nothing; one that can't be had for now is owed. After a full rate
    limit, or where the password is refused, no more are asked for as long as this lives. `book` is the URL that the
    password belongs to.
    """

    client: DavClient
    book: str
    is_barred: bool = False

    def beside(self, sights: Iterable[S]) -> list[S | Seen]:
        """The same, contacts in scope with the picture that they link to; one request for each picture."""
        listed = list(sights)
        links = [self._link(one) if isinstance(one, Seen) else "" for one in listed]
        found = self._fetch(list(dict.fromkeys(filter(None, links))))
        return [_with(one, link, found) for one, link in zip(listed, links, strict=True)]

    def _link(self, seen: Seen) -> str:
        """Empty where there is none that may be followed; a picture inside the card comes before any link."""
        if not seen.in_scope or as_contact(seen.content).photo or "photo" not in seen.raw.lower():
            return ""
        return next((link for link in links_of(Card(seen.raw)) if may_follow(self.book, link)), "")

    def _fetch(self, urls: Sequence[str]) -> Mapping[str, Picture | None]:
        """None for those that are none; left out are those that nobody could tell of."""
        if not urls or self.is_barred:
            return {}
        batch = _Batch(self.client)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = dict(zip(urls, pool.map(batch.fetch, urls), strict=True))
        self.is_barred = any(isinstance(one, AccessRevoked | RateLimited) for one in batch.failures)
        return {url: picture for url, picture in found.items() if url not in batch.owed}


@dataclass(slots=True)
class _Batch:
    client: DavClient
    failures: list[Trouble] = field(default_factory=list)
    owed: set[str] = field(default_factory=set)

    def fetch(self, url: str) -> Picture | None:
        if self._is_over():
            self.owed.add(url)
            return None
        try:
            content = self.client.picture(url, largest=LARGEST_CONTENT)
        except (AccessRevoked, Retryable) as trouble:
            self.failures.append(trouble)
            self.owed.add(url)
            return None
        except Trouble:
            return None
        return too_large(url) if content is None else as_picture(content)

    def _is_over(self) -> bool:
        is_barred = any(isinstance(one, AccessRevoked | RateLimited) for one in self.failures)
        return is_barred or len(self.failures) >= MOST_FAILURES


def _with(sight: S, link: str, found: Mapping[str, Picture | None]) -> S | Seen:
    if not link or not isinstance(sight, Seen):
        return sight
    if link not in found:
        return owing(sight)
    picture = found[link]
    return sight if picture is None else _pictured(sight, picture)


def _pictured(sight: Seen, picture: Picture) -> Seen:
    return replace(sight, content=with_photo(sight.content, picture.photo), photo=picture.content or None)
