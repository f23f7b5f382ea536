"""What new connections of a company begin with: chosen by admins, noted, and never lost to what the CRM tells anew."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.defaults import KEPT, Defaults
from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId, UserId
from tandem.domain.rules import Deletes, Plan
from tandem.home import Put, SealContext
from tandem.state.companies import Company
from tandem.usecases.connecting.defaults import DefaultsView
from tests.memory import ANNA, BEN
from tests.usecases.full_house import filled
from tests.usecases.scene import Scene

MACHINE = UserId("")
OTHERWISE: Mapping[str, Mapping[str, object]] = {
    "contacts": {
        "direction": "two_way",
        "crm_scope": "visible",
        "visibility": "company",
        "deletes": "keep",
        "conflict": {"phones": "provider"},
    },
    "calendar": {"mode": "crm_only", "private": "skip", "deletes": "keep", "title": "{subject} | {deal}"},
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    scene = Scene(tmp_path)
    scene.connect()
    return scene


def account(scene: Scene, provider: str = "icloud") -> AccountId:
    address = f"{provider}@example.com"
    return AccountId(scene.app.add_account(scene.company, scene.user, provider, address, {"password": "s"}).id)


def chosen(scene: Scene, rules: Mapping[str, Mapping[str, object]] = OTHERWISE, by: UserId = ANNA) -> DefaultsView:
    return scene.app.set_defaults(scene.company, by, rules)


def test_before_anybody_chose_a_connection_begins_as_it_always_did(scene: Scene) -> None:
    view = scene.app.defaults(scene.company)

    assert view.contacts == {
        "direction": "one_way",
        "crm_scope": "own",
        "visibility": None,
        "deletes": "follow",
        "conflict": {},
    }
    assert view.calendar == {
        "mode": "all",
        "private": "busy_only",
        "deletes": "follow",
        "title": "{deal} > {person} > {organization} > {subject}",
    }
    assert view.changes == ()


@pytest.mark.parametrize(("kind", "provider"), [("contacts", "icloud"), ("calendar", "google")])
def test_a_new_connection_begins_with_what_was_chosen(scene: Scene, kind: str, provider: str) -> None:
    chosen(scene)

    made = scene.app.add_connection(account(scene, provider), kind, {})

    assert OTHERWISE[kind].items() <= made.rules.items()
    assert made.state == "draft"


def test_whoever_adds_a_connection_may_choose_otherwise(scene: Scene) -> None:
    chosen(scene)

    made = scene.app.add_connection(account(scene), "contacts", {"direction": "one_way"})

    assert (made.rules["direction"], made.rules["deletes"]) == ("one_way", "keep")


def test_connections_that_are_there_stay_as_they_are(scene: Scene) -> None:
    before = scene.app.connection(scene.connection).rules

    chosen(scene)

    assert scene.app.connection(scene.connection).rules == before


def test_only_what_is_named_is_changed(scene: Scene) -> None:
    chosen(scene)

    view = chosen(scene, {"contacts": {"deletes": "follow"}})

    assert view.contacts == {**OTHERWISE["contacts"], "deletes": "follow"}
    assert view.calendar == OTHERWISE["calendar"]


def test_each_change_is_noted_with_its_author_and_its_time(scene: Scene) -> None:
    first = scene.clock.now()
    chosen(scene, {"contacts": {"direction": "two_way"}})
    scene.clock.pass_by(timedelta(minutes=5))

    latest, earliest = chosen(scene, {"calendar": {"mode": "crm_only"}}, MACHINE).changes

    assert (earliest.at, earliest.by, earliest.kind) == (first, ANNA, "contacts")
    assert earliest.rules == {"direction": ("one_way", "two_way")}
    assert (latest.by, latest.kind, latest.rules) == ("", "calendar", {"mode": ("all", "crm_only")})


def test_what_makes_no_difference_is_no_change(scene: Scene) -> None:
    chosen(scene)

    assert len(chosen(scene).changes) == len(chosen(scene, {"contacts": {}}).changes) == 2


def test_only_the_latest_changes_are_remembered(scene: Scene) -> None:
    for number in range(KEPT + 3):
        view = chosen(scene, {"contacts": {"deletes": "keep" if number % 2 else "follow"}})
        view = chosen(scene, {"calendar": {"mode": "all" if number % 2 else "crm_only"}})

    assert len(view.changes) == KEPT


REFUSED: Mapping[str, tuple[str, Mapping[str, object], str]] = {
    "a group": ("contacts", {"group": "urn:1"}, "bad_rule"),
    "no group": ("contacts", {"group": None}, "bad_rule"),
    "a calendar": ("calendar", {"calendar": "work"}, "bad_rule"),
    "types": ("calendar", {"types": ["call"]}, "bad_rule"),
    "somebody's filter": ("contacts", {"crm_scope": "filter:7"}, "bad_rule"),
    "no scope": ("contacts", {"crm_scope": None}, "bad_rule"),
    "no such direction": ("contacts", {"direction": "sideways"}, "bad_rule"),
    "a number": ("contacts", {"deletes": 1}, "bad_rule"),
    "no such rule": ("contacts", {"colour": "red"}, "bad_rule"),
    "a rule of the other kind": ("contacts", {"mode": "all"}, "bad_rule"),
    "no such field": ("contacts", {"conflict": {"shoes": "crm"}}, "bad_rule"),
    "a title without a subject": ("calendar", {"title": "{deal}"}, "bad_pattern"),
    "a visibility of another plan": ("contacts", {"visibility": "group"}, "visibility_not_offered"),
}


@pytest.mark.parametrize(("kind", "rules", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_be_no_default_is_refused_and_changes_nothing(
    scene: Scene, kind: str, rules: Mapping[str, object], reason: str
) -> None:
    company = scene.world.companies.get(scene.company)
    scene.world.companies.put(replace(company, plan=Plan.LITE))

    with pytest.raises(Refused, match=reason):
        chosen(scene, {"contacts": {"deletes": "keep"}, "calendar": {"deletes": "keep"}, kind: {**rules}})

    assert scene.app.defaults(scene.company).changes == ()


def test_of_another_company_nothing_is_there(scene: Scene) -> None:
    for act in (lambda: scene.app.defaults(CompanyId("43")), lambda: scene.app.set_defaults(CompanyId("43"), ANNA, {})):
        with pytest.raises(Refused, match="unknown"):
            act()


def test_a_visibility_that_the_plan_offers_no_longer_keeps_nobody_from_connecting(scene: Scene) -> None:
    company = scene.world.companies.get(scene.company)
    scene.world.companies.put(replace(company, plan=Plan.PREMIUM))
    chosen(scene, {"contacts": {"visibility": "group"}})
    scene.world.companies.put(replace(company, plan=Plan.LITE))

    made = scene.app.add_connection(account(scene), "contacts", {})

    assert made.rules["visibility"] is None
    assert scene.app.defaults(scene.company).contacts["visibility"] is None


def test_what_the_crm_tells_anew_of_the_company_leaves_them_alone(scene: Scene) -> None:
    stale = scene.world.companies.get(scene.company)
    chosen(scene)

    scene.app.add_company("https://beispiel.pipedrive.example", "token")
    scene.world.companies.put(replace(stale, name="Renamed"))

    company = scene.world.companies.get(scene.company)
    assert (company.name, scene.app.defaults(scene.company).contacts) == ("Renamed", OTHERWISE["contacts"])


def test_who_changes_them_at_the_same_time_loses_nothing(scene: Scene) -> None:
    """The other one's change lands between the read and the write of this one."""
    companies, is_first = scene.world.companies, [True]

    def change(company: Company) -> Company:
        if is_first:
            is_first.clear()
            chosen(scene, {"calendar": {"mode": "crm_only"}}, BEN)
        contacts = replace(company.defaults.contacts, deletes=Deletes.KEEP)
        return replace(company, defaults=replace(company.defaults, contacts=contacts))

    companies.change_defaults(scene.company, change)

    view = scene.app.defaults(scene.company)
    assert (view.contacts["deletes"], view.calendar["mode"]) == ("keep", "crm_only")


