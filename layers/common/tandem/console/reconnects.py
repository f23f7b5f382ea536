"""Which account lets Tandem in no longer, and how it is connected again, as sentences in English and German."""

from collections.abc import Mapping

from tandem.console.whys import Pair

RECONNECTS: Mapping[str, Pair] = {
    "access_revoked": (
        "The password or the grant is no longer valid. Connect the account anew.",
        "Das Passwort oder die Freigabe gilt nicht mehr. Bitte das Konto neu verbinden.",
    ),
    "wrong_password": (
        "The address book's server refuses the user name or the password. Connect this address book anew, for iCloud"
        " with a new app-specific password: tandem connect icloud",
        "Der Server des Adressbuchs lehnt Nutzername oder Passwort ab. Bitte dieses Adressbuch neu verbinden, bei"
        " iCloud mit einem neuen app-spezifischen Passwort: tandem connect icloud",
    ),
    "exchange_password": (
        "The Exchange server refuses the user name or the password. Connect this mailbox anew, with the password of"
        " today: tandem connect exchange",
        "Der Exchange-Server lehnt Nutzername oder Passwort ab. Bitte dieses Postfach mit dem jetzigen Passwort neu"
        " verbinden: tandem connect exchange",
    ),
    "google_revoked": (
        "Google lets Tandem into this Google account no longer: the consent was taken back or has run out. Connect the"
        " Google account anew: tandem connect google",
        "Google lässt Tandem nicht mehr in dieses Google-Konto: Die Zustimmung wurde zurückgezogen oder ist abgelaufen."
        " Bitte das Google-Konto neu verbinden: tandem connect google",
    ),
    "microsoft_revoked": (
        "Microsoft lets Tandem into this Microsoft account no longer: the consent was taken back or has run out, or the"
        " password was changed. Connect the Microsoft account anew: tandem connect outlook, or"
        " tandem connect office365",
        "Microsoft lässt Tandem nicht mehr in dieses Microsoft-Konto: Die Zustimmung wurde zurückgezogen oder ist"
        " abgelaufen, oder das Passwort ist neu. Bitte das Microsoft-Konto neu verbinden: tandem connect outlook oder"
        " tandem connect office365",
    ),
    "unauthorized": (
        "Pipedrive refuses the token. Connect Pipedrive anew: tandem connect pipedrive",
        "Pipedrive lehnt das Token ab. Bitte Pipedrive neu verbinden: tandem connect pipedrive",
    ),
    "grant_refused": (
        "Pipedrive has taken back the grant. Connect Pipedrive anew: tandem connect pipedrive",
        "Pipedrive hat die Freigabe zurückgezogen. Bitte Pipedrive neu verbinden: tandem connect pipedrive",
    ),
    "missing_scope": (
        "What was consented to at Google or Microsoft does not cover this. Connect that account again, and leave"
        " what is asked for ticked.",
        "Die Zustimmung bei Google oder Microsoft reicht dafür nicht. Bitte dieses Konto neu verbinden und alles"
        " angekreuzt lassen.",
    ),
    "locked_out": (
        "The Exchange server keeps this mailbox closed: the account is disabled, or its password has run out. Then"
        " connect the mailbox anew: tandem connect exchange",
        "Der Exchange-Server hält dieses Postfach geschlossen: Das Konto ist deaktiviert oder das Passwort abgelaufen."
        " Danach bitte das Postfach neu verbinden: tandem connect exchange",
    ),
}
