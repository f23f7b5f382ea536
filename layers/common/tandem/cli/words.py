"""What the command says by itself, in English and German; what the API says comes in the right language already."""

import os
from collections.abc import Mapping


def language(environment: Mapping[str, str] = os.environ) -> str:
    """de or en: TANDEM_LANG, else what the terminal is set to."""
    for name in ("TANDEM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "de" if environment[name].lower().startswith("de") else "en"
    return "en"


def say(key: str, **values: object) -> str:
    """The sentence of a key; a key without one is a word of the API and is shown as it is."""
    pair = SENTENCES.get(key) or WORDS.get(key)
    return pair[language() == "de"].format(**values) if pair else key.replace("_", " ")


SENTENCES: Mapping[str, tuple[str, str]] = {
    "tandem": (
        "Keeps the contacts of a Pipedrive company in step with its users' address books.",
        "Hält die Kontakte einer Pipedrive-Firma im Gleichschritt mit den Adressbüchern ihrer Nutzer.",
    ),
    # --- commands ---
    "up": ("Run Tandem on this machine, in the foreground.", "Tandem auf diesem Rechner ausführen, im Vordergrund."),
    "sandbox": ("Run the stand-ins alone.", "Nur die Übungsserver ausführen."),
    "connect": ("Add a company or a provider account.", "Eine Firma oder ein Konto hinzufügen."),
    "connect_pipedrive": (
        "Add a company, or another of its users' grants, by an API token.",
        "Eine Firma oder den Zugang eines weiteren Nutzers hinzufügen, mit einem API-Token.",
    ),
    "connect_icloud": (
        "Add an address book of iCloud or of any CardDAV server.",
        "Ein Adressbuch von iCloud oder einem anderen CardDAV-Server hinzufügen.",
    ),
    "companies": ("List companies and their users.", "Firmen und ihre Nutzer auflisten."),
    "accounts": ("List provider accounts.", "Konten auflisten."),
    "groups": ("List an account's groups, live.", "Die Gruppen eines Kontos auflisten, direkt vom Anbieter."),
    "add": ("Add a connection of an account's contacts.", "Eine Verbindung für die Kontakte eines Kontos anlegen."),
    "connections": ("List connections.", "Verbindungen auflisten."),
    "status": ("Show one connection, or all.", "Eine Verbindung zeigen, oder alle."),
    "links": ("List the synced contacts.", "Die abgeglichenen Kontakte auflisten."),
    "set": (
        "Change rules: direction=two_way group=ID deletes=keep conflict.phones=provider ...",
        "Regeln ändern: direction=two_way group=ID deletes=keep conflict.phones=provider ...",
    ),
    "preview": (
        "Show what a first sync would do; writes nothing.",
        "Zeigen, was ein erster Abgleich täte; schreibt nichts.",
    ),
    "start": ("Start the sync.", "Den Abgleich starten."),
    "pause": ("Pause the sync.", "Den Abgleich anhalten."),
    "resume": ("Resume the sync.", "Den Abgleich fortsetzen."),
    "refresh": ("Sync now.", "Jetzt abgleichen."),
    "stop": (
        "End the sync; what it made is kept, or removed with --remove.",
        "Den Abgleich beenden; was er angelegt hat, bleibt oder wird mit --remove entfernt.",
    ),
    "history": ("Show every write, newest first.", "Alle Änderungen zeigen, die neuesten zuerst."),
    "conflicts": ("Show edits that lost against others.", "Änderungen zeigen, die gegen andere verloren haben."),
    "review": ("Show contacts that may be the same.", "Kontakte zeigen, die dieselben sein könnten."),
    "held": ("Show deletions that wait for you.", "Löschungen zeigen, die auf Sie warten."),
    "parked": ("Show contacts that failed, and why.", "Kontakte zeigen, die scheiterten, und warum."),
    "doctor": ("Show the settings and what is wrong.", "Die Einstellungen zeigen und was nicht stimmt."),
    # --- options ---
    "opt_json": ("Print exactly what the API answered.", "Genau das ausgeben, was die API geantwortet hat."),
    "opt_port": ("The port to listen on.", "Der Port."),
    "opt_data": ("The folder for everything that is kept.", "Der Ordner für alle Daten."),
    "opt_public_url": ("The address that webhooks can reach.", "Die Adresse, die Webhooks erreichen."),
    "opt_sandbox": ("With stand-ins and a made-up company.", "Mit Übungsservern und einer erfundenen Firma."),
    "opt_contacts": ("How many contacts to make up.", "Wie viele Kontakte erfunden werden."),
    "opt_activities": ("How many activities to make up.", "Wie viele Aktivitäten erfunden werden."),
    "opt_seed": ("The same seed makes the same people.", "Gleiche Zahl, gleiche Leute."),
    "opt_domain": ("https://COMPANY.pipedrive.com", "https://FIRMA.pipedrive.com"),
    "opt_token_file": (
        "A file that holds the API token; - is the standard input.",
        "Eine Datei mit dem API-Token; - ist die Standardeingabe.",
    ),
    "opt_password_file": (
        "A file that holds the app-specific password; - is the standard input.",
        "Eine Datei mit dem app-spezifischen Passwort; - ist die Standardeingabe.",
    ),
    "opt_company": ("The company's id.", "Die Kennung der Firma."),
    "opt_user": ("The Pipedrive user's id.", "Die Kennung des Pipedrive-Nutzers."),
    "opt_address": ("The account's e-mail address.", "Die E-Mail-Adresse des Kontos."),
    "opt_username": ("The user name, if not the address.", "Der Nutzername, falls nicht die Adresse."),
    "opt_url": ("The CardDAV server, if not iCloud.", "Der CardDAV-Server, falls nicht iCloud."),
    "opt_no_wait": ("Don't wait for the end.", "Nicht auf das Ende warten."),
    "opt_remove": ("Remove what Tandem made.", "Entfernen, was Tandem angelegt hat."),
    "opt_keep": ("Leave everything where it is.", "Alles lassen, wo es ist."),
    "opt_next": ("Go on from here (printed with the list).", "Hier weitermachen (steht unter der Liste)."),
    "opt_query": ("Only names that contain this.", "Nur Namen, die das enthalten."),
    "opt_item": ("Decide on this one only.", "Nur über diesen Eintrag entscheiden."),
    "opt_release": ("Let the deletions happen.", "Die Löschungen geschehen lassen."),
    "opt_restore": ("Bring back what was deleted.", "Wiederherstellen, was gelöscht wurde."),
    "opt_retry": ("Try again.", "Noch einmal versuchen."),
    "opt_link": ("They are the same.", "Es sind dieselben."),
    "opt_separate": ("They are different.", "Es sind verschiedene."),
    "opt_dismiss": ("Seen; take it off the list.", "Gesehen; von der Liste nehmen."),
    # --- sentences ---
    "ask_domain": ("Pipedrive address", "Adresse von Pipedrive"),
    "ask_token": ("API token", "API-Token"),
    "ask_address": ("E-mail address", "E-Mail-Adresse"),
    "ask_password": ("App-specific password", "App-spezifisches Passwort"),
    "no_server": (
        "No Tandem answers at {url}. `tandem up` starts one; TANDEM_URL names another.",
        "Unter {url} antwortet kein Tandem. `tandem up` startet eines; TANDEM_URL nennt ein anderes.",
    ),
    "no_token": (
        "There is no admin token at {path}. TANDEM_DATA names the data folder, TANDEM_TOKEN_FILE the file.",
        "Unter {path} liegt kein Admin-Token. TANDEM_DATA nennt den Datenordner, TANDEM_TOKEN_FILE die Datei.",
    ),
    "no_tls": (
        "{url} is not https and not this machine: the admin token is not sent there.",
        "{url} ist weder https noch dieser Rechner: dorthin wird das Admin-Token nicht gesendet.",
    ),
    "odd_answer": ("{url} answered, but not as Tandem does.", "{url} hat geantwortet, aber nicht wie Tandem."),
    "no_secret": ("The secret is empty.", "Das Geheimnis ist leer."),
    "no_file": ("{path} can't be read.", "{path} ist nicht lesbar."),
    "not_key_value": ("{text} is not key=value.", "{text} ist nicht Name=Wert."),
    "nothing_to_set": ("Name at least one key=value.", "Mindestens ein Name=Wert fehlt."),
    "which": ("Several could be meant; choose with {option}: {ids}", "Mehrere sind möglich; {option} wählt: {ids}"),
    "none_yet": ("There is none yet: tandem connect pipedrive", "Es gibt noch keine: tandem connect pipedrive"),
    "one_decision": ("Choose one decision.", "Bitte nur eine Entscheidung."),
    "goes_on": ("The sync goes on. tandem status {id}", "Der Abgleich läuft weiter. tandem status {id}"),
    "run_failed": ("The run failed", "Der Lauf ist gescheitert"),
    "then_preview": (
        "Next: tandem preview {id}, then tandem start {id}",
        "Weiter mit: tandem preview {id}, dann tandem start {id}",
    ),
    "then_add": ("Next: tandem add {id}", "Weiter mit: tandem add {id}"),
    "then_icloud": ("Next: tandem connect icloud", "Weiter mit: tandem connect icloud"),
    "more": ("More: --next {next}", "Mehr: --next {next}"),
    "nothing": ("Nothing.", "Nichts."),
    "decided": ("Decided: {count}", "Entschieden: {count}"),
    "all_well": ("Nothing is wrong.", "Alles in Ordnung."),
    "working": ("Looking at both sides ...", "Beide Seiten werden angesehen ..."),
    "tokens": ("{tokens} of Pipedrive's tokens, {days} day(s)", "{tokens} Token von Pipedrive, {days} Tag(e)"),
}

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
    "provider_id": ("Address book", "Adressbuch"),
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
    "create": ("create", "anlegen"),
    "update": ("update", "ändern"),
    "delete": ("delete", "löschen"),
    "link": ("link", "verknüpfen"),
    "True": ("yes", "ja"),
    "False": ("no", "nein"),
}
