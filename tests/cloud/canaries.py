"""A story with everything in it, told with words that stand out: whoever finds one of them where it is not sealed has
found a leak."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.pictures import jpeg
from tests.cloud.stack import Stack
from tests.e2e.diary import Diary
from tests.e2e.machine import wait_for
from tests.e2e.office import Office, card
from tests.e2e.postbox import Postbox
from tests.e2e.rolodex import Rolodex

LONG = "Langer Text ueber Vogelsang. " * 1_000
"""Too long for a row, so it lies in the bucket."""
WRONG = "ein-falsches-geheimnis"
CHANNEL_LIFE = 310
"""Seconds; a channel is renewed five minutes before its end, so this one after ten seconds."""
TOKEN_LIFE = 60
"""Seconds; a token is renewed almost four minutes before its end, so whoever talks to Google renews this one."""


@dataclass(frozen=True, slots=True)
class Told:
    """`canaries` by what they are."""

    canaries: Mapping[str, str]


def tell(office: Office, diary: Diary, rolodex: Rolodex, postbox: Postbox, stack: Stack) -> Told:
    """Every function works, with photos and long texts, both ways, well and badly."""
    _begin(office)
    _go_both_ways(office, stack)
    _stumble(office, stack)
    _decide(office, stack)
    _keep_a_calendar(diary, stack)
    _keep_a_rolodex(rolodex)
    _keep_a_mailbox(postbox, stack)
    for one in (office, diary, rolodex, postbox):
        one.act("stop")
    return _told(office, diary, postbox, stack)


def _begin(office: Office) -> None:
    """Two of three contacts are in Pipedrive already; a wrong password is tried."""
    photo = base64.b64encode(jpeg(90)).decode()
    mail = "kanari@vogelsang.example"
    office.book.put(
        {
            "kanari": card("kanari", "Kanari Vogelsang", f"EMAIL:{mail}", f"NOTE:{LONG}"),
            "zweiter": card("zweiter", "Zweiter Vogelsang", "EMAIL:zweiter@vogelsang.example", f"NOTE:{LONG}"),
            "bild": card("bild", "Bildschoen Vogelsang", "TEL:+49 30 5550199", f"PHOTO;ENCODING=b;TYPE=JPEG:{photo}"),
        }
    )
    theirs = {"Kanari Vogelsang": mail, "Zweiter Vogelsang": "zweiter@vogelsang.example"}
    office.load(persons=[{"name": name, "emails": [{"value": it, "primary": True}]} for name, it in theirs.items()])
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
    """Pipedrive is away for a while, and a sweep comes by."""
    office.pipedrive.control("switches", {"maintenance": True})
    wait_for("a delayed wake-up", lambda: office.act("refresh") and stack.has_called("DeliverWakeups", "sqs"), 90, 5)
    office.pipedrive.control("switches", {"maintenance": False})
    office.settle(120)
    wait_for(
        "a poll", lambda: stack.invoke("RefreshConnections") and stack.has_called("RefreshConnections", "sqs"), 90, 3
    )
    wait_for("a sweep", lambda: stack.invoke("SweepLinks") and stack.has_called("SweepLinks", "sqs"), 150, 3)
    office.settle(120)


def _decide(office: Office, stack: Stack) -> None:
    """What was there before the sync is held when its card goes; a person restores one and lets the other go."""
    office.phone.delete("kanari")
    office.phone.delete("zweiter")
    office.refresh()
    stack.kill_workers("Console")
    kept, gone = office.waiting("held")
    office.act(f"held/{kept['id']}", {"decision": "restore"})
    office.act(f"held/{gone['id']}", {"decision": "release"})
    office.settle(120)
    office.links()
    stack.call("GET", f"connections/{office.connection}/history")


def _keep_a_calendar(diary: Diary, stack: Stack) -> None:
    """What was planned before goes up by hand, Google tells of a new title, and its channel is renewed. The client's
    secret is read by whoever needs it."""
    diary.google.switch(channel_life=CHANNEL_LIFE, token_life=TOKEN_LIFE)
    day = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    diary.plan("Vogelsang anrufen", day, public_description=LONG)
    diary.connect()
    diary.start()
    diary.settle(120)
    stack.invoke("UploadUnsyncedActivities", {"connection": diary.connection})
    event = wait_for("the event", lambda: [one for one in diary.kept() if "summary" in one], 90)[0]
    diary.in_google("patch", event_id=event["id"], event={"summary": "Nachtigall anrufen"})
    wait_for("the new subject", lambda: diary.subjects() == ["Nachtigall anrufen"], 60)
    wait_for("a new channel", lambda: stack.invoke("RenewChannels")["count"], 60, 3)


def _keep_a_rolodex(rolodex: Rolodex) -> None:
    """Contacts at Google; whoever writes them needs a new token, too."""
    rolodex.add("Dritter", biographies=[{"value": LONG}])
    rolodex.connect()
    rolodex.start()
    rolodex.settle(120)
    wait_for("a contact at Google", lambda: len(rolodex.contacts()) > 1, 60)


def _keep_a_mailbox(postbox: Postbox, stack: Stack) -> None:
    """A folder both ways. Microsoft tells of a new contact, and that a subscription is over soon, so it is replaced."""
    postbox.microsoft.switch(token_life=TOKEN_LIFE)
    postbox.connect(group=f"folder:{postbox.folder}")
    postbox.groups()
    postbox.start()
    postbox.settle(120)
    names = {"displayName": "Postalisch Vogelsang", "givenName": "Postalisch", "surname": "Vogelsang"}
    who = {**names, "personalNotes": LONG}
    postbox.in_outlook("create", contact={**who, "emailAddresses": [{"address": "post@vogelsang.example"}]})
    wait_for("the person", lambda: "Postalisch Vogelsang" in postbox.names(), 60)
    postbox.settle(120)
    person = postbox.person("Postalisch Vogelsang")
    postbox.edit("change", person["id"], name="Postalisch Nachtigall")  # whose webhook wakes two connections
    wait_for("the new name", lambda: "Nachtigall" in str(postbox.in_folder()), 60)
    postbox.microsoft.control("lifecycle", {"event": "reauthorizationRequired"})
    wait_for("a new subscription", lambda: stack.invoke("RenewChannels")["count"], 60, 3)


def _told(office: Office, diary: Diary, postbox: Postbox, stack: Stack) -> Told:
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
            "Google's client secret": diary.google.said["client_secret"],
            "Microsoft's client secret": postbox.microsoft.said["client_secret"],
            "webhook's secret": webhook["subscription_url"].rpartition("/")[2],
            "webhook's password": webhook["http_auth_password"],
            "user's mail": office.pipedrive.users[0]["email"],
        }
    )
