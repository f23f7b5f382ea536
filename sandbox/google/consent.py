"""The page that asks a person for consent, in German or English: which account, and which of the scopes."""

from html import escape

from sandbox.rows import Row

WORDS = {
    "de": ("Konto auswählen", "Diese App möchte auf dein Konto zugreifen", "Zulassen", "Abbrechen"),
    "en": ("Choose an account", "This app wants to access your account", "Allow", "Cancel"),
}
SILENT = frozenset({"openid", "email", "profile"})
"""Granted with the rest: no box is shown for them."""
SCOPES = {
    "https://www.googleapis.com/auth/calendar": (
        "Alle Kalender ansehen, bearbeiten, freigeben und endgültig löschen",
        "See, edit, share, and permanently delete all the calendars",
    ),
    "https://www.googleapis.com/auth/calendar.events": (
        "Termine in allen Kalendern ansehen und bearbeiten",
        "View and edit events on all your calendars",
    ),
    "https://www.googleapis.com/auth/contacts": (
        "Kontakte ansehen, bearbeiten und endgültig löschen",
        "See, edit, download, and permanently delete your contacts",
    ),
}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem }}
fieldset {{ border: 1px solid #bbb; border-radius: .5rem; margin: 1rem 0 }} label {{ display: block; padding: .3rem }}
button {{ font: inherit; padding: .4rem 1.2rem; margin-right: .5rem }}
</style></head><body><h1>{title}</h1><form method="post">{hidden}
<fieldset><legend>{choose}</legend>{accounts}</fieldset><fieldset><legend>{scope_title}</legend>{scopes}</fieldset>
<button name="decision" value="allow">{allow}</button><button name="decision" value="deny">{deny}</button>
</form></body></html>
"""


def page(accounts: list[Row], query: dict[str, str], accept_language: str) -> bytes:
    """The form goes back to where it came from, with the query of the request in hidden fields."""
    language = language_of(accept_language)
    choose, title, allow, deny = WORDS[language]
    filled = PAGE.format(
        language=language,
        title=title,
        choose=choose,
        scope_title="Berechtigungen" if language == "de" else "Permissions",
        allow=allow,
        deny=deny,
        hidden="".join(
            [_hidden(name, value) for name, value in query.items() if name != "scope"]
            + [_hidden("scope", one) for one in query.get("scope", "").split() if one in SILENT]
        ),
        accounts="".join(_account(one, query.get("login_hint") or accounts[0]["id"]) for one in accounts),
        scopes="".join(_scope(one, language) for one in query.get("scope", "").split() if one not in SILENT),
    )
    return filled.encode()


def language_of(accept_language: str) -> str:
    """The first of German and English in the header's order; English where neither is."""
    wanted = [part.partition(";")[0].strip()[:2].lower() for part in accept_language.split(",")]
    return next((one for one in wanted if one in WORDS), "en")


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def _account(account: Row, chosen: str) -> str:
    email = escape(account["id"])
    checked = " checked" if account["id"] == chosen.lower() else ""
    text = f"{escape(account['name'])} ({email})"
    return f'<label><input type="radio" name="account" value="{email}"{checked}> {text}</label>'


def _scope(scope: str, language: str) -> str:
    german, english = SCOPES.get(scope, (scope, scope))
    text = german if language == "de" else english
    return f'<label><input type="checkbox" name="scope" value="{escape(scope)}" checked> {escape(text)}</label>'
