"""What is left of a record when everything that doesn't matter is taken out of it. The runs here are made up."""

from tests.simulation.story.choices import Frame, Record
from tests.simulation.story.faults import Fault
from tests.simulation.story.shrinking import shrink

CRASH, LIMITED = Fault.CRASH.name, Fault.LIMITED.name


def step(what: str, **drawn: list[int]) -> Frame:
    return {"what": [what], **drawn}


def never() -> bool:
    return False


def test_only_the_steps_that_it_takes_are_left() -> None:
    record: Record = [{}, *(step("edit") for _ in range(50)), step("stop"), *(step("work") for _ in range(49))]

    def fails(tried: Record) -> Record | None:
        return tried if step("stop") in tried else None

    assert shrink(record, fails, never) == [{}, step("stop")]


def test_steps_that_are_needed_together_stay_in_their_order() -> None:
    record: Record = [{}, step("edit"), *(step("work") for _ in range(20)), step("remove"), step("work")]

    def fails(tried: Record) -> Record | None:
        kinds = [frame["what"][0] for frame in tried[1:]]
        is_same = "edit" in kinds and "remove" in kinds[kinds.index("edit") :]
        return tried if is_same else None

    assert shrink(record, fails, never) == [{}, step("edit"), step("remove")]


def test_strikes_that_do_not_matter_are_left_out_each_by_itself() -> None:
    record: Record = [{}, step("work", **{CRASH: [3, 7, 9], LIMITED: [2]})]

    def fails(tried: Record) -> Record | None:
        return tried if 7 in tried[-1].get(CRASH, []) else None

    assert shrink(record, fails, never) == [{}, step("work", **{CRASH: [7]})]


def test_choices_become_as_small_as_they_can() -> None:
    record: Record = [{"books": [2]}, step("edit", whom=[5, 9])]

    def fails(tried: Record) -> Record | None:
        whom = tried[-1].get("whom", [0, 0])
        return tried if len(whom) > 1 and whom[1] >= 3 else None

    assert shrink(record, fails, never) == [{}, step("edit", whom=[0, 3])]


def test_what_the_shorter_run_drew_itself_goes_on_and_not_what_was_asked_of_it() -> None:
    record: Record = [{}, step("edit"), step("stop"), step("work")]

    def fails(tried: Record) -> Record | None:
        """Ends at the stop, as a run ends where something is violated."""
        return tried[: tried.index(step("stop")) + 1] if step("stop") in tried else None

    assert shrink(record, fails, never) == [{}, step("stop")]


def test_nothing_is_tried_when_the_time_is_over() -> None:
    tried: list[Record] = []

    def fails(record: Record) -> Record | None:
        tried.append(record)
        return record

    assert shrink([{}, step("work")], fails, lambda: True) == [{}, step("work")]
    assert tried == []


def test_no_record_is_played_twice() -> None:
    tried: list[str] = []

    def fails(record: Record) -> Record | None:
        tried.append(str(record))
        return None

    shrink([{"books": [2]}, step("work", **{CRASH: [1, 1]}), step("work")], fails, never)

    assert len(tried) == len(set(tried))
