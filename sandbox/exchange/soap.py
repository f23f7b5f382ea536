"""SOAP as EWS speaks it: reading a request, markup of answers, and the faults and errors in Exchange's own words."""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

Element = Any
"""An element of lxml, whose types are not told."""

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
T, M = f"{{{TYPES}}}", f"{{{MESSAGES}}}"
CONTENT_TYPE = "text/xml; charset=utf-8"

_PREFIXES = {TYPES: "t", MESSAGES: "m"}
_HEAD = (
    f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}" xmlns:t="{TYPES}" xmlns:m="{MESSAGES}">'
    '<s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6"'
    ' Version="V2017_07_11"/></s:Header><s:Body>'
)
_TAIL = "</s:Body></s:Envelope>"


class Fault(Exception):
    """The whole request is refused, by HTTP 500."""

    def __init__(self, code: str, message: str = "", back_off: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or code
        self.back_off = back_off


class Refusal(Exception):
    """One item of a request is refused; the others go on."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or code


def read_request(raw: bytes) -> Element:
    """The operation's element. Raise `Fault` for what is no SOAP request; entities are not known here."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Fault("ErrorSchemaValidation", "The request failed schema validation.") from error
    body = root.find(f"{{{SOAP}}}Body")
    if root.getroottree().docinfo.doctype or body is None or len(body) != 1:
        raise Fault("ErrorSchemaValidation", "The request failed schema validation.")
    return body[0]


def name_of(element: Element) -> str:
    return str(etree.QName(element).localname)


def elements(parent: Element | None) -> Iterator[Element]:
    """The child elements; none of no parent."""
    return iter(()) if parent is None else (child for child in parent if isinstance(child.tag, str))


def markup(element: Element) -> str:
    """An element of a request as text, with the prefixes that every answer declares."""
    name = f"{_PREFIXES.get(etree.QName(element).namespace, 't')}:{name_of(element)}"
    given = "".join(f" {key}={quoteattr(value)}" for key, value in element.attrib.items())
    inner = text(element.text) + "".join(markup(child) for child in elements(element))
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def text(value: object) -> str:
    """Escaped; a carriage return survives a parser only as a reference."""
    return escape("" if value is None else str(value)).replace("\r", "&#xD;")


def tag(name: str, inner: str = "", **attributes: object) -> str:
    """`inner` is markup; attributes that are None are left out."""
    given = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def envelope(operation: str, messages: Iterable[str]) -> bytes:
    inner = "".join(messages)
    body = f"<m:{operation}Response><m:ResponseMessages>{inner}</m:ResponseMessages></m:{operation}Response>"
    return f"{_HEAD}{body}{_TAIL}".encode()


def success(operation: str, inner: str = "") -> str:
    name = f"m:{operation}ResponseMessage"
    return f'<{name} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>{inner}</{name}>'


def error(operation: str, refusal: Refusal, inner: str = "") -> str:
    name = f"m:{operation}ResponseMessage"
    said = f"<m:MessageText>{text(refusal.message)}</m:MessageText><m:ResponseCode>{refusal.code}</m:ResponseCode>"
    return f'<{name} ResponseClass="Error">{said}<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{inner}</{name}>'


def fault_body(fault: Fault) -> bytes:
    """What HTTP 500 carries. `BackOffMilliseconds` stands in the types' namespace, which no schema says."""
    wait = ""
    if fault.back_off is not None:
        value = tag("t:Value", str(fault.back_off), Name="BackOffMilliseconds")
        wait = f'<t:MessageXml xmlns:t="{TYPES}">{value}</t:MessageXml>'
    detail = (
        f'<e:ResponseCode xmlns:e="{ERRORS}">{fault.code}</e:ResponseCode>'
        f'<e:Message xmlns:e="{ERRORS}">{text(fault.message)}</e:Message>{wait}'
    )
    body = (
        f'<s:Fault><faultcode xmlns:a="{TYPES}">a:{fault.code}</faultcode>'
        f'<faultstring xml:lang="en-US">{text(fault.message)}</faultstring><detail>{detail}</detail></s:Fault>'
    )
    return f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body>{body}{_TAIL}'.encode()
