"""By what an activity and an event are known to be the same when a calendar's sync begins."""

from hashlib import blake2b

from tandem.domain.calendar_rules import CalendarRules
from tandem.domain.comparison import fold, time_form
from tandem.domain.content import as_event
from tandem.domain.showing import dressed
from tandem.domain.side import Side
from tandem.domain.sight import Seen
from tandem.state.connections import Connection


def twin_key(connection: Connection, side: Side, seen: Seen) -> str:
    """The same for an activity and the event that shows it: title and time; "" for what is no calendar's or no twin's.

    As a hash, since it lies in the open, and salted, so that what two connections have tells nothing of either.
    """
    rules = connection.rules
    if not seen.in_scope or not isinstance(rules, CalendarRules):
        return ""
    event = as_event(seen.content)
    shown = dressed(event, rules.title) if side is Side.CRM else event
    text = f"{fold(shown.title)}\n{time_form(shown.when)}"
    salt = connection.id.encode()[:64]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12, key=salt).hexdigest()
