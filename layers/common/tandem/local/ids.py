"""Random identifiers from the operating system's source."""

import secrets


class RandomIds:
    """Ids that can't be guessed; safe from any thread and process."""

    def new(self) -> str:
        return secrets.token_hex(16)

    def secret(self) -> str:
        return secrets.token_urlsafe(32)
