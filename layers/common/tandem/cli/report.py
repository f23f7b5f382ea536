"""The report of a live check, for people: Markdown, in the language that the API answered in."""

from collections.abc import Iterator
from typing import Any

from tandem.cli.words import say, word

SIGNS = {"ok": "✓", "differs": "≠", "failed": "✗", "not_tried": "–"}


def render(view: dict[str, Any]) -> str:
    """Of an answer of the API's. Whatever it says stands in one line."""
    return "\n".join([*_head(view), *_steps(view), *_open(view), ""])


def _head(view: dict[str, Any]) -> Iterator[str]:
    yield f"# {say('report_title')}"
    yield ""
    untried = sum(1 for one in view["steps"] if one["verdict"] == "not_tried")
    yield say("report_good" if view["good"] else "report_bad", untried=untried)
    yield ""
    pairs = {
        "provider": view["provider"] if view["side"] == "provider" else "Pipedrive",
        "kind": word(view["kind"]),
        "id": view["connection"],
        "start": view["started"],
        "finished": view["finished"] or "-",
    }
    for name, value in pairs.items():
        yield f"- {word(name)}: {_plain(value)}"
    yield ""
    yield say("report_made_up")
    yield ""


def _steps(view: dict[str, Any]) -> Iterator[str]:
    yield f"## {say('report_steps')}"
    yield ""
    for number, step in enumerate(view["steps"], 1):
        verdict = f"{SIGNS.get(step['verdict'], '?')} {word(step['verdict'])}"
        yield f"{number}. **{_plain(step['title'])}**: {verdict}, {step['seconds']:.1f} s"
        if step["message"]:
            words = " ".join(filter(None, (step["reason"], step["detail"])))
            yield f"   - {_plain(step['message'])} (`{_plain(words)}`)"
        for fact in step["facts"]:
            odd = "" if fact["assumed"] else f" **{say('report_not_assumed')}**"
            yield f"   - {_plain(fact['asked'])}: {_plain(fact['message'])}{odd}"
            if fact["detail"]:
                yield f"     - `{_code(fact['detail'])}`"
    yield ""


def _open(view: dict[str, Any]) -> Iterator[str]:
    if view["unasked"]:
        yield f"## {say('report_unasked')}"
        yield ""
        yield from (f"- {_plain(one['message'])}" for one in view["unasked"])
        yield ""


def _code(text: str) -> str:
    return "".join(sign if sign.isprintable() and sign != "`" else " " for sign in text)


def _plain(text: object) -> str:
    """Nothing in it can end the line, or be taken for markup."""
    line = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return "".join(f"\\{sign}" if sign in "\\`*[]<>|" else sign for sign in line)
