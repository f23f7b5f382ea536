"""Every sentence that a person reads here, in English and German, keyed by the stable words of the code."""

from collections.abc import Mapping

from tandem.console.reasons import REASONS
from tandem.console.whys import Pair

LANGUAGES = ("en", "de")


def preferred(header: str, default: str) -> str:
    """The language of an Accept-Language header that we speak and the caller likes best (RFC 9110, 12.5.4)."""
    liked = [(quality, tag.split("-")[0]) for tag, quality in map(_weighed, header.lower().split(","))]
    spoken = [(quality, tag) for quality, tag in liked if tag in LANGUAGES and quality > 0]
    return max(spoken, key=lambda it: it[0], default=(0.0, default))[1]


def _weighed(part: str) -> tuple[str, float]:
    tag, _, quality = part.partition(";q=")
    try:
        return tag.strip(), float(quality or 1)
    except ValueError:
        return tag.strip(), 0.0


def label(word: str, language: str) -> str:
    """A state, a count, a heading; the word itself where none is known."""
    return _pick(LABELS, word, language) or word.replace("_", " ")


def sentence(reason: str, detail: str, language: str) -> str:
    """A reason as a sentence, with its detail; no reason is left without one."""
    known = _pick(REASONS, reason, language) or _pick(REASONS, "other", language).format(reason=reason or "?")
    return f"{known} ({detail})" if detail else known


def title(kind: str, language: str) -> str:
    """The short name of a kind of problem, the same for each occurrence."""
    return _pick(TITLES, kind, language) or _pick(TITLES, "refused", language)


def _pick(pairs: Mapping[str, Pair], word: str, language: str) -> str:
    return pairs.get(word, ("", ""))[language == "de"]


TITLES: Mapping[str, Pair] = {
    "unauthorized": ("A valid token is needed", "Ein gültiges Token fehlt"),
    "unknown": ("There is no such thing", "Das gibt es nicht"),
    "method_not_allowed": ("This can't be done here", "Das geht hier nicht"),
    "invalid": ("The request can't be understood", "Die Anfrage ist nicht verständlich"),
    "refused": ("This can't be done", "Das ist nicht möglich"),
    "access_revoked": ("Access was denied", "Der Zugang wurde verweigert"),
    "unavailable": ("The other side can't be reached", "Die Gegenseite ist nicht erreichbar"),
    "rate_limited": ("Too many requests for now", "Zurzeit zu viele Anfragen"),
    "conflict": ("Something else changed it first", "Etwas anderes hat es zuerst geändert"),
    "internal": ("Something went wrong here", "Hier ist etwas schiefgegangen"),
}

