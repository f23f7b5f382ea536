"""The line to a server that gives one odd answer: in the place of `Transport`, under the real clients.

An input is a head and the answer's body. The head's first three signs are the status, headers follow as `name=value`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random

from tandem.providers.guard import split
from tandem.providers.transport import Answer
from tests.fuzz import signs
from tests.fuzz.target import Broke, must

_MOST_REQUESTS = 60
_HEAD_ENDS, _HEADERS_END = b"\n", "\x01"
_STATUSES = (
    200,
    201,
    204,
    207,
    301,
    400,
    401,
    402,
    403,
    404,
    409,
    410,
    412,
    413,
    422,
    429,
    500,
    501,
    503,
    507,
    100,
    999,
)
_VALUES = (
    *("Mon, 23 Nov 2026 09:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359", "0", "-1"),
    *("1", "2", "99999999999999999999", "9" * 5_000, "²", "١", "Mon, 99 Nov 99999999999999999999 0:0:0 GMT", '"1"'),
    *("http://[", "//[::1", "/elsewhere/", "http://dav.example/book/", "http://other.example/", "W/", "\x00", "ÿ", ""),
)
_HEADERS = (
    "retry-after",
    "date",
    "location",
    "etag",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
)

Says = Callable[[str, str, bytes], str | Answer | None]
"""What the server says of itself to a request (method, URL, body); None where the odd answer comes."""


class Line:
    """Whatever else it is asked, it answers with `ok`. Somebody who asks without end is told off."""

    def __init__(self, says: Says, odd: Answer, ok: int) -> None:
        self._says, self._odd, self._ok = says, odd, ok
        self._asked = 0

    def send(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"") -> Answer:
        split(url)  # as the transport does with what it is given
        must(all(isinstance(value.encode(), bytes) for value in headers.values()), "a header can't be sent")
        self._asked += 1
        if self._asked > _MOST_REQUESTS:
            raise Broke("asks without end")
        said = self._says(method, url, content)
        if isinstance(said, str):
            return Answer(self._ok, {}, said.encode(), url)
        return self._odd if said is None else said

    @contextmanager
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes = b"", max_answer: int | None = None
    ) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        answer = self.send(method, url, headers=headers, content=content)
        body = answer.body
        yield (
            Answer(answer.status, answer.headers, b"", url),
            (body[at : at + 65_536] for at in range(0, len(body), 65_536)),
        )

    def apart(self) -> "Line":
        """A login that belongs to a connection finds the same server."""
        return self

    def close(self) -> None:
        """Nothing is open."""


def head(source: Random, usual: int) -> bytes:
    """Mostly the usual status without headers."""
    status = source.choice(_STATUSES) if source.random() < 0.2 else usual
    given = [f"{source.choice(_HEADERS)}={source.choice(_VALUES)}" for _ in range(source.choice((0, 0, 0, 1, 2)))]
    if source.random() < 0.01:
        given.append(f"{source.choice(_HEADERS)}={signs.text(source)}".replace("\n", ""))
    return _HEADERS_END.join([str(status), *given]).encode() + _HEAD_ENDS


def answer(data: bytes, usual: int, url: str) -> Answer:
    first, _, body = data.partition(_HEAD_ENDS)
    status, *given = first.decode("latin-1").split(_HEADERS_END)
    headers = dict(one.partition("=")[::2] for one in given)
    return Answer(int(status) if status.isdecimal() and len(status) == 3 else usual, headers, body, url)
