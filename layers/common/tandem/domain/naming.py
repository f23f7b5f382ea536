"""How an edit of a name on one side reads on the other, where a name may have other parts."""

import re
from dataclasses import replace

from tandem.domain.comparison import full_name, same_name, spelling
from tandem.domain.contact import Name


def carried_name(source: Name, before: Name, onto: Name) -> Name:
    """`onto` with what changed in `source` since `before`.

    The CRM knows given (with middle) and family name only: what the source neither says nor said (a title)
    stays, and a given name that stayed keeps its split into given and middle.
    """
    if not _has_parts(source):
        return source if not same_name(source, before) else onto
    given, middle = _given(source, before, onto)
    parts = replace(
        onto,
        given=given,
        middle=middle,
        family=_part(source.family, before.family, onto.family),
        prefix=_part(source.prefix, before.prefix, onto.prefix),
        suffix=_part(source.suffix, before.suffix, onto.suffix),
    )
    return replace(parts, formatted=_formatted(source, before, onto, parts))


def replaced_name(source: Name, onto: Name) -> Name:
    """The winner's name in the place of the other; a title that only the other has stays."""
    if not _has_parts(source):
        return source
    given, middle = _split(source, onto) if not source.middle else (source.given, source.middle)
    prefix, suffix = source.prefix or onto.prefix, source.suffix or onto.suffix
    parts = replace(onto, given=given, middle=middle, family=source.family, prefix=prefix, suffix=suffix)
    return replace(parts, formatted=_reformatted(onto, parts))


def composed(name: Name) -> str:
    """The whole name from its parts, titles included."""
    return spelling(f"{name.prefix} {name.given} {name.middle} {name.family} {name.suffix}")


def _has_parts(name: Name) -> bool:
    return bool(name.given or name.middle or name.family)


def _part(now: str, before: str, onto: str) -> str:
    return onto if spelling(now) == spelling(before) else now


def _given(source: Name, before: Name, onto: Name) -> tuple[str, str]:
    if (spelling(source.given), spelling(source.middle)) == (spelling(before.given), spelling(before.middle)):
        return onto.given, onto.middle
    if source.middle or before.middle:
        return source.given, source.middle
    return _split(source, onto)


def _split(source: Name, onto: Name) -> tuple[str, str]:
    """`Anna Maria` as the CRM says it, as `Anna` and `Maria` where `Maria` was the middle name and still ends it."""
    given, middle = spelling(source.given), spelling(onto.middle)
    if middle and given.endswith(f" {middle}"):
        return given.removesuffix(middle).strip(), onto.middle
    return source.given, ""


def _formatted(source: Name, before: Name, onto: Name, parts: Name) -> str:
    if composed(parts) == composed(onto):
        return _part(source.formatted, before.formatted, onto.formatted)
    return _reformatted(onto, parts)


def _reformatted(onto: Name, parts: Name) -> str:
    """The whole name in the style it had: composed as before, else with the old parts exchanged, else anew."""
    shown = spelling(onto.formatted)
    if not shown:
        return ""
    for style in (composed, full_name, _family_first):
        if shown == style(onto):
            return style(parts)
    exchanged = _exchanged(shown, onto, parts)
    return composed(parts) if exchanged is None else exchanged


def _family_first(name: Name) -> str:
    return spelling(f"{name.family}, {name.given} {name.middle}")


def _exchanged(shown: str, onto: Name, parts: Name) -> str | None:
    """The text with each changed part put in the place of the old one; None where an old one isn't in it."""
    pairs = ((onto.given, parts.given), (onto.middle, parts.middle), (onto.family, parts.family))
    news = {spelling(old): spelling(new) for old, new in pairs if spelling(old) != spelling(new)}
    titles = (onto.prefix, onto.suffix) == (parts.prefix, parts.suffix)
    if not titles or not news or any(not old or not _holds(shown, old) for old in news):
        return None
    either = "|".join(rf"(?<!\w){re.escape(old)}(?!\w)" for old in news)
    return spelling(re.sub(either, lambda found: news[found.group()], shown))


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
