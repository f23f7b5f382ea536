"""The sentences of the command, in English and German: what each command and option does, and what it says."""

from collections.abc import Mapping

from tandem.cli.guiding_sentences import OF_GUIDING
from tandem.cli.live_sentences import OF_LIVE
from tandem.cli.password_sentences import BY_PASSWORD
from tandem.cli.rule_sentences import OF_RULES

SENTENCES: Mapping[str, tuple[str, str]] = {
    **BY_PASSWORD,
    **OF_LIVE,
    **OF_RULES,
    **OF_GUIDING,
    "tandem": (
        "Keeps contacts and calendars of a Pipedrive company in step with its users' accounts elsewhere.",
        "Hält Kontakte und Kalender einer Pipedrive-Firma im Gleichschritt mit den anderen Konten ihrer Nutzer.",
    ),
    # --- commands ---
    "up": ("Run Tandem on this machine, in the foreground.", "Tandem auf diesem Rechner ausführen, im Vordergrund."),
    "sandbox": ("Run the stand-ins alone.", "Nur die Übungsserver ausführen."),
    "connect": ("Add a company or a provider account.", "Eine Firma oder ein Konto hinzufügen."),
    "connect_pipedrive": (
        "Add a company, or another of its users' grants, by an API token.",
        "Eine Firma oder den Zugang eines weiteren Nutzers hinzufügen, mit einem API-Token.",
    ),
    "companies": ("List companies and their users.", "Firmen und ihre Nutzer auflisten."),
    "accounts": ("List provider accounts.", "Konten auflisten."),
    "calendars": ("List an account's calendars, live.", "Die Kalender eines Kontos auflisten, direkt vom Anbieter."),
    "activity-types": ("List types of activities, live.", "Aktivitätstypen auflisten, direkt von Pipedrive."),
    "connect_google": ("Add a Google account.", "Ein Google-Konto hinzufügen."),
    "connect_outlook": ("Add an Outlook.com account.", "Ein Outlook.com-Konto hinzufügen."),
    "connect_office365": ("Add an Office 365 account.", "Ein Office-365-Konto hinzufügen."),
    "ask_refresh_token": ("Refresh token", "Refresh-Token"),
    "opt_refresh_token_file": (
        "File with the refresh token; - for standard input.",
        "Datei mit dem Refresh-Token; - für die Standardeingabe.",
    ),
    "opt_create_calendar": ("Make a calendar of that name first.", "Vorher einen Kalender dieses Namens anlegen."),
    "opt_kind": ("contacts or calendar.", "contacts oder calendar."),
    "then_accounts": (
        "Agree in the browser; then: tandem accounts, and tandem groups ACCOUNT or tandem calendars ACCOUNT.",
        "Im Browser zustimmen; danach: tandem accounts und tandem groups KONTO oder tandem calendars KONTO.",
    ),
    "then_calendars": (
        "Next: tandem groups {id}, then tandem add {id} group=ID; "
        "or tandem calendars {id}, then tandem add {id} --kind calendar calendar=ID",
        "Weiter: tandem groups {id}, dann tandem add {id} group=ID; "
        "oder tandem calendars {id}, dann tandem add {id} --kind calendar calendar=ID",
    ),
    "groups": ("List an account's groups, live.", "Die Gruppen eines Kontos auflisten, direkt vom Anbieter."),
    "add": ("Add a connection of an account's contacts.", "Eine Verbindung für die Kontakte eines Kontos anlegen."),
    "connections": ("List connections.", "Verbindungen auflisten."),
    "status": ("Show one connection, or all.", "Eine Verbindung zeigen, oder alle."),
    "links": ("List the synced contacts.", "Die abgeglichenen Kontakte auflisten."),
    "preview": (
        "Show what the sync would do, as it is or under other rules; writes nothing.",
        "Zeigen, was der Abgleich täte, so oder nach anderen Regeln; schreibt nichts.",
    ),
    "preview-titles": ("Show titles under another pattern.", "Titel nach einem anderen Muster zeigen."),
    "opt_upload": ("And with upload-unsynced.", "Und mit upload-unsynced."),
    "start": ("Start the sync.", "Den Abgleich starten."),
    "pause": ("Pause the sync.", "Den Abgleich anhalten."),
    "resume": ("Resume the sync.", "Den Abgleich fortsetzen."),
    "upload-unsynced": (
        "Upload the activities that have no event yet.",
        "Die Aktivitäten hochladen, die noch keinen Termin haben.",
    ),
    "opt_past": ("Those that are over, too.", "Auch die, die vorbei sind."),
    "opt_count": ("Only count them.", "Sie nur zählen."),
    "refresh": ("Sync now.", "Jetzt abgleichen."),
    "stop": (
        "End the sync; what it made is kept, or removed with --remove.",
        "Den Abgleich beenden; was er angelegt hat, bleibt oder wird mit --remove entfernt.",
    ),
    "restored": (
        "Tell that a backup was put back: nothing is written until both sides are compared.",
        "Mitteilen, dass eine Sicherung zurückgespielt wurde: Bis zum Vergleich beider Seiten wird nichts geschrieben.",
    ),
    "history": ("Show every write, newest first.", "Alle Änderungen zeigen, die neuesten zuerst."),
    "undo": (
        "Take back what a run wrote, or one write (ids: tandem history --values).",
        "Rückgängig machen, was ein Lauf schrieb, oder eine Änderung (Kennungen: tandem history --values).",
    ),
    "conflicts": ("Show edits that lost against others.", "Änderungen zeigen, die gegen andere verloren haben."),
    "review": ("Show contacts that may be the same.", "Kontakte zeigen, die dieselben sein könnten."),
    "held": (
        "Show deletions that wait for you, and what is in doubt since a backup was put back.",
        "Löschungen zeigen, die auf Sie warten, und was seit einer zurückgespielten Sicherung unklar ist.",
    ),
    "parked": ("Show contacts that failed, and why.", "Kontakte zeigen, die scheiterten, und warum."),
    "sign-in": ("Print a link that signs in once.", "Einen Link ausgeben, der einmal anmeldet."),
    "link_lasts": ("It works once, within ten minutes.", "Er gilt einmal, binnen zehn Minuten."),
    "export": (
        "Write all that is known of a company or a user to a file, as JSON, one item a line; no secrets.",
        "Alles über eine Firma oder einen Nutzer in eine Datei schreiben, als JSON, je Zeile eines; ohne Geheimnisse.",
    ),
    "erase": (
        "End the syncs of a company or a user and forget all of it; contacts stay where they are.",
        "Die Abgleiche einer Firma oder eines Nutzers beenden und alles vergessen; Kontakte bleiben, wo sie sind.",
    ),
    "erasure": (
        "Show how far an erasure is, or the proof of it.",
        "Zeigen, wie weit eine Löschung ist, oder ihren Nachweis.",
    ),
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
    "opt_company": ("The company's id.", "Die Kennung der Firma."),
    "opt_user": ("The Pipedrive user's id.", "Die Kennung des Pipedrive-Nutzers."),
    "opt_only_user": ("Only of this Pipedrive user.", "Nur von diesem Pipedrive-Nutzer."),
    "opt_output": ("The file to make; - is the standard output.", "Die neue Datei; - ist die Standardausgabe."),
    "opt_address": ("The account's e-mail address.", "Die E-Mail-Adresse des Kontos."),
    "opt_no_wait": ("Don't wait for the end.", "Nicht auf das Ende warten."),
    "opt_remove": ("Remove what Tandem made.", "Entfernen, was Tandem angelegt hat."),
    "opt_keep": ("Leave everything where it is.", "Alles lassen, wo es ist."),
    "opt_next": ("Go on from here (printed with the list).", "Hier weitermachen (steht unter der Liste)."),
    "opt_query": ("Only names that contain this.", "Nur Namen, die das enthalten."),
    "opt_action": ("Only this action, such as create.", "Nur diese Aktion, etwa create."),
    "opt_of_link": ("Only of this contact (as `tandem links` names it).", "Nur von diesem Kontakt."),
    "opt_of_run": ("Only of this run.", "Nur aus diesem Lauf."),
    "opt_of_side": ("Only on this side: crm or provider.", "Nur auf dieser Seite: crm oder provider."),
    "opt_values": (
        "With the values before and after, and with ids.",
        "Mit den Werten davor und danach, und mit Kennungen.",
    ),
    "opt_record": (
        "All that the same run did to this contact.",
        "Alles, was derselbe Lauf an diesem Kontakt getan hat.",
    ),
    "opt_preview": ("Only show what would happen.", "Nur zeigen, was geschähe."),
    "opt_swap": ("Use the value that lost.", "Den Wert nehmen, der unterlag."),
    "opt_with": ("Of several: this one and that of --item.", "Von mehreren: diesen und den von --item."),
    "with_needs_item": ("--with needs --item.", "--with braucht --item."),
    "record_of_entry": (
        "--record goes with an entry of the history.",
        "--record gehört zu einem Eintrag des Verlaufs.",
    ),
    "opt_item": ("Decide on this one only.", "Nur über diesen Eintrag entscheiden."),
    "opt_release": ("Let it happen, by the rules.", "Es geschehen lassen, nach den Regeln."),
    "opt_restore": (
        "Bring back what was deleted; leave as they are two that differ, and what only one side has.",
        "Wiederherstellen, was gelöscht wurde; so lassen, was sich unterscheidet oder nur auf einer Seite ist.",
    ),
    "opt_yes": ("Don't ask.", "Nicht fragen."),
    "opt_restored": ("A backup was put back into the data folder.", "In den Ordner kam eine Sicherung zurück."),
    "opt_retry": ("Try again.", "Noch einmal versuchen."),
    "opt_link": ("They are the same.", "Es sind dieselben."),
    "opt_separate": ("They are different.", "Es sind verschiedene."),
    "opt_dismiss": ("Seen; take it off the list.", "Gesehen; von der Liste nehmen."),
    # --- sentences ---
    "ask_domain": ("Pipedrive address", "Adresse von Pipedrive"),
    "ask_token": ("API token", "API-Token"),
    "ask_address": ("E-mail address", "E-Mail-Adresse"),
    "not_key_value": ("{text} is not key=value.", "{text} ist nicht Name=Wert."),
    "nothing_to_set": ("Name at least one key=value.", "Mindestens ein Name=Wert fehlt."),
    "which": ("Several could be meant; choose with {option}: {ids}", "Mehrere sind möglich; {option} wählt: {ids}"),
    "none_yet": ("There is none yet: tandem connect pipedrive", "Es gibt noch keine: tandem connect pipedrive"),
    "one_decision": ("Choose one decision.", "Bitte nur eine Entscheidung."),
    "answer_waits": (
        "{id} is paused or has to wait; what you decided is done as soon as it goes on.",
        "{id} ist angehalten oder muss warten; Ihre Entscheidung wird ausgeführt, sobald es weitergeht.",
    ),
    "goes_on": ("The sync goes on. tandem status {id}", "Der Abgleich läuft weiter. tandem status {id}"),
    "run_failed": (
        "The run failed. What it had written stands in tandem history; the rest is tried again.",
        "Der Lauf ist gescheitert. Was er schrieb, zeigt tandem history; der Rest wird wieder versucht.",
    ),
    "then_preview": (
        "Next: tandem preview {id}, then tandem start {id}",
        "Weiter mit: tandem preview {id}, dann tandem start {id}",
    ),
    "then_add": ("Next: tandem add {id}", "Weiter mit: tandem add {id}"),
    "then_icloud": ("Next: tandem connect icloud", "Weiter mit: tandem connect icloud"),
    "more": ("More: --next {next}", "Mehr: --next {next}"),
    "nothing": ("Nothing.", "Nichts."),
    "sure_restored": (
        "Was an older backup put back? Every sync then compares both sides first, and what differs waits for you.",
        "Kam eine ältere Sicherung zurück? Dann vergleicht jeder Abgleich zuerst, und Unterschiede warten auf Sie.",
    ),
    "yes_or_no": ("[y/N]", "[j/N]"),
    "marked": (
        "{count} sync(s) compare both sides before they write again.",
        "{count} Abgleich(e) vergleichen beide Seiten, bevor sie wieder schreiben.",
    ),
    "then_held": (
        "Next: tandem connections, tandem held, tandem review",
        "Weiter mit: tandem connections, tandem held, tandem review",
    ),
    "exported": ("{count} item(s) in {path}", "{count} Einträge in {path}"),
    "sure_erase": (
        "All syncs of company {id} end, and Tandem forgets all of it for good; contacts and events stay in Pipedrive"
        " and where else they are. To confirm, type the company's id or name:",
        "Alle Abgleiche der Firma {id} enden, und Tandem vergisst sie endgültig; Kontakte und Termine bleiben"
        " in Pipedrive und wo sie sonst sind. Zur Bestätigung Kennung oder Namen der Firma eingeben:",
    ),
    "sure_erase_user": (
        "All syncs of user {id} end, and Tandem forgets them for good; contacts and events stay in Pipedrive"
        " and where else they are, and colleagues' syncs go on. To confirm, type the user's id, name or mail address:",
        "Alle Abgleiche des Nutzers {id} enden, und Tandem vergisst ihn endgültig; Kontakte und Termine bleiben"
        " in Pipedrive und wo sie sonst sind, und die Abgleiche der Kollegen laufen weiter. Zur Bestätigung Kennung,"
        " Namen oder E-Mail-Adresse des Nutzers eingeben:",
    ),
    "erasing": (
        "It takes about a quarter of an hour. The proof: tandem erasure {id}",
        "Es dauert etwa eine Viertelstunde. Der Nachweis: tandem erasure {id}",
    ),
    "left_webhooks": (
        "webhooks at Pipedrive (it ends those that nobody answers)",
        "Webhooks bei Pipedrive (es beendet solche, die niemand annimmt)",
    ),
    "left_grants": (
        "the app's access (its user ends it in Pipedrive)",
        "der Zugriff der App (ihr Nutzer beendet ihn in Pipedrive)",
    ),
    "left_api_tokens": (
        "API tokens (their users renew them in Pipedrive)",
        "API-Token (ihre Nutzer erneuern sie in Pipedrive)",
    ),
    "decided": ("Decided: {count}", "Entschieden: {count}"),
    "all_well": ("Nothing is wrong.", "Alles in Ordnung."),
    "working": ("Looking at both sides ...", "Beide Seiten werden angesehen ..."),
    "tokens": ("{tokens} of Pipedrive's tokens, {days} day(s)", "{tokens} Token von Pipedrive, {days} Tag(e)"),
}
