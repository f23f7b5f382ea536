"""Mail that doesn't work, or is cut off: a letter is tried again, and never sent twice."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked
from tandem.domain.ids import AccountId, ConnectionId, UserId
from tandem.ports import Delivery, Fate, Letter
from tandem.usecases.listening.keep_up import sweep_links
from tandem.usecases.telling.tell import MOST_TRIES
from tests.memory import ANNA, CountedIds, MemoryPost, ToldClock
from tests.usecases.cutting import Cut, Scissors
from tests.usecases.restarting import released
from tests.usecases.scene import Scene
from tests.usecases.telling.letters import HOUR, MINUTE, NOT_TAKEN, hold, letters, park, pass_by, running

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
