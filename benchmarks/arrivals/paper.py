"""Tables within a paper: each stands between two comments that name it."""

import re
from collections.abc import Mapping

_BLOCK = "<!-- {name} -->\n\n{text}\n\n<!-- end -->"
_PLACE = re.compile(r"<!-- (?P<name>[a-z-]+) -->\n\n(?P<text>.*?)\n\n<!-- end -->", re.DOTALL)


def written(paper: str, tables: Mapping[str, str]) -> str:
    """The paper with these tables in their places; one that isn't given stays."""

    def put(found: re.Match[str]) -> str:
        name = found["name"]
        return _BLOCK.format(name=name, text=tables.get(name, found["text"]))

    return _PLACE.sub(put, paper)


def read(paper: str) -> dict[str, str]:
    return {found["name"]: found["text"] for found in _PLACE.finditer(paper)}
