"""The peer: vdirsyncer, syncing the same book from server to server as its documentation shows."""

import subprocess
import sys
from pathlib import Path

from benchmarks.book import SOURCE, MovingBook
from benchmarks.book_server import BookServer
from benchmarks.figures import STEPS, Figure
from benchmarks.measure import run_to_end

PROGRAM = Path(sys.executable).with_name("vdirsyncer")
TARGET = "copy"
PAIR = """[general]
status_path = "{status}"

[pair p]
a = "source"
b = "target"
collections = null

[storage source]
{source}
[storage target]
{target}"""
CARDDAV = 'type = "carddav"\nurl = "{url}"\nusername = "{username}"\npassword = "{password}"\n'
FILES = 'type = "filesystem"\npath = "{path}"\nfileext = ".vcf"\n'


def measure_peer(book: MovingBook, folder: Path) -> list[Figure]:
    """The four steps in order. To files where the server is one that suffers from uploads."""
    folder.mkdir()
    command = [str(PROGRAM), "-c", str(_configured(book.server, folder)), "-v", "ERROR"]
    subprocess.run([*command, "discover"], input=b"y\n" * 9, stdout=subprocess.DEVNULL, check=True)
    figures = []
    for step in STEPS:
        changed = book.prepare(step)
        figures.append(_measured([*command, "sync"], book, step, changed))
    return figures


def _measured(command: list[str], book: MovingBook, step: str, changed: int) -> Figure:
    server = book.server
    server.requests()
    before = server.cpu()
    spent = run_to_end(command)
    cpu = server.cpu() - before
    tool = "vdirsyncer" if server.takes_uploads else "vdirsyncer (to files)"
    requests = dict(server.requests())
    return Figure(tool, book.size, step, spent.wall, spent.cpu, spent.peak, requests, cpu, changed=changed)


def _configured(server: BookServer, folder: Path) -> Path:
    login = {"username": server.username, "password": server.password}
    if server.takes_uploads:
        server.seed(TARGET, {})
        target = CARDDAV.format(url=server.url(TARGET), **login)
    else:
        (folder / "files").mkdir()
        target = FILES.format(path=folder / "files")
    source = CARDDAV.format(url=server.url(SOURCE), **login)
    path = folder / "config"
    path.write_text(PAIR.format(status=folder / "status", source=source, target=target), "utf-8")
    path.chmod(0o600)
    return path
