"""What the steps of a live check work with: the opened side, the items that were made, and short ways to both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tandem.domain.calendar_rules import CalendarRules, Private
from tandem.domain.checkup import Fact
from tandem.domain.content import Content
from tandem.domain.errors import Refused, Rejected, Retryable
from tandem.domain.ids import RemoteId
from tandem.domain.made_up import made_up_contact, made_up_event
from tandem.domain.rules import Direction
from tandem.domain.side import Side
from tandem.domain.sight import Broken, Seen
from tandem.ports import Change, Creation, Failed, Places, Pushes, Removal, Replica, Write, Written
from tandem.state.checkups import Checkup
from tandem.state.connections import Connection
from tandem.usecases.world import World


class NotYet(Retryable):
    """What is waited for isn't there yet."""


class Untried(Exception):
    """The step can't be tried here; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Done:
    """What a step comes to: the facts, and the check as it goes on."""

    checkup: Checkup
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """`is_conditional`, `tells_removals`: what Tandem assumes of this side."""

    world: World
    connection: Connection
    checkup: Checkup

    @property
    def is_provider(self) -> bool:
        return self.checkup.side is Side.PROVIDER

    @property
    def is_conditional(self) -> bool:
        """The CRM can't refuse a write for its version."""
        return self.is_provider

    @property
    def tells_removals(self) -> bool:
        """The CRM's lists leave out what was deleted."""
        return self.is_provider

    @property
    def made_up(self) -> Content:
        token, started = self.checkup.token, self.checkup.started
        is_calendar = isinstance(self.connection.rules, CalendarRules)
        return made_up_event(token, started) if is_calendar else made_up_contact(token)

    def replica(self) -> Replica:
        """The side, for reading and writing, whatever the connection's direction: in the place of its own."""
        return self.opened(self.checkup.place)

    def opened(self, place: str) -> Replica:
        """In another place; a calendar without one is refused, for it would be the person's own."""
        opened = self.world.replicas.open(self._with_place(place))
        found = opened.writer if self.is_provider else opened.crm
        if found is None:
            raise Refused("one_way", "connection")
        return found

    def pushes(self) -> Pushes | None:
        return self.world.replicas.open(self._with_place(self.checkup.place)).pushes if self.is_provider else None

    def places(self) -> Places | None:
        account = self.world.accounts.get(self.connection.account)
        return self.world.replicas.places(account, self.connection.kind) if self.is_provider else None

    def _with_place(self, place: str) -> Connection:
        rules = self.connection.rules
        if isinstance(rules, CalendarRules):
            if self.is_provider and not place:
                raise Refused("no_place", "connection")
            # the CRM's side is opened together with a calendar that is only looked at
            calendar = place if self.is_provider else rules.calendar
            return replace(self.connection, rules=replace(rules, calendar=calendar, private=Private.FULL))
        group = place or None
        return replace(self.connection, rules=replace(rules, group=group, direction=Direction.TWO_WAY))

    def item(self, number: int) -> RemoteId:
        return self.checkup.items[number]

    def seen(self, number: int) -> Seen:
        """An item as it is now. Raise `NotYet`, or `Rejected` where it makes no sense."""
        remote = self.item(number)
        sight = self.replica().read([remote])[remote]
        if isinstance(sight, Broken):
            raise Rejected(sight.reason, sight.detail)
        if not isinstance(sight, Seen):
            raise NotYet("checkup_item_missing")
        return sight

    def elapsed(self) -> timedelta:
        """Since the last write was begun: a push may come before its answer."""
        now = self.world.clock.now()
        return now - (self.checkup.acted or now)


def answers(replica: Replica, writes: Sequence[Write]) -> Iterator[Written | Failed]:
    """One for each; raise what stops them all."""
    for answer in replica.write(writes):
        if isinstance(answer, Failed) and isinstance(answer.error, Retryable):
            raise answer.error
        yield answer


def written(replica: Replica, write: Creation | Change | Removal) -> Seen | None:
    """The write has to be done: raise why it wasn't."""
    (answer,) = answers(replica, [write])
    if isinstance(answer, Failed):
        raise answer.error
    return answer.seen
