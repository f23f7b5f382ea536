"""The page that asks a user whether an app may be installed for them, in German or English."""

from html import escape

from sandbox.rows import Row

WORDS = {
    "de": ("Eine App möchte auf Ihr Pipedrive zugreifen", "Angemeldet als", "Zulassen und installieren", "Abbrechen"),
    "en": ("An app wants to access your Pipedrive", "Logged in as", "Allow and install", "Cancel"),
}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem }}
fieldset {{ border: 1px solid #bbb; border-radius: .5rem; margin: 1rem 0 }} label {{ display: block; padding: .3rem }}
button {{ font: inherit; padding: .4rem 1.2rem; margin-right: .5rem }}
</style></head><body><h1>{title}</h1><form>{hidden}
<fieldset><legend>{choose}</legend>{users}</fieldset>
<button id="allow">{allow}</button><button id="deny" name="deny" value="1">{deny}</button>
</form></body></html>
"""


def page(users: list[Row], chosen: int, query: dict[str, str], accept_language: str) -> bytes:
    """The form asks the same address again, with the user who answers."""
    language = "de" if accept_language.lower().startswith("de") else "en"
    title, choose, allow, deny = WORDS[language]
    hidden = (f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in query.items())
    filled = PAGE.format(
        language=language,
        title=title,
        choose=choose,
        hidden="".join(hidden),
        users="".join(_user(one, is_chosen=one["id"] == chosen) for one in users),
        allow=allow,
        deny=deny,
    )
    return filled.encode()


def _user(user: Row, *, is_chosen: bool) -> str:
    checked = " checked" if is_chosen else ""
    text = f"{escape(user['name'])} ({escape(user['email'])})"
    return f'<label><input type="radio" name="user_id" value="{user["id"]}"{checked}> {text}</label>'
