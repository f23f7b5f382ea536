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
    photo = base64.b64encode(jpeg(90)).decode()
    office.book.put(
        {
            "kanari": card("kanari", "Kanari Vogelsang", "EMAIL:kanari@vogelsang.example", f"NOTE:{LONG}"),
            "bild": card("bild", "Bildschoen Vogelsang", "TEL:+49 30 5550199", f"PHOTO;ENCODING=b;TYPE=JPEG:{photo}"),
        }
    )
    office.connect(direction="one_way")
    office.sign_in(password=WRONG)
    office.start()
    office.settle(120)
    office.refresh()
    stack.call("PATCH", f"connections/{office.connection}", {"direction": "two_way"})
    office.settle(120)
    office.pipedrive.control("switches", {"maintenance": True})
    office.act("refresh")
    wait_for("a delayed wake-up", lambda: any(call.function == "DeliverWakeups" for call in stack.calls), 60)
    office.pipedrive.control("switches", {"maintenance": False})
    office.settle(120)
    office.edit("change", office.person("Kanari Vogelsang")["id"], name="Kanari Nachtigall")
    wait_for("the new name", lambda: "FN:Kanari Nachtigall" in office.phone.read("kanari"), 60)
    stack.call("GET", f"connections/{office.connection}/history")
    wait_for(
        "a sweep", lambda: any(call.function == "SweepLinks" and call.service == "kms" for call in stack.calls), 150
    )
    office.settle(120)
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
