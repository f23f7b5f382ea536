"""Logging is one for the whole process: what a test does to it is undone."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    ours, root = logging.getLogger("tandem"), logging.getLogger()
    before = [(one, list(one.filters)) for one in (ours, *root.handlers)]
    kept = (list(ours.handlers), ours.level, ours.propagate, list(root.handlers), root.level)
    yield
    for one, filters in before:
        one.filters = filters
    ours.handlers, ours.level, ours.propagate, root.handlers, level = kept
    root.setLevel(level)
    ours.setLevel(kept[1])
