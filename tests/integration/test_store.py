"""The one door to the database: what is committed, what is not, and what happens when it can't be reached."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.people import WorkspaceRow
from bot.db.store import Store
from bot.errors import DatabaseUnreachable
from tests.integration.conftest import opened
from tests.integration.outages import Outage, Wire
from tests.integration.pauses import Pause


class MishapError(Exception):
    """What a use case raises."""


def add(session: Session, name: str) -> str:
    session.add(WorkspaceRow(id=name, name=name, people_learnt_at=None))
    session.flush()
    return f"added {name}"


def add_and_fail(session: Session, name: str) -> str:
    add(session, name)
    raise MishapError(name)


def names(session: Session) -> set[str]:
    return set(session.execute(select(WorkspaceRow.id)).scalars())


async def saved(database_url: str) -> set[str]:
    """What anybody else finds in the database."""
    async with opened(database_url) as other:
        return await other.read(names)


async def until_it_writes(store: Store, name: str) -> None:
    """Waits for the first write that succeeds again."""
    async with asyncio.timeout(30):
        while True:
            try:
                await store.write(add, name)
            except DatabaseUnreachable:
                continue
            return


async def test_a_result_is_given_once_it_is_committed(store: Store, database_url: str) -> None:
    assert await store.write(add, "T1") == "added T1"
    assert await saved(database_url) == {"T1"}


async def test_a_query_saves_nothing(store: Store, database_url: str) -> None:
    assert await store.read(add, "T1") == "added T1"
    assert await saved(database_url) == set()


async def test_one_that_fails_is_rolled_back_alone(store: Store, database_url: str) -> None:
    ends = await asyncio.gather(
        *(store.write(add_and_fail if number % 5 == 3 else add, f"T{number}") for number in range(100)),
        return_exceptions=True,
    )
    for number, end in enumerate(ends):
        if number % 5 == 3:
            assert isinstance(end, MishapError)
            assert str(end) == f"T{number}"
        else:
            assert end == f"added T{number}"
    assert await saved(database_url) == {f"T{number}" for number in range(100) if number % 5 != 3}


async def test_one_that_the_database_refuses_fails_alone(store: Store, database_url: str) -> None:
    await store.write(add, "taken")
    ends = await asyncio.gather(
        *(store.write(add, "taken" if number == 7 else f"T{number}") for number in range(20)), return_exceptions=True
    )
    assert isinstance(ends.pop(7), IntegrityError)
    assert ends == [f"added T{number}" for number in range(20) if number != 7]
    assert await saved(database_url) == {"taken", *(f"T{number}" for number in range(20) if number != 7)}


async def test_two_replicas_write_at_once(store: Store, database_url: str) -> None:
    async with opened(database_url) as other:
        await asyncio.gather(
            *(store.write(add, f"A{number}") for number in range(30)),
            *(other.write(add, f"B{number}") for number in range(30)),
        )
    assert await saved(database_url) == {f"{letter}{number}" for letter in "AB" for number in range(30)}


async def test_closing_finishes_what_waits(database_url: str) -> None:
    async with opened(database_url) as store:
        waiting = [asyncio.create_task(store.write(add, f"T{number}")) for number in range(70)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [f"added T{number}" for number in range(70)]
    assert len(await saved(database_url)) == 70


async def test_what_was_told_not_saved_is_never_saved(outage: Outage) -> None:
    async with opened(outage.database_url) as store:
        await store.write(add, "before")
        await outage.begin()
        ends = await asyncio.gather(
            *(store.write(add, f"lost{number}") for number in range(20)), return_exceptions=True
        )
        for end in ends:
            assert isinstance(end, DatabaseUnreachable)
            assert not end.may_be_saved
        await outage.end()
        await until_it_writes(store, "after")
    assert await saved(outage.database_url) == {"before", "after"}


async def test_one_who_waits_long_is_told_even_when_the_database_comes_back(outage: Outage) -> None:
    async with opened(outage.database_url) as store:
        await outage.begin()
        with pytest.raises(DatabaseUnreachable):
            await store.write(add, "lost")
        following = asyncio.create_task(store.write(add, "next"))
        await outage.end()
        try:
            is_told_saved = await following == "added next"
        except DatabaseUnreachable:
            is_told_saved = False
        await until_it_writes(store, "after")
    assert await saved(outage.database_url) == {"after", *(["next"] if is_told_saved else [])}


async def test_a_database_that_was_never_there(unused_tcp_port: int) -> None:
    async with opened(f"postgresql://somebody@127.0.0.1:{unused_tcp_port}/nothing") as store:
        with pytest.raises(DatabaseUnreachable) as refused:
            await store.write(add, "T1")
        assert not refused.value.may_be_saved
        with pytest.raises(DatabaseUnreachable):
            await store.read(names)
        assert not await store.answers()


async def test_reading_and_health_during_an_outage(muted_wire: Wire) -> None:
    async with opened(muted_wire.database_url) as store:
        assert await store.answers()
        await muted_wire.begin()
        assert not await store.answers()
        with pytest.raises(DatabaseUnreachable):
            await store.read(names)
        await muted_wire.end()
        async with asyncio.timeout(30):
            while not await store.answers():
                continue
        assert await store.read(names) == set()


async def test_a_commit_that_is_under_way_may_be_saved(muted_wire: Wire) -> None:
    async with opened(muted_wire.database_url) as store:
        await store.write(add, "before")
        muted_wire.stop_at(b"COMMIT")
        with pytest.raises(DatabaseUnreachable) as unknown:
            await store.write(add, "perhaps")
        assert unknown.value.may_be_saved
        await muted_wire.end()
        await until_it_writes(store, "after")
    assert await saved(muted_wire.database_url) in ({"before", "after"}, {"before", "perhaps", "after"})


async def test_connections_that_the_server_ended_are_replaced(postgresql_url: str) -> None:
    async with opened(postgresql_url) as store, opened(postgresql_url) as other:
        await asyncio.gather(*(store.write(add, f"T{number}") for number in range(5)))
        await other.write(
            lambda session: session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid()"
                )
            ).all()
        )
        assert await store.write(add, "after") == "added after"
        assert "after" in await store.read(names)


async def test_what_takes_too_long_is_told_not_saved_and_is_not(store: Store, database_url: str) -> None:
    with Pause() as pause:

        def add_slowly(session: Session) -> None:
            add(session, "slow")
            pause.hold(session)

        slow = asyncio.create_task(store.write(add_slowly))
        await pause.reached.wait()
        with pytest.raises(DatabaseUnreachable) as late:
            await slow
        assert not late.value.may_be_saved
    await until_it_writes(store, "after")
    await store.write(add, "last")
    assert await saved(database_url) == {"after", "last"}
