"""What the commands about rules say, in English and German."""

from collections.abc import Mapping

OF_RULES: Mapping[str, tuple[str, str]] = {
    "defaults": (
        "Show what new connections of a company begin with, or change it: direction=two_way conflict.phones=provider,"
        " with --kind calendar: mode=crm_only private=skip title=...",
        "Zeigen, womit neue Verbindungen einer Firma beginnen, oder es ändern: direction=two_way"
        " conflict.phones=provider, mit --kind calendar: mode=crm_only private=skip title=...",
    ),
    "set": (
        "Change rules: direction=two_way group=ID deletes=keep conflict.phones=provider ...",
        "Regeln ändern: direction=two_way group=ID deletes=keep conflict.phones=provider ...",
    ),
}