LABELS: Mapping[str, Pair] = {
    "draft": ("draft", "Entwurf"),
    "pending": ("waiting to run", "wartet auf den Lauf"),
    "running": ("running", "läuft"),
    "up_to_date": ("up to date", "aktuell"),
    "paused": ("paused", "angehalten"),
    "needs_reconnect": ("needs to be reconnected", "muss neu verbunden werden"),
    "held": ("held", "zurückgehalten"),
    "waiting": ("waiting", "wartet"),
    "stopped": ("stopped", "beendet"),
    "connected": ("connected", "verbunden"),
    "done": ("done", "fertig"),
    "failed": ("failed", "fehlgeschlagen"),
    "title": ("title", "Titel"),
    "location": ("location", "Ort"),
    "description": ("description", "Beschreibung"),
    "busy": ("busy", "beschäftigt"),
    "private": ("private", "privat"),
    "links": ("linked to", "verknüpft mit"),
    "live": ("in step", "im Gleichschritt"),
    "creating": ("being created", "wird angelegt"),
    "out_of_scope": ("out of the group or range", "außerhalb der Gruppe oder des Bereichs"),
    "not_wanted": ("deleted in Pipedrive", "in Pipedrive gelöscht"),
    "unlinked": ("no longer kept in step", "nicht mehr abgeglichen"),
    "tombstone": ("deleted on both sides", "auf beiden Seiten gelöscht"),
    "linked": ("linked", "verknüpft"),
    "created": ("created", "angelegt"),
    "updated": ("updated", "geändert"),
    "deleted": ("deleted", "gelöscht"),
    "open": ("open", "offen"),
    "review": ("to review", "zu prüfen"),
    "parked": ("parked", "geparkt"),
    "conflicts": ("conflicts", "Konflikte"),
    "create": ("created", "angelegt"),
    "update": ("updated", "geändert"),
    "delete": ("deleted", "gelöscht"),
    "link": ("linked", "verknüpft"),
    "unlink": ("let go", "gelöst"),
    "relink": ("known under a new id", "unter neuer Kennung"),
    "remote_id": ("id", "Kennung"),
    "crm": ("Pipedrive", "Pipedrive"),
    "provider": ("address book or calendar", "Adressbuch oder Kalender"),
    "first": ("first sync", "erster Abgleich"),
    "account_connected": (
        "{address} is connected. You may close this page.",
        "{address} ist verbunden. Sie können diese Seite schließen.",
    ),
    "upload": ("upload", "Hochladen"),
    "coming": ("to come", "kommend"),
    "past": ("over", "vorbei"),
    "refresh": ("refresh", "Abgleich"),
    "pause": ("pause", "Anhalten"),
    "change": ("change", "Änderung"),
    "sweep": ("sweep", "Kontrolle"),
    "undo": ("undo", "Rückgängigmachen"),
    "swap": ("conflict turned round", "umgedrehter Konflikt"),
    "left": ("left alone", "belassen"),
    "stop": ("end of the sync", "Ende des Abgleichs"),
    "release": ("release of all that was held", "Freigabe alles Zurückgehaltenen"),
    "restore": ("restoring of all that was held", "Wiederherstellung alles Zurückgehaltenen"),
    "decided": ("decided", "entschieden"),
    "restored": ("comparison after a backup", "Vergleich nach einer Sicherung"),
    "restoring": (
        "A backup was put back: nothing is written until both sides are compared.",
        "Eine Sicherung wurde zurückgespielt: Bis zum Vergleich beider Seiten wird nichts geschrieben.",
    ),
    "one_way": ("address book to Pipedrive", "Adressbuch nach Pipedrive"),
    "two_way": ("both ways", "in beide Richtungen"),
    "contacts": ("Contacts", "Kontakte"),
    "headline": (
        "Contacts and calendars in step with Pipedrive",
        "Kontakte und Kalender im Gleichschritt mit Pipedrive",
    ),
    "companies": ("Companies", "Firmen"),
    "connections": ("Connections", "Verbindungen"),
    "history": ("Latest changes", "Letzte Änderungen"),
    "nothing": ("Nothing yet.", "Noch nichts."),
    "plan": ("plan", "Tarif"),
    "users": ("users", "Nutzer"),
    "webhooks": ("changes are pushed", "Änderungen werden gemeldet"),
    "polled": ("changes are polled", "Änderungen werden abgefragt"),
    "last_run": ("Last run", "Letzter Lauf"),
    "last_error": ("Last error", "Letzter Fehler"),
    "continues": ("continues", "weiter ab"),
    "when": ("When", "Wann"),
    "what": ("What", "Was"),
    "where": ("Where", "Wo"),
    "who": ("Contact or event", "Kontakt oder Termin"),
    "fields": ("Fields", "Felder"),
    "token": ("Admin token", "Admin-Token"),
    "log_in": ("Open", "Öffnen"),
    "wrong_token": ("That isn't the token.", "Das ist nicht das Token."),
    "token_where": (
        "It is in the file admin-token of the data folder.",
        "Es steht in der Datei admin-token im Datenordner.",
    ),
    "name": ("name", "Name"),
    "emails": ("e-mail", "E-Mail"),
    "phones": ("phone", "Telefon"),
    "messengers": ("messenger", "Messenger"),
    "addresses": ("address", "Adresse"),
    "organization": ("organization", "Organisation"),
    "job_title": ("job title", "Position"),
    "notes": ("notes", "Notizen"),
    "birthday": ("birthday", "Geburtstag"),
    "photo": ("photo", "Foto"),
}
