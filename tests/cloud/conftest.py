"""One stack for all tests here, deployed with its policies in force, beside the stand-ins."""

import platform
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cloud.canaries import Told, tell
from tests.cloud.emulator import Emulator
from tests.cloud.stack import Stack
from tests.cloud.tools import Tools, built_by_sam
from tests.e2e.diary import Diary, google_settings
from tests.e2e.office import Office
from tests.e2e.postbox import Postbox, microsoft_settings
from tests.e2e.rolodex import Rolodex
from tests.google import running_google
from tests.microsoft import running_microsoft
from tests.sandbox.google.desk import GoogleStandin
from tests.sandbox.microsoft.desk import MicrosoftStandin
from tests.servers import PipedriveStandin, Radicale, start_pipedrive

COMPANIES = count(7000)
POLICIES_COUNT = {"AUTH": "true"}


@pytest.fixture(scope="session")
def built(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built template, its layer for this machine's processor and Python: here it is run."""
    here = {"LAYER_PYTHON": "{}.{}".format(*sys.version_info[:2]), "LAYER_ARCH": platform.machine()}
    return built_by_sam(tools, tmp_path_factory.mktemp("sam-here") / "build", **here) / "template.yaml"


@pytest.fixture(scope="session")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleStandin]:
    with running_google(tmp_path_factory.mktemp("google")) as standin:
        yield standin


@pytest.fixture(scope="session")
def microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MicrosoftStandin]:
    with running_microsoft(tmp_path_factory.mktemp("microsoft")) as standin:
        yield standin


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, built: Path, google: GoogleStandin, microsoft: MicrosoftStandin
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("cloud")
    told = {**google_settings(google.said), **microsoft_settings(microsoft.said)}
    settings = {name: value for name, value in told.items() if "_CLIENT_" not in name}
    ids = {"GoogleClientId": google.said["client_id"], "MicrosoftClientId": microsoft.said["client_id"]}
    parameters = {name: str(value) for name, value in ids.items()}
    with Emulator(folder, POLICIES_COUNT) as emulator, Stack(emulator, built, settings, parameters) as stack:
        stack.keep("GoogleClientSecret", str(google.said["client_secret"]))
        stack.keep("MicrosoftClientSecret", str(microsoft.said["client_secret"]))
        yield stack


@pytest.fixture
def office(stack: Stack, pipedrive: PipedriveStandin, radicale: Radicale) -> Iterator[Office]:
    """Anna's, paused at the end: what is asked of stand-ins that are gone would only be in the others' way."""
    office = Office(stack, pipedrive, radicale.new_book())
    yield office
    if office.connection:
        office.machine.ask("POST", f"connections/{office.connection}/pause")


@pytest.fixture(scope="session")
def told(
    stack: Stack,
    radicale: Radicale,
    google: GoogleStandin,
    microsoft: MicrosoftStandin,
    tmp_path_factory: pytest.TempPathFactory,
) -> Told:
    """The story with everything in it, once."""
    folder = tmp_path_factory.mktemp("told")
    child, standin = start_pipedrive(folder, "--no-limits", "--company-id", str(next(COMPANIES)))
    office = Office(stack, standin, radicale.new_book())
    diary, rolodex = Diary.new(stack, standin, google), Rolodex.new(stack, standin, google)
    postbox = Postbox.new(stack, standin, microsoft)
    try:
        return tell(office, diary, rolodex, postbox, stack)
    finally:
        for one in (office, diary, rolodex, postbox):
            one.machine.ask("POST", f"connections/{one.connection}/pause")
        child.stop()
