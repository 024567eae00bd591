"""Two workspaces with the same things, and arguments with which either of them asks for the other's.

The arguments of a query or use case are found by their names and types: whose workspace it is and who asks are the
stranger's, things (a goal, an entry) are theirs, and ids are ours.
"""

import datetime as dt
import inspect
import typing
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from types import FunctionType, NoneType, UnionType
from typing import Any

from sqlalchemy.orm import Session

from bot.blocks.goal_agreement import answer_message, change_message, question_message
from bot.blocks.praise_prompts import prompt_message
from bot.db import card_looks, coaching, deliveries, home_tabs, watched_channels
from bot.db import help_questions as question_rows
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import subscriptions as subscription_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, Denial, Denied
from bot.domain.card_looks import Seen
from bot.domain.coaching import Answer, Answered
from bot.domain.csv_rows import Row
from bot.domain.customers import CustomerDraft
from bot.domain.deliveries import Message, Posted
from bot.domain.effort_report import By, EffortAsked
from bot.domain.goal_line import MeasurementLine
from bot.domain.goal_pages import GoalReceipt
from bot.domain.help_questions import Help
from bot.domain.home import HomePart
from bot.domain.kudos import KudosSettings
from bot.domain.past_periods import PastPeriod, read_past_period
from bot.domain.people import Person, Place, Role, Team
from bot.domain.praise_prompts import Prompt
from bot.domain.subscriptions import DigestKind, DueDigest, Period
from bot.domain.work_log_line import WorkLogDraft
from bot.services import (
    customer_merging,
    digests,
    events,
    goals,
    kudos,
    measurements,
    people,
    praise_noticing,
    work_logs,
)
from bot.services.acting import Asker
from bot.services.goal_agreement import GoalMessages
from bot.services.praise_noticing import NotedPraise
from tests.integration.conftest import NOW

CHANNEL = "C1SHARED"
"""A channel that both workspaces are in (Slack Connect)."""

GOAL_MESSAGES = GoalMessages(question_message, answer_message, change_message)
LONG_AGO, LONG_AFTER = NOW - dt.timedelta(days=900), NOW + dt.timedelta(days=900)


def draw(*_: object, **__: object) -> Message:
    """A message that says nothing."""
    return Message("theirs")


@dataclass(slots=True)
class Things:
    """What a workspace has: objects by type, ids by the names that parameters have for them."""

    workspace_id: str
    word: str
    me: Asker
    objects: dict[type, Any] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def settle(session: Session, workspace_id: str, slack_id: str, word: str) -> Things:
    """Everything of which there is a kind, made for a workspace with a word that nothing elsewhere has.

    `slack_id` is the one who asks: an admin, who leads the team and everybody in it.
    """
    things = Things(workspace_id, word, Asker(workspace_id, slack_id))
    people.learn_workspace(session, workspace_id, f"{word} Ltd")
    me, report = _people(session, things)
    _work(session, things, report)
    _goals(session, things)
    _kudos_and_praise(session, things, report)
    _rest(session, things, me, report)
    return things


def _people(session: Session, things: Things) -> tuple[Person, Person]:
    here, word = things.workspace_id, things.word
    report_slack_id = f"{things.me.slack_id}R"
    known = []
    for slack_id, name in ((things.me.slack_id, f"Ana {word}"), (report_slack_id, f"Rui {word}")):
        person = Person(0, here, slack_id, name, "Europe/Lisbon", email=f"{name.replace(' ', '.')}@example.com".lower())
        people.learn_newcomer(session, person, NOW)
        found = people_rows.find(session, here, slack_id)
        assert found is not None
        known.append(found)
    me, report = known
    team = team_rows.add(session, here, f"{word} Support", f"{word} support".casefold(), NOW)
    team = Team(team.id, team.name, lead_id=me.id)
    team_rows.change(session, here, [team])
    places = {me.id: Place(Role.ADMIN.value, None, team.id), report.id: Place(None, me.id, team.id)}
    people_rows.place_many(session, here, places, NOW)
    people_rows.set_aliases(session, here, {report.id: {word.casefold(): word}})
    me, report = (people_rows.by_ids(session, here, [one.id])[one.id] for one in known)
    things.objects |= {Person: report, Team: team, Asker: things.me}
    things.texts |= {"slack_id": report.slack_id, "email": report.email or "", "to": report.slack_id}
    for name in ("person_id", "seen_id", "owner_id", "noted_by", "asked_by_id", "merged_by_id", "except_id"):
        things.ids[name] = report.id
    for name in ("manager_id", "lead_id", "looker_id", "by", "set_by", "actor_id", "marked_by_id", "champion_id"):
        things.ids[name] = me.id
    things.ids |= {"team_id": team.id}
    return me, report


