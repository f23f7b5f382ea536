"""Wraps data keys by KMS: the key that wraps never leaves it, and each wrapped key opens for its owner only."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tandem.aws.faults import code_of, unavailable
from tandem.domain.errors import Refused
from tandem.state.vault import Owner

_SHUT = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
"""Wrapped by another key, for another context, or changed (API_Decrypt, errors)."""


class KmsWrapping:
    """`client` gives KMS's client, which is made when the first data key is needed."""

    def __init__(self, client: Callable[[], Any], key: str) -> None:
        self._client = client
        self._key = key

    def make(self, owner: Owner) -> tuple[bytes, bytes]:
        with unavailable("vault_unavailable"):
            made = self._client().generate_data_key(
                KeyId=self._key, KeySpec="AES_256", EncryptionContext=_context(owner)
            )
        return made["Plaintext"], made["CiphertextBlob"]

    def open(self, wrapped: bytes, owner: Owner) -> bytes:
        with unavailable("vault_unavailable"):
            try:
                opened = self._client().decrypt(
                    CiphertextBlob=wrapped, KeyId=self._key, EncryptionContext=_context(owner)
                )
            except ClientError as error:
                if code_of(error) in _SHUT:
                    raise Refused("sealed") from error
                raise
        plain: bytes = opened["Plaintext"]
        return plain


def _context(owner: Owner) -> dict[str, str]:
    """CloudTrail shows it: ids, no names."""
    company, account = owner
    context = {"company": company, "purpose": "data key"}
    return context if account is None else {**context, "account": account}
