"""Asking about praise: who is asked, once and once more, and keeping what stands in Slack true."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import deliveries as delivery_rows
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db import subscriptions as subscription_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.db.praise_digests import WAITS_DAYS
from bot.domain.kudos import UNDO_WITHIN
from bot.domain.people import Person
from bot.domain.praise_prompts import (
    MOST_SHOWN,
    REMIND_AFTER_WORKING_DAYS,
    Draw,
    GatheredView,
    Prompt,
    PromptView,
    WaitingView,
    is_due_again,
    may_be_asked,
    page_of,
    reminder_week,
    whom_to_ask,
)
from bot.domain.praises import Praise, PraiseState

SLACK_ID = re.compile(r"[UW][A-Z0-9]{4,}")
"""A user's id in Slack, as far as it is documented ("User types")."""

_NO_DAY_IS_SHORTER = timedelta(hours=23)
"""A day with a change of clocks."""


def ask(session: Session, praise: Praise, now: datetime, *, draw: Draw) -> None:
    """Asks who can act on the praise (`whom_to_ask`), directly. Asking again about the same praise changes nothing."""
    if praise.state is PraiseState.OPEN:
        for asked in _whom(session, praise):
            prompt_rows.hold_day_of(session, praise.workspace_id, asked.id)
            prompt = _placed(session, asked, Prompt(0, praise.workspace_id, praise.id, asked.id, now), now)
            if prompt_rows.add(session, prompt):
                _send(session, praise, asked, prompt, now, draw)


def withdraw(session: Session, praise: Praise, now: datetime, *, draw: Draw) -> None:
    """The message with the praise was deleted: open praise is withdrawn.

    A prompt that wasn't sent is taken back, one that was sent says what happened.
    """
    if prompt_rows.withdraw(session, praise) or praise.state is PraiseState.WITHDRAWN:
        praise = replace(praise, state=PraiseState.WITHDRAWN)
        for prompt in prompt_rows.of_praise(session, praise.workspace_id, praise.id):
            for purpose in _purposes(prompt):
                delivery_rows.withdraw(session, praise.workspace_id, purpose, now)
        redraw(session, praise, now, draw=draw)


def redraw(session: Session, praise: Praise, now: datetime, *, draw: Draw) -> None:
    """Everything that was sent about the praise shows it as it is now: after a decision, or other words."""
    prompts = prompt_rows.of_praise(session, praise.workspace_id, praise.id)
    people = people_rows.by_ids(session, praise.workspace_id, [prompt.person_id for prompt in prompts])
    for prompt in prompts:
        asked = people[prompt.person_id]
        message = draw(view_of(session, praise, asked, now, prompt))
        for purpose in _purposes(prompt):
            amendments.rewrite(session, praise.workspace_id, purpose, message, now)
        if prompt.gathered_on is not None:
            _show_gathered(session, asked, prompt.gathered_on, now, draw)


def view_of(
    session: Session,
    praise: Praise,
    asked: Person,
    now: datetime,
    prompt: Prompt | None,
    gathered_on: date | None = None,
) -> PromptView:
    """What the prompt to this person shows; as a page of those gathered on a day, where that is given."""
    handler = people_rows.by_id(session, praise.workspace_id, praise.handled_by) if praise.handled_by else None
    kudos = kudos_rows.by_id(session, praise.workspace_id, praise.kudos_id) if praise.kudos_id else None
    page = None
    if gathered_on is not None:
        page = page_of(
            prompt_rows.gathered(session, praise.workspace_id, asked.id, gathered_on), praise.id, gathered_on
        )
    later = prompt.later_until if prompt else None
    return PromptView(
        praise=praise,
        asked=asked,
        said_by=author_of(session, praise),
        said_on=asked.local(praise.said_at).date(),
        today=asked.local(now).date(),
        later_until=asked.local(later) if later else None,
        handled_by=handler.name if handler else "",
        handled_by_asked=handler is not None and handler.id == asked.id,
        kudos_channel=kudos.channel if kudos else None,
        may_undo=kudos.may_be_undone(now) if kudos is not None else may_take_thanks_back(praise, now),
        is_again=prompt is not None and prompt.reminded_at is not None,
        page=page,
    )


