"""The targets, and what the figures of one run say about them."""

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.figures import STEPS, Figure, Verdict

FIRST, NOTHING, ONE, PERCENT = STEPS
PEER_RATIOS = (("P1", FIRST, 1.0), ("P2", NOTHING, 0.05), ("P3", ONE, 0.05), ("P3", PERCENT, 0.15))
PEAKS = {10_000: 150.0, 100_000: 250.0}


def verdicts(figures: Sequence[Figure]) -> list[Verdict]:
    """Every target that the figures say something about, size by size."""
    sizes = sorted({figure.contacts for figure in figures})
    return [one for size in sizes for one in _of_size([f for f in figures if f.contacts == size])]


def growth(small: Figure, large: Figure) -> Verdict:
    """P4: the same number of changes in books of two sizes."""
    what = f"CPU of a refresh with {large.changed} changes, {large.contacts:,} against {small.contacts:,} contacts"
    return Verdict("P4", what, 1.5, large.cpu / max(small.cpu, 0.01))


def _of_size(figures: Sequence[Figure]) -> Iterator[Verdict]:
    ours = {figure.step: figure for figure in figures if figure.tool == "Tandem"}
    peers = {figure.step: figure for figure in figures if figure.tool.startswith("vdirsyncer")}
    for number, step, target in PEER_RATIOS:
        if step in ours and step in peers:
            what = f"{step}, {ours[step].contacts:,} contacts, wall against {peers[step].tool}"
            yield Verdict(number, what, target, ours[step].wall / peers[step].wall)
    judged = [figure for figure in figures if not figure.tool.startswith("vdirsyncer")]
    for figure in judged:
        yield from _requests(figure)
    yield from _peaks(judged)


def _requests(figure: Figure) -> Iterator[Verdict]:
    """A first sync asks for some things once, whatever its size: what goes to a provider is judged by a large one."""
    book = sum(figure.book_requests.values())
    asked = book + sum(figure.crm_requests.values())
    if figure.floor:
        yield _p5(figure, f"requests against {figure.floor:,}", asked / figure.floor)
    if figure.book_floor and (figure.step != FIRST or figure.contacts in PEAKS):
        yield _p5(figure, f"requests to the provider against {figure.book_floor:,}", book / figure.book_floor)


def _p5(figure: Figure, what: str, measured: float) -> Verdict:
    return Verdict("P5", f"{_way(figure)}{figure.step}, {figure.contacts:,} contacts, {what}", 1.05, measured)


def _peaks(figures: Iterable[Figure]) -> Iterator[Verdict]:
    for figure in figures:
        if figure.step == FIRST and figure.contacts in PEAKS:
            what = f"{_way(figure)}peak memory of a first sync, {figure.contacts:,} contacts"
            yield Verdict("P6", what, PEAKS[figure.contacts], figure.peak, "MiB")


def _way(figure: Figure) -> str:
    return "" if figure.tool == "Tandem" else f"{figure.tool}, "
