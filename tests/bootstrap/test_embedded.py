"""Tandem inside Pipedrive through the whole console, as `tandem up` builds it: good tokens, and forged ones."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.bootstrap.console import Console, build
from tandem.bootstrap.replicas import StoredReplicas
from tandem.settings import Settings
from tests.console.events import event
from tests.servers import PipedriveStandin
from tests.signed import claims, encoded, signed

HOST = "tandem.example"
SENT = {"host": HOST, "x-forwarded-proto": "https", "content-type": "application/json", "origin": f"https://{HOST}"}


def console_of(standin: PipedriveStandin, folder: Path, **settings: str) -> Console:
    """With the admin's company in it."""
    registered = {"pipedrive_client_id": "client_id", "pipedrive_client_secret": "client_secret"}
    told = {name: str(standin.said[said]) for name, said in registered.items()}
    made = build(Settings(**{"data": str(folder), "public": f"https://{HOST}", "private": "1", **told, **settings}))
    made.application.add_company(standin.api_domain, standin.api_token)
    return made


@pytest.fixture
def console(tmp_path: Path, pipedrive_standin: PipedriveStandin) -> Iterator[Console]:
    made = console_of(pipedrive_standin, tmp_path)
    yield made
    _close(made)


def _close(console: Console) -> None:
    replicas = console.application.world.replicas
    assert isinstance(replicas, StoredReplicas)
    replicas.transport.close()


def send(console: Console, method: str, path: str, body: str = "", **headers: str) -> dict[str, Any]:
    happening = event(method, path, body, {**SENT, **headers})
    del happening["requestContext"]["timeEpoch"]
    return console.respond(happening)


def exchange(console: Console, token: str) -> dict[str, Any]:
    return send(console, "POST", "/api/embedded-session", json.dumps({"token": token}))


def test_a_token_of_pipedrives_shows_its_user_the_summary(
    console: Console, pipedrive_standin: PipedriveStandin
) -> None:
    for user in pipedrive_standin.users[:2]:
        said = Claims(pipedrive_standin, user=user["id"])

        begun = exchange(console, said.signed())
        bearer = json.loads(begun["body"])["bearer"]
        shown = send(console, "GET", "/embedded/summary", authorization=f"Bearer {bearer}")

        assert (begun["statusCode"], shown["statusCode"]) == (201, 200)
        assert "No connection yet." in shown["body"]


class Claims:
    """What a token says, and who signs it."""

    def __init__(self, standin: PipedriveStandin, **others: Any) -> None:
        self.secret = str(standin.said["client_secret"])
        who = {"company": standin.company_id, "user": standin.users[0]["id"]}
        self.said = claims(datetime.now(UTC), **{**who, **others})

    def signed(self, **how: Any) -> str:
        return signed(self.said, **{"secret": self.secret, **how})


def ago(**time: float) -> int:
    return int((datetime.now(UTC) - timedelta(**time)).timestamp())


REFUSED: Mapping[str, tuple[Callable[[PipedriveStandin], str], int]] = {
    "wrong signature": (lambda it: Claims(it).signed(secret="another"), 401),
    "signed with the client id": (lambda it: Claims(it).signed(secret=str(it.said["client_id"])), 401),
    "alg none": (lambda it: f"{encoded({'alg': 'none'})}.{encoded(Claims(it).said)}.", 401),
    "alg none, signed": (lambda it: Claims(it).signed(header={"alg": "none"}), 401),
    "HS512": (lambda it: Claims(it).signed(header={"alg": "HS512"}, digest="sha512"), 401),
    "expired": (lambda it: Claims(it, iat=ago(minutes=6), exp=ago(minutes=1)).signed(), 401),
    "good for an hour": (lambda it: Claims(it, exp=ago(minutes=-60)).signed(), 401),
    "no end": (lambda it: Claims(it, exp=None).signed(), 401),
    "an API token": (lambda it: it.api_token, 401),
    "other company": (lambda it: Claims(it, company=it.company_id + 1).signed(), 422),
    "unknown user": (lambda it: Claims(it, user=999_999).signed(), 422),
    "no user": (lambda it: Claims(it, user=None).signed(), 401),
    "missing": (lambda _: "", 422),
    "too big": (lambda it: Claims(it, more="x" * 5000).signed(), 422),
}


@pytest.mark.parametrize(("forge", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_any_other_token_begins_nothing(
    console: Console, pipedrive_standin: PipedriveStandin, forge: Callable[[PipedriveStandin], str], status: int
) -> None:
    answer = exchange(console, forge(pipedrive_standin))

    assert answer["statusCode"] == status
    assert "bearer" not in answer["body"]


@pytest.mark.parametrize("missing", ["pipedrive_client_id", "pipedrive_client_secret"])
def test_where_tandem_is_not_registered_at_pipedrive_nobody_is_let_in(
    tmp_path: Path, pipedrive_standin: PipedriveStandin, missing: str
) -> None:
    console = console_of(pipedrive_standin, tmp_path, **{missing: ""})
    said = Claims(pipedrive_standin)

    answers = [exchange(console, said.signed(secret=secret)) for secret in (said.secret, "")]

    assert {answer["statusCode"] for answer in answers} <= {401, 422}
    _close(console)


def test_a_new_admin_token_ends_what_was_begun(console: Console, pipedrive_standin: PipedriveStandin) -> None:
    bearer = json.loads(exchange(console, Claims(pipedrive_standin).signed())["body"])["bearer"]

    after = replace(console, admin_token=lambda: "another")

    assert send(after, "GET", "/embedded/summary", authorization=f"Bearer {bearer}")["statusCode"] == 401


def test_nothing_of_a_token_is_logged(
    console: Console, pipedrive_standin: PipedriveStandin, caplog: pytest.LogCaptureFixture
) -> None:
    token = Claims(pipedrive_standin).signed()
    bearer = json.loads(exchange(console, token)["body"])["bearer"]
    exchange(console, f"{token}x")
    send(console, "GET", f"/embedded?id=1&token={token}")
    send(console, "GET", "/embedded/summary", authorization=f"Bearer {bearer}x")

    said = "\n".join(str(vars(one)) for one in caplog.records)
    assert token not in said
    assert bearer not in said
