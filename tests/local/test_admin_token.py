"""The admin token of one machine is there whole or not at all: an empty one would let everybody in."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest

from tandem.domain.errors import Refused
from tandem.local.admin_token import admin_token
from tandem.system import RandomIds


class PausingIds(RandomIds):
    """Stands still where the first token is made, until it is let go."""

    def __init__(self) -> None:
        self.started, self.free = Event(), Event()

    def secret(self) -> str:
        if not self.started.is_set():
            self.started.set()
            self.free.wait(10)
        return super().secret()


def test_the_token_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    path = tmp_path / "admin-token"

    first, second = admin_token(path, RandomIds()), admin_token(path, RandomIds())

    assert first == second == path.read_text().strip()
    assert len(first) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_who_comes_while_the_token_is_made_gets_no_empty_one(tmp_path: Path) -> None:
    path, ids, tokens = tmp_path / "admin-token", PausingIds(), []
    maker = Thread(target=lambda: tokens.append(admin_token(path, ids)))
    maker.start()
    assert ids.started.wait(10)

    tokens.append(admin_token(path, ids))
    ids.free.set()
    maker.join(10)

    assert set(tokens) == {path.read_text().strip()}
    assert "" not in tokens


def test_all_who_come_at_once_get_the_same_token(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(lambda _: admin_token(tmp_path / "admin-token", RandomIds()), range(32)))

    assert len(tokens) == 1


@pytest.mark.parametrize("content", ["", "\n", "  \n"])
def test_a_file_without_a_token_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "admin-token"
    path.write_text(content)

    with pytest.raises(Refused) as refused:
        admin_token(path, RandomIds())

    assert refused.value.reason == "admin_token_broken"
