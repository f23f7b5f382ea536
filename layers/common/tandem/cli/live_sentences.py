"""What the command says of a live check, in English and German."""

from collections.abc import Mapping

OF_LIVE: Mapping[str, tuple[str, str]] = {
    "doctor": (
        "Show the settings and what is wrong; with --live, check a real account with made-up items.",
        "Die Einstellungen zeigen und was nicht stimmt; mit --live ein echtes Konto mit erfundenen Einträgen prüfen.",
    ),
    "opt_live": (
        "Make two items at the connection's side, change and delete them, and write a report.",
        "Auf der Seite der Verbindung zwei Einträge anlegen, ändern und löschen und einen Bericht schreiben.",
    ),
    "opt_live_side": ("provider, or crm for Pipedrive.", "provider, oder crm für Pipedrive."),
    "opt_report": (
        "The report's file, new; what the API answered comes beside it, as .json.",
        "Die neue Datei des Berichts; daneben kommt als .json, was die API geantwortet hat.",
    ),
    "opt_last": (
        "With --live: begin none, show the last one and write its report.",
        "Mit --live: keine beginnen, die letzte zeigen und ihren Bericht schreiben.",
    ),
    "id_for_live": ("An ID, and --last, go with --live.", "Eine ID und --last gehören zu --live."),
    "sure_live": (
        'This writes to the {provider} account {address}: two items called "Tandem Doctor (please ignore)", in a group'
        " or calendar of their own where there is a way. They are removed at the end. Nothing else is touched, and"
        " nobody gets a mail. Go on?",
        'Das schreibt in das Konto {address} ({provider}): zwei Einträge namens "Tandem Doctor (please ignore)", wo es'
        " geht in einer eigenen Gruppe oder einem eigenen Kalender. Am Ende werden sie entfernt. Sonst wird nichts"
        " angerührt, und niemand bekommt eine Mail. Weiter?",
    ),
    "sure_live_crm": (
        'This writes to Pipedrive, as the user of {id}: two items called "Tandem Doctor (please ignore)". They are'
        " deleted at the end, and lie in Pipedrive's trash for 30 days. Nothing else is touched. Go on?",
        'Das schreibt in Pipedrive, als Nutzer von {id}: zwei Einträge namens "Tandem Doctor (please ignore)". Am Ende'
        " werden sie gelöscht und liegen 30 Tage in Pipedrives Papierkorb. Sonst wird nichts angerührt. Weiter?",
    ),
    "live_goes_on": (
        "The check goes on by itself and cleans up. tandem doctor --live {id} --last shows it.",
        "Die Prüfung läuft von selbst weiter und räumt auf. tandem doctor --live {id} --last zeigt sie.",
    ),
    "live_not_good": (
        "Not all is as Tandem assumes; see the report.",
        "Nicht alles ist, wie Tandem es annimmt; siehe Bericht.",
    ),
    "report_in": ("Report: {path}, and .json beside it", "Bericht: {path}, daneben .json"),
    "report_title": ("Tandem: report of a live check", "Tandem: Bericht einer Live-Prüfung"),
    "report_good": (
        "All that was tried is as Tandem assumes. Steps not tried: {untried}.",
        "Alles, was versucht wurde, ist so, wie Tandem es annimmt. Nicht versuchte Schritte: {untried}.",
    ),
    "report_bad": (
        "Not all is as Tandem assumes. Look for ≠ and ✗. Steps not tried: {untried}.",
        "Nicht alles ist, wie Tandem es annimmt. Siehe ≠ und ✗. Nicht versuchte Schritte: {untried}.",
    ),
    "report_made_up": (
        "All in this report is about two made-up items. It holds nobody's name, address, password or token.",
        "Alles in diesem Bericht handelt von zwei erfundenen Einträgen. Er enthält von niemandem Namen, Adresse,"
        " Passwort oder Token.",
    ),
    "report_steps": ("Steps", "Schritte"),
    "report_not_assumed": ("(Tandem assumes otherwise)", "(Tandem nimmt anderes an)"),
    "report_unasked": ("Not asked", "Nicht gefragt"),
}
