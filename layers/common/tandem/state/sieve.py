"""A quick look at the sealed text of an item, before anything of it is decoded: may a search find it?"""

import json
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Sieve:
    """Lets pass all that has each word of `query` somewhere, whatever its case, and so all that a search finds.

    The text is JSON as `codec` makes it; decoding it would take ten times as long.
    """

    query: str

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(json.dumps(word, ensure_ascii=False)[1:-1].casefold() for word in self.query.split())

    def lets_pass(self, text: bytes) -> bool:
        folded = text.decode("utf-8", "surrogatepass").casefold()
        return all(word in folded for word in self._words)
