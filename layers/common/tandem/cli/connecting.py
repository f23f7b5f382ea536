"""`tandem connect …` and `tandem add`: companies, accounts, connections."""

import webbrowser
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from tandem.cli import screen
from tandem.cli.naming import Account, AnyRules
from tandem.cli.rules import read_rules
from tandem.cli.screen import Json
from tandem.cli.secret import read_secret
from tandem.cli.server import call
from tandem.cli.words import say

connect = typer.Typer(help=say("connect"))

Optional = str | None


@connect.command("pipedrive", help=say("connect_pipedrive"))
def connect_pipedrive(
    domain: Annotated[Optional, typer.Option(help=say("opt_domain"))] = None,
    token_file: Annotated[Optional, typer.Option(help=say("opt_token_file"))] = None,
    as_json: Json = False,
) -> None:
    domain = domain or typer.prompt(say("ask_domain"), err=True)
    token = read_secret(token_file, say("ask_token"))
    answer = call("POST", "companies", body={"api_domain": domain, "api_token": token})
    if as_json:
        return screen.put(answer)
    screen.pairs({name: answer.value[name] for name in ("id", "name", "plan")})
    screen.table(answer.value["users"], ("id", "name", "email", "is_admin", "granted"))
    return screen.aside(say("then_icloud"))


@connect.command("icloud", help=say("connect_icloud"))
def connect_icloud(
    *,
    company: Annotated[Optional, typer.Option(help=say("opt_company"))] = None,
    user: Annotated[Optional, typer.Option(help=say("opt_user"))] = None,
    address: Annotated[Optional, typer.Option(help=say("opt_address"))] = None,
    username: Annotated[Optional, typer.Option(help=say("opt_username"))] = None,
    url: Annotated[Optional, typer.Option(help=say("opt_url"))] = None,
    password_file: Annotated[Optional, typer.Option(help=say("opt_password_file"))] = None,
    as_json: Json = False,
) -> None:
    whose = _whose(company, user)
    address = address or typer.prompt(say("ask_address"), err=True)
    password = read_secret(password_file, say("ask_password"))
    _add_account(whose, "icloud", address, _signing_in(username or address, password, url), as_json)


@connect.command("exchange", help=say("connect_exchange"))
def connect_exchange(
    *,
    company: Annotated[Optional, typer.Option(help=say("opt_company"))] = None,
    user: Annotated[Optional, typer.Option(help=say("opt_user"))] = None,
    address: Annotated[Optional, typer.Option(help=say("opt_address"))] = None,
    username: Annotated[Optional, typer.Option(help=say("opt_username"))] = None,
    url: Annotated[Optional, typer.Option(help=say("opt_exchange_url"))] = None,
    password_file: Annotated[Optional, typer.Option(help=say("opt_plain_password_file"))] = None,
    as_json: Json = False,
) -> None:
    whose = _whose(company, user)
    address = address or typer.prompt(say("ask_address"), err=True)
    password = read_secret(password_file, say("ask_plain_password"))
    _add_account(whose, "exchange", address, _signing_in(username or address, password, url), as_json)


@connect.command("google", help=say("connect_google"))
def connect_google(
    *,
    company: Annotated[Optional, typer.Option(help=say("opt_company"))] = None,
    user: Annotated[Optional, typer.Option(help=say("opt_user"))] = None,
    address: Annotated[Optional, typer.Option(help=say("opt_address"))] = None,
    token_file: Annotated[Optional, typer.Option(help=say("opt_refresh_token_file"))] = None,
    as_json: Json = False,
) -> None:
    _connect_by_consent("google", _whose(company, user), address, token_file, as_json, "then_calendars")


@connect.command("outlook", help=say("connect_outlook"))
def connect_outlook(
    *,
    company: Annotated[Optional, typer.Option(help=say("opt_company"))] = None,
    user: Annotated[Optional, typer.Option(help=say("opt_user"))] = None,
    address: Annotated[Optional, typer.Option(help=say("opt_address"))] = None,
    token_file: Annotated[Optional, typer.Option(help=say("opt_refresh_token_file"))] = None,
    as_json: Json = False,
) -> None:
    _connect_by_consent("outlook", _whose(company, user), address, token_file, as_json)


