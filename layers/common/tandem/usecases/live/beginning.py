"""The first steps of a live check: a place of its own, a look at all that is there, and the items that are made."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from tandem.domain.checkup import NOTHING, Fact, Question, yes
from tandem.domain.codec import to_json
from tandem.domain.comparison import same_field
from tandem.domain.content import Content, fields_of, is_blank
from tandem.domain.errors import Retryable
from tandem.domain.field import Field
from tandem.domain.ids import LinkId, RemoteId
from tandem.domain.made_up import MARK, is_made_up, link_ids
from tandem.domain.sight import Seen
from tandem.ports import Creation, Failed, Page, Removal
from tandem.state.checkups import Checkup
from tandem.usecases.live.bench import Bench, Done, NotYet, Untried, written

MOST = 2000
"""So many characters of what came back are shown."""


def place(bench: Bench) -> Done:
    """Make a group, or a calendar; one that an earlier check left bears the same name, and serves again."""
    places = bench.places()
    if places is None:
        raise Untried("no_places")
    found = places.named(MARK) or places.make(MARK)
    return Done(replace(bench.checkup, place=found))


def list_all(bench: Bench, until: datetime) -> Done:
    """Look at everything, and remove what an earlier check left. Raise `NotYet` where a time slice isn't enough; the
    next one goes on behind the last page that was looked at.
    """
    checkup, replica = bench.checkup, bench.replica()
    checkup = checkup if checkup.resume else replace(checkup, counted=0)
    for page in replica.list_all(resume=checkup.resume):
        checkup = _looked_at(replace(bench, checkup=checkup), page)
        if page.resume and page.cursor is None and bench.world.clock.now() >= until:
            bench.world.checkups.put(bench.connection.company, replace(checkup, resume=page.resume))
            raise NotYet("listing")
    how_many = Fact(Question.HOW_MANY, str(checkup.counted))
    return Done(replace(checkup, resume=""), (how_many, Fact(Question.LEFTOVERS, str(checkup.removed))))


def _looked_at(bench: Bench, page: Page) -> Checkup:
    left = [one for one in page.seen if isinstance(one, Seen) and is_made_up(one.content)]
    for one in left:
        remove(bench, one.remote_id)
    known = bench.checkup
    return replace(
        known,
        counted=known.counted + len(page.seen) + len(page.hinted) - len(left),
        removed=known.removed + len(left),
        cursor=page.cursor or known.cursor,
    )


def remove(bench: Bench, remote: RemoteId) -> None:
    """An item that bears the sign of a live check, as it is now; what is gone, or bears it no more, is left alone."""
    replica = bench.replica()
    sight = replica.read([remote])[remote]
    if isinstance(sight, Seen) and is_made_up(sight.content):
        written(replica, Removal(sight))


def create(bench: Bench) -> Done:
    """All by one request. Begun before, what had arrived is looked for first: nothing is made twice."""
    replica, content, links = bench.replica(), bench.made_up, link_ids(bench.checkup.token)
    wanted = dict.fromkeys(links, content)
    found = dict(replica.find_created(wanted, bench.checkup.started)) if bench.checkup.tries > 1 else {}
    missing = [link for link in links if link not in found]
    made = [Creation(link, content) for link in missing]
    troubles = []
    for link, answer in zip(missing, replica.write(made) if made else (), strict=True):
        if isinstance(answer, Failed):
            troubles.append(answer.error)
        elif answer.seen is not None:
            found[link] = answer.seen
    items = tuple(found[link].remote_id for link in links if link in found)
    after = replace(bench.checkup, items=items, acted=bench.checkup.since)
    if troubles:
        bench.world.checkups.put(bench.connection.company, after)
        raise troubles[0]
    return Done(after)


def read(bench: Bench) -> Done:
    """What came through, field by field, beside what was sent and what Tandem counts on."""
    replica, seen = bench.replica(), bench.seen(0)
    links, sent = link_ids(bench.checkup.token), bench.made_up
    expected = replica.projection(sent)
    fields = [one for one in fields_of(sent) if not is_blank(one, sent)]
    odd = [one for one in fields if not _is_as(one, expected, seen.content)]
    cant = [one for one in fields if one not in odd and not _is_as(one, sent, seen.content)]
    as_sent = [one for one in fields if one not in odd and one not in cant]
    found = _found(bench, dict.fromkeys(links, sent))
    steady = bench.seen(0).version == seen.version
    facts = (
        Fact(Question.TRAVELLED, _names(as_sent)),
        Fact(Question.NO_PLACE, _names(cant), detail=_both(cant, sent, seen.content)),
        Fact(Question.CHANGED_ON_THE_WAY, _names(odd), not odd, _both(odd, expected, seen.content)),
        Fact(Question.STEADY_VERSION, yes(steady), steady),
        Fact(Question.FOUND_AT_ONCE, yes(set(found) == set(links))),
        Fact(Question.FOUND_BY_UID, yes(bool(seen.uid) and seen.uid in replica.find_uids([seen.uid]))),
    )
    return Done(bench.checkup, facts)


def _found(bench: Bench, wanted: Mapping[LinkId, Content]) -> Mapping[LinkId, Seen]:
    """Nothing, where the side says that it may not show yet."""
    with suppress(Retryable):
        return bench.replica().find_created(wanted, bench.checkup.started)
    return {}


def _is_as(field: Field, wanted: Content, shown: Content) -> bool:
    if field in shown.missing:
        return field in wanted.missing
    return same_field(field, wanted, shown)


def _names(fields: list[Field]) -> str:
    return ",".join(fields) or NOTHING


def _both(fields: list[Field], wanted: Content, shown: Content) -> str:
    """What was to come back, and what did: of what was made up."""
    sent, came = to_json(wanted), to_json(shown)
    pairs = {str(one): {"expected": sent.get(one), "shown": came.get(one)} for one in fields}
    return json.dumps(pairs, ensure_ascii=False)[:MOST] if pairs else ""


def member(bench: Bench) -> Done:
    """Seen from its place it is inside."""
    if not bench.checkup.place:
        raise Untried("no_place")
    seen = bench.seen(0)
    return Done(bench.checkup, (Fact(Question.IN_PLACE, yes(seen.in_scope), seen.in_scope),))
