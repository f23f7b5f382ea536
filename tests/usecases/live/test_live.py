"""A live check over the real state, at sides in memory: what it tells, and that nothing is left or touched by it."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tandem.domain.checkup import STEPS
from tandem.domain.content import Content, as_contact
from tandem.domain.errors import AccessRevoked, Refused, Rejected, StaleVersion, Trouble, Unavailable
from tandem.domain.ids import ConnectionId, Cursor
from tandem.domain.made_up import MARK, is_made_up, made_up_contact, made_up_event
from tandem.home import Item, SealContext
from tandem.ports import Change, Failed, Page, Removal, Watch, Write, Written
from tandem.state import keys
from tandem.state.channels import PushChannels
from tandem.state.rows import stamp
from tandem.usecases.listening.record_push import PushEars
from tandem.usecases.live.views import CheckupView
from tests.memory import CountedIds, MemoryContacts, MemoryPlaces, ToldClock
from tests.usecases.calendar_scene import CalendarScene, an_event
from tests.usecases.cutting import Cut, everything
from tests.usecases.scene import Scene, someone

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOKEN = "00112233445566aa"


def examined(scene: Scene, side: str = "provider", connection: ConnectionId | None = None) -> CheckupView:
    """From the asking to the end."""
    connection = connection or scene.connect()
    scene.app.begin_checkup(connection, side)
    scene.work()
    return scene.app.checkup(connection)


def verdicts(view: CheckupView) -> dict[str, str]:
    return {one.step: one.verdict for one in view.steps}


def facts(view: CheckupView) -> dict[str, str]:
    return {one.question: one.answer for step in view.steps for one in step.facts}


def reasons(view: CheckupView) -> dict[str, str]:
    return {one.step: one.reason for one in view.steps if one.reason}


def with_group(folder: Path) -> Scene:
    scene = Scene(folder)
    scene.replicas.own_places = MemoryPlaces()
    return scene


# --- what it tells ---------------------------------------------------------------------------------------------------


def test_where_all_is_as_assumed_each_step_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    friend = scene.provider.add(someone("Eva"))
    before = dict(scene.provider.live())

    view = examined(scene)

    assert (view.state, view.good, view.step) == ("done", True, "")
    assert [one.step for one in view.steps] == list(STEPS)
    assert reasons(view) == {"listen": "no_pushes", "pushed": "no_channel"}
    assert set(verdicts(view).values()) == {"ok", "not_tried"}
    assert scene.provider.live() == before
    assert scene.replicas.own_places.held == {}
    assert not any(isinstance(one, Change | Removal) and one.seen.remote_id == friend for one in scene.provider.writes)
    assert [one.question for one in view.unasked] == ["moved_item"]


def test_its_facts_are_those_of_the_side(tmp_path: Path) -> None:
    told = facts(examined(with_group(tmp_path)))

    assert told["changed_on_the_way"] == told["left"] == "nothing"
    assert told["travelled"] == "name,emails,phones,addresses,job_title,notes,birthday"
    assert (told["stale_change"], told["stale_removal"], told["culprit_named"]) == ("refused", "refused", "yes")
    assert (told["read_after_delete"], told["found_after_delete"]) == ("gone", "no")
    assert (told["how_many"], told["leftovers"], told["seconds_to_feed"]) == ("0", "0", "0.0")


def test_pipedrive_is_checked_for_what_it_can_and_told_of_what_it_cannot(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crm.add(someone("Eva"))

    view = examined(scene, "crm")

    assert view.good
    assert (facts(view)["stale_change"], facts(view)["deletion_listed"]) == ("written", "no")
    assert reasons(view) == {
        "place": "no_places",
        "listen": "webhooks_are_shared",
        "member": "no_place",
        "pushed": "no_channel",
        "batch": "never_refused",
    }
    assert [as_contact(one).name.given for one in scene.crm.live().values()] == ["Eva"]
    assert scene.provider.calls == []


def test_a_calendar_is_checked_in_one_of_its_own(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.replicas.own_places = MemoryPlaces()
    scene.provider.add(an_event("Messe"))
    connection = scene.connect(calendar="theirs")
    opened = []
    scene.replicas.on_open = opened.append

    view = examined(scene, connection=connection)

    assert (view.good, view.kind) == (True, "calendar")
    assert "travelled" in facts(view)
    assert [one.title for one in scene.provider.live().values()] == ["Messe"]
    assert {one.rules.calendar for one in opened} == {"g2"}, "only its own calendar is ever opened"


def test_a_calendar_that_cannot_be_made_is_no_reason_to_use_the_persons_own(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.replicas.own_places = MemoryPlaces(trouble=Rejected("forbidden"))

    view = examined(scene, connection=scene.connect(calendar="theirs"))

    assert not view.good
    assert reasons(view)["place"] == "forbidden"
    assert (verdicts(view)["create"], scene.provider.calls) == ("not_tried", [])


def test_a_calendars_activities_are_checked_at_pipedrive(tmp_path: Path) -> None:
    scene = CalendarScene(tmp_path)
    scene.crm.add(an_event("Anruf"))

    view = examined(scene, "crm")

    assert view.good
    assert [one.title for one in scene.crm.live().values()] == ["Anruf"]


# --- sides that do otherwise -----------------------------------------------------------------------------------------


@dataclass
class Careless(MemoryContacts):
    """Never refuses a write for its version."""

    is_crm: bool = field(default=False)

    def _is_stale(self, seen: Any) -> bool:
        return False


@dataclass
class Forgetful(MemoryContacts):
    """Keeps no birthday, and doesn't say so."""

    is_crm: bool = field(default=False)

    def add(self, contact: Content, **stored: object) -> Any:
        return super().add(replace(as_contact(contact), birthday=None), **stored)


