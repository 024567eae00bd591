"""Help that the team gives week by week, and what those who were helped answered."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.db import help_questions as question_rows
from bot.domain.help_questions import HelpAnswer, HelpQuestion
from bot.domain.work_logs import Source
from bot.services import help_questions
from bot.services.acting import Asker
from bot.story.cast import ANA, BRUNO, CHIDI, DANA, WEEKS, WORKSPACE
from handlers.help_questions import MESSAGES


@dataclass(frozen=True, slots=True)
class _Habit:
    """Help that somebody gives again and again: on which weekdays (0 is Monday) of which weeks, counted back."""

    who: str
    customer: str | None
    weekdays: tuple[int, ...]
    texts: tuple[str, ...]
    minutes: tuple[int, ...]
    tags: tuple[str, ...] = ()
    weeks: tuple[int, int] = (0, WEEKS)
    times_a_day: int = 1
    helped: tuple[str, ...] = ()


_HABITS = (
    # Acme calls once a week, until it has heard of somebody who stays on the phone.
    _Habit(ANA, "Acme", (2,), ("showed Acme's shift lead the scanners' settings",), (40,), ("vpn",), weeks=(14, WEEKS)),
    _Habit(
        ANA,
        "Acme",
        (0, 2, 4),
        (
            "walked the warehouse team through the new VPN token",
            "stayed on the phone until everybody at the loading dock was in",
            "showed the shift lead how to see an expired certificate",
            "sat with Acme's night shift while they tried the new scanners",
        ),
        (45, 60, 35, 50),
        ("vpn", "first-contact"),
        weeks=(0, 13),
    ),
    _Habit(
        ANA,
        "Globex Retail",
        (1,),
        (
            "looked at the store tablets in Milan with their night shift",
            "explained the tablet sync to the new store manager in Turin",
            "talked Globex through the certificate on two tablets",
        ),
        (60, 75, 50),
        ("tablets",),
        # Every week until five weeks ago, then silence.
        weeks=(5, WEEKS),
    ),
    _Habit(
        ANA,
        None,
        (1,),
        (
            "went through token renewal with colleagues until they could do it alone",
            "showed colleagues how to read a tablet's certificate",
        ),
        (30, 25),
        ("vpn", "tablets"),
        weeks=(0, 13),
        helped=(CHIDI, DANA),
    ),
    _Habit(
        BRUNO,
        None,
        (0, 1, 2, 3, 4),
        (
            "reset a password",
            "unlocked an account",
            "restarted the print queue",
            "answered a question about the VPN token",
            "reset the same password again",
        ),
        (5, 10, 5, 8, 5),
        ("tickets",),
        times_a_day=3,
    ),
    _Habit(BRUNO, None, (2,), ("restarted the label printer once more",), (10,), ("tickets",), helped=(DANA,)),
    _Habit(
        CHIDI,
        "Finance",
        (1, 3),
        ("cleared Outlook's password loop for Finance", "set up the month-end share for Finance"),
        (25, 40),
        ("outlook",),
    ),
    _Habit(CHIDI, "Acme", (3,), ("checked Acme's token renewals before the weekend",), (20,), ("vpn",)),
)

ASKED_WEEKS = 6
"""Weeks before this one whose questions were answered."""

_ASKED_AT = (time(11), time(16, 30))
"""On a Thursday, UTC: working hours in Europe, and in America."""


def entries(
    ids: dict[str, int], customers: dict[str, int], today: date, holidays: Collection[date]
) -> Iterator[dict[str, Any]]:
    """Rows of work logs up to yesterday, so that nothing stands in today's list that one didn't log oneself."""
    monday = today - timedelta(days=today.weekday())
    number = 0
    for habit in _HABITS:
        first, last = habit.weeks
        days = [
            monday - timedelta(weeks=week) + timedelta(days=weekday)
            for week in range(last, first - 1, -1)
            for weekday in habit.weekdays
        ]
        times = [day for day in days if day < today and day not in holidays for _ in range(habit.times_a_day)]
        for at, day in enumerate(times):
            number += 1
            text = habit.texts[at % len(habit.texts)]
            minutes = habit.minutes[at % len(habit.minutes)]
            yield {
                "workspace_id": WORKSPACE,
                "person_id": ids[habit.who],
                "customer_id": customers[habit.customer] if habit.customer else None,
                "summary": text,
                "minutes": minutes,
                "local_date": day,
                "local_time": None,
                "helped": list(habit.helped),
                "tags": list(habit.tags),
                "references": [],
                "links": [],
                "source": Source.LINE.value,
                "origin_key": f"story:{number}",
                "typed": f"{minutes}m {text}",
                "permalink": None,
                "created_at": evening(day),
            }


def evening(day: date) -> datetime:
    """When things are written down: five in the afternoon, UTC."""
    return datetime.combine(day, time(17), UTC)


def ask_those_helped(session: Session, now: datetime) -> None:
    """Asks week by week, as the clock would have, and answers: not this week's questions, which are still to come."""
    today = now.astimezone(UTC).date()
    thursday = today - timedelta(days=today.weekday()) + timedelta(days=3)
    for week in range(ASKED_WEEKS, 0, -1):
        for at in _ASKED_AT:
            then = datetime.combine(thursday - timedelta(weeks=week), at, UTC)
            for asks in list(help_questions.due_now(session, WORKSPACE, then)):
                help_questions.ask(session, WORKSPACE, asks, MESSAGES.questions, then)
                for one in asks:
                    questions = question_rows.of_message(session, WORKSPACE, one.person.id, one.on)
                    _answer(session, Asker(WORKSPACE, one.person.slack_id), questions, week, then)


def _answer(session: Session, asker: Asker, questions: list[HelpQuestion], week: int, then: datetime) -> None:
    """What Ana shows stays solved; Bruno's printer is back two times out of three."""
    for question in questions:
        is_open = question.help.helper_slack_id == BRUNO and week % 3 != 0
        said = HelpAnswer.NOT_YET if is_open else HelpAnswer.SOLVED
        help_questions.answer(session, asker, question.id, said, then + timedelta(hours=1), MESSAGES)
