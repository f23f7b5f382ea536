"""For admins: everyone's connections, what limits the company, all that is known of it, and the way to be forgotten."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tandem.console.app import App
from tandem.console.pages.page import File, Go, Html, Needs, Page, Reply, Visit
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId, ErasureId
from tandem.usecases.seeing.views import CompanyView, ConnectionView, UserView

LARGEST_FILE = 4_000_000
"""Characters of an export, and one more page of it: an answer of API Gateway holds 6 MB."""


def _show(visit: Visit) -> Reply:
    connections: dict[str, list[ConnectionView]] = {one.id: [] for one in visit.scope.companies}
    for one in visit.scope.connections:
        connections[visit.scope.accounts[one.account].company].append(one)
    defaults = {one.id: visit.app.defaults(CompanyId(one.id)) for one in visit.scope.companies}
    return Html("company.html", {"connections": connections, "defaults": defaults})


def _whose(visit: Visit) -> tuple[CompanyView, UserView | None]:
    """The company of the path and, where the path names one, its user. Raise `Refused` ("unknown")."""
    company = visit.scope.company(CompanyId(visit.path["company"]))
    if "user" not in visit.path:
        return company, None
    for one in company.users:
        if one.id == visit.path["user"]:
            return company, one
    raise Refused("unknown", "user")


# --- all that is known -----------------------------------------------------------------------------------------------


def _export(visit: Visit) -> Reply:
    """A file, if one is enough; else a page that offers this part as a file, and the next."""
    company, user = _whose(visit)
    after = visit.query.get("next", "")
    text, following = _gathered(visit.app, company, user, after)
    if visit.query.get("file") or (not after and not following):
        return File(f"tandem-{user.id if user else company.id}.jsonl", "application/x-ndjson; charset=utf-8", text)
    parts = {"file": urlencode({"file": "1", "next": after}), "following": urlencode({"next": following})}
    shown = {"company": company, "user": user, "is_first": not after, "is_last": not following}
    return Html("export.html", {**shown, **parts})


def _gathered(app: App, company: CompanyView, user: UserView | None, after: str) -> tuple[str, str]:
    """Items, a line each, and where the next part begins."""
    lines: list[str] = []
    size = 0
    while True:
        view = app.export(CompanyId(company.id), user.id if user else "", after)
        lines += [json.dumps(item, ensure_ascii=False, default=str) for item in view.items]
        size += sum(map(len, lines[len(lines) - len(view.items) :]))
        after = view.next
        if not after or size >= LARGEST_FILE:
            return "".join(f"{line}\n" for line in lines), after


# --- to be forgotten -------------------------------------------------------------------------------------------------


def _ask(visit: Visit) -> Reply:
    return Html("erase.html", _asked(visit))


def _asked(visit: Visit, wrong: str = "") -> Mapping[str, Any]:
    company, user = _whose(visit)
    name = (user.name or user.email or user.id) if user else company.name
    return {"company": company, "user": user, "name": name, "wrong": wrong}


def _erase(visit: Visit) -> Reply:
    company, user = _whose(visit)
    try:
        said = visit.form.get("confirm", "")[:500]
        erasure = visit.app.erase(CompanyId(company.id), user.id if user else "", said)
    except Refused as refused:
        if refused.reason != "not_confirmed":
            raise
        return Html("erase.html", _asked(visit, visit.reader.text("That is not the name. Nothing was erased.")))
    return Go(f"/company/erasures/{erasure}")


def _erasure(visit: Visit) -> Reply:
    """For whoever has its id: of whom it is about nothing is left in the end, neither an admin nor a company."""
    return Html("erasure.html", {"erasure": visit.app.erasure(ErasureId(visit.path["erasure"]))})


COMPANY = "/company/{company}"
USER = f"{COMPANY}/users/{{user}}"

PAGES = (
    Page("GET", "/company", _show, "company", Needs.ADMIN),
    Page("GET", "/company/erasures/{erasure}", _erasure, "company"),
    *(
        page
        for of in (COMPANY, USER)
        for page in (
            Page("GET", f"{of}/export", _export, "company", Needs.ADMIN),
            Page("GET", f"{of}/erase", _ask, "company", Needs.ADMIN),
            Page("POST", f"{of}/erase", _erase, "company", Needs.ADMIN),
        )
    ),
)
