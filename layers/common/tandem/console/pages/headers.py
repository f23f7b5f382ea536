"""The headers of every page: what a browser may load, who may frame it, and how long it may be kept."""

from collections.abc import Mapping

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

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
