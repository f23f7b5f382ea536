"""Match keys: salted hashes of what recognises a contact, small enough to lie beside 100,000 spooled ones."""

from collections.abc import Iterator
from enum import IntEnum
from hashlib import blake2b
from struct import iter_unpack, pack

from tandem.domain.comparison import Comparison, fold, full_name, name_key
from tandem.domain.contact import Contact
from tandem.domain.content import Content


class KeyKind(IntEnum):
    """What a key is the hash of."""

    MAIL = 1
    PHONE = 2
    PHONE_AND_FAMILY = 3
    NAME_AND_ORGANIZATION = 4


TELLING = frozenset({KeyKind.MAIL, KeyKind.PHONE_AND_FAMILY})
"""What two are taken for one by."""

_RECORD = "<BQ"


def match_keys(content: Content, comparison: Comparison, salt: bytes = b"") -> bytes:
    """A contact's keys as one value of 9 bytes each; `salt` (at most 64 bytes) is the same for both sides."""
    if not isinstance(content, Contact):
        return b""
    records = dict.fromkeys(pack(_RECORD, kind, _hash(text, salt)) for kind, text in _texts(content, comparison))
    return b"".join(records)


def unpacked(keys: bytes) -> Iterator[tuple[int, int]]:
    """Kind and hash of each key. Raise struct.error for what `match_keys` did not make."""
    return iter_unpack(_RECORD, keys)


def _texts(contact: Contact, comparison: Comparison) -> Iterator[tuple[KeyKind, str]]:
    for entry in contact.emails:
        if mail := fold(entry.value):
            yield KeyKind.MAIL, mail
    family = _family(contact)
    for entry in contact.phones:
        if number := comparison.phone(entry.value):
            yield KeyKind.PHONE, number
            if family:
                yield KeyKind.PHONE_AND_FAMILY, f"{number}\n{family}"
    if name := name_key(full_name(contact.name)):
        yield KeyKind.NAME_AND_ORGANIZATION, f"{name}\n{name_key(contact.organization)}"


def _family(contact: Contact) -> str:
    """The family name; where a side knows no parts, the last word of the whole name."""
    name = contact.name
    if name.family or name.given:
        return name_key(name.family)
    return name_key(name.formatted).rpartition(" ")[2]


def _hash(text: str, salt: bytes) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest()
    return int.from_bytes(digest, "little")
