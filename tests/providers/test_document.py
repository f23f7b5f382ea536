"""JSON from outside: what is read, and where reading ends."""

from json import dumps

import pytest

from tandem.providers.document import DEEPEST, parsed


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_what_is_nested_as_deep_as_may_be_is_read() -> None:
    assert dumps(parsed(nested(DEEPEST))) == nested(DEEPEST)
    assert parsed('{"a": ' * DEEPEST + "1" + "}" * DEEPEST) != {}


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900, 980, 990, 1_000, 100_000])
def test_what_is_nested_deeper_is_refused(depth: int) -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        parsed(nested(depth))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"nul", b'{"a": ' + b"9" * 4_301 + b"}", b"\xff\xfe["])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever it is
        parsed(text)


def test_one_thing_alone_is_read_as_well() -> None:
    assert (parsed("1"), parsed(b'"a"'), parsed("null")) == (1, "a", None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r'"a\ud83d"', "a\ufffd"),
        (r'"\udc00b"', "\ufffdb"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'["\ud83d\ud83d\ude00"]', ["\ufffd\U0001f600"]),
        (r'{"\uD83D": {"a": ["\uDBFF"]}}', {"\ufffd": {"a": ["\ufffd"]}}),
        (r'"\\ud83d"', r"\ud83d"),
    ],
)
def test_half_a_character_is_replaced_wherever_it_stands(text: str, read: object) -> None:
    assert parsed(text) == parsed(text.encode()) == parsed(text.encode("utf-16")) == read


@pytest.mark.parametrize("text", ['"\ud83d"', b'"\xed\xa0\xbd"'])
def test_half_a_character_that_is_not_even_written_as_one_is_no_json(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"surrogates|invalid continuation"):
        parsed(text)
