"""Writes to a mailbox: each item of a batch has an outcome of its own, and nothing is made twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.domain.contact import Birthday, Contact, Entry, Name
from tandem.domain.errors import (
    AccessRevoked,
    CollectionGone,
    RateLimited,
    Rejected,
    StaleVersion,
    Trouble,
    Unavailable,
)
from tandem.domain.ids import RemoteId
from tandem.domain.sight import Broken, Seen, Tombstone
from tandem.ports import Change, Creation, Failed, Removal, Written
from tests.contracts.contact_contract import ADA, BEA
from tests.contracts.place import changed, done, failure, link, listed, made, seen
from tests.providers.microsoft.mailbox import Mailbox

AGO = datetime(2026, 11, 23, tzinfo=UTC)


def errors(answers: list[Written | Failed]) -> list[type[Trouble] | None]:
    return [type(one.error) if isinstance(one, Failed) else None for one in answers]


def test_forty_creations_are_two_requests_and_never_more_than_four_at_a_time(mailbox: Mailbox) -> None:
    contacts = mailbox.contacts()
    contacts.find_created({link(99): BEA}, AGO)
    mailbox.standin.switch(latency=0.01)
    mailbox.asked()

    done(contacts, *(Creation(link(number), BEA) for number in range(40)))

    asked = mailbox.asked()
    assert (asked["http_requests"], asked["batches"], asked["writes"]) == (2, 2, 40)
    assert asked["most_at_once"] <= 4


def test_an_item_that_is_throttled_waits_as_it_is_told_and_the_others_are_done(mailbox: Mailbox) -> None:
    order = {"method": "POST", "path": ".*/contacts", "skip": 1, "code": "throttled", "retry_after": 7}
    mailbox.standin.control("fail", order)
    contacts = mailbox.contacts()

    answers = list(contacts.write([Creation(link(number), BEA) for number in range(25)]))

    assert errors(answers) == [None, RateLimited, *[None] * 18, *[RateLimited] * 5]
    (first, *_) = [one.error for one in answers if isinstance(one, Failed)]
    assert isinstance(first, RateLimited)
    assert first.retry_after == timedelta(seconds=7)
    assert len(listed(contacts)) == 19


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"code": "busy", "retry_after": 3}, RateLimited),
        ({"code": "busy"}, Unavailable),
        ({"code": "broken"}, Unavailable),
        ({"code": "denied"}, AccessRevoked),
        ({"code": "quota"}, Rejected),
        ({"code": "no_mailbox"}, CollectionGone),
        ({"status": 424}, Unavailable),
        ({"status": 409, "body": {"error": {"code": "ErrorIrresolvableConflict"}}}, Unavailable),
        ({"status": 200, "body": {"nothing": "of this"}}, Unavailable),
    ],
    ids=str,
)
def test_each_refusal_means_something(mailbox: Mailbox, order: dict[str, object], error: type[Trouble]) -> None:
    mailbox.standin.control("fail", {"method": "POST", "path": ".*/me/contacts", **order})

    assert type(failure(mailbox.contacts(), Creation(link(1), BEA))) is error


def test_a_batch_whose_answer_was_lost_is_found_by_the_links_names_in_one_query(mailbox: Mailbox) -> None:
    """F1: whoever doesn't know looks before it makes anything again."""
    contacts = mailbox.contacts()
    mailbox.standin.control("fail", {"path": r"/v1.0/\$batch", "drop": "after"})
    wanted = {link(number): replace(BEA, job_title=f"Nr{number}") for number in range(1, 9)}

    answers = list(contacts.write([Creation(name, content) for name, content in wanted.items()]))
    assert set(errors(answers)) == {Unavailable}

    mailbox.asked()
    found = mailbox.contacts().find_created({**wanted, link(99): BEA}, AGO)

    assert {name: one.content.job_title for name, one in found.items() if isinstance(one.content, Contact)} == {
        name: content.job_title for name, content in wanted.items()
    }
    assert all(one.uid == name for name, one in found.items())
    assert mailbox.asked()["calls"]["GET /v1.0/me/contacts"] == 1


def test_what_was_made_and_moved_since_is_found_wherever_it_is(mailbox: Mailbox) -> None:
    folder = mailbox.new_folder()
    contacts = mailbox.contacts(f"folder:{folder}")
    remote = made(contacts, BEA).remote_id
    mailbox.edit("move", remote, mailbox.new_folder("Freunde"))

    found = mailbox.contacts(f"folder:{folder}").find_created({link(1): BEA}, AGO)

    assert (found[link(1)].remote_id, found[link(1)].in_scope) == (remote, False)


