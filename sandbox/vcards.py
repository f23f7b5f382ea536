"""Made-up people as vCards 3.0, written as Apple's address book writes them: item groups, own labels, odd dates."""

from base64 import b64encode
from collections.abc import Iterable, Iterator

from sandbox.people import Address, Labelled, MadeUp

TYPES = {"work": "WORK", "home": "HOME", "mobile": "CELL"}
NO_YEAR = "1604"
"""Apple's year for a birthday that has none, named as such by the parameter X-APPLE-OMIT-YEAR."""


def vcard(person: MadeUp) -> str:
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Tandem//Sandbox//EN",
        f"UID:{person.uid}",
        f"FN:{escaped(person.full_name)}",
        _name(person),
        *_single_lines(person),
        *_labelled_lines(person),
        *(_messenger(one) for one in person.messengers),
        "END:VCARD",
    ]
    return joined(lines)


def group_vcard(uid: str, name: str, members: Iterable[str]) -> str:
    """A group as iCloud keeps it: a card of its own that names its members' UIDs."""
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{escaped(name)}", f"N:{escaped(name)};;;;"]
    lines.append("X-ADDRESSBOOKSERVER-KIND:group")
    lines += [f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{member}" for member in members]
    return joined([*lines, "END:VCARD"])


def escaped(text: str) -> str:
    """RFC 6350 section 3.4."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def joined(lines: Iterable[str]) -> str:
    return "".join(f"{folded(line)}\r\n" for line in lines)


def folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character (RFC 6350 section 3.2)."""
    if len(line.encode()) <= 75:
        return line
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            pieces.append("")
            size = 1  # the blank that the piece begins with
        pieces[-1] += character
        size += octets
    return "\r\n ".join(pieces)


def _name(person: MadeUp) -> str:
    parts = (person.family, person.given, "", person.prefix, person.suffix)
    return "N:" + ";".join(map(escaped, parts))


def _single_lines(person: MadeUp) -> Iterator[str]:
    if person.organization:
        yield "ORG:" + ";".join(map(escaped, filter(None, (person.organization, person.department))))
    if person.organization and not person.given:
        yield "X-ABShowAs:COMPANY"
    if person.job_title:
        yield f"TITLE:{escaped(person.job_title)}"
    if person.notes:
        yield f"NOTE:{escaped(person.notes)}"
    if person.birthday:
        yield _birthday(person.birthday)
    if person.categories:
        yield "CATEGORIES:" + ",".join(map(escaped, person.categories))
    if person.photo:
        kind = "PNG" if person.photo.startswith(b"\x89PNG") else "JPEG"
        yield f"PHOTO;ENCODING=b;TYPE={kind}:{b64encode(person.photo).decode()}"


def _birthday(birthday: str) -> str:
    if birthday.startswith("--"):
        return f"BDAY;X-APPLE-OMIT-YEAR={NO_YEAR};VALUE=date:{NO_YEAR}-{birthday[2:]}"
    return f"BDAY;VALUE=date:{birthday}"


def _labelled_lines(person: MadeUp) -> Iterator[str]:
    items = 0
    for name, value, label in _labelled(person):
        if label in TYPES:
            yield f"{name};type={TYPES[label]}:{value}"
        else:
            items += 1
            yield f"item{items}.{name}:{value}"
            yield f"item{items}.X-ABLabel:{escaped(label)}"


def _labelled(person: MadeUp) -> Iterator[tuple[str, str, str]]:
    for mail in person.emails:
        yield "EMAIL;type=INTERNET", escaped(mail.value), mail.label
    for phone in person.phones:
        yield "TEL", escaped(phone.value), phone.label
    for address in person.addresses:
        yield "ADR", _address(address), address.label


def _address(one: Address) -> str:
    return ";".join(map(escaped, ("", "", one.street, one.city, one.region, one.postcode, one.country)))


def _messenger(one: Labelled) -> str:
    return f"IMPP;X-SERVICE-TYPE={one.label};type=HOME:{one.label.lower()}:{one.value}"
