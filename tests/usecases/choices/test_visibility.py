"""Who sees what is brought into Pipedrive, by the company's plan; and when Pipedrive gets the fields that it lacks."""

from itertools import product
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.domain.rules import CrmScope, Plan, Visibility
from tandem.providers.pipedrive.operations import LIST_PERSON_FIELDS
from tests.providers.pipedrive.office import Office
from tests.usecases.choices.memory import MarkedBook, MemoryBook
from tests.usecases.choices.people import somebody
from tests.usecases.choices.stored_persons import StoredPersons
from tests.usecases.choices.table import DIRECTIONS
from tests.usecases.choices.visibility import rows
from tests.usecases.scene import Scene

OURS = ("Instant messenger", "Postal address", "Notes", "Birthday", "Job title", "Tandem link")


CELLS = [(*case, direction, number) for (case, number), direction in product(rows().items(), DIRECTIONS)]


def scene_with(tmp_path: Path, office: Office, plan: Plan | None, visibility: Visibility | None) -> Scene:
    book = MemoryBook(MarkedBook())
    book.add(somebody("Eva"))
    scene = Scene(tmp_path, provider=book.side, public_url=None)
    scene.replicas.crm = office.contacts(CrmScope("own"), visibility=visibility, plan=plan)
    scene.replicas.desk_of_all = office.crm()
    return scene


@pytest.mark.parametrize(("plan", "chosen", "direction", "number"), CELLS)
def test_who_sees_a_person_is_what_was_chosen_of_what_the_plan_offers(
    tmp_path: Path, office: Office, plan: str, chosen: str, direction: str, number: str
) -> None:
    """A later edit, from either side, resets nothing."""
    StoredPersons(office)
    office.switch(plan=plan, limits=True)  # by its limits a plan is known
    visibility = None if chosen == "nothing" else Visibility(chosen)
    scene = scene_with(tmp_path, office, Plan(plan), visibility)
    if number == "refused":
        with pytest.raises(Refused, match="visibility_not_offered"):
            scene.connect(direction=direction, visibility=chosen)
        return

    scene.connect(direction=direction, visibility=str(visibility or ""))
    office.switch(limits=False)
    scene.app.start(scene.connection)
    scene.work()
    first = [row["visible_to"] for row in office.stored()]
    scene.provider.edit(scene.contact(), job_title="Leitung")
    scene.refresh()

    assert first == [int(number)]
    assert [row["visible_to"] for row in office.stored()] == [int(number)]


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_fields_are_made_at_the_start_and_never_before(tmp_path: Path, bare_office: Office, direction: str) -> None:
    scene = scene_with(tmp_path, bare_office, None, None)
    scene.connect(direction=direction)
    scene.app.preview(scene.connection)
    before = names_of_fields(bare_office)

    scene.app.start(scene.connection)
    scene.work()

    assert before & set(OURS) == set()
    assert set(OURS) <= names_of_fields(bare_office)


def names_of_fields(office: Office) -> set[str]:
    return {str(one["field_name"]) for page, _ in office.client.pages(LIST_PERSON_FIELDS, {}) for one in page}
