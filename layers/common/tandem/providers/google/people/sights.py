"""What was seen of a person: whose contact it is, in which version, in the chosen group or not."""

from collections.abc import Callable
from dataclasses import dataclass
from json import dumps
from re import compile as pattern

from tandem.domain.contact import Photo
from tandem.domain.errors import Unavailable
from tandem.domain.ids import RemoteId, Version
from tandem.domain.sight import Broken, Seen
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements, text
from tandem.providers.google.people.person import MAPPED, to_contact
from tandem.providers.owed import owing

MARKER = "tandem"
"""The key of a contact's client data that tells the link which it was made for."""
READ = ",".join((*MAPPED, "memberships", "metadata", "clientData"))
CONTACT = "READ_SOURCE_TYPE_CONTACT"
"""What people say of themselves in their profiles is none of the contact's."""
OURS = pattern(r"[0-9a-f]{32}")
Picture = tuple[Photo | None, bytes | None]
OWED: Picture = (None, None)
"""It could not be had for now."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`group` is the chosen one, None for all contacts. `pictured`: for one-way connections, which never write."""

    group: str | None
    pictured: Callable[[Json], Picture | None] | None = None

    @property
    def fields(self) -> str:
        return f"{READ},photos" if self.pictured else READ

    def sight(self, person: Json) -> Seen | Broken | None:
        """None for somebody who is no contact, or none any more: only a profile is left."""
        source = source_of(person)
        if source is None:
            return None
        remote, version = name_of(person), Version(str(source.get("etag") or person.get("etag", "")))
        try:
            return self._seen(remote, version, person)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            return Broken(remote, version, "unreadable_contact")

    def _seen(self, remote: RemoteId, version: Version, person: Json) -> Seen:
        picture = self.pictured(person) if self.pictured else None
        photo, content = picture or (None, None)
        seen = Seen(
            remote_id=remote,
            version=version,
            content=to_contact(person, photo),
            uid=uid_of(person),
            raw="" if self.pictured else _raw(person),
            in_scope=self.group is None or self.group in groups_of(person),
            photo=content,
        )
        return owing(seen) if picture == OWED else seen


def name_of(person: Json) -> RemoteId:
    """Raise `Unavailable` for somebody who could not even be named."""
    name = person.get("resourceName")
    if not isinstance(name, str) or not name:
        raise Unavailable("bad_answer", "resourceName")
    return RemoteId(name)


def source_of(person: Json) -> Json | None:
    metadata = person.get("metadata")
    sources = metadata.get("sources") if isinstance(metadata, dict) else None
    found = sources if isinstance(sources, list) else []
    return next((one for one in found if isinstance(one, dict) and one.get("type") == "CONTACT"), None)


def groups_of(person: Json) -> frozenset[str]:
    found = (one.get("contactGroupMembership") for one in elements(person, "memberships"))
    return frozenset(text(one, "contactGroupResourceName") for one in found if isinstance(one, dict))


def uid_of(person: Json) -> str:
    """The link that it was made for, or the id of its contact source: that stays when its name changes.

    Where twins were merged there may be two marks: then neither tells.
    """
    marks = marks_of(person)
    return marks[0] if len(marks) == 1 else str((source_of(person) or {}).get("id", ""))


def marks_of(person: Json) -> list[str]:
    data = [one for one in elements(person, "clientData") if one.get("key") == MARKER]
    return list(dict.fromkeys(value for one in data if OURS.fullmatch(value := text(one, "value"))))


def marks_in(person: Json) -> list[str]:
    """The same of somebody who may make no sense."""
    try:
        return marks_of(person)
    except TypeError:
        return []


def _raw(person: Json) -> str:
    """What a write needs: the version, and the elements as they are."""
    kept = {name: person[name] for name in ("resourceName", "etag", *MAPPED) if name in person}
    sources = {"metadata": {"sources": [source_of(person)]}}
    return dumps({**kept, **sources}, ensure_ascii=False, separators=(",", ":"))
