"""A server of JSON, asked one question at a time: one operation is answered oddly, the others as they should be."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from tandem.domain.errors import Trouble
from tandem.providers.transport import Answer
from tests.fuzz import json_forms, line
from tests.fuzz.line import Line, Says

_REFUSALS = (400, 401, 403, 404, 409, 410, 412, 429, 503)
_END = b"\n"


class Question(NamedTuple):
    """`odd` is the operation, as `usual` names it, that is answered oddly; `seed` is in the place of its usual answer.

    `head` are headers that come along.
    """

    odd: str
    ask: Callable[[Line], None]
    status: int = 200
    seed: Any = None
    head: bytes = b""


def json_text(document: Any) -> bytes:
    return json.dumps(document).encode()


@dataclass(frozen=True, slots=True)
class Service:
    """`base` is what its URLs begin with, as a pattern. `refusals` are documents of errors.

    `usual` tells by operation (method and path, as a pattern) a document, an answer, or what makes one of a request.
    """

    base: str
    usual: Mapping[str, Any]
    questions: Sequence[Question]
    refusals: Sequence[Any]
    written: Callable[[Any], bytes] = json_text
    mutated: Callable[[Any, Random], bytes] = json_forms.mutated

    def seeds(self) -> list[bytes]:
        return [
            bytes([at]) + b"%d" % one.status + one.head + _END + self.written(self._seed(one))
            for at, one in enumerate(self.questions)
        ]

    def make(self, source: Random) -> bytes:
        """The first byte says which question. Now and then the server refuses, in its own words or others."""
        at = source.randrange(len(self.questions))
        question = self.questions[at]
        if source.random() < 0.15:
            refusal = json_forms.mutated(source.choice(self.refusals), source)
            return bytes([at]) + line.head(source, source.choice(_REFUSALS)) + refusal
        head = line.head(source, question.status).removesuffix(_END) + question.head + _END
        return bytes([at]) + head + self.mutated(self._seed(question), source)

    def run(self, data: bytes) -> bool:
        question = self.questions[(data[0] if data else 0) % len(self.questions)]
        odd = line.answer(data[1:], question.status, "https://odd.example/")
        try:
            question.ask(Line(self._says(question), odd, 200))
        except Trouble:
            return False
        return True

    def _seed(self, question: Question) -> Any:
        return self.usual[question.odd] if question.seed is None else question.seed

    def _says(self, question: Question) -> Says:
        def says(method: str, url: str, content: bytes) -> str | Answer | None:
            operation = self.operation(method, url)
            return None if operation == question.odd else told(self.usual.get(operation, {}), content)

        return says

    def operation(self, method: str, url: str) -> str:
        """The first that fits; "" for one that nobody knows."""
        asked = f"{method} {re.sub(self.base, '', url)}"
        return next((one for one in self.usual if re.match(one, asked)), "")


def told(usual: Any, content: bytes) -> str | Answer:
    found = usual(content) if callable(usual) else usual
    return found if isinstance(found, Answer) else json.dumps(found)
