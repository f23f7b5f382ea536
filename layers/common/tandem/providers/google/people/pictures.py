"""The pictures that people gave to their contacts, fetched from the address that a person's photo names."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from tandem.domain.contact import Photo
from tandem.domain.errors import Retryable, Trouble, Unavailable
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements
from tandem.providers.google.people.sights import OWED, Picture
from tandem.providers.transport import Transport

LARGEST = 4 * 1024 * 1024
SIZE = "sz=720"
"""Pixels of the longer side; without it Google gives out a thumbnail of 100 (Photo, url)."""
AT_ONCE = 4
SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))


@dataclass(slots=True)
class Pictures:
    """A picture that can't be had now costs its contact nothing: it is owed, and looked for whenever that is read.

    One that is too large has no bytes, which is told beside the contact.
    """

    transport: Transport
    fetched: dict[str, Picture | None]

    def of(self, person: Json) -> Picture | None:
        """What was fetched of it."""
        return self.fetched.get(url_of(person))

    def fetch(self, persons: Sequence[Json]) -> None:
        """Those of all these, a few at a time; what was fetched before is forgotten."""
        urls = list(dict.fromkeys(url for one in persons if (url := url_of(one))))
        self.fetched.clear()
        if urls:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                self.fetched.update(zip(urls, pool.map(self._fetched, urls), strict=True))

    def _fetched(self, url: str) -> Picture | None:
        sized = f"{url}{'&' if '?' in url else '?'}{SIZE}"
        try:
            with self.transport.stream("GET", sized, headers={"accept": "image/*"}, max_answer=LARGEST) as told:
                answer, chunks = told
                return _picture(b"".join(chunks)) if answer.status == 200 else _without(answer.status)
        except Unavailable as trouble:
            is_too_large = trouble.reason == "answer_too_large"
            return (Photo(sha256(url.encode()).hexdigest(), ""), None) if is_too_large else OWED
        except Retryable:
            return OWED
        except Trouble:
            return None


def _without(status: int) -> Picture | None:
    return OWED if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR else None


def url_of(person: Json) -> str:
    """Empty where there is none but Google's own placeholder, or it makes no sense."""
    try:
        found = [one for one in elements(person, "photos") if not one.get("default")]
    except TypeError:
        return ""
    url = found[0].get("url") if found else ""
    return url if isinstance(url, str) else ""


def _picture(content: bytes) -> Picture | None:
    media_type = next((kind for start, kind in SIGNATURES if content.startswith(start)), "")
    return (Photo(sha256(content).hexdigest(), media_type), content) if media_type else None
