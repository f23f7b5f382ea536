"""Where a company keeps the fields that not every company has: the field codes, by what they are for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from json import dumps, loads
from types import MappingProxyType

from tandem.domain.errors import Refused


class Slot(StrEnum):
    """The first five are the codes that Pipedrive's own contact sync gives these fields."""

    IM = "im"
    POSTAL_ADDRESS = "postal_address"
    NOTES = "notes"
    BIRTHDAY = "birthday"
    JOB_TITLE = "job_title"
    ADDRESS_HOME = "address_home"
    ADDRESS_WORK = "address_work"
    ADDRESS_OTHER = "address_other"
    MARKER = "marker"


@dataclass(frozen=True, slots=True)
class FieldCodes:
    """The codes of one company. A slot without a code can't be held: it is neither read nor written.

    `custom` are those of them that are custom fields, whose values live under `custom_fields`.
    """

    codes: Mapping[Slot, str] = field(default_factory=dict)
    custom: Mapping[Slot, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        custom = {slot: code for slot, code in self.codes.items() if code != slot.value}
        object.__setattr__(self, "codes", MappingProxyType(dict(self.codes)))
        object.__setattr__(self, "custom", MappingProxyType(custom))

    def get(self, slot: Slot) -> str | None:
        return self.codes.get(slot)

    def to_json(self) -> str:
        return dumps({slot.value: code for slot, code in self.codes.items()}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "FieldCodes":
        """Raise `Refused` for what `to_json` didn't write; slots that are no longer known are dropped."""
        try:
            codes = loads(text)
            return cls({Slot(name): str(code) for name, code in codes.items() if name in set(Slot)})
        except (ValueError, AttributeError) as error:
            raise Refused("bad_field_codes") from error
