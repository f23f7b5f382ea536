"""Hrefs and hosts of a DAV server: one spelling for each path, and which hosts may be shown a password."""

import re
from urllib.parse import quote, urljoin, urlsplit

from tandem.domain.errors import Unavailable

_CODE = re.compile("%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@")
_ADDRESS = re.compile(r"[0-9.]+|\[.*\]")
# Suffixes of two labels under which anyone may register a name; those that are likely for a mail or DAV host.
_SUFFIXES = frozenset(
    (
        *("co.uk", "org.uk", "me.uk", "ac.uk", "com.au", "net.au", "org.au", "co.nz", "co.za", "co.jp", "co.kr"),
        *("co.at", "or.at", "com.br", "com.mx", "com.ar", "com.tr", "com.pl", "com.cn", "com.tw", "com.hk", "com.sg"),
        *(
            "co.in",
            "co.il",
            "com.ua",
            "github.io",
            "dyndns.org",
            "ddns.net",
            "duckdns.org",
            "myfritz.net",
            "selfhost.eu",
        ),
        *("synology.me", "herokuapp.com", "amazonaws.com", "azurewebsites.net", "cloudfront.net"),
    )
)
# Sites under which nobody but the operator has a host. iCloud keeps pictures on another host than their cards.
_ONE_OPERATOR = ("icloud.com", "icloud.com.cn")


def path_of(href: str, base: str) -> str:
    """The absolute path of an href, spelled one way whatever form the server gave it in this time.

    Servers differ between answers in host, port and percent-encoding; iCloud refuses absolute URIs in a multiget.
    """
    path = urlsplit(joined(base, href.strip())).path or "/"
    return _CODE.sub(_code, quote(path, safe="/%" + "".join(_PLAIN)))


def _code(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _PLAIN else match[0].upper()


def joined(base: str, href: str) -> str:
    """Where an href leads. Raise `Unavailable` for one that leads nowhere: to leave it out would look like absence."""
    try:
        target = urljoin(base, href)
        urlsplit(target)
    except ValueError as error:
        raise Unavailable("not_dav") from error
    return target


def at_origin(url: str, path: str) -> str:
    """The URL of a path on the host of `url`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def may_know_password(origin: str, target: str) -> bool:
    """Whether what authenticates at `origin` may be sent to `target`: the same site, and never from https to http."""
    known, asked = urlsplit(origin), urlsplit(target)
    if known.scheme == "https" and asked.scheme != "https":
        return False
    if known.netloc.lower() == asked.netloc.lower():
        return True
    host, other = known.hostname or "", asked.hostname or ""
    return host == other or site(host) == site(other)


def may_follow(book: str, link: str) -> bool:
    """Whether a link inside a card may be asked for with the password of `book`: its own origin, or iCloud's hosts.

    Narrower than `may_know_password`: an href is the server's own word, but a card may be from anybody, who may have a
    neighbour of the server's name, or a port of its host.
    """
    try:
        ours, theirs = _origin(book), _origin(link)
        is_near = ours == theirs or site(ours[1]) == site(theirs[1]) in _ONE_OPERATOR
        return is_near and may_know_password(book, link)
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str, int]:
    """Raise `ValueError` for a URL that makes no sense."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def site(host: str) -> str:
    """The registrable domain of a host, by a short list of suffixes; an address is its own site."""
    labels = host.lower().rstrip(".").split(".")
    if _ADDRESS.fullmatch(host) or ":" in host:
        return host
    depth = 3 if ".".join(labels[-2:]) in _SUFFIXES else 2
    return ".".join(labels[-depth:])
