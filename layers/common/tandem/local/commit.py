"""Group commit: whoever comes first commits for all who came meanwhile, with one fsync for all of them."""

import sqlite3
import weakref
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from tandem.domain.errors import Unavailable

T = TypeVar("T")


class _Job:
    """A work that keeps its own answer; `wake` is released when it is done, or when its thread is to lead."""

    __slots__ = ("error", "is_done", "wake", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], None]) -> None:
        self.work = work
        self.wake = Lock()
        self.wake.acquire()
        self.is_done = False
        self.error: BaseException | None = None


class GroupCommit:
    """Runs each work whole or not at all, and answers after it is durable.

    There is no writer thread and no timer: a lone caller pays for its own fsync only. While one is under way the
    others queue up, and the first of them leads the next.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[_Job] = []
        self._is_led = False
        self._guard = Lock()
        weakref.finalize(self, connection.close).atexit = False

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The work's answer, or what it raised; `Unavailable` if the commit failed."""
        answers: list[T] = []
        job = _Job(lambda connection: answers.append(work(connection)))
        if not self._queue(job):
            self._wait(job)
        if not job.is_done:
            self._lead()
        if job.error is not None:
            raise job.error
        return answers[0]

    def close(self) -> None:
        """To be called when nobody submits any more."""
        self._connection.close()

    def _queue(self, job: _Job) -> bool:
        """Whether the caller leads, since nobody else does."""
        with self._guard:
            self._waiting.append(job)
            is_first, self._is_led = not self._is_led, True
            return is_first

    def _wait(self, job: _Job) -> None:
        """Until the job is done or is to lead; a thread that is interrupted meanwhile must not be waited for."""
        try:
            job.wake.acquire()
        except BaseException:
            with self._guard:
                if job in self._waiting:
                    self._waiting.remove(job)
                    if not job.wake.locked():
                        self._appoint()
            raise

    def _lead(self) -> None:
        """Commit all that wait, the caller's own among them, then let the next lead."""
        with self._guard:
            jobs, self._waiting = self._waiting, []
        try:
            self._commit(jobs)
        finally:
            with self._guard:
                self._appoint()
            for job in jobs:
                job.is_done = True
                job.wake.release()

    def _appoint(self) -> None:
        self._is_led = bool(self._waiting)
        if self._is_led:
            self._waiting[0].wake.release()

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                self._attempt(job)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._fail(jobs, error)
        except BaseException as error:  # an interrupt strikes the thread that happens to commit
            self._fail(jobs, error)
            raise

    def _attempt(self, job: _Job) -> None:
        self._connection.execute("SAVEPOINT job")
        try:
            job.work(self._connection)
        except Exception as error:  # whatever it is, it is the caller's, and the others' work goes on
            job.error = error
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")

    def _fail(self, jobs: list[_Job], error: BaseException) -> None:
        for job in jobs:
            job.error = Unavailable("table_unavailable", type(error).__name__)
            job.error.__cause__ = error
        with suppress(sqlite3.Error):  # closed, or rolled back by SQLite itself
            self._connection.rollback()
