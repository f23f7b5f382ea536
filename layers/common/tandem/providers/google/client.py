"""Google's APIs over HTTP: signing, paging, and batches."""

from collections.abc import Iterator, Mapping, Sequence

from tandem.domain.errors import Trouble, Unavailable
from tandem.providers.google.answers import outcome, read
from tandem.providers.google.batch import MOST, joined, parted
from tandem.providers.google.call import Call, Json
from tandem.providers.google.grant import GoogleGrant
from tandem.providers.transport import Answer, Transport


class GoogleClient:
    """One account's way to the Calendar API. `api_url` is `https://www.googleapis.com/calendar/v3/`; thread-safe."""

    def __init__(self, *, api_url: str, batch_url: str, transport: Transport, grant: GoogleGrant) -> None:
        self._api_url = api_url
        self._batch_url = batch_url
        self._transport = transport
        self._grant = grant

    def call(self, call: Call) -> Json:
        """One answer. Raise `Retryable`, `AccessRevoked`, `StaleVersion`, `CursorExpired`, or `Rejected`."""
        answer = self._signed(call.method, self._api_url + call.target, call.headers, call.content)
        return read(answer.status, answer.headers, answer.body)

    def pages(self, call: Call) -> Iterator[Json]:
        """All pages of a list; a page may be short, or empty, and is not the last one for that."""
        token = ""
        while True:
            query = {**call.query, **({"pageToken": token} if token else {})}
            page = self.call(Call(call.method, call.path, query))
            yield page
            before, token = token, page.get("nextPageToken", "")
            if token and token == before:
                raise Unavailable("no_progress")
            if not token:
                return

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
        boundary, content = joined(calls, self._api_url)
        headers = {"content-type": f"multipart/mixed; boundary={boundary}"}
        answer = self._signed("POST", self._batch_url, headers, content)
        if answer.status != 200:
            read(answer.status, answer.headers, answer.body)
            raise Unavailable("bad_answer", str(answer.status))
        told = parted(answer.headers.get("content-type", ""), answer.body)
        return [outcome(told.get(place)) for place in range(len(calls))]

    def _signed(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> Answer:
        signature = self._grant.headers()
        answer = self._transport.send(method, url, headers={**headers, **signature}, content=content)
        if answer.status == 401:
            self._grant.renew(signature)
            answer = self._transport.send(method, url, headers={**headers, **self._grant.headers()}, content=content)
        return answer
