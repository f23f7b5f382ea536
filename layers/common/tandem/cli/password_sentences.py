"""What the command says of accounts that are opened by a password, in English and German."""

from collections.abc import Mapping

BY_PASSWORD: Mapping[str, tuple[str, str]] = {
    "opt_propose": (
        "Tell what this e-mail address is at, and how to connect it.",
        "Sagen, bei wem diese E-Mail-Adresse ist und wie man sie verbindet.",
    ),
    "no_proposal": (
        "Nobody tells what this address is at. Choose one of: {providers}.",
        "Niemand sagt, bei wem diese Adresse ist. Bitte wählen: {providers}.",
    ),
    "then_connect": ("Next: tandem connect {words}", "Weiter mit: tandem connect {words}"),
    "connect_icloud": (
        "Add an address book of iCloud or of any CardDAV server.",
        "Ein Adressbuch von iCloud oder einem anderen CardDAV-Server hinzufügen.",
    ),
    "opt_password_file": (
        "A file that holds the app-specific password; - is the standard input.",
        "Eine Datei mit dem app-spezifischen Passwort; - ist die Standardeingabe.",
    ),
    "opt_url": ("The CardDAV server, if not iCloud.", "Der CardDAV-Server, falls nicht iCloud."),
    "opt_username": ("The user name, if not the address.", "Der Nutzername, falls nicht die Adresse."),
    "ask_password": ("App-specific password", "App-spezifisches Passwort"),
    "connect_exchange": (
        "Add a mailbox of an own Exchange server.",
        "Ein Postfach eines eigenen Exchange-Servers hinzufügen.",
    ),
    "opt_exchange_url": (
        "The Exchange server, if it can't be found by the address.",
        "Der Exchange-Server, falls er sich nicht über die Adresse findet.",
    ),
    "opt_plain_password_file": (
        "A file that holds the password; - is the standard input.",
        "Eine Datei mit dem Passwort; - ist die Standardeingabe.",
    ),
    "ask_plain_password": ("Password", "Passwort"),
}
