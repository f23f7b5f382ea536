"""Graph over HTTP: signing, paging, and batches. A mailbox takes four requests of an app at once: here they queue."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from urllib.parse import urlsplit

from tandem.domain.errors import Trouble, Unavailable
from tandem.providers.microsoft.answers import Part, document_of, outcome, read
from tandem.providers.microsoft.batch import MOST, joined, parted
from tandem.providers.microsoft.call import IMMUTABLE, Call, Json
from tandem.providers.microsoft.grant import MicrosoftGrant
from tandem.providers.transport import Answer, Transport


class GraphClient:
    """One account's way to Graph. `graph_url` is `https://graph.microsoft.com/v1.0`; thread-safe.

    Every method raises `Retryable`, `AccessRevoked`, and what the code of an answer means (`answers`).
    """

    def __init__(self, *, graph_url: str, transport: Transport, grant: MicrosoftGrant) -> None:
        self._base = graph_url.rstrip("/") + "/"
        self._transport = transport
        self._grant = grant
        self._turn = Lock()

    def call(self, call: Call) -> Json:
        answer, _ = self._signed(call.method, self._base + call.target, call.headers, call.content)
        return read(answer.status, answer.headers, document_of(answer.body))

    def content(self, call: Call) -> bytes:
        """What is no document: a picture."""
        answer, _ = self._signed(call.method, self._base + call.target, {"prefer": IMMUTABLE}, b"")
        if answer.status != 200:
            read(answer.status, answer.headers, document_of(answer.body))
        return answer.body

    def first(self, call: Call, page_size: int) -> Json:
        """The first page of a delta."""
        return self._page(self._base + call.target, page_size)

    def follow(self, link: str, page_size: int) -> Json:
        """A link that Graph gave, just as it gave it. Raise `Unavailable` for one that leads elsewhere."""
        if not self.owns(link):
            raise Unavailable("foreign_link")
        return self._page(link, page_size)

    def owns(self, link: str) -> bool:
        """Whether it leads to where our signature belongs."""
        try:
            return urlsplit(link)[:2] == urlsplit(self._base)[:2]
        except ValueError:  # no address at all, as "http://["
            return False

    def pages(self, call: Call) -> Iterator[Json]:
        """All pages of a list; one may be short, or empty, and is not the last one for that."""
        yield from self.onwards(self.call(call))

    def onwards(self, page: Json) -> Iterator[Json]:
        """A page, and all that follow it. Raise `Unavailable` for links that lead in a circle."""
        before = set[str]()
        while True:
            yield page
            link = str(page.get("@odata.nextLink") or "")
            if not link:
                return
            if link in before:
                raise Unavailable("no_progress")
            before.add(link)
            page = self.follow(link, 0)

    def batch(self, calls: Sequence[Call]) -> list[Json | Trouble]:
        """The answers of at most 20 calls, in their order. What is raised left all of them unknown."""
        return [outcome(one) for one in self.parts(calls)]

    def parts(self, calls: Sequence[Call]) -> list[Part | None]:
        """The same as they came; None for one that was left out. One call is sent as it is."""
        assert len(calls) <= MOST  # noqa: S101  # whoever calls makes the chunks
        found, signature = self._posted(calls) if calls else ({}, {})
        refused = [place for place, one in found.items() if one[0] == 401]
        if refused:  # a token that ended while the batch was under way
            self._grant.renew(signature)
            again, _ = self._posted([calls[place] for place in refused])
            found |= {place: again[number] for number, place in enumerate(refused) if number in again}
        return [found.get(place) for place in range(len(calls))]

    def _posted(self, calls: Sequence[Call]) -> tuple[dict[int, Part], Mapping[str, str]]:
        typed = {"content-type": "application/json"}
        answer, signature = self._signed("POST", f"{self._base}$batch", typed, joined(calls))
        return parted(read(answer.status, answer.headers, document_of(answer.body))), signature

    def _page(self, url: str, page_size: int) -> Json:
        wanted = f"{IMMUTABLE}, odata.maxpagesize={page_size}" if page_size else IMMUTABLE
        answer, _ = self._signed("GET", url, {"accept": "application/json", "prefer": wanted}, b"")
        return read(answer.status, answer.headers, document_of(answer.body))

    def _signed(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[Answer, Mapping[str, str]]:
        """The answer, and the signature that it was given to. One that is refused is renewed once."""
        with self._turn:
            signature = self._grant.headers()
            answer = self._transport.send(method, url, headers={**headers, **signature}, content=content)
            if answer.status == 401:
                self._grant.renew(signature)
                signature = self._grant.headers()
                answer = self._transport.send(method, url, headers={**headers, **signature}, content=content)
            return answer, signature
