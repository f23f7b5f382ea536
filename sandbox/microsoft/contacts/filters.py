"""The little of OData that Outlook understands about contacts: $expand, and filters by properties and addresses."""

import re
from collections.abc import Callable
from functools import partial

from sandbox.microsoft.answers import Refused
from sandbox.microsoft.contacts.shapes import extended
from sandbox.rows import Row

TEXT = r"'((?:[^']|'')*)'"
BY_VALUE = re.compile(rf"(\w+)/id eq {TEXT} and \1/value (eq|ne) (?:{TEXT}|(null))")
BY_CAST = re.compile(rf"(\w+)/id eq {TEXT} and cast\(\1/value, ?Edm\.Boolean\) eq (true|false)")
EXTENDED = re.compile(r"singleValueExtendedProperties/any\((\w+): ?(.*)\)", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(rf"emailAddresses/any\((\w+): ?\1/address eq {TEXT}\)", re.IGNORECASE)
EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=(.*)\)", re.DOTALL)
Test = Callable[[Row], bool]
MOST_CLAUSES = 20
"""Where the real service says that a filter is too complex nobody wrote down."""


def expanded(text: str) -> list[str]:
    """The extended properties that `$expand` names; `photo` and the like are passed over."""
    found = EXPANDED.search(text)
    return [plain(each) for each in re.findall(rf"id eq {TEXT}", found[1])] if found else []


def filtered(text: str) -> Test:
    """Raises Refused for what it doesn't understand."""
    if not text:
        return lambda _row: True
    tests = [_clause(each) for each in _alternatives(text)]
    if len(tests) > MOST_CLAUSES:
        raise Refused(400, "ErrorInvalidRestriction", "The restriction is too complex.")
    return lambda row: any(test(row) for test in tests)


def plain(quoted: str) -> str:
    return quoted.replace("''", "'")


def _clause(text: str) -> Test:
    if found := ADDRESS.fullmatch(text):
        wanted = plain(found[2]).casefold()
        return lambda row: any((one["address"] or "").casefold() == wanted for one in row["body"]["emailAddresses"])
    if (outer := EXTENDED.fullmatch(text)) is None:
        raise Refused(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")
    if found := BY_CAST.fullmatch(outer[2]):
        return partial(_holds, plain(found[2]), found[3], is_equal=True)
    if (found := BY_VALUE.fullmatch(outer[2])) is None:
        raise Refused(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")
    if found[5]:
        return partial(_has, plain(found[2]), is_there=found[3] == "ne")
    return partial(_holds, plain(found[2]), plain(found[4]), is_equal=found[3] == "eq")


def _has(name: str, row: Row, *, is_there: bool) -> bool:
    return (name in extended(row)) == is_there


def _holds(name: str, value: str, row: Row, *, is_equal: bool) -> bool:
    """The name by its case, the value by none."""
    held = extended(row).get(name)
    return held is not None and (held.casefold() == value.casefold()) == is_equal


def _alternatives(text: str) -> list[str]:
    """Split at `or` outside of brackets and quotes."""
    parts, depth, quoted, start, at = [], 0, False, 0, 0
    while at < len(text):
        sign = text[at]
        if sign == "'":
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if depth == 0 and text[at : at + 4] == " or ":
                parts.append(text[start:at].strip())
                start = at = at + 4
                continue
        at += 1
    return [*parts, text[start:].strip()]
