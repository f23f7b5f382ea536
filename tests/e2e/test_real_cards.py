"""Eight files of real programs in an address book, synced one-way: each field is right in Pipedrive.

The expected values were written by hand from reading the cards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office, Row
from tests.e2e.real_cards import imported
from tests.servers import Radicale, start_pipedrive

Labelled = Sequence[tuple[str, str]]

USA = "United States of America"
DISCLAIMER = (
    "THIS SOFTWARE IS PROVIDED BY {who} {as_is} AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT "
    "LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO "
    "EVENT SHALL {whose} OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, "
    "OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF "
    "USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN "
    "CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF "
    "THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE."
)
TWENTY = "Ñ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ Ñ Ñ ÑÑ Ñ Ñ Ñ Ñ"


@dataclass(frozen=True, slots=True)
class Person:
    """What Pipedrive shows. `postal` is the address as a line; `parts` are those of its parts that aren't empty.

    `further` are the other addresses by the field that holds them. Of each list the first entry is the primary one.
    """

    first: str = ""
    last: str = ""
    emails: Labelled = field(default_factory=list)
    phones: Labelled = field(default_factory=list)
    organization: str | None = None
    job_title: str | None = None
    notes: str | None = None
    birthday: str | None = None
    messengers: Labelled = field(default_factory=list)
    postal: str | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, str] = field(default_factory=dict)
    has_photo: bool = False


EXPECTED: Mapping[str, Person] = {
    # --- Android: nothing but an address; umlauts in quoted-printable; several of each ---
    "John_Doe_ANDROID-0": Person(first="john.doe@company.com", emails=[("john.doe@company.com", "other")]),
    "John_Doe_ANDROID-1": Person(first="jane.doe@company.com", emails=[("jane.doe@company.com", "other")]),
    "John_Doe_ANDROID-2": Person(last="Ñ Ñ Ñ Ñ", phones=[("123456789", "mobile")]),
    "John_Doe_ANDROID-3": Person(
        last="Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ",
        phones=[("123456", "mobile"), ("234567", "home"), ("3456789", "mobile"), ("45678901", "home")],
        notes=f"{TWENTY}\n\n{TWENTY}",
    ),
    "John_Doe_ANDROID-4": Person(
        first="Ñ Ñ Ñ",
        last="Ñ Ñ",
        emails=[("bob@company.com", "work"), ("ÑÑÑÑÑÑÑÑÑÑÑÑÑÑ", "other")],
        phones=[("123456", "mobile"), ("123456", "work"), ("123456", "work fax")],
        organization="ÑÑÑÑÑÑÑÑÑÑÑÑ",
        has_photo=True,
    ),
    "John_Doe_ANDROID-5": Person(
        last="ÑÑÑÑ",
        emails=[("henry@company.com", "other")],
        phones=[("55556666", "mobile")],
        organization="ÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑ",
    ),
    # --- Gmail: a comma inside a name; a whole address in one part ---
    "John_Doe_GMAIL-0": Person(
        first="John Richter, James",
        last="Doe",
        emails=[("john.doe@ibm.com", "home")],
        phones=[("905-555-1234", "mobile"), ("905-666-1234", "home")],
        organization="IBM",
        job_title="Money Counter",
        notes=DISCLAIMER.format(
            who="THE COPYRIGHT HOLDERS AND CONTRIBUTORS", as_is='"AS IS"', whose="THE COPYRIGHT HOLDER"
        )
        + "\nFavotire Color: Blue",
        birthday="1980-03-22",
        postal=f"Crescent moon drive 555-asd Nice Area, Albaney, New York 12345 {USA}",
        parts={"subpremise": f"Crescent moon drive 555-asd Nice Area, Albaney, New York 12345 {USA}"},
    ),
    # --- iPhone: groups, labels of Apple's, two addresses, a photo ---
    "John_Doe_IPHONE-0": Person(
        first="John Richter James",
        last="Doe",
        emails=[("john.doe@ibm.com", "other")],
        phones=[
            ("905-555-1234", "mobile"),
            ("905-666-1234", "home"),
            ("905-777-1234", "work"),
            ("905-888-1234", "home fax"),
            ("905-999-1234", "work fax"),
            ("905-111-1234", "pager"),
            ("905-222-1234", "AssistantPhone"),
        ],
        organization="IBM",
        job_title="Money Counter",
        birthday="2012-06-06",
        postal=f"Silicon Alley 5, 12345 New York, New York, {USA}",
        parts={
            "route": "Silicon Alley 5",
            "postal_code": "12345",
            "locality": "New York",
            "admin_area_level_1": "New York",
            "country": USA,
        },
        further={"Address (work)": "Street4 Building 6 Floor 8\n12345 New York\nUSA"},
        has_photo=True,
    ),
    # --- Outlook 2007: the preferred address, an instant messenger of Outlook's own, a photo ---
    "John_Doe_MS_OUTLOOK-0": Person(
        first="John Richter,James",
        last="Doe",
        emails=[("john.doe@ibm.cm", "other")],
        phones=[("(905) 555-1234", "work"), ("(905) 666-1234", "home")],
        organization="IBM",
        job_title="Money Counter",
        notes=DISCLAIMER.format(who="GEORGE EL-HADDAD", as_is="''AS IS''", whose="GEORGE EL-HADDAD"),
        birthday="1980-03-22",
        messengers=[("johny5@aol.com", "other")],
        postal=f"Cresent moon drive, 12345 Albaney, New York, {USA}",
        parts={
            "route": "Cresent moon drive",
            "postal_code": "12345",
            "locality": "Albaney",
            "admin_area_level_1": "New York",
            "country": USA,
        },
        further={"Address (home)": f"Silicon Alley 5,\n12345 New York\nNew York\n{USA}"},
        has_photo=True,
    ),
    # --- FullContact: a word of everybody's own for everything; photos behind links, which are not fetched ---
    "fullcontact-0": Person(
        first="FirstName MiddleName",
        last="LastName",
        emails=[
            ("home@example.com", "home"),
            ("work@example.com", "work"),
            ("school@example.com", "school"),
            ("other@example.com", "other"),
            ("custom@example.com", "customtype"),
        ],
        phones=[
            ("555-555-1111", "home"),
            ("555-555-1112", "work"),
            ("555-555-1113", "mobile"),
            ("555-555-1114", "mobile"),
            ("555-555-1115", "other"),
            ("555-555-1116", "home fax"),
            ("555-555-1117", "work fax"),
            ("555-555-1118", "other"),
            ("555-555-1119", "other"),
        ],
        organization="Organization1",
        job_title="Title1",
        notes="Notes line 1\nNotes line 2",
        birthday="2016-08-01",
        messengers=[
            ("gtalk", "gtalk"),
            ("skype", "skype"),
            ("yahoo", "yahoo"),
            ("aim", "aim"),
            ("jabber", "jabber"),
            ("other", "Other"),
            ("custom", "CustomTYPE"),
        ],
        postal="HomeExtended, HomeStreet, HomePostal HomeCity, HomeState, HomeCountry",
        parts={
            "route": "HomeStreet",
            "subpremise": "HomeExtended",
            "postal_code": "HomePostal",
            "locality": "HomeCity",
            "admin_area_level_1": "HomeState",
            "country": "HomeCountry",
        },
        further={
            "Address (work)": "WorkExtended, WorkStreet\nWorkPostal WorkCity\nWorkState\nWorkCountry",
            "Address (other)": "OtherExtended, OtherStreet\nOtherPostal OtherCity\nOtherState\nOtherCountry\n\n"
            "CustomExtended, CustomStreet\nCustomPostal CustomCity\nCustomState\nCustomCountry",
        },
    ),
    # --- Gmail's list: a name and an address each ---
    "gmail-list-0": Person(first="Arnold", last="Smith", emails=[("asmithk@gmail.com", "other")]),
    "gmail-list-1": Person(first="Chris", last="Beatle", emails=[("chrisy55d@yahoo.com", "other")]),
    "gmail-list-2": Person(first="Doug", last="White", emails=[("dwhite@gmail.com", "other")]),
    # --- Outlook 2003: a comma inside an organization, line breaks inside a note ---
    "outlook-2003-0": Person(
        first="John",
        last="Doe",
        emails=[("jdoe@hotmail.com", "other")],
        phones=[
            ("BusinessPhone", "work"),
            ("HomePhone", "home"),
            ("MobilePhone", "mobile"),
            ("BusinessFaxPhone", "work fax"),
        ],
        organization="Company, The",
        job_title="The Job Title",
        notes="This is the note field!!\nSecond line\n\nThird line is empty",
        birthday="1980-03-21",
        postal=f"TheOffice, 123 Main St, 12345 Austin, TX, {USA}",
        parts={
            "route": "123 Main St",
            "subpremise": "TheOffice",
            "postal_code": "12345",
            "locality": "Austin",
            "admin_area_level_1": "TX",
            "country": USA,
        },
    ),
    # --- RFC 2426: no parts of a name at all ---
    "rfc2426-example-0": Person(
        first="Frank",
        last="Dawson",
        emails=[("Frank_Dawson@Lotus.com", "other"), ("fdawson@earthlink.net", "other")],
        phones=[("+1-919-676-9515", "work"), ("+1-919-676-9564", "work fax")],
        organization="Lotus Development Corporation",
        postal="6544 Battleford Drive, 27613-3502 Raleigh, NC, U.S.A.",
        parts={
            "route": "6544 Battleford Drive",
            "postal_code": "27613-3502",
            "locality": "Raleigh",
            "admin_area_level_1": "NC",
            "country": "U.S.A.",
        },
    ),
    "rfc2426-example-1": Person(
        first="Tim",
        last="Howes",
        emails=[("howes@netscape.com", "other")],
        phones=[("+1-415-937-3419", "work"), ("+1-415-528-4164", "work fax")],
        organization="Netscape Communications Corp.",
        postal="501 E. Middlefield Rd., 94043 Mountain View, CA, U.S.A.",
        parts={
            "route": "501 E. Middlefield Rd.",
            "postal_code": "94043",
            "locality": "Mountain View",
            "admin_area_level_1": "CA",
            "country": "U.S.A.",
        },
    ),
}


@pytest.fixture(scope="module", params=["contact sync", "its own fields"])
def synced(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, radicale: Radicale
) -> Iterator[Office]:
    """The cards, put on the server by their importer and synced one-way; in a company that has Pipedrive's own
    fields for contacts, and in one where Tandem made them."""
    cards = imported()
    folder = tmp_path_factory.mktemp("cards")
    child, standin = start_pipedrive(folder, "--no-limits")
    try:
        standin.control("switches", {"contact_sync": request.param == "contact sync"})
        with Machine(folder / "tandem") as machine:
            office = Office(machine, standin, radicale.new_book())
            for uid, text in cards.items():
                office.phone.save(uid, text)
            yield office.open(direction="one_way")
    finally:
        child.stop()


@pytest.mark.parametrize("uid", EXPECTED)
def test_every_field_of_a_real_card_is_right_in_pipedrive(synced: Office, uid: str) -> None:
    person = synced.person_of(uid)

    assert _shown(synced, person) == EXPECTED[uid]


def test_each_card_became_one_person_and_none_was_parked(synced: Office) -> None:
    assert len(synced.persons()) == len(EXPECTED)
    assert synced.waiting("parked") == []


def test_nothing_was_written_to_the_address_book(synced: Office) -> None:
    """As its own log shows: the importer's PUTs, one for each card, and none after them."""
    synced.refresh()

    assert [one.method for one in synced.book.writes()] == ["PUT"] * len(EXPECTED)


