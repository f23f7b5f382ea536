"""Numbers of one merge: the short way must tell the same apart as E.164 does."""

from hypothesis import given, settings, strategies as st

from tandem.domain.contact import Entry
from tandem.domain.numbers import number_key
from tests.domain.people import COMPARISON

typed = st.sampled_from(
    (
        *("+49 30 1234567", "030 1234567", "0049301234567", "030/1234567 ext. 5", "+49301234567"),
        *("030 7654321", "+43 1 5550123", "01 5550123", "110", "112", "0800 FLOWERS", "0800 3569377", "ask Bob", ""),
    )
)


@settings(max_examples=300, deadline=None)
@given(typed, typed, typed)
def test_two_numbers_have_one_key_only_if_they_are_one(kept: str, old: str, new: str) -> None:
    """F29: whatever is skipped for speed, a retyped number is recognised and another one isn't taken for it."""
    lists = [(Entry(kept), Entry(old)), (Entry(kept), Entry(new))]

    key = number_key(lists, COMPARISON.phone)

    if kept not in {old, new}:
        assert (key(old) == key(new)) == (COMPARISON.phone(old) == COMPARISON.phone(new))


def test_a_number_that_all_have_is_not_looked_at() -> None:
    def refused(number: str) -> str:
        raise AssertionError(number)

    lists = [(Entry("030 1234567"),), (Entry("030 1234567"), Entry("030 7654321"))]

    assert number_key(lists, refused)("030 1234567") == "030 1234567"
