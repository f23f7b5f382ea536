"""What was measured, as values, and how it is printed: one JSON line or one table row each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

FIGURE_HEAD = (
    *("contacts", "tool", "step", "wall s", "CPU s", "peak MiB"),
    *("book requests", "server CPU s", "CRM requests", "stand-in CPU s"),
)
STEPS = ("first", "nothing changed", "1 changed", "1 % changed")


@dataclass(frozen=True, slots=True)
class Figure:
    """One step of one tool on a book of `contacts`. Seconds, MiB, requests by method or kind.

    `server_cpu` is the address book's own, `crm_cpu` the stand-in's; None where a tool doesn't use it. `floor` is how
    many requests no way gets around, `book_floor` how many of them go to the address book; 0: nobody worked it out.
    """

    tool: str
    contacts: int
    step: str
    wall: float
    cpu: float
    peak: float
    book_requests: Mapping[str, int]
    server_cpu: float
    crm_requests: Mapping[str, int] = field(default_factory=dict)
    crm_cpu: float | None = None
    changed: int = 0
    floor: int = 0
    book_floor: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """A cold start. Milliseconds over those of bare Python; `modules` are imported by its end."""

    name: str
    wall: float
    cpu: float
    modules: int


@dataclass(frozen=True, slots=True)
class PageTime:
    """A page of the console over a connection of `links`: milliseconds from the request to the last byte of the answer,
    and of the server's CPU; bytes that travel with all its files, as a browser asks for them that has none yet.
    """

    path: str
    links: int
    status: int
    median: float
    quickest: float
    cpu: float
    sent: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target of docs/performance.md beside what was measured. `unit` is empty for a ratio."""

    number: str
    what: str
    target: float
    measured: float
    unit: str = ""

    @property
    def is_reached(self) -> bool:
        return self.measured <= self.target


def as_json(one: Figure | Start | PageTime | Verdict) -> str:
    reached = {"reached": one.is_reached} if isinstance(one, Verdict) else {}
    return json.dumps({"kind": KINDS[type(one)], **asdict(one), **reached})


KINDS: Mapping[type, str] = {Figure: "figure", Start: "start", PageTime: "page", Verdict: "target"}


def figure_table(figures: Sequence[Figure]) -> str:
    return table([FIGURE_HEAD, *map(_figure_row, figures)])


def start_table(starts: Sequence[Start]) -> str:
    head = ("cold start", "wall ms", "CPU ms", "modules")
    return table([head, *((one.name, f"{one.wall:.0f}", f"{one.cpu:.0f}", str(one.modules)) for one in starts)])


def page_table(pages: Sequence[PageTime]) -> str:
    head = ("page", "median ms", "quickest ms", "CPU ms", "kB")
    return table([head, *map(_page_row, pages)])


def _page_row(one: PageTime) -> tuple[str, ...]:
    return (one.path, f"{one.median:.0f}", f"{one.quickest:.0f}", f"{one.cpu:.0f}", f"{one.sent / 1000:.1f}")


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    head = ("target", "what", "at most", "measured", "reached")
    return table([head, *map(_verdict_row, verdicts)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Markdown, padded so that it reads well in a terminal too."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _figure_row(one: Figure) -> tuple[str, ...]:
    crm_cpu = "" if one.crm_cpu is None else f"{one.crm_cpu:.2f}"
    times = (f"{one.wall:.3f}", f"{one.cpu:.2f}", f"{one.peak:.0f}")
    server = (counted(one.book_requests), f"{one.server_cpu:.2f}", written(one.crm_requests), crm_cpu)
    return (f"{one.contacts:,}", one.tool, one.step, *times, *server)


def _verdict_row(one: Verdict) -> tuple[str, ...]:
    values = (f"{one.target:g} {one.unit}".strip(), f"{one.measured:.3g} {one.unit}".strip())
    return (one.number, one.what, *values, "yes" if one.is_reached else "NO")


def counted(requests: Mapping[str, int]) -> str:
    if not requests:
        return ""
    return f"{sum(requests.values()):,} ({', '.join(f'{kind} {n:,}' for kind, n in sorted(requests.items()))})"


def written(requests: Mapping[str, int]) -> str:
    """All of them, and how many of these wrote; which ones is in the JSON lines."""
    if not requests:
        return ""
    writes = sum(n for call, n in requests.items() if not call.startswith("GET"))
    return f"{sum(requests.values()):,} (writing {writes:,})"
