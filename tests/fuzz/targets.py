"""All that is fuzzed, by the name that the command knows it by. What is made of the shared cards needs them there."""

from collections.abc import Callable

from tests.fuzz.answers import answers, exchange_answers, google_answers, microsoft_answers
from tests.fuzz.cards import Cards, real_cards
from tests.fuzz.embedded_sessions import EmbeddedSessions
from tests.fuzz.pushes import Pushes
from tests.fuzz.target import Target
from tests.fuzz.webhooks import Webhooks

TARGETS: dict[str, Callable[[], Target]] = {
    "webhooks": Webhooks,
    "pushes": Pushes,
    "embedded_sessions": EmbeddedSessions,
    "cards": Cards,
    "real_cards": real_cards,
    "answers": answers,
    "google_answers": google_answers,
    "microsoft_answers": microsoft_answers,
    "exchange_answers": exchange_answers,
}
