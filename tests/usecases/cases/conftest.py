"""What the cases of a calendar begin with, unless a module has a beginning of its own."""

from pathlib import Path

import pytest

from tests.usecases.calendar_scene import CalendarScene


@pytest.fixture
def scene(tmp_path: Path) -> CalendarScene:
    return CalendarScene(tmp_path)