def _work(session: Session, things: Things, report: Person) -> None:
    word, author = things.word, Asker(things.workspace_id, report.slack_id)

    def log(line: str) -> Any:
        return work_logs.log_line(session, author, line, f"command:{line}", NOW).entry

    entry = log(f"20m {word} helped <@{things.me.slack_id}|me> for '{word} Corp' #{word.casefold()}")
    mistyped, merged = log(f"20m {word} for '{word} Crop'"), log(f"20m {word} for '{word} Corps'")
    work_logs.log_line(session, things.me, f"5m {word} for '{word} Corp'", "command:mine", NOW)
    customers = {one: session_customer(made) for one, made in (("a", entry), ("b", mistyped), ("c", merged))}
    merge = customer_merging.merge_customers(session, things.me, customers["c"].id, customers["a"].id, NOW)
    things.objects |= {type(entry): entry, type(customers["a"]): customers["a"], type(merge): merge}
    things.objects |= {WorkLogDraft: entry.draft(), CustomerDraft: CustomerDraft(f"{word} Inc")}
    things.objects |= {type(entry.origin): entry.origin}
    things.ids |= {"entry_id": entry.id, "entry_ids": entry.id, "work_log_id": entry.id, "merge_id": merge.id}
    things.ids |= {"customer_id": customers["a"].id, "into_id": customers["a"].id, "into": customers["a"].id}
    things.ids |= {"gone_id": customers["b"].id, "gone": customers["b"].id}
    things.texts |= {"thing": f"customer:{customers['a'].id}", "origin_key": entry.origin.key}


def session_customer(entry: Any) -> Any:
    """The customer of an entry that has one."""
    assert entry.customer is not None
    return entry.customer


def _goals(session: Session, things: Things) -> None:
    line = f"{things.word} from 10% to 50% by 30 June 2027"
    whose = f"for <@{things.texts['slack_id']}>"
    made = []
    lines = (f"{line} for the organisation", f"{line} {whose}", f"{line} {whose} #{things.word.casefold()}")
    for at, typed in enumerate(lines):
        receipt = goals.set_line(session, things.me, typed, f"command:goal:{at}", NOW, GOAL_MESSAGES)
        assert isinstance(receipt, GoalReceipt)
        made.append(receipt.goal)
    goal = made[1]
    given = MeasurementLine(goal.id, 20.0, "%", None, things.word, None, "")
    measured = measurements.measure(session, things.me, given, "command:measured", NOW).measurement
    things.objects |= {type(goal): goal, type(goal.owner): goal.owner, type(measured): measured}
    things.objects |= {type(goal.draft()): goal.draft(), MeasurementLine: given, GoalMessages: GOAL_MESSAGES}
    things.ids |= {"goal_id": goal.id, "goal_ids": goal.id, "measurement_id": measured.id, "answers": measured.id}


