"""EWS calls: exchangelib wraps them in SOAP, agrees on the version and reads faults; nothing is tried twice here."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from exchangelib.configuration import Configuration
from exchangelib.errors import (
    ErrorInvalidSchemaVersionForMailboxVersion,
    ErrorInvalidServerVersion,
    ErrorServerBusy,
    EWSError,
)
from exchangelib.protocol import FailFast
from exchangelib.services.common import EWSService
from exchangelib.transport import NOAUTH
from exchangelib.util import MNS, SOAPNS, TNS, to_xml
from exchangelib.version import Version
from lxml import etree

from tandem.domain.errors import Trouble, Unavailable
from tandem.providers.exchange.door import Door
from tandem.providers.exchange.errors import general

M, T = f"{{{MNS}}}", f"{{{TNS}}}"
OLDEST = "Exchange2010_SP2"
"""All that is asked for is in it, so a server need not be newer."""
DONE = "NoError"

_HALF = re.compile(rb"&#x[dD][89a-fA-F][0-9a-fA-F]{2};|\xed[\xa0-\xbf][\x80-\xbf]")
"""Half a character, which XML forbids; a server that writes one has cut a text there."""

Element = Any
"""An element of lxml, whose types are not told."""

# It logs requests and answers, which hold people's data, where it thinks something went wrong.
logging.getLogger("exchangelib").addHandler(logging.NullHandler())
logging.getLogger("exchangelib").propagate = False


@dataclass(frozen=True, slots=True)
class Message:
    """What became of one thing that was asked for; `code` is `NoError` where all is well."""

    code: str
    element: Element

    @property
    def is_fine(self) -> bool:
        return self.code == DONE

    def trouble(self) -> Trouble:
        return general(self.code, _back_off(self.element))


class Ews:
    """One mailbox's calls. What raises: `Retryable`, `AccessRevoked`, `CursorExpired`."""

    credentials = None

    def __init__(self, door: Door) -> None:
        self.door = door
        version = Version(build=None, api_version=OLDEST)
        self.config = Configuration(
            service_endpoint=door.url, auth_type=NOAUTH, version=version, retry_policy=FailFast()
        )

    def call(self, payload: Element) -> Sequence[Message]:
        """The messages of the answer, in their order."""
        name = str(etree.QName(payload).localname)
        try:
            messages = _service(name)(self)._get_response_xml(payload)  # its parsing of answers starts there
        except ErrorServerBusy as error:
            raise general(
                "ErrorServerBusy", error.back_off and timedelta(seconds=min(error.back_off, 86_400))
            ) from None
        except (ErrorInvalidServerVersion, ErrorInvalidSchemaVersionForMailboxVersion):
            raise Unavailable("version_refused") from None
        except EWSError as error:  # its words may hold anybody's data
            raise general(type(error).__name__) from None
        return [Message(_code(one), one) for one in messages]

    def each(self, payload: Element, count: int) -> Sequence[Message]:
        """The same for as many things as were asked for. Raise `Unavailable` where an answer is missing."""
        messages = self.call(payload)
        if len(messages) != count:
            raise next((one.trouble() for one in messages if not one.is_fine), Unavailable("answers_missing"))
        return messages

    def single(self, payload: Element) -> Element:
        """The only message. Raise what it tells."""
        (message,) = self.each(payload, 1)
        if not message.is_fine:
            raise message.trouble()
        return message.element


class _Service(EWSService):  # type: ignore[misc]  # exchangelib ships no types
    def _get_response(self, payload: Element, api_version: str) -> Any:
        return self.protocol.door.post(self.wrap(content=payload, api_version=api_version))

    @classmethod
    def _get_soap_parts(cls, response: Any) -> tuple[Element, Element]:
        root = _parsed(response.content)
        body = root.find(f"{{{SOAPNS}}}Body")
        if body is None:
            raise Unavailable("answer_unreadable")
        return root.find(f"{{{SOAPNS}}}Header"), body


@cache
def _service(name: str) -> Any:
    return type(name, (_Service,), {"SERVICE_NAME": name})


def _parsed(content: bytes) -> Element:
    """An answer that was cut off is none; one with signs that XML forbids is read as exchangelib reads it."""
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        if not content.rstrip().endswith(b"Envelope>"):
            raise Unavailable("answer_unreadable") from None
    try:
        root = to_xml(_HALF.sub(b"?", content)).getroot()
        etree.tostring(root, encoding="unicode")  # what is left of another encoding could not be read later
    except (etree.ParseError, UnicodeDecodeError):
        raise Unavailable("answer_unreadable") from None
    return root


def named(parent: Element, path: str) -> str:
    """The id that an element tells there. Raise `Unavailable` for one without: it could not even be named."""
    found = parent.find(path) if parent is not None else None
    name = found.get("Id") if found is not None else None
    if not name:
        raise Unavailable("answer_unreadable")
    return str(name)


def _code(message: Element) -> str:
    return (message.findtext(f"{M}ResponseCode") or "").strip() or "ErrorInternalServerError"


def _back_off(message: Element) -> timedelta | None:
    for value in message.iter(f"{T}Value"):
        if value.get("Name") == "BackOffMilliseconds" and (value.text or "").isdecimal():
            return timedelta(milliseconds=int(value.text[:12]))  # cut off years before numbers end
    return None
