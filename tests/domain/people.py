"""Made-up contacts for the domain's tests, and generators of such."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name
from tandem.domain.field import CONTACT_FIELDS
from tandem.domain.merge import Merged, Projections
from tandem.domain.rules import Direction, Rules
from tandem.phone import comparison

COMPARISON = comparison("DE")
TWO_WAY = Rules(direction=Direction.TWO_WAY)
ONE_WAY = Rules(direction=Direction.ONE_WAY)

ANNA = Contact(
    name=Name("Anna", "Maria", "Meyer", "Dr.", "", "Dr. Anna Maria Meyer"),
    emails=(Entry("anna@meyer.example", "work", True), Entry("am@home.example", "home")),
    phones=(Entry("+49 30 1234567", "work", True), Entry("0171 1112223", "Zweithandy")),
    messengers=(Entry("anna.meyer", "skype"),),
    addresses=(
        Address(street="Hauptstr. 1", postcode="10115", city="Berlin", country="Germany", label="work"),
        Address(street="Am See 3", postcode="14467", city="Potsdam", label="home"),
    ),
    organization="Meyer GmbH",
    job_title="Leiterin",
    notes="Kommt aus Potsdam.",
    birthday=Birthday(5, 9, 1980),
)

MAILS = ("a@x.example", "A@X.example", "b@x.example", "c@x.example", "ü@x.example", "d@x.example")
NUMBERS = ("+49 30 1234567", "030 1234567", "+43 1 5550", "0171 1112223", "110", "ask Bob")
LABELS = ("", "work", "home", "Zweithandy")
WORDS = ("", "Meyer", "Müller", "Ann", "Anna Maria", "Maria", "Bob", "李")


def entries(values: tuple[str, ...], labels: tuple[str, ...] = LABELS) -> st.SearchStrategy[tuple[Entry, ...]]:
    one = st.builds(Entry, st.sampled_from(values), st.sampled_from(labels))
    lists = st.lists(one, max_size=4, unique_by=lambda entry: COMPARISON.phone(entry.value).casefold())
    return st.builds(_flagged, lists, st.integers(0, 4))


def _flagged(items: list[Entry], place: int) -> tuple[Entry, ...]:
    return tuple(replace(item, primary=index == place) for index, item in enumerate(items))


def addresses() -> st.SearchStrategy[tuple[Address, ...]]:
    streets, labels = st.sampled_from(("Hauptstr. 1", "Am See 3", "Rue 5")), st.sampled_from(("work", "home", "Hütte"))
    one = st.builds(Address, street=streets, city=st.sampled_from(("Berlin", "Wien")), label=labels)
    return st.lists(one, max_size=3, unique_by=lambda address: address.label).map(tuple)


words = st.sampled_from(WORDS)
names = st.builds(Name, words, words, words, st.sampled_from(("", "Dr.")), st.just(""), st.just("")).map(
    lambda name: replace(name, formatted=" ".join(f"{name.prefix} {name.given} {name.middle} {name.family}".split()))
)
births = st.none() | st.builds(Birthday, st.just(5), st.sampled_from((9, 10)), st.sampled_from((None, 1980, 1990)))
FIELDS: dict[Field, st.SearchStrategy[Any]] = {
    Field.NAME: names,
    Field.EMAILS: entries(MAILS),
    Field.PHONES: entries(NUMBERS),
    Field.MESSENGERS: entries(("anna", "bob.b", "carl"), ("skype", "whatsapp")),
    Field.ADDRESSES: addresses(),
    Field.ORGANIZATION: words,
    Field.JOB_TITLE: words,
    Field.NOTES: st.sampled_from(("", "One.", "One. Two.", "Other", "Line\r\nline", "One. Two. Three. Four.")),
    Field.BIRTHDAY: births,
}
contacts = st.builds(Contact, **{field.value: strategy for field, strategy in FIELDS.items()})


@st.composite
def edited(draw: st.DrawFn, before: Contact) -> Contact:
    """`before` with some fields as another hand would leave them."""
    changed = draw(st.sets(st.sampled_from(list(CONTACT_FIELDS)), max_size=4))
    return replace(before, **{field.value: draw(FIELDS[field]) for field in sorted(changed)})


def shortened(contact: Contact) -> Contact:
    """What a modest CRM would show: no titles, three of each, plain labels, short notes, full birthdays only."""
    name = contact.name
    given, family = " ".join(f"{name.given} {name.middle}".split()), name.family
    whole = " ".join(f"{given} {family}".split()) or name.formatted
    born = contact.birthday
    return replace(
        contact,
        name=Name(given or (whole if not family else ""), "", family, "", "", whole),
        emails=_shortened(contact.emails),
        phones=_shortened(contact.phones),
        addresses=tuple(replace(one, label=_plain(one.label)) for one in contact.addresses[:2]),
        notes=contact.notes.replace("\r\n", "\n")[:9],
        birthday=born if born is not None and born.year is not None else None,
    )


def _shortened(items: tuple[Entry, ...]) -> tuple[Entry, ...]:
    kept = items[:3]
    flagged = next((place for place, item in enumerate(kept) if item.primary), 0)
    return tuple(replace(item, label=_plain(item.label), primary=place == flagged) for place, item in enumerate(kept))


def _plain(label: str) -> str:
    return label if label in {"work", "home"} else "other"


MODEST_CRM = Projections(crm=shortened, provider=lambda contact: contact)


def swapped(merged: Merged) -> Merged:
    losses = tuple(replace(loss, side=loss.side.other) for loss in merged.losses)
    return Merged(merged.provider, merged.crm, losses)
