"""The headers of every page: what a browser may load, who may frame it, and how long it may be kept."""

from collections.abc import Mapping

from tandem.console.embedding import Embedding

_LOADED = "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
_POLICY = f"{_LOADED}; script-src 'self'; form-action 'self'; frame-ancestors 'none'"

_EVERY: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # a stricter one would have browsers send our own forms with the origin "null" (Fetch, 3.2)
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

PAGE: Mapping[str, str] = {**_EVERY, "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
ASSET: Mapping[str, str] = {**_EVERY, "Cache-Control": "public, max-age=31536000, immutable"}
BY_TLS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}


def framed(embedding: Embedding) -> Mapping[str, str]:
    """Of the page that others may show in a frame: they alone, and one script of theirs beside ours.

    Its address may hold a token, so that nobody is told where one comes from. X-Frame-Options knows no list of hosts,
    and would forbid what `frame-ancestors` allows.
    """
    policy = f"{_LOADED}; script-src 'self' {embedding.script}; form-action 'none'; frame-ancestors {embedding.hosts}"
    own = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return {**{name: value for name, value in PAGE.items() if name != "X-Frame-Options"}, **own}
