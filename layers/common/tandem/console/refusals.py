"""Why a request is refused, as a sentence in English and German."""

from collections.abc import Mapping

from tandem.console.whys import Pair

REQUESTS: Mapping[str, Pair] = {
    "no_admin_token": (
        "The admin token is missing or wrong. On one machine it is in the file admin-token of the data folder.",
        "Das Admin-Token fehlt oder stimmt nicht. Auf einem Rechner steht es in der Datei admin-token im Datenordner.",
    ),
    "signed_token_refused": (
        "What Pipedrive says about you can't be taken as it is: it may be out of date. Load the page again.",
        "Was Pipedrive über Sie sagt, lässt sich so nicht annehmen; vielleicht ist es veraltet."
        " Laden Sie die Seite neu.",
    ),
    "not_here_yet": (
        "Tandem does not know you yet. Open Tandem and sign in with Pipedrive, once.",
        "Tandem kennt Sie noch nicht. Öffnen Sie Tandem und melden Sie sich einmal mit Pipedrive an.",
    ),
    "not_json": ("The request must be JSON.", "Die Anfrage muss JSON sein."),
    "foreign_form": (
        "This was not sent from a page of Tandem, or that page is out of date. Open the page again and try once more.",
        "Das kam nicht von einer Seite von Tandem, oder die Seite war veraltet. Bitte neu öffnen und noch einmal.",
    ),
    "signed_out": ("Your session is over. Sign in again.", "Ihre Sitzung ist beendet. Bitte neu anmelden."),
    "unknown": ("Nothing is known by that id or address.", "Unter dieser Kennung oder Adresse ist nichts bekannt."),
    "method_not_allowed": ("The address knows other methods.", "Diese Adresse kennt andere Methoden."),
    "body_too_large": ("The request is larger than 64 KB.", "Die Anfrage ist größer als 64 KB."),
    "malformed_body": ("The request's body can't be read.", "Der Inhalt der Anfrage ist nicht lesbar."),
    "malformed_json": ("The request's body isn't JSON.", "Der Inhalt der Anfrage ist kein JSON."),
    "unknown_field": ("This field isn't known.", "Dieses Feld ist nicht bekannt."),
    "missing_field": ("This field is needed.", "Dieses Feld wird gebraucht."),
    "wrong_type": ("This field has another type.", "Dieses Feld hat einen anderen Typ."),
    "wrong_length": ("This field is too long or too short.", "Dieses Feld ist zu lang oder zu kurz."),
    "not_allowed": ("This field can't have that value.", "Diesen Wert darf das Feld nicht haben."),
    "no_browser_flow": (
        "This provider is connected with a user name and a password: tandem connect icloud or exchange.",
        "Dieser Anbieter wird mit Nutzername und Passwort verbunden: tandem connect icloud oder exchange.",
    ),
    "bad_address": ("This is not an e-mail address.", "Das ist keine E-Mail-Adresse."),
    "no_password": ("The password is missing.", "Das Passwort fehlt."),
    "no_server_found": (
        "No Exchange server tells of this address. Please give its URL.",
        "Kein Exchange-Server kennt diese Adresse. Bitte die URL des Servers angeben.",
    ),
    "server_elsewhere": (
        "The server of this address is at another domain, where its password isn't sent unasked. Please give its URL.",
        "Der Server dieser Adresse liegt bei einer anderen Domain; ungefragt geht das Passwort nicht dorthin."
        " Bitte die URL des Servers angeben.",
    ),
    "no_password_login": (
        "This server takes no user name and password (Basic or NTLM).",
        "Dieser Server nimmt keinen Nutzernamen mit Passwort (Basic oder NTLM).",
    ),
    "consent_unknown": (
        "This consent was begun elsewhere, or longer than ten minutes ago. Please add the account again.",
        "Diese Zustimmung wurde woanders begonnen oder ist älter als zehn Minuten. Bitte das Konto neu hinzufügen.",
    ),
    "consent_refused": (
        "The provider was not given your consent. Nothing was connected.",
        "Die Zustimmung wurde nicht erteilt. Es wurde nichts verbunden.",
    ),
    "sign_in_unknown": (
        "This sign-in was begun in another browser, or longer than ten minutes ago. Nobody is signed in by it."
        " Please sign in again.",
        "Diese Anmeldung wurde in einem anderen Browser begonnen oder ist älter als zehn Minuten."
        " Damit wird niemand angemeldet. Bitte melden Sie sich noch einmal an.",
    ),
    "sign_in_refused": (
        "You did not let Tandem in at Pipedrive. You are not signed in, and nothing has changed."
        " To go on, sign in again and choose “Allow”.",
        "Sie haben Tandem in Pipedrive nicht zugelassen. Sie sind nicht angemeldet, und es hat sich nichts geändert."
        " Um weiterzumachen, melden Sie sich noch einmal an und lassen Tandem zu.",
    ),
    "no_public_url": (
        "Tandem has no address that a browser could come back to: set TANDEM_PUBLIC_URL.",
        "Tandem hat keine Adresse, an die ein Browser zurückkehren könnte: TANDEM_PUBLIC_URL setzen.",
    ),
    "no_client": (
        "Tandem is not registered at this provider: its client id is missing.",
        "Tandem ist bei diesem Anbieter nicht registriert: die Client-ID fehlt.",
    ),
    "no_calendar_sync": ("This connection syncs contacts.", "Diese Verbindung gleicht Kontakte ab."),
    "no_calendar": ("Choose a calendar first.", "Bitte zuerst einen Kalender wählen."),
    "no_calendars": ("This account has no calendars.", "Dieses Konto hat keine Kalender."),
    "calendar_in_use": (
        "This calendar is being synced. Stop the sync first, then choose another one.",
        "Dieser Kalender wird abgeglichen. Bitte erst den Abgleich beenden, dann einen anderen wählen.",
    ),
    "pause_first": (
        "A sync is at work that would carry over what a check makes up. Pause it first: tandem pause ID.",
        "Ein Abgleich ist im Gange, der mitnähme, was eine Prüfung erfindet. Bitte erst anhalten: tandem pause ID.",
    ),
    "checkup_goes_on": (
        "A live check is under way. Please wait for its end.",
        "Eine Live-Prüfung ist im Gange. Bitte ihr Ende abwarten.",
    ),
    "conflict": ("Please try again.", "Bitte noch einmal versuchen."),
    "internal": ("It was noted in the log.", "Es wurde im Protokoll vermerkt."),
    "already_started": ("The sync was started before.", "Der Abgleich wurde schon gestartet."),
    "not_started": ("The sync was not started yet.", "Der Abgleich wurde noch nicht gestartet."),
    "not_paused": ("The sync is not paused.", "Der Abgleich ist nicht angehalten."),
    "bad_smtp_url": (
        "TANDEM_SMTP_URL is no address of a mail server with its login, such as smtps://user:password@mail.example.",
        "TANDEM_SMTP_URL ist keine Adresse eines Mailservers mit Anmeldung, etwa smtps://user:password@mail.example.",
    ),
    "bad_pattern": (
        "A title needs the subject, each part once, and the same separator between them.",
        "Ein Titel braucht den Betreff, jeden Teil einmal und überall dasselbe Trennzeichen.",
    ),
    "bad_rule": (
        "There is no such rule, or not with that value.",
        "Diese Regel gibt es nicht, oder nicht mit dem Wert.",
    ),
    "visibility_not_offered": (
        "The company's plan doesn't offer this visibility.",
        "Der Tarif der Firma bietet diese Sichtbarkeit nicht an.",
    ),
    "unknown_crm_scope": (
        "Persons are chosen by own, visible or filter:NUMBER.",
        "Personen werden mit own, visible oder filter:NUMMER gewählt.",
    ),
    "unknown_provider": ("This provider isn't supported.", "Diesen Anbieter gibt es hier nicht."),
    "unknown_kind": ("Only contacts can be synced so far.", "Bisher lassen sich nur Kontakte abgleichen."),
    "unknown_group": (
        "There is no such group at this provider.",
        "Eine solche Gruppe gibt es bei diesem Anbieter nicht.",
    ),
    "unknown_decision": ("This can't be decided here.", "Das lässt sich hier nicht entscheiden."),
    "one_way": (
        "A one-way sync writes nothing to the address book.",
        "Ein einseitiger Abgleich schreibt nichts ins Adressbuch.",
    ),
    "unseen": (
        "It can't be seen right now: deleted, or no longer shared with this user.",
        "Es ist gerade nicht zu sehen: gelöscht oder für diesen Nutzer nicht mehr sichtbar.",
    ),
    "restoring": (
        "Both sides are still being compared after the backup. Please decide when that is done.",
        "Nach der Sicherung werden beide Seiten noch verglichen. Bitte danach entscheiden.",
    ),
    "undo_goes_on": (
        "Something else is being taken back just now. Please wait for its end.",
        "Gerade wird etwas anderes rückgängig gemacht. Bitte das Ende abwarten.",
    ),
    "run_goes_on": (
        "The run is still going on. Please wait for its end.",
        "Der Lauf ist noch im Gange. Bitte das Ende abwarten.",
    ),
    "history_gone": (
        "History is kept for 30 days; this is older.",
        "Der Verlauf reicht 30 Tage zurück; das hier ist älter.",
    ),
    "undo_paused": (
        "The sync is paused. Resume it first.",
        "Der Abgleich ist angehalten. Bitte zuerst fortsetzen.",
    ),
    "undo_needs_reconnect": (
        "The account has to be connected anew first.",
        "Zuerst muss das Konto neu verbunden werden.",
    ),
    "undo_stopped": (
        "The sync was ended, and what it knew is forgotten.",
        "Der Abgleich wurde beendet, und was er wusste, ist vergessen.",
    ),
    "not_one_pair": (
        "More than two could be the same. Mark the others as different first.",
        "Mehr als zwei könnten dieselben sein. Bitte zuerst die anderen als verschieden kennzeichnen.",
    ),
    "being_erased": (
        "This is being erased. Please wait for its end.",
        "Das wird gerade gelöscht. Bitte das Ende abwarten.",
    ),
    "not_confirmed": (
        "To confirm, give the id or the name of what is to be erased.",
        "Zur Bestätigung bitte Kennung oder Namen dessen angeben, was gelöscht werden soll.",
    ),
    "bad_cursor": (
        "No page ends there. Please begin with the first page.",
        "Dort endet keine Seite. Bitte mit der ersten Seite beginnen.",
    ),
    "no_grant": (
        "Connect Pipedrive for this user first.",
        "Bitte zuerst Pipedrive für diesen Nutzer verbinden.",
    ),
}
