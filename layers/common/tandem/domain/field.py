"""The names of the fields that are synced. What they hold is in `contact` and `event`."""

from enum import StrEnum


class Field(StrEnum):
    """The fields that are synced; the values are the attribute names of `Contact`, then those of `Event`."""

    NAME = "name"
    EMAILS = "emails"
    PHONES = "phones"
    MESSENGERS = "messengers"
    ADDRESSES = "addresses"
    ORGANIZATION = "organization"
    JOB_TITLE = "job_title"
    NOTES = "notes"
    BIRTHDAY = "birthday"

    TITLE = "title"
    WHEN = "when"
    LOCATION = "location"
    DESCRIPTION = "description"
    BUSY = "busy"
    DONE = "done"
    PRIVATE = "private"
    LINKS = "links"


EVENT_FIELDS = (
    Field.TITLE,
    Field.WHEN,
    Field.LOCATION,
    Field.DESCRIPTION,
    Field.BUSY,
    Field.DONE,
    Field.PRIVATE,
    Field.LINKS,
)
CONTACT_FIELDS = tuple(field for field in Field if field not in EVENT_FIELDS)
