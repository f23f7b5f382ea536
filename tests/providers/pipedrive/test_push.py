"""What a receiver of webhooks believes."""

import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from json import dumps, loads
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tandem.domain.errors import Forged, Rejected
from tandem.providers.pipedrive.push import MAX_BYTES, MAX_WORD, Heard, digest, parse, verify, word_of
from tests.recorded import recorded
from tests.sandbox.pipedrive.contracts import faults, webhook_validators
from tests.servers import SHARED

STORED = digest("tandem", "pass:wörd")


def basic(credentials: str) -> str:
    return "Basic " + b64encode(credentials.encode()).decode()


def webhook(**meta: Any) -> dict[str, Any]:
    whole = {"action": "change", "entity": "person", "entity_id": "17", "company_id": "42", **meta}
    return {"meta": whole, "data": {"id": 17}, "previous": None}


@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
def test_the_right_credentials_pass(name: str) -> None:
    verify({"content-type": "application/json", name: basic("tandem:pass:wörd")}, STORED)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Bearer " + basic("tandem:pass:wörd").split()[1]},
        {"authorization": basic("tandem:wrong")},
        {"authorization": basic("tandem")},
        {"authorization": "Basic ünïcode"},
    ],
)
def test_any_other_credentials_are_forged(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        verify(headers, STORED)


@pytest.mark.parametrize("action", ["change", "delete"])
def test_a_webhook_says_which_item_of_which_company_and_who_may_see_it(action: str) -> None:
    heard = parse(recorded(f"pipedrive/person_{action}d")["body"].encode())

    expected = Heard("person", action, "17", "4242", frozenset({"9001", "9002"}), author=heard.author)
    assert replace(heard, previous=None, data=None, event="", at="", by_api=False) == expected
    assert heard.author


# --- what is kept of a write that may be our own -----------------------------------------------------------------

NOTES, ADDRESS, FURTHER = (letter * 40 for letter in "abc")
FIELDS = dumps({"notes": NOTES, "postal_address": ADDRESS, "address_home": FURTHER, "birthday": "birthday"})


def told(previous: object = None, **meta: Any) -> dict[str, Any]:
    """Somebody's API client changed a person."""
    ours = {"change_source": "api", "user_id": "9001", "id": "e1", "timestamp": "2026-11-23T10:00:00.000Z", **meta}
    custom = {NOTES: {"type": "text", "value": "Neu"}, ADDRESS: {"type": "address", "value": "Weg 1"}, "d" * 40: None}
    data = {
        "id": 17,
        "name": "Ada King",
        "first_name": "Ada",
        "last_name": "King",
        "emails": [{"value": "ada@example.com"}],
        "birthday": "1815-12-10",
        "custom_fields": custom,
        "update_time": "2026-11-23T10:00:00Z",
    }
    return {**webhook(**ours), "data": data, "previous": {"last_name": "Byron"} if previous is None else previous}


def kept(body: dict[str, Any]) -> Any:
    word = word_of(parse(dumps(body).encode()), FIELDS)
    return None if word is None else loads(word)


def test_of_our_own_write_the_values_before_are_kept_and_what_is_needed_to_read_them() -> None:
    word = kept(told({"last_name": "Byron", "update_time": "2026-11-23T09:00:00Z"}))

    assert (word["at"], word["user"]) == ("2026-11-23T10:00:00.000Z", "9001")
    assert word["previous"] == {"plain": {"last_name": "Byron"}, "custom": {}}
    name = {"name": "Ada King", "first_name": "Ada", "last_name": "King"}
    assert word["data"]["plain"] == {**name, "emails": None, "birthday": None}
    assert word["data"]["custom"] == {NOTES: None, ADDRESS: None}


def test_addresses_are_kept_together_and_foreign_fields_not_at_all() -> None:
    word = kept(told({"custom_fields": {FURTHER: None, "d" * 40: {"type": "text", "value": "secret"}}}))

    assert word["previous"] == {"plain": {}, "custom": {FURTHER: None}}
    assert word["data"]["custom"] == {NOTES: None, ADDRESS: {"type": "address", "value": "Weg 1"}}
    assert "secret" not in dumps(word)


@pytest.mark.parametrize(
    "body",
    [
        told(change_source="app"),
        told(action="create"),
        told(action="delete"),
        told(entity="organization"),
        told(id=None),
        told(user_id=None),
        told({"update_time": "2026-11-23T09:00:00Z"}),
        told({"owner_id": 9002}),
        told({"name": "x" * 5000}),
        told([]),
        told("text"),
        {**told(), "data": None},
    ],
)
def test_of_any_other_webhook_nothing_is_kept(body: dict[str, Any]) -> None:
    assert kept(body) is None


@given(previous=st.deferred(lambda: JSON), data=st.deferred(lambda: JSON))
def test_whatever_is_told_of_a_write_is_kept_or_dropped(previous: object, data: object) -> None:
    body = {**told(), "previous": previous, "data": data}

    word = word_of(parse(dumps(body).encode()), FIELDS)

    assert word is None or len(word) <= MAX_WORD


@pytest.mark.parametrize("name", ["person_changed", "person_deleted"])
def test_the_recorded_webhooks_keep_to_the_published_schema(name: str) -> None:
    body = loads(recorded(f"pipedrive/{name}")["body"])
    envelope, person = webhook_validators("person")

    assert faults(envelope, body) == []
    assert faults(person, body["data"] or body["previous"]) == []


def test_a_merge_tells_where_the_item_went() -> None:
    assert parse(dumps(webhook(action="delete", merged_to_id="18")).encode()).merged_to == "18"


def test_the_published_examples_are_understood() -> None:
    path = SHARED / "contracts/pipedrive/webhooks-v2.examples.json"
    if not path.exists():
        pytest.skip("../shared is absent: no examples of webhooks")
    examples = loads(path.read_text())

    heard = [parse(dumps(example).encode()) for name, example in examples.items() if name != "note"]

    assert {each.action for each in heard} == {"create", "change", "delete"}
    assert all(each.entity == "person" or each.id for each in heard)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"meta": null}',
        b'{"meta": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        dumps(webhook(action="explode")).encode(),
        dumps(webhook(entity_id=None)).encode(),
        dumps(webhook(entity_id="../../etc")).encode(),
        dumps(webhook(entity_id="")).encode(),
        dumps(webhook(company_id=True)).encode(),
        dumps(webhook(company_id="1" * 65)).encode(),
        dumps(webhook(permitted_user_ids=[{"id": 1}])).encode(),
        dumps(webhook(permitted_user_ids=7)).encode(),
        b'{"meta": {"entity_id": 1' + b"0" * 5000 + b"}}",
    ],
)
def test_junk_is_rejected(body: bytes) -> None:
    with pytest.raises(Rejected) as rejected:
        parse(body)

    assert rejected.value.reason == "webhook_unreadable"


