"""Every command asks the API for what its name says, and shows or passes on the answer."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.domain.errors import AccessRevoked, Refused
from tandem.domain.ids import ConnectionId
from tandem.usecases.previewing.wish import Sought, Wish
from tandem.usecases.seeing.views import ErrorView, HistoryView, LinkView, Listing
from tests.cli.conftest import House, Tandem
from tests.console.events import TOKEN
from tests.console.fake_app import (
    ANNA,
    BOOK,
    CONNECTION,
    DONE,
    ERASURE,
    LIVE,
    NOON,
    PARKED,
    RUN,
    WRITE,
    FakeApp,
    broken,
)


class Sparse(FakeApp):
    """Has looked through a part, found nothing, and has more."""

    def links(self, connection: ConnectionId, query: str = "", after: str = "") -> Listing[LinkView]:
        return Listing((), "l9")


def entry(connection: str, hour: int, name: str) -> HistoryView:
    return replace(WRITE, id=f"{connection}-h20261123T{hour}0000-x", when=NOON.replace(hour=hour), name=name)


class TwoHistories(FakeApp):
    """That of the first connection has more behind eleven o'clock."""

    def history(
        self, connection: ConnectionId, after: str = "", link: str = "", run: str = "", side: str = ""
    ) -> Listing[HistoryView]:
        self.calls.append(("history", connection, after))
        if connection == CONNECTION:
            return Listing((entry(connection, 11, "Eva"),), "20261123T110000")
        return Listing((entry(connection, 12, "Kim"), entry(connection, 10, "Ole")))


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        (["companies"], ("companies",)),
        (["accounts"], ("accounts",)),
        (["groups", "7001-a01"], ("groups", "7001-a01")),
        (["activity-types", "7001-a01"], ("activity_types", "7001-a01")),
        (["connections"], ("connections",)),
        (["status"], ("connections",)),
        (["status", CONNECTION], ("connection", CONNECTION)),
        (["status", CONNECTION], ("history", CONNECTION, "")),
        (["status", CONNECTION, "--watch"], ("connection", CONNECTION)),
        (["decide"], ("connections",)),
        (["links", CONNECTION, "--query", "groß"], ("links", CONNECTION, "groß", "")),
        (["preview", CONNECTION, "--next", "x"], ("preview", CONNECTION, "x")),
        (["preview", CONNECTION, "mode=crm_only"], ("preview", CONNECTION, "", Wish({"mode": "crm_only"}))),
        (
            ["preview", CONNECTION, "--query", "eva", "--action", "create", "--side", "crm"],
            ("preview", CONNECTION, "", Sought("eva", "create", "crm")),
        ),
        (["preview", CONNECTION, "--upload", "--past"], ("preview", CONNECTION, "", Wish(upload=True, past=True))),
        (["preview-titles", CONNECTION, "{subject}"], ("preview_titles", CONNECTION, "{subject}", "")),
        (["history", CONNECTION, "--next", "h1"], ("history", CONNECTION, "h1")),
        (["history"], ("history", CONNECTION, "")),
        (
            ["history", CONNECTION, "--link", "l1", "--run", RUN, "--side", "crm", "--values"],
            ("history", CONNECTION, "", "l1", RUN, "crm"),
        ),
        (["conflicts", CONNECTION], ("pending", CONNECTION, "conflicts", "")),
        (["review", CONNECTION], ("pending", CONNECTION, "review", "")),
        (["held"], ("pending", CONNECTION, "held", "")),
        (["parked", CONNECTION], ("pending", CONNECTION, "parked", "")),
        (["defaults", "7001"], ("defaults", "7001")),
        (
            ["defaults", "7001", "direction=two_way", "conflict.phones=provider"],
            ("set_defaults", "7001", "", {"contacts": {"direction": "two_way", "conflict": {"phones": "provider"}}}),
        ),
        (
            ["defaults", "7001", "--kind", "calendar", "title={subject}"],
            ("set_defaults", "7001", "", {"calendar": {"title": "{subject}"}}),
        ),
        (["doctor"], ("settings",)),
        (["restored", "--yes"], ("mark_restored",)),
        (["export", "--company", "7001", "--output", "-"], ("export", "7001", "", "")),
        (["export", "--company", "7001", "--user", "11", "--output", "-"], ("export", "7001", "11", "")),
        (["erase", "--company", "7001", "--yes"], ("erase", "7001", "", "7001")),
        (["erase", "--company", "7001", "--user", "11", "--yes"], ("erase", "7001", "11", "11")),
        (["erasure", ERASURE], ("erasure", ERASURE)),
        (
            ["add", "7001-a01", "direction=two_way"],
            ("add_connection", "7001-a01", "contacts", {"direction": "two_way"}),
        ),
        (["pause", CONNECTION], ("pause", CONNECTION)),
        (["start", CONNECTION, "--no-wait"], ("start", CONNECTION)),
        (["resume", CONNECTION, "--no-wait"], ("resume", CONNECTION)),
        (["refresh", CONNECTION, "--no-wait"], ("refresh", CONNECTION)),
        (["stop", CONNECTION, "--no-wait"], ("stop", CONNECTION, False)),
        (["stop", CONNECTION, "--keep", "--no-wait"], ("stop", CONNECTION, False)),
        (["stop", CONNECTION, "--remove", "--no-wait"], ("stop", CONNECTION, True)),
    ],
    ids=lambda it: " ".join(it) if isinstance(it, list) else "",
)
def test_a_command_asks_for_what_its_name_says(
    tandem: Tandem, house: House, arguments: Sequence[str], call: tuple[object, ...]
) -> None:
    done = tandem(*arguments)

    assert (done.code, done.err.count("Traceback")) == (0, 0)
    assert call in house.app.calls
    assert done.out.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        *(["companies"], ["accounts"], ["groups", "7001-a01"], ["connections"], ["status", CONNECTION]),
        *(["links", CONNECTION], ["preview", CONNECTION], ["history", CONNECTION], ["held", CONNECTION], ["doctor"]),
        *(["restored", "--yes"], ["preview-titles", CONNECTION, "{subject} | {deal}"]),
        *(["erase", "--company", "7001", "--yes"], ["erasure", ERASURE]),
        *(["start", CONNECTION], ["stop", CONNECTION, "--remove"], ["set", CONNECTION, "deletes=keep"]),
    ],
    ids=" ".join,
)
def test_json_is_exactly_what_the_api_answered(tandem: Tandem, house: House, arguments: list[str]) -> None:
    done = tandem(*arguments, "--json")

    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n") == 1
    assert json.dumps(json.loads(done.out), ensure_ascii=False, separators=(",", ":")) + "\n" == done.out


