"""A secret in Secrets Manager, read when it is asked for and kept for some minutes: a new one counts soon after."""

import time
from collections.abc import Callable
from typing import Any

from tandem.aws.faults import unavailable
from tandem.domain.errors import Unavailable

KEPT = 300.0
"""Seconds."""


class ManagedSecret:
    """`client` gives Secrets Manager's client, `name` is the secret's ARN."""

    def __init__(self, client: Callable[[], Any], name: str) -> None:
        self._client = client
        self._name = name
        self._known = ("", 0.0)

    def __call__(self) -> str:
        """Without the end of line that a file brings along. Raise `Unavailable`, also where there is no value yet."""
        value, until = self._known
        if time.monotonic() < until:
            return value
        with unavailable("secret_unavailable"):
            found: str = self._client().get_secret_value(SecretId=self._name).get("SecretString", "").strip()
        if not found:
            raise Unavailable("secret_unavailable")  # an empty token would let everybody in
        self._known = (found, time.monotonic() + KEPT)
        return found
