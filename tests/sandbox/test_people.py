"""Made-up people: the same for a seed, of every kind, and of nobody real."""

import re
import zlib
from itertools import islice

import vobject

from sandbox.company import GROUP, Owners, cards, crm
from sandbox.people import TWO_OF_A_NAME, MadeUp, everyday_people, people
from sandbox.pictures import jpeg, png
from sandbox.vcards import folded, vcard

OWNERS = Owners(anna=11, ben=12)
EVERYBODY = list(people(200, seed=3))


def read(card: str) -> vobject.base.Component:
    return vobject.readOne(card)


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(people(40, seed=3)) == EVERYBODY[:40]
    assert list(people(40, seed=4)) != EVERYBODY[:40]


def test_nobody_shares_a_uid_or_a_mail_with_another() -> None:
    mails = [mail.value for person in EVERYBODY for mail in person.emails]

    assert len({person.uid for person in EVERYBODY}) == 200
    assert len(set(mails)) == len(mails)


def test_every_mail_is_of_an_example_domain() -> None:
    mails = [mail.value for person in [*EVERYBODY, *everyday_people(50)] for mail in person.emails]

    assert all(re.fullmatch(r"[a-z0-9.]+@example\.(com|de|org)", mail) for mail in mails)


def test_some_have_everything_and_some_almost_nothing() -> None:
    full = EVERYBODY[0]
    assert len(full.emails) == 3
    assert len(full.phones) == 4
    assert len(full.addresses) == 2
    assert full.photo
    assert "\n" in full.notes

    assert EVERYBODY[7] == MadeUp(EVERYBODY[7].uid, emails=EVERYBODY[7].emails)
    assert EVERYBODY[13] == MadeUp(EVERYBODY[13].uid, organization=EVERYBODY[13].organization)
    assert {person.birthday.startswith("--") for person in EVERYBODY if person.photo} == {True, False}


def test_a_card_says_what_the_person_is() -> None:
    person = EVERYBODY[0]

    card = read(vcard(person))

    assert card.fn.value == person.full_name
    assert (card.n.value.given, card.n.value.family) == (person.given, person.family)
    assert [mail.value for mail in card.contents["email"]] == [mail.value for mail in person.emails]
    assert card.note.value == person.notes
    assert card.org.value == [person.organization, person.department]
    assert card.contents["x-ablabel"][0].value == person.emails[2].label
    assert card.photo.value == person.photo


def test_every_card_can_be_read() -> None:
    names = [read(vcard(person)).fn.value for person in EVERYBODY]

    assert names == [person.full_name for person in EVERYBODY]


def test_folded_lines_have_at_most_75_octets_and_lose_nothing() -> None:
    line = "NOTE:" + "äöü田中" * 60

    lines = folded(line).split("\r\n")

    assert max(len(one.encode()) for one in lines) <= 75
    assert lines[0] + "".join(one.removeprefix(" ") for one in lines[1:]) == line


def test_the_group_card_names_the_customers() -> None:
    made = cards(40, seed=3)

    (group,) = [card for card in made.values() if "X-ADDRESSBOOKSERVER-KIND:group" in card]

    members = {member.value for member in read(group).contents["x-addressbookserver-member"]}
    assert len(made) == 41
    assert members == {f"urn:uuid:{one.uid}" for one in EVERYBODY[:40] if GROUP in one.categories}


def test_every_tenth_contact_has_a_twin_with_its_first_mail() -> None:
    persons = crm(200, 0, seed=3, owners=OWNERS).persons
    mails = {person["emails"][0]["value"]: person for person in persons}

    twins = [one for one in EVERYBODY if one.emails and one.emails[0].value in mails]

    assert len(twins) == 20
    assert all(mails[one.emails[0].value]["owner_id"] == OWNERS.anna for one in twins)
    assert {person["owner_id"] for person in persons} == {OWNERS.anna, OWNERS.ben}


def test_rows_of_the_crm_refer_to_rows_that_are_there() -> None:
    rows = crm(200, 5, seed=3, owners=OWNERS)
    persons, organizations = ({row["id"] for row in kind} for kind in (rows.persons, rows.organizations))

    assert [row["name"] for row in rows.organizations].count(TWO_OF_A_NAME) == 2
    assert {row["org_id"] for row in rows.persons} - {None} <= organizations
    assert {row["person_id"] for row in rows.deals} <= persons
    assert {row["status"] for row in rows.deals} == {"open", "won"}
    assert {row["participants"][0]["person_id"] for row in rows.activities} <= persons


def test_a_company_may_be_empty() -> None:
    assert crm(0, 2, seed=1, owners=OWNERS).persons == ()
    assert list(islice(people(0), 1)) == []


def test_a_png_holds_one_shade() -> None:
    content = png(77)
    start = content.index(b"IDAT") + 4

    assert set(zlib.decompress(content[start : content.index(b"IEND") - 8])) == {0, 77}


def test_a_jpeg_differs_by_its_shade_and_has_no_bare_marker_inside() -> None:
    pictures = {jpeg(shade) for shade in range(256)}

    assert len(pictures) == 255  # 128 and 129 look alike
    for picture in pictures:
        scan = picture[picture.index(b"\xff\xda") + 10 : -2]
        assert b"\xff" not in scan.replace(b"\xff\x00", b"")
