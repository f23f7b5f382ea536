"""People are told of what waits for them by one letter, and never by two for the same thing, whatever happens."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, GrantRevoked, Rejected, Unavailable
from tandem.domain.ids import AccountId, CompanyId, ConnectionId, UserId
from tandem.domain.telling import SETTLED
from tandem.ports import Delivery, Fate, Letter
from tandem.state.due import Duty
from tandem.usecases.leaving.erase import request_erasure
from tandem.usecases.leaving.export import export
from tandem.usecases.listening.keep_up import refresh_connections, sweep_links
from tandem.usecases.telling.tell import MOST_TRIES
from tests.memory import ANNA, CountedIds, MemoryContacts, MemoryPost, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene, someone

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOT_TAKEN = Delivery(Fate.NOT_TAKEN, "mail_down")
Deed = Callable[[Scene], object]


def running(folder: Path, post: MemoryPost | None = None, **given: object) -> Scene:
    """Paul was on both sides before the sync: his deletion is always held."""
    scene = Scene(folder, post=post or MemoryPost(), **given)
    scene.crm.add(someone("Paul"))
    scene.provider.add(someone("Paul"))
    scene.start()
    return scene


def letters(scene: Scene) -> list[Letter]:
    assert isinstance(scene.post, MemoryPost)
    return scene.post.taken


def pass_by(scene: Scene, span: timedelta) -> Scene:
    """With the schedules: each minute for three hours, then now and then."""
    end, soon = scene.clock.now() + span, scene.clock.now() + 3 * HOUR
    while scene.clock.now() < end:
        scene.clock.pass_by(MINUTE if scene.clock.now() < soon else 20 * MINUTE)
        refresh_connections(scene.world)
        sweep_links(scene.world)
        scene.work()
    return scene


def hold(scene: Scene, given: str = "Paul") -> None:
    (contact,) = [remote for remote, one in scene.provider.live().items() if one.name.given == given]
    scene.provider.remove(contact)
    scene.refresh()
    assert len(scene.waiting("held")) == 1


def die(scene: Scene) -> None:
    scene.provider.down = AccessRevoked("unauthorized")
    scene.refresh()
    scene.provider.down = None
    assert scene.state() == "needs_reconnect"


def park(scene: Scene) -> None:
    person = scene.crm.add(someone("Odd"))
    scene.provider.failing.extend([Rejected("too_odd")] * 100)
    scene.hear(person)
    assert len(scene.waiting("parked")) == 1


CAUSES: dict[str, Deed] = {"dead": die, "held": hold, "parked": park}
each_cause = pytest.mark.parametrize("cause", CAUSES)


def causes(one: Letter) -> set[str]:
    words = {"dead": "no longer let in", "held": "held back", "parked": "carried over. Tandem tries"}
    return {cause for cause, word in words.items() if word in one.text}


@each_cause
def test_a_cause_that_stands_is_told_by_one_letter(tmp_path: Path, cause: str) -> None:
    scene = running(tmp_path)

    CAUSES[cause](scene)
    pass_by(scene, SETTLED - MINUTE)
    early = list(letters(scene))
    pass_by(scene, 2 * MINUTE)
    soon = list(letters(scene))
    pass_by(scene, timedelta(days=2))

    assert early == []
    assert [causes(one) for one in soon] == [{cause}]
    assert letters(scene) == soon


@each_cause
def test_the_letter_goes_to_the_user_and_has_nothing_of_their_customers(tmp_path: Path, cause: str) -> None:
    scene = running(tmp_path)

    CAUSES[cause](scene)
    pass_by(scene, HOUR)

    (one,) = letters(scene)
    me = next(user for user in scene.world.companies.get(scene.company).users if user.id == scene.user)
    assert (one.to, one.user, one.company) == (me.email, scene.user, scene.company)
    assert "https://tandem.example/" in one.text
    for word in ("Paul", "Odd", "Beispiel", "paul.", "odd.", "secret", "token"):
        assert word not in (one.text + one.subject).replace(me.name, "")


def test_several_causes_of_the_same_look_are_one_letter(tmp_path: Path) -> None:
    scene = running(tmp_path)

    park(scene)
    hold(scene)
    pass_by(scene, HOUR)

    assert [causes(one) for one in letters(scene)] == [{"held", "parked"}]


def test_a_short_outage_tells_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)

    die(scene)
    pass_by(scene, timedelta(minutes=10))
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "new"})
    pass_by(scene, timedelta(hours=3))

    assert scene.state() == "up_to_date"
    assert letters(scene) == []


def test_a_provider_that_is_out_of_reach_is_nobodys_task(tmp_path: Path) -> None:
    scene = running(tmp_path)

    scene.provider.down = Unavailable("server_error")
    scene.refresh()
    pass_by(scene, timedelta(hours=3))

    assert scene.state() == "waiting"
    assert letters(scene) == []


def test_what_is_parked_and_went_through_by_itself_is_told_to_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)

    person = scene.crm.add(someone("Odd"))
    scene.provider.failing.append(Rejected("too_odd"))
    scene.hear(person)
    before = len(scene.waiting("parked"))
    pass_by(scene, HOUR)

    assert (before, len(scene.waiting("parked"))) == (1, 0)
    assert letters(scene) == []


def test_more_of_what_was_told_is_told_to_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.add(someone("Ida"))
    scene.provider.add(someone("Ida"))
    scene.refresh()

    hold(scene)
    pass_by(scene, HOUR)
    scene.provider.remove(scene.contact())
    scene.refresh()
    pass_by(scene, timedelta(days=1))

    assert len(scene.waiting("held")) == 2
    assert len(letters(scene)) == 1


def test_when_all_was_decided_what_comes_then_is_told_anew(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.crm.add(someone("Ida"))
    scene.provider.add(someone("Ida"))
    scene.refresh()

    hold(scene)
    pass_by(scene, HOUR)
    scene.decide("held", "restore")
    pass_by(scene, MINUTE)
    hold(scene, "Ida")
    pass_by(scene, HOUR)

    assert [causes(one) for one in letters(scene)] == [{"held"}, {"held"}]


def test_a_grant_that_dies_again_after_a_reconnect_is_told_anew(tmp_path: Path) -> None:
    scene = running(tmp_path)

    for _ in range(2):
        die(scene)
        pass_by(scene, HOUR)
        scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "new"})
        scene.work()

    assert [causes(one) for one in letters(scene)] == [{"dead"}, {"dead"}]


def test_a_refresh_that_runs_into_the_same_dead_grant_tells_nobody(tmp_path: Path) -> None:
    scene = running(tmp_path)
    die(scene)
    pass_by(scene, HOUR)

    die(scene)
    pass_by(scene, timedelta(days=1))

    assert len(letters(scene)) == 1


def test_one_dead_account_of_two_connections_is_one_letter(tmp_path: Path) -> None:
    scene = running(tmp_path)
    account = scene.world.connections.get(scene.connection).account
    other = ConnectionId(scene.app.add_connection(account, "contacts", {"direction": "one_way"}).id)
    scene.app.start(other)
    scene.work()

    die(scene)
    pass_by(scene, timedelta(minutes=10))
    scene.provider.down = AccessRevoked("unauthorized")
    scene.app.refresh(other)
    scene.work()
    scene.provider.down = None
    pass_by(scene, timedelta(days=1))

    assert scene.app.connection(other).state == "needs_reconnect"
    assert len(letters(scene)) == 1


def test_a_dead_grant_at_pipedrive_is_one_letter_however_many_accounts(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.connect_another(MemoryContacts(is_crm=False))
    scene.app.start(ConnectionId(scene.app.connections()[-1].id))
    scene.work()

    scene.crm.down = GrantRevoked("unauthorized")
    for one in scene.app.connections():
        scene.app.refresh(ConnectionId(one.id))
    pass_by(scene, timedelta(days=1))

    assert {one.state for one in scene.app.connections()} == {"needs_reconnect"}
    assert [causes(one) for one in letters(scene)] == [{"dead"}]


@pytest.mark.parametrize("steer", ["pause", "stop"])
def test_who_paused_or_stopped_is_told_nothing(tmp_path: Path, steer: str) -> None:
    scene = running(tmp_path)

    hold(scene)
    if steer == "pause":
        scene.app.pause(scene.connection)
    else:
        scene.app.stop(scene.connection, remove=False)
    pass_by(scene, HOUR)

    assert letters(scene) == []


def test_what_was_held_before_a_pause_is_told_after_it(tmp_path: Path) -> None:
    scene = running(tmp_path)

    hold(scene)
    scene.app.pause(scene.connection)
    pass_by(scene, HOUR)
    scene.app.resume(scene.connection)
    pass_by(scene, 2 * MINUTE)

    assert [causes(one) for one in letters(scene)] == [{"held"}]


def test_what_nobody_noted_for_telling_is_told_with_the_next_sweep(tmp_path: Path) -> None:
    """As after a crash right behind a hold, or when letters are switched on later."""
    scene = running(tmp_path)
    hold(scene)
    for entry in list(scene.world.due.until(scene.clock.now() + HOUR)):
        if entry.duty is Duty.TELL:
            scene.world.due.drop(*entry)

    pass_by(scene, timedelta(hours=25))

    assert len(letters(scene)) == 1


def test_without_a_post_nothing_is_noted_as_told(tmp_path: Path) -> None:
    scene = running(tmp_path)
    scene.world = replace(scene.world, post=None)

    hold(scene)
    pass_by(scene, HOUR)

    assert scene.world.tellings.of(scene.company, scene.user).revision == 0
    assert [one for one in scene.world.due.until(scene.clock.now()) if one.duty is Duty.TELL] == []


# --- to whom ----------------------------------------------------------------------------------------------------------


def known_as(scene: Scene, **changes: object) -> None:
    company = scene.world.companies.get(scene.company)
    users = [replace(one, **changes) if one.id == scene.user else one for one in company.users]
    scene.world.companies.put(replace(company, users=tuple(users)))


@pytest.mark.parametrize("changes", [{"email": ""}, {"email": "no address"}, {"is_active": False}])
def test_who_has_no_address_at_pipedrive_is_told_at_the_accounts(tmp_path: Path, changes: dict[str, object]) -> None:
    scene = running(tmp_path)
    known_as(scene, email="anna@pipedrive.example")
    known_as(scene, **changes)

    hold(scene)
    pass_by(scene, HOUR)

    assert [one.to for one in letters(scene)] == ["anna@example.com"]


def test_the_letter_is_in_the_persons_language_and_greets_them(tmp_path: Path) -> None:
    scene = running(tmp_path)
    known_as(scene, language="de", name="Anna\r\nBeispiel", email="anna@pipedrive.example")

    hold(scene)
    pass_by(scene, HOUR)

    (one,) = letters(scene)
    assert (one.language, one.to) == ("de", "anna@pipedrive.example")
    assert one.text.startswith("Guten Tag Anna Beispiel,")


def test_where_no_address_is_known_it_is_noted_and_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene = running(tmp_path)
    known_as(scene, email="")
    account = scene.world.accounts.get(scene.world.connections.get(scene.connection).account)
    scene.world.accounts.put(replace(account, address="CORP\\anna"))

    hold(scene)
    pass_by(scene, timedelta(hours=3))

    assert letters(scene) == []
    assert [one.__dict__["reason"] for one in caplog.records if one.message == "nobody told"] == ["no_address"]


# --- when mail doesn't work -------------------------------------------------------------------------------------------


def test_a_letter_that_was_not_taken_is_tried_again_ever_later(tmp_path: Path) -> None:
    post = MemoryPost()
    post.answers.extend([NOT_TAKEN] * 3)
    scene = running(tmp_path, post)

    hold(scene)
    tries = []
    for _ in range(180):
        before = post.asked
        pass_by(scene, MINUTE)
        tries += [scene.clock.now()] if post.asked > before else []

    waits = [(after - before) // MINUTE for before, after in pairwise(tries)]
    assert waits == [5, 10, 20]
    assert len(letters(scene)) == 1
    assert scene.world.tellings.of(scene.company, scene.user).tries == 0


def test_it_is_given_up_after_some_tries_and_only_the_reason_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tandem")
    post = MemoryPost()
    post.answers.extend([NOT_TAKEN] * 100)
    scene = running(tmp_path, post)

    hold(scene)
    pass_by(scene, timedelta(days=2))

    given_up = [one for one in caplog.records if one.message == "letter given up"]
    assert post.asked == MOST_TRIES
    assert [one.__dict__["reason"] for one in given_up] == ["mail_down"]
    assert not any("@" in str(one.__dict__) for one in caplog.records if "letter" in one.message)


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.UNKNOWN])
def test_what_was_refused_or_may_have_been_taken_is_not_tried_again(tmp_path: Path, fate: Fate) -> None:
    post = MemoryPost()
    post.answers.append(Delivery(fate, "mail_550"))
    scene = running(tmp_path, post)

    hold(scene)
    pass_by(scene, timedelta(days=2))

    assert post.asked == 1
    assert scene.meter.shown()["letters_lost"] == 1


def test_a_post_that_breaks_is_asked_once_and_stops_no_sweep(tmp_path: Path) -> None:
    class Broken(MemoryPost):
        def send(self, letter: Letter) -> Delivery:
            self.asked += 1
            raise RuntimeError(letter.to)

    post = Broken()
    scene = running(tmp_path, post)

    hold(scene)
    pass_by(scene, timedelta(days=2))

    assert post.asked == 1
    assert scene.state() == "held"


def test_a_mail_server_that_is_down_is_asked_once_a_minute_and_costs_nobody_a_letter(tmp_path: Path) -> None:
    """Two users: while the first one's letter waits, the second's goes out a minute later."""
    post = MemoryPost()
    post.answers.append(NOT_TAKEN)
    scene = running(tmp_path, post)
    bens = bens_connection(scene)
    hold(scene)
    scene.provider.down = AccessRevoked("unauthorized")
    scene.app.refresh(bens)
    scene.work()
    scene.provider.down = None

    asked = []
    for _ in range(40):
        before = post.asked
        pass_by(scene, MINUTE)
        asked.append(post.asked - before)

    assert max(asked) == 1
    assert {one.user for one in letters(scene)} == {ANNA, UserId("2")}
    assert len(letters(scene)) == 2


def bens_connection(scene: Scene) -> ConnectionId:
    scene.desk.me = UserId("2")
    scene.app.add_company("https://beispiel.pipedrive.example", "bens token")
    scene.desk.me = ANNA
    known = scene.world.companies.get(scene.company)
    ben = replace(known.users[0], id=UserId("2"), email="ben@example.com")
    scene.world.companies.put(replace(known, users=(*known.users, ben)))
    account = scene.app.add_account(scene.company, UserId("2"), "icloud", "ben@example.com", {"password": "x"})
    made = scene.app.add_connection(AccountId(account.id), "contacts", {"direction": "two_way"})
    scene.app.start(ConnectionId(made.id))
    scene.work()
    return ConnectionId(made.id)


# --- never two --------------------------------------------------------------------------------------------------------


def armed(folder: Path, scissors: Scissors, post: MemoryPost) -> Scene:
    folder.mkdir()
    scene = running(folder, post, scissors=scissors)
    vars(post).update(scissors.cut(post, ("send",)))
    hold(scene)
    park(scene)
    scissors.is_armed = True
    return scene


@pytest.mark.parametrize("answers", [(), (NOT_TAKEN,)], ids=["taken", "taken at the second try"])
def test_cut_off_at_any_call_there_are_never_two_letters(tmp_path: Path, answers: tuple[Delivery, ...]) -> None:
    whole, post = Scissors(), MemoryPost()
    post.answers.extend(answers)
    pass_by(armed(tmp_path / "whole", whole, post), HOUR)
    assert len(post.taken) == 1
    assert "send" in whole.names

    counts = {
        (at, is_after): letters_after(tmp_path / f"{at}-{is_after}", Scissors(at, is_after), answers)
        for at in range(1, whole.calls + 1)
        for is_after in (False, True)
    }

    sends = {at for at, name in enumerate(whole.names, 1) if name == "send"}
    between = {at + apart for at in sends for apart in (-1, 0, 1, 2)}
    lost = {at for (at, _), count in counts.items() if count == 0}
    assert max(counts.values()) == 1
    assert lost <= between, "but between the note and what follows the answer"


def letters_after(folder: Path, scissors: Scissors, answers: tuple[Delivery, ...]) -> int:
    """With a crash, and a day of a new process."""
    post = MemoryPost()
    post.answers.extend(answers)
    scene = armed(folder, scissors, post)
    try:
        pass_by(scene, HOUR)
    except Cut:
        del post.send
        for side in (scene.crm, scene.provider):
            released(side)
        ids = CountedIds(1000 + scene.ids.last)
        again = Scene(folder, scene.crm, scene.provider, ToldClock(scene.clock.now()), ids, post=post)
        again.connection = scene.connection
        pass_by(again, timedelta(hours=26))
    return len(post.taken)


def test_two_workers_at_once_send_one_letter(tmp_path: Path) -> None:
    """Both have seen the same before either writes its note."""
    post = MemoryPost()
    scene = running(tmp_path, post)
    hold(scene)
    scene.clock.pass_by(HOUR)
    meet = threading.Barrier(2, timeout=20)
    inner = scene.table.query

    def query(partition: str, **named: object) -> object:
        found = inner(partition, **named)
        if partition.startswith("pending/"):
            meet.wait()
        return found

    table = Meeting(scene.table, query)
    world = replace(scene.world, pendings=replace(scene.world.pendings, table=table))
    workers = [threading.Thread(target=sweep_links, args=(world,)) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)

    assert len(post.taken) == 1


class Meeting:
    def __init__(self, table: object, query: Callable[..., object]) -> None:
        self._table = table
        self.query = query

    def __getattr__(self, name: str) -> object:
        return getattr(self._table, name)


# --- and afterwards ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["user", "company"])
def test_what_was_told_is_erased_with_whom_it_was_told_to(tmp_path: Path, whose: str) -> None:
    scene = running(tmp_path)
    hold(scene)
    pass_by(scene, HOUR)
    assert len(letters(scene)) == 1

    user = scene.user if whose == "user" else UserId("")
    request_erasure(scene.world, scene.company, user, user or scene.company)
    scene.work()
    pass_by(scene, HOUR)

    with sqlite3.connect(tmp_path / "tandem.db") as database:
        left = database.execute("SELECT count(*) FROM rows WHERE sort LIKE 'told/%' OR sort LIKE '%/tell/%'").fetchone()
    assert (letters(scene), left) == ([], (0,))


def test_an_export_has_what_was_told_and_when(tmp_path: Path) -> None:
    scene = running(tmp_path)
    hold(scene)
    pass_by(scene, HOUR)

    for user, count in ((UserId(""), 1), (scene.user, 1), (UserId("99"), 0)):
        items = [
            one for one in export(scene.world, CompanyId(scene.company), user, "").items if one["part"] == "letters"
        ]
        assert len(items) == count
        assert [note["cause"] for one in items for note in one["notes"]] == ["held"] * count