@dataclass
class Slow(MemoryContacts):
    """Its list of changes is half a minute behind."""

    is_crm: bool = field(default=False)
    stamps: list[datetime] = field(default_factory=list)

    def _tick(self, remote: Any) -> int:
        self.stamps.append(self.clock.now())
        return super()._tick(remote)

    def changes(self, cursor: Cursor) -> Any:
        shown = sum(1 for one in self.stamps if one + timedelta(seconds=30) <= self.clock.now())
        log, self.log = self.log, self.log[:shown]
        try:
            yield from list(super().changes(cursor))
        finally:
            self.log = log


@dataclass
class Deaf(MemoryContacts):
    """Tells of no change, ever."""

    is_crm: bool = field(default=False)

    def changes(self, cursor: Cursor) -> Any:
        yield Page(cursor=cursor)


@pytest.mark.parametrize(
    ("side", "step", "question", "answer"),
    [
        (Careless, "conflict", "stale_change", "written"),
        (Careless, "batch", "culprit_named", "no"),
        (Careless, "delete", "stale_removal", "written"),
        (Forgetful, "read", "changed_on_the_way", "birthday"),
    ],
)
def test_a_side_that_does_otherwise_is_told_of_and_cleaned(
    tmp_path: Path, side: type[MemoryContacts], step: str, question: str, answer: str
) -> None:
    scene = Scene(tmp_path, provider=side())

    view = examined(scene)

    assert (verdicts(view)[step], facts(view)[question], view.good) == ("differs", answer, False)
    assert verdicts(view)["clean"] == "ok"
    assert scene.provider.live() == {}


def test_a_list_of_changes_that_lags_is_waited_for_and_timed(tmp_path: Path) -> None:
    clock = ToldClock()
    scene = Scene(tmp_path, provider=Slow(clock=clock), clock=clock)

    view = examined(scene)

    seconds = {one.step: float(fact.answer) for one in view.steps for fact in one.facts if "seconds" in fact.question}
    assert view.good
    assert seconds.keys() == {"told_new", "told_change", "told_gone"}
    assert all(30 <= one < 60 for one in seconds.values()), seconds


def test_a_list_of_changes_that_never_tells_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path, provider=Deaf())

    view = examined(scene)

    assert reasons(view)["told_new"] == "not_told_yet"
    assert (verdicts(view)["told_new"], verdicts(view)["delete"], verdicts(view)["clean"]) == ("failed", "ok", "ok")
    assert scene.provider.live() == {}


