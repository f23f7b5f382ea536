"""Each reason that the code gives, as a sentence in English and German. A test finds the ones that are missing."""

from collections.abc import Mapping

from tandem.console.checkup_reasons import CHECKUPS
from tandem.console.reconnects import RECONNECTS
from tandem.console.refusals import REQUESTS
from tandem.console.whys import RULES, Pair

REACHING: Mapping[str, Pair] = {
    "company_closed": (
        "The company's account at Pipedrive is closed or its trial is over.",
        "Das Konto der Firma bei Pipedrive ist geschlossen, oder die Probezeit ist vorbei.",
    ),
    "token_refused": ("The provider gives no access right now.", "Der Anbieter gewährt gerade keinen Zugang."),
    "bad_token_answer": ("The answer makes no sense.", "Die Antwort ergibt keinen Sinn."),
    "exists": ("It was made already; we look for it.", "Es wurde schon angelegt; wir suchen es."),
    "id_taken": (
        "Its place at the provider is taken; it is made under another one.",
        "Sein Platz beim Anbieter ist vergeben; es wird unter einem anderen angelegt.",
    ),
    "not_ours": (
        "Only who made it can bring it back, and no series comes back as one event.",
        "Nur wer ihn gemacht hat, kann ihn zurückholen, und eine Serie kommt nicht als ein Termin zurück.",
    ),
    "no_answer": ("One of several requests got no answer.", "Eine von mehreren Anfragen blieb ohne Antwort."),
    "unreadable_activity": (
        "This activity makes no sense to us.",
        "Mit dieser Aktivität können wir nichts anfangen.",
    ),
    "unreadable_contact": ("This contact makes no sense to us.", "Mit diesem Kontakt können wir nichts anfangen."),
    "api_disabled": (
        "This API is not enabled for Tandem's project at Google.",
        "Diese Schnittstelle ist in Tandems Projekt bei Google nicht eingeschaltet.",
    ),
    "write_lag": (
        "What was sent may not show yet. We look for it again in a few minutes.",
        "Was gesendet wurde, ist vielleicht noch nicht zu sehen. Wir suchen in ein paar Minuten noch einmal danach.",
    ),
    "unreadable_event": ("This event makes no sense to us.", "Mit diesem Termin können wir nichts anfangen."),
    "bad_answer": ("The answer makes no sense.", "Die Antwort ergibt keinen Sinn."),
    "unavailable": ("The server does not answer.", "Der Server antwortet nicht."),
    "unreachable": ("The server can't be reached.", "Der Server ist nicht erreichbar."),
    "circuit_open": (
        "The server failed for everybody. It is asked again shortly, by one for all.",
        "Der Server versagt für alle. Er wird in Kürze wieder gefragt, von einem für alle.",
    ),
    "timeout": ("The server takes too long.", "Der Server braucht zu lange."),
    "tls": ("The server's certificate isn't valid.", "Das Zertifikat des Servers ist nicht gültig."),
    "server_error": ("The server reports a fault of its own.", "Der Server meldet einen eigenen Fehler."),
    "not_exchange": (
        "The server's answer is not that of an Exchange server. Check the address.",
        "Die Antwort des Servers ist nicht die eines Exchange-Servers. Bitte die Adresse prüfen.",
    ),
    "exchange_error": ("The Exchange server reports an error.", "Der Exchange-Server meldet einen Fehler."),
    "answer_unreadable": ("The server's answer makes no sense.", "Die Antwort des Servers ergibt keinen Sinn."),
    "answers_missing": ("The server's answer is incomplete.", "Die Antwort des Servers ist unvollständig."),
    "version_refused": (
        "The Exchange server is older than 2010 with Service Pack 2.",
        "Der Exchange-Server ist älter als 2010 mit Service Pack 2.",
    ),
    "handshake_failed": (
        "The NTLM login broke off in the middle. It is tried again.",
        "Die NTLM-Anmeldung brach mittendrin ab. Sie wird wiederholt.",
    ),
    "not_dav": (
        "The server's answer is not that of an address book. Check the address.",
        "Die Antwort des Servers ist nicht die eines Adressbuchs. Bitte die Adresse prüfen.",
    ),
    "address_book_missing": (
        "There is no address book at that address.",
        "Unter dieser Adresse gibt es kein Adressbuch.",
    ),
    "no_address_book": (
        "The server knows of no address book for this user. Give the address of one.",
        "Der Server kennt kein Adressbuch dieses Nutzers. Bitte die Adresse eines Adressbuchs angeben.",
    ),
    "foreign_host": (
        "The server names an address that is not its own; the password does not go there.",
        "Der Server nennt eine fremde Adresse; dorthin geht das Passwort nicht.",
    ),
    "crm_filter_gone": (
        "The filter of Pipedrive that chooses the persons is gone.",
        "Den Filter von Pipedrive, der die Personen wählt, gibt es nicht mehr.",
    ),
    "group_missing": ("The chosen group is gone.", "Die gewählte Gruppe gibt es nicht mehr."),
    "foreign_redirect": (
        "The server sends on to somebody else; the password does not go there.",
        "Der Server verweist auf einen Fremden; dorthin geht das Passwort nicht.",
    ),
    "too_many_redirects": ("The server sends on without end.", "Der Server verweist endlos weiter."),
    "no_progress": ("The server repeats itself.", "Der Server wiederholt sich."),
    "answer_too_large": ("The server's answer is too large.", "Die Antwort des Servers ist zu groß."),
    "private_address": (
        "This address is on a private network, and those are not allowed here.",
        "Diese Adresse liegt in einem privaten Netz, und das ist hier nicht erlaubt.",
    ),
    "plain_http": ("Only https is allowed.", "Erlaubt ist nur https."),
    "bad_url": ("This is not a web address.", "Das ist keine Web-Adresse."),
    "bad_request": ("This can't be sent to a server.", "Das lässt sich nicht an einen Server senden."),
    "userinfo_in_url": (
        "Leave user name and password out of the address.",
        "Nutzername und Passwort gehören nicht in die Adresse.",
    ),
    "rate_limited": ("The server asks for a short break.", "Der Server bittet um eine kurze Pause."),
    "rate_limited_daily": (
        "The share of today's requests is spent. It continues tomorrow.",
        "Das Kontingent für heute ist verbraucht. Es geht morgen weiter.",
    ),
    "blobs_unavailable": ("The store for large values is out of reach.", "Der Speicher für große Werte ist weg."),
    "queue_unavailable": ("The queue is out of reach.", "Die Warteschlange ist nicht erreichbar."),
    "secret_unavailable": (
        "The store of secrets is out of reach, or a secret in it has no value yet.",
        "Der Speicher für Geheimnisse ist weg, oder ein Geheimnis darin hat noch keinen Wert.",
    ),
    "vault_unavailable": ("The key service is out of reach.", "Der Schlüsseldienst ist nicht erreichbar."),
    "table_unavailable": ("The database is out of reach.", "Die Datenbank ist nicht erreichbar."),
}

