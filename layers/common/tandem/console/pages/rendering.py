"""Turns a page's template into HTML in the reader's language. Whatever was typed anywhere comes out as text."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tandem.console import words
from tandem.console.item_id import to_path
from tandem.console.pages import assets
from tandem.console.pages.catalog import translations
from tandem.console.pages.notices import NOTICES, SAID
from tandem.console.pages.page import Html, Visit
from tandem.console.pages.scope import waiting_of
from tandem.console.session import form_token, masked, secret_of

TEMPLATES = Path(__file__).parents[1] / "templates"

AREAS = {"connections": "/", "decide": "/decide", "history": "/history", "company": "/company", "account": "/account"}
"""The navigation: what pages name as their area, and where it begins. An area without a page isn't shown."""


@cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.filters |= {"urlencode": _quoted, "waiting_of": waiting_of}
    made.globals |= {"asset": assets.address, "to_path": to_path, "waiting_of": waiting_of}
    return made


def _quoted(text: object) -> str:
    """For a query; half a character, which some program may have stored, is no reason to show nothing."""
    return quote(str(text), safe="", errors="replace")


def render(visit: Visit, html: Html, areas: frozenset[str]) -> str:
    """`areas` are those that have a page this visitor may call."""
    template = environment(visit.reader.language).get_template(html.template)
    return template.render(**_frame(visit, areas), **html.shown)


def _frame(visit: Visit, areas: frozenset[str]) -> Mapping[str, Any]:
    """What every template may use, beside what its page shows; docs/console.md lists it."""
    reader, secret = visit.reader, secret_of(visit.request)
    return {
        "reader": reader,
        "languages": words.LANGUAGES,
        "scope": visit.scope,
        "area": visit.page.area,
        "areas": {area: path for area, path in AREAS.items() if area in areas},
        "here": "/" + "/".join(visit.request.path),
        "form_token": masked(form_token(secret), visit.guard.sessions.ids.secret()) if visit.scope.session else "",
        "notice": reader.text(NOTICES[said]) if (said := visit.query.get(SAID, "")) in NOTICES else "",
    }
