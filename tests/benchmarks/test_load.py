"""The sender of webhooks: what it counts is what a receiver answered."""

import asyncio
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from benchmarks.load import deliver


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if body == b"slow":
            time.sleep(0.2)
        self.send_response(500 if body == b"bad" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def job(url: str, bodies: list[str], rate: float | None = None) -> dict[str, Any]:
    return {"url": url, "user": "u", "password": "p", "bodies": bodies, "rate": rate, "connections": 4}


def test_everything_but_2xx_counts_as_failed(url: str) -> None:
    done = asyncio.run(deliver(job(url, ["good", "bad"] * 10)))

    assert (done.sent, done.failed) == (20, 10)


def test_the_slowest_answer_is_seen(url: str) -> None:
    done = asyncio.run(deliver(job(url, ["good"] * 9 + ["slow"])))

    assert done.slowest >= 200
    assert done.p50 < 200


def test_a_rate_spreads_the_deliveries(url: str) -> None:
    done = asyncio.run(deliver(job(url, ["good"] * 10, rate=50)))

    assert done.wall >= 9 / 50


def test_nobody_listening_is_a_failure() -> None:
    done = asyncio.run(deliver(job("http://127.0.0.1:9/", ["good"])))

    assert done.failed == 1
