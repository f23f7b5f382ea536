"""An export tells everything of whom it is about, nothing of others, and no secret."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, LinkId, RemoteId, RunId, UserId
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.pending import Kind, Pending
from tandem.state.undoings import Undoing
from tandem.usecases.leaving.export import Size, export
from tests.memory import ANNA, BEN
from tests.usecases.full_house import COMPANY, filled
from tests.usecases.scene import Scene, someone

ALL, USUAL = UserId(""), Size()
TOLD = {
    "links": "link",
    "history": "history",
    "pending": "waiting",
    "runs": "run",
    "changes": "change",
    "previews": "preview",
    "pre-images": "pre_image",
    "undoings": "undoing",
    "counts": "counts",
    "tally": "tally",
    "brake": "brake",
}
LEFT_OUT = {"births", "claims", "cursors", "due", "hook", "lease", "mentions", "timetable", "vault", "wakes"}
"""What only repeats links and connections, places in schedules and listings, keys and hashes of secrets."""


def house(folder: Path) -> Scene:
    scene = filled(folder)
    world, connection = scene.world, scene.world.connections.get(scene.connection)
    now = world.clock.now()
    seen = Seen(RemoteId("/new.vcf"), "1", someone("Nina"))
    world.spool.put(connection.id, connection.account, Side.PROVIDER, [(seen, b"")], now)
    world.undoings.put_all(connection.id, [Undoing(LinkId("l"), RunId(f"{connection.id}-r1"), ("p",))], now)
    parked = Pending(Kind.PARKED, "provider:/odd.vcf", "not_a_vcard", now, content={"name": "Odd One"})
    scene.table.transact([world.pendings.put(connection.id, connection.account, parked)])
    return scene


def pages(scene: Scene, user: UserId = ALL, most: Size = USUAL) -> Iterator[list[Mapping[str, Any]]]:
    page = export(scene.world, COMPANY, user, "", most)
    yield list(page.items)
    while page.next:
        page = export(scene.world, COMPANY, user, page.next, most)
        yield list(page.items)


def told(scene: Scene, user: UserId = ALL, most: Size = USUAL) -> list[Mapping[str, Any]]:
    return [item for page in pages(scene, user, most) for item in page]


def rows_by_kind(scene: Scene) -> Counter[str]:
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        partitions = database.execute("SELECT partition FROM rows").fetchall()
    return Counter(partition.split("/")[0] for (partition,) in partitions)


def test_each_row_that_is_kept_of_people_is_told(tmp_path: Path) -> None:
    scene = house(tmp_path)

    parts = Counter(item["part"] for item in told(scene))
    rows = rows_by_kind(scene)

    assert set(rows) - set(TOLD) - LEFT_OUT == {"companies", "company", "spool"}
    assert {kind: parts[part] for kind, part in TOLD.items()} == {kind: rows[kind] for kind in TOLD}
    assert min(parts.values()) > 0
    assert parts["listed_crm"] + parts["listed_provider"] == rows["spool"]
    assert {part: parts[part] for part in ("company", "user", "grant", "account", "connection")} == {
        "company": 1,
        "user": 2,
        "grant": 2,
        "account": 2,
        "connection": 2,
    }


def test_what_was_sealed_is_told_as_it_is(tmp_path: Path) -> None:
    scene = house(tmp_path)

    items = told(scene)

    kim = next(item for item in items if item["part"] == "link" and "Kim" in json.dumps(item))
    assert kim["bases"]["crm"]["name"][0] == "Kim"
    assert {item["address"] for item in items if item["part"] == "account"} == {"anna@example.com", "ben@example.com"}
    assert [item["content"]["name"] for item in items if item.get("list") == "parked"] == ["Odd One"]
    assert any(item["changes"] for item in items if item["part"] == "history")
    assert any(item["contact"]["name"][0] == "Nina" for item in items if item["part"] == "listed_provider")
    assert all(item["writes"][0]["read"] and item["writes"][0]["sent"] for item in items if item["part"] == "pre_image")
    assert [item["rules"]["direction"] for item in items if item["part"] == "connection"] == ["two_way", "two_way"]
    assert not any("unreadable" in item for item in items)


def test_no_secret_is_told(tmp_path: Path) -> None:
    scene = house(tmp_path)
    account = scene.world.accounts.of_company(COMPANY)[0]
    odd = {**account.credentials, "url": "https://dav.example.com/", "refresh_token": "r3fr3sh", "odd": "0ddity"}
    scene.world.accounts.put(replace(account, credentials=odd))

    text = json.dumps(told(scene))

    assert "https://dav.example.com/" in text
    secrets = ["secret", "bens token", "r3fr3sh", "0ddity", scene.desk.hooks[0].url.rsplit("/", 1)[1]]
    assert [one for one in secrets if one in text] == []
    assert '"token"' not in text


def test_of_a_user_nothing_of_colleagues_is_told(tmp_path: Path) -> None:
    scene = house(tmp_path)
    (bens,) = [one for one in scene.world.connections.of_company(COMPANY) if one.user == BEN]

    anna, ben, everybody = told(scene, ANNA), told(scene, BEN), told(scene)

    assert "Ole" in json.dumps(ben)
    assert "ben@example.com" not in json.dumps(anna)
    assert bens.id not in json.dumps(anna)
    assert scene.connection not in json.dumps(ben)
    assert len(anna) + len(ben) == len(everybody) + 1, "the company is told to both"


@pytest.mark.parametrize("most", [1, 2, 7])
def test_pages_make_up_the_whole(tmp_path: Path, most: int) -> None:
    scene = house(tmp_path)

    found = list(pages(scene, most=Size(most)))

    assert {len(page) for page in found[:-1]} == {most}
    assert [item for page in found for item in page] == told(scene)


def test_a_page_stays_small_enough_for_an_answer(tmp_path: Path) -> None:
    scene = house(tmp_path)
    whole = told(scene)
    largest = max(length(item) for item in whole)

    found = list(pages(scene, most=Size(characters=largest)))

    assert len(found) > 2
    assert [item for page in found for item in page] == whole
    assert max(sum(map(length, page)) for page in found) == largest


def length(item: Mapping[str, Any]) -> int:
    return len(json.dumps(item, ensure_ascii=False))


def test_what_no_answer_could_hold_is_named(tmp_path: Path) -> None:
    scene = house(tmp_path)
    whole = told(scene)

    items = told(scene, most=Size(item=20_000))

    large = [item for item in whole if length(item) > 20_000]
    named = [item for item in items if "unreadable" in item]
    assert large != []
    assert named == [
        {name: item[name] for name in ("part", "connection", "id")} | {"unreadable": "too_large"} for item in large
    ]
    assert [item for item in items if "unreadable" not in item] == [item for item in whole if item not in large]


def test_what_is_written_between_two_pages_neither_doubles_nor_hides_others(tmp_path: Path) -> None:
    scene = house(tmp_path)
    before = {named(item) for item in told(scene) if item["part"] in {"link", "history"}}

    items: list[Mapping[str, Any]] = []
    for number, page in enumerate(pages(scene, most=Size(3))):
        items += page
        if number < 5:
            scene.provider.add(someone(f"New {number}"))
            scene.refresh()

    found = [named(item) for item in items]
    assert len(found) == len(set(found))
    assert before <= set(found)


def named(item: Mapping[str, Any]) -> tuple[str, ...]:
    return item["part"], item.get("connection", ""), item["id"]


def test_what_cannot_be_opened_is_named_and_the_rest_is_told(tmp_path: Path) -> None:
    scene = house(tmp_path)
    account = scene.world.connections.get(scene.connection).account
    whole = told(scene)
    scene.world.companies.sealing.vault.destroy(COMPANY, account)

    items = told(scene)

    assert len(items) == len(whole)
    broken = [item for item in items if "unreadable" in item]
    assert {item["part"] for item in broken} >= {"account", "link", "history", "waiting", "pre_image"}
    assert all(item["id"] for item in broken)
    assert all("name" not in item for item in broken)
    assert any(item["part"] == "link" and "unreadable" not in item for item in items)


@pytest.mark.parametrize(
    "after",
    ["x", "1", "{}", "[1,2,3]", '["","",1]', '["","link",""]', '["4711firma-c1","user",""]', '["","odd",""]', '["a"]'],
)
def test_a_place_that_no_page_named_is_refused(tmp_path: Path, after: str) -> None:
    scene = house(tmp_path)

    with pytest.raises(Refused) as refused:
        export(scene.world, COMPANY, ALL, after)

    assert refused.value.reason == "bad_cursor"


def test_a_company_that_is_not_here_is_unknown(tmp_path: Path) -> None:
    scene = house(tmp_path)

    with pytest.raises(Refused) as refused:
        export(scene.world, CompanyId("999"), ALL)

    assert refused.value.reason == "unknown"


def test_an_export_writes_nothing(tmp_path: Path) -> None:
    scene = house(tmp_path)
    before = rows_by_kind(scene)
    scene.quiet()

    told(scene)

    assert rows_by_kind(scene) == before
    assert scene.crm.writes == scene.provider.writes == []
