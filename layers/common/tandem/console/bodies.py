"""What a caller may send with each request: the fields of the bodies, and the decisions on what waits."""

from tandem.console.fields import Field, Fields, Listed, Text, Truth
from tandem.domain.calendar_rules import Mode, Private
from tandem.domain.contact import Field as ContactField, Side
from tandem.domain.rules import Deletes, Direction, Visibility


def choice(*words: str, is_nullable: bool = False) -> Text:
    return Text(choices=words, is_nullable=is_nullable)


CONFLICT = Fields(tuple(Field(name, choice(*Side)) for name in ContactField))
OF_CONTACTS = (
    Field("direction", choice(*Direction)),
    Field("crm_scope", Text(pattern=r"own|visible|filter:[0-9]+", longest=40)),
    Field("group", Text(longest=2000, shortest=1, is_nullable=True)),
    Field("visibility", choice(*Visibility, is_nullable=True)),
    Field("deletes", choice(*Deletes)),
    Field("conflict", CONFLICT),
)
OF_CALENDARS = (
    Field("calendar", Text(longest=500, shortest=1)),
    Field("mode", choice(*Mode)),
    Field("private", choice(*Private)),
    Field("types", Listed(Text(longest=100, shortest=1), is_nullable=True)),
    Field("title", Text(longest=200, shortest=1)),
)
RULES = (*OF_CONTACTS, *OF_CALENDARS)
DEFAULTS = Fields(
    (
        Field(
            "contacts",
            Fields(
                (
                    *(field for field in OF_CONTACTS if field.name not in {"group", "crm_scope"}),
                    Field("crm_scope", choice("own", "visible")),
                )
            ),
        ),
        Field(
            "calendar",
            Fields(
                (
                    *(field for field in OF_CALENDARS if field.name in {"mode", "private", "title"}),
                    Field("deletes", choice(*Deletes)),
                )
            ),
        ),
    )
)
"""A group, a calendar and a filter are somebody's own: they have no default."""
NEW_CALENDAR = Fields((Field("name", Text(longest=200, shortest=1), is_required=True),))
CREDENTIALS = Fields(
    (
        Field("url", Text(longest=2000)),
        Field("username", Text(longest=500)),
        Field("password", Text(longest=500)),
        Field("refresh_token", Text(longest=4000)),
    )
)
NEW_COMPANY = Fields(
    (
        Field("api_domain", Text(longest=500, shortest=1), is_required=True),
        Field("api_token", Text(longest=500, shortest=1), is_required=True),
    )
)
NEW_ACCOUNT = Fields(
    (
        Field("company", Text(longest=100, shortest=1), is_required=True),
        Field("user", Text(longest=100, shortest=1), is_required=True),
        Field("provider", Text(longest=40, shortest=1), is_required=True),
        Field("address", Text(longest=500, shortest=1), is_required=True),
        Field("credentials", CREDENTIALS, is_required=True),
    )
)
NEW_CONNECTION = Fields(
    (
        Field("account", Text(longest=200, shortest=1), is_required=True),
        Field("kind", choice("contacts", "calendar"), is_required=True),
        Field("rules", Fields(RULES)),
    )
)
CHANGED_RULES = Fields((*RULES, Field("rules", Fields(RULES))))
PREVIEW = Fields((Field("rules", Fields(RULES)), Field("upload", Truth()), Field("past", Truth())))
TITLE = Fields((Field("title", Text(longest=200, shortest=1), is_required=True),))
WITH = Field("with", Text(longest=4000, shortest=1))
"""The id of another item of the same review."""
UNDO = Fields((Field("record", Truth()),))
NEW_CONSENT = Fields(
    (
        Field("company", Text(longest=100, shortest=1), is_required=True),
        Field("user", Text(longest=100, shortest=1), is_required=True),
        Field("provider", Text(longest=40, shortest=1), is_required=True),
        Field("address", Text(longest=500)),
    )
)
UPLOAD = Fields((Field("past", Truth()),))
CHECKUP = Fields((Field("side", choice(*Side)),))
STOP = Fields((Field("remove", Truth()),))
ERASE = Fields((Field("confirm", Text(longest=500, shortest=1), is_required=True),))
"""The id or the name of whom it is about, of a user also the mail address."""
WHO = Fields((Field("company", Text(longest=100)), Field("user", Text(longest=100))))
"""Neither: the machine's admin."""

DECISIONS = {
    "conflicts": ("swap", "dismiss"),
    "review": ("link", "separate"),
    "held": ("release", "restore"),
    "parked": ("retry",),
}


ON_ALL = Fields(
    (
        Field("kind", choice("held"), is_required=True),
        Field("decision", choice(*DECISIONS["held"]), is_required=True),
    )
)
