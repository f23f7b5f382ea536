"""Which provider an e-mail address is at: decided from what its domain is known for, and what it says of itself.

Nothing here asks anybody; who looks things up is in the use case `propose`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tandem.domain.errors import Refused

GOOGLE, OUTLOOK, OFFICE, EXCHANGE, CARDDAV = "google", "outlook", "office365", "exchange", "icloud"


class Sign(StrEnum):
    """By what a provider was told, surest first."""

    DOMAIN = "domain"
    """Everybody knows this domain."""
    MAIL = "mail"
    """The domain's mail goes there."""
    SERVER = "server"
    """A server of the domain answers as one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`url` is where the provider's server is, "" where that needs no telling."""

    provider: str
    sign: Sign
    url: str = ""


_DOMAINS: Mapping[str, str] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), GOOGLE),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), CARDDAV),
    **dict.fromkeys(("gmx.net", "gmx.de", "gmx.at", "gmx.ch", "web.de"), CARDDAV),
    **dict.fromkeys(("mailbox.org", "posteo.de", "fastmail.com", "fastmail.fm"), CARDDAV),
}
_OUTLOOK = frozenset({"outlook", "hotmail", "live", "msn", "windowslive"})
_COUNTRIES = frozenset(
    ["com", "de", "at", "ch", "fr", "it", "es", "nl", "be", "dk", "se", "pt", "jp", "co.uk", "com.br"]
)
_MAIL_HOSTS: Sequence[tuple[str, str]] = (
    ("google.com", GOOGLE),
    ("googlemail.com", GOOGLE),
    ("olc.protection.outlook.com", OUTLOOK),
    ("mail.protection.outlook.com", OFFICE),
    ("mx.microsoft", OFFICE),
    ("mail.icloud.com", CARDDAV),
)
_CLOUD_ALIASES = ("outlook.com", "office365.com")


def domain_of(address: str) -> str:
    """In lower case. Raise `Refused` ("bad_address") for what is no address; who it is stays unread."""
    name, at, domain = address.strip().rpartition("@")
    labels = domain.lower().split(".")
    is_plain = domain.isprintable() and not any(sign.isspace() or sign in "/:?#[]@" for sign in domain)
    if not (name and at and is_plain and len(labels) > 1 and all(labels)) or len(domain) > _LONGEST:
        raise Refused("bad_address", "address")
    return domain.lower()


def by_domain(domain: str) -> Proposal | None:
    first, _, rest = domain.partition(".")
    is_microsofts = first in _OUTLOOK and rest in _COUNTRIES
    provider = OUTLOOK if is_microsofts else _DOMAINS.get(domain)
    return Proposal(provider, Sign.DOMAIN) if provider else None


def by_mail(hosts: Sequence[str]) -> Proposal | None:
    """By where a domain's mail goes, the preferred host first; a filter before it tells nothing."""
    found = (provider for host in hosts for end, provider in _MAIL_HOSTS if _is_within(host, end))
    provider = next(found, None)
    return Proposal(provider, Sign.MAIL) if provider else None


def by_servers(*, autodiscover_alias: str, asks_for_password: bool, carddav: str) -> tuple[Proposal, ...]:
    """What servers of the domain itself answer as: autodiscover may only be a name for Microsoft's own."""
    if any(_is_within(autodiscover_alias, end) for end in _CLOUD_ALIASES):
        return (Proposal(OFFICE, Sign.SERVER),)
    found = [Proposal(EXCHANGE, Sign.SERVER)] if asks_for_password else []
    return (*found, *([Proposal(CARDDAV, Sign.SERVER, carddav)] if carddav else []))


def _is_within(host: str, end: str) -> bool:
    host = host.lower().rstrip(".")
    return host == end or host.endswith(f".{end}")


_LONGEST = 253
