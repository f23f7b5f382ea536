"""Prints what was measured as it comes, and the targets at the end."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.figures import (
    Figure,
    PageTime,
    Start,
    Verdict,
    as_json,
    figure_table,
    page_table,
    start_table,
    verdict_table,
)
from benchmarks.measure import StepFailed
from benchmarks.targets import verdicts
from sandbox.child import NotReady


@dataclass(slots=True)
class Report:
    is_json: bool
    figures: list[Figure] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """A part that fails is named, and the others go on."""
        try:
            yield
        except (StepFailed, NotReady) as failure:
            self.failures.append(what)
            print(f"{what} failed: {failure}", file=sys.stderr)

    def add(self, *figures: Figure) -> None:
        self.figures += figures
        print("\n".join(map(as_json, figures)) if self.is_json else f"{figure_table(figures)}\n", flush=True)

    def add_starts(self, starts: Sequence[Start]) -> None:
        print("\n".join(map(as_json, starts)) if self.is_json else f"{start_table(starts)}\n", flush=True)

    def add_pages(self, pages: Sequence[PageTime]) -> None:
        print("\n".join(map(as_json, pages)) if self.is_json else f"{page_table(pages)}\n", flush=True)

    def close(self) -> None:
        found = [*verdicts(self.figures), *self.verdicts]
        if found:
            print("\n".join(map(as_json, found)) if self.is_json else verdict_table(found), flush=True)
