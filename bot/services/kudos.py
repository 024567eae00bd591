"""Kudos: given, joined in, taken back; in one transaction with the messages that say so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db import amendments
from bot.db import deliveries as delivery_rows
from bot.db import kudos as kudos_rows
from bot.db import people as people_rows
from bot.db import workspace_settings as settings_rows
from bot.domain.access import Action, allow
from bot.domain.behaviours import behaviours_in, other_tags
from bot.domain.deliveries import Message
from bot.domain.kudos import (
    Kudos,
    KudosField,
    KudosRefused,
    KudosSettings,
    Thanked,
    UnknownThanked,
    check_thanked,
    check_words,
)
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.errors import Refused
from bot.services.acting import Asker, acting, check_own_request

DrawPost = Callable[[Kudos], Message]
"""How `bot.blocks`, which use cases don't know, draws the post."""

DrawTold = Callable[[Kudos, Thanked], Message]
"""Draws what somebody who is thanked is told."""

DrawManager = Callable[[Kudos, tuple[Thanked, ...]], Message]
"""Draws what a manager is told of their people who are thanked."""


@dataclass(frozen=True, slots=True)
class KudosDraft:
    """Kudos to give. Where nothing says that they are private they are posted to `channel`, or to the workspace's.

    `behaviours` are names of the workspace's; those that `tags` name (and, where none are given, the words) are added.
    `praise_id` is the praise that they answer.
    """

    thanked_slack_ids: tuple[str, ...]
    words: str
    behaviours: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_private: bool = False
    tells_managers: bool = False
    channel: str | None = None
    praise_id: int | None = None


def give(
    session: Session,
    asker: Asker,
    draft: KudosDraft,
    request: str,
    now: datetime,
    *,
    draw_post: DrawPost,
    draw_told: DrawTold,
    draw_manager: DrawManager,
) -> Kudos:
    """Gives kudos and queues the post and what those thanked are told. `request` names the request: twice is once.

    Raises `KudosRefused` with the field to correct, `Denied`, or `UnknownThanked` with the people whom Slack has not
    told of yet.
    """
    author = acting(session, asker, Action.GIVE_KUDOS)
    here = author.workspace_id
    before = kudos_rows.made_by(session, here, request)
    if before is not None:
        check_own_request(author, before.author_id)
        return before
    thanked = _people(session, here, draft.thanked_slack_ids)
    check_thanked(author, thanked, is_private=draft.is_private)
    words = storable(draft.words).strip()
    check_words(words)
    settings = settings_rows.kudos_settings_of(session, here)
    named = behaviours_in(draft.tags, "" if draft.behaviours else words, settings.behaviours)
    added = kudos_rows.add(
        session,
        Kudos(
            id=0,
            workspace_id=here,
            author_id=author.id,
            author_slack_id=author.slack_id,
            thanked=tuple(Thanked(one.id, one.slack_id, one.name, one.is_outside) for one in thanked),
            words=words,
            behaviours=tuple(name for name in settings.behaviours if name in {*draft.behaviours, *named}),
            tags=other_tags(draft.tags, settings.behaviours),
            is_private=draft.is_private,
            tells_managers=draft.tells_managers,
            channel=None if draft.is_private else _channel(draft, settings),
            praise_id=draft.praise_id,
            created_at=now,
            is_undone=False,
        ),
        request,
    )
    if added is None:
        before = kudos_rows.made_by(session, here, request)
        if before is None:
            raise RuntimeError("kudos were neither added nor there")
        check_own_request(author, before.author_id)
        return before
    _queue(session, added, now, draw_post, draw_told, draw_manager)
    return added


def undo(session: Session, asker: Asker, kudos_id: int, now: datetime) -> Kudos:
    """*Undo*: within `UNDO_WITHIN`, by the author, everything that was said of it goes. Raises `Refused`, `Denied`."""
    kudos = _own(session, asker, kudos_id)
    if kudos.is_undone:
        return kudos
    if not kudos.may_be_undone(now):
        raise Refused(
            "Kudos can be taken back for ten minutes, and these are older.",
            "They stay; an admin can delete the post in Slack if it must go.",
        )
    kudos_rows.undo(session, kudos, now)
    for purpose in (_post(kudos), *(of(kudos, one) for one in kudos.thanked for of in (_told, _manager))):
        amendments.take_back(session, kudos.workspace_id, purpose, now)
    return replace(kudos, is_undone=True)


