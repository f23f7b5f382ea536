"""A made-up year of a sales person in Germany: what fills a calendar for a demonstration, the same for the same seed.

`plan` only says what the person does; `fill` does it, as a person does it in the calendar itself.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from sandbox.google.calendar import ui
from sandbox.google.calendar.agenda import Agenda
from sandbox.rows import Row

ZONE = "Europe/Berlin"
DIGITS = "0123456789abcdefghijklmnopqrstuv"
COLLEAGUES = ("ben.adler@acme.example", "clara.voss@acme.example")
CUSTOMERS = (
    ("Müller Maschinenbau", "Bielefeld", "petra.mueller@mueller-maschinenbau.example"),
    ("Hansen Logistik", "Hamburg", "ole.hansen@hansen-logistik.example"),
    ("Autohaus Yıldız", "Köln", "emre.yildiz@autohaus-yildiz.example"),
    ("Brauerei Großmann", "Bamberg", "j.grossmann@brauerei-grossmann.example"),
    ("Stadtwerke Süd", "Freiburg", "einkauf@stadtwerke-sued.example"),
    ("Nguyen Optik", "Leipzig", "linh.nguyen@nguyen-optik.example"),
)
MEETINGS = ("Angebot besprechen", "Erstgespräch", "Vertragsverlängerung", "Vorführung", "Jahresgespräch", "Telefonat")
ERRANDS = ("Zahnarzt", "Elternabend", "Auto in die Werkstatt", "Friseur", "Chorprobe", "Handwerker kommt")
HOURS = (8, 9, 10, 11, 13, 14, 15, 16)
# Days after Easter Sunday, and fixed days.
MOVABLE = ((-2, "Karfreitag"), (1, "Ostermontag"), (39, "Christi Himmelfahrt"), (50, "Pfingstmontag"))
FIXED = (
    (1, 1, "Neujahr"),
    (5, 1, "Tag der Arbeit"),
    (10, 3, "Tag der Deutschen Einheit"),
    (12, 25, "1. Weihnachtstag"),
    (12, 26, "2. Weihnachtstag"),
)


class Diary:
    """Collects deeds; `dice` decide all that is left to chance, identifiers too."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.deeds: list[Row] = []

    def create(self, summary: str, start: Row, end: Row, **more: Any) -> str:
        identifier = "".join(self.dice.choices(DIGITS, k=26))
        event = {"id": identifier, "summary": summary, "start": start, "end": end, **more}
        self.deeds.append({"do": "create", "event": event})
        return identifier

    def timed(self, summary: str, day: date, hour: float, minutes: int, **more: Any) -> str:
        start = datetime.combine(day, time()) + timedelta(hours=hour)
        return self.create(summary, _at(start), _at(start + timedelta(minutes=minutes)), **more)

    def whole_days(self, summary: str, first: date, days: int = 1, **more: Any) -> str:
        last = first + timedelta(days=days)
        return self.create(summary, {"date": first.isoformat()}, {"date": last.isoformat()}, **more)


def plan(year: int, seed: int = 1) -> list[Row]:
    """What happens in the year, in an order in which it can be done."""
    diary = Diary(seed)
    free = holidays(year)
    for day, name in free.items():
        diary.whole_days(name, day, transparency="transparent", visibility="public")
    holiday = _first(year, 8, 0) + timedelta(days=7 * diary.dice.randrange(2))
    diary.whole_days("Sommerurlaub an der Ostsee", holiday, 14, description="Vertretung: Ben")
    away = {holiday + timedelta(days=n) for n in range(14)}
    _series(diary, year)
    _customers(diary, year, away | free.keys())
    _errands(diary, year)
    return diary.deeds


def fill(agenda: Agenda, email: str, calendar: str = "primary", year: int | None = None, seed: int = 1) -> Row:
    """Live the year in a calendar; without a number the one of the stand-in's clock. Once per calendar and seed."""
    year = year or int(agenda.world.clock.stamp()[:4])
    deeds = plan(year, seed)
    for deed in deeds:
        ui.edit(agenda, {**deed, "email": email, "calendar": calendar})
    return {"year": year, "deeds": len(deeds), "events": sum(deed["do"] == "create" for deed in deeds)}


def holidays(year: int) -> dict[date, str]:
    sunday = easter(year)
    found = {date(year, month, day): name for month, day, name in FIXED}
    return found | {sunday + timedelta(days=days): name for days, name in MOVABLE}


