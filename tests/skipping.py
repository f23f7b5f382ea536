"""Skips are never silent: the last lines name each with its reason, and `TANDEM_REQUIRE_ALL=1` makes failures of them.

A skip whose reason starts with "../shared" stays a skip: that folder can't be installed.
"""

import os
from collections.abc import Generator

import pytest

EXCUSED = "../shared"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _require(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail") or os.environ.get("TANDEM_REQUIRE_ALL") != "1":
        return
    reason = _reason(report)
    if not reason.startswith(EXCUSED):
        report.outcome = "failed"
        report.longrepr = f"Skipped, but TANDEM_REQUIRE_ALL=1 asks for every test: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _require(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _require(report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [f"{report.nodeid}: {_reason(report)}" for report in terminalreporter.stats.get("skipped", [])]
    by_name = list(dict.fromkeys(skipped))  # a module that is skipped whole is told by each process that collected it
    terminalreporter.section(f"{len(by_name)} skipped, by name")
    for line in by_name:
        terminalreporter.line(line)
