"""Cold starts: what a function spends until it can take its first event, beside the least that its libraries cost.

Each start is a process of its own, the layer lies on this machine's disk, and nothing is asked of any network. What
Lambda adds (a machine, the runtime's own start) is the same for everybody and not in here.
"""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.figures import Start, Verdict
from benchmarks.layer import ROOT, build_layer, layer_size
from benchmarks.measure import StepFailed

ORDINARY = Path(sysconfig.get_path("purelib"))
"""Where pip installed: what the floors are made of."""

LEAN = "import hashlib, hmac, json; import botocore.session; botocore.session.get_session().create_client('sqs')"
WORKER = (
    "import httpx, phonenumbers; httpx.Client()",
    "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
    "import boto3; boto3.client('sqs')",
    "from pynamodb.connection import Connection; Connection().client",
)
LIBRARIES = {
    "icloud": "import vobject, defusedxml.ElementTree",
    "google": "from google.oauth2.credentials import Credentials",
    "office365": "import msal",
    "exchange": "import exchangelib, requests_ntlm",
}
"""By provider, what its adapter rests on beside that. Outlook.com is Office 365's adapter."""
RECEIVERS = ("receive_pipedrive_webhook", "receive_google_push", "receive_microsoft_push")
HANDLER = "import handler"
QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/made-up.fifo"
AWS = {
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "HOME": "/nonexistent",
}
ENVIRONMENT = {
    "TANDEM_TABLE": "made-up",
    "TANDEM_KEY": "alias/made-up",
    "TANDEM_BLOBS": "made-up",
    "TANDEM_PULL_CHANGES_QUEUE": QUEUE,
    "TANDEM_RECONCILE_CONTACTS_QUEUE": QUEUE,
    "TANDEM_RECONCILE_EVENTS_QUEUE": QUEUE,
    "TANDEM_DELAYED_WAKEUPS_QUEUE": QUEUE,
    "TANDEM_ADMIN_TOKEN_SHA256": "00" * 32,
}


@dataclass(frozen=True, slots=True)
class Program:
    """A few lines of Python that see these folders and the standard library, nothing else that is installed here."""

    code: str
    folders: tuple[Path, ...] = ()

    @property
    def command(self) -> list[str]:
        seen = f"import sys; sys.path += {[str(folder) for folder in self.folders]}"
        return [sys.executable, "-I", "-S", "-B", "-c", f"{seen}\n{self.code}"]


def programs(layer: Path) -> Mapping[str, Program]:
    """Bare Python, the floors, each function, and the one that reconciles with the adapter of each provider."""
    handlers = sorted((ROOT / "functions").glob("*/handler.py"))
    worker = (layer, ROOT / "functions" / "reconcile_contacts")
    return {
        "bare": Program("pass"),
        "lean floor": Program(LEAN, (ORDINARY,)),
        **{floor_of(name): Program("\n".join((*WORKER, one)), (ORDINARY,)) for name, one in LIBRARIES.items()},
        **{path.parent.name: Program(HANDLER, (layer, path.parent)) for path in handlers},
        **{worker_of(name): Program(opening(name), worker) for name in LIBRARIES},
    }


def opening(provider: str) -> str:
    """What reconciling does up to its first request to a provider: an adapter is imported when it is opened."""
    return f"{HANDLER}\nimport tandem.bootstrap.accounts.{provider}"


def floor_of(provider: str) -> str:
    return f"floor with {provider}"


def worker_of(provider: str) -> str:
    return f"reconcile_contacts with {provider}"


def measure_cold(folder: Path, runs: int) -> tuple[list[Start], list[Verdict]]:
    """Build the layer in `folder`, then start all in turns: whatever slows the machine slows all alike."""
    layer = build_layer(folder)
    chosen = programs(layer)
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in chosen}
    for one in range(runs + 1):
        for name, program in chosen.items():
            measured = _start(program)
            if one:  # the first round warms the disk
                spent[name].append(measured)
    counts = {name: len(modules(program)) for name, program in chosen.items()}
    starts = _over_bare(spent, counts)
    size = sum(layer_size(layer).values()) / 1e6
    return starts, [*verdicts(starts), Verdict("P12", "the layer, unzipped, with compiled files", 110, size, "MB")]


def verdicts(starts: Sequence[Start]) -> list[Verdict]:
    """CPU, since Lambda gives a start one whole processor; the wall time of a busy machine tells of its other work."""
    by_name = {start.name: start for start in starts}
    lean = by_name["lean floor"].cpu
    return [
        *(
            Verdict("P7", f"CPU of {name}'s cold start, against botocore's SQS client", 1.25, by_name[name].cpu / lean)
            for name in RECEIVERS
        ),
        *(
            Verdict("P8", f"CPU of a start of {worker_of(name)}, against its libraries", 1.25, _worker(by_name, name))
            for name in LIBRARIES
        ),
        Verdict("P14", "modules that a receiver imports", 450, max(by_name[name].modules for name in RECEIVERS)),
    ]


def _worker(starts: Mapping[str, Start], provider: str) -> float:
    return starts[worker_of(provider)].cpu / starts[floor_of(provider)].cpu


def modules(program: Program, environment: Mapping[str, str] = ENVIRONMENT) -> list[str]:
    """What a process has imported by its end. Raise `StepFailed` with its complaint."""
    told = Program(f"{program.code}\nprint('\\n'.join(sys.modules))", program.folders)
    done = subprocess.run(told.command, env={**AWS, **environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StepFailed(done.stderr[-2000:])
    return done.stdout.split()


def _start(program: Program) -> tuple[float, float]:
    """Wall and CPU in milliseconds."""
    began = time.perf_counter()
    process = subprocess.Popen(program.command, env={**AWS, **ENVIRONMENT})
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise StepFailed(f"a start failed: {program.code}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def _over_bare(spent: Mapping[str, Sequence[tuple[float, float]]], counts: Mapping[str, int]) -> list[Start]:
    middle = {name: [median(column) for column in zip(*pairs, strict=True)] for name, pairs in spent.items()}
    bare_wall, bare_cpu = middle["bare"]
    return [Start(name, wall - bare_wall, cpu - bare_cpu, counts[name]) for name, (wall, cpu) in middle.items()]
