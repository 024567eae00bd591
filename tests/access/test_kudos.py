"""Kudos: who may do what, request by request."""

import pytest

from tests.access.attempts import Attempt, check
from tests.access.attempts_kudos import attempt
from tests.access.company import ACTORS, Actor, column
from tests.access.matrix import read_matrix
from tests.access.world import World


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("tried", attempt.all, ids=str)
async def test_only_those_whom_the_matrix_allows(world: World, tried: Attempt, actor: Actor) -> None:
    await check(world, tried, actor, read_matrix()[tried.request].cells[column(actor)])
