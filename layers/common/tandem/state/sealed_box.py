"""Sealed boxes: whoever knows a company's public key puts something in, and only who has the private one takes it out.

HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and AES-256-GCM. A receiver seals with it and can open nothing.
It imports this module at the first thing that it has to seal, since the ciphers are a large part of a start.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tandem.domain.errors import Refused
from tandem.home import SealContext

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class PublicSealer:
    """Sealer with a company's public key. What was sealed is 48 bytes longer."""

    public_key: bytes

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(self.public_key), _info(context))


def new_pair() -> tuple[bytes, bytes]:
    """Private and public key, 32 bytes each."""
    key = X25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def take_out(box: bytes, private_key: bytes, context: SealContext) -> bytes:
    """Raise `Refused` ("sealed") for another context or key, or changed bytes."""
    try:
        return _SUITE.decrypt(box, X25519PrivateKey.from_private_bytes(private_key), _info(context))
    except (InvalidTag, ValueError) as error:
        raise Refused("sealed") from error


def _info(context: SealContext) -> bytes:
    return repr((context.company, context.account, context.purpose)).encode()