def _kudos_and_praise(session: Session, things: Things, report: Person) -> None:
    here, word = things.workspace_id, things.word
    drawn = {"draw_post": draw, "draw_told": draw, "draw_manager": draw}
    draft = kudos.KudosDraft((report.slack_id,), f"You listened, {word}", channel=CHANNEL)
    given = kudos.give(session, things.me, draft, "command:kudos", NOW, **drawn)
    noted = NotedPraise(f"Wonderful, {word}", f"Jane {word}", (report.slack_id,), f"{word} Corp", NOW, "noted:1")
    praise = praise_noticing.note(session, things.me, noted, NOW, draw=prompt_message).praise
    prompt = prompt_rows.find(session, here, praise.id, things.ids["manager_id"])
    things.objects |= {type(given): given, kudos.KudosDraft: draft, type(praise): praise, NotedPraise: noted}
    things.objects |= {Prompt: prompt, KudosSettings: settings_rows.kudos_settings_of(session, here)}
    things.ids |= {"kudos_id": given.id, "praise_id": praise.id, "praise_ids": praise.id}
    assert kudos_rows.by_id(session, here, given.id) == given


def _rest(session: Session, things: Things, me: Person, report: Person) -> None:
    here, word = things.workspace_id, things.word
    entry_id, today = things.ids["entry_id"], NOW.date()
    helped = Help(entry_id, report.id, report.slack_id, report.name, True, word, today, (me.slack_id,))
    [question] = question_rows.add(session, here, me.id, [helped], today)
    coaching.remember(session, here, me.id, f"off_track|goal:{word}", Answered(Answer.DONE, None), NOW)
    watched_channels.mark(
        session,
        here,
        CHANNEL,
        carries_customers_words=True,
        champion_id=me.id,
        marked_by_id=me.id,
        now=NOW,
    )
    message = Message(word, [{"type": "section", "text": {"type": "mrkdwn", "text": word}}])
    deliveries.queue(session, here, f"notice:{CHANNEL}", me.slack_id, message, NOW)
    events.keep(session, here, f"Ev{word}", {"type": "message", "text": word}, "about", NOW)
    home_tabs.opened(session, here, report.id, NOW)
    home_tabs.turned(session, here, report.id, HomePart.GOALS, 1, NOW)
    card_looks.add(session, here, me.id, [report.id], Seen.SCORECARD, "command:look", NOW)
    digests.enrol(session, here, NOW)
    [subscription, *_] = subscription_rows.of_person(session, here, me.id, tuple(DigestKind))
    settings = settings_rows.settings_of(session, here)
    settings_rows.set_asks_those_helped_since(session, here, LONG_AGO)
    due = DueDigest(
        subscription.id,
        here,
        DigestKind.MANAGER,
        me,
        me.slack_id,
        Period("2026-11", today - dt.timedelta(days=300), today),
        today,
    )
    things.objects |= {type(question): question, Help: helped, type(subscription): subscription}
    things.objects |= {type(settings): settings, DueDigest: due, Message: message, Posted: Posted(CHANNEL, "1.1")}
    things.ids |= {"question_id": question.id, "subscription_id": subscription.id}
    period, _ = read_past_period("last 90 days", today)
    things.objects |= {PastPeriod: period, EffortAsked: EffortAsked(By.PERSON, period)}
    things.objects |= {Denied: Denied("No.", denial=Denial(here, me.slack_id, Action.SEE_SCORECARD, "person:1"))}
    cells = {"name": f"{word[:-1]} Corp", "person": report.slack_id, "goal": str(things.ids["goal_id"]), "value": "30"}
    things.objects |= {Row: Row(2, defaultdict(str, cells, date=today.isoformat()))}
    things.texts |= {
        "table_name": "work_logs",
        "after_id": "0",
        "channel": CHANNEL,
        "purpose": f"notice:{CHANNEL}",
        "about": f"off_track|goal:{word}",
    }


class Unsupplied(Exception):
    """There is no argument of this name and type."""


def ask(function: FunctionType, session: Session, mine: Things, others: Things) -> str:
    """What `mine` is told who ask for what is the `others'`. Raises `Unsupplied`, and whatever the function raises."""
    hints = typing.get_type_hints(function)
    signature = inspect.signature(function)
    bound = signature.bind_partial()
    for name, parameter in signature.parameters.items():
        try:
            value = session if hints[name] is Session else _argument(name, hints[name], mine, others)
        except Unsupplied:
            if parameter.default is inspect.Parameter.empty:
                raise
            continue
        bound.arguments[name] = (value,) if parameter.kind is inspect.Parameter.VAR_POSITIONAL else value
    return _told(function(*bound.args, **bound.kwargs))


