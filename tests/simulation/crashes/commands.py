"""What a person tells Tandem: start, pause, stop, decide, take back, other rules, a new grant, a restored backup."""

from dataclasses import replace

from tandem.domain.ids import RunId
from tandem.domain.link import LinkState
from tandem.domain.why import Why
from tandem.state.pending import Kind
from tests.simulation.crashes.scenario import (
    HEARD,
    SETTLE,
    Act,
    Scenario,
    Step,
    asks,
    decides,
    in_turn,
    nothing,
)
from tests.simulation.crashes.scene import BOOK, CRM, ONE_WAY, TWO_WAY, Scene
from tests.simulation.crashes.sights import agree, links, nowhere, only_at, waits
from tests.simulation.crashes.two_way import empty, linked
from tests.simulation.town import Traits
from tests.simulation.twins.office import COMPANY

LIVE, HELD, TOMBSTONE = LinkState.LIVE, LinkState.HELD, LinkState.TOMBSTONE
OUT, UNLINKED = LinkState.OUT_OF_SCOPE, LinkState.UNLINKED


def _on_hold(scene: Scene) -> None:
    """Eva was deleted at the provider, and edited at the CRM."""
    linked(scene)
    scene.edits(CRM, "Eva", "job_title")
    scene.deletes(BOOK, "Eva")
    scene.rest()


def _in_review(scene: Scene) -> None:
    empty(scene)
    contact = scene.contact("Kim")
    scene.add(CRM, contact)
    scene.add(BOOK, replace(scene.contact("Kim"), name=contact.name))
    scene.town.ledger.excused.add("Kim")
    scene.poll()
    scene.rest()


def _with_conflict(scene: Scene) -> None:
    linked(scene)
    scene.edits(CRM, "Eva", "job_title")
    scene.edits(BOOK, "Eva", "job_title")
    scene.rest()


def _parked(scene: Scene) -> None:
    """Nobody may write Eva's card for a while."""
    linked(scene)
    book = scene.side(BOOK)
    book.refused.add(scene.item(BOOK, "Eva").remote_id)
    scene.edits(CRM, "Eva", "job_title")
    scene.rest()
    book.refused.clear()


def _of_both_kinds(scene: Scene) -> None:
    """One was made by Tandem on each side, and one was there on both."""
    scene.connect(TWO_WAY)
    scene.add(BOOK, scene.contact("Eva"))
    scene.add(CRM, scene.contact("Paul"))
    kim = scene.contact("Kim")
    scene.add(BOOK, kim)
    scene.add(CRM, kim)
    scene.start()


def _draft(scene: Scene) -> None:
    scene.connect(TWO_WAY)
    for name in ("Eva", "Ada", "Ute"):
        scene.add(BOOK, scene.contact(name))
    scene.add(CRM, scene.contact("Paul"))
    kim = scene.contact("Kim")
    scene.add(BOOK, kim)
    scene.add(CRM, replace(kim, job_title=scene.town.ledger.new_value("job_title")))


def _all_five(scene: Scene) -> None:
    for name in ("Eva", "Ada", "Ute", "Paul", "Kim"):
        agree(name)(scene)
    links(LIVE, LIVE, LIVE, LIVE, LIVE)(scene)


def _all(decision: str) -> Step:
    def work(scene: Scene) -> None:
        connection = scene.connection
        for one in scene.waiting(Kind.HELD):
            scene.days.wishes.answer_for(connection, one, decision)
        scene.wants(f"{decision} all", lambda: scene.town.app.decide_all(connection, decision))

    return Step(f"{decision} all", work)


def _swaps(scene: Scene) -> None:
    """The value that won is over."""
    if scene.waiting(Kind.CONFLICT):
        scene.town.ledger.is_over([("job_title", scene.item(CRM, "Eva").content.job_title)])
    scene.decide(Kind.CONFLICT, "swap")


def _excused(scene: Scene) -> None:
    """Whoever ends a sync may find the same people again as others later."""
    scene.days.wishes._excuse_all()


def _revoked(scene: Scene) -> None:
    """The grant died, which a poll ran into; meanwhile somebody edited."""
    linked(scene)
    scene.side(BOOK).is_revoked = True
    scene.poll()
    scene.side(BOOK).is_revoked = False


def _backed_up(*since: Act) -> Act:
    """What was stored before these things happened is put back after them."""

    def work(scene: Scene) -> None:
        backup = {partition: dict(cells) for partition, cells in scene.town.table.rows.items()}
        for act in since:
            act(scene)
            scene.poll()
            scene.rest()
        scene.town.table.rows, scene.town.was_put_back = backup, True
        scene.days.wishes._excuse_all()

    return work


def _last_run(scene: Scene) -> RunId:
    """Of the newest write that wasn't taken back."""
    entries, _ = scene.peek(lambda: scene.town.world.history.newest(scene.connection))
    return next(one.run for one in entries if one.rule != Why.UNDONE and one.run is not None)


def _takes_back(scene: Scene) -> None:
    run, oracle = _last_run(scene), scene.town.oracle
    oracle.released |= {one.id for one in scene.peek(lambda: list(scene.town.world.links.all(scene.connection)))}
    scene.wants("undo", lambda: scene.town.app.undo_run(run))


TAKEN_BACK = frozenset({"I1", "I5"})
"""What was taken back on one side differs from the other side, or is gone there: that was the point."""
UNDO = (Step("undo", _takes_back), SETTLE)


