"""Made-up people, the same for the same seed: some with everything, some with almost nothing, most in between."""

import random
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox import names
from sandbox.names import Place
from sandbox.pictures import jpeg, png

TWO_OF_A_NAME = "Sonnenhof GmbH"
"""Two organizations have this name."""

SPELLED = {ord(letter): plain for letter, plain in zip("äöüßøł", ("ae", "oe", "ue", "ss", "o", "l"), strict=True)}


@dataclass(frozen=True, slots=True)
class Labelled:
    """`label` is work, home, mobile, a messenger's service, or what a person made up."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    postcode: str
    city: str
    region: str
    country: str
    label: str


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One contact; what it lacks is empty. `birthday` is YYYY-MM-DD, or --MM-DD without a year."""

    uid: str
    given: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    organization: str = ""
    department: str = ""
    job_title: str = ""
    emails: tuple[Labelled, ...] = ()
    phones: tuple[Labelled, ...] = ()
    messengers: tuple[Labelled, ...] = ()
    addresses: tuple[Address, ...] = ()
    notes: str = ""
    birthday: str = ""
    photo: bytes = b""
    categories: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """As an address book shows it: whatever there is of name, organization, mail."""
        parts = " ".join(filter(None, (self.prefix, self.given, self.family, self.suffix)))
        return parts or self.organization or self.emails[0].value


def people(count: int, seed: int = 1) -> Iterator[MadeUp]:
    """A mix: of twenty, one has everything, one only a mail, one only an organization."""
    for number in range(count):
        rnd = random.Random(f"{seed}/{number}")
        match number % 20:
            case 0:
                yield with_everything(number, rnd)
            case 7:
                yield MadeUp(_uid(rnd), emails=(Labelled(f"info{number}@example.org", "work"),))
            case 13:
                yield MadeUp(_uid(rnd), organization=f"{_organization(rnd)} {number}")
            case _:
                yield ordinary(number, rnd)


def everyday_people(count: int, seed: int = 1) -> Iterator[MadeUp]:
    """All alike, two mails, two phones, one address and no photo: for measuring."""
    for number in range(count):
        yield everyday(number, random.Random(f"{seed}/{number}"))


def everyday(number: int, rnd: random.Random) -> MadeUp:
    given, family, place = rnd.choice(names.GIVEN), rnd.choice(names.FAMILY), rnd.choice(names.PLACES)
    return MadeUp(
        _uid(rnd),
        given,
        family,
        organization=_organization(rnd),
        job_title=rnd.choice(names.JOB_TITLES),
        emails=_emails(given, family, number),
        phones=(Labelled(_phone(place.landlines, rnd), "work"), Labelled(_phone(place.mobiles, rnd), "mobile")),
        addresses=(_address(place, "work", rnd),),
        notes=rnd.choice(names.NOTES),
        birthday=_birthday(rnd),
    )


def ordinary(number: int, rnd: random.Random) -> MadeUp:
    """Each of the further parts is there for some and not for others."""
    given, family, place = rnd.choice(names.GIVEN), rnd.choice(names.FAMILY), rnd.choice(names.PLACES)
    if rnd.random() < 0.1:
        family = f"{rnd.choice(names.SURNAME_PARTICLES)} {family}"
    return MadeUp(
        _uid(rnd),
        given,
        family,
        organization=TWO_OF_A_NAME if number % 20 == 3 else _organization(rnd) if rnd.random() < 0.7 else "",
        job_title=rnd.choice(names.JOB_TITLES) if rnd.random() < 0.5 else "",
        emails=_emails(given, family, number)[: rnd.choice((1, 1, 2))],
        phones=(Labelled(_phone(place.mobiles, rnd), "mobile"),) if rnd.random() < 0.8 else (),
        addresses=(_address(place, "work", rnd),) if rnd.random() < 0.5 else (),
        notes=rnd.choice(names.NOTES) if rnd.random() < 0.4 else "",
        birthday=_birthday(rnd) if rnd.random() < 0.3 else "",
        categories=(rnd.choice(names.CATEGORIES),) if rnd.random() < 0.4 else (),
    )


def with_everything(number: int, rnd: random.Random) -> MadeUp:
    """Every field, several of each, labels that a person made up, a photo."""
    given, family, place = rnd.choice(names.GIVEN), rnd.choice(names.FAMILY), rnd.choice(names.PLACES)
    custom, handle = rnd.choice(names.CUSTOM_LABELS), f"{ascii_of(given)}{number}"
    photo = jpeg if number % 40 else png
    return MadeUp(
        _uid(rnd),
        given,
        family,
        rnd.choice(names.TITLES),
        rnd.choice(names.SUFFIXES),
        _organization(rnd),
        rnd.choice(names.DEPARTMENTS),
        rnd.choice(names.JOB_TITLES),
        (*_emails(given, family, number), Labelled(f"{handle}@example.de", custom)),
        (
            Labelled(_phone(place.landlines, rnd), "work"),
            Labelled(_phone(place.mobiles, rnd), "mobile"),
            Labelled(_phone(place.landlines, rnd), "home"),
            Labelled(_phone(place.landlines, rnd), custom),
        ),
        tuple(Labelled(handle, service) for service in rnd.sample(names.MESSENGERS, 2)),
        (_address(place, "work", rnd), _address(place, "home", rnd)),
        rnd.choice([text for text in names.NOTES if "\n" in text]),
        _birthday(rnd) if number % 40 else f"--{_birthday(rnd)[5:]}",
        photo(rnd.randrange(256)),
        names.CATEGORIES[:2],
    )


def ascii_of(name: str) -> str:
    """A mailbox name for a name in any script; "kontakt" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(SPELLED)).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalpha, plain)) or "kontakt"


def _emails(given: str, family: str, number: int) -> tuple[Labelled, Labelled]:
    return (
        Labelled(f"{ascii_of(given)}.{ascii_of(family)}.{number}@example.com", "work"),
        Labelled(f"{ascii_of(given)}{number}@example.org", "home"),
    )


def _organization(rnd: random.Random) -> str:
    return f"{rnd.choice(names.ORGANIZATION_STEMS)} {rnd.choice(names.ORGANIZATION_FORMS)}"


def _phone(patterns: tuple[str, ...], rnd: random.Random) -> str:
    return "".join(str(rnd.randrange(10)) if sign == "#" else sign for sign in rnd.choice(patterns))


def _address(place: Place, label: str, rnd: random.Random) -> Address:
    postcode, city, region = rnd.choice(place.cities)
    return Address(f"{rnd.choice(place.streets)} {rnd.randrange(1, 200)}", postcode, city, region, place.country, label)


def _birthday(rnd: random.Random) -> str:
    return f"{rnd.randrange(1940, 2006)}-{rnd.randrange(1, 13):02}-{rnd.randrange(1, 29):02}"


def _uid(rnd: random.Random) -> str:
    return str(uuid.UUID(int=rnd.getrandbits(128), version=4)).upper()