def test_a_copy_of_what_was_made_is_not_taken_for_it(mailbox: Mailbox) -> None:
    first = made(mailbox.contacts(), BEA)
    kept = mailbox.kept()[first.remote_id]
    mailbox.desk.edit("create", contact={"displayName": "Bea Stone"}, ext=kept["ext"])

    found = mailbox.contacts().find_created({link(1): BEA}, AGO)

    assert found[link(1)].remote_id == first.remote_id


def test_an_item_in_the_bin_is_deleted_though_its_id_still_answers(mailbox: Mailbox) -> None:
    """An immutable id goes along into Deleted Items."""
    contacts = mailbox.contacts()
    shown = made(contacts, BEA)
    mailbox.edit("delete", shown.remote_id)
    assert mailbox.desk.call("GET", f"me/contacts/{shown.remote_id}").status_code == 200

    assert contacts.read([shown.remote_id]) == {shown.remote_id: Tombstone(shown.remote_id)}
    assert isinstance(failure(contacts, Change(shown, ADA)), StaleVersion)


@pytest.mark.parametrize("shows", [True, False])
def test_a_deletion_is_recoverable_and_repeats_without_harm(mailbox: Mailbox, shows: bool) -> None:
    mailbox.standin.switch(bin_shows=shows)
    contacts = mailbox.contacts()
    shown = made(contacts, BEA)

    assert done(contacts, Removal(shown)) == [None]
    assert done(contacts, Removal(shown)) == [None]

    mailbox.standin.switch(bin_shows=True)
    assert mailbox.desk.call("GET", f"me/contacts/{shown.remote_id}").status_code == 200


def test_the_name_is_sent_with_every_change(mailbox: Mailbox) -> None:
    """Else Graph makes one up of what it knows."""
    contacts = mailbox.contacts()
    before = made(contacts, Contact(name=Name("Ada", family="King", formatted="Gräfin Ada")))

    after = changed(contacts, before, replace(before.content, name=Name("Ada", family="Byron", formatted="Gräfin Ada")))

    assert after.name == Name("Ada", family="Byron", formatted="Gräfin Ada")


def test_what_is_not_mapped_stays_as_it_was(mailbox: Mailbox) -> None:
    known = {"nickName": "Adi", "department": "IT", "spouseName": "William", "categories": ["Rote Kategorie"]}
    mails = [{"address": "ada@example.com", "name": "Ada dienstlich"}]
    remote = mailbox.add({"displayName": "Ada King", "emailAddresses": mails, **known})
    contacts = mailbox.contacts()
    before = seen(contacts, remote)

    assert isinstance(before.content, Contact)
    more = (*before.content.emails, Entry("ada@home.example"))
    changed(contacts, before, replace(before.content, emails=more, job_title="Countess"))

    kept = mailbox.kept()[remote]
    assert {name: kept[name] for name in known} == known
    assert kept["emailAddresses"] == [*mails, {"address": "ada@home.example", "name": "ada@home.example"}]


def test_contacts_that_cannot_be_read_stop_no_other(mailbox: Mailbox) -> None:
    """F21: a server that fails for one contact alone parks that one."""
    contacts = mailbox.contacts()
    good, bad = mailbox.add(BEA), mailbox.add(ADA)
    contacts.read([good])
    mailbox.standin.control("fail", {"path": f".*/{bad}", "code": "broken", "times": 9})

    sights = contacts.read([good, bad])

    assert isinstance(sights[good], Seen)
    assert isinstance(sights[bad], Broken)
    assert sights[bad].reason == "server_error"


def test_a_throttled_read_waits_whole(mailbox: Mailbox) -> None:
    contacts = mailbox.contacts()
    remote = mailbox.add(BEA)
    mailbox.standin.control("fail", {"path": f".*/{remote}", "code": "throttled", "retry_after": 9})

    with pytest.raises(RateLimited):
        contacts.read([remote])


def test_an_id_of_another_shape_is_unknown(mailbox: Mailbox) -> None:
    """It may be one of the moving kind, from before: nothing follows from it."""
    nonsense = RemoteId("AAMk/äö?#")

    assert type(mailbox.contacts().read([nonsense])[nonsense]).__name__ == "Unseen"


def test_a_birthday_is_the_day_that_outlook_shows(mailbox: Mailbox) -> None:
    """F10, for people: no zone moves it."""
    contacts = mailbox.contacts()
    moments = {
        "1990-05-09T11:59:00Z": Birthday(5, 9, 1990),
        "1990-05-09T00:00:00Z": Birthday(5, 9, 1990),
        "1990-05-08T22:00:00Z": Birthday(5, 9, 1990),
        "1990-05-09T08:00:00Z": Birthday(5, 9, 1990),
        "1604-05-09T11:59:00Z": Birthday(5, 9, None),
    }

    shown = {one: mailbox.add({"displayName": "Bea", "birthday": one}) for one in moments}

    for moment, remote in shown.items():
        content = seen(contacts, remote).content
        assert isinstance(content, Contact)
        assert content.birthday == moments[moment]
