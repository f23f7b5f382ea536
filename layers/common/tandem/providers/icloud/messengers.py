"""Messenger handles: IMPP (RFC 4770) and the older X- properties to entries, and entries to IMPP lines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tandem.domain.contact import Entry
from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.entries import only_primary
from tandem.providers.icloud.items import Item, Rewriting, marked, rank, with_primary
from tandem.providers.icloud.lines import Line, clean, parameter
from tandem.providers.icloud.values import plain_params, text

_SCHEMES = {
    "skype": "skype",
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "signal": "signal",
    "threema": "threema",
    "jabber": "xmpp",
    "xmpp": "xmpp",
    "gtalk": "xmpp",
    "googletalk": "xmpp",
    "facebook": "xmpp",
    "aim": "aim",
    "icq": "icq",
    "msn": "msnim",
    "yahoo": "ymsgr",
    "qq": "x-apple",
    "gadugadu": "x-apple",
    "sip": "sip",
    "irc": "irc",
}
_SERVICES = {"xmpp": "jabber", "ymsgr": "yahoo", "msnim": "msn", "sips": "sip", "im": ""}
_PLAIN = {
    "X-AIM": "aim",
    "X-ICQ": "icq",
    "X-JABBER": "jabber",
    "X-MSN": "msn",
    "X-YAHOO": "yahoo",
    "X-SKYPE": "skype",
    "X-SKYPE-USERNAME": "skype",
    "X-GADUGADU": "gadugadu",
    "X-GTALK": "gtalk",
    "X-GOOGLE-TALK": "gtalk",
    "X-QQ": "qq",
    "X-WHATSAPP": "whatsapp",
    "X-TELEGRAM": "telegram",
    "X-MS-IMADDRESS": "",
    "X-KADDRESSBOOK-X-IMADDRESS": "",
}
_NAMES = ("IMPP", *_PLAIN)
_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)(.+)", re.DOTALL)
_KNOWN_SCHEMES = frozenset({*_SCHEMES.values(), *_SERVICES})
_NOT_IN_SCHEME = re.compile(r"[^a-z0-9+.-]")
_NOT_IN_PARAMETER = re.compile(r'["\s]+')


class MessengerProperty:
    """IMPP and its forerunners; the label of an element is its service."""

    def read(self, card: Card) -> list[Item[str]]:
        """The elements in the card's order; Apple writes one handle both ways, which makes one element."""
        found: dict[tuple[str, str], Item[str]] = {}
        for at, line in card.all(*_NAMES):
            value, service = _handle(line, text(line, card.version))
            if not value:
                continue
            if (value, service) in found:
                known = found[value, service]
                found[value, service] = replace(known, twins=(*known.twins, at), rank=known.rank or rank(line))
            else:
                found[value, service] = Item(value, service, at=at, rank=rank(line))
        return with_primary(found.values())

    def wanted(self, entries: Sequence[Entry]) -> list[Item[str]]:
        """The elements as the card can hold them; one that is named twice is one."""
        items: dict[tuple[str, str], Item[str]] = {}
        for entry in entries:
            value, service = _held(clean(entry.value), service_of(entry.label))
            known = items.get((value, service))
            if value:
                is_primary = entry.primary or (known is not None and known.primary)
                items[value, service] = Item(value, service, is_primary)
        return only_primary(items.values())

    def compose(self, edit: Edit, wanted: Item[str]) -> str:
        params = marked(_service_param(wanted.label), True if wanted.primary else None, edit.card.version)
        return edit.line("", "IMPP", params, edit.escaped(_uri(wanted.value, wanted.label)))

    def rewrite(self, edit: Edit, change: Rewriting[str]) -> None:
        line, wanted = edit.card.lines[change.item.at], change.wanted
        params = [param for param in plain_params(line.params) if not param.upper().startswith("X-SERVICE-TYPE=")]
        if line.name != "IMPP" and wanted.label == _PLAIN[line.name]:
            params = marked(params, change.is_preferred, edit.card.version)
            edit.replace(change.item.at, edit.line(line.group, line.name, params, edit.escaped(wanted.value)))
            return
        params = marked([*_service_param(wanted.label), *params], change.is_preferred, edit.card.version)
        value = edit.escaped(_uri(wanted.value, wanted.label))
        edit.replace(change.item.at, edit.line(line.group, "IMPP", params, value))

    def forget(self, edit: Edit, item: Item[str]) -> None:
        """Nothing else tells of a handle."""


MESSENGERS = MessengerProperty()


def service_of(name: str) -> str:
    """A service as the domain names it: the known ones in lower case without spaces, others as they are."""
    name = _NOT_IN_PARAMETER.sub(" ", clean(name)).strip()
    folded = name.lower().replace(" ", "").replace("-", "")
    return folded if folded in _SCHEMES else name


def _handle(line: Line, value: str) -> tuple[str, str]:
    if service := _PLAIN.get(line.name):
        return value, service
    service = service_of(parameter(line.params, "X-SERVICE-TYPE") or "")
    return _from_uri(value, service)


def _from_uri(value: str, service: str) -> tuple[str, str]:
    value = value if service else _telling(value)
    match = _URI.fullmatch(value)
    if match is None:
        return value, service
    scheme = match[1].lower()
    if not service:
        return match[2].strip(), service_of(_SERVICES.get(scheme, scheme))
    # A Skype id such as "live:someone" has a colon of its own.
    is_scheme = scheme in _KNOWN_SCHEMES or scheme == _scheme(service)
    return (match[2].strip() if is_scheme else value), service


def _telling(value: str) -> str:
    """The value behind all schemes that name no service, however many there are."""
    at = 0
    while (match := _URI.fullmatch(value, at)) and not _SERVICES.get(match[1].lower(), match[1]):
        at = match.start(2)
        while value[at : at + 1].isspace():
            at += 1
    return value[at:].strip() if at else value


def _held(value: str, service: str) -> tuple[str, str]:
    return _from_uri(_uri(value, service), service)


def _uri(value: str, service: str) -> str:
    return f"{_scheme(service)}:{value}" if service else value


def _scheme(service: str) -> str:
    scheme = _SCHEMES.get(service) or _NOT_IN_SCHEME.sub("", service.lower())
    return scheme if scheme[:1].isalpha() else "x-im"


def _service_param(service: str) -> list[str]:
    if not service:
        return []
    is_plain = not any(char in service for char in ";:,")
    return [f"X-SERVICE-TYPE={service}" if is_plain else f'X-SERVICE-TYPE="{service}"']
