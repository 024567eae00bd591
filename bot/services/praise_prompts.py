"""Asking about praise: who is asked, once and once more, and keeping what stands in Slack true."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import deliveries as delivery_rows
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db import teams as team_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.people import Person
from bot.domain.praise_prompts import (
    REMIND_AFTER_WORKING_DAYS,
    Draw,
    GatheredView,
    Prompt,
    PromptView,
    is_due_again,
    page_of,
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
            prompt = Prompt(0, praise.workspace_id, praise.id, asked.id, now)
            if prompt_rows.add(session, prompt):
                _send(session, praise, asked, _stored(session, prompt), now, draw)


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
        may_undo=kudos is not None and kudos.may_be_undone(now),
        is_again=prompt is not None and prompt.reminded_at is not None,
        page=page,
    )


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
            _send(session, praise, asked, prompt, now, draw)
        else:
            prompt_rows.save(session, prompt)
            ask(session, praise, now, draw=draw)
        count += 1
    return count


def _whom(session: Session, praise: Praise) -> tuple[Person, ...]:
    workspace_id = praise.workspace_id
    praised = people_rows.by_ids(session, workspace_id, [one.person_id for one in praise.praised])
    concerned = frozenset(praised)
    chains = [_chain(session, praised[one.person_id], concerned) for one in praise.praised]
    champion_ids = prompt_rows.champions(session, workspace_id, praise.channel)
    leader_ids = prompt_rows.leaders(session, workspace_id)
    found = people_rows.by_ids(session, workspace_id, {*champion_ids, *leader_ids})
    return whom_to_ask(
        praise,
        chains,
        [found[person_id] for person_id in champion_ids if person_id in found],
        [*people_rows.admins(session, workspace_id), *(found[person_id] for person_id in leader_ids)],
    )


def _chain(session: Session, praised: Person, concerned: Collection[int]) -> list[Person]:
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
            if person.is_colleague and person.id not in concerned:
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


def _stored(session: Session, prompt: Prompt) -> Prompt:
    found = prompt_rows.find(session, prompt.workspace_id, prompt.praise_id, prompt.person_id)
    if found is None:
        raise LookupError("a prompt that was stored in this transaction isn't there")
    return found


def _send(session: Session, praise: Praise, asked: Person, prompt: Prompt, now: datetime, draw: Draw) -> None:
    """A message of its own, or a place in the gathered one when the person got their five today."""
    today = asked.local(now).date()
    if prompt_rows.is_full(session, praise.workspace_id, asked.id, today):
        prompt_rows.save(session, replace(prompt, gathered_on=today))
        _show_gathered(session, asked, today, now, draw)
        return
    prompt = replace(prompt, times_asked=prompt.times_asked + 1, asked_on=today)
    prompt_rows.save(session, prompt)
    message = draw(view_of(session, praise, asked, now, prompt))
    delivery_rows.queue(session, praise.workspace_id, _purposes(prompt)[-1], asked.slack_id, message, now)


def _show_gathered(session: Session, asked: Person, day: date, now: datetime, draw: Draw) -> None:
    """The one message about what was gathered that day: queued by the first, and brought up to date by the others."""
    praises = list(_gathered_praises(session, asked, day))
    view = GatheredView(
        day=day,
        today=asked.local(now).date(),
        praises=tuple(praises),
    )
    purpose = f"praise-gathered:{asked.id}:{day.isoformat()}"
    delivery_rows.queue(session, asked.workspace_id, purpose, asked.slack_id, draw(view), now)
    amendments.rewrite(session, asked.workspace_id, purpose, draw(view), now)


def _gathered_praises(session: Session, asked: Person, day: date) -> Iterable[Praise]:
    praise_ids = prompt_rows.gathered(session, asked.workspace_id, asked.id, day)
    praises = praise_rows.by_ids(session, asked.workspace_id, praise_ids)
    return (praises[praise_id] for praise_id in praise_ids)


def _purposes(prompt: Prompt) -> list[str]:
    """The deliveries of their own about this praise to this person, oldest first."""
    return [f"praise:{prompt.praise_id}:asked:{prompt.person_id}:{n}" for n in range(1, prompt.times_asked + 1)]
