"""The messages that the pages' code and templates have, for the tests; and what writes the new ones into a catalog.

`python -m tests.console.pages.messages de` adds to locales/de.po what is missing there, untranslated, and drops what
nothing has any more.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from tandem.console.pages.catalog import LOCALES, catalog

CONSOLE = LOCALES.parent
METHODS = [("pages/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "text": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {
    "templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
HEADER = """# The words of the pages; `python -m tests.console.pages.messages {language}` brings in the new ones.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"

"""
"""What a catalog begins with: no date, as it would change each time."""
HOLES = re.compile(r"%\((\w+)\)s|\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """`plural` is empty where there is one form only."""

    text: str
    plural: str
    where: str


def messages() -> dict[str, Message]:
    found = extract_from_dir(CONSOLE, METHODS, OPTIONS, dict(KEYWORDS))
    listed = [_message(text, f"{file}:{line}") for file, line, text, _comments, _context in found]
    return {one.text: one for one in listed}


def _message(text: str | tuple[str, ...], where: str) -> Message:
    return Message(text, "", where) if isinstance(text, str) else Message(text[0], text[1], where)


def holes(text: str) -> set[str]:
    """The names of what is put into a text."""
    return {first or second for first, second in HOLES.findall(text)}


def completed(known: Catalog, wanted: Mapping[str, Message]) -> Catalog:
    made = Catalog(locale=known.locale, header_comment="")
    for text in sorted(wanted):
        plural = wanted[text].plural
        said = known.get(text)
        made.add((text, plural) if plural else text, said.string if said else None)
    return made


def main(language: str) -> None:
    made = completed(catalog(language), messages())
    with (LOCALES / f"{language}.po").open("wb") as file:
        file.write(HEADER.format(language=language, plurals=made.plural_forms).encode())
        write_po(file, made, width=118, omit_header=True)


if __name__ == "__main__":
    main(sys.argv[1])
