"""Where off-system help went, what of it serves no goal, and what it is in people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.effort import Aims, Effort, Help, effort_of, full_time, working_minutes
from bot.domain.workspace_settings import WorkspaceSettings

NO_AIMS = Aims()


def help_of(
    person: int = 1, customer: int | None = 5, minutes: int | None = 60, *tags: str, is_now: bool = True
) -> Help:
    return Help(person, customer, f"Customer {customer}" if customer else None, tags, minutes, is_now)


def asked(effort: Effort) -> list[tuple[str, int, float]]:
    return [(one.thing, one.minutes, one.share) for one in effort.unserved]


def test_help_serves_a_goal_by_its_customer_or_by_a_tag() -> None:
    aims = Aims(frozenset({5}), frozenset({"vpn"}))
    effort = effort_of([help_of(), help_of(1, 6, 60, "vpn", "x"), help_of(1, 6, 120, "x")], aims, 3)
    assert asked(effort) == [("customer:6", 120, 2 / 3)]


def test_help_without_a_customer_is_asked_about_by_tag() -> None:
    effort = effort_of([help_of(1, None, 60, "printer"), help_of(1, None, 90)], NO_AIMS, 3)
    assert asked(effort) == [("tag:printer", 60, 1.0)]


def test_less_than_an_hour_is_not_worth_a_question() -> None:
    assert asked(effort_of([help_of(minutes=59)], NO_AIMS, 3)) == []


def test_the_week_before_is_beside_and_not_asked_about() -> None:
    effort = effort_of([help_of(minutes=30), help_of(minutes=300, is_now=False)], NO_AIMS, 3)
    (share,) = effort.by_customer
    assert (share.minutes, share.before) == (30, 300)
    assert (effort.minutes, effort.before, effort.entries) == (30, 300, 1)
    assert asked(effort) == []


def test_what_rests_is_not_asked_about() -> None:
    assert asked(effort_of([help_of()], NO_AIMS, 3, frozenset({"customer:5"}))) == []


@pytest.mark.parametrize(
    ("minutes", "people", "carrier"),
    [
        ((130, 40, 30), 3, 1),
        ((120, 40, 40), 3, None),  # 60 % is not more than 60 %
        ((130, 40, 30), 2, None),  # of two, somebody always does most
        ((100, 10, 5), 3, None),  # not two hours in all
        ((), 3, None),
    ],
)
def test_one_person_carries_most(minutes: tuple[int, ...], people: int, carrier: int | None) -> None:
    helped = [help_of(number, 5, each) for number, each in enumerate(minutes, 1)]
    assert effort_of(helped, NO_AIMS, people).carried_by == carrier


@given(
    st.lists(
        st.builds(
            Help,
            person_id=st.integers(1, 4),
            customer=st.none(),
            customer_name=st.none(),
            tags=st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple),
            minutes=st.none() | st.integers(1, 1440),
            is_now=st.booleans(),
        )
        | st.builds(help_of, st.integers(1, 4), st.integers(1, 5), st.integers(1, 1440), is_now=st.booleans())
    ),
    st.frozensets(st.integers(1, 5)),
)
def test_the_sums_add_up_and_are_in_no_order_of_hours(helped: list[Help], customers: frozenset[int]) -> None:
    effort = effort_of(helped, Aims(customers, frozenset("a")), 4)
    now = [one for one in helped if one.is_now]
    assert effort.minutes == sum(one.minutes or 0 for one in now)
    assert effort.minutes == sum(share.minutes for share in effort.by_customer)
    assert effort.before == sum(share.before for share in effort.by_customer)
    assert all(0 <= share.unserved <= share.minutes for share in (*effort.by_customer, *effort.by_tag))
    names = [share.name for share in effort.by_customer if share.name]
    assert names == sorted(names)
    assert all(0 < one.share <= 1 for one in effort.unserved)


def test_full_time_leaves_out_days_off_and_holidays() -> None:
    november = (date(2026, 11, 1), date(2026, 11, 30))
    plain = WorkspaceSettings()
    assert working_minutes(*november, plain) == 21 * 8 * 60
    with_holiday = WorkspaceSettings(hours_a_week=35, holidays=frozenset({date(2026, 11, 2), date(2026, 11, 1)}))
    assert working_minutes(*november, with_holiday) == 20 * 7 * 60
    assert full_time(21 * 8 * 60, *november, plain) == 1
    assert full_time(60, *november, WorkspaceSettings(days_off=tuple(range(7)))) is None
