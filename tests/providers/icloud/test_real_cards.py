"""Eight files of real programs, read. The values are written from the cards by hand."""

from tandem.domain.contact import Address, Birthday, Contact, Entry, Name, Photo
from tandem.providers.icloud.mapping import to_contact
from tests.providers.icloud.shared_cards import cards

_DISCLAIMER_START = "THIS SOFTWARE IS PROVIDED BY "


def _read(name: str, at: int = 0) -> Contact:
    return to_contact(cards(name)[at])


def test_android_a_card_with_nothing_but_an_address() -> None:
    first, second = _read("John_Doe_ANDROID", 0), _read("John_Doe_ANDROID", 1)

    assert first == Contact(emails=(Entry("john.doe@company.com", "", True),))
    assert second == Contact(emails=(Entry("jane.doe@company.com", "", True),))


def test_android_a_quoted_printable_name() -> None:
    contact = _read("John_Doe_ANDROID", 2)

    assert contact == Contact(
        name=Name(family="Ñ Ñ Ñ Ñ", formatted="Ñ Ñ Ñ Ñ Ñ"), phones=(Entry("123456789", "mobile", True),)
    )


def test_android_soft_breaks_and_two_notes() -> None:
    contact = _read("John_Doe_ANDROID", 3)

    note = "Ñ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ"
    assert contact == Contact(
        name=Name(family=" ".join("Ñ" * 11), formatted=" ".join("Ñ" * 11)),
        phones=(
            Entry("123456", "mobile", True),
            Entry("234567", "home"),
            Entry("3456789", "mobile"),
            Entry("45678901", "home"),
        ),
        notes=f"{note}\n\n{note}",
    )


def test_android_two_preferred_addresses_three_equal_numbers_and_a_photo() -> None:
    contact = _read("John_Doe_ANDROID", 4)

    assert contact.name == Name(family="Ñ Ñ", given="Ñ Ñ Ñ", formatted="Ñ Ñ Ñ Ñ")
    assert contact.phones == (Entry("123456", "mobile", True), Entry("123456", "work"), Entry("123456", "work fax"))
    assert contact.emails == (Entry("bob@company.com", "work", True), Entry("Ñ" * 14, ""))
    assert contact.organization == "Ñ" * 12
    assert contact.photo is not None
    assert contact.photo.media_type == "image/jpeg"
    assert (contact.job_title, contact.notes, contact.birthday, contact.addresses) == ("", "", None, ())


def test_android_a_soft_break_before_a_blank_line() -> None:
    contact = _read("John_Doe_ANDROID", 5)

    assert contact == Contact(
        name=Name(family="ÑÑÑÑ", formatted="ÑÑÑÑ"),
        phones=(Entry("55556666", "mobile", True),),
        emails=(Entry("henry@company.com", "", True),),
        organization="Ñ" * 44,
    )


def test_gmail_escaped_commas_and_an_address_with_line_breaks() -> None:
    contact = _read("John_Doe_GMAIL")

    assert contact.name == Name(
        "John", "Richter, James", "Doe", "Mr.", "Sr.", formatted="Mr. John Richter, James Doe Sr."
    )
    assert contact.emails == (Entry("john.doe@ibm.com", "home"),)
    assert contact.phones == (Entry("905-555-1234", "mobile"), Entry("905-666-1234", "home"))
    assert contact.addresses == (
        Address(
            extended="Crescent moon drive\n555-asd\nNice Area, Albaney, New York 12345\nUnited States of America",
            label="home",
        ),
    )
    assert (contact.organization, contact.job_title) == ("IBM", "Money Counter")
    assert contact.birthday == Birthday(3, 22, 1980)
    assert contact.notes.startswith(
        f'{_DISCLAIMER_START}THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS'
    )
    assert "GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS" in contact.notes
    assert contact.notes.endswith("POSSIBILITY OF SUCH DAMAGE.\nFavotire Color: Blue")
    assert (contact.messengers, contact.photo) == ((), None)


def test_iphone_groups_lower_case_types_and_a_photo_folded_with_doubled_cr() -> None:
    contact = _read("John_Doe_IPHONE")

    assert contact.name == Name("John", "Richter James", "Doe", "Mr.", "Sr.", "Mr. John Richter James Doe Sr.")
    assert contact.emails == (Entry("john.doe@ibm.com", "", True),)
    assert contact.phones == (
        Entry("905-555-1234", "mobile", True),
        Entry("905-666-1234", "home"),
        Entry("905-777-1234", "work"),
        Entry("905-888-1234", "home fax"),
        Entry("905-999-1234", "work fax"),
        Entry("905-111-1234", "pager"),
        Entry("905-222-1234", "AssistantPhone"),
    )
    assert contact.addresses == (
        Address(
            street="Silicon Alley 5",
            city="New York",
            region="New York",
            postcode="12345",
            country="United States of America",
            label="home",
        ),
        Address(street="Street4\nBuilding 6\nFloor 8", city="New York", postcode="12345", country="USA", label="work"),
    )
    assert (contact.organization, contact.job_title, contact.notes) == ("IBM", "Money Counter", "")
    assert contact.birthday == Birthday(6, 6, 2012)
    assert contact.messengers == ()
    assert contact.photo == Photo("e01af63d0602d72a78c324e4c2ca35db8df8486f4857c8f18a4e12251e420e28", "image/jpeg")


