"""Why a step of a live check failed or was not tried, as a sentence in English and German."""

from collections.abc import Mapping

from tandem.console.whys import Pair

CHECKUPS: Mapping[str, Pair] = {
    "after_failure": (
        "Not tried, since a step before it failed.",
        "Nicht versucht, weil ein Schritt davor scheiterte.",
    ),
    "interrupted": (
        "It was cut off again and again, and given up.",
        "Er wurde immer wieder abgebrochen und aufgegeben.",
    ),
    "no_places": (
        "Tandem knows no way to make a group here.",
        "Tandem kennt hier keinen Weg, eine Gruppe anzulegen.",
    ),
    "no_place": ("It has no group of its own.", "Er hat keine eigene Gruppe."),
    "no_field": (
        "This side has no field that could be changed: Pipedrive's are made when a sync is started.",
        "Diese Seite hat kein Feld, das sich ändern ließe: Die von Pipedrive entstehen beim Start eines Abgleichs.",
    ),
    "nothing_to_tell": ("What it would tell of was not done.", "Was zu melden wäre, wurde nicht getan."),
    "no_cursor": (
        "The listing told no place to go on from.",
        "Die Auflistung nannte keine Stelle zum Weitermachen.",
    ),
    "no_pushes": ("Nobody pushes these here.", "Hierfür gibt es keine Meldungen."),
    "webhooks_are_shared": (
        "Pipedrive's webhooks are the whole company's; a check makes none of its own.",
        "Pipedrives Webhooks gehören der ganzen Firma; eine Prüfung legt keine eigenen an.",
    ),
    "no_public_url": (
        "Pushes need an address that they can reach: TANDEM_PUBLIC_URL.",
        "Meldungen brauchen eine Adresse, die sie erreichen: TANDEM_PUBLIC_URL.",
    ),
    "no_channel": ("Nothing was subscribed to.", "Es wurde nichts abonniert."),
    "never_refused": (
        "This side can't refuse a write for its version, so there is nothing to refuse.",
        "Diese Seite kann keine Änderung ihrer Version wegen ablehnen; es gibt nichts abzulehnen.",
    ),
    "not_told_yet": (
        "The list of changes did not tell of it within five minutes.",
        "Die Änderungsliste nannte es fünf Minuten lang nicht.",
    ),
    "not_pushed_yet": ("No push came within five minutes.", "Fünf Minuten lang kam keine Meldung."),
    "checkup_item_missing": (
        "An item that was made can't be read.",
        "Ein angelegter Eintrag ist nicht zu lesen.",
    ),
    "left_over": (
        'Something was left behind. It is called "Tandem Doctor (please ignore)": delete it by hand, or check again.',
        'Etwas blieb zurück. Es heißt "Tandem Doctor (please ignore)": bitte von Hand löschen oder noch einmal prüfen.',
    ),
    "place_not_empty": (
        'The calendar "Tandem Doctor (please ignore)" holds something else, so it was left.',
        'Der Kalender "Tandem Doctor (please ignore)" enthält noch anderes und blieb deshalb stehen.',
    ),
    "listing": ("The listing is not done yet.", "Die Auflistung ist noch nicht fertig."),
}
