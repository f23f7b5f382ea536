"""The properties of items by the names that EWS has for them, and in the order in which its schema wants them.

A property is kept under a key: its field URI, with `|` and the key for entries of a dictionary, or `ext|…` for an
extended one. Its value is its own markup.
"""

import re
from html import unescape

from sandbox.exchange.soap import Element, Refusal, elements, markup, name_of

_FRONT = ("ItemClass", "Subject", "Sensitivity", "Body")
_BACK = ("Categories", "Importance", "ReminderDueBy", "ReminderIsSet", "ReminderMinutesBeforeStart", "Culture")
_CONTACT = (
    *("FileAs", "FileAsMapping", "DisplayName", "GivenName", "Initials", "MiddleName", "Nickname", "CompanyName"),
    *("EmailAddresses", "PhysicalAddresses", "PhoneNumbers", "AssistantName", "Birthday", "BusinessHomePage"),
    *("Children", "Companies", "Department", "Generation", "ImAddresses", "JobTitle", "Manager", "Mileage"),
    *("OfficeLocation", "PostalAddressIndex", "Profession", "SpouseName", "Surname", "WeddingAnniversary"),
)
_CALENDAR = (
    *("UID", "RecurrenceId", "Start", "End", "OriginalStart", "IsAllDayEvent", "LegacyFreeBusyStatus", "Location"),
    *("When", "IsMeeting", "IsCancelled", "IsRecurring", "MeetingRequestWasSent", "IsResponseRequested"),
    *("CalendarItemType", "MyResponseType", "Organizer", "RequiredAttendees", "OptionalAttendees", "Resources"),
    *("Duration", "TimeZone", "AppointmentSequenceNumber", "AppointmentState", "Recurrence", "MeetingTimeZone"),
    *("StartTimeZone", "EndTimeZone", "ConferenceType", "AllowNewTimeProposal", "IsOnlineMeeting"),
)
ITEM_PROPERTIES = {f"item:{name}": name for name in (*_FRONT, *_BACK)}
FRONT = tuple(f"item:{name}" for name in _FRONT)
BACK = tuple(f"item:{name}" for name in _BACK)
OWN = {
    "Contact": tuple(f"contacts:{name}" for name in _CONTACT),
    "CalendarItem": tuple(f"calendar:{name}" for name in _CALENDAR),
    "DistributionList": ("contacts:DisplayName", "contacts:FileAs", "distributionlist:Members"),
    "Message": (),
}
DICTIONARIES = {
    "EmailAddresses": "contacts:EmailAddress",
    "PhoneNumbers": "contacts:PhoneNumber",
    "ImAddresses": "contacts:ImAddress",
    "PhysicalAddresses": "contacts:PhysicalAddress",
}
ADDRESS_PARTS = ("Street", "City", "State", "CountryOrRegion", "PostalCode")
CLASSES = {
    "Contact": "IPM.Contact",
    "CalendarItem": "IPM.Appointment",
    "DistributionList": "IPM.DistList",
    "Message": "IPM.Note",
}

Properties = dict[str, str]

_VALUE = re.compile(r"<t:Value>(.*?)</t:Value>", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def field_key(path: Element) -> str:
    """The key that a FieldURI, IndexedFieldURI or ExtendedFieldURI means."""
    match name_of(path):
        case "FieldURI":
            return str(path.get("FieldURI"))
        case "IndexedFieldURI":
            return f"{path.get('FieldURI')}|{path.get('FieldIndex')}"
        case "ExtendedFieldURI":
            return extended_key(path)
        case other:
            raise Refusal("ErrorInvalidPropertyRequest", f"{other} is no path of a property")


def extended_key(path: Element) -> str:
    """The same property may be told with its tag in hex or decimal, its set in capitals or not."""
    where = str(path.get("PropertySetId") or path.get("DistinguishedPropertySetId") or "").lower()
    if path.get("PropertyTag"):
        return f"ext|tag|{int(path.get('PropertyTag'), 0):#06x}"
    return f"ext|{where}|{path.get('PropertyName') or path.get('PropertyId')}"


def read_item(item: Element) -> Properties:
    """All that an item of a request tells. Raise `Refusal` for what nobody may write."""
    kind = name_of(item)
    if kind not in OWN:
        raise Refusal("ErrorInvalidItemForOperationCreateItem", kind)
    found: Properties = {}
    for child in elements(item):
        found.update(read_property(kind, child))
    return found


def read_property(kind: str, child: Element) -> Properties:
    name = name_of(child)
    if name == "ExtendedProperty":
        return {extended_key(next(elements(child))): markup(child)}
    if name in DICTIONARIES:
        return _entries(name, child)
    if f"item:{name}" in ITEM_PROPERTIES:
        return {f"item:{name}": markup(child)}
    own = next((key for key in OWN[kind] if key.partition(":")[2] == name), None)
    if own is None:
        raise Refusal("ErrorInvalidPropertySet", f"Set action is invalid for property {name}.")
    return {own: markup(child)}


def _entries(name: str, child: Element) -> Properties:
    uri, found = DICTIONARIES[name], {}
    for entry in elements(child):
        key = entry.get("Key")
        if name != "PhysicalAddresses":
            found[f"{uri}|{key}"] = markup(entry)
            continue
        for part in elements(entry):
            found[f"{uri}:{name_of(part)}|{key}"] = markup(part)
    return found


def plain(value: str) -> str:
    """The text inside a property's markup."""
    told = _VALUE.search(value)
    return unescape(_TAGS.sub("", told[1] if told else value))
