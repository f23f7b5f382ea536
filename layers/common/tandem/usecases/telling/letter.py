"""The letter that tells people what waits for them: counts and names of their connections, nothing of customers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.domain.telling import Cause, Standing
from tandem.state.accounts import Account
from tandem.state.connections import Connection

Pair = tuple[str, str]
LANGUAGES = ("en", "de")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,252}[a-zA-Z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell, with the connection that it is about."""

    standing: Standing
    connection: Connection
    account: Account


def language_of(wanted: str, otherwise: str) -> str:
    """The person's, if it is one that we speak."""
    return next((one for one in (wanted[:2].lower(), otherwise[:2].lower()) if one in LANGUAGES), LANGUAGES[0])


def subject(news: Sequence[Told], language: str) -> str:
    causes = {one.standing.cause for one in news}
    return _pick(SUBJECTS[causes.pop()] if len(causes) == 1 else SEVERAL, language)


def text(name: str, news: Sequence[Told], language: str, public_url: str | None) -> str:
    """`name` is the person's own. Each part names the connection's page or, without an address for it, the command."""
    hello = _pick(HELLO, language).format(name=name) if name else _pick(HELLO_THERE, language)
    parts = [hello, *(_part(one, language, public_url) for one in news)]
    return "\n\n".join([*parts, _pick(ONCE, language)]) + "\n"


def connection_name(connection: Connection, account: Account, language: str) -> str:
    kind = _pick(KINDS.get(connection.kind, (connection.kind, connection.kind)), language)
    provider = PROVIDERS.get(account.provider, account.provider)
    return f"{kind}, {provider} ({one_line(account.address)})"


def is_address(text: str) -> bool:
    """Whether it may stand in a header, and be handed to a mail server, as it is. Some accounts have a name instead."""
    return ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    return " ".join(text.split())


def _part(one: Told, language: str, public_url: str | None) -> str:
    standing = one.standing
    words = {
        "count": f"{standing.count}",
        "since": _instant(standing.since, language),
    }
    said = _pick(SENTENCES[standing.cause][standing.count != 1], language).format(**words)
    where = (
        _pick(PAGE, language).format(url=f"{public_url}/connections/{one.connection.id}")
        if public_url
        else _pick(COMMAND, language).format(command=_command(one))
    )
    return "\n".join([f"{connection_name(one.connection, one.account, language)}:", said, where])


def _command(one: Told) -> str:
    match one.standing.cause:
        case Cause.DEAD:
            is_crm = one.standing.mark.startswith(GRANT)
            return f"tandem connect {'pipedrive' if is_crm else one.account.provider}"
        case Cause.HELD:
            return f"tandem held {one.connection.id}"
        case Cause.PARKED:
            return f"tandem parked {one.connection.id}"


def _instant(at: datetime, language: str) -> str:
    return at.strftime(_pick(("%Y-%m-%d %H:%M UTC", "%d.%m.%Y, %H:%M UTC"), language))


def _pick(pair: Pair, language: str) -> str:
    return pair[language == "de"]


GRANT = "grant/"
"""Begins the mark of a user's grant at Pipedrive; any other is an account's."""

PROVIDERS: Mapping[str, str] = {
    "icloud": "iCloud",
    "google": "Google",
    "outlook": "Outlook.com",
    "office365": "Office 365",
    "exchange": "Microsoft Exchange",
}
KINDS: Mapping[str, Pair] = {"contacts": ("Contacts", "Kontakte"), "calendar": ("Calendar", "Kalender")}

SUBJECTS: Mapping[Cause, Pair] = {
    Cause.DEAD: ("Tandem is no longer let in", "Tandem hat keinen Zugang mehr"),
    Cause.HELD: ("Tandem waits for your decision", "Tandem wartet auf Ihre Entscheidung"),
    Cause.PARKED: ("Tandem could not carry everything over", "Tandem konnte nicht alles übertragen"),
}
SEVERAL: Pair = ("Tandem: some things need you", "Tandem: Einiges braucht Sie")

SENTENCES: Mapping[Cause, tuple[Pair, Pair]] = {
    Cause.DEAD: (
        (
            "Since {since} Tandem is no longer let in: a password was changed, or the permission was taken back. "
            "Nothing is lost; the sync goes on as soon as you connect again.",
            "Seit {since} hat Tandem keinen Zugang mehr: Ein Passwort wurde geändert oder die Erlaubnis entzogen. "
            "Nichts geht verloren; der Abgleich geht weiter, sobald Sie die Verbindung erneuern.",
        ),
    )
    * 2,
    Cause.HELD: (
        (
            "One deletion is held back until you decide. Until then nothing is deleted.",
            "Eine Löschung wird zurückgehalten, bis Sie entscheiden. Bis dahin wird nichts gelöscht.",
        ),
        (
            "{count} deletions are held back until you decide. Until then nothing is deleted.",
            "{count} Löschungen werden zurückgehalten, bis Sie entscheiden. Bis dahin wird nichts gelöscht.",
        ),
    ),
    Cause.PARKED: (
        (
            "One record could not be carried over. Tandem tries it again by itself; everything else goes on.",
            "Ein Eintrag konnte nicht übertragen werden. Tandem versucht es von selbst wieder; alles andere geht "
            "weiter.",
        ),
        (
            "{count} records could not be carried over. Tandem tries them again by itself; everything else goes on.",
            "{count} Einträge konnten nicht übertragen werden. Tandem versucht es von selbst wieder; alles andere geht "
            "weiter.",
        ),
    ),
}
"""By cause: of one, and of several."""

HELLO: Pair = ("Hello {name},", "Guten Tag {name},")
HELLO_THERE: Pair = ("Hello,", "Guten Tag,")
PAGE: Pair = ("See it in the console: {url}", "In der Konsole ansehen: {url}")
COMMAND: Pair = ("The command: {command}", "Der Befehl: {command}")
ONCE: Pair = (
    "You get one letter about each of these; the next one only when it is over and begins anew. "
    "This letter was written by a program: answers are read by nobody.",
    "Zu jedem dieser Punkte gibt es nur einen Brief; einen weiteren erst, wenn er erledigt ist und neu auftritt. "
    "Dieser Brief kommt von einem Programm: Antworten liest niemand.",
)
