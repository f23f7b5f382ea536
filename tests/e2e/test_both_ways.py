"""The real cards synced both ways: each field is edited on each side, and what nobody maps goes back untouched."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.machine import Machine
from tests.e2e.office import Office, Row, card
from tests.e2e.real_cards import imported
from tests.servers import Radicale, start_pipedrive

Patch = Callable[[Office, Row], Row]
Look = Callable[[Office, Row], bool]

LINE = re.compile(r"[^\r\n]+(?:\r\n[ \t][^\r\n]*)*\r\n")
"""A line of a card with what it was folded into."""
NAME = re.compile(r"(?:[\w-]+\.)?([\w-]+)[;:]")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of one field. `touches` are the only lines of a card that may differ after it."""

    field: str
    touches: frozenset[str]
    in_pipedrive: Patch
    in_card: str
    """What unfolded lines of the card must show afterwards: a regular expression."""
    on_phone: str
    """The line that somebody's telephone puts in the place of the first of its kind, or adds."""
    at_person: Look


def _entries(row: Row, kind: str, value: str, label: str) -> Row:
    """One more entry, and another primary one."""
    return {
        kind: [*({**one, "primary": False} for one in row[kind]), {"value": value, "label": label, "primary": True}]
    }


def _has(row: Row, kind: str, value: str) -> bool:
    return value in [one["value"] for one in row.get(kind, [])]


def _organization(office: Office, _row: Row) -> Row:
    return {"org_id": next(one["id"] for one in office.organizations() if one["name"] == "Nordlicht AG")}


EDITS = (
    Edit(
        "name",
        frozenset({"N", "FN"}),
        lambda _office, _row: {"last_name": "Weißmüller"},
        r"^FN.*:.*Weißmüller",
        "N:Öztürk;Özlem;;;",
        lambda _office, row: (row["first_name"], row["last_name"]) == ("Özlem", "Öztürk"),
    ),
    Edit(
        "emails",
        frozenset({"EMAIL", "X-ABLABEL"}),
        lambda _office, row: _entries(row, "emails", "neu@example.com", "work"),
        r"^EMAIL;[^:]*:neu@example\.com$",
        "EMAIL;TYPE=HOME:phone@example.org",
        lambda _office, row: _has(row, "emails", "phone@example.org"),
    ),
    Edit(
        "phones",
        frozenset({"TEL", "X-ABLABEL"}),
        lambda _office, row: _entries(row, "phones", "+49 30 111", "Boot"),
        r"^item\d+\.TEL[^:]*:\+49 30 111$",
        "TEL;TYPE=HOME:+49 30 222",
        lambda _office, row: _has(row, "phones", "+49 30 222"),
    ),
    Edit(
        "messengers",
        frozenset({"IMPP", "X-MS-IMADDRESS"}),
        lambda _office, row: {"im": [*row.get("im", []), {"value": "neu.skype", "label": "skype"}]},
        r"^IMPP;[^:]*:skype:neu\.skype$",
        "IMPP;X-SERVICE-TYPE=Jabber:xmpp:phone@example.org",
        lambda _office, row: _has(row, "im", "phone@example.org"),
    ),
    Edit(
        "addresses",
        frozenset({"ADR", "LABEL"}),  # a LABEL says the same as its ADR and goes with it
        lambda _office, _row: {
            "postal_address": {"value": "Elbweg 1, Hamburg", "route": "Elbweg 1", "locality": "Hamburg"}
        },
        r"ADR[^:]*:;;Elbweg 1;Hamburg;;;$",
        "ADR;TYPE=WORK:;;Isarweg 2;München;;80331;Deutschland",
        lambda _office, row: row["postal_address"]["locality"] == "München",
    ),
    Edit(
        "organization",
        frozenset({"ORG"}),
        _organization,
        r"^ORG[^:]*:Nordlicht AG(;|$)",
        "ORG:Südlicht AG;Versand",
        lambda office, row: office.organization_of(row) == "Südlicht AG",
    ),
    Edit(
        "job title",
        frozenset({"TITLE"}),
        lambda _office, _row: {"job_title": "Leiterin, Einkauf"},
        r"^TITLE[^:]*:Leiterin\\, Einkauf$",
        "TITLE:Chefin",
        lambda _office, row: bool(row["job_title"] == "Chefin"),
    ),
    Edit(
        "notes",
        frozenset({"NOTE"}),
        lambda _office, _row: {"notes": "Erste Zeile\nzweite; Zeile"},
        r"^NOTE[^:]*:Erste Zeile\\nzweite\\; Zeile$",
        "NOTE:vom Telefon",
        lambda _office, row: bool(row["notes"].startswith("vom Telefon")),
    ),
    Edit(
        "birthday",
        frozenset({"BDAY"}),
        lambda _office, _row: {"birthday": "1977-05-09"},
        r"^BDAY[^:]*:1977-?05-?09$",
        "BDAY:1966-11-30",
        lambda _office, row: bool(row["birthday"] == "1966-11-30"),
    ),
)
FULL = card(
    "gmail-list-2",
    "Doug White",
    "EMAIL;TYPE=HOME:dwhite@gmail.com",
    "TEL;TYPE=HOME:+49 30 1",
    "IMPP;X-SERVICE-TYPE=Skype:skype:doug",
    "ORG:Nordlicht AG;Lager",
    "TITLE:Lagerist",
    "NOTE:nett",
    "BDAY:1980-01-02",
    "X-OWN;P=1:bleibt",
)
ALL = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.field)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, radicale: Radicale) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("both-ways")
    child, standin = start_pipedrive(folder, "--no-limits")
    try:
        standin.control("switches", {"contact_sync": True})
        standin.control("load", {"organizations": [{"name": "Nordlicht AG"}]})
        with Machine(folder / "tandem") as machine:
            office = Office(machine, standin, radicale.new_book())
            for uid, text in imported().items():
                office.phone.save(uid, text)
            office.open(direction="two_way")
            assert [one.method for one in office.book.writes()] == ["PUT"] * len(imported()), "the importer's alone"
            yield office
    finally:
        child.stop()


