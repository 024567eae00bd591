"""A stream: what a query yields step by step, while others write."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.people import PersonRow
from bot.db.store import Store
from bot.services import people
from tests.integration.conftest import ANA, HERE, NOW, person


def names(session: Session) -> Iterator[str]:
    found = session.execute(
        select(PersonRow.name).where(PersonRow.workspace_id == HERE).order_by(PersonRow.name),
        execution_options={"yield_per": 1},
    )
    for row in found:
        yield row.name


async def test_writing_goes_on_between_two_steps(desk: Store) -> None:
    steps = desk.stream(names)
    async with aclosing(steps):
        first = await anext(steps)
        await desk.write(people.learn, [person(ANA, name="Zoe Pereira")], NOW)
        rest = [name async for name in steps]
    assert [first, *rest] == ["Ana Pereira", "Bruno Keller"]


async def test_a_stream_that_is_left_early_gives_its_connection_back(desk: Store) -> None:
    for _ in range(12):
        async with aclosing(desk.stream(names)) as steps:
            await anext(steps)
    assert [name async for name in desk.stream(names)] == ["Ana Pereira", "Bruno Keller"]


async def test_what_a_query_raises_comes_through(desk: Store) -> None:
    def broken(session: Session) -> Iterator[int]:
        yield session.execute(text("SELECT 1")).scalar_one()
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        [step async for step in desk.stream(broken)]


async def test_many_streams_at_once_hinder_neither_one_another_nor_anybody_else(desk: Store) -> None:
    async def read_all() -> list[str]:
        return [name async for name in desk.stream(names)]

    async with asyncio.timeout(20):
        streams = [asyncio.create_task(read_all()) for _ in range(24)]
        await desk.write(people.learn, [person(ANA, name="Ana Pereira")], NOW)
        found = await asyncio.gather(*streams)
    assert found == [["Ana Pereira", "Bruno Keller"]] * 24
