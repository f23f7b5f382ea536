"""Google's APIs over HTTP: signing, paging, and batches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tandem.domain.errors import Trouble, Unavailable
from tandem.providers.google.answers import outcome, read
from tandem.providers.google.batch import MOST, Part, joined, parted
from tandem.providers.google.call import Call, Json
from tandem.providers.google.grant import GoogleGrant
from tandem.providers.transport import Answer, Transport

LONGEST = 2000
"""Characters of a URL; what is longer is sent as a form that says which method it means, as Google's own clients do."""
FORM = "application/x-www-form-urlencoded"


class GoogleClient:
    """One account's way to an API of Google's: `api_url` is `https://www.googleapis.com/calendar/v3/`, or
    `https://people.googleapis.com/`, which has no use for batches. Thread-safe.
    """

    def __init__(self, *, api_url: str, batch_url: str = "", transport: Transport, grant: GoogleGrant) -> None:
        self._api_url = api_url
        self._batch_url = batch_url
        self._transport = transport
        self._grant = grant

    def call(self, call: Call) -> Json:
        """One answer. Raise `Retryable`, `AccessRevoked`, `StaleVersion`, `CursorExpired`, or `Rejected`."""
        answer = self.answer(call)
        return read(answer.status, answer.headers, answer.body)

    def answer(self, call: Call) -> Answer:
        """The same for whoever reads more out of a refusal."""
        url = self._api_url + call.target
        if call.method == "GET" and len(url) > LONGEST:
            headers = {**call.headers, "x-http-method-override": "GET", "content-type": FORM}
            return self._signed("POST", self._api_url + call.path, headers, call.parameters.encode())[0]
        return self._signed(call.method, url, call.headers, call.content)[0]

    def pages(self, call: Call) -> Iterator[Json]:
        """All pages of a list; a page may be short, or empty, and is not the last one for that."""
        token, before = "", set[str]()
        while True:
            page = self.call(replace(call, query={**call.query, **({"pageToken": token} if token else {})}))
            yield page
            token = str(page.get("nextPageToken") or "")
            if not token:
                return
            if token in before:
                raise Unavailable("no_progress")
            before.add(token)

    def batch(self, calls: Sequence[Call]) -> Iterator[Json | Trouble]:
        """The answers in the order of the calls, 50 to a request. What is raised stopped all that is left."""
        for start in range(0, len(calls), MOST):
            chunk = calls[start : start + MOST]
            yield from [self._single(chunk[0])] if len(chunk) == 1 else self._batched(chunk)

    def _single(self, call: Call) -> Json | Trouble:
        try:
            return self.call(call)
        except Trouble as trouble:
            return trouble

    def _batched(self, calls: Sequence[Call]) -> list[Json | Trouble]:
        """A token that ended is told by each part, within an answer that is fine."""
        told, signature = self._posted(calls)
        refused = [place for place in range(len(calls)) if place in told and told[place][0] == 401]
        if refused:
            self._grant.renew(signature)
            again, _ = self._posted([calls[place] for place in refused])
            renewed = {place: again[number] for number, place in enumerate(refused) if number in again}
            told = {place: part for place, part in told.items() if place not in refused} | renewed
        return [outcome(told.get(place)) for place in range(len(calls))]

    def _posted(self, calls: Sequence[Call]) -> tuple[dict[int, Part], Mapping[str, str]]:
        boundary, content = joined(calls, self._api_url)
        headers = {"content-type": f"multipart/mixed; boundary={boundary}"}
        answer, signature = self._signed("POST", self._batch_url, headers, content)
        if answer.status != 200:
            read(answer.status, answer.headers, answer.body)
            raise Unavailable("bad_answer", str(answer.status))
        return parted(answer.headers.get("content-type", ""), answer.body), signature

    def _signed(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[Answer, Mapping[str, str]]:
        """The answer, and the signature that it was given to. One that is refused is renewed once."""
        signature = self._grant.headers()
        answer = self._transport.send(method, url, headers={**headers, **signature}, content=content)
        if answer.status == 401:
            self._grant.renew(signature)
            signature = self._grant.headers()
            answer = self._transport.send(method, url, headers={**headers, **signature}, content=content)
        return answer, signature
