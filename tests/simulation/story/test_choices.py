"""One source of chance: the same for the same seed, and told again from its record."""

from tests.simulation.story.choices import Choices, Record, Recorded, Seeded
from tests.simulation.story.faults import Fault, Weather
from tests.simulation.story.replay import Replay, from_text, to_text


def drawn_by(choices: Choices) -> list[object]:
    found: list[object] = [choices.pick("size", 6), choices.one_of("rule", ("follow", "keep"))]
    for _ in range(5):
        choices.begin()
        found += [choices.weighted("what", {"work": 5, "edit": 5}), choices.happens("twice", 500)]
        found += [choices.one_of("wait", (2, 45, 400)) for _ in range(3)]
    return found


def test_the_same_seed_draws_the_same() -> None:
    assert drawn_by(Choices(Seeded(7))) == drawn_by(Choices(Seeded(7)))
    assert drawn_by(Choices(Seeded(7))) != drawn_by(Choices(Seeded(8)))


def test_one_choice_more_under_a_label_moves_nothing_under_others() -> None:
    choices = Choices(Seeded(7))
    choices.pick("another", 1_000)

    assert drawn_by(choices) == drawn_by(Choices(Seeded(7)))


def test_a_record_draws_what_was_drawn() -> None:
    choices = Choices(Seeded(7))
    drawn = drawn_by(choices)

    assert drawn_by(Choices(Recorded(choices.record))) == drawn


def test_a_replay_file_holds_all_that_was_drawn() -> None:
    choices = Choices(Seeded(7))
    drawn = drawn_by(choices)
    replay = Replay("I1", "it went wrong", choices.record, seed=7)

    assert drawn_by(Choices(Recorded(from_text(to_text(replay)).record))) == drawn


def test_a_replay_file_has_a_line_for_each_step_and_leaves_out_what_is_calm() -> None:
    record: Record = [{"books": [2, 0]}, {"what": ["edit"], "whom": [0]}, {"what": ["work"], "calls": [0, 3]}]

    assert to_text(Replay("I1", "a card is twice there", record, seed=7)).splitlines() == [
        "{",
        ' "invariant": "I1",',
        ' "about": "a card is twice there",',
        ' "seed": 7,',
        ' "town": {"books": 2},',
        ' "steps": [',
        '  {"what": "edit"},',
        '  {"what": "work", "calls": [0, 3]}',
        " ]",
        "}",
    ]


def test_a_step_that_is_left_out_takes_its_own_choices_with_it() -> None:
    choices = Choices(Seeded(7))
    drawn = drawn_by(choices)
    record = choices.record[:2] + choices.record[3:]

    again = drawn_by(Choices(Recorded(record)))

    assert again[:7] + again[7:22] == drawn[:7] + drawn[12:27]


def test_an_option_is_found_again_by_its_name_among_others() -> None:
    source = Recorded([{"rule": ["keep"], "what": ["edit"]}])

    assert Choices(source).one_of("rule", ("follow", "ask", "keep")) == "keep"
    assert Choices(source).weighted("what", {"work": 1, "sleep": 4, "edit": 1}) == "edit"


def test_a_member_of_an_enum_goes_by_its_name_in_the_code() -> None:
    choices = Choices(Recorded([{"mishap": ["REVOKED"]}]))

    assert choices.one_of("mishap", (Fault.BROKEN, Fault.REVOKED)) is Fault.REVOKED
    assert choices.record == [{"mishap": ["REVOKED"]}]


def test_what_is_no_option_any_more_is_calm() -> None:
    source = Recorded([{"rule": ["keep"], "what": ["edit"], "size": [9]}])

    assert Choices(source).one_of("rule", ("follow", "ask")) == "follow"
    assert Choices(source).weighted("what", {"work": 1, "sleep": 4}) == "work"
    assert Choices(source).pick("size", 3) == 2


def strikes(weather: Weather) -> list[list[bool]]:
    """In each of forty steps with three calls."""
    told = []
    for _ in range(40):
        weather.begin_step()
        told.append([weather.strikes(fault) for fault in Fault for _ in range(3)])
    return told


def test_a_fault_strikes_again_at_the_same_call_of_the_same_step() -> None:
    choices = Choices(Seeded(3))
    weather = Weather(choices)
    weather.draw()
    told = strikes(weather)
    again = Weather(Choices(Recorded(choices.record)))
    again.draw()

    assert strikes(again) == told
    assert sum(sum(step) for step in told) > 40


def test_a_fault_strikes_at_the_same_call_of_a_step_whatever_is_left_out_before() -> None:
    choices = Choices(Seeded(3))
    weather = Weather(choices)
    weather.draw()
    told = strikes(weather)
    again = Weather(Choices(Recorded(choices.record[:1] + choices.record[11:])))
    again.draw()

    assert strikes(again)[:30] == told[10:]


def test_no_fault_strikes_in_fair_weather_and_none_is_lost_by_it() -> None:
    choices = Choices(Seeded(3))
    weather = Weather(choices)
    weather.draw()
    weather.is_fair = True
    assert not any(any(step) for step in strikes(weather))

    weather.is_fair = False
    assert any(any(step) for step in strikes(weather))
