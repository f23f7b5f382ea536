"""The sentences of a live check, in English and German: its steps, its questions, and what it leaves unasked."""

from collections.abc import Mapping

from tandem.console import words
from tandem.console.whys import Pair
from tandem.usecases.live.views import FactView, StepView, UnaskedView


def added(value: StepView | FactView | UnaskedView, language: str) -> dict[str, str]:
    """The sentences beside the words."""
    match value:
        case StepView():
            message = words.sentence(value.reason, "", language) if value.reason else ""
            return {"title": _pick(STEPS, value.step, language), "message": message}
        case FactView():
            asked = _pick(QUESTIONS, value.question, language)
            return {"asked": asked, "message": _answer(value.answer, language)}
        case UnaskedView():
            return {"message": _pick(UNASKED, value.question, language)}


def _answer(answer: str, language: str) -> str:
    """A word, a number as it is, or names of fields."""
    return ", ".join(_pick({**words.LABELS, **ANSWERS}, part, language) for part in answer.split(","))


def _pick(pairs: Mapping[str, Pair], word: str, language: str) -> str:
    return pairs.get(word, (word, word))[language == "de"]


STEPS: Mapping[str, Pair] = {
    "place": ("Make a group or calendar of its own", "Eine eigene Gruppe oder einen eigenen Kalender anlegen"),
    "list": ("List everything", "Alles auflisten"),
    "listen": ("Subscribe to pushes", "Meldungen abonnieren"),
    "create": ("Make two items, by one request", "Zwei Einträge anlegen, mit einer Anfrage"),
    "read": ("Read one back", "Einen davon lesen"),
    "member": ("Find it in its group or calendar", "Ihn in seiner Gruppe oder seinem Kalender finden"),
    "told_new": ("Hear of it by the list of changes", "Aus der Änderungsliste davon erfahren"),
    "pushed": ("Hear of it by a push", "Durch eine Meldung davon erfahren"),
    "change": ("Change one field", "Ein Feld ändern"),
    "told_change": ("Hear of the change by the list of changes", "Aus der Änderungsliste von der Änderung erfahren"),
    "clear": ("Empty a field", "Ein Feld leeren"),
    "conflict": ("Change it as it no longer is", "Eine veraltete Fassung ändern"),
    "batch": ("Two changes by one request, one of them outdated", "Zwei Änderungen in einer Anfrage, eine veraltet"),
    "delete": ("Delete it", "Ihn löschen"),
    "told_gone": ("Hear of the deletion by the list of changes", "Aus der Änderungsliste von der Löschung erfahren"),
    "clean": ("Remove all that was made", "Alles Angelegte entfernen"),
}

QUESTIONS: Mapping[str, Pair] = {
    "how_many": ("Items that were listed", "Aufgelistete Einträge"),
    "leftovers": ("Items left by an earlier check, now removed", "Reste einer früheren Prüfung, jetzt entfernt"),
    "found_at_once": (
        "A creation whose answer got lost would be found at once, by its mark",
        "Ein Anlegen, dessen Antwort verloren ging, wäre an seinem Kennzeichen sofort zu finden",
    ),
    "travelled": ("Fields that came back as they were sent", "Felder, die so zurückkamen, wie sie gesendet wurden"),
    "no_place": (
        "Fields that this side can't show in full, as Tandem knows",
        "Felder, die diese Seite nicht ganz zeigen kann, was Tandem weiß",
    ),
    "changed_on_the_way": ("Fields that came back otherwise", "Felder, die anders zurückkamen"),
    "steady_version": (
        "The version stays while nobody writes",
        "Die Version bleibt, solange niemand schreibt",
    ),
    "found_by_uid": ("It is found by its lasting name (UID)", "Er ist unter seinem bleibenden Namen (UID) zu finden"),
    "in_place": ("It is in the group or calendar that it was made for", "Er ist in der Gruppe oder dem Kalender"),
    "seconds_to_feed": (
        "Seconds from the write to the list of changes",
        "Sekunden vom Schreiben bis zur Änderungsliste",
    ),
    "deletion_listed": (
        "The list of changes names what was just deleted (Tandem doesn't count on it)",
        "Die Änderungsliste nennt, was gerade gelöscht wurde (Tandem verlässt sich nicht darauf)",
    ),
    "seconds_to_push": ("Seconds from the write to the push", "Sekunden vom Schreiben bis zur Meldung"),
    "new_version": ("A change gives another version", "Eine Änderung ergibt eine andere Version"),
    "others_kept": ("The other fields stayed as they were", "Die anderen Felder blieben, wie sie waren"),
    "emptied": ("An emptied field is empty", "Ein geleertes Feld ist leer"),
    "stale_change": ("A change of an outdated version is", "Die Änderung einer veralteten Fassung wird"),
    "culprit_named": (
        "Of two changes by one request just the outdated one is refused",
        "Von zwei Änderungen in einer Anfrage wird nur die veraltete abgelehnt",
    ),
    "stale_removal": ("A deletion of an outdated version is", "Das Löschen einer veralteten Fassung wird"),
    "read_after_delete": ("Read after its deletion, it is", "Nach dem Löschen gelesen ist er"),
    "found_after_delete": (
        "After its deletion it is still found by its lasting name (UID)",
        "Nach dem Löschen ist er noch unter seinem bleibenden Namen (UID) zu finden",
    ),
    "left": ("What was left behind", "Was zurückblieb"),
}

