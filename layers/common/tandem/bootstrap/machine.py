"""Builds the home of one machine."""

from functools import cache, partial

from tandem.bootstrap.home import Home
from tandem.local.admin_token import admin_token
from tandem.local.blobs import LocalBlobs
from tandem.local.letter_file import NOBODY, FilePost
from tandem.local.rush import Rush
from tandem.local.table import SqliteTable
from tandem.local.vault import LocalVault
from tandem.local.wakeups import LocalWakeups
from tandem.ports import Post
from tandem.settings import Settings
from tandem.state.sealing import Sealing
from tandem.system import RandomIds, SystemClock


@cache
def local_rush() -> Rush:
    return Rush()


@cache
def local_wakeups() -> LocalWakeups:
    return LocalWakeups()


def open_machine(settings: Settings) -> Home:
    folder = settings.data_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock, ids = SystemClock(), RandomIds()
    table = SqliteTable(folder / "tandem.db", clock)
    sealing = Sealing(LocalVault(table, folder / "key"), LocalBlobs(folder / "blobs"))
    return Home(
        table,
        local_wakeups(),
        clock,
        ids,
        ids.new(),
        lambda: sealing,
        cache(partial(admin_token, folder / "admin-token", ids)),
        lambda: settings.pipedrive_client_secret,
        lambda: settings.google_client_secret,
        lambda: settings.microsoft_client_secret,
        local_rush().is_on,
        cache(partial(_post, settings)),
    )


def _post(settings: Settings) -> Post:
    """Nothing leaves this machine unless somebody named both a mail server and whom the letters are from."""
    if not (settings.smtp and settings.mail_from):
        return FilePost(settings.data_folder / "mails", settings.mail_from or NOBODY)
    from tandem.local.smtp import SmtpPost, server_of  # noqa: PLC0415  # only where letters are sent

    return SmtpPost(server_of(settings.smtp), settings.mail_from, settings.ca_file)
