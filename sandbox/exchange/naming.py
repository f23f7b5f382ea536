"""What the server fills in by itself: how a contact is filed, what an event is that says little."""

from sandbox.exchange.properties import Properties, plain
from sandbox.exchange.soap import text

NAMES = ("contacts:GivenName", "contacts:Surname", "contacts:CompanyName", "contacts:FileAsMapping")


def named(kind: str, properties: Properties, before: Properties | None = None) -> Properties:
    """`before`: the properties of an item that is changed. A contact is filed anew where its order of names is told."""
    if kind == "CalendarItem":
        return _timed(properties)
    if kind != "Contact":
        return properties
    mapping = plain(properties.get("contacts:FileAsMapping", ""))
    is_renamed = before is not None and any(before.get(key) != properties.get(key) for key in NAMES)
    if "contacts:FileAs" not in properties or (mapping not in ("", "None") and is_renamed):
        properties = properties | {"contacts:FileAs": f"<t:FileAs>{text(_filed(properties))}</t:FileAs>"}
    shown = plain(properties.get("contacts:DisplayName", "")) or plain(properties["contacts:FileAs"])
    return properties | {"item:Subject": f"<t:Subject>{text(shown)}</t:Subject>"}


def _filed(properties: Properties) -> str:
    given, family = (plain(properties.get(f"contacts:{name}", "")) for name in ("GivenName", "Surname"))
    filed = ", ".join(part for part in (family, given) if part)
    return (
        filed or plain(properties.get("contacts:DisplayName", "")) or plain(properties.get("contacts:CompanyName", ""))
    )


def _timed(properties: Properties) -> Properties:
    usual = {
        "calendar:IsAllDayEvent": "<t:IsAllDayEvent>false</t:IsAllDayEvent>",
        "calendar:LegacyFreeBusyStatus": "<t:LegacyFreeBusyStatus>Busy</t:LegacyFreeBusyStatus>",
        "calendar:CalendarItemType": "<t:CalendarItemType>Single</t:CalendarItemType>",
        "calendar:IsMeeting": "<t:IsMeeting>false</t:IsMeeting>",
        "calendar:IsCancelled": "<t:IsCancelled>false</t:IsCancelled>",
    }
    return usual | properties
