"""An erasure from the asking to the end, and what is left of whom it was about."""

import re
import sqlite3

from tandem.domain.ids import ConnectionId, ErasureId, UserId
from tandem.domain.link import Link
from tandem.usecases.leaving.erase import request_erasure
from tests.usecases.full_house import COMPANY
from tests.usecases.scene import Scene

NOBODY = UserId("")


def erased(scene: Scene, user: UserId = NOBODY) -> ErasureId:
    erasure = request_erasure(scene.world, COMPANY, user, user or COMPANY)
    scene.work()
    return erasure


def traces(scene: Scene, *words: str) -> list[str]:
    """Where any of these still stands: in rows past their time, blobs and their names, and messages too."""
    pattern = re.compile("|".join(map(re.escape, words)).encode())
    with sqlite3.connect(scene.folder / "tandem.db") as database:
        rows = database.execute("SELECT partition, sort, item FROM rows").fetchall()
    found = [
        f"row {partition} {sort}"
        for partition, sort, item in rows
        if pattern.search(f"{partition} {sort}".encode() + item)
    ]
    blobs = scene.folder / "blobs"
    found += [f"blob {one}" for one in blobs.rglob("*") if pattern.search(str(one.relative_to(blobs)).encode())]
    return found + [f"message {one}" for one in scene.wakeups.sent if pattern.search(str(one).encode())]


def links_of(scene: Scene, connection: ConnectionId) -> list[Link]:
    return list(scene.world.links.all(connection))
