"""Letters as mail messages (RFC 5322), and the post that sends nothing: one file for each letter."""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path

from tandem.domain.ids import CompanyId, UserId
from tandem.local.durable import sync_folder, write_new
from tandem.ports import Delivery, Fate, Letter

NOBODY = "tandem@localhost"
"""Whom letters are from that nobody sends."""


def message(letter: Letter, sender: str) -> EmailMessage:
    """`Auto-Submitted` keeps answering machines quiet (RFC 3834)."""
    made = EmailMessage(policy=SMTP)
    made["From"] = formataddr(("Tandem", sender))
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)  # which drops what was said of a content before
    made["Content-Language"] = letter.language
    return made


class FilePost:
    """Writes to a folder, for this user only. A file's name tells when, and whose letter as a hash: so that it is found
    when that user is erased."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, letter: Letter) -> Delivery:
        whose = f"{_tag(letter.company)}-{_tag(letter.company, letter.user)}"
        name = f"{letter.at.strftime('%Y%m%dT%H%M%SZ')}-{whose}-{letter.id}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(self._folder / name, message(letter, self._sender).as_bytes())
            sync_folder(self._folder)
        except OSError:
            return Delivery(Fate.UNKNOWN, "mail_file")
        return Delivery(Fate.SENT)

    def forget(self, company: CompanyId, user: UserId) -> None:
        tag = _tag(company, user) if user else _tag(company)
        for path in self._folder.glob(f"*-{tag}-*.eml"):
            path.unlink(missing_ok=True)
        if self._folder.is_dir():
            sync_folder(self._folder)


def _tag(*ids: str) -> str:
    return hashlib.sha256("/".join(ids).encode()).hexdigest()[:16]
