"""A vault and a store that nothing goes into or comes out of: what a receiver gets, which compares and never opens."""

from typing import NoReturn

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.home import SealContext


class ShutVault:
    def seal(self, plain: bytes, context: SealContext) -> NoReturn:
        raise Refused("sealed")

    def open(self, sealed: bytes, context: SealContext) -> NoReturn:
        raise Refused("sealed")

    def destroy(self, company: CompanyId, account: AccountId | None) -> NoReturn:
        raise Refused("sealed")

    def public_key(self, company: CompanyId) -> NoReturn:
        raise Refused("sealed")

    def open_box(self, box: bytes, context: SealContext) -> NoReturn:
        raise Refused("sealed")


class ShutBlobs:
    def put(self, name: str, content: bytes) -> NoReturn:
        raise Refused("sealed")

    def get(self, name: str) -> NoReturn:
        raise Refused("sealed")

    def delete(self, prefix: str) -> NoReturn:
        raise Refused("sealed")
