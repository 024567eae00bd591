"""Coach this week: which one to three things a manager should talk about, each with its reason from the results.

The rule (docs/digests.md says it in words): every fact below makes one prompt. Kinds come in the order of `Kind`; of a
kind, the goal due first. No goal and no person gets two. A result that was reached always gets a place, because praise
is what a busy week forgets. Reasons are about results; nobody is ever prompted about for logging few hours.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.goals import Agreement, Goal, OwnerKind
from bot.domain.numbers import show_value
from bot.domain.pace import Pace, Standing
from bot.domain.work_logs import Customer

MOST_PROMPTS = 3

UNAGREED_DAYS = 7
"""A goal that nobody has agreed to for a week is talked about."""

NEW_GOAL_DAYS = 7
"""A goal that has never been measured is left in peace for its first week."""

SNOOZE_DAYS = 7
"""*Snooze a week*."""

REST_DAYS = 28
"""*Done* about something that goes on, without a date of its own, holds four weeks."""

WORTH_IT_DAYS = 56
"""*Worth it* is asked again after eight weeks: customers and goals change."""


_REF = re.compile(
    r"(?P<kind>[a-z_]+)\|(?P<thing>(?:goal|person):[0-9]{1,10}|team)\|(?P<since>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)


class Kind(StrEnum):
    """What a prompt is about, in the order in which prompts are chosen."""

    MISSED = "missed"
    SLIPPED = "slipped"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    PROPOSED = "proposed"
    UNAGREED = "unagreed"
    NO_DATA = "no_data"
    CARRIES = "carries"
    NOTHING_LOGGED = "nothing_logged"
    REACHED = "reached"


class Answer(StrEnum):
    """What a manager answered. `WORTH_IT` and `STOPPING` are about help that serves no goal."""

    DONE = "done"
    SNOOZED = "snoozed"
    NOT_USEFUL = "not_useful"
    WORTH_IT = "worth_it"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to talk about. `thing` is 'goal:12', 'person:5' or 'team'; `since` is the day of its latest fact.

    `reason` and `question` are plain text. `with_whom` is the name of the one to talk to, '' where that is a team.
    """

    kind: Kind
    thing: str
    since: date
    with_whom: str
    reason: str
    question: str

    @property
    def about(self) -> str:
        """What an answer is about."""
        return coaching_about(self.kind, self.thing)

    @property
    def ref(self) -> "PromptRef":
        """What its buttons carry."""
        return PromptRef(self.kind, self.thing, self.since)


