"""Each field, both ways, made, changed and cleared, at every provider; and what has no place there stays.

With `TANDEM_WRITE_FIELDS=1` the table in docs/fields.md is written; without, it is held against what was seen.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.comparison import Comparison, keyed_entries, same_field
from tandem.domain.contact import Address, Contact, Entry, Field
from tandem.domain.content import as_contact
from tandem.ports import Replica
from tandem.providers.transport import Transport
from tests.fields.samples import CHANGED, CLEARED, PLAIN, RICH, ROWS
from tests.fields.sides import PROVIDERS, Sides, opened, sides_of
from tests.providers.pipedrive.office import Office
from tests.servers import PipedriveStandin

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"
BEGIN = "<!-- fields: begin; written by TANDEM_WRITE_FIELDS=1 make test TESTS=tests/fields -->"
END = "<!-- fields: end -->"
WAYS = ("in", "out")
SEEN: dict[tuple[str, str, str], dict[Field, str]] = {}
LISTS = (Field.EMAILS, Field.PHONES, Field.MESSENGERS)


@pytest.fixture(scope="module")
def transport(microsoft_of_all: object) -> Iterator[Transport]:
    with opened(Path(microsoft_of_all.said["ca_file"])) as made:
        yield made


@pytest.fixture
def office(pipedrive_standin: PipedriveStandin, transport: Transport) -> Iterator[Office]:
    made = Office(pipedrive_standin, transport)
    made.switch(limits=False)
    made.ensure_fields()
    yield made
    assert pipedrive_standin.control("violations") == []


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sides(provider: str, tmp_path: Path, office: Office, transport: Transport, request: pytest.FixtureRequest) -> Sides:
    return sides_of(provider, tmp_path, office, transport, request)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_made_changed_and_cleared_on_one_side_is_on_the_other(provider: str, sides: Sides, way: str) -> None:
    source, target = (sides.provider, sides.crm) if way == "in" else (sides.crm, sides.provider)
    sides.make(source, PLAIN)
    sides.begin()
    SEEN[provider, way, "made"] = _judged(sides, source, target, PLAIN)
    sides.change(source, CHANGED)
    sides.sync()
    SEEN[provider, way, "changed"] = _judged(sides, source, target, CHANGED)
    sides.change(source, CLEARED)
    sides.sync()
    SEEN[provider, way, "cleared"] = _judged(sides, source, target, CLEARED)

    assert len(list(_all(sides.crm))) == len(list(_all(sides.provider))) == 1


def test_what_has_no_place_at_the_provider_survives_the_way_back(provider: str, sides: Sides) -> None:
    """F27: its title is changed at the provider, and everything else in Pipedrive stays as it was."""
    sides.make(sides.crm, RICH)
    sides.begin()
    before, there = sides.shown(sides.crm), sides.shown(sides.provider)
    SEEN[provider, "out", "held"] = {field: _held(field, before, there) for field in ROWS}

    sides.change(sides.provider, replace(there, job_title="Leiterin"))
    sides.sync()

    assert sides.shown(sides.crm) == replace(before, job_title="Leiterin")
    sides.sync()
    assert sides.shown(sides.provider) == replace(there, job_title="Leiterin")


def test_what_has_no_place_in_pipedrive_survives_the_way_back(provider: str, sides: Sides) -> None:
    """F30: a birthday without a year, and labels that Pipedrive knows no word for."""
    sides.make(sides.provider, RICH)
    sides.begin()
    before = sides.shown(sides.provider)

    sides.change(sides.crm, replace(sides.shown(sides.crm), job_title="Leiterin"))
    sides.sync()

    assert sides.shown(sides.provider) == replace(before, job_title="Leiterin")
    assert sides.shown(sides.crm).job_title == "Leiterin"


def test_the_page_tells_just_that() -> None:
    if len(SEEN) != 7 * len(PROVIDERS):
        pytest.fail("the tests above come first, all of them")
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    page = f"{head}{BEGIN}\n{_tables()}\n{END}{rest.partition(END)[2]}"
    if os.environ.get("TANDEM_WRITE_FIELDS"):
        PAGE.write_text(page, "utf-8")

    assert PAGE.read_text("utf-8") == page


def _all(side: Replica) -> Iterator[object]:
    return (one for page in side.list_all() for one in page.seen)


def _judged(sides: Sides, source: Replica, target: Replica, typed: Contact) -> dict[Field, str]:
    """✓, or what is unlike; which must be just what the two sides can't hold."""
    shown, expected = sides.shown(target), as_contact(target.projection(source.projection(typed)))
    unlike = {field: getattr(shown, field) for field in ROWS if not same_field(field, expected, shown)}
    assert unlike == {}, expected
    return {field: _mark(field, typed, shown) for field in ROWS}


def _mark(field: Field, typed: Contact, shown: Contact) -> str:
    if same_field(field, typed, shown):
        return "✓"
    one, other = getattr(typed, field), getattr(shown, field)
    is_bare = isinstance(one, tuple) and list(map(_bare, one)) == list(map(_bare, other))
    return "✓ but labels" if is_bare else "✓ in its own form"


def _bare(one: Entry | Address) -> Entry | Address:
    return replace(one, label="", primary=False) if isinstance(one, Entry) else replace(one, label="")


def _held(field: Field, here: Contact, there: Contact) -> str:
    """How much of what Pipedrive shows the provider holds."""
    if same_field(field, here, there):
        return "all"
    if field not in LISTS:
        return "none" if not getattr(there, field) else "in its own form"
    mine, theirs = _values(field, here), _values(field, there)
    kept = len(mine.keys() & theirs.keys())
    labels = sum(1 for key in mine.keys() & theirs.keys() if mine[key].label != theirs[key].label)
    return f"{kept} of {len(mine)}" + (f", {labels} under another label" if labels else "")


def _values(field: Field, contact: Contact) -> dict[object, Entry]:
    """By what they say, whatever their label: a messenger's names its service."""
    bare = [replace(one, label="") for one in getattr(contact, field)]
    keys = keyed_entries(field, tuple(bare), Comparison())
    return dict(zip(keys, getattr(contact, field), strict=True))


# --- the page ----------------------------------------------------------------------------------------------


def _tables() -> str:
    return f"{_travels()}\n\n{_overflows()}"


def _travels() -> str:
    heads = [f"{name} {arrow}" for name in PROVIDERS for arrow in ("→ Pipedrive", "← Pipedrive")]
    rows = [_row(ROWS[field], [_cell(name, way, field) for name in PROVIDERS for way in WAYS]) for field in ROWS]
    photo = _row("photo", ["once, one-way", "never"] * len(PROVIDERS))
    return "\n".join([_row("field", heads), _rule(len(heads)), *rows, photo])


def _cell(name: str, way: str, field: Field) -> str:
    """Made, changed, cleared."""
    marks = [SEEN[name, way, step][field] for step in ("made", "changed", "cleared")]
    return " ".join(marks[:2]) + " never cleared" if field is Field.NAME else " ".join(marks)


def _overflows() -> str:
    rows = [_row(ROWS[field], [SEEN[name, "out", "held"][field] for name in PROVIDERS]) for field in ROWS]
    return "\n".join([_row("of a full person", list(PROVIDERS)), _rule(len(PROVIDERS)), *rows])


def _row(first: str, cells: list[str]) -> str:
    return f"| {first} | " + " | ".join(cells) + " |"


def _rule(cells: int) -> str:
    return "|---" * (cells + 1) + "|"
