"""Adding an account: an e-mail address, the providers it may be at, and the way in at the one that is chosen.

Whatever goes wrong is told above the form, with all that was typed still in it, but never the password.
"""

from collections.abc import Mapping
from typing import Any

from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.session import mark_of, secret_of
from tandem.domain.errors import AccessRevoked, Refused, Trouble
from tandem.domain.ids import CompanyId, UserId
from tandem.ports import ProviderName
from tandem.usecases.seeing.views import CompanyView, UserView

BY_CONSENT = (ProviderName.GOOGLE, ProviderName.OFFICE365, ProviderName.OUTLOOK)
BY_PASSWORD = (ProviderName.ICLOUD, ProviderName.EXCHANGE)
PROVIDERS = tuple(map(str, (*BY_CONSENT, *BY_PASSWORD)))
LONGEST = 500

Whose = tuple[CompanyView, UserView]


def _show(visit: Visit) -> Reply:
    """Empty, or with the address of an account that is to be connected again."""
    if again := visit.query.get("again", ""):
        account = visit.scope.account(again)
        return _form(visit, {"address": account.address, "whose": f"{account.company}:{account.user}"})
    return _form(visit, {})


def _form(visit: Visit, typed: Mapping[str, str], wrong: str = "", detail: str = "") -> Html:
    """`wrong` is a reason; it is told beside the field."""
    shown = {"address": typed.get("address", ""), "whose": typed.get("whose", ""), "people": _people(visit)}
    sentence = visit.reader.sentence(wrong, detail) if wrong else ""
    return Html("add_account.html", {**shown, "wrong": wrong, "sentence": sentence})


def _people(visit: Visit) -> dict[str, Whose]:
    """For whom an account may be added, by what a form says of them: oneself; the machine's admin chooses."""
    user = visit.scope.user
    listed = [(company, one) for company in visit.scope.companies for one in company.users]
    is_admin_of_all = visit.scope.session is not None and visit.scope.session.is_of_the_machine
    may_be = [(company, one) for company, one in listed if is_admin_of_all or (user and one.id == user.id)]
    return {f"{company.id}:{one.id}": (company, one) for company, one in may_be if one.granted}


def _whose(visit: Visit) -> Whose:
    people = _people(visit)
    if not people:
        raise Refused("no_grant")
    said = visit.form.get("whose") or next(iter(people))
    if said not in people:
        raise Refused("unknown", "user")
    return people[said]


def _typed(visit: Visit) -> dict[str, str]:
    """What was typed or chosen so far; the password is no part of it."""
    company, user = _whose(visit)
    said = {name: visit.form.get(name, "").strip()[: LONGEST * 4] for name in ("address", "url", "username")}
    return {**said, "address": said["address"][:LONGEST], "whose": f"{company.id}:{user.id}"}


def _propose(visit: Visit) -> Reply:
    typed = _typed(visit)
    try:
        found = visit.app.propose(typed["address"])
    except Trouble as trouble:
        return _form(visit, typed, trouble.reason)
    proposed = {one.provider for one in found}
    others = [one for one in PROVIDERS if one not in proposed]
    return Html("proposals.html", {**typed, "proposals": found, "others": others})


def _choose(visit: Visit) -> Reply:
    """On to the provider's page, or to ours where a password is typed."""
    provider, typed = visit.path["provider"], _typed(visit)
    if provider in BY_PASSWORD:
        return _password(visit, provider, typed)
    if provider not in BY_CONSENT:
        return _form(visit, typed, "unknown_provider")
    company, user = _whose(visit)
    mark = mark_of(secret_of(visit.request))
    try:
        whose = CompanyId(company.id), UserId(user.id)
        url = visit.app.begin_consent(*whose, provider, typed["address"], mark)
    except Trouble as trouble:
        return _form(visit, typed, trouble.reason)
    return Html("consent.html", {**typed, "provider": provider, "url": url})


def _password(visit: Visit, provider: str, typed: Mapping[str, str], wrong: Trouble | None = None) -> Html:
    shown: dict[str, Any] = {**typed, "provider": provider, "wrong": "", "sentence": ""}
    if wrong is not None:
        is_refused = isinstance(wrong, AccessRevoked)
        shown |= {"wrong": "password" if is_refused else wrong.reason or "other"}
        shown |= {"sentence": visit.reader.sentence(wrong.reason)}
    return Html("password.html", shown)


def _sign_in(visit: Visit) -> Reply:
    provider, typed, password = visit.path["provider"], _typed(visit), visit.form.get("password", "")
    if provider not in BY_PASSWORD:
        return _form(visit, typed, "unknown_provider")
    if not password:
        return _password(visit, provider, typed, Refused("no_password"))
    company, user = _whose(visit)
    said = {"username": typed["username"], "url": typed["url"], "password": password[:LONGEST]}
    credentials = {name: value for name, value in said.items() if value}
    try:
        account = visit.app.add_account(CompanyId(company.id), user.id, provider, typed["address"], credentials)
    except Trouble as trouble:
        return _password(visit, provider, typed, trouble)
    return Go(f"/accounts/{account.id}", "account_added")


def _begin_again(visit: Visit) -> Reply:
    """Whoever comes back to what was an answer to a form, as by choosing another language there."""
    return _form(visit, {})


PAGES = (
    Page("GET", "/add", _show, "connections"),
    Page("POST", "/add", _propose, "connections"),
    Page("GET", "/add/{provider}", _begin_again, "connections"),
    Page("POST", "/add/{provider}", _choose, "connections"),
    Page("GET", "/add/{provider}/sign-in", _begin_again, "connections"),
    Page("POST", "/add/{provider}/sign-in", _sign_in, "connections"),
)
