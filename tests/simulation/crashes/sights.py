"""What a scenario expects at its end."""

from tandem.domain.link import LinkState
from tandem.state.pending import Kind
from tests.simulation.crashes.scenario import Act
from tests.simulation.crashes.scene import BOOK, CRM, Scene


def agree(name: str, **fields: str) -> Act:
    """Once on each side, with the same content."""

    def look(scene: Scene) -> None:
        person, card = scene.item(CRM, name), scene.item(BOOK, name)
        assert person.content == card.content, (person, card)
        for field_name, value in fields.items():
            assert getattr(person.content, field_name) == value, person

    return look


def only_at(side: str, name: str) -> Act:
    def look(scene: Scene) -> None:
        assert len(scene.items(side, name)) == 1
        assert scene.items(CRM if side == BOOK else BOOK, name) == []

    return look


def nowhere(name: str) -> Act:
    def look(scene: Scene) -> None:
        assert scene.items(CRM, name) == scene.items(BOOK, name) == []

    return look


def waits(kind: Kind, count: int = 1) -> Act:
    def look(scene: Scene) -> None:
        assert len(scene.waiting(kind)) == count, scene.waiting(kind)

    return look


def links(*states: LinkState) -> Act:
    def look(scene: Scene) -> None:
        world = scene.town.world
        found = [one.state for connection in scene.town.connections() for one in world.links.all(connection.id)]
        assert sorted(found) == sorted(states), found

    return look


def nothing_written(scene: Scene) -> None:
    """Beyond the first sync's one create."""
    assert scene.town.oracle.writes == 1


def shows(side: str, name: str, field_name: str, size: int) -> Act:
    """So much is in that field: elements of a set, or more characters of a text than this."""

    def look(scene: Scene) -> None:
        value = getattr(scene.item(side, name).content, field_name)
        assert len(value) >= size if isinstance(value, str) else len(value) == size, value

    return look
