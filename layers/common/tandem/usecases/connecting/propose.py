"""Propose a provider for an e-mail address. Only the domain is looked up, never the person."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tandem.domain.proposing import Proposal, by_domain, by_mail, by_servers, domain_of
from tandem.ports import Lookups, ProviderName

AVAILABLE = frozenset(str(one) for one in ProviderName)


class NoLookups:
    """Nobody is asked."""

    def mail_hosts(self, domain: str) -> Sequence[str]:  # noqa: ARG002
        return ()

    def alias(self, host: str) -> str:  # noqa: ARG002
        return ""

    def asks_for_password(self, url: str) -> bool:  # noqa: ARG002
        return False

    def carddav(self, domain: str) -> str:  # noqa: ARG002
        return ""


def propose(lookups: Lookups, address: str) -> Sequence[Proposal]:
    """Best first, of the providers that there are; none where nobody tells. Raise `Refused` for no address.

    What is sure ends the search: a known domain asks nobody, and one whose mail tells it asks no server.
    """
    domain = domain_of(address)
    sure = by_domain(domain) or by_mail(lookups.mail_hosts(domain))
    found = [sure] if sure else _servers(lookups, domain)
    return [one for one in found if one.provider in AVAILABLE]


def _servers(lookups: Lookups, domain: str) -> Sequence[Proposal]:
    """All at once: each of them may take its time."""
    host = f"autodiscover.{domain}"
    with ThreadPoolExecutor(3) as pool:
        alias = pool.submit(lookups.alias, host)
        asks = pool.submit(lookups.asks_for_password, f"https://{host}/autodiscover/autodiscover.xml")
        carddav = pool.submit(lookups.carddav, domain)
        return by_servers(autodiscover_alias=alias.result(), asks_for_password=asks.result(), carddav=carddav.result())