@ALL
def test_a_field_edited_in_pipedrive_is_in_the_card_and_every_other_line_as_it_was(synced: Office, edit: Edit) -> None:
    before = {uid: synced.phone.read(uid) for uid in imported()}
    sent = len(synced.book.bodies())

    for row in synced.persons():
        synced.edit("change", row["id"], **edit.in_pipedrive(synced, row))
    synced.settle()

    bodies = {
        one.path.rpartition("/")[2].removesuffix(".vcf"): one.content.decode() for one in synced.book.bodies()[sent:]
    }
    assert bodies.keys() == before.keys()
    for uid, body in bodies.items():
        assert re.search(edit.in_card, _unfolded(body), re.MULTILINE), body
        assert _others(body, edit.touches) == _others(before[uid], edit.touches)
    assert synced.writes_during(synced.refresh) == (0, [])


@ALL
def test_a_field_edited_on_a_phone_is_in_pipedrive(synced: Office, edit: Edit) -> None:
    for uid in imported():
        synced.phone.save(uid, _replaced(synced.phone.read(uid), edit.on_phone))
    saved = {uid: synced.phone.read(uid) for uid in imported()}

    synced.refresh()

    assert [row["name"] for row in synced.persons() if not edit.at_person(synced, row)] == []
    assert {uid: synced.phone.read(uid) for uid in imported()} == saved
    assert synced.writes_during(synced.refresh) == (0, [])


@pytest.mark.parametrize(
    ("patch", "line"),
    [
        ({"job_title": None}, "TITLE"),
        ({"notes": None}, "NOTE"),
        ({"birthday": None}, "BDAY"),
        ({"phones": []}, "TEL"),
        ({"im": []}, "IMPP"),
        ({"org_id": None}, "ORG"),
    ],
)
def test_a_field_cleared_in_pipedrive_is_gone_from_the_card(synced: Office, patch: Row, line: str) -> None:
    synced.phone.save("gmail-list-2", FULL)
    synced.refresh()
    before = synced.phone.read("gmail-list-2")

    synced.edit("change", synced.person_of("gmail-list-2")["id"], **patch)
    synced.settle()

    after = synced.phone.read("gmail-list-2")
    assert [one for one in LINE.findall(before) if _name(one) == line]
    assert [one for one in LINE.findall(after) if _name(one) == line and _first_part(one)] == []
    assert _others(after, frozenset({line})) == _others(before, frozenset({line}))


def test_a_name_cleared_in_the_card_stays_in_pipedrive_and_comes_back(synced: Office) -> None:
    before = synced.person_of("gmail-list-1")
    text = synced.phone.read("gmail-list-1")
    nameless = "".join(one for one in LINE.findall(text) if _name(one) not in {"N", "FN"})
    synced.phone.save("gmail-list-1", nameless.replace("END:VCARD", "N:;;;;\r\nFN:\r\nEND:VCARD"))

    synced.refresh()

    assert synced.person_of("gmail-list-1")["name"] == before["name"]
    assert before["last_name"] in synced.phone.read("gmail-list-1")


def _unfolded(text: str) -> str:
    return re.sub(r"\r\n[ \t]", "", text).replace("\r\n", "\n")


def _name(line: str) -> str:
    found = NAME.match(line)
    assert found is not None, line
    return found[1].upper()


def _first_part(line: str) -> str:
    return line.partition(":")[2].split(";")[0].strip()


def _others(text: str, touched: frozenset[str]) -> list[str]:
    return [line for line in LINE.findall(text) if _name(line) not in touched]


def _replaced(text: str, new: str) -> str:
    """As a telephone edits: its line in the place of the first of that name; a whole name with it."""
    lines = LINE.findall(text)
    names = [_name(line) for line in lines]
    if _name(new) == "N":
        lines[names.index("FN")] = "FN:Özlem Öztürk\r\n"
    at = names.index(_name(new)) if _name(new) in names else len(lines) - 1
    lines[at : at + 1] = [f"{new}\r\n"] if _name(new) in names else [f"{new}\r\n", lines[at]]
    return "".join(lines)
