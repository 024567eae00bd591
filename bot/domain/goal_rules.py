"""What a goal may ask for, which numbers are asked about again, and who may stand under whom in the cascade."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from bot.domain.goals import Direction, GoalDraft, Owner, OwnerKind
from bot.domain.numbers import MAX_UNIT, MAX_VALUE, show_value
from bot.domain.pace import Course
from bot.errors import Refused

MAX_TITLE = 200
MAX_WHY = 1000
MAX_TAGS = 20
LONGEST_YEARS = 5
JUMP = 10
"""How many times as far as usual a number may be from what it was before somebody is asked 'Is that right?'."""

GoalField = Literal["title", "unit", "baseline", "target", "direction", "starts_on", "due_on", "why", "tags", "parent"]


class GoalRefused(Refused):
    """A goal that can't be: `field` is the one to correct."""

    def __init__(self, field: GoalField, problem: str, remedy: str = "", *, typed: str = "") -> None:
        super().__init__(problem, remedy, typed=typed)
        self.field: GoalField = field

    def with_typed(self, typed: str) -> "GoalRefused":
        """The same refusal, carrying the person's text."""
        return GoalRefused(self.field, self.problem, self.remedy, typed=self.typed or typed)


def check_goal(draft: GoalDraft, today: date) -> None:
    """Raises GoalRefused for the first thing that can't be; `today` is the setter's local date."""
    _check_words(draft)
    _check_numbers(draft)
    _check_dates(draft, today)


def is_jump(before: float | None, value: float, course: Course) -> bool:
    """Whether a number is so far from what it was that it is asked 'Is that right?'.

    It is when it is ten times as much as before, or a tenth (before the first measurement: of the baseline or the
    target, whichever is nearer), or when it looks like one of these numbers with its point left out (45 for 4.5).
    A number between the one before and the target is none: that is where it should go. Nor is zero, since counts do
    fall to nothing, nor another sign, as long as the number is less than ten times as far from zero as any of them.
    """
    course_ends = [one for one in (course.baseline, course.target) if one is not None]
    known = course_ends if before is None else [before]
    everything = [*known, *course_ends]
    largest = max(abs(one) for one in everything)
    if value == 0 or largest == 0 or any(_between(one, value, course.target) for one in known):
        return False
    if abs(value) >= JUMP * largest or _lacks_its_point(value, everything):
        return True
    sizes = [abs(one) for one in known if one != 0 and (one > 0) == (value > 0)]
    return bool(sizes) and min(max(abs(value), size) / min(abs(value), size) for size in sizes) >= JUMP


def owner_within(child: Owner, parent: Owner, *, reach_people: Collection[int], reach_teams: Collection[int]) -> bool:
    """Whether a goal of `child` may serve one of `parent`, given the parent's reach.

    Everybody is within the organisation; a team is within itself and reaches its members, the teams under it and
    theirs; a person is within themself and reaches those who report to them, and the teams they lead.
    """
    if parent.kind is OwnerKind.ORGANISATION:
        return True
    if child.kind is OwnerKind.ORGANISATION or child.id is None:
        return False
    if (child.kind, child.id) == (parent.kind, parent.id):
        return True
    return child.id in (reach_people if child.kind is OwnerKind.PERSON else reach_teams)


def would_loop(goal_id: int, parent_id: int, parent_of: Mapping[int, int | None]) -> bool:
    """Whether `goal_id` would come to stand above itself under `parent_id`; also when there is a loop above already."""
    seen = {goal_id}
    above: int | None = parent_id
    while above is not None:
        if above in seen:
            return True
        seen.add(above)
        above = parent_of.get(above)
    return False


def _between(one: float, value: float, other: float) -> bool:
    return min(one, other) <= value <= max(one, other)


def _lacks_its_point(value: float, known: Sequence[float]) -> bool:
    """45 where 4.4 and 4.6 are known, 465 where 4.6 and 4.7 are."""
    if abs(value) < JUMP / 2 * max(abs(one) for one in known):
        return False
    return any(_between(min(known), value / shift, max(known)) for shift in (10, 100))


def _check_words(draft: GoalDraft) -> None:
    if not any(character.isalnum() for character in draft.title):
        raise GoalRefused("title", "There are no words saying what result it is.", "Say it like: CSAT for Support.")
    for field, text, most in (("title", draft.title, MAX_TITLE), ("why", draft.why, MAX_WHY)):
        if len(text) > most:
            raise GoalRefused(
                "title" if field == "title" else "why",
                f"That is {len(text):,} characters of text.",
                f"Say it in at most {most:,} characters.",
            )
    if len(draft.unit) > MAX_UNIT:
        raise GoalRefused("unit", "The unit is too long.", f"Say it in at most {MAX_UNIT} characters.")
    if len(draft.tags) > MAX_TAGS:
        raise GoalRefused("tags", f"There are {len(draft.tags)} tags.", f"One goal takes at most {MAX_TAGS} tags.")


def _check_numbers(draft: GoalDraft) -> None:
    for field, value in (("target", draft.target), ("baseline", draft.baseline)):
        # `not <=` refuses what is not a number too.
        if value is not None and not abs(value) <= MAX_VALUE:
            raise GoalRefused(
                "target" if field == "target" else "baseline",
                f"The {field} is no number that can be kept.",
                f"Numbers go up to {show_value(MAX_VALUE)}.",
            )
    if draft.direction in {Direction.AT_LEAST, Direction.AT_MOST} or draft.baseline is None:
        return
    now, then = show_value(draft.baseline, draft.unit), show_value(draft.target, draft.unit)
    if draft.baseline == draft.target:
        raise GoalRefused(
            "target",
            f"It is at {now} already.",
            f"Say a target that differs, or keep it there: at least {then}, or at most {then}.",
        )
    if (draft.target > draft.baseline) != (draft.direction is Direction.UP):
        way, other = ("up", "down") if draft.direction is Direction.UP else ("down", "up")
        raise GoalRefused(
            "target",
            f"From {now} to {then} isn't {way}.",
            f"Swap the two numbers, or let it go {other}.",
        )


def _check_dates(draft: GoalDraft, today: date) -> None:
    if draft.due_on < today:
        raise GoalRefused("due_on", f"{_said(draft.due_on)} is in the past.", "Say a date that is still to come.")
    if draft.due_on < draft.starts_on:
        raise GoalRefused(
            "due_on",
            f"{_said(draft.due_on)} is before it starts, on {_said(draft.starts_on)}.",
            "Let it start earlier, or be due later.",
        )
    for field, day in (("due_on", draft.due_on), ("starts_on", draft.starts_on)):
        if abs(day.year - today.year) > LONGEST_YEARS:
            raise GoalRefused(
                "due_on" if field == "due_on" else "starts_on",
                f"{_said(day)} is more than {LONGEST_YEARS} years away.",
                "Say a date that is nearer.",
            )


def _said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"
