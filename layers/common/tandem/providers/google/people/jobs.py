"""Organization and job title: two sides of one element, the person's main one; all others stay as they are."""

from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements, line, own, primary_of, text

FIELD = "organizations"
SILENT = frozenset({"type", "current"})
"""What tells of no organization by itself."""


def read_organization(person: Json) -> str:
    return _told(person, "name")


def read_job_title(person: Json) -> str:
    return _told(person, "title")


def write_job(person: Json, *, organization: str | None, job_title: str | None) -> list[Json]:
    """The elements with what is not None changed in the main one. An element that says nothing any more goes."""
    found = elements(person, FIELD)
    at = _main(found)
    kept = [own(one) for one in found]
    main = kept[at] if kept else {}
    for name, value in (("name", organization), ("title", job_title)):
        main = main if value is None else _set(main, name, line(value))
    kept[at : at + 1] = [main] if main.keys() - SILENT else []
    return kept


def _set(main: Json, name: str, value: str) -> Json:
    rest = {key: one for key, one in main.items() if key != name}
    return {**rest, name: value} if value else rest


def _told(person: Json, name: str) -> str:
    found = elements(person, FIELD)
    return line(text(found[_main(found)], name)) if found else ""


def _main(found: list[Json]) -> int:
    """The primary one of those that name an organization or a title; a current one before the first."""
    telling = [at for at, one in enumerate(found) if text(one, "name") or text(one, "title")]
    if not telling or primary_of(found) in telling:
        return primary_of(found) if telling else 0
    return next((at for at in telling if found[at].get("current") is True), telling[0])
