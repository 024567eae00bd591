"""What becomes of praise: recognised, thanked for, dismissed or put off, by somebody who may decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NoReturn

from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import deliveries as delivery_rows
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import praise_prompts as prompt_rows
from bot.db import praises as praise_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, Denied, allow
from bot.domain.deliveries import Message
from bot.domain.kudos import KudosSettings
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.praise_prompts import Draw, NotPraise, Prompt, PromptView, tomorrow_morning
from bot.domain.praises import Praise, PraiseState
from bot.domain.recognition import (
    MAX_THANKS,
    Recognition,
    RecognitionField,
    RecognitionRefused,
    kudos_words,
)
from bot.errors import Refused
from bot.services import kudos as giving
from bot.services import praise_prompts
from bot.services.acting import Asker, asking


@dataclass(frozen=True, slots=True)
class Thanks:
    """Private thanks for praise: what one of those praised is sent."""

    view: PromptView
    sender: Person
    words: str


@dataclass(frozen=True, slots=True)
class PraiseMessages:
    """How `bot.blocks`, which use cases don't know, draws what is sent."""

    prompt: Draw
    thanks: Callable[[Thanks], Message]
    kudos_post: giving.DrawPost
    kudos_told: giving.DrawTold
    kudos_manager: giving.DrawManager


def prompt_of(
    session: Session, asker: Asker, praise_id: int, now: datetime, gathered_on: date | None = None
) -> PromptView:
    """The prompt as the person may see it, asked or not. Raises `Refused` or `Denied`."""
    person, praise = _handling(session, asker, praise_id, holds=False)
    return _view(session, person, praise, now, gathered_on)


def form_of(session: Session, asker: Asker, praise_id: int, now: datetime) -> tuple[PromptView, KudosSettings]:
    """What *Recognise* needs. Raises `Refused` or `Denied`."""
    view = prompt_of(session, asker, praise_id, now)
    return view, settings_rows.kudos_settings_of(session, view.praise.workspace_id)