def _edited(side: str) -> Act:
    def work(scene: Scene) -> None:
        linked(scene)
        scene.edits(side, "Eva", "job_title")
        scene.poll()
        scene.rest()

    return work


def _deleted(scene: Scene) -> None:
    linked(scene)
    scene.deletes(BOOK, "Eva")
    scene.poll()
    scene.rest()


def _scenario(
    name: str, given: Act, steps: tuple[Step, ...], then: Act, when: Act = nothing, **more: object
) -> Scenario:
    return Scenario(f"told/{name}", given, when, then, steps, **more)


START = (asks("start", lambda app, connection: app.start(connection)), SETTLE)
SMALL_PAGES = Traits(page=2)
SMALL_SLICES = Traits(page=2, batch=2)


def _stop(*, remove: bool) -> tuple[Step, ...]:
    return asks("stop", lambda app, connection: app.stop(connection, remove)), SETTLE


def _rules(**rules: object) -> tuple[Step, ...]:
    return asks("rules", lambda app, connection: app.set_rules(connection, rules)), SETTLE


COMMANDS = (
    _scenario("start, listing of several pages", _draft, START, _all_five, traits=SMALL_PAGES),
    _scenario("start, several slices", _draft, START, _all_five, traits=SMALL_SLICES),
    _scenario("held, release", _on_hold, (decides(Kind.HELD, "release"), SETTLE), nowhere("Eva")),
    _scenario("held, restore", _on_hold, (decides(Kind.HELD, "restore"), SETTLE), agree("Eva")),
    _scenario("held, release all", _on_hold, (_all("release"), SETTLE), nowhere("Eva")),
    _scenario("held, restore all", _on_hold, (_all("restore"), SETTLE), agree("Eva")),
    _scenario("review, link", _in_review, (decides(Kind.REVIEW, "link"), SETTLE), links(LIVE)),
    _scenario("review, separate", _in_review, (decides(Kind.REVIEW, "separate"), SETTLE), links(LIVE, LIVE)),
    _scenario(
        "conflict, dismiss", _with_conflict, (decides(Kind.CONFLICT, "dismiss"), SETTLE), waits(Kind.CONFLICT, 0)
    ),
    _scenario("conflict, swap", _with_conflict, (Step("swap", _swaps), SETTLE), agree("Eva")),
    _scenario("parked, retry", _parked, (decides(Kind.PARKED, "retry"), SETTLE), agree("Eva")),
    _scenario("stop, keep", _of_both_kinds, (*_stop(remove=False),), links(), _excused),
    _scenario(
        "stop, remove",
        _of_both_kinds,
        _stop(remove=True),
        in_turn(only_at(BOOK, "Eva"), only_at(CRM, "Paul")),
        _excused,
    ),
    _scenario(
        "pause and resume",
        linked,
        (
            asks("pause", lambda app, connection: app.pause(connection)),
            *HEARD,
            asks("resume", lambda app, connection: app.resume(connection)),
            SETTLE,
        ),
        agree("Eva"),
        in_turn(lambda s: s.edits(CRM, "Eva", "job_title"), lambda s: s.edits(BOOK, "Eva", "phones")),
    ),
    _scenario(
        "refresh",
        linked,
        (asks("refresh", lambda app, connection: app.refresh(connection)), SETTLE),
        agree("Eva"),
        lambda s: s.edits(BOOK, "Eva", "phones"),
    ),
    _scenario(
        "reconnect",
        _revoked,
        (
            asks(
                "reconnect",
                lambda app, _: app.add_account(COMPANY, "1", "icloud", BOOK, {"password": "canary-password"}),
            ),
            SETTLE,
        ),
        agree("Eva"),
        lambda s: s.edits(BOOK, "Eva", "job_title"),
    ),
    _scenario(
        "one-way becomes two-way",
        in_turn(lambda s: s.connect(ONE_WAY), lambda s: s.add(BOOK, s.contact("Eva")), Scene.start),
        _rules(direction="two_way"),
        in_turn(agree("Eva"), agree("Paul")),
        in_turn(lambda s: s.town.oracle.two_way.add(s.connection), lambda s: s.add(CRM, s.contact("Paul"))),
    ),
    _scenario(
        "restored backup, an edit since",
        linked,
        (asks("restored", lambda app, _: app.mark_restored()), SETTLE),
        agree("Eva"),
        _backed_up(lambda s: s.edits(CRM, "Eva", "job_title")),
    ),
    _scenario(
        "restored backup, a contact since",
        linked,
        (asks("restored", lambda app, _: app.mark_restored()), SETTLE),
        in_turn(agree("Ada"), links(LIVE, LIVE)),
        _backed_up(lambda s: s.add(BOOK, s.contact("Ada"))),
    ),
    _scenario(
        "restored backup, an edit after it",
        linked,
        (asks("restored", lambda app, _: app.mark_restored()), SETTLE),
        waits(Kind.HELD),
        in_turn(_backed_up(), lambda s: s.edits(BOOK, "Eva", "job_title")),
    ),
    _scenario("undo of a create", linked, UNDO, only_at(BOOK, "Eva"), tolerates=TAKEN_BACK),
    _scenario("undo of an update at the crm", _edited(BOOK), UNDO, links(LIVE), tolerates=TAKEN_BACK),
    _scenario("undo of an update at the provider", _edited(CRM), UNDO, links(LIVE), tolerates=TAKEN_BACK),
    _scenario("undo of a deletion", _deleted, UNDO, agree("Eva")),
)
