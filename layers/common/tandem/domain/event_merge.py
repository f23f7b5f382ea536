"""Three-way merge of an activity and an event of a calendar, field by field, with a base per side.

Start, end, zone and all-day are one field: whoever moves an event moves all of it. A calendar's title and description
hold what was composed of the activity; it is taken off before they are compared, and is put there anew.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field as member, replace
from functools import partial
from typing import Any, TypeVar

from tandem.domain.action import Loss
from tandem.domain.apart import editor, is_settled
from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.comparison import changed_fields, fold, same_field, same_text
from tandem.domain.content import as_event
from tandem.domain.event import HIDDEN, Event
from tandem.domain.event_natures import PLAIN, WHEN
from tandem.domain.field import Field
from tandem.domain.footer import names_below, with_footer, without_footer
from tandem.domain.merge import Merged, Projections
from tandem.domain.scalar import NOTES, TEXT, Nature, merge_scalar
from tandem.domain.showing import COMPOSED, dressed, veiled
from tandem.domain.side import Side
from tandem.domain.title import Taken, compose, take_off, without_names
from tandem.domain.verdict import Terms, Values, Verdict

T = TypeVar("T")
TEXTS: Mapping[Field, Nature[str]] = {Field.LOCATION: TEXT, Field.DESCRIPTION: NOTES}
"""The texts that a calendar shows as they are."""


def merge_events(
    base_crm: Event | None,
    crm: Event,
    base_provider: Event | None,
    provider: Event,
    rules: CalendarRules,
    views: Projections,
    is_due: bool = False,
) -> Merged:
    """Bring each side's changes to the other; on a true conflict `rules.winner` decides. Without bases both fill in.

    What the activity is linked to, and that it is done, only ever goes to the calendar. `is_due`: titles are composed
    in another way now.
    """
    return _Merge(crm, provider, base_crm, base_provider, rules, views, is_due).run()


@dataclass(slots=True)
class _Merge:
    crm: Event
    provider: Event
    base_crm: Event | None
    base_provider: Event | None
    rules: CalendarRules
    views: Projections
    is_due: bool = False
    turned: Mapping[Field, Side] = member(default_factory=dict)

    def run(self) -> Merged:
        hidden = self.crm.missing | self.provider.missing | (HIDDEN if self._is_veil_new() else frozenset())
        verdicts = {name: merge() for name, merge in self._fields().items() if name not in hidden}
        if self._is_veil_new():
            verdicts |= self._veiled()
        crm = _with(self.crm, ((name, one.crm) for name, one in verdicts.items()))
        provider = _with(self.provider, ((name, one.provider) for name, one in verdicts.items()))
        losses = [self._loss(name, side, one) for name, one in verdicts.items() for side in sorted(one.losers)]
        return Merged(crm, provider, tuple(losses), self._changed_by())

    def _fields(self) -> dict[Field, Callable[[], Verdict[Any]]]:
        return {
            Field.TITLE: self._title,
            Field.WHEN: partial(self._plain, Field.WHEN, WHEN),
            Field.LOCATION: partial(self._text, Field.LOCATION),
            Field.DESCRIPTION: self._description,
            Field.BUSY: partial(self._plain, Field.BUSY, PLAIN),
        }

    # --- what lost --------------------------------------------------------------------------------------------

    def _loss(self, name: Field, side: Side, verdict: Verdict[Any]) -> Loss:
        """What a calendar's title or description lost is told without what was composed around it."""
        crm, provider = self._swapped(name, side)
        loser = self.crm if side is Side.CRM else self.provider
        is_other = name in COMPOSED and getattr(crm, name) != verdict.crm
        told = _with(loser, [(name, getattr(crm, name))]) if side is Side.PROVIDER and is_other else loser
        return Loss(name, side, told, (crm, provider))

    def _swapped(self, name: Field, loser: Side) -> tuple[Event, Event]:
        """How both would show the field had the loser won."""
        if self._is_veil_new() and name in HIDDEN:
            shown = self.provider if name in self.provider.missing else as_event(self.views.provider(self.crm))
            return self.crm, _with(self.provider, [(name, getattr(shown, name))])
        rules = replace(self.rules, conflict={**self.rules.conflict, name: loser})
        one = replace(self, rules=rules, turned={name: loser})._fields()[name]()
        return _with(self.crm, [(name, one.crm)]), _with(self.provider, [(name, one.provider)])

    # --- what stands in the calendar under what was composed ------------------------------------------------

    def _title(self) -> Verdict[str]:
        """A new subject from either side, and the title composed of it."""
        was = self.base_crm or self.crm
        taken = self._taken(was)
        verdict = merge_scalar(
            Values(was.title, self.crm.title, was.title, taken.subject), self._terms(Field.TITLE), TEXT
        )
        losers = verdict.losers | ({Side.PROVIDER} if taken.dropped else set())
        subject = verdict.crm
        if same_text(subject, self.crm.title):
            subject = self.crm.title
        return Verdict(subject, self._composed(subject), frozenset(losers))

    def _composed(self, subject: str) -> str:
        """As a person spelled it where it says the same, were it just blanks, or nothing at all.

        A copy bears names that its activity isn't linked to: they stay until there is something to compose anew.
        """
        composed, shown = compose(replace(self.crm, title=subject), self.rules.title), self.provider.title
        is_said = same_text(composed, shown) or composed == as_event(self.views.crm(self.provider)).title
        return shown if is_said or self._is_as_composed(Field.TITLE, composed) else composed

    def _is_as_composed(self, name: Field, composed: str) -> bool:
        """Nobody touched it since both agreed, nor what it would be composed of."""
        known, was = self.base_provider, self.base_crm
        if known is None or was is None or self.is_due or not same_field(name, known, self.provider):
            return False
        before = dressed(was, self.rules.title)
        return composed == getattr(before, name) and was.links == self.crm.links

    def _taken(self, was: Event) -> Taken:
        """What the calendar's title says of the subject; nothing new where nobody touched it, or it is known."""
        known = self.base_provider
        if known is not None and same_text(known.title, self.provider.title):
            return Taken(was.title)
        if same_text(self.provider.title, compose(self.crm, self.rules.title)):
            return Taken(self.crm.title)
        title = self._without_lost_names(was)
        taken = take_off(title, was, self.rules.title)
        if was.links == self.crm.links or not same_text(taken.subject, title):
            return taken
        # composed of what it belongs to today, by a write of ours that nobody noted
        return take_off(title, replace(was, links=self.crm.links), self.rules.title)

    def _without_lost_names(self, was: Event) -> str:
        """The calendar's title less the names of which nobody but its own last lines knows any more.

        What bore them is gone, or let go of, since they were written.
        """
        known = {fold(thing.name) for links in (was.links, self.crm.links) for thing in links.named}
        lost = [name for name in names_below(self.provider.description) if fold(name) not in known]
        return without_names(self.provider.title, lost, self.rules.title)

    def _description(self) -> Verdict[str]:
        verdict = self._text(Field.DESCRIPTION)
        text, composed = (with_footer(one, self.crm.links) for one in (verdict.provider, verdict.crm))
        is_kept = self._is_as_composed(Field.DESCRIPTION, composed)
        return replace(verdict, provider=self.provider.description if is_kept else text)

    # --- private events -------------------------------------------------------------------------------------

    def _is_veil_new(self) -> bool:
        """Whether the event became private, or no longer is."""
        known = self.base_provider
        return known is not None and HIDDEN & (known.missing ^ self.provider.missing) == HIDDEN

    def _veiled(self) -> dict[Field, Verdict[Any]]:
        """It is hidden at once, or shows all that it says; what was typed at the CRM and is shown nowhere is lost."""
        is_hidden = self.provider.missing >= HIDDEN
        crm, provider = (veiled(self.crm), self.provider) if is_hidden else self._unveiled()
        before = (self.base_crm or self.crm) if is_hidden else veiled(self.crm)
        lost = {name for name in self._untold(before) if not same_field(name, self.crm, crm)}
        losers = {name: frozenset({Side.CRM} if name in lost else ()) for name in HIDDEN}
        return {name: Verdict(getattr(crm, name), getattr(provider, name), losers[name]) for name in sorted(HIDDEN)}

    def _untold(self, before: Event) -> set[Field]:
        """What was typed at the CRM since, and what its twin never showed."""
        apart = {name for name in TEXTS if not self._is_settled(name, self._bare(name))}
        return apart | {name for name in HIDDEN if not same_field(name, before, self.crm)}

    def _unveiled(self) -> tuple[Event, Event]:
        """The activity as the event tells it, and the event under the title that is composed today."""
        was = replace(self.base_crm or self.crm, title="")
        subject = take_off(self._without_lost_names(was), was, self.rules.title).subject
        body = without_footer(self.provider.description)
        crm = replace(self.crm, title=subject, location=self.provider.location, description=body)
        dressed = with_footer(body, self.crm.links)
        return crm, replace(self.provider, title=self._composed(subject), description=dressed)

    # --- parts ----------------------------------------------------------------------------------------------

    def _plain(self, name: Field, nature: Nature[T]) -> Verdict[T]:
        return merge_scalar(self._values(name), self._terms(name), nature)

    def _values(self, name: Field) -> Values[Any]:
        crm, provider = getattr(self.crm, name), getattr(self.provider, name)
        base_crm = getattr(self.base_crm, name) if self.base_crm else crm
        base_provider = getattr(self.base_provider, name) if self.base_provider else provider
        return Values(base_crm, crm, base_provider, provider)

    def _bare(self, name: Field) -> Values[str]:
        """A text without what was put below it, which only descriptions have."""
        texts: Values[str] = self._values(name)
        if name not in COMPOSED:
            return texts
        return Values(texts.base_crm, texts.crm, without_footer(texts.base_provider), without_footer(texts.provider))

    def _terms(self, name: Field) -> Terms[Any]:
        is_first = self.base_crm is None or self.base_provider is None
        return Terms(self.rules.winner(name), is_first, False, partial(self._mirrored, name), self._shown)

    def _text(self, name: Field) -> Verdict[str]:
        """Twins that were linked as they were may differ: the first edit replaces what its author never saw.

        So they meet in that field for the first time. The edit wins, being younger; what it replaces is kept.
        """
        values, terms, nature = self._bare(name), self._terms(name), TEXTS[name]
        by = editor(values, nature)
        if not terms.is_first and by is not None and not self._is_settled(name, values):
            terms = replace(terms, is_first=True, winner=self.turned.get(name, by))
        return merge_scalar(values, terms, nature)

    def _is_settled(self, name: Field, values: Values[str]) -> bool:
        return is_settled(values, TEXTS[name], partial(self._mirrored_bases, name))

    def _mirrored_bases(self, name: Field) -> tuple[str, str]:
        """Of texts, without what was put below them. A side without a base stands for itself, as in `_values`."""
        in_crm, in_provider = self._as_shown(name, self.base_crm or self.crm, self.base_provider or self.provider)
        return without_footer(in_crm), without_footer(in_provider)

    def _mirrored(self, name: Field) -> tuple[Any, Any]:
        return self._as_shown(name, self.crm, self.provider)

    def _as_shown(self, name: Field, crm: Event, provider: Event) -> tuple[Any, Any]:
        """What each side would show of the other's field, crm first."""
        return getattr(self.views.crm(provider), name), getattr(self.views.provider(crm), name)

    def _shown(self, _side: Side, value: Any) -> Any:
        return value

    def _changed_by(self) -> frozenset[Side]:
        pairs = ((Side.CRM, self.base_crm, self.crm), (Side.PROVIDER, self.base_provider, self.provider))
        return frozenset(side for side, base, now in pairs if base is not None and changed_fields(base, now))


def _with(event: Event, wanted: Iterable[tuple[Field, Any]]) -> Event:
    changes: dict[str, Any] = {name.value: value for name, value in wanted if getattr(event, name) != value}
    return replace(event, **changes) if changes else event
