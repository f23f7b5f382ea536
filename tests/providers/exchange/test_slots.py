"""What a contact of Exchange has room for, and what becomes of what finds none."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name
from tandem.domain.ids import RemoteId
from tandem.ports import Change, Creation
from tandem.providers.exchange.mapping import projection, slots_of, to_contact
from tests.contracts.contact_contract import ADA, BEA
from tests.contracts.place import changed, done, link, made
from tests.providers.exchange.office import Office, read, shown

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
LABEL = st.sampled_from(["work", "home", "mobile", "fax", "work fax", "pager", "other", "", "Zweithandy", "assistant"])
ENTRIES = st.lists(st.builds(Entry, TEXT, LABEL, st.booleans()), max_size=8).map(tuple)
ADDRESSES = st.lists(st.builds(Address, street=TEXT, city=TEXT, po_box=TEXT, label=LABEL, text=TEXT), max_size=5).map(
    tuple
)
CONTACTS = st.builds(
    Contact,
    name=st.builds(Name, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT),
    emails=ENTRIES,
    phones=ENTRIES,
    messengers=ENTRIES,
    addresses=ADDRESSES,
    organization=TEXT,
    job_title=TEXT,
    notes=TEXT,
    birthday=st.none() | st.dates().map(lambda day: Birthday(day.month, day.day, day.year)),
)


def phones(*pairs: tuple[str, str]) -> Contact:
    return replace(BEA, phones=tuple(Entry(value, label) for value, label in pairs))


@given(CONTACTS)
def test_a_projection_is_its_own_projection(contact: Contact) -> None:
    assert projection(projection(contact)) == projection(contact)


@given(CONTACTS)
def test_what_stands_in_slots_is_told_by_a_contact_that_goes_back_into_the_same_ones(contact: Contact) -> None:
    slots = slots_of(projection(contact))

    assert slots_of(to_contact(slots)) == slots


@given(
    st.dictionaries(st.text("0123456789 +/-", min_size=3, max_size=6).map(str.strip).filter(bool), LABEL, max_size=9)
)
def test_numbers_are_never_rewritten_or_doubled(labels: dict[str, str]) -> None:
    """F29"""
    values = [entry.value for entry in projection(phones(*labels.items())).phones]

    assert len(values) == len(set(values))
    assert set(values) <= set(labels)
    assert len(values) >= min(len(labels), 5)


def test_a_number_under_a_label_of_ones_own_survives_in_a_slot_that_says_nothing_much() -> None:
    """F28"""
    kept = projection(phones(("0171", "mobile"), ("0172", "Zweithandy"), ("030", "other"))).phones

    assert {entry.value: entry.label for entry in kept} == {"0171": "mobile", "0172": "", "030": "other"}


def test_what_is_more_than_there_are_slots_is_left_out_and_not_in_anybodys_place() -> None:
    """F27"""
    mails = tuple(Entry(f"{number}@example.com", "work") for number in range(5))

    kept = projection(replace(BEA, emails=mails))

    assert [entry.value for entry in kept.emails] == ["0@example.com", "1@example.com", "2@example.com"]
    assert len(projection(phones(*((str(number), "work") for number in range(20)))).phones) == 7


def test_the_primary_mail_address_comes_first() -> None:
    mails = (Entry("a@example.com"), Entry("b@example.com", primary=True))

    assert projection(replace(BEA, emails=mails)).emails == (
        Entry("b@example.com", primary=True),
        Entry("a@example.com"),
    )


def test_a_fourth_address_is_left_out_even_if_it_comes_first() -> None:
    """Each of the others says where it belongs."""
    labels = ("", "work", "home", "other")
    four = replace(BEA, addresses=tuple(Address(street=f"Weg {n}", label=label) for n, label in enumerate(labels)))

    assert [one.street for one in projection(four).addresses] == ["Weg 1", "Weg 2", "Weg 3"]


def test_a_birthday_without_a_year_is_no_day_of_1604() -> None:
    """F30: it can't be held; and 1604, which iPhones write there, is shown to nobody and stays."""
    assert projection(replace(BEA, birthday=Birthday(5, 9))).birthday is None
    assert to_contact({"Birthday": "1604-05-09T11:59:00Z"}).birthday is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("1980-05-09T11:59:00Z", Birthday(5, 9, 1980)),
        ("1980-05-09T00:00:00Z", Birthday(5, 9, 1980)),
        ("1980-05-08T22:00:00Z", Birthday(5, 9, 1980)),  # midnight in Berlin
        ("1980-05-09T07:00:00Z", Birthday(5, 9, 1980)),  # midnight in Denver
        ("1980-05-09T00:00:00+02:00", Birthday(5, 9, 1980)),
        ("1980-05-09", Birthday(5, 9, 1980)),
        ("1500-01-01T11:59:00Z", Birthday(1, 1, 1500)),
        ("nonsense", None),
        ("9999-12-31T23:00:00Z", None),
    ],
)
def test_a_moment_tells_the_day_that_its_owner_meant(moment: str, day: Birthday | None) -> None:
    """F10: whichever midnight it was."""
    assert to_contact({"Birthday": moment}).birthday == day


