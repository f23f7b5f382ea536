"""Where a mailbox's server is: from its address by autodiscover (MS-OXDSCLI), or from what a person typed.

The password goes to hosts of the address's own domain only. Who is sent elsewhere is asked for the server instead.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree
from lxml.builder import ElementMaker

from tandem.domain.errors import AccessRevoked, RateLimited, Refused, Trouble
from tandem.providers.exchange.door import Door, offered
from tandem.providers.guard import split
from tandem.providers.transport import Transport

EWS_PATH = "/EWS/Exchange.asmx"
PATH = "/autodiscover/autodiscover.xml"

Places = Callable[[str], Sequence[str]]
"""Where to ask about a domain, best first."""

_REQUEST = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
_RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_R = f"{{{_RESPONSE}}}"
_MOST_HOPS = 3


def usual_places(domain: str) -> Sequence[str]:
    return [f"https://autodiscover.{domain}{PATH}", f"https://{domain}{PATH}"]


def endpoint_of(typed: str) -> str:
    """The URL of EWS at a server that is told by name, or by any URL of it. Raise `Refused`."""
    url = typed.strip() if "://" in typed else f"https://{typed.strip()}"
    split(url)
    parts = urlsplit(url)
    path = parts.path if parts.path.lower().endswith(".asmx") else EWS_PATH
    return f"{parts.scheme}://{parts.netloc}{path}"


def discover(address: str, *, transport: Transport, username: str, password: str, places: Places = usual_places) -> str:
    """The URL of EWS. Raise `Refused` ("no_server_found") where nobody tells it, `AccessRevoked`."""
    search = _Search(transport, username, password)
    domain = address.rpartition("@")[2].lower()
    asked, urls = address, places(domain)
    for _ in range(_MOST_HOPS):
        found = search.ask(asked, urls)
        if found.findtext(f".//{_R}Action") not in ("redirectAddr", "redirectUrl"):
            return _ews_url(found)
        asked, urls = _sent_on(found, asked, domain, places)
    raise Refused("no_server_found", "address")


class _Search:
    def __init__(self, transport: Transport, username: str, password: str) -> None:
        self._transport = transport
        self._username = username
        self._password = password

    def ask(self, address: str, urls: Sequence[str]) -> Any:
        """The first account that a place tells of. A wrong password is wrong at once: it isn't tried around."""
        for url in urls:
            try:
                found = _account(self._answer(url, address))
            except (AccessRevoked, RateLimited):
                raise
            except Trouble:
                continue
            if found is not None:
                return found
        raise Refused("no_server_found", "address")

    def _answer(self, url: str, address: str) -> bytes:
        auth = offered(self._transport, url)
        door = Door(url=url, transport=self._transport, username=self._username, password=self._password, auth=auth)
        try:
            return bytes(door.post(_question(address)).content)
        finally:
            door.close()


def _question(address: str) -> bytes:
    maker = ElementMaker(namespace=_REQUEST, nsmap={None: _REQUEST})
    wanted = maker.Request(maker.EMailAddress(address), maker.AcceptableResponseSchema(_RESPONSE))
    return bytes(etree.tostring(maker.Autodiscover(wanted), xml_declaration=True, encoding="utf-8"))


def _account(content: bytes) -> Any:
    """None for what tells of none: a page of the domain's website, or that the address is not known there."""
    try:
        return fromstring(content).find(f".//{_R}Account")
    except (ValueError, LookupError, ParseError, DefusedXmlException):  # or in an encoding that nobody knows
        return None


def _ews_url(account: Any) -> str:
    """The one for clients outside before that for those inside."""
    told = {one.findtext(f"{_R}Type"): one.findtext(f"{_R}EwsUrl") for one in account.iter(f"{_R}Protocol")}
    url = next((url for kind in ("EXPR", "EXCH") if (url := (told.get(kind) or "").strip())), "")
    if not url:
        raise Refused("no_server_found", "address")
    return url


def _sent_on(account: Any, asked: str, domain: str, places: Places) -> tuple[str, Sequence[str]]:
    address, url = account.findtext(f"{_R}RedirectAddr") or asked, account.findtext(f"{_R}RedirectUrl") or ""
    try:
        host = urlsplit(url).hostname or "" if url else address.rpartition("@")[2]
    except ValueError:
        raise Refused("no_server_found", "address") from None
    if not _is_within(host.lower(), domain):
        raise Refused("server_elsewhere", "address")
    return address, [url] if url else places(host.lower())


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