def test_what_came_back_otherwise_is_shown_beside_what_was_expected(tmp_path: Path) -> None:
    view = examined(Scene(tmp_path, provider=Forgetful()))

    (told,) = [one for step in view.steps for one in step.facts if one.question == "changed_on_the_way"]
    assert json.loads(told.detail) == {"birthday": {"expected": "1980-02-29", "shown": None}}


@pytest.mark.parametrize(
    ("detail", "shown"), [("403", "403"), ("anna@example.com", ""), ("/card/eva.vcf", ""), ("", "")]
)
def test_of_a_providers_own_words_only_a_code_is_shown(tmp_path: Path, detail: str, shown: str) -> None:
    scene = Scene(tmp_path)
    scene.provider.failing.append(Rejected("forbidden", detail))

    (create,) = [one for one in examined(scene).steps if one.step == "create"]

    assert (create.verdict, create.reason, create.detail) == ("failed", "forbidden", shown)


# --- pushes ----------------------------------------------------------------------------------------------------------


@dataclass
class HandPushes:
    """Pushes that a test delivers."""

    path: str = "/hooks/hand"
    opened: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)

    def watch(self, channel: str, url: str, token: str) -> Watch:
        self.opened[channel] = token
        return Watch("r1", NOON + timedelta(days=7))

    def stop(self, channel: str, resource: str) -> None:
        self.stopped.append(channel)