def test_a_backup_is_told_of_only_after_a_yes(tandem: Tandem, house: House) -> None:
    no = tandem("restored", stdin="n\n")
    asked = list(house.app.calls)
    yes = tandem("restored", stdin="ja\n", TANDEM_LANG="de")

    assert (no.code, asked) == (1, [])
    assert ("older backup" in no.err, "ältere Sicherung" in yes.err) == (True, True)
    assert (yes.code, house.app.calls) == (0, [("mark_restored",)])
    assert yes.out.startswith("2 Abgleich(e)")


def test_rules_are_set_by_key_and_value(tandem: Tandem, house: House) -> None:
    arguments = [
        "direction=two_way",
        "group=all",
        "conflict.phones=provider",
        "conflict.notes=crm",
        "crm_scope=filter:7",
    ]

    done = tandem("set", CONNECTION, *arguments)

    wanted = {
        "direction": "two_way",
        "group": None,
        "conflict": {"phones": "provider", "notes": "crm"},
        "crm_scope": "filter:7",
    }
    assert done.code == 0
    assert house.app.calls[0] == ("set_rules", CONNECTION, wanted)


@pytest.mark.parametrize("arguments", [["set", CONNECTION, "direction"], ["set", CONNECTION], ["nonsense"], ["groups"]])
def test_misuse_ends_with_2(tandem: Tandem, house: House, arguments: list[str]) -> None:
    done = tandem(*arguments)

    assert done.code == 2
    assert house.app.calls == []


