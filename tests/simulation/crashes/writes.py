"""Each other kind of write and of what leads to one: merges, moves, groups, scopes, brakes, photos, gaps, sweeps."""

from dataclasses import replace

from tandem.domain.link import LinkState
from tandem.state.pending import Kind
from tests.simulation.crashes.scenario import (
    HEARD,
    HEARD_AND_POLLED,
    POLLED,
    SETTLE,
    SWEPT,
    Act,
    Scenario,
    Step,
    asks,
    in_turn,
)
from tests.simulation.crashes.scene import BOOK, CRM, ONE_WAY, TWO_WAY, Scene
from tests.simulation.crashes.sights import agree, links, nowhere, only_at, waits
from tests.simulation.crashes.two_way import empty, linked
from tests.simulation.town import Traits
from tests.simulation.twins.office import ANNA, BEN

LIVE, HELD, TOMBSTONE = LinkState.LIVE, LinkState.HELD, LinkState.TOMBSTONE
OUT, UNLINKED = LinkState.OUT_OF_SCOPE, LinkState.UNLINKED
SIX = ("Eva", "Ada", "Ute", "Pia", "Ina", "Kim")


def _with(**rules: object) -> Act:
    """One contact, made at the CRM by the first sync, under these rules."""

    def work(scene: Scene) -> None:
        scene.connect({**TWO_WAY, **rules})
        scene.add(BOOK, scene.contact("Eva"))
        scene.start()

    return work


def _adopted(scene: Scene) -> None:
    """Twins from before, linked by the first sync."""
    scene.connect(TWO_WAY)
    contact = scene.contact("Eva")
    scene.add(BOOK, contact)
    scene.add(CRM, contact)
    scene.start()


def _six(scene: Scene) -> None:
    scene.connect(TWO_WAY)
    for name in SIX:
        scene.add(BOOK, scene.contact(name))
    scene.start()


def _both_gone(scene: Scene) -> None:
    linked(scene)
    scene.deletes(BOOK, "Eva")
    scene.poll()
    scene.rest()


def _left_the_group(scene: Scene) -> None:
    _with(group="G")(scene)
    scene.changes_item(BOOK, "Eva", in_group=False)
    scene.poll()
    scene.rest()


def _two_linked(scene: Scene) -> None:
    scene.connect(TWO_WAY)
    scene.add(BOOK, scene.contact("Eva"))
    scene.add(BOOK, scene.contact("Ada"))
    scene.start()


def _two_users(scene: Scene) -> None:
    """Anna and Ben, each with a book; the syncs are at rest."""
    scene.connect({**TWO_WAY, "crm_scope": "visible"})
    scene.connect({**TWO_WAY, "crm_scope": "visible"}, BEN, "other")
    scene.start()


def _in_both_books(scene: Scene) -> None:
    contact = scene.contact("Kim")
    scene.add(BOOK, contact)
    scene.add("other", contact)


def _twins_apart(scene: Scene) -> None:
    kim = scene.contact("Kim")
    scene.add(CRM, kim)
    scene.add(BOOK, replace(kim, job_title=scene.town.ledger.new_value("job_title")))


def _once_everywhere(scene: Scene) -> None:
    agree("Kim")(scene)
    assert len(scene.items("other", "Kim")) == 1
    links(LIVE, LIVE)(scene)


def _unheard(act: Act) -> Act:
    """The CRM's webhooks get lost."""

    def work(scene: Scene) -> None:
        act(scene)
        scene.town.hooks.clear()

    return work


def _forgotten(act: Act) -> Act:
    """And the cursors of both feeds are too old."""

    def work(scene: Scene) -> None:
        act(scene)
        for truth in (scene.town.persons, scene.side(BOOK)):
            truth.forgotten = len(truth.log)

    return work


def _scenario(name: str, given: Act, when: Act, steps: tuple[Step, ...], then: Act, **more: object) -> Scenario:
    return Scenario(f"writes/{name}", given, when, then, steps, **more)


def _deletes(side: str, *names: str) -> Act:
    return in_turn(*(lambda scene, name=name: scene.deletes(side, name) for name in names or ("Eva",)))


def _long_notes(scene: Scene) -> None:
    """Too long for a row: they are kept beside it."""
    scene.edits(CRM, "Eva", "notes", scene.town.ledger.new_value("notes") + " " + "x" * 20_000)


