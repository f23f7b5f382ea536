"""Where a preview's page begins: previews count what was seen before."""

from tandem.console.pages.page import Visit


def seen_before(visit: Visit) -> str:
    """The number that the address names, empty for what is none."""
    text = visit.query.get("next", "")
    return text if text.isascii() and text.isdigit() and len(text) < 8 else ""
