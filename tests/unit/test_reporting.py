"""Cycles in a chain."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reporting import cycles


def test_a_chain_without_a_cycle() -> None:
    assert cycles({1: 2, 2: 3, 3: None, 4: 3, 5: 99}) == []


def test_each_cycle_is_told_once_without_those_who_lead_into_it() -> None:
    found = cycles({1: 2, 2: 3, 3: 2, 4: 1, 5: 5, 6: 7, 7: 8, 8: 6})
    assert found == [(2, 3), (5,), (6, 7, 8)]


NODES = st.integers(0, 12)


@given(st.dictionaries(NODES, st.one_of(st.none(), NODES)))
def test_what_is_found_is_what_walking_up_finds(above: dict[int, int | None]) -> None:
    def comes_back(start: int) -> bool:
        node = above.get(start)
        for _ in above:
            if node is None or node == start:
                break
            node = above.get(node)
        return node == start

    found = cycles(above)
    in_cycles = [node for cycle in found for node in cycle]
    assert sorted(in_cycles) == sorted(node for node in above if comes_back(node))
    assert all(above[node] == cycle[(index + 1) % len(cycle)] for cycle in found for index, node in enumerate(cycle))
