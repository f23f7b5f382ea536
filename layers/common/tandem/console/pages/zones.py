"""The time zones that a person may choose: the cities that most people live by, and whatever their device is set to."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel import dates

ZONES = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Phoenix"),
    *("America/Chicago", "America/Mexico_City", "America/New_York", "America/Toronto", "America/Bogota"),
    *("America/Lima", "America/Halifax", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires"),
    *("Atlantic/Azores", "UTC", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Africa/Casablanca"),
    *("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Amsterdam", "Europe/Brussels", "Europe/Copenhagen"),
    *("Europe/Luxembourg", "Europe/Madrid", "Europe/Oslo", "Europe/Paris", "Europe/Prague", "Europe/Budapest"),
    *("Europe/Rome", "Europe/Stockholm", "Europe/Warsaw", "Africa/Lagos", "Europe/Athens", "Europe/Bucharest"),
    *("Europe/Helsinki", "Europe/Kyiv", "Europe/Riga", "Europe/Sofia", "Europe/Tallinn", "Europe/Vilnius"),
    *("Africa/Cairo", "Africa/Johannesburg", "Asia/Jerusalem", "Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi"),
    *("Asia/Dubai", "Asia/Tbilisi", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta"),
    *("Asia/Ho_Chi_Minh", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Manila", "Australia/Perth"),
    *("Asia/Seoul", "Asia/Tokyo", "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland"),
)


def choices(current: str, language: str) -> Sequence[tuple[str, str]]:
    """Name and text of each, by the text; the current one is among them, whatever it is."""
    names = dict.fromkeys((*ZONES, *([current] if current else [])))
    return sorted(((name, _named(name, language)) for name in names), key=lambda it: it[1])


def _named(name: str, language: str) -> str:
    return name if name == "UTC" else str(dates.get_timezone_location(ZoneInfo(name), language, return_city=True))
