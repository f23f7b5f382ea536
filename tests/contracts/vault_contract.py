"""What every vault does. A subclass supplies `open_vault`, which opens the same vault anew, as after a restart."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tandem.domain.errors import Refused
from tandem.domain.ids import AccountId, CompanyId
from tandem.ports import SealContext, Sealer, Vault
from tandem.state.sealed_box import PublicSealer

COMPANY, OTHER_COMPANY = CompanyId("17"), CompanyId("18")
ACCOUNT, OTHER_ACCOUNT = AccountId("17-a1"), AccountId("17-a2")
GRANT = SealContext(COMPANY, ACCOUNT, "grant")
OF_COMPANY = SealContext(COMPANY, None, "grant")

OpenVault = Callable[[], Vault]


def assert_shut(vault: Vault, sealed: bytes, context: SealContext) -> None:
    with pytest.raises(Refused) as refused:
        vault.open(sealed, context)
    assert refused.value.reason == "sealed"


class VaultContract:
    @pytest.fixture
    def open_vault(self) -> OpenVault:
        raise NotImplementedError("a home supplies this")

    @pytest.fixture
    def vault(self, open_vault: OpenVault) -> Vault:
        return open_vault()

    @pytest.mark.parametrize("context", [GRANT, OF_COMPANY], ids=["account", "company"])
    @pytest.mark.parametrize("plain", [b"", b"secret", bytes(range(256)) * 400], ids=["nothing", "short", "100 KB"])
    def test_what_was_sealed_opens(self, vault: Vault, context: SealContext, plain: bytes) -> None:
        sealed = vault.seal(plain, context)

        assert vault.open(sealed, context) == plain

    def test_a_sealed_value_shows_nothing_of_the_plain_one(self, vault: Vault) -> None:
        sealed = [vault.seal(b"app-specific-password", GRANT) for _ in range(50)]

        assert not any(b"password" in value for value in sealed)
        assert len(set(sealed)) == 50

    def test_a_sealed_value_opens_after_a_restart(self, vault: Vault, open_vault: OpenVault) -> None:
        sealed = vault.seal(b"secret", GRANT)

        assert open_vault().open(sealed, GRANT) == b"secret"

    @pytest.mark.parametrize(
        "other",
        [
            replace(GRANT, purpose="base"),
            replace(GRANT, account=OTHER_ACCOUNT),
            replace(GRANT, account=None),
            replace(GRANT, account=AccountId("")),
            replace(GRANT, company=OTHER_COMPANY),
        ],
        ids=["purpose", "account", "the company's own", "nameless account", "company"],
    )
    def test_another_context_does_not_open_it(self, vault: Vault, other: SealContext) -> None:
        vault.seal(b"theirs", other)

        assert_shut(vault, vault.seal(b"secret", GRANT), other)
        assert_shut(vault, vault.seal(b"theirs", other), GRANT)

    def test_parts_of_a_context_do_not_run_into_each_other(self, vault: Vault) -> None:
        sealed = vault.seal(b"secret", SealContext(COMPANY, ACCOUNT, "a', 'b"))

        assert_shut(vault, sealed, SealContext(COMPANY, AccountId(f"{ACCOUNT}', 'a"), "b"))

    @pytest.mark.parametrize("place", [0, 1, 5, 14, -17, -16, -1])
    def test_a_changed_byte_shuts_it(self, vault: Vault, place: int) -> None:
        sealed = bytearray(vault.seal(b"secret" * 5, GRANT))

        sealed[place] ^= 1

        assert_shut(vault, bytes(sealed), GRANT)

    @pytest.mark.parametrize("length", [0, 1, 12, 28, -1])
    def test_a_shortened_value_stays_shut(self, vault: Vault, length: int) -> None:
        sealed = vault.seal(b"secret", GRANT)

        assert_shut(vault, sealed[:length], GRANT)

    def test_values_of_an_account_nobody_sealed_for_stay_shut(self, vault: Vault) -> None:
        sealed = vault.seal(b"secret", GRANT)

        assert_shut(vault, sealed, SealContext(CompanyId("99"), AccountId("99-a1"), "grant"))

    def test_a_destroyed_accounts_values_stay_shut(self, vault: Vault, open_vault: OpenVault) -> None:
        sealed, of_company = vault.seal(b"secret", GRANT), vault.seal(b"theirs", OF_COMPANY)
        of_other = vault.seal(b"other", replace(GRANT, account=OTHER_ACCOUNT))

        vault.destroy(COMPANY, ACCOUNT)

        for opened in (vault, open_vault()):
            assert_shut(opened, sealed, GRANT)
            assert opened.open(of_company, OF_COMPANY) == b"theirs"
            assert opened.open(of_other, replace(GRANT, account=OTHER_ACCOUNT)) == b"other"

    def test_a_destroyed_companys_values_stay_shut_with_all_its_accounts(
        self, vault: Vault, open_vault: OpenVault
    ) -> None:
        contexts = [OF_COMPANY, GRANT, replace(GRANT, account=OTHER_ACCOUNT)]
        sealed = [vault.seal(b"secret", context) for context in contexts]
        elsewhere = SealContext(OTHER_COMPANY, None, "grant")
        kept = vault.seal(b"kept", elsewhere)

        vault.destroy(COMPANY, None)

        for opened in (vault, open_vault()):
            for value, context in zip(sealed, contexts, strict=True):
                assert_shut(opened, value, context)
            assert opened.open(kept, elsewhere) == b"kept"

    def test_an_account_that_comes_back_has_a_new_key(self, vault: Vault) -> None:
        before = vault.seal(b"before", GRANT)
        vault.destroy(COMPANY, ACCOUNT)

        after = vault.seal(b"after", GRANT)

        assert vault.open(after, GRANT) == b"after"
        assert_shut(vault, before, GRANT)

    def test_destroying_what_is_not_there_is_no_fault(self, vault: Vault) -> None:
        vault.destroy(CompanyId("99"), None)
        vault.destroy(COMPANY, AccountId("17-a9"))

        assert vault.open(vault.seal(b"secret", GRANT), GRANT) == b"secret"

    def test_who_seals_first_at_the_same_time_agrees_on_the_key(self, open_vault: OpenVault) -> None:
        vaults = [open_vault() for _ in range(8)]

        with ThreadPoolExecutor(8) as pool:
            sealed = list(pool.map(lambda vault: vault.seal(b"secret", GRANT), vaults))

        assert [open_vault().open(value, GRANT) for value in sealed] == [b"secret"] * 8

    # --- boxes: what a receiver seals and can't open -------------------------------------------------------

    def test_what_was_put_in_a_box_is_taken_out_after_a_restart(self, vault: Vault, open_vault: OpenVault) -> None:
        sealer: Sealer = PublicSealer(vault.public_key(COMPANY))

        boxes = [sealer.seal(plain, OF_COMPANY) for plain in (b"", b"Vertrieb", b"x" * 4096)]

        assert [open_vault().open_box(box, OF_COMPANY) for box in boxes] == [b"", b"Vertrieb", b"x" * 4096]

    def test_a_companys_public_key_stays_the_same_and_is_its_own(self, vault: Vault, open_vault: OpenVault) -> None:
        key = vault.public_key(COMPANY)

        assert open_vault().public_key(COMPANY) == vault.public_key(COMPANY) == key
        assert vault.public_key(OTHER_COMPANY) != key

    def test_a_box_shows_nothing_and_no_two_are_alike(self, vault: Vault) -> None:
        sealer = PublicSealer(vault.public_key(COMPANY))

        boxes = [sealer.seal(b"Vertrieb", OF_COMPANY) for _ in range(20)]

        assert not any(b"Vertrieb" in box for box in boxes)
        assert len(set(boxes)) == 20

    def test_a_box_of_another_company_or_purpose_or_with_a_changed_byte_stays_shut(self, vault: Vault) -> None:
        box = PublicSealer(vault.public_key(COMPANY)).seal(b"Vertrieb", OF_COMPANY)
        vault.public_key(OTHER_COMPANY)

        changed = [box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :] for place in (0, 31, 32, -17, -1)]
        tries = [
            (box, replace(OF_COMPANY, company=OTHER_COMPANY)),
            (box, replace(OF_COMPANY, purpose="other")),
            *((one, OF_COMPANY) for one in (*changed, b"", box[:40], box[:-1])),
        ]

        for tried, context in tries:
            with pytest.raises(Refused) as refused:
                vault.open_box(tried, context)
            assert refused.value.reason == "sealed"

    def test_a_destroyed_companys_boxes_stay_shut(self, vault: Vault, open_vault: OpenVault) -> None:
        before = PublicSealer(vault.public_key(COMPANY)).seal(b"Vertrieb", OF_COMPANY)
        vault.open_box(before, OF_COMPANY)

        vault.destroy(COMPANY, None)
        after = PublicSealer(vault.public_key(COMPANY)).seal(b"Leitung", OF_COMPANY)

        for opened in (vault, open_vault()):
            with pytest.raises(Refused):
                opened.open_box(before, OF_COMPANY)
            assert opened.open_box(after, OF_COMPANY) == b"Leitung"

    def test_who_asks_first_for_a_key_at_the_same_time_gets_what_all_get(self, open_vault: OpenVault) -> None:
        vaults = [open_vault() for _ in range(8)]

        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda vault: vault.public_key(COMPANY), vaults))

        assert len(found) == 1
