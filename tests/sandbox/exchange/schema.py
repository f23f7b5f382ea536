"""Microsoft's own schema of EWS, against which every kind of request and answer is held once."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from lxml import etree

from tests.servers import SHARED

CONTRACT = SHARED / "contracts" / "ews" / "messages.xsd"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
WHY_NOT = "../shared/contracts/ews is not here: requests aren't held against the schema of EWS"
checked: set[str] = set()
_TAG = re.compile(r"<[^>]*>")
_ODD = re.compile(r' (Id|ChangeKey|Value|Name|Offset|IndexedPagingOffset|TotalItemsInView)="[^"]*"')


@cache
def schema() -> Any:
    """Loading it takes seconds."""
    import xmlschema  # noqa: PLC0415  # where there is something to be checked

    if not CONTRACT.is_file():
        pytest.skip(WHY_NOT)
    return xmlschema.XMLSchema(str(CONTRACT), validation="lax")


def faults(kept: Iterable[tuple[str, str]]) -> list[str]:
    """What the schema finds wrong; a message that is built like one before isn't looked at again."""
    return [fault for pair in kept for text in pair for fault in _faults(text)]


def _faults(text: str) -> Iterator[str]:
    shape = _shape(text)
    if shape in checked:
        return
    checked.add(shape)
    body = etree.fromstring(text.encode()).find(f"{SOAP}Body")
    if body is None or body[0].tag == f"{SOAP}Fault":
        return
    for error in schema().iter_errors(etree.tostring(body[0]).decode()):
        yield f"{body[0].tag}: {error.reason} at {error.path}"


def _shape(text: str) -> str:
    """The tags, repetitions aside, without the attributes whose values differ from one to the next."""
    tags = dict.fromkeys(_ODD.sub(r"\1", tag) for tag in _TAG.findall(text))
    return hashlib.sha256("".join(tags).encode()).hexdigest()
