"""The words that made-up people are made of. Every phone range here is kept free for fiction by its regulator."""

from dataclasses import dataclass


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = words(
    "Anneliese Jürgen Käthe Björn Zoë Søren José Łucja Chloé Siobhán Ångela Renée Ioana Thịnh Oğuz Nuno "
    "Ольга Дмитрий 美咲 健太 伟 静 Δήμητρα יעל فاطمة Marie-Luise Hans-Peter Ute Kofi Ngozi Priya Arjun "
    "Mehmet Élodie Tomáš"
)
FAMILY = words(
    "Müßiggang Strößner Äppelwoi Überacker O'Hanlon Żółkiewicz Nußbaumer Lefèvre-Petit Østergård García-Márquez "
    "Соколова Иванов 田中 鈴木 王 李 Παπαδοπούλου כהן الحسن Čapková Nguyễn Çelik Ávila Größl Brømdal Wójcik "
    "Adébáyò Iyer "
    "Quittenbaum Birnstiel Lämmle Kräuter Specht Habicht Zaunkönig Eisvogel Grünspecht Rotkehlchen"
)
SURNAME_PARTICLES = ("von", "van der", "de la", "zu")
TITLES = ("Dr.", "Prof. Dr.", "Dipl.-Ing.")
SUFFIXES = ("jun.", "MBA", "LL.M.")

ORGANIZATION_STEMS = words(
    "Sonnenhof Apfelgarten Wolkenwerk Zahnrad Himmelblau Lösungsmühle Grüne-Wiese Nordlicht Übersee Kräuterküche "
    "Papierflieger Taubenschlag Leuchtturm Regenschirm Kirschkern Mondschein Rübezahl Eichhörnchen"
)
ORGANIZATION_FORMS = ("GmbH", "AG", "GmbH & Co. KG", "e. K.", "Ltd", "Sàrl")
DEPARTMENTS = ("Vertrieb", "Einkauf", "Buchhaltung", "R&D", "Geschäftsführung")
JOB_TITLES = (
    "Einkaufsleiterin",
    "Geschäftsführer",
    "Head of Sales",
    "Sachbearbeiterin Büro & Küche",
    "CTO",
    "Prokurist, Nachfolge offen",
    "Office Manager",
    "Directrice des achats",
)
NOTES = (
    "Auf der Messe kennengelernt; möchte im Herbst ein Angebot.",
    "Prefers e-mail, never call before ten.",
    "Mag keine Anrufe.\nVertretung: Büro, Zimmer 4.\n\nGeburtstagskarte nicht vergessen!",
    'Rabatt 5 %, siehe "Rahmenvertrag"; gültig bis Jahresende, dann neu verhandeln.',
    "Parle français et allemand.\nBackslash \\ und Semikolon ; gehören zum Aktenzeichen A\\7;3.",
)
CUSTOM_LABELS = ("Ferienhaus", "Assistenz (vormittags)", "Büro Süd", "Zweitgerät")
CATEGORIES = ("Kunden", "Lieferanten", "Messe")
MESSENGERS = ("Skype", "Jabber", "Telegram")


@dataclass(frozen=True, slots=True)
class Place:
    """`landlines` and `mobiles` are patterns: # is a digit of the part that fiction may use."""

    country: str
    cities: tuple[tuple[str, str, str], ...]
    streets: tuple[str, ...]
    landlines: tuple[str, ...]
    mobiles: tuple[str, ...]


PLACES = (
    Place(
        "Deutschland",
        (("10115", "Berlin", ""), ("80331", "München", "Bayern"), ("50667", "Köln", "Nordrhein-Westfalen")),
        ("Musterstraße", "Am Übungsplatz", "Größenwahngasse"),
        ("+49 30 23125 ###", "030 / 23125-###", "(0221) 4710-###", "+49 (0)89 99998-###", "+494066969###"),
        ("+49 171 39200##", "0176 040690##"),
    ),
    Place(
        "United Kingdom",
        (("ZZ1 1AA", "Exampleton", ""), ("ZZ9 9ZZ", "Sampleford", "Fictionshire")),
        ("Specimen Street", "Placeholder Lane"),
        ("+44 20 7946 0###", "020 7946 0###"),
        ("+44 7700 900###", "07700 900###"),
    ),
    Place(
        "USA",
        (("00001", "Springfield", "NY"), ("00002", "Riverdale", "CA")),
        ("Evergreen Sample Ave", "Example Blvd"),
        ("+1 (212) 555-01##", "+1 415 555 01##", "+1.617.555.01##"),
        ("+1 646 555 01##",),
    ),
    Place(
        "France",
        (("00100", "Exempleville", ""), ("00200", "Saint-Modèle-sur-Mer", "")),
        ("rue de l'Échantillon", "avenue du Spécimen"),
        ("+33 1 99 00 ## ##", "01 99 00 ## ##"),
        ("+33 6 39 98 ## ##",),
    ),
    Place(
        "Sverige",
        (("100 00", "Exempelstad", ""),),
        ("Provgatan", "Låtsasvägen"),
        ("+46 8 465 004 ##",),
        ("+46 70 174 06 ##",),
    ),
)
