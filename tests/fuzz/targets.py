"""All that is fuzzed, by the name that the command knows it by."""

from collections.abc import Callable

from tests.fuzz.target import Target
from tests.fuzz.webhooks import Webhooks

TARGETS: dict[str, Callable[[], Target]] = {"webhooks": Webhooks}
