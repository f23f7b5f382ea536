"""The names of the fields that are synced. What they hold is in `contact`."""

from enum import StrEnum


class Field(StrEnum):
    """The fields that are synced; the values are the attribute names of `Contact`."""

    NAME = "name"
    EMAILS = "emails"
    PHONES = "phones"
    MESSENGERS = "messengers"
    ADDRESSES = "addresses"
    ORGANIZATION = "organization"
    JOB_TITLE = "job_title"
    NOTES = "notes"
    BIRTHDAY = "birthday"
