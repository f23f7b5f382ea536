"""Batch requests: many calls in one multipart body, answered item by item in no particular order."""

from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus

from sandbox.google.answers import Answer, Refused
from sandbox.google.calls import Request
from sandbox.google.world import World

LIMIT = 1000
BOUNDARY = "batch_answers"
Work = Callable[[Request], Answer]
Part = tuple[str, Request]


def answer_batch(world: World, request: Request, prefix: str, work: Work) -> Answer:
    """`prefix` is where the calls must go; each is done by `work`, in the order they stand in."""
    parts = read_parts(request)
    if len(parts) > LIMIT:
        raise Refused(400, "badRequest", f"The batch request has more than {LIMIT} calls.")
    answers = [(content_id, _one(part, prefix, work)) for content_id, part in parts]
    world.dice.shuffle(answers)
    body = b"".join(_written(content_id, answer) for content_id, answer in answers)
    return Answer(200, body + f"--{BOUNDARY}--\r\n".encode(), f"multipart/mixed; boundary={BOUNDARY}")


def read_parts(request: Request) -> list[Part]:
    """Each call with its Content-ID; the outer headers count where the part says nothing else."""
    content_type = request.headers.get("content-type", "")
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.raw)
    if not message.is_multipart():
        raise Refused(400, "badRequest", "The batch request is not multipart/mixed.")
    outer = {name: value for name, value in request.headers.items() if not name.startswith("content-")}
    parts = [each for each in message.iter_parts() if isinstance(each, EmailMessage)]
    return [(str(each.get("content-id", "")), _inner(_payload(each), outer)) for each in parts]


def _payload(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _inner(raw: bytes, outer: dict[str, str]) -> Request:
    head, _, body = raw.replace(b"\r\n", b"\n").lstrip().partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").split("\n")
    method, _, target = first.partition(" ")
    path, _, query = target.rpartition(" ")[0].partition("?") if " HTTP/" in target else target.partition("?")
    own = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(method, path, query, outer | own, body.strip())


def _one(request: Request, prefix: str, work: Work) -> Answer:
    if not request.path.startswith(prefix):
        message = "A call's URL is its path, and one of this API."
        return Refused(400, "badRequest", message).answer()
    return work(request)


def _written(content_id: str, answer: Answer) -> bytes:
    marked = f"<response-{content_id.strip().removeprefix('<')}" if content_id else ""
    outer = [f"--{BOUNDARY}", "Content-Type: application/http", *([f"Content-ID: {marked}"] if marked else [])]
    inner = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    inner += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(answer.body)}"]
    inner += [f"{name}: {value}" for name, value in answer.headers.items()]
    return "\r\n".join([*outer, "", *inner, "", ""]).encode() + answer.body + b"\r\n"
