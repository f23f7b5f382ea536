"""ORG, TITLE and NOTE: properties that the domain knows one text of."""

from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.lines import Line, clean
from tandem.providers.icloud.values import components, plain_params, sendable, text, unescaped


def organization_of(card: Card) -> str:
    """The first part of the first ORG; the others are its departments."""
    line = card.first("ORG")
    return "" if line is None else _plain(components(line)[0], card.version)


def job_title_of(card: Card) -> str:
    line = card.first("TITLE")
    return "" if line is None else text(line, card.version)


def notes_of(card: Card) -> str:
    """All notes of the card, with a blank line between them."""
    return "\n\n".join(note for note in card.texts("NOTE") if note)


def write_organization(edit: Edit, organization: str) -> None:
    line = edit.card.first("ORG")
    rest = components(line)[1:] if line is not None else []
    _write_first(edit, "ORG", ";".join([edit.escaped(clean(organization)), *rest]))


def write_job_title(edit: Edit, title: str) -> None:
    _write_first(edit, "TITLE", edit.escaped(clean(title)))


def write_notes(edit: Edit, notes: str) -> None:
    """Write the whole text as one note; what were several notes is in it."""
    value = edit.escaped(clean(notes))
    places = list(edit.card.all("NOTE"))
    for at, _ in places[1:] if value else places:
        edit.remove(at)
    if not value:
        return
    if places:
        _rewrite(edit, *places[0], "NOTE", value)
    else:
        edit.insert(None, edit.line("", "NOTE", [], value))


def _write_first(edit: Edit, name: str, value: str) -> None:
    """Write the first line of that name. A further one, which nobody saw, must not take the place of a cleared one."""
    places = list(edit.card.all(name))
    if not places:
        if value:
            edit.insert(None, edit.line("", name, [], value))
    elif value or len(places) > 1:
        _rewrite(edit, *places[0], name, value)
    else:
        edit.remove(places[0][0])


def _rewrite(edit: Edit, at: int, line: Line, name: str, value: str) -> None:
    edit.replace(at, edit.line(line.group, name, plain_params(line.params), value))


def _plain(raw: str, version: str) -> str:
    return sendable(unescaped(raw, version))
