"""`settings` and `colors`: little of what the real service has, and nothing to write."""

from sandbox.google.answers import Answer, not_found, told
from sandbox.google.calls import Call
from sandbox.rows import Row

EVENT_COLORS = (
    "#a4bdfc", "#7ae7bf", "#dbadff", "#ff887c", "#fbd75b", "#ffb878", "#46d6db", "#e1e1e1", "#5484ed", "#51b749",
    "#dc2127"
)  # fmt: skip
CALENDAR_COLORS = (*EVENT_COLORS, "#ffad46", "#42d692", "#9fe1e7", "#9fc6e7")


def colors(_call: Call) -> Answer:
    shown = {"event": _palette(EVENT_COLORS), "calendar": _palette(CALENDAR_COLORS)}
    return told({"kind": "calendar#colors", "updated": "2012-02-14T00:00:00.000Z", **shown})


def list_settings(call: Call) -> Answer:
    return told({"kind": "calendar#settings", "etag": '"p1"', "items": _settings(call.account), "nextSyncToken": "0"})


def get_setting(call: Call) -> Answer:
    found = [one for one in _settings(call.account) if one["id"] == call.args[0]]
    if not found:
        raise not_found()
    return told(found[0])


def _settings(account: Row) -> list[Row]:
    values = {"timezone": account["zone"], "locale": account["locale"], "weekStart": "1", "format24HourTime": "true"}
    return [{"kind": "calendar#setting", "etag": '"1"', "id": name, "value": value} for name, value in values.items()]


def _palette(colors_of: tuple[str, ...]) -> Row:
    return {str(n): {"background": color, "foreground": "#1d1d1d"} for n, color in enumerate(colors_of, 1)}
