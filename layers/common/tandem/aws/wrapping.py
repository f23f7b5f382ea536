"""Wraps data keys by KMS: the key that wraps never leaves it, and each wrapped key opens for its company only."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tandem.aws.faults import code_of, unavailable
from tandem.domain.errors import Refused
from tandem.domain.ids import CompanyId

_SHUT = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
"""Wrapped by another key, for another context, or changed (API_Decrypt, errors)."""


class KmsWrapping:
    """`client` gives KMS's client, which is made when the first data key is needed."""

    def __init__(self, client: Callable[[], Any], key: str) -> None:
        self._client = client
        self._key = key

    def make(self, company: CompanyId) -> tuple[bytes, bytes]:
        with unavailable("vault_unavailable"):
            made = self._client().generate_data_key(
                KeyId=self._key, KeySpec="AES_256", EncryptionContext=_context(company)
            )
        return made["Plaintext"], made["CiphertextBlob"]

    def open(self, wrapped: bytes, company: CompanyId) -> bytes:
        with unavailable("vault_unavailable"):
            try:
                opened = self._client().decrypt(
                    CiphertextBlob=wrapped, KeyId=self._key, EncryptionContext=_context(company)
                )
            except ClientError as error:
                if code_of(error) in _SHUT:
                    raise Refused("sealed") from error
                raise
        plain: bytes = opened["Plaintext"]
        return plain


def _context(company: CompanyId) -> dict[str, str]:
    """CloudTrail shows it: ids, no names."""
    return {"company": company, "purpose": "data key"}
