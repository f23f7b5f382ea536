"""Limits, dead grants, bad records and what the person sees of them."""

from datetime import timedelta

import pytest

from tandem.domain.errors import GrantRevoked, RateLimited, Rejected, Unavailable
from tandem.domain.ids import RemoteId
from tests.failure_classes.real_sides import RealSides
from tests.providers.pipedrive.office import Office
from tests.usecases.scene import Scene, someone

HTML = "<!DOCTYPE html><html><head><title>Access denied | Cloudflare</title></head><body>Error 1015</body></html>"


def put_many(real: RealSides, count: int) -> None:
    for number in range(count):
        real.put(f"u{number:02}", f"EMAIL:eva{number}@example.com", name=f"Eva{number:02} Beispiel")


def wait_it_out(real: RealSides, hours: int = 30) -> None:
    """Polls come and go, as they do on any machine."""
    for _ in range(hours):
        real.scene.clock.pass_by(timedelta(hours=1))
        real.scene.poll()


# --- F18 ---------------------------------------------------------------------------------------------------------


def test_a_token_that_was_revoked_is_told_and_everything_is_sent_after_the_reconnect(
    real: RealSides, office: Office
) -> None:
    """F18: an API token of Pipedrive dies; what people did meanwhile is not lost."""
    scene = real.with_pipedrive(office).scene
    put_many(real, 2)
    scene.start()

    real.with_dead_token(office)
    scene.refresh()
    told = scene.view()
    put_many(real, 3)
    office.requests()
    for _ in range(3):
        scene.poll()
    asked = office.requests()
    real.with_pipedrive(office)
    scene.app.add_company("https://beispiel.pipedrive.example", "another token")
    scene.work()

    assert told.state == "needs_reconnect"
    assert asked == {}
    assert len(real.persons()) == 3
    assert scene.state() == "up_to_date"


def test_a_password_that_was_changed_is_told_and_everything_is_brought_over_after_the_reconnect(
    real: RealSides,
) -> None:
    """F18: of the address book."""
    scene = real.scene
    put_many(real, 2)
    scene.start()

    real.with_password("of before")
    scene.refresh()
    told = scene.view()
    put_many(real, 3)
    before = len(real.book.requests())
    for _ in range(3):
        scene.poll()
    asked = len(real.book.requests()) - before
    real.with_password(real.book.password)
    scene.app.add_account(scene.company, scene.user, "icloud", "anna@example.com", {"password": "another"})
    scene.work()

    assert told.state == "needs_reconnect"
    assert asked == 0
    assert len(scene.crm.live()) == 3
    assert scene.state() == "up_to_date"


# --- F20 ---------------------------------------------------------------------------------------------------------


def test_a_burst_that_is_refused_is_waited_for(real: RealSides, office: Office) -> None:
    """F20: 429 in the middle of a first sync."""
    scene = real.with_pipedrive(office).scene
    put_many(real, 12)

    office.fail(method="POST", path="/v2/persons", status=429, headers={"retry-after": "1"}, skip=4, times=3)
    scene.start(direction="one_way")
    wait_it_out(real, 2)

    assert len(real.persons()) == 12
    assert scene.view().counts["linked"] == 12
    assert scene.state() == "up_to_date"


def test_a_page_of_html_instead_of_an_answer_is_a_wait_and_no_refusal(real: RealSides, office: Office) -> None:
    """F20: 403 from the network before Pipedrive, while persons are made."""
    scene = real.with_pipedrive(office).scene
    put_many(real, 12)

    office.fail(method="POST", path="/v2/persons", status=403, html=HTML, skip=4, times=8)
    scene.start(direction="one_way")
    during = scene.view()
    wait_it_out(real, 12)

    assert during.state == "waiting"
    assert during.last_error is not None
    assert during.last_error.reason == "rate_limited"
    assert during.counts["parked"] == 0
    assert len(real.persons()) == 12
    assert scene.state() == "up_to_date"


def test_a_day_that_is_spent_is_gone_on_with_the_next_day(real: RealSides, office: Office) -> None:
    """F20: the company's tokens end in the middle of a first sync; it resumes where it stopped, and doubles nobody."""
    scene = real.with_pipedrive(office).scene
    put_many(real, 30)
    spent = office.standin.control("stats")["tokens_today"]

    office.switch(limits=True, daily_tokens=spent + 120)
    scene.start(direction="one_way")
    during, made = scene.view(), len(real.persons())
    wait_it_out(real, 3)
    still = len(real.persons())
    office.standin.control("clock", {"seconds": 86_400})
    office.switch(daily_tokens=100_000)
    wait_it_out(real, 3)

    assert during.state == "waiting"
    assert during.last_error is not None
    assert during.last_error.reason == "rate_limited_daily"
    assert during.progress["total"] == 30
    assert 0 < made == still < 30
    assert sorted(row["first_name"] for row in real.persons()) == [f"Eva{number:02}" for number in range(30)]
    assert scene.view().counts["linked"] == 30
    assert scene.state() == "up_to_date"


def test_a_limit_that_outlives_the_spool_loses_nobody(scene: Scene) -> None:
    """F20: a first sync that takes days; what was read on the first is read again when it has aged."""
    for number in range(40):
        scene.provider.add(someone(f"Eva{number:02}"))
    scene.crm.failing.extend([RateLimited(timedelta(hours=26), is_daily=True)])
    scene.start(direction="one_way")

    for _ in range(60):
        scene.clock.pass_by(timedelta(hours=1))
        scene.look_after()

    assert len(scene.crm.live()) == 40
    assert scene.state() == "up_to_date"


# --- F21, F22 ----------------------------------------------------------------------------------------------------


