"""How long a delivery waits, and what a message is made of."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.store import COMMIT_GRACE, PATIENCE
from bot.domain.deliveries import (
    CLAIM,
    FIRST_WAIT,
    LONGEST_TRY,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    PERMANENT_ERRORS,
    Message,
    wait_after,
)
from bot.messenger import TIMEOUT_SECONDS


def test_waits_double_up_to_a_ceiling() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:4] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4, FIRST_WAIT * 8]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


@given(st.integers(0, 10**6), st.none() | st.floats(0, 86_400))
def test_a_wait_is_neither_nothing_nor_endless(attempts: int, retry_after: float | None) -> None:
    wait = wait_after(attempts, retry_after)
    assert wait >= timedelta(seconds=1)
    assert wait <= (LONGEST_WAIT if retry_after is None else timedelta(days=1))


@pytest.mark.parametrize(("retry_after", "seconds"), [(30.0, 30), (3_600.0, 3_600), (0.0, 1), (0.5, 1)])
@pytest.mark.parametrize("attempts", [1, 19])
def test_slack_s_own_wait_wins(attempts: int, retry_after: float, seconds: int) -> None:
    assert wait_after(attempts, retry_after) == timedelta(seconds=seconds)


def test_a_claim_outlives_a_try_and_the_writes_around_it() -> None:
    writes = 2 * timedelta(seconds=PATIENCE + COMMIT_GRACE)
    assert LONGEST_TRY + writes < CLAIM
    assert timedelta(seconds=TIMEOUT_SECONDS) < LONGEST_TRY


@pytest.mark.parametrize("error", ["channel_not_found", "account_inactive", "not_in_channel", "is_archived"])
def test_errors_that_trying_again_does_not_mend(error: str) -> None:
    assert error in PERMANENT_ERRORS


@pytest.mark.parametrize(
    "error", ["ratelimited", "internal_error", "fatal_error", "service_unavailable", "rate_limited"]
)
def test_errors_that_pass(error: str) -> None:
    assert error not in PERMANENT_ERRORS


def test_a_message_is_what_slack_s_methods_take() -> None:
    blocks = [{"type": "divider"}]
    assert Message("Logged", blocks).payload() == {"text": "Logged", "blocks": blocks}
    assert Message("Logged").payload() == {"text": "Logged", "blocks": []}
