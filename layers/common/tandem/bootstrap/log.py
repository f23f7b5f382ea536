"""What may stand in a log: our own words, the fields named here, and of an error its class and its place."""

import logging

from tandem.domain.fault import place_of

FIELDS = frozenset(
    {
        *("company", "connection", "account", "link", "run", "circuit"),  # ids
        *("function", "queue", "message_id", "attempt"),
        *("reason", "error", "place", "slot", "count"),
    }
)
"""A field that isn't here is dropped: a name, an address or a token that somebody logs by mistake stays here."""

_GIVEN = frozenset(vars(logging.makeLogRecord({}))) | {"taskName"}
"""What every record has; the rest are the event's own fields."""


class KnownFields(logging.Filter):
    """On our own logger: takes away every other field, the words of errors, and what would fill holes in a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            vars(record).update(place_of(record.exc_info[1]))
        record.exc_info = record.exc_text = record.stack_info = None
        record.args = ()
        for name in vars(record).keys() - _GIVEN - FIELDS:
            delattr(record, name)
        return True


class OursOnly(logging.Filter):
    """On the handlers of the root: a library's warning is told by its place alone, anything less not at all.

    httpx logs whole addresses, and some hold a mail address that is looked for.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "tandem":
            return True
        record.msg, record.args = "a library warns", ()
        record.exc_info = record.exc_text = record.stack_info = None
        for name in vars(record).keys() - _GIVEN:
            delattr(record, name)
        vars(record)["place"] = f"{record.filename}:{record.lineno}"
        return record.levelno >= logging.WARNING


def guard_log() -> None:
    """From now on. Idempotent."""
    logger = logging.getLogger("tandem")
    logger.setLevel(logging.INFO)
    _add(logger, KnownFields)
    for handler in logging.getLogger().handlers:
        _add(handler, OursOnly)


def _add(to: logging.Filterer, kind: type[logging.Filter]) -> None:
    if not any(isinstance(one, kind) for one in to.filters):
        to.addFilter(kind())
