"""The rules by which something was done, or waits, as sentences in English and German."""

from collections.abc import Mapping

Pair = tuple[str, str]

RULES: Mapping[str, Pair] = {
    "same_person": ("Both are certainly the same person.", "Beide sind sicher dieselbe Person."),
    "same_name": (
        "Same name and organization, but nothing that proves it.",
        "Gleicher Name und gleiche Organisation, aber kein Beweis.",
    ),
    "ambiguous": ("Several could be the same person.", "Mehrere könnten dieselbe Person sein."),
    "unchanged": ("Nothing has changed.", "Nichts hat sich geändert."),
    "crm_changed": ("It was changed in Pipedrive.", "Es wurde in Pipedrive geändert."),
    "provider_changed": (
        "It was changed in the address book or calendar.",
        "Es wurde im Adressbuch oder Kalender geändert.",
    ),
    "both_changed": ("It was changed on both sides.", "Es wurde auf beiden Seiten geändert."),
    "adopted": ("Both were there before the sync.", "Beide waren vor dem Abgleich da."),
    "copied": ("One was made from the other.", "Eines entstand aus dem anderen."),
    "new_at_provider": ("It is new in the address book or calendar.", "Es ist neu im Adressbuch oder Kalender."),
    "new_at_crm": ("It is new in Pipedrive.", "Es ist neu in Pipedrive."),
    "crm_only": (
        "It is in Pipedrive only, and nothing is sent out.",
        "Es ist nur in Pipedrive, und nichts geht hinaus.",
    ),
    "edit_beats_delete": (
        "It was edited on one side and deleted on the other; the edit wins.",
        "Es wurde auf einer Seite geändert und auf der anderen gelöscht; die Änderung gewinnt.",
    ),
    "restored": ("It was restored.", "Es wurde wiederhergestellt."),
    "released": ("The deletion was released.", "Die Löschung wurde freigegeben."),
    "deleted_at_provider": (
        "It was deleted in the address book or calendar.",
        "Es wurde im Adressbuch oder Kalender gelöscht.",
    ),
    "deleted_at_crm": ("It was deleted in Pipedrive.", "Es wurde in Pipedrive gelöscht."),
    "both_gone": ("It was deleted on both sides.", "Es wurde auf beiden Seiten gelöscht."),
    "not_wanted": (
        "It was deleted in Pipedrive and is not brought over again.",
        "Es wurde in Pipedrive gelöscht und wird nicht wieder übernommen.",
    ),
    "deletes_kept": ("Deletions don't follow, by rule.", "Löschungen folgen nicht, nach der Regel."),
    "held": ("A deletion waits for you.", "Eine Löschung wartet auf Sie."),
    "held_adopted": ("It was there before the sync.", "Es war vor dem Abgleich da."),
    "held_not_owned": ("It belongs to another user.", "Es gehört einem anderen Nutzer."),
    "held_meeting": (
        "Others are invited; for them it would be cancelled.",
        "Andere sind eingeladen; für sie fiele der Termin aus.",
    ),
    "held_move": (
        "Others are invited; for them it would be at another time.",
        "Andere sind eingeladen; für sie wäre der Termin zu einer anderen Zeit.",
    ),
    "move_released": ("You let the meeting be moved.", "Sie haben den Termin verschieben lassen."),
    "move_kept": ("You let the meeting stay at its time.", "Sie haben den Termin zu seiner Zeit stattfinden lassen."),
    "retitled": ("Another pattern was chosen for the titles.", "Für die Titel wurde ein anderes Muster gewählt."),
    "still_elsewhere": (
        "Others still have the event in their calendars, so the activity stays.",
        "Andere haben den Termin noch im Kalender, deshalb bleibt die Aktivität.",
    ),
    "held_shared": ("Another connection has it too.", "Eine andere Verbindung hat es auch."),
    "held_open_deals": ("The person has open deals.", "Die Person hat offene Deals."),
    "held_edited": ("It was edited since.", "Es wurde seither geändert."),
    "held_never_agreed": ("Both sides never agreed yet.", "Beide Seiten waren sich noch nie einig."),
    "held_brake": ("More deletions than usual: the brake is on.", "Mehr Löschungen als sonst: die Bremse greift."),
    "held_restored": (
        "A backup was put back, and the two sides differ.",
        "Eine Sicherung wurde zurückgespielt, und die beiden Seiten unterscheiden sich.",
    ),
    "held_restored_gone": (
        "A backup was put back, and one of the two was deleted since.",
        "Eine Sicherung wurde zurückgespielt, und eines der beiden wurde seither gelöscht.",
    ),
    "held_restored_new": (
        "A backup was put back, and only one side has it: it is new, or its twin was deleted.",
        "Eine Sicherung wurde zurückgespielt, und nur eine Seite hat es: Es ist neu, oder sein Gegenstück ist weg.",
    ),
    "brake": ("More deletions than usual: the brake is on.", "Mehr Löschungen als sonst: die Bremse greift."),
    "undone": ("It was taken back by an undo.", "Es wurde rückgängig gemacht."),
    "swapped": ("A person took the value that had lost.", "Jemand nahm den Wert, der unterlegen war."),
    "undo_edited": (
        "It was edited since, so it is left alone.",
        "Es wurde seither geändert und bleibt deshalb, wie es ist.",
    ),
    "undo_gone": ("It is not there any more.", "Es ist nicht mehr da."),
    "undo_unseen": ("It can't be seen or read right now.", "Es ist gerade nicht zu sehen oder nicht lesbar."),
    "undo_held": ("It waits for a decision of yours already.", "Es wartet schon auf eine Entscheidung von Ihnen."),
    "undo_out_of_scope": ("It left the group or the range.", "Es hat die Gruppe oder den Bereich verlassen."),
    "undo_not_linked": ("It is no longer kept in step.", "Es wird nicht mehr abgeglichen."),
    "undo_one_way": (
        "A one-way sync writes nothing to the address book.",
        "Ein einseitiger Abgleich schreibt nichts ins Adressbuch.",
    ),
    "undo_nameless": ("It had no name before.", "Davor hatte es keinen Namen."),
    "undo_composed": (
        "What stands around the subject comes from its deal, person, organization and the chosen pattern.",
        "Was um den Betreff steht, kommt von Deal, Person, Organisation und dem gewählten Muster.",
    ),
    "undo_private": (
        "The event is private now, so what it says stays hidden.",
        "Der Termin ist jetzt privat; deshalb bleibt verborgen, was darin steht.",
    ),
    "undo_meeting": (
        "Others are invited, and would find it at another time. Move it in the calendar.",
        "Andere sind eingeladen und fänden ihn zu einer anderen Zeit. Bitte im Kalender verschieben.",
    ),
    "undo_twin": ("It is there again by other means.", "Auf anderem Weg ist es schon wieder da."),
    "undo_not_in_step": (
        "What happened since can't be settled, so it is left alone.",
        "Was seither geschah, lässt sich nicht klären; deshalb bleibt es, wie es ist.",
    ),
    "undo_refused": ("The other side refuses it.", "Die Gegenseite lehnt es ab."),
    "undo_expired": (
        "A part of its history is older than 30 days and gone.",
        "Ein Teil seines Verlaufs ist älter als 30 Tage und vergessen.",
    ),
    "undo_picture": ("A picture that was given stays.", "Ein Bild, das vergeben wurde, bleibt."),
    "held_undo": ("An undo would delete it.", "Ein Rückgängigmachen würde es löschen."),
    "picture": ("The person had no picture.", "Die Person hatte kein Bild."),
    "moved": ("The card has a new address.", "Die Karte hat eine neue Adresse."),
    "known_again": ("It was known again by its mark.", "Es wurde an seiner Kennzeichnung wiedererkannt."),
    "out_of_scope": ("It left the group or the range.", "Es hat die Gruppe oder den Bereich verlassen."),
    "broken": ("It is there but makes no sense.", "Es ist da, ergibt aber keinen Sinn."),
    "merged": ("It was merged into another.", "Es wurde mit einem anderen zusammengeführt."),
    "unlinked": ("It is no longer kept in step.", "Es wird nicht mehr abgeglichen."),
    "stopped": ("The sync was ended.", "Der Abgleich wurde beendet."),
}
