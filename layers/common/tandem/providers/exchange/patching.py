"""What a change does to the slots of a contact: those of fields that differ, and of them only the ones that do."""

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.domain.contact import Contact, Field
from tandem.domain.content import as_contact
from tandem.domain.sight import Seen
from tandem.ports import Change
from tandem.providers.exchange.calls import Element
from tandem.providers.exchange.mapping import KEYS, filed, foreign_of, slots_of
from tandem.providers.exchange.payloads import item_change
from tandem.providers.exchange.places import INDEX
from tandem.providers.exchange.slots import FOREIGN, Slots, unpacked

_NO_INDEX = "None"


@dataclass(frozen=True, slots=True)
class Patch:
    """`after` are the slots as they are then."""

    before: Mapping[str, str]
    after: Slots

    @property
    def is_empty(self) -> bool:
        return dict(self.before) == self.after

    def element(self, seen: Seen) -> Element:
        values = {one: value for one, value in self.after.items() if self.before.get(one) != value}
        gone = [one for one in self.before if one not in self.after]
        if INDEX in gone:  # it is never without a value
            gone.remove(INDEX)
            values[INDEX] = _NO_INDEX
        return item_change(seen.remote_id, seen.version, values, gone)


def patch_of(change: Change) -> Patch:
    before = unpacked(change.seen.raw)
    seen, wanted = as_contact(change.seen.content), as_contact(change.wanted)
    told = slots_of(wanted, foreign_of(before))
    after = dict(before)
    for name, keys in KEYS.items():
        if name in wanted.missing or getattr(seen, name) == getattr(wanted, name):
            continue
        free = [one for one in keys if not before.get(one, "").startswith(FOREIGN)]
        after = {one: value for one, value in after.items() if one not in free}
        after |= {one: told[one] for one in free if one in told}
    return Patch(before, _refiled(before, after, seen, wanted))


def _refiled(before: Slots, after: Slots, seen: Contact, wanted: Contact) -> Slots:
    """Who was filed as Outlook does it is so under the new name, too; what a person chose to file by stays."""
    is_usual = before.get("FileAs", "") in ("", filed(seen))
    if Field.NAME in wanted.missing or seen.name == wanted.name or not is_usual:
        return after
    return after | {"FileAs": filed(wanted)}
