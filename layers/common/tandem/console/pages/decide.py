"""What needs a person, over all of their connections; each is decided with one button, or all that is shown at once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tandem.console.item_id import from_path
from tandem.console.pages.offered import sentence_of
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.scope import KINDS
from tandem.console.pages.waiting import counts_of, waiting
from tandem.console.problems import problem_of
from tandem.domain.errors import Refused, Trouble
from tandem.domain.ids import ConnectionId

MOST = 100
"""Decided on at once; a page shows fewer."""
GONE = "gone_meanwhile"
"""What is told of something that was settled before it was decided."""


def _show(visit: Visit) -> Reply:
    return Html("decide.html", _shown(visit, visit.query.get("kind", ""), visit.query.get("next", "")[:500]))


def _shown(
    visit: Visit, kind: str, place: str, trouble: str = "", troubles: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """`trouble` stood in the way of all that was asked; `troubles` of these items."""
    counts = counts_of(visit.scope.connections)
    chosen = kind if kind in KINDS else next((one for one in KINDS if counts[one]), KINDS[0])
    found = waiting(visit.app, visit.scope.connections, chosen, place)
    return {
        "counts": counts,
        "kind": chosen,
        "found": found,
        "place": place,
        "trouble": trouble,
        "troubles": troubles or {},
    }


def _decide(visit: Visit) -> Reply:
    kind, decision = visit.path["kind"], visit.form.get("decision", "")
    try:
        partner = [from_path(visit.form["with"])] if visit.form.get("with") else []
        visit.app.decide(_connection(visit), kind, from_path(visit.path["item"]), decision, *partner)
    except Trouble as trouble:
        return _back(visit, GONE) if _is_gone(trouble) else _told(visit, trouble)
    return _back(visit, decision)


def _decide_all(visit: Visit) -> Reply:
    """Of what is held all is decided, in the background; of the others what the page showed."""
    kind, decision = visit.form.get("kind", ""), visit.form.get("decision", "")
    try:
        if kind == "held":
            visit.app.decide_all(_connection(visit), decision)
            return _back(visit, f"{decision}_all")
        return _decide_shown(visit, kind, decision)
    except Trouble as trouble:
        return _told(visit, trouble)


def _decide_shown(visit: Visit, kind: str, decision: str) -> Reply:
    """Where some could not be decided, the page says how many were, and beside each of the others why not."""
    items = list(map(from_path, visit.all_of("item")[:MOST]))
    decided = visit.app.decide_some(_connection(visit), kind, items, decision)
    if not decided.undecided:
        return _back(visit, f"{decision}_all" if decided.done or not items else GONE)
    done, left = visit.reader.number(decided.done), visit.reader.number(len(decided.undecided))
    said = visit.reader.text("Decided: {done}. Not decided: {left}; why is told beside each.", done=done, left=left)
    troubles = {one.id: visit.reader.sentence(one.reason, one.detail) for one in decided.undecided}
    return Html("decide.html", _shown(visit, kind, visit.form.get("next", ""), said, troubles), 422)


def _connection(visit: Visit) -> ConnectionId:
    return ConnectionId(visit.connection.id)


def _is_gone(trouble: Trouble) -> bool:
    return isinstance(trouble, Refused) and trouble.reason == "unknown"


def _back(visit: Visit, said: str) -> Reply:
    kept = {"kind": _kind(visit), "next": visit.form.get("next", "")}
    return Go(f"/decide?{urlencode({name: value for name, value in kept.items() if value})}", said)


def _told(visit: Visit, trouble: Trouble) -> Reply:
    """The same page, with what stood in the way at its top, and beside what it is about."""
    sentence = sentence_of(visit, trouble)
    about = {from_path(item): sentence} if (item := visit.path.get("item")) else {}
    shown = _shown(visit, _kind(visit), visit.form.get("next", ""), sentence, about)
    return Html("decide.html", shown, problem_of(trouble).status)


def _kind(visit: Visit) -> str:
    return visit.path.get("kind") or visit.form.get("kind", "")


PAGES = (
    Page("GET", "/decide", _show, "decide"),
    Page("POST", "/connections/{connection}/decide/{kind}/{item}", _decide, "decide"),
    Page("POST", "/connections/{connection}/decide", _decide_all, "decide"),
)
