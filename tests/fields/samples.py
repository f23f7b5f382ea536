"""A contact with everything, as it is changed later, and what is left when all but its name is cleared."""

from tandem.domain.contact import Address, Birthday, Contact, Entry, Field, Name

ROWS = {
    Field.NAME: "name",
    Field.EMAILS: "e-mail addresses",
    Field.PHONES: "phone numbers",
    Field.MESSENGERS: "instant messengers",
    Field.ADDRESSES: "addresses",
    Field.ORGANIZATION: "organization",
    Field.JOB_TITLE: "job title",
    Field.NOTES: "notes",
    Field.BIRTHDAY: "birthday",
}

PLAIN = Contact(
    name=Name("Ada", family="Muster", formatted="Ada Muster"),
    emails=(Entry("ada@muster.example", "work", primary=True), Entry("ada@daheim.example", "home")),
    phones=(Entry("+49 30 5550101", "work", primary=True), Entry("+49 171 5550102", "mobile")),
    messengers=(Entry("ada.muster", "skype", primary=True),),
    addresses=(Address(street="Hauptstraße 5", postcode="10115", city="Berlin", country="Germany", label="work"),),
    organization="Muster GmbH",
    job_title="Chefin",
    notes="Kennt alle; „wirklich“ alle.",
    birthday=Birthday(12, 10, 1985),
)
"""What every side holds."""
CHANGED = Contact(
    name=Name("Ada", family="Beispiel", formatted="Ada Beispiel"),
    emails=(Entry("ada@beispiel.example", "work", primary=True), Entry("ada@neu.example", "home")),
    phones=(Entry("+49 40 5550201", "work", primary=True), Entry("+49 172 5550202", "mobile")),
    messengers=(Entry("ada.beispiel", "skype", primary=True),),
    addresses=(Address(street="Ring 7", postcode="20095", city="Hamburg", country="Germany", label="work"),),
    organization="Beispiel AG",
    job_title="Leiterin",
    notes="Neu hier.",
    birthday=Birthday(11, 9, 1986),
)
CLEARED = Contact(name=CHANGED.name)
RICH = Contact(
    name=PLAIN.name,
    emails=tuple(Entry(f"ada{n}@muster.example", "work" if n < 3 else "home", primary=n == 1) for n in range(1, 6)),
    phones=(
        Entry("+49 30 5550101", "work", primary=True),
        Entry("+49 30 5550102", "work"),
        Entry("+49 30 5550103", "work"),
        Entry("+49 171 5550104", "mobile"),
        Entry("+49 172 5550105", "mobile"),
        Entry("+49 173 5550106", "Zweithandy"),
    ),
    messengers=tuple(Entry(f"ada{n}", "skype" if n < 3 else "whatsapp", primary=n == 1) for n in range(1, 5)),
    organization="Muster GmbH",
    job_title="Chefin",
    notes="x",
    birthday=Birthday(5, 9),
)
"""More than most hold: five addresses, six numbers, a label of one's own, a birthday without a year."""
