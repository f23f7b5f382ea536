"""Lambda prints the words of an error that a handler lets go. At the edge they are taken away before."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from awslambdaric import bootstrap as runtime
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

from tandem.bootstrap.edge import edge
from tandem.domain.errors import Forged, Rejected, Trouble, Unavailable
from tandem.domain.fault import Unexpected, place_of

MAIL = "eva.canary@example.com"
Handler = Callable[[dict[str, Any], object], Any]


def fail(error: Exception) -> None:
    with edge(connection="42-c1"):
        raise error from ValueError(MAIL)


class Runtime:
    """The client and the log sink that Lambda's own code is given; keeps everything it is told to print or post."""

    def __init__(self) -> None:
        self.marshaller = LambdaMarshaller()
        self.said: list[str] = []
        self.answer: Any = None

    def log_error(self, lines: list[str]) -> None:
        self.said += lines

    def post_invocation_error(self, _id: str, error: str, fault: str, _invocation: str | None) -> None:
        self.said += [error, fault]

    def post_invocation_result(self, _id: str, answer: str, _type: str, _invocation: str | None) -> None:
        self.answer = json.loads(answer)

    def invoke(self, handler: Handler, event: object) -> "Runtime":
        arn, body = "arn:aws:lambda:eu-central-1:000000000000:function:f", json.dumps(event).encode()
        runtime.handle_event_request(self, handler, "1", body, "application/json", "", "", arn, 10**13, None, self)
        return self


def test_an_error_that_nobody_reacts_to_leaves_without_its_words() -> None:
    with pytest.raises(Unexpected) as left:
        fail(KeyError(MAIL))

    assert MAIL not in str(left.value)
    assert "KeyError" in str(left.value)
    assert "test_edge.py:" in str(left.value)
    assert left.value.__cause__ is None
    assert left.value.__suppress_context__


def test_it_is_noted_with_the_ids_that_it_concerns(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tandem"), pytest.raises(Unexpected):
        fail(Unavailable("timeout", MAIL))

    (record,) = caplog.records
    told = vars(record)
    assert (record.message, told["connection"], told["error"]) == ("invocation failed", "42-c1", "Unavailable")
    assert told["reason"] == "timeout"
    assert MAIL not in str(told)


def test_only_our_own_errors_have_a_reason_to_tell() -> None:
    class Foreign(Exception):
        reason = MAIL

    assert place_of(Foreign())["reason"] == ""
    assert place_of(Rejected("too_long"))["reason"] == "too_long"


@pytest.mark.parametrize("answered", [Forged("unknown_hook"), Rejected("unreadable")])
def test_what_a_handler_answers_to_passes(answered: Trouble) -> None:
    with pytest.raises(type(answered)) as passed:
        fail(answered)

    assert passed.value is answered


def test_the_end_comes_after_success_and_after_failure() -> None:
    ended: list[str] = []

    with edge(lambda: ended.append("well")):
        pass
    with pytest.raises(Unexpected), edge(lambda: ended.append("ill")):
        raise KeyError

    assert ended == ["well", "ill"]


def test_lambda_prints_the_place_and_not_the_words() -> None:
    said = Runtime().invoke(lambda _event, _context: fail(KeyError(MAIL)), {}).said

    assert "Unexpected" in "".join(said)
    assert "test_edge.py:" in "".join(said)
    assert MAIL not in "".join(said)


def test_a_batch_whose_only_message_failed_fails_and_prints_no_words() -> None:
    """Powertools puts the words and the causes of all errors of a batch into its own."""

    def work(record: dict[str, Any]) -> None:
        fail(KeyError(MAIL))

    def handler(event: dict[str, Any], context: Any) -> Any:
        return process_partial_response(event, work, SqsFifoPartialProcessor(), context)

    failed = Runtime().invoke(handler, {"Records": [{"messageId": "m1", "body": "{}", "eventSource": "aws:sqs"}]})

    assert "BatchProcessingError" in "".join(failed.said)
    assert "test_edge.py:" in "".join(failed.said)
    assert MAIL not in "".join(failed.said)


def test_without_the_edge_the_words_would_be_printed() -> None:
    """The two tests above can fail."""

    def handler(_event: object, _context: object) -> None:
        raise KeyError(MAIL)

    assert MAIL in "".join(Runtime().invoke(handler, {}).said)