def test_a_body_that_is_too_large_is_not_read_at_all() -> None:
    with pytest.raises(Rejected) as rejected:
        parse(b"[" * (MAX_BYTES + 1))

    assert rejected.value.reason == "webhook_too_large"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(meta=st.fixed_dictionaries({"action": st.just("change"), "entity": JSON, "entity_id": JSON}) | JSON, rest=JSON)
def test_whatever_comes_is_heard_or_rejected_and_nothing_else(meta: object, rest: object) -> None:
    try:
        heard = parse(dumps({"meta": meta, "previous": rest}).encode())
    except Rejected:
        return

    assert heard.id


@given(value=st.text())
def test_whatever_credentials_come_pass_or_are_forged(value: str) -> None:
    with pytest.raises(Forged):
        verify({"authorization": "Basic " + value}, STORED)


def test_a_receiver_pays_for_the_standard_library_only() -> None:
    code = (
        "import sys; before = set(sys.modules); import tandem.providers.pipedrive.push;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'tandem'}))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_the_letters_of_a_text_are_no_users() -> None:
    with pytest.raises(Rejected, match="webhook_unreadable"):
        parse(dumps(webhook(permitted_user_ids="9001")).encode())


@pytest.mark.parametrize("depth", [65, 500, 900, 985, 990, 100_000])
def test_what_is_nested_too_deep_to_be_kept_is_refused_at_the_door(depth: int) -> None:
    body = dumps(told({"name": "NESTED"})).replace('"NESTED"', "[" * depth + "]" * depth)

    with pytest.raises(Rejected, match="webhook_unreadable"):
        parse(body.encode())