ANSWERS: Mapping[str, Pair] = {
    "yes": ("yes", "ja"),
    "no": ("no", "nein"),
    "nothing": ("nothing", "nichts"),
    "refused": ("refused", "abgelehnt"),
    "written": ("done all the same", "trotzdem ausgeführt"),
    "gone": ("told as deleted", "als gelöscht gemeldet"),
    "unknown_id": ("left out, as if it had never been", "ausgelassen, als hätte es ihn nie gegeben"),
    "there": ("still there", "noch da"),
    "perhaps_all": (
        'perhaps items called "Tandem Doctor (please ignore)": the next check removes them',
        'vielleicht Einträge namens "Tandem Doctor (please ignore)": Die nächste Prüfung entfernt sie',
    ),
    "when": ("time", "Zeit"),
}

UNASKED: Mapping[str, Pair] = {
    "unknown_properties": (
        "Does the server keep properties of other programs? A check writes none of its own.",
        "Behält der Server Angaben anderer Programme? Eine Prüfung schreibt keine solchen.",
    ),
    "linked_pictures": (
        "From where does the server give out pictures? The made-up contact has none.",
        "Von wo gibt der Server Bilder heraus? Der erfundene Kontakt hat keines.",
    ),
    "expired_cursor": (
        "What is answered to a sync token that is too old? It takes days or weeks until one is.",
        "Was kommt auf einen zu alten Sync-Token? Bis einer zu alt ist, dauert es Tage oder Wochen.",
    ),
    "search_key": (
        "Does the search key stay when a contact is moved? A check moves nothing.",
        "Bleibt der Suchschlüssel, wenn ein Kontakt verschoben wird? Eine Prüfung verschiebt nichts.",
    ),
    "moved_item": (
        "Do id and version survive a move to another folder? A check moves nothing.",
        "Überstehen Kennung und Version einen Umzug in einen anderen Ordner? Eine Prüfung verschiebt nichts.",
    ),
    "many_names": (
        "How many alternatives may a search have? A check searches for two.",
        "Wie viele Alternativen darf eine Suche haben? Eine Prüfung sucht nach zweien.",
    ),
    "foreign_birthday": (
        "How do birthdays come that Outlook wrote? A check sees only its own.",
        "Wie kommen Geburtstage, die Outlook schrieb? Eine Prüfung sieht nur ihren eigenen.",
    ),
    "has_picture": (
        "Does the mailbox tell which contacts have a picture? The made-up contact has none.",
        "Sagt das Postfach, welche Kontakte ein Bild haben? Der erfundene Kontakt hat keines.",
    ),
    "nameless": (
        "Is a contact without a name taken? The made-up contact has one, so that it is found again.",
        "Wird ein Kontakt ohne Namen angenommen? Der erfundene hat einen, damit er wiederzufinden ist.",
    ),
    "messengers": (
        "How many messengers does a contact hold? The made-up contact has none.",
        "Wie viele Messenger fasst ein Kontakt? Der erfundene hat keine.",
    ),
    "refused_batch": (
        "Does a batch with an invalid contact do nothing, and name it? A check sends only valid ones.",
        "Tut ein Stapel mit einem ungültigen Kontakt nichts, und nennt er ihn? Eine Prüfung sendet nur gültige.",
    ),
    "source_number": (
        "Is the number in a contact's name that of its source? A check doesn't see inside what is stored.",
        "Ist die Nummer im Namen eines Kontakts die seiner Quelle? Eine Prüfung sieht nicht ins Gespeicherte.",
    ),
    "renamed_contact": (
        "What is told when a contact is linked with a profile, or merged? Only people can do that.",
        "Was wird gemeldet, wenn ein Kontakt mit einem Profil verbunden oder zusammengeführt wird? "
        "Das können nur Menschen.",
    ),
    "limit_words": (
        "What does Pipedrive answer past a limit? A check stays below.",
        "Was antwortet Pipedrive jenseits einer Grenze? Eine Prüfung bleibt darunter.",
    ),
    "long_durations": (
        "How are durations of more than a day written? The made-up activity lasts half an hour.",
        "Wie werden Dauern von mehr als einem Tag geschrieben? Die erfundene Aktivität dauert eine halbe Stunde.",
    ),
    "rotated_tokens": (
        "Does a refresh give a new refresh token? A check doesn't renew grants.",
        "Ergibt eine Erneuerung einen neuen Refresh-Token? Eine Prüfung erneuert keine Freigaben.",
    ),
}
