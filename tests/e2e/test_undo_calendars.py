"""A calendar's sync is seen first and taken back, over the real stand-ins: all is as it was, and no mail is sent."""

from typing import Any

from tests.e2e.diary import Diary, at
from tests.e2e.machine import wait_for
from tests.e2e.test_calendars import DAY, NEXT_DAY, SOON, WHOLE, planned
from tests.e2e.test_undo import _undo

Row = dict[str, Any]


def _deletion(diary: Diary) -> str:
    """The run that deleted something."""
    entries = diary.machine.call("GET", f"connections/{diary.connection}/history")["items"]
    return str(next(one["run"] for one in entries if one["action"] == "delete"))


def test_an_upload_is_as_it_was_shown_and_is_taken_back_again(diary: Diary) -> None:
    diary.connect()
    for number in range(3):
        diary.plan(f"Alt {number}", DAY)
    diary.fill([{"summary": "Frei", "start": at(DAY, "09:00"), "end": at(DAY, "10:00")}])
    said = diary.act("preview", {"upload": True})
    diary.start()
    diary.settle()
    titles = diary.titles()

    run = diary.act("upload-unsynced")["run"]
    wait_for("the events", lambda: len(diary.kept()) == 4, 30)
    diary.settle()
    assert (said["create"], said["kept"]) == ({"crm": 0, "provider": 3}, {"crm": 0, "provider": 1})
    preview = diary.machine.call("POST", f"runs/{run}/undo/preview")
    view = _undo(diary, run)

    assert preview["delete"] == {"crm": 0, "provider": 3}
    assert view["counts"]["deleted"] == 3
    assert (diary.titles(), diary.subjects()) == (titles, ["Alt 0", "Alt 1", "Alt 2"])
    assert diary.is_calm()


def test_a_deletion_is_taken_back_with_guests_links_and_without_a_mail(diary: Diary) -> None:
    planned(diary.open())
    before, event = diary.activity(), diary.event()
    diary.in_google(
        "patch", event_id=event["id"], event={"colorId": "4", "attendees": [{"email": "kunde@else.example"}]}
    )
    diary.settle()
    diary.in_google("delete", event_id=event["id"])
    wait_for("the deletion", lambda: diary.activities() == [], SOON)
    diary.settle()

    view = _undo(diary, _deletion(diary))

    assert view["counts"]["created"] == 2
    after, back = diary.activity(), diary.event()
    kept = ("subject", "due_date", "due_time", "duration", "deal_id", "person_id", "org_id")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert (back["id"], back["summary"], back["colorId"]) == (event["id"], WHOLE, "4")
    assert [one["email"] for one in back["attendees"]] == ["kunde@else.example"]
    assert diary.google.control("outbox") == []
    assert diary.is_calm()


def test_titles_are_as_they_were_shown(diary: Diary) -> None:
    planned(diary.open())
    diary.in_google("create", event={"summary": "Frei", "start": at(NEXT_DAY, "09:00"), "end": at(NEXT_DAY, "10:00")})
    wait_for("the activity", lambda: len(diary.activities()) == 2, SOON)
    diary.settle()
    path, title = f"connections/{diary.connection}", "{subject} | {deal}"

    said = diary.machine.call("POST", f"{path}/preview-titles", {"title": title})
    diary.machine.call("PATCH", path, {"title": title})
    wait_for("the title", lambda: WHOLE not in diary.titles(), 30)
    diary.settle()

    assert (said["coming"], said["retitled"]) == (2, 1)
    (example,) = said["items"]
    assert (example["before"], example["after"]) == (WHOLE, "Angebot besprechen | Neue Website")
    assert diary.titles() == sorted([example["after"], "Frei"])


def test_other_rules_are_shown_as_both_sides_would_answer_under_them(diary: Diary) -> None:
    planned(diary.open())
    diary.in_google(
        "create",
        event={
            "summary": "Arzt",
            "visibility": "private",
            "start": at(NEXT_DAY, "09:00"),
            "end": at(NEXT_DAY, "10:00"),
        },
    )
    wait_for("the activity", lambda: len(diary.activities()) == 2, SOON)
    diary.settle()

    types = diary.act("preview", {"rules": {"types": ["lunch"]}})
    private = diary.act("preview", {"rules": {"private": "full"}})

    left = [(one["action"], one["name"], one["why"]) for one in types["items"]]
    assert ("leave", "Angebot besprechen", "out_of_scope") in left
    assert [(one["action"], one["side"], one["name"]) for one in private["items"]] == [("update", "crm", "Busy")]
    diary.machine.call("PATCH", f"connections/{diary.connection}", {"private": "full"})
    wait_for("the title", lambda: "Arzt" in diary.subjects(), 30)
