"""A story with everything in it, told with words that stand out: whoever finds one of them where it is not sealed has
found a leak."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.pictures import jpeg
from tests.cloud.stack import Stack
from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card

LONG = "Langer Text ueber Vogelsang. " * 1_000
"""Too long for a row, so it lies in the bucket."""
WRONG = "ein-falsches-geheimnis"


@dataclass(frozen=True, slots=True)
class Told:
    """`canaries` by what they are."""

    canaries: Mapping[str, str]


def tell(office: Office, stack: Stack) -> Told:
    """Every function works, with photos and long texts, both ways, well and badly."""
    _begin(office)
    _go_both_ways(office, stack)
    _stumble(office, stack)
    _decide(office, stack)
    office.act("stop")
    return _told(office, stack)


def _begin(office: Office) -> None:
    """One of two contacts is in Pipedrive already; a wrong password is tried."""
    photo = base64.b64encode(jpeg(90)).decode()
    mail = "kanari@vogelsang.example"
    office.book.put(
        {
            "kanari": card("kanari", "Kanari Vogelsang", f"EMAIL:{mail}", f"NOTE:{LONG}"),
            "bild": card("bild", "Bildschoen Vogelsang", "TEL:+49 30 5550199", f"PHOTO;ENCODING=b;TYPE=JPEG:{photo}"),
        }
    )
    office.load(persons=[{"name": "Kanari Vogelsang", "emails": [{"value": mail, "primary": True}]}])
    office.connect(direction="one_way")
    office.sign_in(password=WRONG)
    office.act("preview")
    office.start()
    office.settle(120)


def _go_both_ways(office: Office, stack: Stack) -> None:
    stack.call("PATCH", f"connections/{office.connection}", {"direction": "two_way"})
    office.refresh()
    office.act("preview")
    office.edit("change", office.person("Kanari Vogelsang")["id"], name="Kanari Nachtigall")
    wait_for("the new name", lambda: "FN:Kanari Nachtigall" in office.phone.read("kanari"), 60)


def _stumble(office: Office, stack: Stack) -> None:
    """Pipedrive is away for a while; one card can't be taken; and a sweep comes upon it."""
    since = len(stack.calls)
    office.pipedrive.control("switches", {"maintenance": True})
    office.act("refresh")
    wait_for("a delayed wake-up", lambda: stack.has_called("DeliverWakeups", "sqs", since), 60)
    office.pipedrive.control("switches", {"maintenance": False})
    office.phone.save("endlos", card("endlos", "Vogelsang " * 2_000, "EMAIL:endlos@vogelsang.example"))
    office.refresh()
    assert len(office.waiting("parked")) == 1
    since = len(stack.calls)
    wait_for("a sweep", lambda: stack.has_called("SweepLinks", "s3", since), 150)
    office.settle(120)


def _decide(office: Office, stack: Stack) -> None:
    """What was there before the sync is held when its card goes, and restored by a person, who sees everything anew."""
    office.phone.delete("kanari")
    office.refresh()
    stack.kill_workers("Console")
    (held,) = office.waiting("held")
    office.act(f"held/{held['id']}", {"decision": "restore"})
    office.settle(120)
    office.links()
    stack.call("GET", f"connections/{office.connection}/history")


def _told(office: Office, stack: Stack) -> Told:
    (webhook, *_) = office.webhooks()
    return Told(
        {
            "name": "Vogelsang",
            "new name": "Nachtigall",
            "mail": "kanari@vogelsang",
            "number": "5550199",
            "wrong password": WRONG,
            "password": office.book.password,
            "API token": office.pipedrive.api_token,
            "admin token": stack.token,
            "webhook's secret": webhook["subscription_url"].rpartition("/")[2],
            "webhook's password": webhook["http_auth_password"],
            "user's mail": office.pipedrive.users[0]["email"],
        }
    )
