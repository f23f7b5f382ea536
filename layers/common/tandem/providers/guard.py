"""Keeps a request from reaching a private network: checks the addresses a host name stands for, then connects to them.

The name is resolved once, and what was checked is what is connected to, so a name that changes its address between
check and use gains nothing. Ranges: IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and updates).
"""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

import httpcore
import idna

from tandem.domain.errors import Refused

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses, as text, of a host name and port; OSError where there are none."""

_CLOSED_V4 = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
# Only 2000::/3 is given out as global unicast, so mapped, NAT64, unique local, link-local and multicast addresses
# are outside it; inside it these lead elsewhere (Teredo, ORCHID, documentation, 6to4).
_OPEN_V6 = ip_network("2000::/3")
_CLOSED_V6 = [ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]

_URL = re.compile(r"(?i)(https?)://([^/?#\s\\]+)([/?][^#\s\\]*)?(?:#\S*)?", re.ASCII)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:@]+)(?::(\d{1,5}))?")
_LABELS = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")


class Origin(NamedTuple):
    """Where a request goes; `host` is ASCII and without brackets."""

    scheme: str
    host: str
    port: int

    @property
    def header(self) -> bytes:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return (host if self.port == usual else f"{host}:{self.port}").encode()


def split(url: str) -> tuple[Origin, bytes]:
    """The origin and the request target of a URL. Raise `Refused` for any but a plain http or https URL."""
    match = _URL.fullmatch(url)
    if match is None or not url.isprintable():
        raise Refused("bad_url")
    target = match[3] or "/"
    return _origin(match[1].lower(), match[2]), _percent_encoded(target if target[0] == "/" else "/" + target)


def is_public(address: str) -> bool:
    """Whether an address, as text, lies in the Internet at large."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _CLOSED_V4)
    return ip in _OPEN_V6 and not any(ip in network for network in _CLOSED_V6)


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system; also what turns `2130706433` and `0x7f.1` into the address they stand for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only; one that isn't public refuses the whole name."""

    def __init__(self, *, allow_private: bool, resolve: Resolve) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Try the addresses in the resolver's order, each for its share of `timeout`. May raise `Refused`."""
        failure: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        addresses = self._checked(host, port)
        for address in addresses:
            share = timeout and timeout / len(addresses)
            try:
                return self._network.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("unknown host") from error
        if not self._allow_private and not all(is_public(address) for address in addresses):
            raise Refused("private_address")
        return addresses


@lru_cache(maxsize=1024)
def _origin(scheme: str, authority: str) -> Origin:
    if "@" in authority:
        raise Refused("userinfo_in_url")
    match = _AUTHORITY.fullmatch(authority)
    if match is None or not 0 < int(match[2] or 1) < 65536:
        raise Refused("bad_url")
    return Origin(scheme, _ascii(match[1].strip("[]")), int(match[2] or (443 if scheme == "https" else 80)))


def _ascii(host: str) -> str:
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError as error:
            raise Refused("bad_url") from error
    host = host.lower().removesuffix(".")
    if not _LABELS.fullmatch(host):
        raise Refused("bad_url")
    return host


def _percent_encoded(target: str) -> bytes:
    if target.isascii():
        return target.encode()
    return "".join(char if char.isascii() else _escaped(char) for char in target).encode()


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())
