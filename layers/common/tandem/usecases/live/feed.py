"""Waiting for what a side tells by itself: its list of changes, and its pushes."""

from collections.abc import Callable, Collection
from dataclasses import replace
from hashlib import sha256

from tandem.domain.checkup import Fact, Question, Step, Verdict, yes
from tandem.domain.ids import Cursor, RemoteId
from tandem.ports import Page
from tandem.state.channels import PushChannel
from tandem.usecases.live.bench import Bench, Done, NotYet, Untried


def told_new(bench: Bench) -> Done:
    return _told(bench, _named)


def told_change(bench: Bench) -> Done:
    _require(bench, Step.CHANGE)
    return _told(bench, _named)


def told_gone(bench: Bench) -> Done:
    """Waited for where Tandem counts on it; elsewhere one look tells whether it is listed at all. Of a list that lags
    earlier changes come first, and don't count.
    """
    _require(bench, Step.DELETE)
    if bench.tells_removals:
        return _told(bench, lambda page: page.gone)
    is_listed = any(bench.item(0) in _named(page) for page in bench.replica().changes(_cursor(bench)))
    return Done(bench.checkup, (Fact(Question.DELETION_LISTED, yes(is_listed)),))


def _told(bench: Bench, names: Callable[[Page], Collection[RemoteId]]) -> Done:
    """Raise `NotYet` until the list of changes names it; what it told so far isn't asked for again."""
    cursor = _cursor(bench)
    pages = list(bench.replica().changes(cursor))
    after = replace(bench.checkup, cursor=pages[-1].cursor or cursor)
    if not any(bench.item(0) in names(page) for page in pages):
        bench.world.checkups.put(bench.connection.company, after)
        raise NotYet("not_told_yet")
    return Done(after, (_seconds(Question.SECONDS_TO_FEED, bench),))


def _require(bench: Bench, step: Step) -> None:
    """Nobody tells of what was not done."""
    done = {one.step for one in bench.checkup.findings if one.verdict in {Verdict.OK, Verdict.DIFFERS}}
    if step not in done:
        raise Untried("nothing_to_tell")


def _cursor(bench: Bench) -> Cursor:
    if bench.checkup.cursor is None:
        raise Untried("no_cursor")
    return bench.checkup.cursor


def _named(page: Page) -> set[RemoteId]:
    there = {one.remote_id for one in page.seen} | {remote for remote, _ in page.hinted}
    return there | set(page.gone)


def _seconds(question: Question, bench: Bench) -> Fact:
    return Fact(question, f"{bench.elapsed().total_seconds():.1f}")


# --- pushes ----------------------------------------------------------------------------------------------------------


def listen(bench: Bench) -> Done:
    """Open a channel that bears the check's name; noted before, since its first push may come before the answer."""
    if not bench.is_provider:
        raise Untried("webhooks_are_shared")
    pushes, url = bench.pushes(), bench.world.public_url
    if pushes is None:
        raise Untried("no_pushes")
    if url is None:
        raise Untried("no_public_url")
    close(bench)  # one that was opened before we were cut off
    world, checkup = bench.world, bench.checkup
    name, token = f"tandem-{world.ids.new()}", world.ids.secret()
    channel = PushChannel(name, checkup.woken, checkup.account, sha256(token.encode()).hexdigest())
    world.channels.put(channel)
    watch = pushes.watch(name, f"{url}{pushes.path}", token)
    world.channels.put(replace(channel, resource=watch.resource))
    return Done(checkup)


def pushed(bench: Bench) -> Done:
    """Raise `NotYet` until a push came in on the channel."""
    channels = [one for one in bench.world.channels.of(bench.checkup.woken) if one.resource]
    if not channels:
        raise Untried("no_channel")
    since = bench.checkup.acted or bench.checkup.started
    heard = [one.heard_at for one in channels if one.heard_at is not None and one.heard_at >= since]
    if not heard:
        raise NotYet("not_pushed_yet")
    seconds = (min(heard) - since).total_seconds()
    return Done(bench.checkup, (Fact(Question.SECONDS_TO_PUSH, f"{seconds:.1f}"),))


def close(bench: Bench) -> None:
    """Every channel of the check. Idempotent; what is not stopped lapses there, and is refused here."""
    for one in bench.world.channels.of(bench.checkup.woken):
        pushes = bench.pushes()
        if one.resource and pushes is not None:
            pushes.stop(one.id, one.resource)
        bench.world.channels.drop(one)
