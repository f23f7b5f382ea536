"""The table of decisions for two-way connections, cell by cell."""

from dataclasses import replace

from tandem.domain.link import LinkState
from tandem.state.pending import Kind
from tests.simulation.crashes.scenario import HEARD, HEARD_AND_POLLED, POLLED, Act, Scenario, Step, in_turn
from tests.simulation.crashes.scene import BOOK, CRM, TWO_WAY, Scene
from tests.simulation.crashes.sights import agree, links, nothing_written, nowhere, only_at, waits

LIVE, HELD, TOMBSTONE = LinkState.LIVE, LinkState.HELD, LinkState.TOMBSTONE


def linked(scene: Scene) -> None:
    """One contact, made at the CRM by the first sync."""
    scene.connect(TWO_WAY)
    scene.add(BOOK, scene.contact("Eva"))
    scene.start()


def empty(scene: Scene) -> None:
    scene.connect(TWO_WAY)
    scene.start()


def _cell(cell: str, when: Act, then: Act, steps: tuple[Step, ...] = HEARD, given: Act = linked) -> Scenario:
    return Scenario(f"two_way/{cell}", given, when, then, steps)


def _both_the_same(scene: Scene) -> None:
    value = scene.edits(CRM, "Eva", "job_title")
    scene.edits(BOOK, "Eva", "job_title", value)


def into_another(scene: Scene) -> None:
    """Eva's person is merged into one that nobody heard of yet."""
    scene.add(CRM, replace(scene.item(CRM, "Eva").content, job_title=scene.town.ledger.new_value("job_title")))
    _, survivor = scene.items(CRM, "Eva")
    scene.merges_items(scene.items(CRM, "Eva")[0], survivor)


def twins(scene: Scene) -> None:
    contact = scene.contact("Kim")
    scene.add(CRM, contact)
    scene.add(BOOK, replace(contact, notes=scene.town.ledger.new_value("notes")))


def _strangers(scene: Scene) -> None:
    scene.add(CRM, scene.contact("Kim"))
    scene.add(BOOK, scene.contact("Ada"))


def ambiguous(scene: Scene) -> None:
    scene.town.ledger.excused.add("Kim")
    contact = scene.contact("Kim")
    scene.add(CRM, contact)
    scene.add(CRM, replace(contact, job_title=scene.town.ledger.new_value("job_title")))
    scene.add(BOOK, contact)


def _anew(side: str) -> Act:
    """Deleted, and typed in again as somebody new."""

    def work(scene: Scene) -> None:
        scene.town.ledger.excused.add("Eva")
        contact = scene.item(side, "Eva").content
        scene.deletes(side, "Eva")
        scene.add(side, contact)

    return work


CELLS = (
    _cell(
        "crm unchanged, provider unchanged",
        in_turn(lambda s: s.touches(CRM, "Eva"), lambda s: s.touches(BOOK, "Eva")),
        in_turn(agree("Eva"), nothing_written),
        HEARD_AND_POLLED,
    ),
    _cell("crm unchanged, provider changed", lambda s: s.edits(BOOK, "Eva", "job_title"), agree("Eva"), POLLED),
    _cell("crm unchanged, provider moved", lambda s: s.moves("Eva"), in_turn(agree("Eva"), nothing_written), POLLED),
    _cell(
        "crm unchanged, provider deleted",
        lambda s: s.deletes(BOOK, "Eva"),
        in_turn(nowhere("Eva"), links(TOMBSTONE)),
        POLLED,
    ),
    _cell("crm changed, provider unchanged", lambda s: s.edits(CRM, "Eva", "job_title"), agree("Eva")),
    _cell(
        "crm changed, provider changed elsewhere",
        in_turn(lambda s: s.edits(CRM, "Eva", "job_title"), lambda s: s.edits(BOOK, "Eva", "phones")),
        in_turn(agree("Eva"), waits(Kind.CONFLICT, 0)),
    ),
    _cell("crm changed, provider changed to the same", _both_the_same, in_turn(agree("Eva"), nothing_written)),
    _cell(
        "crm changed, provider changed otherwise",
        in_turn(lambda s: s.edits(CRM, "Eva", "job_title"), lambda s: s.edits(BOOK, "Eva", "job_title")),
        in_turn(agree("Eva"), waits(Kind.CONFLICT)),
    ),
    _cell(
        "crm changed, provider moved",
        in_turn(lambda s: s.edits(CRM, "Eva", "job_title"), lambda s: s.moves("Eva")),
        in_turn(agree("Eva"), links(LIVE)),
        POLLED,
    ),
    _cell(
        "crm changed, provider deleted",
        in_turn(lambda s: s.edits(CRM, "Eva", "job_title"), lambda s: s.deletes(BOOK, "Eva")),
        in_turn(only_at(CRM, "Eva"), waits(Kind.HELD)),
    ),
    _cell("crm merged, provider unchanged", into_another, in_turn(agree("Eva"), links(LIVE))),
    _cell(
        "crm merged, provider changed",
        in_turn(into_another, lambda s: s.edits(BOOK, "Eva", "phones")),
        in_turn(agree("Eva"), links(LIVE)),
    ),
    _cell("crm new, provider new, twins", twins, in_turn(agree("Kim"), links(LIVE)), POLLED, empty),
    _cell(
        "crm new, provider new, strangers",
        _strangers,
        in_turn(agree("Kim"), agree("Ada"), links(LIVE, LIVE)),
        HEARD_AND_POLLED,
        empty,
    ),
    _cell("crm new, provider new, ambiguous", ambiguous, waits(Kind.REVIEW, 3), POLLED, empty),
    _cell(
        "crm new, provider deleted",
        in_turn(_anew(CRM), lambda s: s.deletes(BOOK, "Eva")),
        in_turn(agree("Eva"), links(LIVE, TOMBSTONE)),
    ),
    _cell("crm new, provider without", lambda s: s.add(CRM, s.contact("Kim")), agree("Kim"), HEARD, empty),
    _cell("crm without, provider new", lambda s: s.add(BOOK, s.contact("Kim")), agree("Kim"), POLLED, empty),
    _cell(
        "crm deleted, provider unchanged", lambda s: s.deletes(CRM, "Eva"), in_turn(nowhere("Eva"), links(TOMBSTONE))
    ),
    _cell(
        "crm deleted, provider changed",
        in_turn(lambda s: s.deletes(CRM, "Eva"), lambda s: s.edits(BOOK, "Eva", "job_title")),
        in_turn(agree("Eva"), links(LIVE)),
    ),
    _cell(
        "crm deleted, provider moved",
        in_turn(lambda s: s.deletes(CRM, "Eva"), lambda s: s.moves("Eva")),
        in_turn(nowhere("Eva"), links(TOMBSTONE)),
        (*POLLED, *HEARD),
    ),
    _cell(
        "crm deleted, provider new",
        in_turn(lambda s: s.deletes(CRM, "Eva"), _anew(BOOK)),
        in_turn(agree("Eva"), links(LIVE, TOMBSTONE)),
        HEARD_AND_POLLED,
    ),
    _cell(
        "crm deleted, provider deleted",
        in_turn(lambda s: s.deletes(CRM, "Eva"), lambda s: s.deletes(BOOK, "Eva")),
        in_turn(nowhere("Eva"), links(TOMBSTONE)),
    ),
)
