"""What the command says by itself, in English and German; what the API says comes in the right language already."""

import os
from collections.abc import Mapping

from tandem.cli.sentences import SENTENCES


def language(environment: Mapping[str, str] = os.environ) -> str:
    """de or en: TANDEM_LANG, else what the terminal is set to."""
    for name in ("TANDEM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "de" if environment[name].lower().startswith("de") else "en"
    return "en"


def say(key: str, **values: object) -> str:
    """The sentence of a key."""
    return SENTENCES[key][language() == "de"].format(**values)


def word(key: str) -> str:
    """A word of the API as a person reads it; one without a translation is shown as it is."""
    return WORDS[key][language() == "de"] if key in WORDS else key


WORDS: Mapping[str, tuple[str, str]] = {
    "id": ("ID", "Kennung"),
    "name": ("Name", "Name"),
    "plan": ("Plan", "Tarif"),
    "email": ("E-mail", "E-Mail"),
    "granted": ("Granted", "Freigegeben"),
    "is_admin": ("Admin", "Admin"),
    "provider": ("Provider", "Anbieter"),
    "address": ("Address", "Adresse"),
    "company": ("Company", "Firma"),
    "user": ("User", "Nutzer"),
    "state": ("State", "Zustand"),
    "count": ("Contacts", "Kontakte"),
    "default": ("Default", "Vorgabe"),
    "account": ("Account", "Konto"),
    "rules": ("Rules", "Regeln"),
    "counts": ("Counts", "Zahlen"),
    "progress": ("Progress", "Fortschritt"),
    "last_run": ("Last run", "Letzter Lauf"),
    "last_error": ("Last error", "Letzter Fehler"),
    "continues": ("Continues", "Weiter ab"),
    "linked": ("Linked", "Verknüpft"),
    "pending": ("Pending", "Offen"),
    "held": ("Held", "Zurückgehalten"),
    "review": ("To review", "Zu prüfen"),
    "parked": ("Parked", "Geparkt"),
    "conflicts": ("Conflicts", "Konflikte"),
    "conflict": ("Conflict", "Konflikt"),
    "requested": ("Requested", "Verlangt"),
    "finished": ("Finished", "Fertig"),
    "kind": ("Kind", "Art"),
    "total": ("Total", "Gesamt"),
    "crm": ("Pipedrive", "Pipedrive"),
    "when": ("When", "Wann"),
    "since": ("Since", "Seit"),
    "changed": ("Changed", "Geändert"),
    "side": ("Side", "Seite"),
    "action": ("Action", "Aktion"),
    "fields": ("Fields", "Felder"),
    "message": ("Reason", "Grund"),
    "retry_at": ("Next try", "Nächster Versuch"),
    "value": ("Value", "Wert"),
    "source": ("From", "Woher"),
    "crm_id": ("Pipedrive", "Pipedrive"),
    "provider_id": ("Address book or calendar", "Adressbuch oder Kalender"),
    "direction": ("Direction", "Richtung"),
    "one_way": ("one way", "einseitig"),
    "two_way": ("both ways", "beidseitig"),
    "crm_scope": ("Persons sent", "Gesendete Personen"),
    "own": ("own", "eigene"),
    "visible": ("visible", "sichtbare"),
    "group": ("Group", "Gruppe"),
    "visibility": ("Visibility", "Sichtbarkeit"),
    "deletes": ("Deletions", "Löschungen"),
    "follow": ("follow", "folgen"),
    "keep": ("keep", "behalten"),
    "first": ("first sync", "erster Abgleich"),
    "refresh": ("refresh", "Abgleich"),
    "sweep": ("sweep", "Kontrolle"),
    "undo": ("undo", "Rückgängigmachen"),
    "swap": ("conflict turned round", "umgedrehter Konflikt"),
    "left": ("Left alone", "Belassen"),
    "leave": ("leave alone", "belassen"),
    "hold": ("hold", "zurückhalten"),
    "stop": ("end of the sync", "Ende des Abgleichs"),
    "release": ("release of all that was held", "Freigabe alles Zurückgehaltenen"),
    "restore": ("restoring of all that was held", "Wiederherstellung alles Zurückgehaltenen"),
    "decided": ("decided", "entschieden"),
    "restored": ("comparison after a backup", "Vergleich nach einer Sicherung"),
    "live": ("in step", "im Gleichschritt"),
    "out_of_scope": ("out of scope", "außerhalb"),
    "not_wanted": ("not wanted", "nicht gewünscht"),
    "unlinked": ("unlinked", "gelöst"),
    "tombstone": ("deleted", "gelöscht"),
    "creating": ("being created", "wird angelegt"),
    "contacts": ("Contacts", "Kontakte"),
    "emails": ("e-mail", "E-Mail"),
    "phones": ("phone", "Telefon"),
    "messengers": ("messenger", "Messenger"),
    "addresses": ("address", "Adresse"),
    "organization": ("organization", "Organisation"),
    "job_title": ("job title", "Position"),
    "notes": ("notes", "Notizen"),
    "birthday": ("birthday", "Geburtstag"),
    "title": ("title", "Titel"),
    "location": ("location", "Ort"),
    "description": ("description", "Beschreibung"),
    "busy": ("busy", "gebucht"),
    "photo": ("photo", "Foto"),
    "draft": ("draft", "Entwurf"),
    "running": ("running", "läuft"),
    "up_to_date": ("up to date", "aktuell"),
    "paused": ("paused", "angehalten"),
    "needs_reconnect": ("needs to be reconnected", "muss neu verbunden werden"),
    "waiting": ("waiting", "wartet"),
    "stopped": ("stopped", "beendet"),
    "connected": ("connected", "verbunden"),
    "done": ("done", "fertig"),
    "failed": ("failed", "gescheitert"),
    "created": ("created", "angelegt"),
    "updated": ("updated", "geändert"),
    "deleted": ("deleted", "gelöscht"),
    "create": ("create", "anlegen"),
    "update": ("update", "ändern"),
    "delete": ("delete", "löschen"),
    "link": ("link", "verknüpfen"),
    "unlink": ("let go", "lösen"),
    "relink": ("new id", "neue Kennung"),
    "field": ("Field", "Feld"),
    "run": ("Run", "Lauf"),
    "before": ("Before", "Davor"),
    "after": ("After", "Danach"),
    "won": ("Won", "Gilt"),
    "lost": ("Lost", "Unterlag"),
    "remote_id": ("id", "Kennung"),
    "True": ("yes", "ja"),
    "False": ("no", "nein"),
}
