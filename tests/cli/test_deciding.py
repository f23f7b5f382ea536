"""`tandem decide` shows all that waits, and asks for each on demand; nothing is decided that nobody typed."""

import json
from dataclasses import replace

from tandem.domain.errors import Refused
from tests.cli.conftest import House, Tandem
from tests.console.fake_app import BOOK, CONNECTION, LIVE, PARKED

COUNTS = {"linked": 3, "pending": 0, "held": 0, "review": 0, "parked": 0, "conflicts": 0}


def waits(house: House, **counts: int) -> None:
    house.app.held = [replace(LIVE, counts={**COUNTS, **counts})]


def decisions(house: House) -> list[tuple[object, ...]]:
    return [call for call in house.app.calls if call[0] == "decide"]


def test_it_shows_how_much_of_each_kind_waits_where(tandem: Tandem, house: House) -> None:
    waits(house, held=4, conflicts=2)

    done = tandem("decide")

    assert done.out.splitlines()[1].split() == [CONNECTION, BOOK.address, "4", "2", "0", "0"]
    assert "tandem decide --each" in done.err
    assert decisions(house) == []


def test_where_nothing_waits_it_says_so(tandem: Tandem, house: House) -> None:
    waits(house)

    assert tandem("decide").err == "Nothing.\n"
    assert tandem("decide", "--each").out == "Decided: 0\n"


def test_json_is_what_the_api_answered(tandem: Tandem, house: House) -> None:
    assert json.loads(tandem("decide", "--json").out)[0]["id"] == CONNECTION


def test_one_after_the_other_is_shown_and_decided_by_its_number(tandem: Tandem, house: House) -> None:
    waits(house, conflicts=1)
    house.app.waiting = replace(PARKED, reason="both_changed", side="provider", field="notes", won="Neu", lost="Alt")
    house.app.more = ["p2", "p3"]

    done = tandem("decide", "--each", stdin="2\n\n1\n")

    assert "Neu" in done.out
    assert "Alt" in done.out
    assert "2 = Use the value that lost." in done.err
    assert decisions(house) == [
        ("decide", CONNECTION, "conflicts", "p1", "swap"),
        ("decide", CONNECTION, "conflicts", "p3", "dismiss"),
    ]
    assert done.out.endswith("Decided: 2\n")


def test_what_is_no_answer_is_asked_again_and_the_end_of_the_input_decides_nothing(
    tandem: Tandem, house: House
) -> None:
    waits(house, held=1)

    odd = tandem("decide", "--each", stdin="7\nyes\n0\n")

    assert odd.err.count("1 = ") == 4
    assert (odd.out.splitlines()[-1], decisions(house)) == ("Decided: 0", [])


def test_it_ends_where_one_wants_to(tandem: Tandem, house: House) -> None:
    waits(house, held=1, parked=1)
    house.app.more = ["p2"]

    done = tandem("decide", "--each", stdin="1\nq\n")

    assert decisions(house) == [("decide", CONNECTION, "held", "p1", "restore")]
    assert done.out.endswith("Decided: 1\n")


def test_what_cannot_be_decided_so_is_told_and_the_rest_goes_on(tandem: Tandem, house: House) -> None:
    waits(house, review=2)
    house.app.undecided = {"p1": Refused("not_one_pair", "decision")}
    house.app.more = ["p2"]

    done = tandem("decide", "--each", stdin="1\n2\n")

    assert "More than two could be the same." in done.err
    assert done.out.endswith("Decided: 1\n")