def _types_in_gap(field: str) -> Act:
    return lambda scene: scene.edits_in_gap("Eva", field, IN_GAP)


def _is_told(scene: Scene) -> None:
    """Once; or twice, where a try that wrote nothing had read the same before."""
    lost = {str(one.content["lost"]) for one in scene.waiting(Kind.CONFLICT)}
    assert lost == {IN_GAP}, lost


IN_GAP = "typed in the gap, canary"


def _one_way(scene: Scene) -> None:
    scene.connect(ONE_WAY)
    scene.add(BOOK, scene.contact("Eva"))
    scene.start()


def _pictured(scene: Scene) -> None:
    scene.add(BOOK, scene.contact("Kim"))
    scene.changes_item(BOOK, "Kim", photo=PICTURE)


def _has_picture(name: str) -> Act:
    def look(scene: Scene) -> None:
        assert scene.item(CRM, name).photo == PICTURE

    return look


PICTURE = b"a picture"

WRITES = (
    _scenario(
        "update, several fields at both sides",
        linked,
        in_turn(
            lambda s: s.edits(CRM, "Eva", "job_title"),
            lambda s: s.edits(CRM, "Eva", "emails"),
            lambda s: s.edits(BOOK, "Eva", "phones"),
            lambda s: s.edits(BOOK, "Eva", "organization"),
        ),
        HEARD,
        agree("Eva"),
    ),
    _scenario(
        "update, a value is cleared",
        linked,
        lambda s: s.clears(CRM, "Eva", "job_title"),
        HEARD,
        agree("Eva", job_title=""),
    ),
    _scenario("update, too long for a row", linked, _long_notes, HEARD, agree("Eva")),
    _scenario(
        "update, notes at both sides",
        _adopted,
        in_turn(lambda s: s.edits(CRM, "Eva", "notes"), lambda s: s.edits(BOOK, "Eva", "notes")),
        HEARD,
        agree("Eva"),
    ),
    _scenario(
        "create, several at once",
        empty,
        in_turn(*(lambda s, name=name: s.add(BOOK, s.contact(name)) for name in SIX[:3])),
        POLLED,
        links(LIVE, LIVE, LIVE),
    ),
    _scenario(
        "create, in slices and small transactions",
        empty,
        in_turn(*(lambda s, name=name: s.add(CRM, s.contact(name)) for name in SIX[:3])),
        HEARD,
        links(LIVE, LIVE, LIVE),
        traits=Traits(batch=2, transaction_limit=24),
    ),
    _scenario(
        "create, in two books at once",
        _two_users,
        _in_both_books,
        POLLED,
        _once_everywhere,
        varies=frozenset({"history", "links", "there at crm"}),
    ),
    _scenario(
        "create, from a person for two books",
        _two_users,
        lambda s: s.add(CRM, s.contact("Kim")),
        HEARD,
        _once_everywhere,
    ),
    _scenario(
        "first merge of twins",
        empty,
        _twins_apart,
        POLLED,
        in_turn(agree("Kim"), waits(Kind.CONFLICT)),
    ),
    _scenario(
        "gap, the same field",
        linked,
        lambda s: s.edits(BOOK, "Eva", "job_title"),
        (*POLLED, *HEARD),
        in_turn(agree("Eva"), _is_told),
        meanwhile=_types_in_gap("job_title"),
        varies=frozenset({"waiting", "rows"}),
    ),
    _scenario(
        "gap, another field",
        linked,
        lambda s: s.edits(BOOK, "Eva", "job_title"),
        (*POLLED, *HEARD),
        in_turn(agree("Eva", organization=IN_GAP), waits(Kind.CONFLICT, 0)),
        meanwhile=_types_in_gap("organization"),
    ),
    _scenario("photo, of a new contact", _one_way, _pictured, POLLED, _has_picture("Kim")),
    _scenario(
        "photo, that comes later",
        _one_way,
        lambda s: s.changes_item(BOOK, "Eva", photo=PICTURE),
        POLLED,
        _has_picture("Eva"),
    ),
    _scenario(
        "photo, at the first sync",
        lambda s: s.connect(ONE_WAY),
        _pictured,
        (asks("start", lambda app, connection: app.start(connection)), SETTLE),
        _has_picture("Kim"),
    ),
    _scenario(
        "deletion, of an adopted person",
        _adopted,
        _deletes(BOOK),
        POLLED,
        in_turn(only_at(CRM, "Eva"), waits(Kind.HELD)),
    ),
    _scenario(
        "deletion, with open deals",
        linked,
        in_turn(_deletes(BOOK), lambda s: s.town.office.open_deals.add(s.item(CRM, "Eva").remote_id)),
        POLLED,
        in_turn(only_at(CRM, "Eva"), waits(Kind.HELD)),
    ),
    _scenario(
        "deletion, of another one's person",
        linked,
        in_turn(_deletes(BOOK), lambda s: s.changes_item(CRM, "Eva", owner=BEN)),
        POLLED,
        only_at(CRM, "Eva"),
    ),
    _scenario("deletion, of all, under the brake", _six, _deletes(BOOK, *SIX), POLLED, waits(Kind.HELD, 2)),
    _scenario("deletion, of all persons, under the brake", _six, _deletes(CRM, *SIX), HEARD, waits(Kind.HELD, 2)),
    _scenario(
        "deletion at the provider, kept",
        _with(deletes="keep"),
        _deletes(BOOK),
        POLLED,
        in_turn(only_at(CRM, "Eva"), links(UNLINKED)),
    ),
    _scenario(
        "deletion at the crm, kept",
        _with(deletes="keep"),
        _deletes(CRM),
        HEARD,
        in_turn(only_at(BOOK, "Eva"), links(UNLINKED)),
    ),
    _scenario("out of the trash at the crm", _both_gone, lambda s: s.restores(CRM, "Eva"), HEARD, agree("Eva")),
    _scenario("out of the trash at the provider", _both_gone, lambda s: s.restores(BOOK, "Eva"), POLLED, agree("Eva")),
    _scenario(
        "merge of two linked persons",
        _two_linked,
        lambda s: s.merges("Ada", "Eva"),
        HEARD,
        in_turn(agree("Eva"), nowhere("Ada")),
    ),
    _scenario(
        "move and edit of a card",
        linked,
        in_turn(lambda s: s.moves("Eva"), lambda s: s.edits(BOOK, "Eva", "phones")),
        POLLED,
        in_turn(agree("Eva"), links(LIVE)),
    ),
    _scenario(
        "out of the group",
        _with(group="G"),
        in_turn(lambda s: s.changes_item(BOOK, "Eva", in_group=False), lambda s: s.edits(CRM, "Eva", "job_title")),
        HEARD_AND_POLLED,
        links(OUT),
    ),
    _scenario(
        "back into the group",
        _left_the_group,
        in_turn(lambda s: s.changes_item(BOOK, "Eva", in_group=True), lambda s: s.edits(CRM, "Eva", "job_title")),
        HEARD_AND_POLLED,
        in_turn(agree("Eva"), links(LIVE)),
    ),
    _scenario("out of the crm's scope", linked, lambda s: s.changes_item(CRM, "Eva", owner=BEN), HEARD, links(OUT)),
    _scenario(
        "hidden from the user",
        linked,
        lambda s: s.changes_item(CRM, "Eva", hidden_from=frozenset({ANNA})),
        HEARD,
        links(LIVE),
    ),
    _scenario("cursors expired", linked, _forgotten(lambda s: s.edits(BOOK, "Eva", "job_title")), POLLED, agree("Eva")),
    _scenario("cursors expired, one deleted", _two_linked, _forgotten(_deletes(BOOK, "Eva")), POLLED, agree("Ada")),
    _scenario(
        "sweep, an edit that nobody heard of",
        linked,
        _unheard(lambda s: s.edits(CRM, "Eva", "job_title")),
        SWEPT,
        agree("Eva"),
    ),
    _scenario("sweep, a deletion that nobody heard of", _two_linked, _unheard(_deletes(CRM)), SWEPT, nowhere("Eva")),
    _scenario(
        "sweep, a person that nobody heard of",
        linked,
        _unheard(lambda s: s.add(CRM, s.contact("Kim"))),
        SWEPT,
        agree("Kim"),
    ),
    _scenario("sweep, webhooks are gone", linked, lambda s: s.town.office.hooks.clear(), SWEPT, agree("Eva")),
)