@dataclass(frozen=True, slots=True)
class PromptRef:
    """Which prompt was answered: as much of it as a button carries."""

    kind: Kind
    thing: str
    since: date

    @property
    def about(self) -> str:
        """What the answer is about."""
        return coaching_about(self.kind, self.thing)

    def __str__(self) -> str:
        return f"{self.kind}|{self.thing}|{self.since.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "PromptRef | None":
        """From `str()`; None for any other text."""
        found = _REF.fullmatch(text)
        if found is None or found["kind"] not in set(Kind):
            return None
        try:
            return cls(Kind(found["kind"]), found["thing"], date.fromisoformat(found["since"]))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """Help that was asked about: a known customer's, or under a tag where no customer was named. `name` is shown."""

    name: str
    customer: Customer | None = None
    tag: str = ""

    @property
    def thing(self) -> str:
        """As in `bot.domain.effort.Unserved`."""
        return f"customer:{self.customer.id}" if self.customer else f"tag:{self.tag}"

    def stop_draft(self) -> str:
        """What a manager may want to tell the team: to be edited before it is sent."""
        whom = f"for {self.name}" if self.customer else f"under {self.name}"
        return (
            f"Hi all, we lately gave help {whom} that none of our goals needs. From now on, let's not take it on "
            "ourselves: please point people to the help desk, and note where you do. If you see a reason to go on, "
            "tell me: then it deserves a goal."
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """A manager's latest answer about something. `until` is None where it holds for good."""

    answer: Answer
    until: date | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """The one who carries most of the off-system help."""

    person_id: int
    name: str


def coaching_about(kind: Kind, thing: str) -> str:
    """The key of an answer to a prompt: 'coach:slipped:goal:12'."""
    return f"coach:{kind}:{thing}"


def effort_about(thing: str) -> str:
    """The key of an answer about help that serves no goal: 'effort:customer:5'."""
    return f"effort:{thing}"


def answer_to_prompt(answer: Answer, kind: Kind, since: date, today: date) -> Answered:
    """How long an answer to a prompt holds.

    Done: until a fact after `since`, or for `REST_DAYS` where the fact has no date of its own. Snoozed: for a week.
    Not useful: for good.
    """
    if answer is Answer.SNOOZED:
        return Answered(answer, today + timedelta(days=SNOOZE_DAYS))
    if answer is Answer.DONE:
        return Answered(answer, since + timedelta(days=REST_DAYS) if kind in _GOING_ON else since)
    return Answered(answer, None)


def answer_about_effort(answer: Answer, today: date) -> Answered:
    """How long an answer about help that serves no goal holds."""
    days = WORTH_IT_DAYS if answer is Answer.WORTH_IT else REST_DAYS
    return Answered(answer, today + timedelta(days=days))


_GOING_ON = {Kind.CARRIES, Kind.NOTHING_LOGGED}


def is_answered(prompt: Prompt, answered: Answered | None, today: date) -> bool:
    """Whether the manager has dealt with a prompt already."""
    if answered is None:
        return False
    if answered.until is None:
        return True
    return prompt.since <= answered.until if answered.answer is Answer.DONE else today < answered.until


def rests(answered: Answered | None, today: date) -> bool:
    """Whether a question about help is not to be asked today."""
    return answered is not None and (answered.until is None or today < answered.until)


def choose(found: Iterable[Prompt], answers: Mapping[str, Answered], today: date) -> tuple[Prompt, ...]:
    """The prompts of this week, at most `MOST_PROMPTS`, by the rule above. Goals of one kind keep their order."""
    order = list(Kind)
    waiting = sorted(
        (prompt for prompt in found if not is_answered(prompt, answers.get(prompt.about), today)),
        key=lambda prompt: order.index(prompt.kind),
    )
    distinct: list[Prompt] = []
    for prompt in waiting:
        # One conversation with a person is one prompt: the most pressing of what there is to say.
        if all(not _same(prompt, other) for other in distinct):
            distinct.append(prompt)
    praise = [prompt for prompt in waiting if prompt.kind is Kind.REACHED][:1]
    others = [prompt for prompt in distinct if prompt.kind is not Kind.REACHED]
    return (*others[: MOST_PROMPTS - len(praise)], *praise)


def _same(one: Prompt, other: Prompt) -> bool:
    return one.thing == other.thing or (one.with_whom != "" and one.with_whom == other.with_whom)


def prompts_about(
    standings: Sequence[Standing],
    *,
    first: date,
    today: date,
    expects_help: bool,
    has_help: bool,
    carrier: Carrier | None,
) -> list[Prompt]:
    """Every fact of a week that is worth talking about. `first` is the first day of the week that the digest is about.

    `standings` are of the open results that the manager answers for. `expects_help`: some of the manager's people lead
    nobody themselves, so that help is theirs to log. `has_help`: somebody has logged help.
    """
    ordered = sorted(standings, key=lambda one: (one.goal.due_on, one.goal.id))
    found = [prompt for one in ordered for prompt in _about_goal(one, today)]
    if carrier is not None:
        found.append(
            Prompt(
                Kind.CARRIES,
                f"person:{carrier.person_id}",
                first,
                carrier.name,
                f"{carrier.name} carries most of the team's off-system help.",
                "What could others take over, and what would they need to know for that?",
            )
        )
    if ordered and expects_help and not has_help:
        found.append(
            Prompt(
                Kind.NOTHING_LOGGED,
                "team",
                first,
                "",
                "Results are expected, and nobody has noted any help for two weeks: what was done can't be seen.",
                "Is there help that nobody sees? What makes it hard to note?",
            )
        )
    return found


def _about_goal(one: Standing, today: date) -> list[Prompt]:
    goal = one.goal
    name = goal.owner.name if goal.owner.kind is OwnerKind.PERSON else ""
    thing = f"goal:{goal.id}"
    latest = one.latest

    def prompt(kind: Kind, since: date, reason: str, question: str) -> Prompt:
        return Prompt(kind, thing, since, name, reason, question)

    said = f"“{_short(goal.title)}”"
    found: list[Prompt] = []
    if one.pace is Pace.MISSED and latest is not None:
        found.append(
            prompt(
                Kind.MISSED,
                goal.due_on,
                f"{said} ended at {_value(one)}; {show_value(goal.target, goal.unit)} was wanted.",
                "What did we learn, and what would we try now?",
            )
        )
    elif one.slipped and one.pace in {Pace.AT_RISK, Pace.OFF_TRACK} and latest is not None:
        found.append(
            prompt(
                Kind.SLIPPED,
                latest.on,
                f"{said} went from {one.pace_before} to {one.pace}: {_now_against_expected(one)}.",
                "What has changed, and what is in the way?",
            )
        )
    elif one.pace is Pace.OFF_TRACK and latest is not None:
        found.append(
            prompt(
                Kind.OFF_TRACK,
                latest.on,
                f"{said} is off track: {_now_against_expected(one)}.",
                "What would have to be different to get there, and what can I take off your plate?",
            )
        )
    elif one.pace is Pace.AT_RISK and latest is not None:
        went = f"went from {one.pace_before} to {one.pace}" if one.improved else f"is {one.pace}"
        better = "What worked, and what would carry it the rest of the way?"
        found.append(
            prompt(
                Kind.AT_RISK,
                latest.on,
                f"{said} {went}: {_now_against_expected(one)}.",
                better if one.improved else "What would bring it back on track, and who could help with that?",
            )
        )
    elif one.pace is Pace.NO_RECENT_DATA and (latest or (today - goal.starts_on).days >= NEW_GOAL_DAYS):
        since = latest.on if latest is not None else goal.starts_on
        seen = f"was last measured {one.age_days} days ago" if latest is not None else "has never been measured"
        found.append(
            prompt(Kind.NO_DATA, since, f"{said} {seen}.", "How do we know whether it is working? Who can measure it?")
        )
    elif one.pace is Pace.REACHED and latest is not None:
        found.append(
            prompt(
                Kind.REACHED,
                latest.on,
                f"{said} is reached: {_value(one)}.",
                "What did you do that worked? Say thank you, and say for what.",
            )
        )
    return [*found, *_about_agreement(goal, today, prompt_name=name)]


def _about_agreement(goal: Goal, today: date, *, prompt_name: str) -> list[Prompt]:
    if goal.agreement is Agreement.CHANGE_PROPOSED:
        reason = f"{prompt_name or 'The owner'} proposes to change “{_short(goal.title)}”."
        question = "What do you see that I don't? What would be a fair expectation?"
        return [Prompt(Kind.PROPOSED, f"goal:{goal.id}", goal.created_at.date(), prompt_name, reason, question)]
    asked_days = (today - goal.created_at.date()).days
    if goal.agreement is Agreement.ASKED and asked_days >= UNAGREED_DAYS:
        reason = f"“{_short(goal.title)}” hasn't been agreed for {asked_days} days."
        question = "Is this goal clear, and is it within your reach?"
        return [Prompt(Kind.UNAGREED, f"goal:{goal.id}", goal.created_at.date(), prompt_name, reason, question)]
    return []


def _value(one: Standing) -> str:
    return show_value(one.latest.value, one.goal.unit) if one.latest is not None else ""


def _now_against_expected(one: Standing) -> str:
    now = f"{_value(one)} now"
    return f"{now}, {show_value(one.expected, one.goal.unit)} at an even pace" if one.expected is not None else now


def _short(title: str) -> str:
    return title if len(title) <= 80 else f"{title[:79]}…"