@connect.command("office365", help=say("connect_office365"))
def connect_office365(
    *,
    company: Annotated[Optional, typer.Option(help=say("opt_company"))] = None,
    user: Annotated[Optional, typer.Option(help=say("opt_user"))] = None,
    address: Annotated[Optional, typer.Option(help=say("opt_address"))] = None,
    token_file: Annotated[Optional, typer.Option(help=say("opt_refresh_token_file"))] = None,
    as_json: Json = False,
) -> None:
    _connect_by_consent("office365", _whose(company, user), address, token_file, as_json)


def _connect_by_consent(
    provider: str,
    whose: tuple[str, str],
    address: str | None,
    token_file: str | None,
    as_json: bool,
    then: str = "then_add",
) -> None:
    """With a refresh token that somebody has already, else by the provider's own page."""
    if token_file is None:
        company, user = whose
        return _consent({"company": company, "user": user, "provider": provider, "address": address or ""}, as_json)
    address = address or typer.prompt(say("ask_address"), err=True)
    token = read_secret(token_file, say("ask_refresh_token"))
    return _add_account(whose, provider, address, {"refresh_token": token}, as_json, then)


def calendars(
    account: Account,
    create: Annotated[Optional, typer.Option(help=say("opt_create_calendar"))] = None,
    as_json: Json = False,
) -> None:
    if create is not None:
        call("POST", "accounts", account, "calendars", body={"name": create})
    answer = call("GET", "accounts", account, "calendars")
    if as_json:
        return screen.put(answer)
    return screen.table(answer.value, ("id", "name", "default"))


def activity_types(account: Account, as_json: Json = False) -> None:
    answer = call("GET", "accounts", account, "activity-types")
    if as_json:
        return screen.put(answer)
    return screen.table(answer.value, ("key", "name"))


def add(
    account: Account,
    rules: AnyRules = None,
    kind: Annotated[str, typer.Option(help=say("opt_kind"))] = "contacts",
    as_json: Json = False,
) -> None:
    body = {"account": account, "kind": kind, "rules": read_rules(rules or [])}
    answer = call("POST", "connections", body=body)
    if as_json:
        return screen.put(answer)
    screen.pairs({name: answer.value[name] for name in ("id", "state", "rules")})
    return screen.aside(say("then_preview", id=answer.value["id"]))


def _add_account(
    whose: tuple[str, str],
    provider: str,
    address: str,
    credentials: dict[str, str],
    as_json: bool,
    then: str = "then_add",
) -> None:
    company, user = whose
    body = {"company": company, "user": user, "provider": provider, "address": address, "credentials": credentials}
    answer = call("POST", "accounts", body=body)
    if as_json:
        return screen.put(answer)
    screen.pairs({name: answer.value[name] for name in ("id", "provider", "address", "state")})
    return screen.aside(say(then, id=answer.value["id"]))


def _signing_in(username: str, password: str, url: str | None) -> dict[str, str]:
    return {"username": username, "password": password, **({"url": url} if url else {})}


def _whose(company: str | None, user: str | None) -> tuple[str, str]:
    """The one that is meant where there is only one; a usage error else."""
    if company and user:
        return company, user
    companies = [it for it in call("GET", "companies").value if company in {None, it["id"]}]
    chosen = _only(companies, "--company")
    users = [it for it in chosen["users"] if it["granted"] and user in {None, it["id"]}]
    return str(chosen["id"]), user or str(_only(users, "--user")["id"])


def _only(found: Sequence[dict[str, Any]], option: str) -> dict[str, Any]:
    if not found:
        raise typer.BadParameter(say("none_yet"), param_hint=option)
    if len(found) > 1:
        ids = ", ".join(f"{it['id']} ({it['name']})" for it in found)
        raise typer.BadParameter(say("which", option=option, ids=ids), param_hint=option)
    return found[0]


def _consent(wanted: dict[str, str], as_json: bool) -> None:
    """By the provider's own page, in a browser where there is one; the address is shown in any case."""
    answer = call("POST", "consents", body=wanted)
    if as_json:
        return screen.put(answer)
    screen.line(answer.value["url"])
    webbrowser.open(answer.value["url"])
    return screen.aside(say("then_accounts"))