def test_a_year_before_exchanges_calendar_is_not_sent() -> None:
    assert "Birthday" not in slots_of(replace(BEA, birthday=Birthday(1, 1, 1500)))


def test_signs_that_xml_forbids_are_taken_off() -> None:
    kept = projection(replace(BEA, notes="a\x0bb\r\nc\ud800", job_title="\ufffe Chefin\x00"))

    assert (kept.notes, kept.job_title) == ("ab\nc", "Chefin")


def test_an_address_keeps_what_ews_has_no_part_for() -> None:
    kept = projection(replace(BEA, addresses=(Address(street="Weg 1", extended="Hinterhaus", po_box="Postfach 7"),)))

    assert kept.addresses[0].street == "Weg 1\nHinterhaus\nPostfach 7"


def test_the_address_for_letters_is_the_first_and_stays_it(office: Office) -> None:
    home, work = Address(street="Weg 1", label="home"), Address(street="Ring 2", label="work")
    replica = office.contacts()

    seen = made(replica, replace(BEA, addresses=(home, work)))

    assert read(replica, seen.remote_id).content.addresses == (home, work)
    assert changed(replica, seen, replace(seen.content, addresses=(work, home))).addresses == (work, home)


# --- what people do in Outlook -----------------------------------------------------------------------------


def test_what_is_not_synced_stays_as_it_is(office: Office) -> None:
    item = office.mailbox.add(
        GivenName="Bea", Surname="Stone", Nickname="B", Department="Einkauf", BusinessHomePage="https://a.example"
    )
    replica = office.contacts()
    before = read(replica, item)

    done(replica, Change(before, replace(before.content, job_title="Chefin", notes="Neu")))

    kept = office.mailbox.do("get", id=item)["props"]
    told = {"Nickname": "B", "Department": "Einkauf", "BusinessHomePage": "https://a.example", "JobTitle": "Chefin"}
    assert {name: value for name, value in told.items() if value not in kept[f"contacts:{name}"]} == {}


def test_a_change_sends_only_the_slots_that_differ(office: Office) -> None:
    item = office.mailbox.add(GivenName="Bea", MobilePhone="0171", HomePhone="030", BusinessPhone2="089")
    replica = office.contacts()
    before = read(replica, item)
    office.standin.taken("kept")

    more = (*before.content.phones, Entry("110", "pager"))
    done(replica, Change(before, replace(before.content, phones=more)))

    (asked, _), *_ = office.standin.taken("kept")
    assert "Pager" in asked
    assert "MobilePhone" not in asked
    assert "GivenName" not in asked
    assert {entry.value for entry in shown(replica, item).phones} == {"0171", "030", "089", "110"}


@pytest.mark.parametrize(
    ("filed_as", "then"), [("", "Berger, Bea"), ("Stone, Bea", "Berger, Bea"), ("Chefin", "Chefin")]
)
def test_who_is_renamed_is_filed_anew_unless_somebody_chose_otherwise(office: Office, filed_as: str, then: str) -> None:
    told: dict[str, Any] = {"FileAs": filed_as} if filed_as else {}
    item = office.mailbox.add(GivenName="Bea", Surname="Stone", DisplayName="Bea Stone", **told)
    replica = office.contacts()
    before = read(replica, item)

    done(replica, Change(before, replace(before.content, name=Name("Bea", family="Berger"))))

    assert f">{then}<" in office.mailbox.do("get", id=item)["props"]["contacts:FileAs"]
    assert shown(replica, item).name == Name("Bea", family="Berger", formatted="Bea Berger")


def test_somebody_in_the_companys_directory_keeps_their_slot_and_is_not_shown(office: Office) -> None:
    item = office.mailbox.add(GivenName="Bea")
    props = office.mailbox.do("get", id=item)["props"]
    entry = '<t:Entry Key="EmailAddress1" RoutingType="EX">/o=ACME/cn=bea</t:Entry>'
    office.mailbox.do("put", id=item, props={**props, "contacts:EmailAddress|EmailAddress1": entry})
    replica = office.contacts()
    before = read(replica, item)

    done(replica, Change(before, replace(before.content, emails=(Entry("bea@example.com"),))))

    assert before.content.emails == ()
    assert [one.value for one in shown(replica, item).emails] == ["bea@example.com"]
    assert office.mailbox.do("get", id=item)["props"]["contacts:EmailAddress|EmailAddress1"] == entry


def test_notes_in_html_are_read_as_text_with_one_kind_of_line_end(office: Office) -> None:
    item = office.mailbox.add(GivenName="Bea", HtmlBody="<p>Erste Zeile</p><b>zweite</b> &amp; mehr")

    assert shown(office.contacts(), item).notes == "Erste Zeile\nzweite & mehr"


def test_a_creation_is_found_whatever_it_is_called(office: Office) -> None:
    replica = office.contacts()
    (seen,) = done(replica, Creation(link(7), ADA))
    assert seen is not None
    moved = office.mailbox.move(seen.remote_id, office.mailbox.add_folder("Privat"))
    office.mailbox.change(moved, GivenName="Anders", EmailAddress1=None)

    found = office.contacts().find_uids([link(7)])

    assert found[link(7)].remote_id == RemoteId(moved)