def _shown(office: Office, row: Row) -> Person:
    address = _value(office, row, "postal_address", "Postal address") or {}
    fields = ("Address (home)", "Address (work)", "Address (other)")
    further = {name: _value(office, row, "", name) for name in fields}
    return Person(
        first=row["first_name"] or "",
        last=row["last_name"] or "",
        emails=_entries(row["emails"]),
        phones=_entries(row["phones"]),
        organization=office.organization_of(row),
        job_title=_value(office, row, "job_title", "Job title"),
        notes=_value(office, row, "notes", "Notes"),
        birthday=_value(office, row, "birthday", "Birthday"),
        messengers=_messengers(_value(office, row, "im", "Instant messenger")),
        postal=address.get("value"),
        parts={name: part for name, part in address.items() if part and name != "value"},
        further={name: text for name, text in further.items() if text},
        has_photo=row["picture_id"] is not None,
    )


def _value(office: Office, row: Row, code: str, name: str) -> Any:
    """The value of Pipedrive's own field, else that of the field that Tandem made."""
    return row[code] if code in row else row["custom_fields"].get(office.field(name, default=""))


def _entries(items: Sequence[Row]) -> Labelled:
    assert [one["primary"] for one in items] == [place == 0 for place in range(len(items))]
    return [(one["value"], one["label"]) for one in items]


def _messengers(value: Any) -> Labelled:
    """A list, or where there is no field for one a line "service: handle" for each."""
    if isinstance(value, list):
        return _entries(value)
    lines = [line.partition(": ") for line in (value or "").split("\n") if line]
    return [(handle, service) for service, _, handle in lines]
