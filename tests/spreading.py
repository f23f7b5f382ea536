"""Spreads the tests over the processor's cores: whole modules, and as one what shares servers or builds.

`tests/conftest.py` names this module as a plugin; `make test` asks for it with `--numprocesses`. What measures time is
in modules named `test_…_alone.py`: they run last, once every other worker has ended.
"""

import fcntl
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

TOGETHER = (
    "tests/browser/test_e",
    "tests/browser/",
    "tests/cloud/",
    "tests/infra/",
    "tests/aws/",
    "tests/simulation/crashes/",
)
"""Folders whose tests use what is started, built or worked out once for each process; of the browser's two halves."""
FIRST = (
    "tests/cloud/",
    "tests/browser/",
    "tests/walk/",
    "tests/domain/exhaustive/",
    "tests/e2e/",
    "tests/simulation/",
    "tests/infra/",
    "tests/local/",
)
"""The longest: what comes last is short, so that no core is idle for long. What waits goes beside what reckons."""
ALONE = "_alone.py"
"""Of the name of a module, since a scheduler knows names only."""
_LINES = pytest.StashKey[dict[str, list[str]]]()
_LOCK = pytest.StashKey[IO[bytes]]()


def say_at_the_end(config: pytest.Config, section: str, lines: Iterable[str]) -> None:
    """Lines for the summary of the whole run, from whichever process."""
    config.stash.setdefault(_LINES, {}).setdefault(section, []).extend(lines)


def scope_of(nodeid: str) -> str:
    """What is not torn apart."""
    path = nodeid.partition("::")[0]
    return ALONE if path.endswith(ALONE) else next(filter(path.startswith, TOGETHER), path)


class Spread(LoadScopeScheduling):
    """In the order of the collection, not by the number of tests."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_configure(config: pytest.Config) -> None:
    run = getattr(config, "workerinput", {}).get("testrunuid")
    if run is not None:
        config.stash[_LOCK] = _lock_of(run).open("wb")
        fcntl.flock(config.stash[_LOCK], fcntl.LOCK_SH)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process itself lives on until the whole run is over."""
    if _LOCK in config.stash:
        config.stash[_LOCK].close()


def _lock_of(run: str) -> Path:
    return Path(tempfile.gettempdir()) / f"tandem-tests-{run}.lock"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    if scope_of(nodeid) == ALONE:
        return len(FIRST) + 1
    return next((place for place, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if scope_of(item.nodeid) == ALONE and _LOCK in item.config.stash:
        fcntl.flock(item.config.stash[_LOCK], fcntl.LOCK_EX)  # granted when nobody else holds it


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what is to be said to the process that says it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lines"] = session.config.stash.get(_LINES, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    for section, lines in getattr(node, "workeroutput", {}).get("lines", {}).items():
        say_at_the_end(node.config, section, lines)
    _lock_of(node.workerinput["testrunuid"]).unlink(missing_ok=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for section, lines in config.stash.get(_LINES, {}).items():
        terminalreporter.section(section)
        for line in lines:
            terminalreporter.line(line)
