"""Labels of addresses and numbers: TYPE words and Apple's X-ABLabel, to and from the words of the domain."""

from collections.abc import Iterable

from tandem.providers.icloud.lines import clean, segments

_WORDS = {
    "work": ("WORK",),
    "home": ("HOME",),
    "mobile": ("CELL",),
    "main": ("MAIN",),
    "fax": ("FAX",),
    "work fax": ("WORK", "FAX"),
    "home fax": ("HOME", "FAX"),
    "pager": ("PAGER",),
    "other": ("OTHER",),
}
_LABEL_WORDS = frozenset(word.lower() for words in _WORDS.values() for word in words)
# Words that say how an address works and not what it is for.
_SILENT = frozenset(
    (
        *("voice", "msg", "text", "video", "textphone", "iphone", "pref", "dom", "intl", "postal", "parcel"),
        *("internet", "x-internet", "x400", "applelink", "attmail", "cis", "eworld", "ibmmail", "mcimail"),
        *("powershare", "prodigy", "tlx"),
    )
)
_APPLE = {"homefax": "home fax", "workfax": "work fax", "otherfax": "fax", "cell": "mobile"}


def label_of(types: Iterable[str], given: str = "") -> str:
    """The label that a line carries; one given by X-ABLabel comes before TYPE words."""
    if given and (label := canonical(given)):
        return label
    telling = [word for word in types if word.lower() not in _SILENT]
    found = {word.lower() for word in telling}
    if "fax" in found:
        return "work fax" if "work" in found else "home fax" if "home" in found else "fax"
    for word, label in (("cell", "mobile"), ("pager", "pager"), ("main", "main"), ("work", "work"), ("home", "home")):
        if word in found:
            return label
    return next((canonical(word) for word in telling), "")


def canonical(text: str) -> str:
    """A label as the domain writes it: known words in lower case, others as they are, Apple's wrapping taken off."""
    label = clean(text)
    if label.startswith("_$!<"):
        label = _unwrapped(label)
        label = _APPLE.get(label.lower(), label)
    return label.lower() if label.lower() in _WORDS else label


def _unwrapped(label: str) -> str:
    start, end = 0, len(label)
    while label.startswith("_$!<", start, end) and label.endswith(">!$_", start, end):
        start, end = start + 4, end - 4
        while start < end and label[start].isspace():
            start += 1
        while start < end and label[end - 1].isspace():
            end -= 1
    return label[start:end]


def is_known(label: str) -> bool:
    return label in _WORDS


def type_params(label: str, version: str, *more: str) -> list[str]:
    """The parameters that say a known label, and other TYPE words, in the manner of the card's version."""
    words = [*more, *_WORDS.get(label, ())]
    if version == "2.1":
        return words
    return [f"TYPE={word.lower() if version == '4.0' else word}" for word in words]


def without_words(params: Iterable[str], dropped: Iterable[str]) -> list[str]:
    """The parameters with some TYPE words taken out, the others as they are written."""
    gone = frozenset(dropped)
    return [left for param in params if (left := _without(param, gone))]


def _without(param: str, gone: frozenset[str]) -> str:
    name, equals, value = param.partition("=")
    if not equals:
        return "" if name.strip().lower() in gone else param
    if name.strip().upper() != "TYPE":
        return param
    listed = value.strip().strip('"').split(",")
    left = [word for word in listed if word.strip().strip('"').lower() not in gone]
    if len(left) == len(listed):
        return param
    return f"{name}={','.join(left)}" if left else ""


def without_label(params: str) -> list[str]:
    """The parameters with every TYPE word taken out that tells a label."""
    found = segments(params)
    telling = {
        word.strip().strip('"').lower()
        for segment in found
        if segment.partition("=")[0].strip().upper() == "TYPE" or "=" not in segment
        for word in (segment.partition("=")[2] or segment).split(",")
    }
    return without_words(found, (telling - _SILENT) | _LABEL_WORDS)