def may_take_thanks_back(praise: Praise, now: datetime) -> bool:
    """Whether private thanks can be undone still: as long as kudos can."""
    if praise.state is not PraiseState.THANKED or praise.handled_at is None:
        return False
    return now - praise.handled_at <= UNDO_WITHIN


def author_of(session: Session, praise: Praise) -> str:
    """The name of who said it; '' for somebody of whom only an unknown Slack id is known."""
    known = people_rows.find(session, praise.workspace_id, praise.said_by)
    if known is not None:
        return known.name
    return "" if SLACK_ID.fullmatch(praise.said_by) else praise.said_by


def due_again(session: Session, workspace_id: str, now: datetime) -> list[Prompt]:
    """The prompts that are to be sent again now."""
    settings = settings_rows.settings_of(session, workspace_id)
    asked_before = now - _NO_DAY_IS_SHORTER * REMIND_AFTER_WORKING_DAYS
    prompts = prompt_rows.perhaps_due(session, workspace_id, asked_before, now)
    people = people_rows.by_ids(session, workspace_id, {prompt.person_id for prompt in prompts})
    return [prompt for prompt in prompts if is_due_again(prompt, people[prompt.person_id], settings, now)]


def ask_again(session: Session, prompts: Sequence[Prompt], now: datetime, draw: Draw) -> int:
    """Sends these prompts again, those that are due still; how many. Somebody else is asked for one who left."""
    count = 0
    for seen in prompts:
        prompt_rows.hold_day_of(session, seen.workspace_id, seen.person_id)
        prompt = prompt_rows.find(session, seen.workspace_id, seen.praise_id, seen.person_id)
        praise = praise_rows.by_id(session, seen.workspace_id, seen.praise_id)
        asked = people_rows.by_id(session, seen.workspace_id, seen.person_id)
        if prompt != seen or praise is None or asked is None or praise.state is not PraiseState.OPEN:
            continue
        is_reminder = prompt.later_until is None
        prompt = replace(
            prompt,
            asked_at=now,
            later_until=None,
            reminded_at=now if is_reminder or not asked.is_colleague else prompt.reminded_at,
        )
        if asked.is_colleague:
            prompt = _placed(session, asked, prompt, now)
            prompt_rows.save(session, prompt)
            _send(session, praise, asked, prompt, now, draw)
        else:
            prompt_rows.save(session, prompt)
            ask(session, praise, now, draw=draw)
        count += 1
    return count


def due_this_week(session: Session, workspace_id: str, now: datetime) -> dict[int, str]:
    """Who is to be reminded now of praise that waits for them, because it stands in no digest of theirs: our ids, each
    with the week's name. Managers have it in their digest.
    """
    settings = settings_rows.settings_of(session, workspace_id)
    prompts = prompt_rows.unanswered(session, workspace_id, now - timedelta(days=WAITS_DAYS))
    people = people_rows.by_ids(session, workspace_id, {prompt.person_id for prompt in prompts})
    weeks: dict[int, str] = {}
    for prompt in prompts:
        person = people[prompt.person_id]
        week = reminder_week(prompt, person, settings, now)
        if week is not None and person.is_colleague and person.id not in weeks:
            weeks[person.id] = week
    return {one: week for one, week in weeks.items() if not subscription_rows.is_manager(session, workspace_id, one)}


def remind_of_waiting(
    session: Session, workspace_id: str, person_id: int, week: str, now: datetime, draw: Draw
) -> None:
    """One message to that person about all praise that waits for them; the second in that week changes nothing."""
    person = people_rows.by_id(session, workspace_id, person_id)
    since = now - timedelta(days=WAITS_DAYS)
    waiting = [
        one.praise_id for one in prompt_rows.unanswered(session, workspace_id, since) if one.person_id == person_id
    ]
    if person is None or not waiting:
        return
    praises = praise_rows.by_ids(session, workspace_id, waiting[:MOST_SHOWN])
    view = WaitingView(len(waiting), tuple(praises[praise_id] for praise_id in waiting[:MOST_SHOWN]))
    purpose = f"praise-waiting:{person_id}:{week}"
    delivery_rows.queue(session, workspace_id, purpose, person.slack_id, draw(view), now)


