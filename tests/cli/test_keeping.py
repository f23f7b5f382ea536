"""What is kept is handed out to one file that only its owner reads, and forgotten only after a name was typed."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import House, Tandem
from tests.console.fake_app import ERASURE, PAGES


def test_an_export_has_all_pages_one_item_a_line_for_its_owner_alone(
    tandem: Tandem, house: House, tmp_path: Path
) -> None:
    path = tmp_path / "export.ndjson"

    done = tandem("export", "--company", "7001", "--output", str(path))

    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert items == [dict(item) for page in PAGES.values() for item in page.items]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (done.code, done.out) == (0, f"2 item(s) in {path}\n")
    assert len(house.app.calls) == 2


def test_an_export_to_the_standard_output_has_nothing_beside_it(tandem: Tandem) -> None:
    done = tandem("export", "--company", "7001", "--output", "-")

    assert [json.loads(line)["part"] for line in done.out.splitlines()] == ["company", "link"]


def test_an_export_overwrites_no_file(tandem: Tandem, house: House, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_text("mine", encoding="utf-8")

    done = tandem("export", "--company", "7001", "--output", str(path))

    assert (done.code, path.read_text(encoding="utf-8"), house.app.calls) == (1, "mine", [])
    assert str(path) in done.err


def test_an_export_that_breaks_off_leaves_no_half_a_file(tandem: Tandem, house: House, tmp_path: Path) -> None:
    house.app.troubled_page = PAGES[""].next
    path = tmp_path / "export.ndjson"

    done = tandem("export", "--company", "7001", "--output", str(path))

    assert (done.code, path.exists()) == (1, False)


def test_a_file_that_cannot_be_made_is_named(tandem: Tandem, house: House, tmp_path: Path) -> None:
    done = tandem("export", "--company", "7001", "--output", str(tmp_path / "none" / "x"))

    assert (done.code, house.app.calls) == (1, [])
    assert "can't be written" in done.err


@pytest.mark.parametrize("typed", ["", "\n", "  \n"])
def test_nothing_is_erased_where_nothing_is_typed(tandem: Tandem, house: House, typed: str) -> None:
    done = tandem("erase", "--company", "7001", stdin=typed)

    assert (done.code, house.app.calls) == (1, [])


def test_what_is_typed_is_what_confirms(tandem: Tandem, house: House) -> None:
    done = tandem("erase", "--company", "7001", "--user", "11", stdin="Anna Weiß\n", TANDEM_LANG="de")

    assert house.app.calls == [("erase", "7001", "11", "Anna Weiß")]
    assert "laufen weiter" in done.err
    assert ERASURE in done.out


def test_the_proof_is_shown_in_words(tandem: Tandem) -> None:
    done = tandem("erasure", ERASURE, TANDEM_LANG="de")

    assert "API-Token (ihre Nutzer erneuern sie in Pipedrive)" in done.out
    assert "fertig" in done.out


@pytest.mark.parametrize("arguments", [["export", "--company", "7001"], ["erase", "--yes"], ["erasure"]], ids=" ".join)
def test_whom_and_where_to_must_be_said(tandem: Tandem, house: House, arguments: list[str]) -> None:
    done = tandem(*arguments)

    assert (done.code, house.app.calls) == (2, [])
