"""The table of decisions for one-way connections, cell by cell: nothing is ever written to the provider."""

from dataclasses import replace

from tandem.domain.link import LinkState
from tandem.state.pending import Kind
from tests.simulation.crashes.scenario import HEARD, HEARD_AND_POLLED, POLLED, Act, Scenario, Step, in_turn
from tests.simulation.crashes.scene import BOOK, CRM, ONE_WAY, Scene
from tests.simulation.crashes.sights import agree, links, nothing_written, nowhere, only_at, shows, waits
from tests.simulation.crashes.two_way import into_another, twins

LIVE, HELD, NOT_WANTED, TOMBSTONE = LinkState.LIVE, LinkState.HELD, LinkState.NOT_WANTED, LinkState.TOMBSTONE


def linked(scene: Scene) -> None:
    """One contact, made at the CRM by the first sync."""
    scene.connect(ONE_WAY)
    scene.add(BOOK, scene.contact("Eva"))
    scene.start()


def empty(scene: Scene) -> None:
    scene.connect(ONE_WAY)
    scene.start()


def not_wanted(scene: Scene) -> None:
    """Eva's person was deleted some time ago."""
    linked(scene)
    scene.deletes(CRM, "Eva")
    scene.rest()


def _cell(cell: str, when: Act, then: Act, steps: tuple[Step, ...] = POLLED, given: Act = linked) -> Scenario:
    return Scenario(f"one_way/{cell}", given, when, then, steps)


def _edits(side: str, field: str) -> Act:
    return lambda scene: scene.edits(side, "Eva", field)


def _deletes(side: str) -> Act:
    return lambda scene: scene.deletes(side, "Eva")


def _kept_apart(scene: Scene) -> None:
    """The person's own edit stays at the CRM, and doesn't go out."""
    person, card = scene.item(CRM, "Eva").content, scene.item(BOOK, "Eva").content
    assert person.job_title != card.job_title
    assert replace(person, job_title=card.job_title) == card


CELLS = (
    _cell(
        "provider unchanged, crm unchanged",
        in_turn(lambda s: s.touches(CRM, "Eva"), lambda s: s.touches(BOOK, "Eva")),
        in_turn(agree("Eva"), nothing_written),
        HEARD_AND_POLLED,
    ),
    _cell("provider unchanged, crm changed", _edits(CRM, "job_title"), in_turn(_kept_apart, nothing_written), HEARD),
    _cell("provider unchanged, crm merged", into_another, in_turn(links(LIVE), nothing_written), HEARD),
    _cell("provider unchanged, crm deleted", _deletes(CRM), in_turn(only_at(BOOK, "Eva"), links(NOT_WANTED)), HEARD),
    _cell("provider changed, crm unchanged", _edits(BOOK, "job_title"), agree("Eva")),
    _cell(
        "provider changed, crm changed elsewhere",
        in_turn(_edits(BOOK, "phones"), _edits(CRM, "job_title")),
        in_turn(_kept_apart, waits(Kind.CONFLICT, 0)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider changed, crm changed otherwise",
        in_turn(_edits(BOOK, "job_title"), _edits(CRM, "job_title")),
        in_turn(agree("Eva"), waits(Kind.CONFLICT)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider changed, crm merged",
        in_turn(_edits(BOOK, "phones"), into_another),
        in_turn(links(LIVE), shows(CRM, "Eva", "phones", 1)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider changed, crm deleted",
        in_turn(_edits(BOOK, "job_title"), _deletes(CRM)),
        in_turn(only_at(BOOK, "Eva"), links(NOT_WANTED)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider changed, crm deleted before",
        _edits(BOOK, "job_title"),
        in_turn(only_at(BOOK, "Eva"), links(NOT_WANTED)),
        POLLED,
        not_wanted,
    ),
    _cell("provider new, crm new, twins", twins, in_turn(shows(CRM, "Kim", "notes", 8), links(LIVE)), POLLED, empty),
    _cell("provider new, crm without", lambda s: s.add(BOOK, s.contact("Kim")), agree("Kim"), POLLED, empty),
    _cell("provider without, crm new", lambda s: s.add(CRM, s.contact("Kim")), only_at(CRM, "Kim"), HEARD, empty),
    _cell("provider moved, crm unchanged", lambda s: s.moves("Eva"), in_turn(agree("Eva"), nothing_written)),
    _cell("provider deleted, crm unchanged", _deletes(BOOK), in_turn(nowhere("Eva"), links(TOMBSTONE))),
    _cell(
        "provider deleted, crm changed",
        in_turn(_deletes(BOOK), _edits(CRM, "job_title")),
        in_turn(only_at(CRM, "Eva"), waits(Kind.HELD)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider deleted, crm merged",
        in_turn(_deletes(BOOK), into_another),
        in_turn(only_at(CRM, "Eva"), waits(Kind.HELD)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "provider deleted, crm deleted",
        in_turn(_deletes(BOOK), _deletes(CRM)),
        in_turn(nowhere("Eva"), links(TOMBSTONE)),
        HEARD_AND_POLLED,
    ),
    _cell("provider deleted, crm deleted before", _deletes(BOOK), links(NOT_WANTED), POLLED, not_wanted),
)