def _series(diary: Diary, year: int) -> None:
    """The weekly ones go over both changes of the clock; one occurrence is moved, one is cancelled."""
    end = f"UNTIL={year}1231T225959Z"
    monday, thursday = _first(year, 1, 0), _first(year, 1, 3)
    guests = {"attendees": [{"email": email} for email in COLLEAGUES]}
    weekly = [f"RRULE:FREQ=WEEKLY;BYDAY=MO;{end}"]
    team = diary.timed("Vertriebsrunde", monday, 9, 30, recurrence=weekly, location="Besprechungsraum 2", **guests)
    moved, cancelled = (monday + timedelta(weeks=week) for week in diary.dice.sample(range(8, 40), 2))
    start = _at(datetime.combine(moved + timedelta(days=1), time(10)))
    diary.deeds.append({"do": "move", "event_id": _occurrence(team, moved, 9), "start": start})
    diary.deeds.append({"do": "delete", "event_id": _occurrence(team, cancelled, 9)})
    diary.timed("Pipeline-Review", thursday, 14, 60, recurrence=[f"RRULE:FREQ=WEEKLY;INTERVAL=2;{end}"], **guests)
    quiet = {"autoDeclineMode": "declineNone", "chatStatus": "doNotDisturb"}
    focus = {"eventType": "focusTime", "focusTimeProperties": quiet}
    diary.timed("Fokuszeit: Angebote", _first(year, 1, 2), 8, 120, recurrence=[f"RRULE:FREQ=WEEKLY;{end}"], **focus)
    run = {"visibility": "private", "reminders": {"useDefault": False}}
    diary.timed("Laufen", _first(year, 1, 4), 12, 45, recurrence=[f"RRULE:FREQ=WEEKLY;{end}"], **run)
    birthday = date(year, diary.dice.randrange(1, 13), diary.dice.randrange(1, 28))
    yearly: Row = {"recurrence": ["RRULE:FREQ=YEARLY"], "visibility": "private", "transparency": "transparent"}
    diary.whole_days("Geburtstag von Oma Gerda", birthday, **yearly)


def _customers(diary: Diary, year: int, closed: set[date]) -> None:
    """Two or three a week; a trade fair over three days, and a night train home from it."""
    day = date(year, 1, 1)
    while day.year == year:
        is_busy = diary.dice.random() < 0.5
        if is_busy and day.weekday() < 5 and day not in closed:
            _meeting(diary, day)
        day += timedelta(days=1)
    fair = _first(year, 4, 1)
    diary.timed("Hannover Messe", fair, 9, 60 * 57, location="Hannover, Halle 7")
    diary.timed("Nachtzug nach Hause", fair + timedelta(days=2), 22.5, 480, transparency="opaque")
    york = {"timeZone": "America/New_York"}
    call = [{"dateTime": f"{_first(year, 3, 2)}T{clock}:00", **york} for clock in ("09:00", "09:45")]
    diary.create("Call with Hudson Supplies", *call, attendees=[{"email": "maria.lopez@hudson-supplies.example"}])


def _meeting(diary: Diary, day: date) -> None:
    company, town, email = diary.dice.choice(CUSTOMERS)
    what, hour = diary.dice.choice(MEETINGS), diary.dice.choice(HOURS)
    minutes = diary.dice.choice((30, 45, 60, 90))
    place = {} if what == "Telefonat" else {"location": f"{company}, {town}"}
    guests = {"attendees": [{"email": email}]} if diary.dice.random() < 0.6 else {}
    status = {"status": "tentative"} if diary.dice.random() < 0.1 else {}
    diary.timed(f"{what}: {company}", day, hour, minutes, **place, **guests, **status)


def _errands(diary: Diary, year: int) -> None:
    """One a month, and nobody's business."""
    for month in range(1, 13):
        day = date(year, month, diary.dice.randrange(1, 28))
        diary.timed(diary.dice.choice(ERRANDS), day, diary.dice.choice((7.5, 17, 18, 19)), 60, visibility="private")


def _first(year: int, month: int, weekday: int) -> date:
    """The first of that weekday in the month; Monday is 0."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _at(moment: datetime) -> Row:
    return {"dateTime": moment.isoformat(), "timeZone": ZONE}


def _occurrence(identifier: str, day: date, hour: int) -> str:
    start = datetime.combine(day, time(hour), ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC"))
    return f"{identifier}_{start:%Y%m%dT%H%M%SZ}"
