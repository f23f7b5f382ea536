"""What a sync would do before it does it: as it is, or under rules that nobody has saved yet; and the start itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tandem.console.pages.contact_form import Said, of_form, rules_of
from tandem.console.pages.page import Go, Html, Page, Reply, Visit
from tandem.console.pages.reader import Reader
from tandem.console.pages.scope import is_started
from tandem.console.preview_routes import ACTIONS
from tandem.domain.ids import ConnectionId
from tandem.domain.side import Side
from tandem.usecases.previewing.preview_view import PreviewView
from tandem.usecases.previewing.wish import Sought, Wish


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what would be done, on one side or on none, and how often."""

    action: str
    side: str
    count: int

    @property
    def name(self) -> str:
        """As an address says it."""
        return f"{self.action}-{self.side}" if self.side else self.action


def _show(visit: Visit) -> Reply:
    said = of_form(visit.query) if visit.connection.kind == "contacts" else {}
    kind, query = visit.query.get("kind", ""), visit.query.get("query", "").strip()[:200]
    action, _, side = kind.partition("-")
    is_known = action in ACTIONS and side in {"", *Side}
    sought = Sought(query, action, side) if is_known else Sought(query)
    after = visit.query.get("next", "")
    seen = visit.app.preview(ConnectionId(visit.connection.id), after, Wish(rules_of(said)), sought)
    is_first = after in ("", seen.first)
    listed = {
        "seen": seen,
        "kinds": kinds(seen),
        "kind": kind if is_known else "",
        "query": query,
        "is_first": is_first,
    }
    listed["looked"] = _looked(visit.reader, seen)
    about = {"connection": visit.connection, "account": visit.account, "can_start": not is_started(visit.connection)}
    return Html(
        "preview.html",
        {**listed, **about, "said": said, **_addresses(visit, said, {"kind": kind, "query": query}, seen)},
    )


def _looked(reader: Reader, seen: PreviewView) -> str:
    """A look that this request began is over by now."""
    ago = reader.ago(min(seen.looked or reader.now, reader.now))
    return reader.text("Both sides were looked at {ago}. Nothing was written.", ago=ago)


def _addresses(visit: Visit, said: Said, sought: Mapping[str, str], seen: PreviewView) -> Mapping[str, str]:
    """A look anew; and of what was found: all, what is sought from its beginning on, and from where this page ends."""
    path, rules = f"/connections/{visit.connection.id}/preview", of_form(said)
    named = {**rules, **{name: value for name, value in sought.items() if value}}
    return {
        "path": path,
        "anew": _address(path, rules),
        "all": _address(path, {**rules, "next": seen.first}),
        "first": _address(path, {**named, "next": seen.first}),
        "onward": _address(path, {**named, "next": seen.next}),
    }


def _address(path: str, said: Mapping[str, str]) -> str:
    found = urlencode({name: value for name, value in said.items() if name != "next" or value})
    return f"{path}?{found}" if found else path


def kinds(seen: PreviewView) -> Sequence[Kind]:
    """Those that happen at all, in the order in which a person wants to know them."""
    written = [(action, side, counts[side]) for action, counts in _written(seen) for side in Side]
    others = [("hold", "", seen.held), ("review", "", seen.review), ("conflict", "", seen.conflicts)]
    found = [("link", "", seen.link), *written, *others]
    return [Kind(action, str(side), count) for action, side, count in found if count]


def _written(seen: PreviewView) -> Sequence[tuple[str, Mapping[str, int]]]:
    return (("create", seen.create), ("update", seen.update), ("delete", seen.delete))


def _start(visit: Visit) -> Reply:
    visit.app.start(ConnectionId(visit.connection.id))
    return Go(f"/connections/{visit.connection.id}", "started")


PAGES = (
    Page("GET", "/connections/{connection}/preview", _show, "connections"),
    Page("POST", "/connections/{connection}/start", _start, "connections"),
)
