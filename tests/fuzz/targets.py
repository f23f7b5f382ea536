"""All that is fuzzed, by the name that the command knows it by. What is made of the shared cards needs them there."""

from collections.abc import Callable

from tests.fuzz.answers import Answers
from tests.fuzz.cards import Cards, real_cards
from tests.fuzz.target import Target
from tests.fuzz.webhooks import Webhooks

TARGETS: dict[str, Callable[[], Target]] = {
    "webhooks": Webhooks,
    "cards": Cards,
    "real_cards": real_cards,
    "answers": Answers,
}