def test_a_company_is_connected_with_a_token_from_a_file(tandem: Tandem, house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123abcd\n", encoding="utf-8")

    done = tandem("connect", "pipedrive", "--domain", "https://x.example", "--token-file", str(secret))

    assert done.code == 0
    assert house.app.calls == [("add_company", "https://x.example", "0123abcd")]
    assert "0123abcd" not in done.out + done.err


def test_an_address_book_is_connected_for_the_only_user_with_a_password_from_the_standard_input(
    tandem: Tandem, house: House
) -> None:
    address = ["--address", "anna@example.org", "--url", "https://dav.example.org/"]

    done = tandem("connect", "icloud", *address, "--password-file", "-", stdin="abcd-efgh\n")

    credentials = {"username": "anna@example.org", "password": "abcd-efgh", "url": "https://dav.example.org/"}
    assert done.code == 0
    assert house.app.calls[-1] == ("add_account", "7001", ANNA.id, "icloud", "anna@example.org", credentials)
    assert "tandem add 7001-a01" in done.err


def test_a_mailbox_of_exchange_is_connected_with_a_password_from_a_file(
    tandem: Tandem, house: House, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Pässw0rd\n", encoding="utf-8")
    told = ["--address", "anna@acme.example", "--username", "ACME\\anna", "--password-file", str(secret)]

    done = tandem("connect", "exchange", *told)

    credentials = {"username": "ACME\\anna", "password": "Pässw0rd"}
    assert done.code == 0
    assert house.app.calls[-1] == ("add_account", "7001", ANNA.id, "exchange", "anna@acme.example", credentials)
    assert "Pässw0rd" not in done.out + done.err


def test_an_address_alone_is_told_how_to_connect_it(tandem: Tandem, house: House) -> None:
    done = tandem("connect", "--address", "anna@acme.example")

    assert done.code == 0
    assert house.app.calls == [("propose", "anna@acme.example")]
    assert "https://dav.acme.example/" in done.out
    assert "tandem connect exchange --address anna@acme.example" in done.err


def test_connect_alone_says_what_there_is(tandem: Tandem, house: House) -> None:
    done = tandem("connect")

    assert "exchange" in done.out + done.err
    assert house.app.calls == []


def test_without_a_terminal_a_secret_is_read_from_the_standard_input(tandem: Tandem, house: House) -> None:
    done = tandem("connect", "pipedrive", "--domain", "https://x.example", stdin="0123abcd\n")

    assert done.code == 0
    assert house.app.calls == [("add_company", "https://x.example", "0123abcd")]


def test_an_empty_secret_is_not_sent(tandem: Tandem, house: House) -> None:
    done = tandem("connect", "pipedrive", "--domain", "https://x.example", stdin="\n")

    told = "The secret is empty. Nothing was sent or changed. Type it again, or name a file that holds it.\n"
    assert (done.code, done.err) == (1, told)
    assert house.app.calls == []


@pytest.mark.parametrize("option", ["--token", "--password", "--api-token"])
def test_no_option_takes_a_secret(tandem: Tandem, option: str) -> None:
    assert tandem("connect", "pipedrive", option, "s").code == 2
    assert tandem("connect", "icloud", option, "s").code == 2
    assert tandem("connect", "exchange", option, "s").code == 2


def test_a_start_waits_for_the_run_and_tells_what_it_did(tandem: Tandem, house: House) -> None:
    house.app.runs = [replace(DONE, state="running", done=1), DONE]

    done = tandem("start", CONNECTION)

    assert done.code == 0
    assert house.app.calls.count(("run", RUN)) == 2
    assert "create" in done.out


def test_a_run_that_fails_ends_with_1_and_its_reason(tandem: Tandem, house: House) -> None:
    house.app.runs = [replace(DONE, state="failed", error=ErrorView("access_revoked"))]

    done = tandem("refresh", CONNECTION)

    assert done.code == 1
    assert "no longer valid" in done.err


@pytest.mark.parametrize(
    ("arguments", "decision"),
    [
        (["held", "--release", "--item", "p1"], "release"),
        (["parked", "--retry"], "retry"),
        (["review", "--link", "--item", "p1"], "link"),
        (["conflicts", "--dismiss"], "dismiss"),
        (["conflicts", "--swap"], "swap"),
    ],
    ids=lambda it: " ".join(it) if isinstance(it, list) else it,
)
def test_a_decision_is_made_on_all_that_waits_or_on_one(
    tandem: Tandem, house: House, arguments: list[str], decision: str
) -> None:
    done = tandem(*arguments)

    assert (done.code, done.out) == (0, "Decided: 1\n")
    assert house.app.calls[-1] == ("decide", CONNECTION, arguments[0], "p1", decision)


@pytest.mark.parametrize(("option", "decision"), [("--release", "release"), ("--restore", "restore")])
def test_one_command_decides_on_all_that_is_held_and_waits_for_its_end(
    tandem: Tandem, house: House, option: str, decision: str
) -> None:
    house.app.runs = [replace(DONE, state="running"), replace(DONE, kind=decision, counts={"decided": 216})]

    done = tandem("held", option)

    assert (done.code, done.out) == (0, "Decided: 216\n")
    assert house.app.calls.count(("decide_all", CONNECTION, decision)) == 1
    assert house.app.calls[-1] == ("run", RUN)


def test_the_pair_of_a_review_is_named_by_both_of_its_ids(tandem: Tandem, house: House) -> None:
    done = tandem("review", "--link", "--item", "p1", "--with", "p2")
    alone = tandem("review", "--link", "--with", "p2")

    assert (done.code, house.app.calls[-1]) == (0, ("decide", CONNECTION, "review", "p1", "link", "p2"))
    assert alone.code == 2


def test_what_cannot_be_decided_in_bulk_is_told_and_the_rest_is_done(tandem: Tandem, house: House) -> None:
    house.app.undecided = {"p1": Refused("not_one_pair", "decision"), "p2": Refused("unknown", "item")}
    house.app.more = ["p2", "p3"]

    done = tandem("review", "--link")
    one = tandem("review", "--link", "--item", "p1")

    assert (done.code, done.out) == (0, "Decided: 1\n")
    assert done.err.startswith("p1: More than two could be the same.")
    assert "p2" not in done.err
    assert one.code == 1


ENTRY = "7001-c01-h20261123T090000000000-0123456789ab-000001-crm-update"


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        (["undo", RUN, "--no-wait"], ("undo_run", RUN)),
        (["undo", ENTRY, "--no-wait"], ("undo_entry", ENTRY, False)),
        (["undo", ENTRY, "--record", "--no-wait"], ("undo_entry", ENTRY, True)),
        (["undo", RUN, "--preview", "--next", "9"], ("preview_undo_of_run", RUN, "9")),
        (["undo", ENTRY, "--record", "--preview", "--json"], ("preview_undo_of_entry", ENTRY, True, "")),
    ],
    ids=lambda it: " ".join(it) if it[0] == "undo" else "",
)
def test_an_undo_takes_a_run_or_an_entry(
    tandem: Tandem, house: House, arguments: list[str], call: tuple[object, ...]
) -> None:
    done = tandem(*arguments)

    assert (done.code, house.app.calls) == (0, [call])
    assert done.out.strip()


