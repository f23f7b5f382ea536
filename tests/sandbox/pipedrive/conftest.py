"""One stand-in per module; after each test its switches are as they were, and nothing waits."""

from collections.abc import Iterator

import httpx
import pytest

from tests.nursery import Nursery
from tests.sandbox.pipedrive.desk import Desk, Receiver, receiving
from tests.servers import PipedriveStandin, start_pipedrive


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, pipedrive_nursery: Nursery) -> Iterator[PipedriveStandin]:
    data = tmp_path_factory.mktemp("pipedrive")
    child, standin = start_pipedrive(data, "--no-limits", start=pipedrive_nursery.start)
    yield standin
    child.stop()


@pytest.fixture(scope="module")
def http(company: PipedriveStandin) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=company.api_domain, timeout=10) as http:
        yield http


@pytest.fixture
def desk(company: PipedriveStandin, http: httpx.Client) -> Iterator[Desk]:
    """The admin's; webhooks that a test made are gone after it."""
    before = company.control("switches")
    desk = Desk(company, http, company.users[0])
    yield desk
    http.request("DELETE", "/_control/fail")
    company.control("switches", before)
    for webhook in company.control("webhooks"):
        desk.call("DELETE", f"/v1/webhooks/{webhook['id']}")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