def show_behaviour(
    session: Session,
    asker: Asker,
    kudos_id: int,
    behaviour: str,
    now: datetime,
    *,
    is_shown: bool,
    draw_post: DrawPost,
    draw_told: DrawTold,
) -> tuple[Kudos, KudosSettings]:
    """Adds a behaviour to one's own kudos, or takes it off; the messages say so. Raises `Refused`, `Denied`."""
    kudos = _own(session, asker, kudos_id)
    settings = settings_rows.kudos_settings_of(session, kudos.workspace_id)
    if kudos.is_undone:
        return kudos, settings
    others = [name for name in kudos.behaviours if name != behaviour]
    known = (*settings.behaviours, *(name for name in others if name not in settings.behaviours))
    wanted = {*others, behaviour} if is_shown else set(others)
    changed = replace(kudos, behaviours=tuple(name for name in known if name in wanted))
    if changed != kudos:
        kudos_rows.set_behaviours(session, changed, changed.behaviours)
        _redraw(session, changed, now, draw_post)
        for one in changed.thanked:
            amendments.rewrite(session, changed.workspace_id, _told(changed, one), draw_told(changed, one), now)
    return changed, settings


def join_in(session: Session, asker: Asker, kudos_id: int, now: datetime, *, draw_post: DrawPost) -> Kudos:
    """*Add my voice*: each once. Raises `Refused` for those whose own kudos it is, `Denied` for guests."""
    person, kudos = _posted(session, asker, kudos_id)
    if not kudos.may_join_in(person.id):
        raise Refused(
            "You gave these kudos." if person.id == kudos.author_id else "These kudos are for you.",
            "Colleagues can add their voices.",
        )
    kudos_rows.add_voice(session, kudos, person.id, now)
    return _voices_changed(session, kudos, now, draw_post)


def step_back(session: Session, asker: Asker, kudos_id: int, now: datetime, *, draw_post: DrawPost) -> Kudos:
    """Takes one's voice back. Raises `Refused` for kudos that were taken back, `Denied` for guests."""
    person, kudos = _posted(session, asker, kudos_id)
    kudos_rows.remove_voice(session, kudos, person.id)
    return _voices_changed(session, kudos, now, draw_post)


def settings_to_give(session: Session, asker: Asker) -> KudosSettings:
    """What the workspace has set, for somebody who may give kudos. Raises `Denied`."""
    person = acting(session, asker, Action.GIVE_KUDOS)
    return settings_rows.kudos_settings_of(session, person.workspace_id)


def own_kudos(session: Session, asker: Asker, kudos_id: int) -> tuple[Kudos, KudosSettings]:
    """Kudos of one's own, undone ones too, and what the workspace has set. Raises `Refused`, `Denied`."""
    kudos = _own(session, asker, kudos_id, holds=False)
    return kudos, settings_rows.kudos_settings_of(session, kudos.workspace_id)


def _own(session: Session, asker: Asker, kudos_id: int, *, holds: bool = True) -> Kudos:
    """The person's own kudos, held until the transaction ends where they are to be changed."""
    person = acting(session, asker, Action.GIVE_KUDOS)
    if holds:
        kudos_rows.hold(session, person.workspace_id, kudos_id)
    kudos = kudos_rows.by_id(session, person.workspace_id, kudos_id)
    if kudos is None:
        raise _unknown()
    allow(person, Action.CHANGE_KUDOS, kudos.author_id, subject=f"kudos:{kudos_id}")
    return kudos


def _posted(session: Session, asker: Asker, kudos_id: int) -> tuple[Person, Kudos]:
    """The asker, and kudos that colleagues see."""
    person = acting(session, asker, Action.GIVE_KUDOS)
    kudos_rows.hold(session, person.workspace_id, kudos_id)
    kudos = kudos_rows.by_id(session, person.workspace_id, kudos_id)
    if kudos is None or kudos.is_private:
        raise _unknown()
    if kudos.is_undone:
        raise Refused("These kudos were taken back.", "You can give your own: `/kudos`.")
    return person, kudos


