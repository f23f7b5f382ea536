"""What Graph keeps with a contact and shows to who asks by name: our name for it, and whether it has a photo.

Extended properties come with `$expand`, which delta doesn't take; a filter finds contacts by them
(learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.domain.ids import LinkId
from tandem.providers.microsoft.call import Json

LINK = "String {7d1c3a52-6f0b-4a7e-9c55-2f8d1b6e4a90} Name TandemLink"
HAS_PHOTO = "Boolean {00062004-0000-0000-C000-000000000046} Id 0x8015"
"""PidLidHasPicture of MS-OXPROPS, which Exchange sets when a contact gets a photo."""
BOTH = f"singleValueExtendedProperties($filter=id eq '{LINK}' or id eq '{HAS_PHOTO}')"
_LIST = "singleValueExtendedProperties"


@dataclass(frozen=True, slots=True)
class Marks:
    link: str = ""
    has_photo: bool = False


def marks_of(item: Json) -> Marks:
    """Of an item that was expanded by `BOTH`."""
    listed = item.get(_LIST)
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    told = {str(one.get("id", "")).casefold(): str(one.get("value", "")) for one in found}
    return Marks(told.get(LINK.casefold(), ""), told.get(HAS_PHOTO.casefold(), "").casefold() == "true")


def written(link_id: LinkId) -> Json:
    """What makes a new contact findable."""
    return {_LIST: [{"id": LINK, "value": link_id}]}


def marked() -> str:
    """The filter for contacts that have one or the other."""
    ours = f"{_LIST}/any(ep: ep/id eq '{LINK}' and ep/value ne null)"
    return f"{ours} or {_LIST}/any(ep: ep/id eq '{HAS_PHOTO}' and cast(ep/value, Edm.Boolean) eq true)"


def made_as(links: Iterable[LinkId]) -> str:
    """The filter for contacts that were made under any of these names."""
    return " or ".join(f"{_LIST}/any(ep: ep/id eq '{LINK}' and ep/value eq '{one}')" for one in links)
