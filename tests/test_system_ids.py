"""The ids of one machine."""

import re

from tandem.system import RandomIds


def test_an_id_is_32_hex_digits_and_never_comes_twice() -> None:
    ids = [RandomIds().new() for _ in range(1000)]

    assert all(re.fullmatch("[0-9a-f]{32}", new) for new in ids)
    assert len(set(ids)) == 1000


def test_a_secret_has_256_bits_and_fits_a_url() -> None:
    secrets = [RandomIds().secret() for _ in range(100)]

    assert all(re.fullmatch("[A-Za-z0-9_-]{43,}", secret) for secret in secrets)
    assert len(set(secrets)) == 100
