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
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section(f"{len(skipped)} skipped, by name")
    for report in skipped:
        terminalreporter.line(f"{report.nodeid}: {_reason(report)}")
