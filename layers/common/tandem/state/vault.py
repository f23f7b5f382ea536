"""Seals values with AES-GCM under a data key per account and per company; each home wraps those keys its own way."""

import os
import time
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.home import Drop, Expect, Key, Put, SealContext, Table
from tandem.state.rows import get_one

_FORMAT = b"\x01"
_NONCE = 12
_OVERHEAD = len(_FORMAT) + _NONCE + 16

KEPT = 300.0
"""Seconds that an opened data key stays in memory: a key that was destroyed elsewhere opens nothing for longer."""

Owner = tuple[CompanyId, AccountId | None]
"""Whose a data key is; no account: the company's own."""


class Wrapping(Protocol):
    """Wraps data keys under a key that never lies beside them."""

    def make(self, owner: Owner) -> tuple[bytes, bytes]:
        """A fresh data key of 32 bytes, and the same wrapped."""
        ...

    def open(self, wrapped: bytes, owner: Owner) -> bytes:
        """Raise `Refused` ("sealed") for what was wrapped for somebody else, or changed."""
        ...


class DataKeyVault:
    """Vault over a table and a wrapping. Sealed values are 29 bytes longer than plain ones.

    A nonce is 96 random bits, so a data key must not seal more than 2^32 values (NIST SP 800-38D, 8.3): a company
    that seals a hundred values in each second of a year is not there yet.
    """

    def __init__(self, table: Table, wrapping: Wrapping) -> None:
        self._table = table
        self._wrapping = wrapping
        self._ciphers: dict[Owner, tuple[AESGCM, float]] = {}

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._at_hand(owner) or self._known(owner) or self._made(owner)
        return encrypt(cipher, plain, identity(*owner, context.purpose))

    def open(self, sealed: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._at_hand(owner) or self._known(owner)
        if cipher is None:
            raise Refused("sealed")
        return decrypt(cipher, sealed, identity(*owner, context.purpose))

    def destroy(self, company: CompanyId, account: AccountId | None) -> None:
        if account is not None:
            self._table.transact([Drop(_row(company, account))])
        else:
            while rows := self._table.query(_partition(company)):
                self._table.transact([Drop(row.key) for row in rows])
        for owner in list(self._ciphers):
            if owner == (company, account) or (account is None and owner[0] == company):
                self._ciphers.pop(owner, None)

    def _at_hand(self, owner: Owner) -> AESGCM | None:
        cipher, until = self._ciphers.get(owner, (None, 0.0))
        return cipher if time.monotonic() < until else None

    def _keep(self, owner: Owner, data_key: bytes) -> AESGCM:
        cipher = AESGCM(data_key)
        self._ciphers[owner] = (cipher, time.monotonic() + KEPT)
        return cipher

    def _known(self, owner: Owner) -> AESGCM | None:
        row = get_one(self._table, _row(*owner))
        if row is None:
            return None
        wrapped = row.item.get("wrapped")
        return self._keep(owner, self._wrapping.open(wrapped if isinstance(wrapped, bytes) else b"", owner))

    def _made(self, owner: Owner) -> AESGCM:
        data_key, wrapped = self._wrapping.make(owner)
        try:
            self._table.transact([Put(_row(*owner), {"wrapped": wrapped}, Expect.ABSENT)])
        except Conflict:
            return self._known(owner) or self._made(owner)
        return self._keep(owner, data_key)


def _partition(company: CompanyId) -> str:
    return f"vault/{company}"


def _row(company: CompanyId, account: AccountId | None) -> Key:
    return Key(_partition(company), "company" if account is None else f"account/{account}")


def identity(company: CompanyId, account: AccountId | None, purpose: str) -> bytes:
    """The context as bytes that no other context has, whatever signs the parts hold."""
    return repr((company, account, purpose)).encode()


def encrypt(cipher: AESGCM, plain: bytes, identity: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + cipher.encrypt(nonce, plain, identity)


def decrypt(cipher: AESGCM, sealed: bytes, identity: bytes) -> bytes:
    """Raise `Refused` ("sealed")."""
    if len(sealed) < _OVERHEAD or sealed[:1] != _FORMAT:
        raise Refused("sealed")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], identity)
    except InvalidTag as error:
        raise Refused("sealed") from error
