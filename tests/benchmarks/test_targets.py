"""What the figures say about the targets."""

import json
from dataclasses import replace

from benchmarks import cold
from benchmarks.figures import Figure, Start, Verdict, as_json, figure_table
from benchmarks.targets import growth, verdicts


def figure(tool: str, step: str, wall: float, *, requests: int = 2, floor: int = 0, contacts: int = 1000) -> Figure:
    return Figure(tool, contacts, step, wall, wall, 80.0, {"REPORT": requests}, 0.0, floor=floor)


def test_each_step_is_compared_with_the_peers_in_the_same_run() -> None:
    figures = [figure("vdirsyncer", "nothing changed", 2.0), figure("Tandem", "nothing changed", 0.02)]

    (verdict,) = verdicts(figures)

    assert verdict == Verdict("P2", "nothing changed, 1,000 contacts, wall against vdirsyncer", 0.05, 0.01)
    assert verdict.is_reached


def test_without_the_peer_only_our_own_counts_are_judged() -> None:
    found = verdicts([figure("Tandem", "1 changed", 0.1, requests=3, floor=4)])

    assert [(one.number, one.measured) for one in found] == [("P5", 3 / 4)]


def test_the_peak_of_a_large_first_sync_is_judged() -> None:
    found = verdicts([figure("Tandem", "first", 9.0, requests=10_102, floor=10_102, contacts=10_000)])

    assert [(one.number, one.measured, one.is_reached) for one in found] == [("P5", 1.0, True), ("P6", 80.0, True)]


def test_what_goes_to_a_provider_is_judged_by_itself() -> None:
    one = replace(figure("Google → Pipedrive", "1 changed", 0.1, requests=3, floor=9), book_floor=2)

    found = verdicts([replace(one, crm_requests={"PATCH": 6})])

    assert [(each.measured, each.is_reached) for each in found] == [(1.0, True), (1.5, False)]


def test_a_small_first_sync_says_nothing_of_what_goes_to_a_provider() -> None:
    small, large = (
        replace(figure("Pipedrive → Graph", "first", 9.0, requests=12, contacts=size), book_floor=10)
        for size in (1_000, 10_000)
    )

    assert [each.what for each in verdicts([small, large]) if each.number == "P5"] == [
        "Pipedrive → Graph, first, 10,000 contacts, requests to the provider against 10"
    ]


def test_growth_compares_the_cpu_of_two_refreshes() -> None:
    small, large = (figure("Tandem", "10 changed", wall) for wall in (0.2, 0.5))

    assert growth(small, large).measured == 2.5
    assert not growth(small, large).is_reached


def test_cold_starts_are_compared_with_the_floors_of_the_same_run() -> None:
    cpu = {"lean floor": 400.0, **dict.fromkeys(cold.RECEIVERS, 420.0)}
    cpu |= {cold.floor_of(name): 900.0 for name in cold.LIBRARIES}
    cpu |= {cold.worker_of(name): 900.0 for name in cold.LIBRARIES} | {cold.worker_of("google"): 1350.0}

    found = cold.verdicts([Start(name, 1.0, spent, 380) for name, spent in cpu.items()])

    assert {(one.number, one.measured, one.is_reached) for one in found} == {
        ("P7", 1.05, True),
        ("P8", 1.0, True),
        ("P8", 1.5, False),
        ("P14", 380, True),
    }
    assert len(found) == len(cold.RECEIVERS) + len(cold.LIBRARIES) + 1


def test_a_json_line_says_whether_the_target_is_reached() -> None:
    assert json.loads(as_json(Verdict("P9", "p99", 100.0, 120.0, "ms")))["reached"] is False


def test_the_table_counts_requests_by_kind() -> None:
    assert "1,002 (REPORT 1,002)" in figure_table([figure("Tandem", "first", 1.0, requests=1002)])