def _argument(name: str, hint: Any, mine: Things, others: Things) -> Any:
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, UnionType}:
        return _first(name, parts, mine, others)
    if isinstance(origin, type):
        return _gathered(name, origin, parts, mine, others)
    if name == "workspace_id":
        return mine.workspace_id
    return _thing(hint, mine, others) if isinstance(hint, type) and not _is_plain(hint) else _plain(name, hint, others)


def _thing(kind: type, mine: Things, others: Things) -> Any:
    if kind in mine.objects:
        return mine.objects[kind]
    if issubclass(kind, Enum):
        return next(iter(kind))
    if is_dataclass(kind):
        return _made(kind, mine, others)
    raise Unsupplied(str(kind))


def _first(name: str, hints: Iterable[Any], mine: Things, others: Things) -> Any:
    for hint in hints:
        try:
            return _argument(name, hint, mine, others)
        except Unsupplied:
            continue
    raise Unsupplied(name)


def _gathered(name: str, origin: type, parts: tuple[Any, ...], mine: Things, others: Things) -> Any:
    if issubclass(origin, Mapping):
        key = "person_id" if parts[0] is int else name
        return {_argument(key, parts[0], mine, others): _argument(name, parts[1], mine, others)}
    if issubclass(origin, tuple) and Ellipsis not in parts:
        names = ("person_id" if part is int else name for part in parts)
        return tuple(_argument(one, part, mine, others) for one, part in zip(names, parts, strict=True))
    if not issubclass(origin, Iterable):
        return draw
    items = [_argument(name.removesuffix("s") if name not in others.ids else name, parts[0], mine, others)]
    return next((kind(items) for kind in (tuple, set, frozenset) if issubclass(origin, kind)), items)


def _made(kind: type, mine: Things, others: Things) -> Any:
    """A value of a dataclass, of arguments like those of a query."""
    hints = typing.get_type_hints(kind)
    given = {}
    for one in fields(kind):
        if one.init and one.default is MISSING and one.default_factory is MISSING:
            given[one.name] = _argument(one.name, hints[one.name], mine, others)
    return kind(**given)


def _is_plain(kind: type) -> bool:
    return kind in {NoneType, Any} or kind in _PLAIN


def _plain(name: str, hint: Any, others: Things) -> Any:
    if hint is int and name in others.ids:
        return others.ids[name]
    if hint is int and name.endswith("_id"):
        raise Unsupplied(f"{name}: nothing of ours has that id")
    if hint is str:
        # What is typed comes back to who typed it: a part of the word finds it, and isn't it.
        return others.texts.get(name, others.word[:-1])
    if hint in _PLAIN:
        return _BY_NAME.get((hint, name), _PLAIN[hint])
    if hint is Any or hint is NoneType:
        return None
    raise Unsupplied(f"{name}: {hint}")


_PLAIN: dict[type, Any] = {
    bool: True,
    int: 50,
    str: "",
    float: 0.5,
    dt.datetime: NOW,
    dt.date: NOW.date(),
    dt.time: dt.time(9),
    dt.timedelta: dt.timedelta(days=1),
    dt.tzinfo: dt.UTC,
}
_BY_NAME: dict[tuple[type, str], Any] = {
    **{(int, name): 0 for name in ("page", "number", "child_page", "skip", "skipped")},
    (int, "minutes"): 7,
    (dt.datetime, "since"): LONG_AGO,
    (dt.datetime, "said_since"): LONG_AGO,
    (dt.date, "first"): LONG_AGO.date(),
    (dt.date, "since"): LONG_AGO.date(),
    (dt.date, "last"): LONG_AFTER.date(),
}


def _told(result: object) -> str:
    """All that an answer says."""
    if isinstance(result, Iterator):
        return "\n".join(_told(one) for one in result)
    return str(result)
