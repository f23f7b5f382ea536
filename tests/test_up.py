"""`tandem up` refuses, in a sentence, what would end badly."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.servers import free_port


def up(data: Path, port: int, language: str = "en") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tandem.cli.main import main; main()", "up"]
    arguments = ["--port", str(port), "--data", str(data)]
    environment = {**os.environ, "TANDEM_LANG": language}
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=60, env=environment, check=False
    )


def test_a_second_tandem_on_one_data_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        refused = up(tmp_path, free_port())

    assert refused.returncode == 1
    assert refused.stderr.strip() == f"Another Tandem uses {tmp_path}. DATA or --data names another folder."


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = up(tmp_path, port, "de")

    assert refused.returncode == 1
    assert refused.stderr.strip() == f"Port {port} ist belegt. PORT oder --port nennt einen anderen."
