"""Seals values with AES-GCM under a data key per account and per company; a key file wraps the data keys."""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.domain.errors import Conflict, Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.local.keyfile import master_key
from tandem.ports import Drop, Expect, Key, Put, Row, SealContext, Table

_FORMAT = b"\x01"
_NONCE = 12
_OVERHEAD = len(_FORMAT) + _NONCE + 16
_MARK = Key("vault", "mark")
_MARK_ID = b"mark"

_Owner = tuple[CompanyId, AccountId | None]


class LocalVault:
    """Vault over a table and a key file. Sealed values are 29 bytes longer than plain ones.

    A nonce is 96 random bits, so a data key must not seal more than 2^32 values (NIST SP 800-38D, 8.3): a company
    that seals a hundred values in each second of a year is not there yet. Keys are cached for the life of the process:
    destroy them in the process that seals.
    """

    def __init__(self, table: Table, key_file: Path) -> None:
        """Raise `Refused`: "key_file_exposed", "key_file_broken", or "key_file_other" if it isn't this table's."""
        self._table = table
        self._master = AESGCM(master_key(key_file))
        self._ciphers: dict[_Owner, AESGCM] = {}
        self._require_own_key(key_file)

    def seal(self, plain: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._ciphers.get(owner) or self._known(owner) or self._made(owner)
        return _seal(cipher, plain, _identity(*owner, context.purpose))

    def open(self, sealed: bytes, context: SealContext) -> bytes:
        owner = (context.company, context.account)
        cipher = self._ciphers.get(owner) or self._known(owner)
        if cipher is None:
            raise Refused("sealed")
        return _open(cipher, sealed, _identity(*owner, context.purpose))

    def destroy(self, company: CompanyId, account: AccountId | None) -> None:
        if account is not None:
            self._table.transact([Drop(_row(company, account))])
        else:
            while rows := self._table.query(_partition(company)):
                self._table.transact([Drop(row.key) for row in rows])
        for owner in list(self._ciphers):
            if owner == (company, account) or (account is None and owner[0] == company):
                self._ciphers.pop(owner, None)

    def _require_own_key(self, key_file: Path) -> None:
        """A lost key file, made anew, would open nothing: better told at the start than value by value."""
        row = self._table.get([_MARK]).get(_MARK)
        if row is None:
            with suppress(Conflict):
                self._table.transact([Put(_MARK, {"sealed": _seal(self._master, b"", _MARK_ID)}, Expect.ABSENT)])
            return
        try:
            _open(self._master, _bytes(row, "sealed"), _MARK_ID)
        except Refused as error:
            raise Refused("key_file_other", str(key_file)) from error

    def _known(self, owner: _Owner) -> AESGCM | None:
        key = _row(*owner)
        row = self._table.get([key]).get(key)
        if row is None:
            return None
        data_key = _open(self._master, _bytes(row, "wrapped"), _identity(*owner, "data key"))
        return self._ciphers.setdefault(owner, AESGCM(data_key))

    def _made(self, owner: _Owner) -> AESGCM:
        data_key = AESGCM.generate_key(256)
        wrapped = _seal(self._master, data_key, _identity(*owner, "data key"))
        try:
            self._table.transact([Put(_row(*owner), {"wrapped": wrapped}, Expect.ABSENT)])
        except Conflict:
            return self._known(owner) or self._made(owner)
        return self._ciphers.setdefault(owner, AESGCM(data_key))


def _partition(company: CompanyId) -> str:
    return f"vault/{company}"


def _row(company: CompanyId, account: AccountId | None) -> Key:
    return Key(_partition(company), "company" if account is None else f"account/{account}")


def _bytes(row: Row, name: str) -> bytes:
    value = row.item.get(name)
    return value if isinstance(value, bytes) else b""


def _identity(company: CompanyId, account: AccountId | None, purpose: str) -> bytes:
    """The context as bytes that no other context has, whatever signs the parts hold."""
    return repr((company, account, purpose)).encode()


def _seal(cipher: AESGCM, plain: bytes, identity: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + cipher.encrypt(nonce, plain, identity)


def _open(cipher: AESGCM, sealed: bytes, identity: bytes) -> bytes:
    if len(sealed) < _OVERHEAD or sealed[:1] != _FORMAT:
        raise Refused("sealed")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], identity)
    except InvalidTag as error:
        raise Refused("sealed") from error
