"""What an activity belongs to, as the last lines of its description in a calendar: names, and links back to the CRM."""

import re
from html import unescape

from tandem.domain.event import Links, Thing

RULE = "── Pipedrive ──"
"""The line above them; all that follows it is ours."""
_BREAK = re.compile(r"\n|<br\s*/?>", re.IGNORECASE)
_BREAKS = re.compile(r"(?:\s|<br\s*/?>)+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
"""Who edits a description in a calendar's web page gets HTML out of it (calendar:v3, Event.description)."""


def with_footer(description: str, links: Links) -> str:
    """The description with the lines below it; without links just the description. Put on twice it is there once."""
    lines = [f"{one.name}: {one.url}" if one.url else one.name for one in links.named]
    body = without_footer(description)
    return "\n".join([*([body, ""] if body else []), RULE, *lines]) if lines else body


def without_footer(description: str) -> str:
    """What a person wrote: all that stands above the rule. Where they took the rule away, it is all."""
    before, rule, _ = description.partition(RULE)
    return _without_last_breaks(before) if rule else description


def _without_last_breaks(text: str) -> str:
    """Runs of breaks are gone through once from the front: to look for the end from each of them takes a square."""
    ends = [run.start() for run in _BREAKS.finditer(text) if run.end() == len(text)]
    return text[: ends[0]] if ends else text


def named_below(description: str) -> Links:
    """The names below the rule, in the places of deal, person and organization; which is which isn't told."""
    return Links(*(Thing("", name) for name in names_below(description)[:3]))


def names_below(description: str) -> list[str]:
    """All of them, in their order."""
    lines = [unescape(_TAG.sub("", line)) for line in _BREAK.split(description.partition(RULE)[2])]
    return [name.strip() for name, _, _ in (line.partition(": http") for line in lines) if name.strip()]
