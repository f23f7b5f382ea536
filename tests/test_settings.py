"""What the environment says becomes typed values that make sense together."""

from datetime import timedelta

from tandem.settings import Settings


def test_the_slowest_poll_is_never_quicker_than_the_quickest() -> None:
    alone = Settings.from_environment({"TANDEM_POLL_SECONDS": "3600"})
    both = Settings.from_environment({"TANDEM_POLL_SECONDS": "60", "TANDEM_SLOWEST_POLL_SECONDS": "600"})

    assert alone.slowest_poll_interval == alone.poll_interval == timedelta(hours=1)
    assert both.slowest_poll_interval == timedelta(minutes=10)
