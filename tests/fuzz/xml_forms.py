"""XML as no server should send it: entities, other encodings, deep nesting, odd hrefs, elements twice or not at all."""

import re
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

from tests.fuzz import signs

Tokens = list[str]

_LARGEST = 2_000_000
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_BOMB = '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_HEADS = (
    *("", '<?xml version="1.0"?>', '<?xml version="1.1"?>', '<?xml version="1.0" encoding="none"?>', _BOMB),
    *('<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="iso-8859-1"?>', "<!--", "<?a b?>"),
    *(
        '<?xml version="1.0" encoding="utf-7"?>',
        '<?xml version="1.0" encoding="hex"?>',
        "<!DOCTYPE m SYSTEM 'file:///'>",
    ),
    *('<?xml version="1.0" encoding="shift_jis"?>', '<?xml version="1.0" encoding="idna"?>', "\ufeff"),
)
_ODD = ("&b;", "&#0;", "&#xD800;", "&#x10FFFF;", "&none;", "]]>", "<![CDATA[x]]>", "<![CDATA[", "<!-- -- -->", "&", "<")
_HREFS = (
    *("http://[::1/book/1.vcf", "//[", "/book/%00.vcf", "/book/%FF%fe.vcf", "/book/../../x", "book", "", "?", "#", "/"),
    *(
        "http://dav.example:99999/book/1.vcf",
        "https://\u2100.example/",
        "mailto:x",
        "/book/ü.vcf",
        "/book/%",
        "\\\\x\\y",
    ),
    *("http://dav.example/book/", "/book", "/BOOK/1.vcf", "http://other.example/home/", "http://a:b@dav.example:x/"),
)
_STATUSES = (
    "HTTP/1.1 404 Gone",
    "HTTP/1.1 507 x",
    "HTTP/1.1",
    "x ٤٠٤ y",
    "HTTP/1.1 " + "9" * 5_000,
    "200",
    "HTTP/1.1 -1",
)


def _place(tokens: Tokens, source: Random) -> int:
    return source.randrange(len(tokens) + 1)


def _text(tokens: Tokens, source: Random) -> Tokens:
    """In the place of some text, or between two tags."""
    places = [at for at, token in enumerate(tokens) if not token.startswith("<")] or [0]
    at = source.choice(places)
    return [*tokens[:at], source.choice(_TEXTS)(source), *tokens[at + 1 :]]


_TEXTS: tuple[Callable[[Random], str], ...] = (
    lambda source: escape(signs.text(source)),
    lambda source: source.choice(_ODD),
    lambda source: escape(source.choice(_HREFS)),
    lambda source: escape(source.choice(_HREFS)),
    lambda source: source.choice(_STATUSES),
)


def _drop(tokens: Tokens, source: Random) -> Tokens:
    at = _place(tokens, source)
    return tokens[:at] + tokens[at + source.choice((1, 1, 3)) :]


def _double(tokens: Tokens, source: Random) -> Tokens:
    at, length = _place(tokens, source), source.choice((1, 3, 5, 12))
    piece = tokens[at : at + length]
    return [*tokens[:at], *piece * signs.fitting(signs.many(source), sum(map(len, piece))), *tokens[at:]]


def _swap(tokens: Tokens, source: Random) -> Tokens:
    at, other = sorted((_place(tokens, source), _place(tokens, source)))
    return [
        *tokens[:at],
        *tokens[other : other + 1],
        *tokens[at + 1 : other],
        *tokens[at : at + 1],
        *tokens[other + 1 :],
    ]


def _nest(tokens: Tokens, source: Random) -> Tokens:
    at, depth = _place(tokens, source), source.choice((3, 200, 2_000, 20_000))
    name = source.choice(("D:response", "D:prop", "x", "D:multistatus"))
    return [*tokens[:at], f"<{name}>" * depth, f"</{name}>" * source.choice((depth, depth - 1)), *tokens[at:]]


def _attributes(tokens: Tokens, source: Random) -> Tokens:
    given = "".join(f' a{number}="{number}"' for number in range(signs.many(source)))
    return _renamed(tokens, source, lambda tag: f"{tag[:-1]}{given}>")


def _rename(tokens: Tokens, source: Random) -> Tokens:
    name = source.choice(
        ("D:href", "C:address-data", "D:status", "D:propstat", "x", "E:none", "D:getetag", "D:collection")
    )
    return _renamed(tokens, source, lambda tag: f"</{name}>" if tag.startswith("</") else f"<{name}>")


def _renamed(tokens: Tokens, source: Random, edit: Callable[[str], str]) -> Tokens:
    at = source.choice([at for at, token in enumerate(tokens) if token.startswith("<") and token.endswith(">")] or [0])
    return [*tokens[:at], *map(edit, tokens[at : at + 1]), *tokens[at + 1 :]]


def _head(tokens: Tokens, source: Random) -> Tokens:
    return [source.choice(_HEADS), *tokens[1:]]


_CHANGES: tuple[Callable[[Tokens, Random], Tokens], ...] = (
    *(_text, _text, _text, _text, _drop, _double, _swap, _nest, _attributes, _rename, _rename, _head),
)


def mutated(document: str, source: Random) -> bytes:
    """The document with one to four changes, now and then in another encoding or spoiled as bytes."""
    tokens = _TOKEN.findall(document)
    for _ in range(source.choice((1, 1, 2, 4))):
        tokens = source.choice(_CHANGES)(tokens, source)
    coding = source.choice(("utf-16", "utf-32", "utf-8-sig", "utf-16-be")) if source.random() < 0.03 else "utf-8"
    data = "".join(tokens).encode(coding, "replace")
    return (signs.spoiled(data, source) if source.random() < 0.15 else data)[:_LARGEST]
