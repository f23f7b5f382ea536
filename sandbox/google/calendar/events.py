"""The methods of `events`, from the call to the answer."""

from sandbox.google.answers import Answer, invalid, nothing, told
from sandbox.google.calendar import editing
from sandbox.google.calendar.agenda import Agenda
from sandbox.google.calendar.listing import list_events, list_instances
from sandbox.google.calendar.place import Place, place
from sandbox.google.calendar.shown import shown
from sandbox.google.calls import Call
from sandbox.rows import Row


class Events:
    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda

    def list(self, call: Call) -> Answer:
        return told(list_events(self._place(call, "reader"), call))

    def instances(self, call: Call) -> Answer:
        where = self._place(call, "reader")
        master = editing.held(where, call.args[1])
        if not master.get("recurrence"):
            raise invalid("The event is not recurring.", "eventId")
        return told(list_instances(where, call, master))

    def get(self, call: Call) -> Answer:
        where = self._place(call, "reader")
        return _one(where, call, editing.held(where, call.args[1]))

    def insert(self, call: Call) -> Answer:
        where = self._place(call, "writer")
        return _one(where, call, editing.insert(where, _sent(call), _send(call)))

    def bring_in(self, call: Call) -> Answer:
        where = self._place(call, "writer")
        return _one(where, call, editing.bring_in(where, _sent(call), _send(call)))

    def patch(self, call: Call) -> Answer:
        where = self._place(call, "writer")
        sent, version = _sent(call), call.headers.get("if-match")
        return _one(where, call, editing.patch(where, call.args[1], sent, _send(call), version))

    def update(self, call: Call) -> Answer:
        where = self._place(call, "writer")
        sent, version = _sent(call), call.headers.get("if-match")
        return _one(where, call, editing.replace(where, call.args[1], sent, _send(call), version))

    def delete(self, call: Call) -> Answer:
        editing.delete(self._place(call, "writer"), call.args[1], _send(call), call.headers.get("if-match"))
        return nothing()

    def move(self, call: Call) -> Answer:
        where = self._place(call, "writer")
        moved = editing.move(where, call.args[1], call.one("destination") or "", _send(call))
        return _one(where, call, moved)

    def _place(self, call: Call, at_least: str) -> Place:
        return place(self._agenda, call.account, call.args[0], at_least)


def _one(where: Place, call: Call, event: Row) -> Answer:
    most = call.number("maxAttendees", 0, 1 << 30) or None
    return told(shown(where, event, call.one("timeZone"), most), etag=event["etag"])


def _send(call: Call) -> str:
    """Who is to get mails; the deprecated flag means all."""
    asked = call.one("sendUpdates")
    if asked not in (None, "all", "externalOnly", "none"):
        raise invalid(f"Invalid value '{asked}' for sendUpdates.", "sendUpdates")
    return asked or ("all" if call.flag("sendNotifications") else "none")


def _sent(call: Call) -> Row:
    """Conferences and attachments are left as they are, unless the client says that it knows them."""
    ignored = set()
    if call.one("conferenceDataVersion") != "1":
        ignored.add("conferenceData")
    if not call.flag("supportsAttachments"):
        ignored.add("attachments")
    if call.one("eventLabelVersion") != "1":
        ignored.add("eventLabelId")
    return {name: value for name, value in call.fields.items() if name not in ignored}
