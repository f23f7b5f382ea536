"""Ids in paths: whatever an id holds, it comes back as it was, and no gateway finds anything to unquote in it."""

import re

import pytest
from hypothesis import given, strategies as st

from tandem.console.item_id import from_path, to_path
from tandem.domain.errors import Refused
from tandem.usecases.seeing.views import PendingView
from tests.console.events import call
from tests.console.fake_app import CONNECTION, NOON, FakeApp

ids = st.text(st.characters(codec="utf-8"), min_size=1)


@given(ids)
def test_an_id_comes_back_as_it_was(identifier: str) -> None:
    text = to_path(identifier)

    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert from_path(text) == identifier


def test_a_link_id_stays_as_it_is() -> None:
    assert to_path("0123456789abcdef0123456789abcdef") == "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("text", ["", "_", "_2", "_2f", "_FF", "a/b", "ä"])
def test_what_was_never_written_is_unknown(text: str) -> None:
    with pytest.raises(Refused) as refused:
        from_path(text)

    assert refused.value.reason == "unknown"


def test_a_card_is_decided_on_by_the_id_that_the_list_shows() -> None:
    card = PendingView("provider:/anna/b%C3%BCch/x.vcf", "parked", "Jürgen", "quota", NOON)
    app = FakeApp(waiting=card)

    _, listed = call(app, "GET", f"/api/connections/{CONNECTION}/parked")
    status, _ = call(
        app, "POST", f"/api/connections/{CONNECTION}/parked/{listed['items'][0]['id']}", {"decision": "retry"}
    )

    assert status == 204
    assert app.calls[-1] == ("decide", CONNECTION, "parked", card.id, "retry")