def test_an_undo_is_followed_to_its_end_and_told(tandem: Tandem, house: House) -> None:
    house.app.runs = [replace(DONE, state="running"), replace(DONE, kind="undo", counts={"updated": 2, "left": 1})]

    done = tandem("undo", RUN, TANDEM_LANG="de")

    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["Rückgängigmachen", "fertig"],
        ["geändert", "2"],
        ["Belassen", "1"],
    ]


def test_a_preview_of_an_undo_shows_both_values_and_why(tandem: Tandem, house: House) -> None:
    done = tandem("undo", RUN, "--preview")

    row = next(line for line in done.out.splitlines() if line.startswith("update") and "Groß" in line)
    assert row.split()[:7] == ["update", "Pipedrive", "Jürgen", "Groß", "notes", "Neu", "Alt"]
    assert "It was edited since, so it is left alone." in done.out


def test_the_record_of_a_run_is_misuse(tandem: Tandem, house: House) -> None:
    assert tandem("undo", RUN, "--record").code == 2
    assert house.app.calls == []


def test_a_conflict_shows_what_won_and_what_lost(tandem: Tandem, house: House) -> None:
    house.app.waiting = replace(PARKED, reason="both_changed", side="provider", field="notes", won="Neu", lost="Alt")

    done = tandem("conflicts")

    row = done.out.splitlines()[1]
    assert row.split()[:7] == ["p1", "Jürgen", "Groß", "Provider", "notes", "Neu", "Alt"]


