"""Lines labelled by TYPE words or by an X-ABLabel beside them: TEL, EMAIL and ADR."""

from collections.abc import Sequence

from tandem.providers.icloud.card import Card, Edit
from tandem.providers.icloud.items import Item, Rewriting, V, marked
from tandem.providers.icloud.labels import is_known, label_of, type_params, without_label
from tandem.providers.icloud.lines import Line, segments, words
from tandem.providers.icloud.values import decoded, plain_params


def line_label(card: Card, line: Line) -> str:
    """The label of a line, by its group's X-ABLabel or its TYPE words."""
    given = card.labels.get(line.group.lower(), (0, ""))[1] if line.group else ""
    return label_of(words(line.params), given) if line.params or given else ""


def compose_typed(edit: Edit, name: str, value: str, wanted: Item[V], *more: str) -> str:
    """A new line and, for a label that a person made up, its X-ABLabel in a group of their own."""
    params = type_params(wanted.label, edit.card.version, *more)
    params = marked(params, True if wanted.primary else None, edit.card.version)
    if not wanted.label or is_known(wanted.label):
        return edit.line("", name, params, value)
    group = edit.new_group()
    return edit.line(group, name, params, value) + _label_line(edit, group, wanted.label)


def rewrite_typed(
    edit: Edit, change: Rewriting[V], *, name: str, value: str | None, dropped: Sequence[str] = ()
) -> None:
    """Write a line anew in its place; `value` None keeps the value, `dropped` are parameters that no longer hold."""
    at = change.item.at
    line = edit.card.lines[at]
    group, params = line.group, plain_params(line.params)
    if change.item.label != change.wanted.label:
        group, params = _relabelled(edit, at, change.wanted.label)
    params = [param for param in params if param.partition("=")[0].strip().upper() not in dropped]
    params = marked(params, change.is_preferred, edit.card.version)
    if value is None and (group, params) == (line.group, segments(line.params)):
        return  # its X-ABLabel is what changed
    edit.replace(at, edit.line(group, name, params, _kept_value(edit, line) if value is None else value))


def _relabelled(edit: Edit, at: int, label: str) -> tuple[str, list[str]]:
    card, line = edit.card, edit.card.lines[at]
    params = [param for param in without_label(line.params) if param in plain_params(line.params)]
    group = "" if card.is_shared(at) else line.group
    label_at = card.labels[group.lower()][0] if group and group.lower() in card.labels else None
    if not label or is_known(label):
        if label_at is not None:
            edit.replace(label_at, "")
        return group, params + type_params(label, card.version)
    if label_at is not None:
        edit.replace(label_at, _label_line(edit, card.lines[label_at].group, label))
        return group, plain_params(line.params)
    group = group or edit.new_group()
    edit.insert(at, _label_line(edit, group, label))
    return group, params


def _label_line(edit: Edit, group: str, label: str) -> str:
    return edit.line(group, "X-ABLabel", [], edit.escaped(label))


def _kept_value(edit: Edit, line: Line) -> str:
    value = decoded(line)
    return value if edit.card.version == "2.1" else value.replace("\n", "\\n")