def test_a_push_that_comes_in_is_timed_and_its_channel_is_closed(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    pushes = scene.replicas.pushes = HandPushes()
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    channels = PushChannels(scene.table)
    ears = PushEars(channels, scene.world.connections, scene.world.wakes)

    while scene.app.checkup(connection).step != "pushed":
        scene.deliver()
    (name, token) = next(iter(pushes.opened.items()))
    ears.record(ears.verify(name, token))
    view = scene.work().app.checkup(connection)

    assert verdicts(view)["pushed"] == "ok"
    assert float(facts(view)["seconds_to_push"]) < 60
    assert pushes.stopped == [name]
    assert channels.find(name) is None


def test_a_push_that_comes_before_the_answer_of_the_write_is_heard(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    pushes = scene.replicas.pushes = HandPushes()
    ears = PushEars(PushChannels(scene.table), scene.world.connections, scene.world.wakes)

    @dataclass
    class Quick(MemoryContacts):
        is_crm: bool = field(default=False)

        def _write(self, write: Write) -> Written | Failed:
            for name, token in pushes.opened.items():
                ears.record(ears.verify(name, token))
            scene.clock.pass_by(timedelta(seconds=1))
            return super()._write(write)

    scene.replicas.provider = Quick(clock=scene.clock)

    assert verdicts(examined(scene))["pushed"] == "ok"


def test_a_push_that_never_comes_is_told(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.replicas.pushes = HandPushes()

    view = examined(scene)

    assert (verdicts(view)["pushed"], reasons(view)["pushed"]) == ("failed", "not_pushed_yet")
    assert not view.good


def test_without_a_public_address_no_push_is_tried(tmp_path: Path) -> None:
    scene = Scene(tmp_path, public_url=None)
    scene.replicas.pushes = HandPushes()

    assert reasons(examined(scene))["listen"] == "no_public_url"


# --- cleaning up -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["provider", "crm"])
def test_cut_off_at_any_call_it_is_taken_up_and_leaves_nothing(tmp_path: Path, side: str) -> None:
    whole = everything()
    _run(_cut_scene(tmp_path / "whole", whole), side)
    assert whole.calls > 70

    for at, is_after in product(range(1, whole.calls + 1), (False, True)):
        scissors = replace(everything(at), is_after=is_after)
        scene = _cut_scene(tmp_path / f"{at}-{is_after}", scissors)
        with pytest.raises(Cut):
            _run(scene, side)
        again = _restarted(scene)
        where = f"cut at {at} ({scissors.names[at - 1]}, after: {is_after})"
        left = [one for each in (again.provider, again.crm) for one in each.live().values()]
        assert [as_contact(one).name.given for one in left] == ["Eva"], where
        assert again.replicas.own_places is not None
        assert again.replicas.own_places.held == {}, where
        (connection,) = again.app.connections()
        checkup = again.world.checkups.find(again.company, again.world.connections.get(again.connection).account)
        assert checkup is None or checkup.finished, where
        assert checkup is None or again.app.checkup(connection.id).good, where


def _cut_scene(folder: Path, scissors: Any) -> Scene:
    folder.mkdir()
    scene = Scene(folder, scissors=scissors)
    scene.provider.add(someone("Eva"))
    scene.replicas.own_places = MemoryPlaces()
    vars(scene.replicas.own_places).update(scissors.cut(scene.replicas.own_places, ("_call",)))
    scene.connect()
    return scene


def _run(scene: Scene, side: str) -> None:
    assert scene.scissors is not None
    scene.scissors.is_armed = True
    scene.app.begin_checkup(scene.connection, side)
    scene.work()


def _restarted(cut: Scene) -> Scene:
    """A new process over the same data and the same sides, ten minutes later."""
    clock = ToldClock(cut.clock.now() + timedelta(minutes=10))
    for side in (cut.crm, cut.provider):
        for name in ("_write", "_call"):
            side.__dict__.pop(name, None)
    scene = Scene(cut.folder, cut.crm, cut.provider, clock, ids=CountedIds(1000 + cut.ids.last))
    scene.company, scene.user, scene.connection = cut.company, cut.user, cut.connection
    scene.replicas.own_places = cut.replicas.own_places
    assert scene.replicas.own_places is not None
    scene.replicas.own_places.__dict__.pop("_call", None)
    scene.world.wakes.heal(timedelta())
    return scene.work()


@dataclass
class Once(MemoryContacts):
    """Fails once, at its write of that number."""

    is_crm: bool = field(default=False)
    fails_at: int = 0
    trouble: Trouble = field(default_factory=Trouble)
    done: int = 0

    def _write(self, write: Write) -> Written | Failed:
        self.done += 1
        return Failed(self.trouble) if self.done == self.fails_at + 1 else super()._write(write)


@pytest.mark.parametrize("trouble", [Rejected("forbidden"), AccessRevoked("wrong_password"), StaleVersion("etag")])
@pytest.mark.parametrize("number", range(12))
def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, trouble: Trouble, number: int) -> None:
    """Each write of a whole check in turn. The clean-up's own are tried again, but for a dead grant: then by whoever
    checks next."""
    scene = with_group(tmp_path)
    scene.provider = scene.replicas.provider = Once(fails_at=number, trouble=trouble)

    view = examined(scene)
    if verdicts(view)["clean"] != "ok":
        assert isinstance(trouble, AccessRevoked)
        assert facts(view)["left"] == "perhaps_all"
        scene.app.begin_checkup(scene.connection, "provider")
        scene.work()

    assert view.state == "done"
    assert scene.provider.live() == {}
    assert verdicts(scene.app.checkup(scene.connection))["clean"] == "ok"


def test_a_creation_whose_answer_got_lost_is_found_and_not_made_twice(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.lost_answers = 1

    view = examined(scene)

    assert view.good
    assert len([one for one in scene.provider.items.values() if is_made_up(one.contact)]) == 2
    assert scene.provider.live() == {}


def test_a_side_that_is_down_for_good_is_given_up_after_a_while(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    scene.provider.down = Unavailable("timeout")

    view = examined(scene, connection=connection)

    assert view.state == "done"
    assert (reasons(view)["list"], reasons(view)["create"]) == ("timeout", "after_failure")
    assert not view.good


def test_what_an_earlier_check_left_is_removed_and_only_that(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.add(made_up_contact(TOKEN))
    by_name = scene.provider.add(replace(made_up_contact(TOKEN), emails=someone("Eva").emails))
    by_mail = scene.provider.add(replace(made_up_contact(TOKEN), name=someone("Eva").name))
    scene.replicas.own_places.held["left"] = MARK

    view = examined(scene)

    assert (facts(view)["leftovers"], facts(view)["how_many"]) == ("1", "2")
    assert set(scene.provider.live()) == {by_name, by_mail}
    assert scene.replicas.own_places.held == {}


def test_one_that_somebody_made_their_own_meanwhile_is_left_to_them(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    scene.replicas.pushes = HandPushes()
    while scene.app.checkup(connection).step != "pushed":
        scene.deliver()
    second = sorted(scene.provider.live())[1]

    scene.provider.edit(second, name=someone("Eva").name)
    scene.work()

    assert list(scene.provider.live()) == [second]


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (made_up_contact(TOKEN), True),
        (made_up_event(TOKEN, NOON), True),
        (replace(made_up_event(TOKEN, NOON), description=""), False),
        (replace(made_up_event(TOKEN, NOON), title="Messe"), False),
        (someone("Tandem"), False),
    ],
)
def test_only_what_bears_both_signs_is_made_up(content: Content, is_ours: bool) -> None:
    assert is_made_up(content) is is_ours


# --- when it may begin -----------------------------------------------------------------------------------------------


def test_it_waits_for_no_sync_but_asks_for_a_pause(tmp_path: Path) -> None:
    scene = Scene(tmp_path).start()

    for side in ("provider", "crm"):
        with pytest.raises(Refused, match="pause_first"):
            scene.app.begin_checkup(scene.connection, side)
    scene.app.pause(scene.connection)

    assert examined(scene, connection=scene.connection).good


def test_no_sync_begins_while_it_goes_on_and_none_takes_its_items_over_afterwards(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.app.pause(scene.connection)
    scene.app.begin_checkup(scene.connection, "provider")

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.resume(scene.connection)
    scene.work()
    scene.quiet()
    scene.app.resume(scene.connection)
    scene.work()

    assert scene.names() == (["Eva"], ["Eva"])
    assert (scene.crm.writes, scene.provider.writes) == ([], [])


def test_another_accounts_sync_may_begin_meanwhile(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.app.begin_checkup(scene.connect(), "provider")
    other = scene.connect_another(MemoryContacts(is_crm=False))

    scene.app.start(other)

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.start(scene.connection)


def test_while_pipedrive_is_checked_no_sync_of_the_company_begins(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.app.begin_checkup(scene.connect(), "crm")

    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.start(scene.connect_another(MemoryContacts(is_crm=False)))


def test_asked_for_twice_it_is_one(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()

    first, again = (scene.app.begin_checkup(connection, "provider") for _ in range(2))
    with pytest.raises(Refused, match="checkup_goes_on"):
        scene.app.begin_checkup(connection, "crm")

    assert first.started == again.started
    assert scene.work().app.checkup(connection).good


def test_a_check_that_another_version_wrote_otherwise_is_begun_anew(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    account = scene.world.connections.get(connection).account
    sealed = scene.world.checkups.sealing.seal_json(
        {"side": "provider"}, SealContext(scene.company, account, "checkup")
    )
    row: Item = {"connection": connection, "started": stamp(scene.clock.now()), "is_done": False, "sealed": sealed}
    scene.table.upsert({keys.checkup(scene.company, account): row})

    assert examined(scene, connection=connection).good


def test_of_a_connection_that_was_never_checked_nothing_is_known(tmp_path: Path) -> None:
    scene = Scene(tmp_path)

    with pytest.raises(Refused, match="unknown"):
        scene.app.checkup(scene.connect())


def test_a_one_way_sync_stays_one_way_when_its_account_is_checked(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect(direction="one_way")

    view = examined(scene, connection=connection)

    assert view.good
    assert not scene.world.connections.get(connection).rules.is_two_way


def test_no_secret_and_nobodys_name_is_in_what_it_tells(tmp_path: Path) -> None:
    scene = with_group(tmp_path)
    scene.provider.add(someone("Eva", "Geheim"))

    told = repr(examined(scene))

    assert not [word for word in ("secret", "Geheim", "anna@example.com", "token", "tandem-doctor-") if word in told]


def test_an_erased_users_check_ends(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    connection = scene.connect()
    scene.app.begin_checkup(connection, "provider")
    scene.app.erase(scene.company, "", scene.company)
    scene.work()

    assert scene.app.connections() == []
    assert not scene.wakeups.sent
