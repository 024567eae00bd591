"""Who can be thanked, until when kudos can be undone, and circles of two who only thank each other."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kudos import closed_circles

A, B, C, D = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("thanks", "circles"),
    [
        ([], set()),
        ([(A, B)], set()),
        ([(A, B), (B, A)], {frozenset((A, B))}),
        ([(A, B), (A, B), (B, A)], {frozenset((A, B))}),
        ([(A, B), (B, A), (A, C)], set()),
        ([(A, B), (B, A), (C, A)], set()),
        ([(A, B), (B, A), (C, D), (D, C)], {frozenset((A, B)), frozenset((C, D))}),
        ([(A, B), (B, C), (C, A)], set()),
        ([(A, A), (B, B)], set()),
    ],
)
def test_circles(thanks: list[tuple[int, int]], circles: set[frozenset[int]]) -> None:
    for order in permutations(thanks):
        assert closed_circles(order) == circles


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_those_of_a_circle_have_nothing_to_do_with_others(thanks: list[tuple[int, int]]) -> None:
    for circle in closed_circles(thanks):
        assert len(circle) == 2
        touching = {frozenset(pair) for pair in thanks if set(pair) & circle and pair[0] != pair[1]}
        assert touching == {circle}
        one, other = circle
        assert {(one, other), (other, one)} <= set(thanks)
