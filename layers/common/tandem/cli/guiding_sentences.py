"""What the command says of arguments, of completion and of what went wrong here, in English and German.

What went wrong is told in this order: what happened, what it means for people's data, what to do.
"""

from collections.abc import Mapping

OF_GUIDING: Mapping[str, tuple[str, str]] = {
    "arg_connection": (
        "A connection: its id, its account's address, or ADDRESS/contacts, ADDRESS/calendar.",
        "Eine Verbindung: ihre Kennung, die Adresse ihres Kontos oder ADRESSE/contacts, ADRESSE/calendar.",
    ),
    "arg_any_connection": (
        "A connection, by id or address; without one, all.",
        "Eine Verbindung, nach Kennung oder Adresse; ohne sie alle.",
    ),
    "arg_account": ("An account: its id or address.", "Ein Konto: seine Kennung oder Adresse."),
    "no_such_name": (
        "{name} names no single one. Nothing was done. There are: {names}",
        "{name} bezeichnet nicht genau eines. Nichts wurde getan. Es gibt: {names}",
    ),
    "arg_rules": (
        "Contacts: direction, crm_scope, group, visibility, deletes, conflict.FIELD. Calendars: calendar, mode,"
        " private, types, title, deletes. docs/cli.md explains them.",
        "Kontakte: direction, crm_scope, group, visibility, deletes, conflict.FELD. Kalender: calendar, mode, private,"
        " types, title, deletes. docs/cli.md erklärt sie.",
    ),
    "arg_shell": ("The shell that it is for.", "Die Shell, für die es ist."),
    "completion": (
        "Print what makes a shell complete commands, options and connections.",
        "Ausgeben, womit eine Shell Befehle, Optionen und Verbindungen vervollständigt.",
    ),
    "no_shell": ("Known shells: {shells}.", "Bekannte Shells: {shells}."),
    "opt_watch": ("First wait for the run that goes on.", "Erst auf den laufenden Lauf warten."),
    "decide": (
        "Show what waits for your decision, everywhere.",
        "Zeigen, was auf Ihre Entscheidung wartet, überall.",
    ),
    "opt_each": ("Go through all of it, one by one.", "Alles durchgehen, eines nach dem anderen."),
    "then_each": (
        "Next: tandem decide --each, or tandem held, conflicts, review, parked for all at once.",
        "Weiter: tandem decide --each, oder tandem held, conflicts, review, parked für alle auf einmal.",
    ),
    "which_answer": (
        "{offered} Enter = later, q = end",
        "{offered} Eingabetaste = später, q = Ende",
    ),
    "sure_keep": (
        "The sync of {id} ends. What it made stays on both sides, and nothing follows any more. Go on?",
        "Der Abgleich von {id} endet. Was er angelegt hat, bleibt auf beiden Seiten, und nichts folgt mehr. Weiter?",
    ),
    "sure_remove": (
        "The sync of {id} ends, and what Tandem made is deleted on the side where it made it; what was there before"
        " stays. Go on?",
        "Der Abgleich von {id} endet, und was Tandem angelegt hat, wird dort gelöscht; was vorher da war, bleibt."
        " Weiter?",
    ),
    "nothing_yet": ("Nothing so far; there is more.", "Bisher nichts; es gibt noch mehr."),
    "no_zone": (
        "TANDEM_ZONE={name} is no time zone. Nothing was changed. Name one such as Europe/Berlin, or none.",
        "TANDEM_ZONE={name} ist keine Zeitzone. Nichts wurde geändert. Nennen Sie eine wie Europe/Berlin oder keine.",
    ),
    "no_server": (
        "No Tandem answers at {url}. Contacts and appointments are as they were; changes are caught up on as soon as it"
        " runs. `tandem up` starts one; TANDEM_URL names another.",
        "Unter {url} antwortet kein Tandem. Kontakte und Termine sind, wie sie waren; Änderungen werden nachgeholt,"
        " sobald es läuft. `tandem up` startet eines; TANDEM_URL nennt ein anderes.",
    ),
    "no_answer": (
        "Tandem at {url} takes too long. What you asked for may be done all the same. Look before you ask again:"
        " tandem connections",
        "Tandem unter {url} braucht zu lange. Was Sie wollten, geschieht vielleicht trotzdem. Sehen Sie nach, bevor Sie"
        " es noch einmal verlangen: tandem connections",
    ),
    "no_token": (
        "There is no admin token at {path}. Nothing was asked or changed. TANDEM_DATA names the data folder,"
        " TANDEM_TOKEN_FILE the file.",
        "Unter {path} liegt kein Admin-Token. Nichts wurde gefragt oder geändert. TANDEM_DATA nennt den Datenordner,"
        " TANDEM_TOKEN_FILE die Datei.",
    ),
    "no_tls": (
        "{url} is not https and not this machine: the admin token is not sent there. Nothing was changed. Name an"
        " https address in TANDEM_URL.",
        "{url} ist weder https noch dieser Rechner: dorthin wird das Admin-Token nicht gesendet. Nichts wurde geändert."
        " Nennen Sie in TANDEM_URL eine https-Adresse.",
    ),
    "odd_answer": (
        "{url} answered, but not as Tandem does. Whether anything was done there nobody can tell. TANDEM_URL names"
        " another address.",
        "{url} hat geantwortet, aber nicht wie Tandem. Ob dort etwas geschah, lässt sich nicht sagen. TANDEM_URL nennt"
        " eine andere Adresse.",
    ),
    "no_secret": (
        "The secret is empty. Nothing was sent or changed. Type it again, or name a file that holds it.",
        "Das Geheimnis ist leer. Nichts wurde gesendet oder geändert. Geben Sie es noch einmal ein, oder nennen Sie"
        " eine Datei, in der es steht.",
    ),
    "no_file": (
        "{path} can't be read. Nothing was sent or changed. Name a file that you may read.",
        "{path} ist nicht lesbar. Nichts wurde gesendet oder geändert. Nennen Sie eine Datei, die Sie lesen dürfen.",
    ),
    "file_exists": (
        "{path} is there already. It is as it was. Name another file.",
        "{path} gibt es schon. Sie ist, wie sie war. Nennen Sie eine andere Datei.",
    ),
    "no_output": (
        "{path} can't be written. Nothing was handed out. Name a file in a folder that you may write to.",
        "{path} ist nicht beschreibbar. Nichts wurde herausgegeben. Nennen Sie eine Datei in einem Ordner, in den Sie"
        " schreiben dürfen.",
    ),
}
