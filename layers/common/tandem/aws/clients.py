"""The clients of AWS's services: one session for all, each client made when it is first needed."""

from functools import cached_property
from threading import Lock
from typing import Any

from botocore.config import Config
from pynamodb.connection import Connection

_CONNECT, _READ, _TRIES, _POOL, _SEND = 2.0, 5.0, 4, 32, 10.0
"""The times are seconds. Pipedrive waits ten of them for a receiver: a try that hangs must not eat them all."""

_CONFIG = Config(
    connect_timeout=_CONNECT,
    read_timeout=_READ,
    max_pool_connections=_POOL,
    retries={"mode": "standard", "total_max_attempts": _TRIES},
)


class Clients:
    """Region and credentials come from the function's environment, as does an endpoint of one's own for tests.

    `patience`: so many seconds a letter's answer is waited for.
    """

    def __init__(self, patience: float = _SEND) -> None:
        self._patience = patience
        self._lock = Lock()
        self._session: Any = None

    @cached_property
    def dynamodb(self) -> Connection:
        """pynamodb's connection; its client is made here, once, before threads share it."""
        connection = Connection(
            connect_timeout_seconds=_CONNECT,
            read_timeout_seconds=_READ,
            max_pool_connections=_POOL,
            retry_configuration={"mode": "standard", "total_max_attempts": _TRIES},
        )
        _ = connection.client
        self._session = connection.session  # it is another one in each thread
        return connection

    @cached_property
    def sqs(self) -> Any:
        return self._client("sqs")

    @cached_property
    def kms(self) -> Any:
        return self._client("kms")

    @cached_property
    def s3(self) -> Any:
        return self._client("s3")

    @cached_property
    def secretsmanager(self) -> Any:
        return self._client("secretsmanager")

    @cached_property
    def sesv2(self) -> Any:
        """One try each: SES knows no token that would make a second one harmless."""
        return self._client(
            "sesv2", _CONFIG.merge(Config(read_timeout=self._patience, retries={"total_max_attempts": 1}))
        )

    def _client(self, service: str, config: Config = _CONFIG) -> Any:
        """A session makes one client at a time; a second session would load its own models and credentials."""
        _ = self.dynamodb
        with self._lock:
            return self._session.create_client(service, config=config)
