"""The last step of a live check, whatever became of the others: what it made goes, and nothing else does."""

from dataclasses import replace

from tandem.domain.checkup import NOTHING, Fact, Question
from tandem.domain.errors import Trouble
from tandem.domain.ids import RemoteId
from tandem.domain.made_up import COUNT, bears_mark, link_ids
from tandem.domain.sight import Seen
from tandem.ports import Failed, Removal
from tandem.usecases.live.bench import Bench, Done, NotYet
from tandem.usecases.live.feed import close


def clean(bench: Bench) -> Done:
    """Items first, then the place that was made for them, then the channel: each whatever became of the others. Done
    again it finds what is still to do. Raise the first trouble.
    """
    troubles: list[Trouble] = []
    for act in (_items, _place, close):
        try:
            act(bench)
        except Trouble as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return Done(replace(bench.checkup, items=(), place=""), (Fact(Question.LEFT, NOTHING),))


def _items(bench: Bench) -> None:
    """Those that are known by id; and those whose creation nobody knows of, by what made them findable."""
    if not bench.checkup.is_making:
        return
    replica, links = bench.replica(), link_ids(bench.checkup.token)
    wanted = dict.fromkeys(links, bench.made_up)
    lost = {} if len(bench.checkup.items) == COUNT else replica.find_created(wanted, bench.checkup.started)
    ids = [*dict.fromkeys([*bench.checkup.items, *(one.remote_id for one in lost.values())])]
    sights = replica.read(ids).values() if ids else ()
    removals = [Removal(one) for one in sights if isinstance(one, Seen) and bears_mark(one.content)]
    refused = [one.error for one in replica.write(removals) if isinstance(one, Failed)] if removals else []
    if refused:
        raise refused[0]
    _require_gone(bench, ids)


def _place(bench: Bench) -> None:
    places = bench.places()
    if places is not None and bench.checkup.place:
        places.remove(bench.checkup.place)


def _require_gone(bench: Bench, ids: list[RemoteId]) -> None:
    left = [one for one in bench.replica().read(ids).values() if isinstance(one, Seen)] if ids else []
    if any(bears_mark(one.content) for one in left):
        raise NotYet("left_over")
