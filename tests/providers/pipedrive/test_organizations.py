"""Organizations are found or made, and never doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tandem.domain.contact import Contact, Name
from tandem.domain.errors import AccessRevoked, Rejected, Unavailable
from tandem.ports import Change
from tandem.providers.pipedrive.organizations import Directory
from tests.contracts.hand_clock import HandClock
from tests.providers.pipedrive.office import Office


def directory(office: Office, **settings: object) -> Directory:
    return Directory(client=office.client, clock=office.clock, **settings)


def names(office: Office) -> list[str]:
    return sorted(row["name"] for row in office.stored("organizations"))


def test_an_unknown_name_is_made_once(office: Office) -> None:
    ours = directory(office)

    first, second = ours.ids(["Acme GmbH"]), ours.ids(["ACME  gmbh", "Acme GmbH"])

    assert first == second == {"acme gmbh": (1,)}
    assert names(office) == ["Acme GmbH"]


def test_one_that_exists_is_found_by_another_process_whatever_the_case(office: Office) -> None:
    directory(office).ids(["Straße & Söhne"])

    assert directory(office).ids(["STRASSE & SÖHNE"]) == {"strasse & söhne": (1,)}
    assert names(office) == ["Straße & Söhne"]


def test_many_names_are_looked_up_by_one_listing(office: Office) -> None:
    office.standin.control("load", {"organizations": [{"name": f"Company {number}"} for number in range(700)]})
    office.requests()

    found = directory(office).ids(f"Company {number}" for number in range(300))

    assert len(found) == 300
    assert office.requests() == {"GET /organizations": 2}


def test_one_made_by_others_a_moment_ago_is_found_before_the_search_knows_it(office: Office) -> None:
    office.switch(search_lag=60.0)
    office.edit("create", "organization", patch={"name": "Brand New"})

    assert directory(office).ids(["Brand New"]) == {"brand new": (1,)}
    assert names(office) == ["Brand New"]


def test_names_asked_for_by_many_at_once_are_made_once(office: Office) -> None:
    ours = directory(office)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: ours.ids(["Acme", "Beta"]), range(16)))

    assert all(each == found[0] for each in found)
    assert names(office) == ["Acme", "Beta"]


def test_a_creation_whose_answer_was_lost_is_found_and_not_repeated(office: Office) -> None:
    office.fail(method="POST", path="/v2/organizations", drop="after")

    assert directory(office).ids(["Acme"]) == {"acme": (1,)}
    assert names(office) == ["Acme"]


def test_a_creation_that_never_arrived_is_the_trouble_of_its_name_alone(office: Office) -> None:
    office.fail(method="POST", path="/v2/organizations", drop="before")

    found = directory(office, workers=1).ids(["Acme", "Beta"])

    assert isinstance(found["acme"], Unavailable)
    assert found["beta"] == (1,)


def test_a_dead_grant_is_everybodys_trouble(office: Office) -> None:
    office.fail(method="POST", path="/v2/organizations", status=401)

    with pytest.raises(AccessRevoked):
        directory(office).ids(["Acme"])


def test_of_several_with_one_name_all_are_told_the_oldest_first(office: Office) -> None:
    rows = [{"name": "Acme"}, {"name": "Other"}, {"name": "ACME"}]
    office.standin.control("load", {"organizations": rows})

    assert directory(office).ids(["acme"]) == {"acme": (1, 3)}


def test_a_person_keeps_its_own_of_several_with_one_name(office: Office) -> None:
    office.standin.control("load", {"organizations": [{"name": "Acme"}, {"name": "acme"}]})
    person = office.edit("create", patch={"name": "Ada King", "org_id": 2})
    seen = office.seen(str(person["id"]))

    other = office.write(Change(seen, Contact(name=Name("Ada", "", "King"), organization="Other")))[0]
    back = office.write(Change(other, Contact(name=Name("Ada", "", "King"), organization="ACME")))[0]

    assert seen.mentions == ("organization/2",)
    assert back.mentions == ("organization/1",)


def test_a_person_whose_organization_may_not_be_made_is_written_without_it(office: Office) -> None:
    office.fail(method="POST", path="/v2/organizations", status=403)

    made = office.make(Contact(name=Name("Ada"), organization="Acme"))[0]

    assert made.content.organization == ""
    assert names(office) == []


def test_names_are_read_a_hundred_at_a_time_and_remembered(office: Office) -> None:
    office.standin.control("load", {"organizations": [{"name": f"Company {number}"} for number in range(150)]})
    ours = directory(office)
    office.requests()

    found = ours.names(range(1, 152))

    assert (found[1], found[150], found[151]) == ("Company 0", "Company 149", "")
    assert ours.names(range(1, 152)) == found
    assert office.requests() == {"GET /organizations": 2}


def test_what_was_read_a_while_ago_is_read_again(office: Office) -> None:
    office.standin.control("load", {"organizations": [{"name": "Old"}]})
    clock = HandClock()
    ours = Directory(client=office.client, clock=clock, keep=timedelta(seconds=30))
    ours.names([1])
    office.edit("change", "organization", id=1, patch={"name": "New"})

    before = ours.names([1])
    clock.sleep(timedelta(seconds=31))

    assert (before, ours.names([1])) == ({1: "Old"}, {1: "New"})


def test_one_that_was_renamed_is_no_longer_found_by_its_old_name(office: Office) -> None:
    clock = HandClock()
    ours = Directory(client=office.client, clock=clock)
    ours.ids(["Old"])
    office.edit("change", "organization", id=1, patch={"name": "New"})
    clock.sleep(timedelta(minutes=1))

    assert ours.ids(["Old"]) == {"old": (2,)}


def test_a_directory_remembers_no_more_than_it_may_and_still_doubles_none(office: Office) -> None:
    office.standin.control("load", {"organizations": [{"name": f"Company {number}"} for number in range(30)]})
    ours = directory(office, capacity=10)

    found = ours.ids(f"Company {number}" for number in range(12))

    assert [found[f"company {number}"] for number in range(12)] == [(number + 1,) for number in range(12)]
    assert len(names(office)) == 30
    assert ours.names([20])[20] == "Company 19"


def test_a_name_that_was_forgotten_is_asked_for_again(office: Office) -> None:
    ours = directory(office)
    ours.ids(["Acme"])
    office.requests()

    ours.forget()

    assert ours.names([1]) == {1: "Acme"}
    assert office.requests() == {"GET /organizations": 1}


def test_a_refused_name_is_its_own_trouble(office: Office) -> None:
    office.fail(method="POST", path="/v2/organizations", status=400)

    assert isinstance(directory(office).ids(["Acme"])["acme"], Rejected)