ITEMS: Mapping[str, Pair] = {
    "forbidden": ("The server doesn't allow it.", "Der Server erlaubt es nicht."),
    "refused": ("The other side refuses it.", "Die Gegenseite lehnt es ab."),
    "came_back": (
        "What was deleted is there again; the sync looks at it anew.",
        "Das Gelöschte ist wieder da; der Abgleich sieht es sich neu an.",
    ),
    "uid_taken": (
        "Another card of this address book has the same UID.",
        "Eine andere Karte dieses Adressbuchs hat dieselbe UID.",
    ),
    "not_found": ("It is not there any more.", "Es ist nicht mehr da."),
    "gone": ("It was deleted.", "Es wurde gelöscht."),
    "missing": ("It is not there any more.", "Es ist nicht mehr da."),
    "changed": ("Somebody changed it meanwhile.", "Jemand hat es inzwischen geändert."),
    "group_changed": ("Somebody changed the group meanwhile.", "Jemand hat die Gruppe inzwischen geändert."),
    "limit_reached": ("A limit of Pipedrive's plan is reached.", "Eine Grenze des Tarifs von Pipedrive ist erreicht."),
    "validation_failed": ("The other side refuses a value of it.", "Die Gegenseite lehnt einen Wert davon ab."),
    "unreadable_person": ("The person makes no sense.", "Die Person ergibt keinen Sinn."),
    "bad_field_codes": ("Pipedrive's fields make no sense.", "Die Felder von Pipedrive ergeben keinen Sinn."),
    "card_refused": ("The server refuses the card.", "Der Server lehnt die Karte ab."),
    "contact_too_large": ("The contact is too large to be read.", "Der Kontakt ist zu groß zum Lesen."),
    "unreadable_contact": ("This contact makes no sense to us.", "Mit diesem Kontakt können wir nichts anfangen."),
    "contact_refused": ("The provider refuses this contact.", "Der Anbieter lehnt diesen Kontakt ab."),
    "missing_scope": (
        "The grant allows too little. Connect the account anew, and agree to all of it.",
        "Die Freigabe erlaubt zu wenig. Bitte das Konto neu verbinden und allem zustimmen.",
    ),
    "mailbox_missing": (
        "The account has no mailbox, or none that can be reached.",
        "Das Konto hat kein Postfach oder keines, das erreichbar ist.",
    ),
    "listing_expired": (
        "The listing was cut off by the provider twice. It begins anew.",
        "Der Anbieter hat die Liste zweimal abgebrochen. Sie wird neu begonnen.",
    ),
    "foreign_link": (
        "The provider's answer leads to another server; we don't follow.",
        "Die Antwort des Anbieters führt zu einem anderen Server; wir folgen nicht.",
    ),
    "no_id": ("The provider knows no such contact.", "Der Anbieter kennt keinen solchen Kontakt."),
    "locked": ("The contact is in use elsewhere.", "Der Kontakt wird gerade anderswo benutzt."),
    "dependency": ("A request that came before it failed.", "Eine Anfrage davor ist fehlgeschlagen."),
    "card_too_large": ("The card is too large to be read.", "Die Karte ist zu groß zum Lesen."),
    "too_large": ("The card is too large for the server.", "Die Karte ist dem Server zu groß."),
    "quota": ("The address book is full.", "Das Adressbuch ist voll."),
    "not_a_vcard": ("This is not a card.", "Das ist keine Visitenkarte."),
    "unfinished_card": ("The card breaks off.", "Die Karte bricht ab."),
    "unknown_vcard_version": ("The card is of an unknown version.", "Die Karte hat eine unbekannte Version."),
    "no_version": ("The server gives the card no version.", "Der Server gibt der Karte keine Version."),
    "uid_conflict": ("Another card has the same UID.", "Eine andere Karte hat dieselbe UID."),
    "unsupported_report": ("The server can't list its changes.", "Der Server kann seine Änderungen nicht auflisten."),
    "exchange_refused": ("The Exchange server refuses this contact.", "Der Exchange-Server lehnt den Kontakt ab."),
    "contact_unreadable": (
        "The Exchange server can't read this contact itself.",
        "Der Exchange-Server kann diesen Kontakt selbst nicht lesen.",
    ),
    "picture_too_large": ("The picture is too large.", "Das Bild ist zu groß."),
    "no_picture": ("The picture can't be fetched.", "Das Bild ist nicht zu bekommen."),
    "not_a_picture": ("This is not a picture.", "Das ist kein Bild."),
    "webhook_too_large": ("The notification is too large.", "Die Benachrichtigung ist zu groß."),
    "webhook_unreadable": ("The notification makes no sense.", "Die Benachrichtigung ergibt keinen Sinn."),
    "overwritten": (
        "Somebody edited it in Pipedrive at the moment when Tandem wrote it. This is what was typed there.",
        "Jemand hat es in Pipedrive geändert, als Tandem es gerade schrieb. Das stand dort.",
    ),
    "sealed": ("It was sealed with another key.", "Es wurde mit einem anderen Schlüssel versiegelt."),
    "lost": ("A stored value is missing.", "Ein gespeicherter Wert fehlt."),
    "links_changed": ("The links changed meanwhile.", "Die Verknüpfungen haben sich inzwischen geändert."),
    "admin_token_broken": (
        "The file admin-token is empty or not readable. Delete it, and a new token is made.",
        "Die Datei admin-token ist leer oder nicht lesbar. Bitte löschen, dann entsteht ein neues Token.",
    ),
    "key_file_broken": ("The key file can't be read.", "Die Schlüsseldatei ist nicht lesbar."),
    "key_file_exposed": (
        "The key file can be read by others. Set its mode to 0600.",
        "Andere können die Schlüsseldatei lesen. Bitte ihre Rechte auf 0600 setzen.",
    ),
    "key_file_other": ("This is not the key file of this data.", "Das ist nicht die Schlüsseldatei dieser Daten."),
}

REASONS: Mapping[str, Pair] = {
    **REQUESTS,
    **RECONNECTS,
    **REACHING,
    **ITEMS,
    **RULES,
    **CHECKUPS,
    "other": ("The reason given is: {reason}.", "Der Grund lautet: {reason}."),
}