def _people(session: Session, workspace_id: str, slack_ids: tuple[str, ...]) -> list[Person]:
    """The people, each once, in their order. Raises `UnknownThanked`."""
    found = {person.slack_id: person for person in people_rows.find_many(session, workspace_id, slack_ids)}
    unknown = tuple(dict.fromkeys(slack_id for slack_id in slack_ids if slack_id not in found))
    if unknown:
        raise UnknownThanked(unknown)
    return [found[slack_id] for slack_id in dict.fromkeys(slack_ids)]


def _channel(draft: KudosDraft, settings: KudosSettings) -> str:
    channel = draft.channel or settings.channel
    if channel is None:
        raise KudosRefused(
            KudosField.CHANNEL,
            "There is no channel to post this in.",
            "Choose one, or type `/kudos` in a channel; an admin can set one for all in `/praiseworthy settings`.",
        )
    return channel


def redraw_posts(
    session: Session, workspace_id: str, kudos_ids: Iterable[int], now: datetime, *, draw_post: DrawPost
) -> None:
    """Has the posts of these kudos say what is kept now."""
    for kudos_id in kudos_ids:
        kudos = kudos_rows.by_id(session, workspace_id, kudos_id)
        if kudos is not None and kudos.channel is not None and not kudos.is_undone:
            _redraw(session, kudos, now, draw_post)


def _queue(
    session: Session,
    kudos: Kudos,
    now: datetime,
    draw_post: DrawPost,
    draw_told: DrawTold,
    draw_manager: DrawManager,
) -> None:
    here = kudos.workspace_id
    if kudos.channel is not None:
        delivery_rows.queue(session, here, _post(kudos), kudos.channel, draw_post(kudos), now)
    for one in kudos.thanked:
        # Slack lets a bot write to people of other workspaces in few cases only; the post mentions them.
        if not one.is_outside:
            delivery_rows.queue(session, here, _told(kudos, one), one.slack_id, draw_told(kudos, one), now)
    if kudos.tells_managers:
        for manager, theirs in _managers(session, kudos):
            message = draw_manager(kudos, theirs)
            delivery_rows.queue(session, here, _manager(kudos, theirs[0]), manager.slack_id, message, now)


def _managers(session: Session, kudos: Kudos) -> list[tuple[Person, tuple[Thanked, ...]]]:
    """The managers of those thanked with their people, but those who know already: the author and those thanked."""
    people = people_rows.by_ids(session, kudos.workspace_id, [one.person_id for one in kudos.thanked])
    of: dict[int, list[Thanked]] = {}
    for one in kudos.thanked:
        manager_id = people[one.person_id].manager_id
        if manager_id is not None and manager_id != kudos.author_id and manager_id not in people:
            of.setdefault(manager_id, []).append(one)
    managers = people_rows.by_ids(session, kudos.workspace_id, of)
    return [(managers[one], tuple(theirs)) for one, theirs in of.items() if managers[one].is_colleague]


def _voices_changed(session: Session, kudos: Kudos, now: datetime, draw_post: DrawPost) -> Kudos:
    changed = kudos_rows.by_id(session, kudos.workspace_id, kudos.id) or kudos
    _redraw(session, changed, now, draw_post)
    return changed


def _redraw(session: Session, kudos: Kudos, now: datetime, draw_post: DrawPost) -> None:
    amendments.rewrite(session, kudos.workspace_id, _post(kudos), draw_post(kudos), now)


def _post(kudos: Kudos) -> str:
    return f"kudos:{kudos.id}:post"


def _told(kudos: Kudos, thanked: Thanked) -> str:
    return f"kudos:{kudos.id}:told:{thanked.person_id}"


def _manager(kudos: Kudos, first: Thanked) -> str:
    """The manager may change before it is taken back; the first of their people who is thanked doesn't."""
    return f"kudos:{kudos.id}:manager-of:{first.person_id}"


def _unknown() -> Refused:
    return Refused("Those kudos aren't known here.", "`/kudos` gives some.")