def test_outlook_2007_commas_that_are_no_lists_and_a_photo_ended_by_a_blank_line() -> None:
    contact = _read("John_Doe_MS_OUTLOOK")

    assert contact.name == Name("John", "Richter,James", "Doe", "Mr.", "Sr.", "Mr. John Richter James Doe Sr.")
    assert contact.emails == (Entry("john.doe@ibm.cm", "", True),)
    assert contact.phones == (Entry("(905) 555-1234", "work"), Entry("(905) 666-1234", "home"))
    assert contact.messengers == (Entry("johny5@aol.com"),)
    usa = "United States of America"
    assert contact.addresses == (
        Address("Cresent moon drive", "", "", "Albaney", "New York", "12345", usa, "work"),
        Address("Silicon Alley 5,", "", "", "New York", "New York", "12345", usa, "home"),
    )
    assert (contact.organization, contact.job_title) == ("IBM", "Money Counter")
    assert contact.notes.startswith(f"{_DISCLAIMER_START}GEORGE EL-HADDAD ''AS IS'' AND ANY EXPRESS OR IMPLIED")
    assert contact.notes.endswith("EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.")
    assert contact.birthday == Birthday(3, 22, 1980)
    assert contact.photo == Photo("41533f06ce6eabc2cd74b81d82975cec8ca6b2f2aac48c7245454cb88c7b26de", "image/jpeg")


def test_fullcontact_custom_words_two_organizations_and_linked_photos() -> None:
    """F28, F32: a photo behind a link is no part of the card; words that somebody made up are kept."""
    contact = _read("fullcontact")

    assert contact.name == Name(
        "FirstName", "MiddleName", "LastName", "Prefix", "Suffix", "Prefix FirstName MiddleName LastName Suffix"
    )
    labels = ("home", "work", "mobile", "mobile", "", "home fax", "work fax", "", "")
    assert contact.phones == tuple(Entry(f"555-555-111{at}", label) for at, label in enumerate(labels, start=1))
    assert contact.emails == (
        Entry("home@example.com", "home"),
        Entry("work@example.com", "work"),
        Entry("school@example.com", "school"),
        Entry("other@example.com", "other"),
        Entry("custom@example.com", "customtype"),
    )
    assert contact.addresses == tuple(
        Address(f"{p}Street", f"{p}Extended", "", f"{p}City", f"{p}State", f"{p}Postal", f"{p}Country", label)
        for p, label in (("Home", "home"), ("Work", "work"), ("Other", "other"), ("Custom", "customtype"))
    )
    assert contact.messengers == (
        Entry("gtalk", "gtalk"),
        Entry("skype", "skype"),
        Entry("yahoo", "yahoo"),
        Entry("aim", "aim"),
        Entry("jabber", "jabber"),
        Entry("other", "Other"),
        Entry("custom", "CustomTYPE"),
    )
    assert (contact.organization, contact.job_title) == ("Organization1", "Title1")
    assert contact.notes == "Notes line 1\nNotes line 2"
    assert contact.birthday == Birthday(8, 1, 2016)
    assert contact.photo is None


def test_gmail_list_three_cards_the_last_without_a_line_end() -> None:
    contacts = [to_contact(card) for card in cards("gmail-list")]

    assert contacts == [
        Contact(name=Name("Arnold", family="Smith", formatted="Arnold Smith"), emails=(Entry("asmithk@gmail.com"),)),
        Contact(name=Name("Chris", family="Beatle", formatted="Chris Beatle"), emails=(Entry("chrisy55d@yahoo.com"),)),
        Contact(name=Name("Doug", family="White", formatted="Doug White"), emails=(Entry("dwhite@gmail.com"),)),
    ]


def test_outlook_2003_a_line_break_across_a_soft_break_and_a_key_block() -> None:
    contact = _read("outlook-2003")

    assert contact == Contact(
        name=Name(given="John", family="Doe", prefix="Mr.", suffix="III", formatted="John Doe III"),
        emails=(Entry("jdoe@hotmail.com", "", True),),
        phones=(
            Entry("BusinessPhone", "work"),
            Entry("HomePhone", "home"),
            Entry("MobilePhone", "mobile"),
            Entry("BusinessFaxPhone", "work fax"),
        ),
        addresses=(
            Address("123 Main St", "TheOffice", "", "Austin", "TX", "12345", "United States of America", "work"),
        ),
        organization="Company, The",
        job_title="The Job Title",
        notes="This is the note field!!\nSecond line\n\nThird line is empty",
        birthday=Birthday(3, 21, 1980),
    )


def test_rfc_2426_no_n_at_all_and_begin_in_mixed_case() -> None:
    frank, tim = (to_contact(card) for card in cards("rfc2426-example"))

    assert frank == Contact(
        name=Name(formatted="Frank Dawson"),
        emails=(Entry("Frank_Dawson@Lotus.com", "", True), Entry("fdawson@earthlink.net")),
        phones=(Entry("+1-919-676-9515", "work"), Entry("+1-919-676-9564", "work fax")),
        addresses=(Address("6544 Battleford Drive", "", "", "Raleigh", "NC", "27613-3502", "U.S.A.", "work"),),
        organization="Lotus Development Corporation",
    )
    assert tim == Contact(
        name=Name(formatted="Tim Howes"),
        emails=(Entry("howes@netscape.com"),),
        phones=(Entry("+1-415-937-3419", "work"), Entry("+1-415-528-4164", "work fax")),
        addresses=(Address("501 E. Middlefield Rd.", "", "", "Mountain View", "CA", "94043", "U.S.A.", "work"),),
        organization="Netscape Communications Corp.",
    )
