"""Wall time, CPU and peak memory of other processes, read from Linux' /proc."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SAMPLING = 0.02


class StepFailed(RuntimeError):
    """What was to be measured didn't do its work."""


@dataclass(frozen=True, slots=True)
class Spent:
    """`wall` and `cpu` in seconds, `peak` in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(slots=True)
class Peak:
    """The highest VmHWM seen of a process that may end at any moment; in MiB."""

    pid: int
    mebibytes: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> threading.Thread:
        thread = threading.Thread(target=self._sample, daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        self._ended.set()

    def _sample(self) -> None:
        while not self._ended.wait(SAMPLING):
            self.mebibytes = max(self.mebibytes, peak_of(self.pid))


def cpu_of(pid: int) -> float:
    """User and system time of a process and of its children that were waited for, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def peak_of(pid: int) -> float:
    """VmHWM in MiB; 0 once the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def forget_peak(pid: int) -> None:
    """Let VmHWM start anew from what the process holds now (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", "utf-8")


def run_to_end(command: Sequence[str]) -> Spent:
    """Run a program and measure it alone. Raise `StepFailed` with what it complained about."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = Peak(process.pid)  # not wait4's ru_maxrss: that counts the forked parent too
    watcher = peak.watch()
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    peak.end()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise StepFailed(complaint[-2000:].decode(errors="replace"))
    return Spent(wall, usage.ru_utime + usage.ru_stime, peak.mebibytes)


def spent_by(pid: int, work: Callable[[], object]) -> Spent:
    """What a running process spends while `work` is done."""
    forget_peak(pid)
    before, began = cpu_of(pid), time.perf_counter()
    work()
    return Spent(time.perf_counter() - began, cpu_of(pid) - before, peak_of(pid))
