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
    peers = {figure.step: figure for figure in figures if figure.tool != "Tandem"}
    for number, step, target in PEER_RATIOS:
        if step in ours and step in peers:
            what = f"{step}, {ours[step].contacts:,} contacts, wall against {peers[step].tool}"
            yield Verdict(number, what, target, ours[step].wall / peers[step].wall)
    yield from map(_requests, (figure for figure in ours.values() if figure.floor))
    yield from _peaks(ours.values())


def _requests(figure: Figure) -> Verdict:
    asked = sum(figure.book_requests.values()) + sum(figure.crm_requests.values())
    what = f"{figure.step}, {figure.contacts:,} contacts, requests against {figure.floor:,}"
    return Verdict("P5", what, 1.05, asked / figure.floor)


def _peaks(figures: Iterable[Figure]) -> Iterator[Verdict]:
    for figure in figures:
        if figure.step == FIRST and figure.contacts in PEAKS:
            what = f"peak memory of a first sync, {figure.contacts:,} contacts"
            yield Verdict("P6", what, PEAKS[figure.contacts], figure.peak, "MiB")
