"""A preview is looked at once: pages, kinds and searches are of what was found then, for half an hour."""

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.domain.errors import Refused
from tandem.state.connections import Connection
from tandem.state.previews import KEPT
from tandem.usecases.previewing.preview_view import PreviewView
from tandem.usecases.previewing.wish import Sought, Wish
from tests.usecases.calendar_scene import CalendarScene
from tests.usecases.previewing.appointments import filled as filled_calendar
from tests.usecases.scene import Scene, someone

MANY = 230


class Looked(Scene):
    """Counts how often both sides are opened: each preview that looks anew does it once."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.opened: list[Connection] = []
        self.replicas.on_open = self.opened.append

    def preview(self, after: str = "", wish: Wish | None = None, **sought: str) -> PreviewView:
        return self.app.preview(self.connection, after, wish or Wish(), Sought(**sought))


@pytest.fixture
def scene(tmp_path: Path) -> Looked:
    scene = Looked(tmp_path)
    for number in range(MANY):
        scene.provider.add(someone(f"Eva{number}"))
    scene.crm.add(someone("Paul"))
    scene.connect()
    return scene


def names(view: PreviewView) -> set[str]:
    return {one.name for one in view.items}


def test_pages_are_of_one_look_and_add_up(scene: Looked) -> None:
    found, page = set[str](), scene.preview()
    found |= names(page)

    while page.next:
        scene.provider.add(someone(f"Later{len(found)}"))
        page = scene.preview(page.next)
        found |= names(page)

    assert len(found) == MANY + 1
    assert len(scene.opened) == 1


def test_kinds_and_names_are_sought_in_what_was_found(scene: Looked) -> None:
    whole = scene.preview()
    scene.provider.add(someone("Eva1000"))

    by_name = scene.preview(whole.first, query="eva1")
    of_kind = scene.preview(whole.first, action="create", side="provider")

    assert (len(by_name.items), len(of_kind.items)) == (100, 1)
    assert len(scene.preview(by_name.next, query="eva1").items) == 11
    assert len(scene.opened) == 1
    for view in (by_name, of_kind):
        assert (view.create, view.tokens, view.days, view.looked) == (
            whole.create,
            whole.tokens,
            whole.days,
            whole.looked,
        )


def test_whoever_asks_without_a_place_has_both_sides_looked_at_anew(scene: Looked) -> None:
    first = scene.preview()
    scene.provider.add(someone("Later"))

    assert scene.preview().create["crm"] == first.create["crm"] + 1
    assert len(scene.opened) == 2


def test_what_was_found_says_when(scene: Looked) -> None:
    looked = scene.preview()
    scene.clock.pass_by(timedelta(minutes=5))

    assert scene.preview(looked.next).looked == scene.clock.now() - timedelta(minutes=5)


def test_after_half_an_hour_it_is_looked_at_anew_and_paged_on(scene: Looked) -> None:
    page = scene.preview()
    scene.clock.pass_by(KEPT + timedelta(seconds=1))

    later = scene.preview(page.next)

    assert len(later.items) == 100
    assert names(later).isdisjoint(names(page))
    assert len(scene.opened) == 2


def test_a_place_found_under_other_rules_is_none(scene: Looked) -> None:
    page = scene.preview()

    other = scene.preview(page.first, Wish({"direction": "one_way"}))

    assert (page.create["provider"], other.create["provider"]) == (1, 0)
    assert len(scene.opened) == 2


@pytest.mark.parametrize("made_up", ["0123456789abcdef.0", "100"])
def test_a_place_that_nobody_gave_out_is_looked_up_anew(scene: Looked, made_up: str) -> None:
    assert scene.preview(made_up).create["crm"] == MANY
    assert len(scene.opened) == 1


@pytest.mark.parametrize(
    "made_up", ["0123456789abcdef", "0123456789abcdef.", "../links/.0", "0123456789ABCDEF.0", "%.1"]
)
def test_what_is_no_place_is_refused(scene: Looked, made_up: str) -> None:
    with pytest.raises(Refused, match="bad_cursor"):
        scene.preview(made_up)


def test_another_connection_does_not_know_the_place(scene: Looked) -> None:
    page = scene.preview()
    scene.crm.add(someone("Ida"))
    other = scene.connect_another(type(scene.provider)(is_crm=False))

    assert scene.app.preview(other, page.first).create == {"crm": 0, "provider": 2}


def test_a_calendar_is_looked_at_once_too(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    opened: list[Connection] = []
    filled_calendar(scene)
    scene.replicas.on_open = opened.append

    said = scene.app.preview(scene.connection, wish=Wish(upload=True))
    again = scene.app.preview(scene.connection, said.first, Wish(upload=True))

    assert again == said
    assert scene.app.preview(scene.connection, said.first) != said
    assert len(opened) == 2
