"""Seals values with AES-GCM under a data key per account and per company.

An account's key is wrapped by its company's; how that one is wrapped is the home's own.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.home import Check, Drop, Expect, Key, Operation, Put, Row, SealContext, Table
from tandem.state.rows import get_one
from tandem.state.sealed_box import new_pair, take_out

_FORMAT = b"\x01"
_NONCE = 12
_OVERHEAD = len(_FORMAT) + _NONCE + 16

KEPT = 300.0
"""Seconds that an opened data key stays in memory: a key that was destroyed elsewhere opens nothing for longer."""

_PURPOSE = "data key"

Owner = tuple[CompanyId, AccountId | None]
"""Whose a data key is; no account: the company's own."""


class Wrapping(Protocol):
    """Wraps companies' data keys under a key that never lies beside them."""

    def make(self, company: CompanyId) -> tuple[bytes, bytes]:
        """A fresh data key of 32 bytes, and the same wrapped."""
        ...

    def open(self, wrapped: bytes, company: CompanyId) -> bytes:
        """Raise `Refused` ("sealed") for what was wrapped for somebody else, or changed."""
        ...


@dataclass(frozen=True, slots=True)
class _Opened:
    """A data key at hand; `wrapped` as it stood in the table, so that another one in its place is noticed."""

    cipher: AESGCM
    wrapped: bytes
    until: float


class DataKeyVault:
    """Vault over a table and a wrapping. Sealed values are 29 bytes longer than plain ones.

    A nonce is 96 random bits, so a data key must not seal more than 2^32 values (NIST SP 800-38D, 8.3): a company
    that seals a hundred values in each second of a year is not there yet.
    """

    def __init__(self, table: Table, wrapping: Wrapping) -> None:
        self._table = table
        self._wrapping = wrapping
        self._opened: dict[Owner, _Opened] = {}
        self._private: dict[CompanyId, tuple[bytes, float]] = {}

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._at_hand(owner) or self._known(*owner) or self._made(*owner)
        return encrypt(cipher, plain, identity(*owner, context.purpose))

    def open(self, sealed: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._at_hand(owner) or self._known(*owner)
        if cipher is None:
            raise Refused("sealed")
        return decrypt(cipher, sealed, identity(*owner, context.purpose))

    def destroy(self, company: CompanyId, account: AccountId | None) -> None:
        """The company's own key goes first: without it none of its accounts' opens."""
        self._table.transact([Drop(_row(company, account))])
        while account is None and (rows := self._table.query(_partition(company))):
            self._table.transact([Drop(row.key) for row in rows])
        for owner in list(self._opened):
            if owner == (company, account) or (account is None and owner[0] == company):
                self._opened.pop(owner, None)
        if account is None:
            self._private.pop(company, None)

    def public_key(self, company: CompanyId) -> bytes:
        row = get_one(self._table, _box_row(company))
        if row is None:
            private, public = new_pair()
            item = {"public": public, "wrapped": self.seal(private, _box_context(company))}
            with suppress(Conflict):
                self._table.transact([Put(_box_row(company), item, Expect.ABSENT)])
            return self.public_key(company)
        return _bytes(row, "public")

    def open_box(self, box: bytes, context: SealContext) -> bytes:
        private, until = self._private.get(context.company, (b"", 0.0))
        if time.monotonic() >= until:
            row = get_one(self._table, _box_row(context.company))
            if row is None:
                raise Refused("sealed")
            private = self.open(_wrapped(row), _box_context(context.company))
            self._private[context.company] = private, time.monotonic() + KEPT
        return take_out(box, private, context)

    def _at_hand(self, owner: Owner) -> AESGCM | None:
        one = self._opened.get(owner)
        return one.cipher if one is not None and time.monotonic() < one.until else None

    def _keep(self, owner: Owner, data_key: bytes, wrapped: bytes) -> AESGCM:
        kept = _Opened(AESGCM(data_key), wrapped, time.monotonic() + KEPT)
        self._opened[owner] = kept
        return kept.cipher

    def _known(self, company: CompanyId, account: AccountId | None) -> AESGCM | None:
        """Both rows are read, in one go, whatever is at hand: one that was destroyed meanwhile opens nothing more."""
        key, companys = _row(company, account), _row(company, None)
        rows = self._table.get([companys, key] if account is not None else [key])
        if key not in rows or companys not in rows:
            return None
        cipher = self._of_company(company, rows[companys])
        if account is None:
            return cipher
        wrapped = _wrapped(rows[key])
        return self._keep((company, account), decrypt(cipher, wrapped, identity(company, account, _PURPOSE)), wrapped)

    def _of_company(self, company: CompanyId, row: Row) -> AESGCM:
        wrapped, one = _wrapped(row), self._opened.get((company, None))
        if one is not None and one.wrapped == wrapped and time.monotonic() < one.until:
            return one.cipher
        return self._keep((company, None), self._wrapping.open(wrapped, company), wrapped)

    def _made(self, company: CompanyId, account: AccountId | None) -> AESGCM:
        """Whoever seals first for an owner; who comes second at the same time takes the first one's."""
        if account is None:
            data_key, wrapped = self._wrapping.make(company)
            conditions: list[Operation] = []
        else:
            row, companys = self._companys(company)
            data_key = AESGCM.generate_key(256)
            wrapped = encrypt(companys, data_key, identity(company, account, _PURPOSE))
            conditions = [Check(row.key, row.version)]
        try:
            self._table.transact([*conditions, Put(_row(company, account), {"wrapped": wrapped}, Expect.ABSENT)])
        except Conflict:
            return self._known(company, account) or self._made(company, account)
        return self._keep((company, account), data_key, wrapped)

    def _companys(self, company: CompanyId) -> tuple[Row, AESGCM]:
        """As it stands in the table now: what is wrapped by a key that is gone would be lost."""
        row = get_one(self._table, _row(company, None))
        if row is None:
            self._made(company, None)
            return self._companys(company)
        return row, self._of_company(company, row)


def _wrapped(row: Row) -> bytes:
    return _bytes(row, "wrapped")


def _bytes(row: Row, name: str) -> bytes:
    value = row.item.get(name)
    return value if isinstance(value, bytes) else b""


def _partition(company: CompanyId) -> str:
    return f"vault/{company}"


def _row(company: CompanyId, account: AccountId | None) -> Key:
    return Key(_partition(company), "company" if account is None else f"account/{account}")


def _box_row(company: CompanyId) -> Key:
    """Beside the data keys, so that it is destroyed with them."""
    return Key(_partition(company), "box")


def _box_context(company: CompanyId) -> SealContext:
    return SealContext(company, None, "private key")


@lru_cache(maxsize=1024)  # the same for each row of an account
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
