"""No name, address or token reaches a log, in whichever of its three forms, though somebody logs one by mistake."""

import ast
import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from awslambdaric.lambda_runtime_log_utils import JsonFormatter

from tandem.aws.log_line import write_log
from tandem.bootstrap.log import FIELDS, guard_log
from tandem.domain.errors import Unavailable
from tandem.local.log_line import LogLine

ROOT = Path(__file__).resolve().parents[2]
CANARIES = ("eva.canary@example.com", "Eva Canary", "tok-canary-17")
MAIL, NAME, TOKEN = CANARIES

Output = Callable[[], str]

pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def _handled(handler: logging.Handler) -> None:
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _machine() -> Output:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LogLine())
    _handled(handler)
    return stream.getvalue


def _lambda() -> Output:
    """As the runtime sets it up: a receiver's log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    _handled(handler)
    return stream.getvalue


def _powertools() -> Output:
    """What a worker's or the console's own logger writes, and the runtime's handler for everybody else."""
    others = _lambda()
    stream = io.StringIO()
    write_log("ReconcileContacts", stream)
    return lambda: stream.getvalue() + others()


@pytest.fixture(params=[_machine, _lambda, _powertools])
def output(request: pytest.FixtureRequest) -> Output:
    read: Output = request.param()
    guard_log()
    return read


def assert_clean(text: str) -> None:
    assert text
    assert [one for one in CANARIES if one in text] == []


def test_a_known_field_is_written(output: Output) -> None:
    logging.getLogger("tandem").info("webhook forged", extra={"reason": "unknown_hook", "connection": "42-c1"})

    text = output()
    assert "webhook forged" in text
    assert "unknown_hook" in text
    assert "42-c1" in text


def test_an_unknown_field_is_dropped_and_its_event_stays(output: Output) -> None:
    fields = {"email": MAIL, "person": NAME, "credentials": {"token": TOKEN}, "reason": "timeout"}

    logging.getLogger("tandem").warning("contact failed", extra=fields)

    text = output()
    assert "contact failed" in text
    assert "timeout" in text
    assert_clean(text)


def test_a_message_with_holes_stays_empty(output: Output) -> None:
    logging.getLogger("tandem").warning("contact %s failed", NAME)

    assert_clean(output())


def test_an_error_is_told_by_class_and_place_without_its_words(output: Output) -> None:
    try:
        raise Unavailable("timeout", MAIL) from KeyError(NAME)
    except Unavailable:
        logging.getLogger("tandem").exception("call failed")

    text = output()
    assert "Unavailable" in text
    assert "test_log.py:" in text
    assert_clean(text)


def test_a_library_warns_without_its_words(output: Output) -> None:
    logging.getLogger("urllib3.connectionpool").warning("retrying /persons/search?term=%s", MAIL)
    logging.getLogger("vobject.other").error(f"can't read {NAME}", extra={"line": TOKEN})

    text = output()
    assert text.count("a library warns") == 2
    assert "test_log.py:" in text
    assert_clean(text)


def test_what_a_library_only_tells_is_not_written(output: Output) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://api.example/persons/search?term=%s", MAIL)

    assert output() == ""


def test_what_guards_the_log_is_there_once_however_often_it_is_asked_for() -> None:
    guard_log()
    guard_log()

    assert len(logging.getLogger("tandem").filters) == 1


def test_the_log_of_a_worker_tells_function_request_and_cold_start() -> None:
    class TheRuntimes(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            record.aws_request_id = "8f507cfc"
            return True

    runtime = logging.StreamHandler(io.StringIO())
    runtime.addFilter(TheRuntimes())
    _handled(runtime)
    guard_log()
    stream = io.StringIO()
    warm = write_log("ReconcileContacts", stream)
    logger = logging.getLogger("tandem")

    logger.info("first", extra={"connection": "42-c1"})
    warm()
    logger.info("second")

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first["message"] == "first"
    assert first["level"] == "INFO"
    assert first["connection"] == "42-c1"
    assert first["function"] == "ReconcileContacts"
    assert first["aws_request_id"] == "8f507cfc"
    assert first["timestamp"].endswith("+00:00")
    assert (first["cold_start"], second["cold_start"]) == (True, False)


def logged_fields(code: str) -> Iterator[str]:
    """The names in `extra={...}` of every call, also where something is added to it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.keyword) and node.arg == "extra":
            for part in ast.walk(node.value):
                if isinstance(part, ast.Dict):
                    yield from (key.value for key in part.keys if isinstance(key, ast.Constant))


def test_every_field_that_is_logged_is_known() -> None:
    modules = [*(ROOT / "layers").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]

    fields = {field for path in modules for field in logged_fields(path.read_text("utf-8"))}

    assert {"reason", "connection", "function"} <= fields
    assert fields <= FIELDS


def test_a_planted_field_is_found() -> None:
    planted = 'logger.info("sent", extra={"mail": 1} | place_of(error))'

    assert list(logged_fields(planted)) == ["mail"]
