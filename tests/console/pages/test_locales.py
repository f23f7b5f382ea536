"""Every text of the pages exists in German too: none is missing, none is left over, and the same is put into both."""

import re

import pytest
from babel.messages.catalog import Catalog

from tandem.console import words
from tandem.console.pages.catalog import LOCALES, catalog
from tandem.console.pages.rendering import TEMPLATES
from tests.console.pages.messages import Message, completed, holes, messages

OTHERS = [language for language in words.LANGUAGES if language != "en"]


def faults(known: Catalog, wanted: dict[str, Message]) -> list[str]:
    """What is wrong with a catalog, a line each."""
    said = {one.id if isinstance(one.id, str) else one.id[0]: one for one in known if one.id}
    found = [f"{wanted[text].where} isn't translated: {text}" for text in wanted.keys() - said.keys()]
    found += [f"nothing has it any more: {text}" for text in said.keys() - wanted.keys()]
    for text in wanted.keys() & said.keys():
        string = said[text].string or ""
        forms = [string] if isinstance(string, str) else list(string)
        found += [f"{wanted[text].where} isn't translated: {text}" for form in forms if not form or said[text].fuzzy]
        found += [f"other things are put into it: {text}" for form in forms if form and holes(form) != holes(text)]
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    assert faults(catalog(language), messages()) == []


def test_texts_are_found_in_code_and_in_templates() -> None:
    found = messages()

    assert found["The sync goes on."].where.startswith("pages/")
    assert found["Next page"].where.startswith("templates/")
    assert found["%(number)s waits for your decision"].plural == "%(number)s wait for your decision"


def test_each_catalog_has_its_language_and_no_other_file_is_there() -> None:
    assert {path.name for path in LOCALES.iterdir()} == {f"{language}.po" for language in OTHERS}


@pytest.mark.parametrize(
    "planted",
    [
        {"new": Message("new", "", "here")},
        {"%(number)s waits": Message("%(number)s waits", "", "here")},
    ],
)
def test_a_planted_fault_is_found(planted: dict[str, Message]) -> None:
    known = Catalog(locale="de")
    known.add("%(number)s waits", "%(anzahl)s wartet")

    assert faults(known, planted) != []
    assert faults(completed(known, planted), planted) != []


BARE = re.compile(r">\s*([A-Za-zäöüß][^<>{}]*[a-z]{2,}[^<>{}]*)<")
NAMES = {"Tandem"}


def test_no_template_says_anything_past_the_catalog() -> None:
    """Plain words between two tags would be in one language only."""
    texts = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.html")}
    bare = [
        (name, found)
        for name, text in texts.items()
        for found in BARE.findall(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL))
    ]

    assert [(name, found) for name, found in bare if found.strip() not in NAMES] == [
        ("dashboard_live.html", "Pipedrive")
    ]
