"""Translates what AWS's clients raise into the errors that somebody reacts to."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from tandem.domain.errors import Unavailable


def code_of(error: BaseException | None) -> str:
    """AWS's own word for an error, else the class of what went wrong on the way."""
    response = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code") or type(error).__name__)


@contextmanager
def unavailable(reason: str) -> Iterator[None]:
    """Whatever a service answers, or doesn't, the same call may succeed later. The client has tried again by then."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(reason, code_of(error)) from error