def test_what_is_decided_for_a_connection_that_rests_is_not_waited_for(tandem: Tandem, house: House) -> None:
    house.app.held = [replace(LIVE, state="paused")]

    done = tandem("held", "--restore")

    assert (done.code, done.out) == (0, "Decided: 0\n")
    assert "paused" in done.err
    assert ("decide_all", CONNECTION, "restore") in house.app.calls
    assert not [call for call in house.app.calls if call[0] == "run"]


def test_a_decision_on_an_item_that_does_not_wait_decides_nothing(tandem: Tandem, house: House) -> None:
    done = tandem("held", "--release", "--item", "p2")

    assert done.out == "Decided: 0\n"
    assert not [call for call in house.app.calls if call[0] == "decide"]


def test_two_decisions_at_once_are_misuse(tandem: Tandem, house: House) -> None:
    assert tandem("held", "--release", "--restore").code == 2
    assert house.app.calls == []


def test_a_problem_is_told_by_title_and_detail(tandem: Tandem, house: House) -> None:
    house.app.trouble = Refused("unknown")

    done = tandem("status", "7001-c99")

    assert (done.code, done.out) == (1, "")
    assert done.err == "There is no such thing\nNothing is known by that id or address.\n"


def test_with_json_a_problem_comes_as_the_api_gave_it(tandem: Tandem, house: House) -> None:
    house.app.trouble = AccessRevoked("access_revoked")

    done = tandem("groups", "7001-a01", "--json")

    assert done.code == 1
    assert json.loads(done.out)["type"] == "/problems/access_revoked"


def test_german_is_spoken_where_the_terminal_is_german(tandem: Tandem, house: House) -> None:
    house.app.trouble = Refused("unknown")

    done = tandem("status", "7001-c99", TANDEM_LANG="", LANG="de_DE.UTF-8")

    assert done.err.startswith("Das gibt es nicht\n")
    assert house.heard[-1] == ("/api/connections/7001-c99", "de")


def test_connections_are_known_by_their_accounts_address(tandem: Tandem, house: House) -> None:
    row = tandem("connections").out.splitlines()[1].split()

    assert row[:3] == [CONNECTION, BOOK.address, "icloud"]
    assert row[-3:-1] == ["3", "3"], "three in step; one held and two parked are to be decided"


def test_a_connections_status_shows_what_was_written_last(tandem: Tandem, house: House) -> None:
    done = tandem("status", CONNECTION, TANDEM_ZONE="Europe/Berlin")

    assert "2026-11-23 13:00  create  Pipedrive  Jürgen <b>Groß</b>" in done.out


def test_a_run_that_goes_on_is_waited_for_on_demand(tandem: Tandem, house: House) -> None:
    going = replace(DONE, state="running", done=1)
    house.app.held = [replace(LIVE, last_run=going)]
    house.app.runs = [going, DONE]

    done = tandem("status", CONNECTION, "--watch")

    assert done.code == 0
    assert house.app.calls.count(("run", RUN)) == 2


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [("Europe/Berlin", "en", "2026-11-23 13:00"), ("Asia/Tokyo", "de", "23.11.2026 21:00"), ("UTC", "de", "12:00")],
)
def test_times_are_told_on_the_readers_clock(tandem: Tandem, zone: str, language: str, told: str) -> None:
    assert told in tandem("history", CONNECTION, TANDEM_ZONE=zone, TANDEM_LANG=language).out


def test_a_zone_that_is_none_is_named(tandem: Tandem) -> None:
    done = tandem("history", CONNECTION, TANDEM_ZONE="Mars/Base")

    assert done.code == 1
    assert "Mars/Base" in done.err
    assert "Nothing was changed" in done.err


def test_a_search_that_is_not_through_tells_how_to_go_on(tandem: Tandem, house: House) -> None:
    house.app = Sparse()

    done = tandem("links", CONNECTION, "--query", "Zora")

    assert "there is more" in done.err
    assert "--next l9" in done.err