def test_a_card_that_makes_no_sense_is_parked_and_the_rest_goes_on(real: RealSides) -> None:
    """F21: and once it is mended it is brought over."""
    scene = real.scene
    put_many(real, 3)
    real.put("bad", f"NOTE:{'x' * 300_000}", "EMAIL:bad@example.com", name="Zu Groß")
    scene.start(direction="one_way")
    parked = scene.waiting("parked")
    persons = len(scene.crm.live())

    real.put("bad", "EMAIL:bad@example.com", name="Wieder Gut")
    scene.refresh()

    assert [one.reason for one in parked] == ["card_too_large"]
    assert persons == 3
    assert len(scene.crm.live()) == 4
    assert scene.waiting("parked") == []


def test_a_person_that_pipedrive_refuses_is_parked_and_the_rest_goes_on(real: RealSides, office: Office) -> None:
    """F21: the reason is shown, a later try succeeds."""
    scene = real.with_pipedrive(office).scene
    put_many(real, 6)
    refusal = {"success": False, "error": "Validation failed: emails: too long", "data": None}

    office.fail(method="POST", path="/v2/persons", status=400, body=refusal, skip=2, times=1)
    scene.start(direction="one_way")
    parked, persons = scene.waiting("parked"), len(real.persons())
    scene.decide("parked", "retry")

    assert [(one.reason, one.detail) for one in parked] == [("validation_failed", "emails")]
    assert parked[0].name.startswith("Eva")
    assert persons == 5
    assert len(real.persons()) == 6
    assert scene.waiting("parked") == []
    assert scene.state() == "up_to_date"


@pytest.mark.parametrize("side", ["crm", "provider"])
def test_an_edit_that_one_side_refuses_is_parked_and_tried_again_by_itself(scene: Scene, side: str) -> None:
    """F21, F22: the cursor has moved on, the record has not been forgotten."""
    for number in range(4):
        scene.provider.add(someone(f"Eva{number}"))
    scene.start()
    source, target = (scene.provider, scene.crm) if side == "crm" else (scene.crm, scene.provider)
    bad, good = sorted(source.live())[:2]
    target.refused[twin(scene, side, bad)] = Rejected("validation_failed", "notes")
    for remote in (bad, good):
        source.edit(remote, notes="Neu")
    scene.refresh()
    parked = scene.waiting("parked")
    notes = [one.notes for one in target.live().values()].count("Neu")

    target.refused.clear()
    scene.clock.pass_by(timedelta(days=1))
    scene.sweep()

    assert [one.reason for one in parked] == ["validation_failed"]
    assert notes == 1
    assert [one.notes for one in target.live().values()].count("Neu") == 2
    assert scene.waiting("parked") == []


def twin(scene: Scene, side: str, remote: RemoteId) -> RemoteId:
    pairs = {(link.crm.remote_id, link.provider.remote_id) for link in scene.links()}
    found = next(pair for pair in pairs if remote in pair)
    wanted = found[0] if side == "crm" else found[1]
    assert wanted is not None
    return wanted


def test_a_failure_between_the_pull_and_the_write_loses_no_change(scene: Scene) -> None:
    """F22: what was pulled is recorded before the cursor moves."""
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.provider.edit(scene.contact(), notes="Neu")

    scene.crm.failing.append(Unavailable("server_error"))
    scene.refresh()

    assert scene.crm.live()[scene.person()].notes == "Neu"


def test_a_pull_that_breaks_off_moves_no_cursor(scene: Scene) -> None:
    """F22: the same changes are told again."""
    scene.provider.add(someone("Eva"))
    scene.start()
    scene.provider.edit(scene.contact(), notes="Neu")
    changes = scene.provider.changes

    def broken(*arguments: object) -> object:
        yield from ()
        raise Unavailable("server_error")

    scene.provider.changes = broken  # a feed that ends in the middle
    scene.app.refresh(scene.connection)
    scene.deliver()
    scene.provider.changes = changes
    scene.work()

    assert scene.crm.live()[scene.person()].notes == "Neu"


# --- F41 ---------------------------------------------------------------------------------------------------------


def test_the_state_says_what_is_going_on(scene: Scene) -> None:
    """F41: from the draft to the stop, one word for each moment."""
    states = []
    scene.provider.add(someone("Eva"))
    scene.connect()
    states.append(scene.state())
    scene.app.start(scene.connection)
    states.append(scene.state())
    scene.deliver()
    states.append(scene.state())
    scene.work()
    states.append(scene.state())
    scene.app.pause(scene.connection)
    states.append(scene.state())
    scene.app.resume(scene.connection)
    scene.work()
    scene.crm.down = RateLimited(timedelta(hours=2), is_daily=True)
    scene.refresh()
    states.append(scene.state())
    scene.crm.down = GrantRevoked("unauthorized")
    scene.refresh()
    states.append(scene.state())
    scene.crm.down = None
    scene.refresh()
    scene.app.stop(scene.connection, remove=False)
    scene.work()
    states.append(scene.state())

    assert states == [
        "draft",
        "pending",
        "running",
        "up_to_date",
        "paused",
        "waiting",
        "needs_reconnect",
        "stopped",
    ]


def test_the_progress_of_a_first_sync_is_shown_while_it_runs(scene: Scene) -> None:
    """F41: done and total, and the counts of what came of it."""
    for number in range(250):
        scene.provider.add(someone(f"Eva{number}"))
    scene.app.start(scene.connect(direction="one_way"))
    before = dict(scene.view().progress)
    scene.deliver()
    listed = dict(scene.view().progress)
    scene.work()
    view = scene.view()

    assert before["total"] is None
    assert listed == {"done": 0, "total": 250}
    assert view.progress == {"done": 250, "total": 250}
    assert view.last_run is not None
    assert (view.last_run.kind, view.last_run.state) == ("first", "done")
    assert view.last_run.counts["created"] == 250
