"""`watch` for events and the list of calendars, and `channels.stop`."""

from urllib.parse import quote, urlencode

from sandbox.google.answers import Answer, nothing, told
from sandbox.google.calendar.agenda import Agenda, events_of, list_of
from sandbox.google.calendar.place import place
from sandbox.google.calls import Call
from sandbox.google.push import Push


class Watching:
    def __init__(self, agenda: Agenda, push: Push) -> None:
        self._agenda = agenda
        self._push = push
        agenda.listeners.append(push.hear)

    def events(self, call: Call) -> Answer:
        where = place(self._agenda, call.account, call.args[0], "reader")
        uri = self._uri(f"calendars/{quote(where.id, safe='')}/events", call)
        return told(self._push.open(call, events_of(where.id), uri))

    def calendars(self, call: Call) -> Answer:
        return told(self._push.open(call, list_of(call.account["id"]), self._uri("users/me/calendarList", call)))

    def stop(self, call: Call) -> Answer:
        self._push.stop(call)
        return nothing()

    def _uri(self, path: str, call: Call) -> str:
        query = urlencode({"alt": "json", **{name: values[-1] for name, values in call.query.items()}})
        return f"{self._agenda.world.url}/calendar/v3/{path}?{query}"
