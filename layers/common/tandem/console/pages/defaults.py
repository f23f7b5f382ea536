"""For admins: what new connections of the company begin with, who changed it last, and how titles are made of."""

from collections.abc import Mapping

from tandem.console.pages.contact_form import FIELDS, is_small, of_form, rules_of, said_by, visibilities
from tandem.console.pages.example import EXAMPLE
from tandem.console.pages.page import Go, Html, Needs, Page, Reply, Visit
from tandem.console.pages.titles import edited_at
from tandem.domain.ids import CompanyId, UserId
from tandem.domain.title import compose, pattern_of
from tandem.usecases.seeing.views import CompanyView

CALENDAR = ("mode", "private", "deletes")
"""The rules of calendars that the form has, each behind "calendar_"; titles have a page of their own."""
ATTACHED = frozenset({"group", "filter"})
"""What the form of one connection has beside them."""


def _company(visit: Visit) -> CompanyView:
    return visit.scope.company(CompanyId(visit.path["company"]))


def _show(visit: Visit) -> Reply:
    company = _company(visit)
    defaults = visit.app.defaults(CompanyId(company.id))
    shown = {
        "company": company,
        "defaults": defaults,
        "said": said_by(defaults.contacts),
        "example": compose(EXAMPLE, pattern_of(str(defaults.calendar["title"]))),
        "offered": visibilities(company.plan),
        "is_small": is_small(company.plan),
        "fields": FIELDS,
    }
    return Html("defaults.html", shown)


def _save(visit: Visit) -> Reply:
    contacts = {name: value for name, value in of_form(visit.form).items() if name not in ATTACHED}
    calendar = {name: said for name in CALENDAR if (said := visit.form.get(f"calendar_{name}", ""))}
    return _set(visit, {"contacts": rules_of(contacts), "calendar": calendar}, "")


def _set(visit: Visit, rules: Mapping[str, Mapping[str, object]], behind: str) -> Reply:
    company = CompanyId(_company(visit).id)
    by = UserId(visit.scope.user.id if visit.scope.user else "")
    before = visit.app.defaults(company).changes
    is_new = visit.app.set_defaults(company, by, rules).changes != before
    return Go(f"/company/{company}/defaults{behind}", "defaults_saved" if is_new else "nothing_changed")


def _show_titles(visit: Visit) -> Reply:
    company = _company(visit)
    kept = str(visit.app.defaults(CompanyId(company.id)).calendar["title"])
    edited = edited_at(f"/company/{company.id}/defaults/titles", visit.query, kept)
    return Html("default_titles.html", {"company": company, "may_preview": False, **edited})


def _save_titles(visit: Visit) -> Reply:
    """A form that names none leaves them as they are."""
    title = visit.form.get("title", "")
    return _set(visit, {"calendar": {"title": str(pattern_of(title))}} if title else {}, "/titles")


PAGES = (
    Page("GET", "/company/{company}/defaults", _show, "company", Needs.ADMIN),
    Page("POST", "/company/{company}/defaults", _save, "company", Needs.ADMIN),
    Page("GET", "/company/{company}/defaults/titles", _show_titles, "company", Needs.ADMIN),
    Page("POST", "/company/{company}/defaults/titles", _save_titles, "company", Needs.ADMIN),
)
