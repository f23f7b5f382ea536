"""On one machine a letter is a file that any mail program opens; nothing is sent."""

import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tandem.bootstrap.machine import open_machine
from tandem.local.letter_file import FilePost
from tandem.ports import Fate
from tandem.settings import Settings
from tests.contracts.post_contract import LETTER, Arrivals, Arrived, ForgettingContract
from tests.memory import MemoryPost


class TestFilePost(ForgettingContract):
    @pytest.fixture
    def post(self, tmp_path: Path) -> FilePost:
        return FilePost(tmp_path / "mails", "tandem@example.com")

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Arrivals:
        return lambda: [read(path) for path in (tmp_path / "mails").glob("*.eml")]


class TestMemoryPost(ForgettingContract):
    @pytest.fixture
    def post(self) -> MemoryPost:
        return MemoryPost()

    @pytest.fixture
    def arrived(self, post: MemoryPost) -> Arrivals:
        return lambda: [Arrived(one.to, one.subject, one.text) for one in post.taken]


def read(path: Path) -> Arrived:
    made = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Arrived(made["To"], made["Subject"], made.get_content().replace("\r\n", "\n"))


def test_a_letter_is_for_this_user_only_and_its_name_tells_of_nobody(tmp_path: Path) -> None:
    FilePost(tmp_path / "mails", "tandem@example.com").send(LETTER)

    (path,) = (tmp_path / "mails").iterdir()
    made = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.name.startswith("20261123T090000Z-")
    assert "anna" not in path.name
    assert (made["From"], made["Auto-Submitted"]) == ("Tandem <tandem@example.com>", "auto-generated")
    assert made["Content-Language"] == "de"
    assert made["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("in the way")

    delivery = FilePost(tmp_path / "mails", "tandem@example.com").send(LETTER)

    assert (delivery.fate, delivery.reason) == (Fate.UNKNOWN, "mail_file")


@pytest.mark.parametrize(("sender", "smtp"), [("", ""), ("tandem@example.com", ""), ("", "smtps://mail.example")])
def test_nothing_leaves_one_machine_unless_both_settings_are_given(tmp_path: Path, sender: str, smtp: str) -> None:
    settings = Settings(data=str(tmp_path), mail_from=sender, smtp=smtp)

    assert isinstance(open_machine(settings).post(), FilePost)