def gathered_of(session: Session, asker: Asker, day: date, now: datetime) -> PromptView:
    """The first of the prompts gathered on one's own day that waits still, else the first. Raises `Refused`."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    praise_ids = prompt_rows.gathered(session, person.workspace_id, person.id, day)
    praises = praise_rows.by_ids(session, person.workspace_id, praise_ids)
    if not praise_ids:
        raise _unknown()
    waiting = [one for one in praise_ids if praises[one].state is PraiseState.OPEN]
    return prompt_of(session, asker, (waiting or praise_ids)[0], now, day)


def recognise(
    session: Session,
    asker: Asker,
    recognition: Recognition,
    request: str,
    now: datetime,
    draw: PraiseMessages,
    gathered_on: date | None = None,
) -> PromptView:
    """Gives kudos for the praise; `request` names the request: twice is once.

    Raises `RecognitionRefused` or `KudosRefused` with the field to correct, `UnknownThanked`, `Refused`, `Denied`.
    """
    person, praise = _handling(session, asker, recognition.praise_id)
    before = kudos_rows.made_by(session, person.workspace_id, request)
    if before is None:
        if praise.state is not PraiseState.OPEN:
            _too_late(session, praise, RecognitionField.WORDS)
        if recognition.channel == praise.channel:
            raise RecognitionRefused(
                RecognitionField.CHANNEL,
                "That is where the customer said it.",
                "Recognition isn't posted in a customer's channel: choose one among yourselves.",
            )
        customer = praise.customer.name if praise.customer else ""
        praised = [one.name for one in people_rows.find_many(session, person.workspace_id, recognition.people)]
        words = kudos_words(recognition, praise_prompts.author_of(session, praise), customer, praised)
        kudos = giving.give(
            session,
            asker,
            giving.KudosDraft(
                thanked_slack_ids=recognition.people,
                words=words,
                behaviours=recognition.behaviours,
                channel=recognition.channel,
                praise_id=praise.id,
            ),
            request,
            now,
            draw_post=draw.kudos_post,
            draw_told=draw.kudos_told,
            draw_manager=draw.kudos_manager,
        )
        _concerns(session, person, praise, [one.person_id for one in kudos.thanked], now)
        prompt_rows.decide(session, praise, PraiseState.RECOGNISED, person.id, now, kudos_id=kudos.id)
    return _changed(session, person, praise, now, draw.prompt, gathered_on)


def undo(
    session: Session, asker: Asker, praise_id: int, now: datetime, draw: Draw, gathered_on: date | None = None
) -> PromptView:
    """*Undo* of a recognition or of private thanks: what was sent goes, and the praise waits again.

    Raises `Refused` when it is too late, `Denied`.
    """
    person, praise = _handling(session, asker, praise_id)
    if praise.state is PraiseState.RECOGNISED and praise.kudos_id is not None:
        giving.undo(session, asker, praise.kudos_id, now)
        prompt_rows.reopen(session, praise)
    elif praise.state is PraiseState.THANKED:
        allow(person, Action.CHANGE_KUDOS, praise.handled_by, subject=f"praise:{praise.id}")
        if not praise_prompts.may_take_thanks_back(praise, now):
            raise Refused(
                "Thanks can be taken back for ten minutes, and these are older.",
                "They stay; say more in a message of your own.",
            )
        for one in praise.praised:
            amendments.take_back(session, praise.workspace_id, _thanks_purpose(praise, one.person_id), now)
        prompt_rows.reopen(session, praise)
    return _changed(session, person, praise, now, draw, gathered_on)


def thank(
    session: Session,
    asker: Asker,
    praise_id: int,
    people: Sequence[str],
    words: str,
    now: datetime,
    draw: PraiseMessages,
    gathered_on: date | None = None,
) -> PromptView:
    """*Thank privately*: the words go to those praised, directly, once.

    Raises `RecognitionRefused` with the field to correct, `Refused`, `Denied`.
    """
    person, praise = _handling(session, asker, praise_id)
    if praise.state is PraiseState.THANKED and praise.handled_by == person.id:
        return _view(session, person, praise, now, gathered_on)
    if praise.state is not PraiseState.OPEN:
        _too_late(session, praise, RecognitionField.WORDS)
    said = storable(words).strip()
    if not said:
        raise RecognitionRefused(RecognitionField.WORDS, "There are no words yet.", "Say thanks in a sentence.")
    if len(said) > MAX_THANKS:
        raise RecognitionRefused(
            RecognitionField.WORDS, f"That is {len(said):,} characters.", f"Say it in at most {MAX_THANKS:,}."
        )
    thanked = _colleagues(session, person, people)
    _concerns(session, person, praise, [one.id for one in thanked], now)
    prompt_rows.decide(session, praise, PraiseState.THANKED, person.id, now)
    after = _changed(session, person, praise, now, draw.prompt, gathered_on)
    for one in thanked:
        told = praise_prompts.view_of(session, after.praise, one, now, None)
        delivery_rows.queue(
            session,
            praise.workspace_id,
            _thanks_purpose(praise, one.id),
            one.slack_id,
            draw.thanks(Thanks(told, person, said)),
            now,
        )
    return after


def dismiss(
    session: Session, asker: Asker, praise_id: int, now: datetime, draw: Draw, gathered_on: date | None = None
) -> PromptView:
    """*Not praise*, kept as an example. Raises `Refused` or `Denied`."""
    person, praise = _handling(session, asker, praise_id)
    if prompt_rows.decide(session, praise, PraiseState.DISMISSED, person.id, now):
        _keep_example(session, person, praise, [], now, is_praise=False)
    return _changed(session, person, praise, now, draw, gathered_on)


def give_reason(
    session: Session,
    asker: Asker,
    praise_id: int,
    because: NotPraise,
    now: datetime,
    draw: Draw,
    gathered_on: date | None = None,
) -> PromptView:
    """Why it isn't praise; nothing changes where that isn't said any more. Raises `Refused` or `Denied`."""
    person, praise = _handling(session, asker, praise_id)
    prompt_rows.set_reason(session, praise, because.value)
    return _changed(session, person, praise, now, draw, gathered_on)


def take_dismissal_back(
    session: Session, asker: Asker, praise_id: int, now: datetime, draw: Draw, gathered_on: date | None = None
) -> PromptView:
    """*It is praise after all*: it waits again, and that is kept as an example. Raises `Refused` or `Denied`."""
    person, praise = _handling(session, asker, praise_id)
    if praise.state is PraiseState.DISMISSED:
        prompt_rows.reopen(session, praise)
        _keep_example(session, person, praise, [], now, is_praise=True)
    return _changed(session, person, praise, now, draw, gathered_on)


def put_off(
    session: Session, asker: Asker, praise_id: int, now: datetime, draw: Draw, gathered_on: date | None = None
) -> PromptView:
    """*Later*: asks this person again on the next working morning. Raises `Refused` or `Denied`."""
    person, praise = _handling(session, asker, praise_id)
    if praise.state is PraiseState.OPEN:
        settings = settings_rows.settings_of(session, person.workspace_id)
        prompt_rows.add(session, Prompt(0, praise.workspace_id, praise.id, person.id, now))
        prompt = prompt_rows.find(session, praise.workspace_id, praise.id, person.id)
        if prompt is not None:
            prompt_rows.save(session, replace(prompt, later_until=tomorrow_morning(person, settings, now)))
    return _changed(session, person, praise, now, draw, gathered_on)


def say_whom(
    session: Session,
    asker: Asker,
    praise_id: int,
    slack_id: str,
    now: datetime,
    draw: Draw,
    gathered_on: date | None = None,
) -> PromptView:
    """Whom open praise concerns. Says somebody that it is themself, who is above them is asked instead.

    Raises `Refused` or `Denied`.
    """
    person, praise = _handling(session, asker, praise_id)
    if praise.state is PraiseState.OPEN:
        (concerned,) = _colleagues(session, person, [slack_id])
        _concerns(session, person, praise, [concerned.id], now)
        if concerned.id == person.id:
            changed = praise_rows.by_id(session, praise.workspace_id, praise.id) or praise
            praise_prompts.ask(session, changed, now, draw=draw)
    return _changed(session, person, praise, now, draw, gathered_on)


def _handling(session: Session, asker: Asker, praise_id: int, *, holds: bool = True) -> tuple[Person, Praise]:
    """The person, allowed to decide, and the praise, held until the transaction ends."""
    person = asking(session, asker)
    allow(person, Action.SEE_OWN, person.id)
    here = person.workspace_id
    if holds:
        prompt_rows.hold(session, here, praise_id)
    praise = praise_rows.by_id(session, here, praise_id)
    if praise is None:
        raise _unknown()
    _allow_to_handle(session, person, praise)
    return person, praise


def _allow_to_handle(session: Session, person: Person, praise: Praise) -> None:
    """Raises `Denied`."""
    here = praise.workspace_id
    sure = [one for one in praise.praised if one.is_sure]
    above = {prompt.person_id for prompt in prompt_rows.of_praise(session, here, praise.id)}
    above.update(prompt_rows.champions(session, here, praise.channel))
    for one in sure or praise.praised:
        above |= people_rows.managers_above(session, here, one.person_id)
    own = any(one.person_id == person.id for one in sure)
    allow(
        person,
        Action.HANDLE_PRAISE,
        person.id if own else None,
        above=above,
        subject=f"praise:{praise.id}",
    )


def _thanks_purpose(praise: Praise, person_id: int) -> str:
    return f"praise:{praise.id}:thanks:{person_id}"


def may_handle(session: Session, person: Person, praise: Praise) -> bool:
    """Whether the person may decide what becomes of the praise."""
    try:
        _allow_to_handle(session, person, praise)
    except Denied:
        return False
    return True


def _view(
    session: Session, person: Person, praise: Praise, now: datetime, gathered_on: date | None = None
) -> PromptView:
    prompt = prompt_rows.find(session, praise.workspace_id, praise.id, person.id)
    return praise_prompts.view_of(session, praise, person, now, prompt, gathered_on)


def _changed(
    session: Session, person: Person, praise: Praise, now: datetime, draw: Draw, gathered_on: date | None
) -> PromptView:
    """Everything that was sent about the praise says what came of it, and so does the answer."""
    after = praise_rows.by_id(session, praise.workspace_id, praise.id) or praise
    praise_prompts.redraw(session, after, now, draw=draw)
    return _view(session, person, after, now, gathered_on)


def _concerns(session: Session, person: Person, praise: Praise, person_ids: Sequence[int], now: datetime) -> None:
    """Keeps whom it concerns, and that as an example: whether the program was right."""
    _keep_example(session, person, praise, person_ids, now, is_praise=True)
    prompt_rows.set_praised(session, praise, person_ids)


def _keep_example(
    session: Session,
    person: Person,
    praise: Praise,
    person_ids: Sequence[int],
    now: datetime,
    *,
    is_praise: bool,
) -> None:
    people = [one.slack_id for one in people_rows.by_ids(session, praise.workspace_id, person_ids).values()]
    proposed = prompt_rows.proposed_before(session, praise)
    prompt_rows.keep_example(
        session,
        praise,
        person.id,
        now,
        is_praise=is_praise,
        people=people,
        person_was_right=set(people) <= set(proposed) if people and proposed else None,
    )


def _colleagues(session: Session, person: Person, slack_ids: Sequence[str]) -> list[Person]:
    """The people, each once, in their order. Raises `RecognitionRefused`."""
    found = {one.slack_id: one for one in people_rows.find_many(session, person.workspace_id, slack_ids)}
    if not slack_ids:
        raise RecognitionRefused(RecognitionField.PEOPLE, "Nobody is chosen.", "Choose whom the praise concerns.")
    people = []
    for slack_id in dict.fromkeys(slack_ids):
        one = found.get(slack_id)
        if one is None or not one.is_colleague:
            name = one.name if one else "Somebody whom you chose"
            raise RecognitionRefused(
                RecognitionField.PEOPLE, f"{name} isn't a colleague who is here.", "Choose colleagues of yours."
            )
        people.append(one)
    return people


def _too_late(session: Session, praise: Praise, field: RecognitionField) -> NoReturn:
    handler = people_rows.by_id(session, praise.workspace_id, praise.handled_by) if praise.handled_by else None
    became = {
        PraiseState.RECOGNISED: "recognised it",
        PraiseState.THANKED: "thanked them",
        PraiseState.DISMISSED: "said that it isn't praise",
    }.get(praise.state)
    happened = f"{handler.name if handler else 'Somebody'} {became}" if became else "The message was deleted"
    raise RecognitionRefused(
        field, f"{happened} in the meantime, so nothing was sent.", "Your words are still here to copy."
    )


def _unknown() -> Refused:
    return Refused("That praise isn't known here.", "What waits for you is in your digest, too.")