def test_a_company_from_before_there_were_defaults_has_those_that_nobody_touched(scene: Scene) -> None:
    company = scene.world.companies.get(scene.company)
    sealing = scene.world.companies.sealing
    row = next(row for row in scene.table.query(f"company/{scene.company}", prefix="company/"))
    people = sealing.open_json(row.item["sealed"], _context(scene.company))
    del people["defaults"]
    item = {**row.item, "sealed": sealing.seal_json(people, _context(scene.company))}
    scene.table.transact([Put(row.key, item)])

    assert scene.world.companies.get(scene.company) == replace(company, defaults=Defaults())


def test_an_export_tells_them_and_of_a_user_only_their_own_changes(scene: Scene) -> None:
    chosen(scene, {"contacts": {"direction": "two_way"}}, ANNA)
    chosen(scene, {"contacts": {"deletes": "keep"}}, BEN)

    of_all, of_anna = exported(scene), exported(scene, ANNA)

    assert [one["by"] for one in of_all["changes"]] == [BEN, ANNA]
    assert [one["by"] for one in of_anna["changes"]] == [ANNA]
    assert of_all["contacts"] == scene.app.defaults(scene.company).contacts


def exported(scene: Scene, user: str = "") -> Any:
    items = scene.app.export(scene.company, user).items
    return next(item["defaults"] for item in items if item["part"] == "company")


def test_who_is_erased_is_no_author_any_more_and_what_they_chose_for_all_stays(tmp_path: Path) -> None:
    scene = filled(tmp_path)
    scene.app.set_defaults(scene.company, BEN, {"contacts": {"deletes": "keep"}})
    scene.app.erase(scene.company, BEN, BEN)
    for _ in range(4):
        scene.clock.pass_by(scene.world.pace.still)
        scene.work()

    view = scene.app.defaults(scene.company)

    assert [one.by for one in view.changes] == [None]
    assert view.contacts["deletes"] == "keep"


def test_while_the_company_is_being_erased_they_stay_as_they_are(scene: Scene) -> None:
    scene.app.erase(scene.company, "", scene.company)

    with pytest.raises(Refused, match="being_erased"):
        chosen(scene)


def _context(company: CompanyId) -> SealContext:
    return SealContext(company, None, "company")
