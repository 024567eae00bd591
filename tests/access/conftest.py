"""The company of the access matrix, one for each file of tests."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.access.world import World, opened


@pytest.fixture(scope="module")
async def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Open for as long as a file of tests takes: what is tried is made anew each time."""
    file = tmp_path_factory.mktemp("access") / "praiseworthy.db"
    shutil.copyfile(sqlite_template, file)
    async with opened(file) as world:
        yield world