def test_histories_of_several_connections_are_one_newest_first(tandem: Tandem, house: House) -> None:
    house.app = TwoHistories(held=[LIVE, replace(LIVE, id="7001-c02")])

    first = tandem("history")
    after = tandem("history", "--next", "20261123T110000")

    assert [line.split()[2] for line in first.out.splitlines()[1:]] == ["Kim", "Eva"], "Ole is older than what is known"
    assert "--next 20261123T110000" in first.err
    assert ("history", "7001-c02", "20261123T110000") in house.app.calls
    assert after.code == 0


def test_the_last_error_stands_in_the_list(tandem: Tandem, house: House) -> None:
    house.app.held = [broken("access_revoked")]

    done = tandem("connections")

    assert "needs to be reconnected" in done.out
    assert "Connect the account anew." in done.out


def test_a_link_that_signs_in_is_printed_alone_so_that_a_program_may_open_it(tandem: Tandem, house: House) -> None:
    done = tandem("sign-in", "--company", "7001", "--user", "11")

    assert (done.code, done.out) == (0, f"{house.url}/sign-in?token=once\n")
    assert "ten minutes" in done.err
    assert json.loads(tandem("sign-in", "--json").out)["path"] == "/sign-in?token=once"
    assert house.app.calls == [("invite", "7001", "11"), ("invite", "", "")]


def test_the_doctor_ends_with_1_where_something_is_wrong(tandem: Tandem, house: House) -> None:
    house.app.wrong = ["The disk is full."]

    well, ill = tandem("doctor"), tandem("doctor", "--json")

    assert (well.code, ill.code) == (1, 1)
    assert "The disk is full." in well.err
    assert json.loads(ill.out)["problems"] == ["The disk is full."]


def test_without_a_server_the_person_learns_how_to_start_one(tandem: Tandem) -> None:
    done = tandem("connections", TANDEM_URL="http://127.0.0.1:1")

    assert done.code == 1
    assert "`tandem up` starts one" in done.err


def test_without_a_token_the_person_learns_where_it_was_sought(tandem: Tandem, tmp_path: Path) -> None:
    done = tandem("connections", TANDEM_TOKEN_FILE=str(tmp_path / "nowhere"))

    assert done.code == 1
    assert str(tmp_path / "nowhere") in done.err


def test_a_wrong_token_is_told_as_such(tandem: Tandem, house: House, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("wrong", encoding="utf-8")

    done = tandem("connections", TANDEM_TOKEN_FILE=str(tmp_path / "other"))

    assert done.code == 1
    assert "A valid token is needed" in done.err
    assert house.app.calls == []


def test_the_token_never_leaves_this_machine_without_tls(tandem: Tandem, house: House) -> None:
    done = tandem("connections", TANDEM_URL="http://tandem.example.org")

    assert done.code == 1
    assert "is not sent there" in done.err
    assert TOKEN not in done.err


def test_words_are_translated_and_what_people_typed_is_not(tandem: Tandem, house: House) -> None:
    house.app.waiting = replace(PARKED, name="up_to_date")

    names, words = tandem("parked", TANDEM_LANG="de"), tandem("connections", TANDEM_LANG="de")

    assert "up_to_date" in names.out
    assert "aktuell" in words.out


def test_what_a_name_holds_can_not_steer_the_terminal(tandem: Tandem, house: House) -> None:
    house.app.held = [broken("other", "\x1b[2J[red]x[/red]")]

    done = tandem("connections")

    assert "\x1b" not in done.out
    assert "[red]x[/red]" in done.out


def test_a_preview_of_titles_shows_each_before_and_after(tandem: Tandem, house: House) -> None:
    done = tandem("preview-titles", CONNECTION, "{subject} | {deal}", TANDEM_LANG="de")

    assert done.out.splitlines()[2].split()[:3] == ["Neue", "Titel", "1"]
    assert "Relaunch > Anruf" in done.out
    assert "Anruf | Relaunch" in done.out


def test_a_preview_says_what_stays_as_it_is(tandem: Tandem, house: House) -> None:
    done = tandem("preview", CONNECTION)

    assert "Stays as it is" in done.out
