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
