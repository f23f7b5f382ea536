"""The canonical contact: what a person or a card says, in words that belong to no provider."""

from dataclasses import dataclass, field
from datetime import date

from tandem.domain.field import Field as Field
from tandem.domain.side import Side as Side


@dataclass(frozen=True, slots=True)
class Name:
    """A name; its parts merge as one. `formatted` is how the side shows it whole, and may be all there is."""

    given: str = ""
    middle: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    formatted: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One e-mail address, phone number or messenger handle, exactly as it was typed.

    `label` is lower case where it is one of the known words (`work`, `home`, `mobile`, `main`, `fax`,
    `work fax`, `home fax`, `pager`, `other`), verbatim where a person made it up, and empty where the side
    gives none. For messengers it names the service (`skype`, `whatsapp`, …).
    """

    value: str
    label: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. The first of a contact is its primary one.

    `text` is the whole address where the side knows no parts; then the parts are empty.
    """

    street: str = ""
    extended: str = ""
    po_box: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    label: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of birth; `year` is None where the side gives none (`--05-09`, Apple's 1604, Google's 0)."""

    month: int
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a day that no calendar has; 29 February needs no leap year when yearless."""
        date(self.year or 1604, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Photo:
    """A reference to a picture: SHA-256 of its bytes in hex, and its media type. The bytes travel apart."""

    digest: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as one side shows it.

    `missing` names the fields that this side was not asked for or can't show at all: not fetched is not
    empty, so a missing field counts as unchanged.
    """

    name: Name = field(default_factory=Name)
    emails: tuple[Entry, ...] = ()
    phones: tuple[Entry, ...] = ()
    messengers: tuple[Entry, ...] = ()
    addresses: tuple[Address, ...] = ()
    organization: str = ""
    job_title: str = ""
    notes: str = ""
    birthday: Birthday | None = None
    photo: Photo | None = None
    missing: frozenset[Field] = frozenset()
