"""One machine plays a template: requests, wake-ups and signals reach the handlers, and a stop is clean."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tandem.local.runner import run
from tandem.local.rush import Rush
from tandem.local.wakeups import LocalWakeups
from tandem.ports import Queue
from tests.local.playing import lay_out, playing

ROOT = Path(__file__).resolve().parents[2]

CONSOLE = """
    import time

    def handler(event, context):
        match event["rawPath"]:
            case "/api/fail":
                raise RuntimeError("Jürgen Groß")
            case "/api/nonsense":
                return {"statusCode": 200, "headers": {"x": "a\\nb"}}
            case "/api/slow":
                time.sleep(30)
            case "/api/name":
                return {"name": context.function_name, "left": context.get_remaining_time_in_millis()}
            case "/api/nothing":
                return {"statusCode": 204}
        return event
"""
RECEIVER = """
    def handler(event, context):
        return {"statusCode": 200, "body": event["pathParameters"]["secret"]}
"""
PULL = """
    import json
    from pathlib import Path

    def handler(event, context):
        (record,) = event["Records"]
        body = json.loads(record["body"])
        attempts = Path(body["folder"]) / "attempts"
        with attempts.open("a") as file:
            file.write(record["attributes"]["ApproximateReceiveCount"])
        failed = len(attempts.read_text()) < 2
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}] if failed else []}
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with playing(tmp_path, console=CONSOLE, receive_push=RECEIVER) as (url, _), httpx.Client(base_url=url) as client:
        yield client


def test_the_front_says_that_it_is_there(client: httpx.Client) -> None:
    answer = client.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_request_reaches_its_function_as_an_event(client: httpx.Client) -> None:
    answer = client.patch("/api/connections/1?a=b", json={"mode": "ü"}, headers={"X-Test": "yes"})

    event = answer.json()
    assert event["version"] == "2.0"
    assert event["routeKey"] == "ANY /api/{proxy+}"
    assert event["requestContext"]["http"]["method"] == "PATCH"
    assert event["headers"]["x-test"] == "yes"
    assert event["pathParameters"] == {"proxy": "connections/1"}
    assert json.loads(event["body"]) == {"mode": "ü"}


def test_a_function_is_told_its_name_and_its_time(client: httpx.Client) -> None:
    answer = client.get("/api/name").json()

    assert answer["name"] == "Console"
    assert 20_000 < answer["left"] <= 29_000


def test_what_no_route_names_is_not_found(client: httpx.Client) -> None:
    assert client.get("/none").status_code == 404
    assert client.get("/hooks/x").status_code == 404


@pytest.mark.parametrize("path", ["/api/fail", "/api/nonsense"])
def test_a_function_that_fails_answers_without_its_words(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 500
    assert "Groß" not in answer.text


def test_an_answer_without_content_is_sent_without_a_length(client: httpx.Client) -> None:
    answer = client.get("/api/nothing")

    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-length" not in answer.headers
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize("is_streamed", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize(("path", "limit"), [("/hooks/x", 256 * 1024), ("/api/x", 1024 * 1024)])
def test_a_body_over_the_limit_is_refused(client: httpx.Client, path: str, limit: int, is_streamed: bool) -> None:
    def body(size: int) -> bytes | Iterator[bytes]:
        return (b"x" * min(65_536, size - at) for at in range(0, size, 65_536)) if is_streamed else b"x" * size

    assert client.post(path, content=body(limit)).status_code == 200
    assert client.post(path, content=body(limit + 1)).status_code == 413
    assert client.get("/health").status_code == 200


def test_pages_that_hang_keep_no_push_waiting(client: httpx.Client) -> None:
    with ThreadPoolExecutor(20) as pool:
        hanging = [pool.submit(hang, f"{client.base_url}/api/slow") for _ in range(20)]

        answers = [client.post("/hooks/x", content=b"{}", timeout=5) for _ in range(20)]

        assert [answer.text for answer in answers] == ["x"] * 20
        assert not any(call.done() and call.result() for call in hanging)


def hang(url: str) -> bool:
    """Whether it was answered."""
    try:
        httpx.get(url, timeout=1)
    except httpx.TimeoutException:
        return False
    return True


def test_a_burst_of_pushes_is_answered_in_full(client: httpx.Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.post("/hooks/x", content=b"{}").status_code, range(400)))

    assert answers == [200] * 400


def test_a_wake_up_that_failed_comes_again(tmp_path: Path) -> None:
    with playing(tmp_path, pull_changes=PULL) as (_, wakeups):
        wakeups.send(Queue.PULL, "17-a1", {"folder": str(tmp_path)})
        deadline = time.monotonic() + 10
        while read(tmp_path / "attempts") != "12" and time.monotonic() < deadline:
            time.sleep(0.02)

    assert read(tmp_path / "attempts") == "12"


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


PROGRAM = """
import sys
from pathlib import Path
from tandem.local.runner import run
from tandem.local.rush import Rush
from tandem.local.wakeups import LocalWakeups
from tandem.ports import Queue

template, functions, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
wakeups = LocalWakeups()
wakeups.send(Queue.PULL, "17-a1", {})
run(template, functions, wakeups, Rush(), "127.0.0.1", port, lambda: print("ready", flush=True))
print("stopped", flush=True)
"""
SLICES = """
    import time

    def handler(event, context):
        print("started", flush=True)
        while context.get_remaining_time_in_millis() > 0:
            time.sleep(0.01)
        print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_soon(tmp_path: Path, number: signal.Signals) -> None:
    template, functions = lay_out(tmp_path, pull_changes=SLICES)
    command = [sys.executable, "-c", PROGRAM, str(template), str(functions), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        said = {process.stdout.readline().strip(), process.stdout.readline().strip()}

        sent_at = time.monotonic()
        process.send_signal(number)
        rest, errors = process.communicate(timeout=20)

    assert said == {"ready", "started"}
    assert rest.split() == ["ended", "stopped"]
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - sent_at < 3


def test_a_request_that_hangs_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        with playing(tmp_path, console=CONSOLE) as (url, _):
            call = pool.submit(httpx.get, f"{url}/api/slow", timeout=20)
            time.sleep(0.3)
            stopped_at = time.monotonic()
        lasted = time.monotonic() - stopped_at

    assert lasted < 3
    assert call.result().status_code == 503


def test_a_port_that_is_taken_is_an_error(tmp_path: Path) -> None:
    with playing(tmp_path) as (url, _):
        template, functions, port = (
            tmp_path / "infra" / "template.yaml",
            tmp_path / "functions",
            int(url.rpartition(":")[2]),
        )

        with pytest.raises(OSError, match="in use"):
            run(template, functions, LocalWakeups(), Rush(), "127.0.0.1", port, lambda: None)


def test_what_fails_once_it_is_ready_ends_it(tmp_path: Path) -> None:
    template, functions = lay_out(tmp_path)

    def fail() -> None:
        raise RuntimeError("could not connect the sandbox")

    with pytest.raises(RuntimeError, match="sandbox"):
        run(template, functions, LocalWakeups(), Rush(), "127.0.0.1", 0, fail)


def test_a_handler_that_cannot_be_imported_stops_the_start(tmp_path: Path) -> None:
    template, functions = lay_out(tmp_path, console="import nothing_of_this_name")

    with pytest.raises(ImportError):
        run(template, functions, LocalWakeups(), Rush(), "127.0.0.1", 0, lambda: None)
