"""Autodiscover as older clients ask for it: one XML document in, one out (POX)."""

from lxml import etree

from sandbox.exchange.answers import Answer
from sandbox.exchange.mailbox import Mailboxes, Row
from sandbox.exchange.soap import Fault, tag, text

PATH = "/autodiscover/autodiscover.xml"
ASKED = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
OUTER = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"
INNER = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"


def discover(world: Mailboxes, account: Row, raw: bytes) -> Answer:
    """Where EWS is for an address; error 500 in the document for one that isn't here."""
    asked = _address(raw)
    other = world.switches.redirect_address
    if other:
        return _told(tag("Action", "redirectAddr") + tag("RedirectAddr", text(other)))
    if world.account(asked) is None:
        inner = tag("Error", tag("ErrorCode", "500") + tag("Message", "The email address can't be found."))
        return _answer(tag("Response", inner))
    url = world.switches.ews_url or f"{world.url}/EWS/Exchange.asmx"
    protocols = "".join(tag("Protocol", tag("Type", kind) + tag("EwsUrl", text(url))) for kind in ("EXCH", "EXPR"))
    user = tag("User", tag("DisplayName", text(account["name"])) + tag("AutoDiscoverSMTPAddress", text(asked)))
    return _told(tag("AccountType", "email") + tag("Action", "settings") + protocols, user)


def _address(raw: bytes) -> str:
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Fault("ErrorSchemaValidation") from error
    return str(root.findtext(f".//{{{ASKED}}}EMailAddress") or "").lower()


def _told(account: str, user: str = "") -> Answer:
    return _answer(tag("Response", user + tag("Account", account), xmlns=INNER))


def _answer(inner: str) -> Answer:
    return Answer(200, f'<?xml version="1.0" encoding="utf-8"?>{tag("Autodiscover", inner, xmlns=OUTER)}'.encode())
