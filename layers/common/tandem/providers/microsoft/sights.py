"""What one answer of Graph's says about one contact."""

from dataclasses import dataclass, replace
from json import dumps

from tandem.domain.contact import Contact
from tandem.domain.errors import Rejected
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Broken, Seen
from tandem.providers.microsoft.answers import identified
from tandem.providers.microsoft.call import Json
from tandem.providers.microsoft.feed import version_of
from tandem.providers.microsoft.mapping import SELECT, to_contact
from tandem.providers.microsoft.marks import Marks, marks_of
from tandem.providers.microsoft.photos import Picture
from tandem.providers.microsoft.scope import Scope

LARGEST = 256 * 1024
"""Characters of a contact; what people note about each other is far below."""


@dataclass(frozen=True, slots=True)
class Reader:
    """`has_photos`: pictures are asked for, which only one-way connections make use of."""

    scope: Scope
    has_photos: bool = False

    def sight(self, item: Json, marks: Marks | None = None, picture: Picture | None = None) -> Seen | Broken:
        """`marks` are the item's own where it was expanded. Raise `Unavailable` for what has no id."""
        remote, version = RemoteId(identified(item)["id"]), version_of(item)
        raw = dumps({name: item[name] for name in _KEPT if name in item}, separators=(",", ":"))
        try:
            if len(raw) > LARGEST:
                raise Rejected("contact_too_large")
            content, in_scope = _pictured(to_contact(item), picture), self.scope.holds(item)
        except Rejected as rejected:
            return Broken(remote, version, rejected.reason, rejected.detail)
        except TypeError:
            return Broken(remote, version, "unreadable_contact")
        return Seen(
            remote,
            version,
            content,
            uid=(marks or marks_of(item)).link,
            raw=raw,
            in_scope=in_scope,
            photo=picture.content if picture else None,
        )


_KEPT = ("id", "@odata.etag", *SELECT.split(","))


def _pictured(contact: Contact, picture: Picture | None) -> Contact:
    return replace(contact, photo=picture.photo) if picture else contact