def _whom(session: Session, praise: Praise) -> tuple[Person, ...]:
    workspace_id = praise.workspace_id
    praised = people_rows.by_ids(session, workspace_id, [one.person_id for one in praise.praised])
    chains = [_chain(session, praise, praised[one.person_id]) for one in praise.praised]
    return whom_to_ask(praise, chains, partial(_fallbacks, session, praise))


def _fallbacks(session: Session, praise: Praise) -> list[Person]:
    """Who is asked where nobody is above: champions (the channel's, then the workspace's), admins, leaders."""
    here = praise.workspace_id
    champion_ids = prompt_rows.champions(session, here, praise.channel)
    leader_ids = prompt_rows.leaders(session, here)
    found = people_rows.by_ids(session, here, {*champion_ids, *leader_ids})
    return [
        *(found[person_id] for person_id in champion_ids if person_id in found),
        *people_rows.admins(session, here),
        *(found[person_id] for person_id in leader_ids),
    ]


def _chain(session: Session, praise: Praise, praised: Person) -> list[Person]:
    """Those above the person, nearest first, as far as one who can be asked; a team's lead where no manager is set."""
    chain: list[Person] = []
    seen = {praised.id}
    person: Person | None = praised
    while person is not None:
        above_id = person.manager_id or _lead(session, person)
        if above_id is None or above_id in seen:
            break
        seen.add(above_id)
        person = people_rows.by_id(session, praised.workspace_id, above_id)
        if person is not None:
            chain.append(person)
            if may_be_asked(person, praise):
                break
    return chain


def _lead(session: Session, person: Person) -> int | None:
    """Who leads the person's team, or the nearest team above it that somebody else leads."""
    team_id, seen = person.team_id, set[int]()
    while team_id is not None and team_id not in seen:
        seen.add(team_id)
        team = team_rows.by_id(session, person.workspace_id, team_id)
        if team is None:
            return None
        if team.lead_id is not None and team.lead_id != person.id:
            return team.lead_id
        team_id = team.parent_id
    return None


def _placed(session: Session, asked: Person, prompt: Prompt, now: datetime) -> Prompt:
    """The prompt with a message of its own today, or among those gathered when the person got their five."""
    today = asked.local(now).date()
    if prompt_rows.is_full(session, prompt.workspace_id, asked.id, today):
        return replace(prompt, gathered_on=today)
    return replace(prompt, times_asked=prompt.times_asked + 1, asked_on=today)


def _send(session: Session, praise: Praise, asked: Person, prompt: Prompt, now: datetime, draw: Draw) -> None:
    """What `_placed` decided."""
    today = asked.local(now).date()
    if prompt.asked_on != today:
        _show_gathered(session, asked, today, now, draw)
        return
    message = draw(view_of(session, praise, asked, now, prompt))
    delivery_rows.queue(session, praise.workspace_id, _purposes(prompt)[-1], asked.slack_id, message, now)


def _show_gathered(session: Session, asked: Person, day: date, now: datetime, draw: Draw) -> None:
    """The one message about what was gathered that day: queued by the first, and brought up to date by the others."""
    here = asked.workspace_id
    count, waiting = prompt_rows.gathered_count(session, here, asked.id, day)
    shown = prompt_rows.gathered_open(session, here, asked.id, day, MOST_SHOWN)
    praises = praise_rows.by_ids(session, here, shown)
    message = draw(
        GatheredView(
            day=day,
            today=asked.local(now).date(),
            count=count,
            waiting=waiting,
            shown=tuple(praises[praise_id] for praise_id in shown),
        )
    )
    purpose = f"praise-gathered:{asked.id}:{day.isoformat()}"
    if count == 1:
        delivery_rows.queue(session, here, purpose, asked.slack_id, message, now)
    amendments.rewrite(session, here, purpose, message, now)


def _purposes(prompt: Prompt) -> list[str]:
    """The deliveries of their own about this praise to this person, oldest first."""
    return [f"praise:{prompt.praise_id}:asked:{prompt.person_id}:{n}" for n in range(1, prompt.times_asked + 1)]
