"""Looks a domain up: mail and service records through dnspython, servers by one request each, without any password."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from tandem.domain.errors import Trouble
from tandem.providers.transport import Answer, Transport

PATIENCE = timedelta(seconds=4)
"""For one request, and for one question to the resolver."""
LARGEST_ANSWER = 256 * 1024
WELL_KNOWN = "/.well-known/carddav"

_PASSWORDS = re.compile(r"(?:^|,)\s*(?:NTLM|Negotiate|Basic)\b", re.IGNORECASE)
_MOST = 10


class NetLookups:
    """The port `Lookups`. `transport` is of its own: one that waits no longer than `PATIENCE`, and guards addresses.

    `nameserver` is asked in place of the system's.
    """

    def __init__(self, transport: Transport, nameserver: tuple[str, int] | None = None) -> None:
        self._transport = transport
        self._nameserver = nameserver

    def mail_hosts(self, domain: str) -> Sequence[str]:
        found = sorted(self._records(domain, "MX"), key=lambda one: int(one.preference))
        return tuple(_name(one.exchange) for one in found)

    def alias(self, host: str) -> str:
        return next((_name(one.target) for one in self._records(host, "CNAME")), "")

    def asks_for_password(self, url: str) -> bool:
        answer = self._ask("POST", url)
        return answer is not None and answer.status == 401 and _takes_passwords(answer)

    def carddav(self, domain: str) -> str:
        """By service record, else by the well-known place."""
        for one in sorted(self._records(f"_carddavs._tcp.{domain}", "SRV"), key=lambda one: int(one.priority)):
            if _name(one.target):  # "." says that there is no such service
                return f"https://{_name(one.target)}" + ("" if one.port == 443 else f":{one.port}") + "/"
        answer = self._ask("PROPFIND", f"https://{domain}{WELL_KNOWN}")
        return f"https://{domain}/" if answer is not None and _is_dav(answer) else ""

    def _ask(self, method: str, url: str) -> Answer | None:
        try:
            return self._transport.send(method, url, headers={"User-Agent": "Tandem", "Depth": "0"})
        except Trouble:
            return None

    def _records(self, name: str, kind: str) -> Sequence[Any]:
        from dns import exception, resolver  # noqa: PLC0415  # for whoever adds an account only

        try:
            asked = resolver.Resolver(configure=self._nameserver is None)
            if self._nameserver is not None:
                asked.nameservers, asked.port = [self._nameserver[0]], self._nameserver[1]
            return list(asked.resolve(name, kind, lifetime=PATIENCE.total_seconds(), search=False))[:_MOST]
        except (exception.DNSException, UnicodeError, OSError):
            return ()


def _name(name: Any) -> str:
    return str(name).rstrip(".").lower()


def _takes_passwords(answer: Answer) -> bool:
    return bool(_PASSWORDS.search(answer.headers.get("www-authenticate", "")))


def _is_dav(answer: Answer) -> bool:
    """A website sends on to its own pages whatever it is asked for; a server of address books says where they are."""
    if answer.status in (301, 302, 303, 307, 308):
        path = urlsplit(answer.headers.get("location", "")).path.lower()
        return "dav" in path and not path.rstrip("/").endswith(WELL_KNOWN)
    return answer.status == 207 or (answer.status == 401 and _takes_passwords(answer))
