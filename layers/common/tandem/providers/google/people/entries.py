"""E-mail addresses, phone numbers, messenger handles: elements to entries, and entries onto the elements there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.domain.contact import Entry
from tandem.providers.google.call import Json
from tandem.providers.google.people.elements import elements, label_of, line, own, primary_of, text, type_of

SERVICES = {
    **{name.lower(): name for name in ("aim", "msn", "yahoo", "skype", "qq", "googleTalk", "icq", "jabber")},
    "netmeeting": "netMeeting",
    "gtalk": "googleTalk",
}
"""The protocols that Google knows by name."""
OTHER_SERVICES = frozenset({"whatsapp", "telegram", "signal", "threema", "facebook", "sip", "irc", "wechat", "line"})


def service_of(protocol: str) -> str:
    """A protocol in the domain's words: those that are known in lower case, others as they are."""
    name = line(protocol)
    folded = name.lower().replace(" ", "").replace("-", "")
    known = SERVICES.get(folded)
    return known.lower() if known else folded if folded in OTHER_SERVICES else name


def protocol_of(label: str) -> str:
    service = service_of(label)
    return SERVICES.get(service, service)


@dataclass(frozen=True, slots=True)
class EntryField:
    """Where an entry's value and its label are, and how a label is spelled."""

    field: str
    value: str
    label: str
    label_of: Callable[[str], str]
    kind_of: Callable[[str], str]

    def read(self, person: Json) -> tuple[Entry, ...]:
        """In Google's order; elements without a value are none."""
        found = [one for one in elements(person, self.field) if line(text(one, self.value))]
        first = primary_of(found)
        return tuple(self._entry(one, at == first) for at, one in enumerate(found))

    def write(self, person: Json, entries: Sequence[Entry]) -> list[Json]:
        """The elements that show these entries, the primary one first. One that is there already stays as it is."""
        left = [one for one in elements(person, self.field) if line(text(one, self.value))]
        found = [self._element(entry, left) for entry in self._wanted(entries)]
        if len(found) > 1:
            found[0] = {**found[0], "metadata": {"sourcePrimary": True}}
        return found

    def _entry(self, element: Json, is_primary: bool) -> Entry:
        return Entry(line(text(element, self.value)), self.label_of(text(element, self.label)), is_primary)

    def _wanted(self, entries: Sequence[Entry]) -> list[Entry]:
        """As Google keeps them: each once, the primary one first."""
        ordered = sorted(entries, key=lambda entry: not entry.primary)
        held = (Entry(line(one.value), self.label_of(self.kind_of(one.label))) for one in ordered)
        return list(dict.fromkeys(entry for entry in held if entry.value))

    def _element(self, entry: Entry, left: list[Json]) -> Json:
        """Taken from `left` where one has this value; the label that it has, too, is spelled as it was."""
        same = [one for one in left if line(text(one, self.value)) == entry.value]
        alike = [one for one in same if self.label_of(text(one, self.label)) == entry.label]
        for one in alike[:1] or same[:1]:
            left.remove(one)
            kept = {name: value for name, value in own(one).items() if name != self.label or alike}
            return kept if alike else kept | self._labelled(entry)
        return {self.value: entry.value, **self._labelled(entry)}

    def _labelled(self, entry: Entry) -> Json:
        return {self.label: self.kind_of(entry.label)} if entry.label else {}


EMAILS = EntryField("emailAddresses", "value", "type", label_of, type_of)
PHONES = EntryField("phoneNumbers", "value", "type", label_of, type_of)
MESSENGERS = EntryField("imClients", "username", "protocol", service_of, protocol_of)
