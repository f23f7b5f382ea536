"""The middle of a live check: writes that are to be done, and writes that are to be refused."""

from dataclasses import replace

from tandem.domain.checkup import GONE, REFUSED, THERE, UNKNOWN, WRITTEN, Fact, Question, yes
from tandem.domain.comparison import changed_fields
from tandem.domain.content import Content, is_blank
from tandem.domain.errors import StaleVersion
from tandem.domain.field import Field
from tandem.domain.made_up import emptied, reworded, worded_field
from tandem.domain.sight import Seen, Tombstone
from tandem.ports import Change, Failed, Removal, Write, Written
from tandem.usecases.live.bench import Bench, Done, Untried, answers, written


def change(bench: Bench) -> Done:
    """One field; all others have to stay. The version has to move where writes are refused for it: the CRM's is a time
    in whole seconds, and nothing is decided by it alone."""
    before = bench.seen(0)
    written(bench.replica(), Change(before, _reworded(bench, before.content, "Chief Doctor")))
    after = bench.seen(0)
    others = changed_fields(before.content, after.content) - {Field(worded_field(before.content))}
    is_new = after.version != before.version
    facts = (
        Fact(Question.NEW_VERSION, yes(is_new), is_new or not bench.is_conditional),
        Fact(Question.OTHERS_KEPT, yes(not others), not others),
    )
    return Done(replace(bench.checkup, acted=bench.checkup.since), facts)


def clear(bench: Bench) -> Done:
    before = bench.seen(0)
    bare = emptied(before.content)
    written(bench.replica(), Change(before, bare))
    after = bench.seen(0)
    wanted = changed_fields(before.content, bare)
    is_empty = all(is_blank(one, after.content) for one in wanted)
    return Done(bench.checkup, (Fact(Question.EMPTIED, yes(is_empty), is_empty),))


def conflict(bench: Bench) -> Done:
    """Two changes decided on the same version: the second one has to be refused, and to leave the first."""
    replica, seen = bench.replica(), bench.seen(0)
    written(replica, Change(seen, _reworded(bench, seen.content, "First")))
    (answer,) = answers(replica, [Change(seen, _reworded(bench, seen.content, "Second"))])
    shown = getattr(bench.seen(0).content, worded_field(seen.content))
    refused = _is_stale(answer) and shown == _word(bench, "First")
    told = REFUSED if refused else WRITTEN
    return Done(bench.checkup, (Fact(Question.STALE_CHANGE, told, refused == bench.is_conditional),))


def batch(bench: Bench) -> Done:
    """One change that has to be refused and one that has to be done, by one request."""
    if not bench.is_conditional:
        raise Untried("never_refused")
    replica, first, second = bench.replica(), bench.seen(0), bench.seen(1)
    written(replica, Change(first, _reworded(bench, first.content, "Third")))
    both: list[Write] = [
        Change(first, _reworded(bench, first.content, "Fourth")),
        Change(second, _reworded(bench, second.content, "Fifth")),
    ]
    stale, good = answers(replica, both)
    field = worded_field(first.content)
    shown = [getattr(bench.seen(number).content, field) for number in (0, 1)]
    named = _is_stale(stale) and isinstance(good, Written) and shown == [_word(bench, "Third"), _word(bench, "Fifth")]
    return Done(bench.checkup, (Fact(Question.CULPRIT_NAMED, yes(named), named),))


def delete(bench: Bench) -> Done:
    """In an old version first, which has to be refused; then as it is. What is read then proves that it is gone."""
    replica, remote = bench.replica(), bench.item(0)
    before = replica.read([remote])[remote]
    facts: tuple[Fact, ...] = ()
    if not isinstance(before, Tombstone):  # it may have been done before we were cut off
        facts = _stale_removal(bench) if bench.is_conditional else ()
        if all(one.is_assumed for one in facts):
            written(replica, Removal(bench.seen(0)))
    sight = replica.read([remote])[remote]
    word = GONE if isinstance(sight, Tombstone) else THERE if isinstance(sight, Seen) else UNKNOWN
    uid = before.uid if isinstance(before, Seen) else ""
    found = bool(uid) and uid in replica.find_uids([uid])
    told = (
        Fact(Question.READ_AFTER_DELETE, word, word == GONE),
        Fact(Question.FOUND_AFTER_DELETE, yes(found), not found),
    )
    return Done(replace(bench.checkup, acted=bench.checkup.since), (*facts, *told))


def _stale_removal(bench: Bench) -> tuple[Fact, ...]:
    replica, seen = bench.replica(), bench.seen(0)
    written(replica, Change(seen, _reworded(bench, seen.content, "Sixth")))
    (answer,) = answers(replica, [Removal(seen)])
    is_refused = _is_stale(answer)
    return (Fact(Question.STALE_REMOVAL, REFUSED if is_refused else WRITTEN, is_refused),)


def _reworded(bench: Bench, content: Content, word: str) -> Content:
    """Raise `Untried` where the side has no such field: Pipedrive's are made when a sync is started."""
    if worded_field(content) in content.missing:
        raise Untried("no_field")
    return reworded(content, _word(bench, word))


def _word(bench: Bench, word: str) -> str:
    """Another one for whoever was cut off: a change that was done before would be none."""
    return f"{word} {bench.checkup.tries}" if bench.checkup.tries > 1 else word


def _is_stale(answer: Written | Failed) -> bool:
    return isinstance(answer, Failed) and isinstance(answer.error, StaleVersion)
