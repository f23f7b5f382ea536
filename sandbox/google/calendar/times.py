"""`EventDateTime`: a day, or a moment with its zone; checked once, then kept in one form."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.google.answers import invalid, required
from sandbox.rows import Row


def normal(when: Row, zone: str, what: str) -> Row:
    """`dateTime` in whole seconds with the offset of the calendar's zone. Raises Refused; `what` is start or end."""
    given = {name: value for name, value in when.items() if value}
    own = given.get("timeZone")
    if own is not None:
        zone_info(own, what)
    if ("date" in given) == ("dateTime" in given):
        raise invalid(f"Invalid {what} time.") if "date" in given else required(f"Missing {what} time.")
    try:
        if "date" in given:
            day = date.fromisoformat(given["date"]).isoformat()
            return {"date": day, **({"timeZone": own} if own else {})}
        moment = datetime.fromisoformat(given["dateTime"]).replace(microsecond=0)
    except ValueError:
        raise invalid(f"Invalid value for {what} time: {given}") from None
    return {"dateTime": written(_aware(moment, own, what), zone), "timeZone": own or zone}


def zone_info(name: str, what: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise invalid(f"Invalid time zone definition for {what} time.") from None


def _aware(moment: datetime, own: str | None, what: str) -> datetime:
    if moment.tzinfo is not None:
        return moment
    if own is None:
        raise required(f"Missing time zone definition for {what} time.")
    return moment.replace(tzinfo=ZoneInfo(own))


def written(moment: datetime, zone: str) -> str:
    text = moment.astimezone(ZoneInfo(zone)).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def instant(when: Row, zone: str) -> datetime:
    """A day begins at midnight of `zone`."""
    if "date" in when:
        return datetime.combine(date.fromisoformat(when["date"]), time(), ZoneInfo(zone))
    return datetime.fromisoformat(when["dateTime"])


def in_zone(when: Row, zone: str) -> Row:
    """The same moment as seen from another zone; a day stays what it is."""
    return {**when, "dateTime": written(instant(when, zone), zone)} if "dateTime" in when else when


def on_the_wall(when: Row, zone: str) -> datetime:
    """What clock and calendar show where the event is, without a zone."""
    if "date" in when:
        return datetime.combine(date.fromisoformat(when["date"]), time())
    own = ZoneInfo(when.get("timeZone") or zone)
    return datetime.fromisoformat(when["dateTime"]).astimezone(own).replace(tzinfo=None)
