"""Who gets which digest, when: enrolled by itself, changed by its owner, and queued exactly once a period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.db import deliveries as delivery_rows
from bot.db import subscriptions as rows
from bot.db.workspace_settings import settings_of
from bot.domain.access import Action
from bot.domain.deliveries import Message
from bot.domain.people import Person, Role
from bot.domain.schedules import Timetable, shown_now
from bot.domain.subscriptions import DigestChange, DigestChoice, DigestKind, DueDigest, Subscription
from bot.domain.workspace_settings import WorkspaceSettings
from bot.errors import Refused
from bot.services.acting import Asker, acting

CONTRIBUTED_LATELY = timedelta(days=60)
"""Whoever logged work or had a goal within these days gets the week's note."""

MOST_A_LOOK = 20_000
"""Digests that one look takes; what is more is due at the next."""

AFTER_A_FAULT = timedelta(hours=1)
"""How long a digest that could not be drawn waits for the next try."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A subscription whose time has come, as it was seen: what to make of it, and when it comes next.

    `digest` is None where nothing is to be sent: the period was had already, or today is a quiet day.
    `is_first` says that it never came before.
    """

    subscription_id: int
    workspace_id: str
    seen: datetime
    next_run_at: datetime
    digest: DueDigest | None
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A turn that is over, with the message to send; None where there is nothing to say."""

    turn: Turn
    message: Message | None


@dataclass(frozen=True, slots=True)
class OwnDigest:
    """A person's digest of one kind, to be shown now, with when it comes (`subscription`)."""

    due: DueDigest
    subscription: Subscription
    kinds: tuple[DigestKind, ...]


class _WhenNext:
    """When a subscription comes next: worked out once for all that have the same timetable."""

    def __init__(self, settings: WorkspaceSettings, now: datetime) -> None:
        self.now = now
        self._settings = settings
        self._known: dict[tuple[object, ...], datetime] = {}

    def __call__(self, one: Subscription) -> datetime:
        key = (one.weekday, one.at, one.person.time_zone, one.paused_until, one.last_period)
        if key not in self._known:
            self._known[key] = timetable(one, self._settings).next_run(self.now, unless=one.last_period).at
        return self._known[key]


def timetable(subscription: Subscription, settings: WorkspaceSettings) -> Timetable:
    """When this subscription's digests come."""
    return Timetable(
        subscription.weekday,
        subscription.at,
        subscription.person.time_zone,
        settings.is_quiet,
        subscription.paused_until,
    )


def enrol(session: Session, workspace_id: str, now: datetime) -> int:
    """Gives a subscription to everybody who should have one and has none; the number of them.

    Managers get the weekly digest, leaders the monthly one, and whoever contributes the week's note. A fixed number
    of statements, whatever the number of people. Call it right after somebody has become a manager or a leader.
    """
    settings = settings_of(session, workspace_id)
    since = (now - CONTRIBUTED_LATELY).date()
    when = _WhenNext(settings, now)
    new = [
        *(_fresh(DigestKind.MANAGER, person, settings, when) for person in rows.managers(session, workspace_id)),
        *(_fresh(DigestKind.LEADER, person, settings, when) for person in rows.leaders(session, workspace_id)),
        *(
            _fresh(DigestKind.PERSON, person, settings, when)
            for person in rows.contributors(session, workspace_id, since)
        ),
    ]
    rows.add(session, workspace_id, new, now)
    return len(new)


def reckon_again(session: Session, workspace_id: str, now: datetime) -> int:
    """Works out anew when everything that isn't due comes next; the number of those that moved.

    For changed days off, and for what a wrong clock has left behind.
    """
    return _move(session, workspace_id, rows.later_than(session, workspace_id, now), now)


def follow_people(session: Session, workspace_id: str, now: datetime) -> int:
    """Works out anew when the digests of those come next who are in another time zone now; their number."""
    return _move(session, workspace_id, rows.in_another_zone(session, workspace_id), now)


def look(session: Session, workspace_id: str, now: datetime) -> list[Turn]:
    """Every subscription whose time has come, with the latest period that it has missed or is due for."""
    due = rows.due(session, workspace_id, now, MOST_A_LOOK)
    if not due:
        return []
    settings = settings_of(session, workspace_id)
    return [_turn(subscription, timetable(subscription, settings), workspace_id, now) for subscription in due]


def queue(session: Session, batch: Sequence[Outgoing], now: datetime) -> int:
    """Queues messages and moves their subscriptions on; the number of messages.

    Any number of replicas may have seen the same turn: the first one to get here has it, and the delivery's purpose
    is unique for the subscription and the period.
    """
    queued = 0
    # In one order everywhere, so that two replicas don't wait for each other's rows.
    for outgoing in sorted(batch, key=lambda one: one.turn.subscription_id):
        turn, digest = outgoing.turn, outgoing.turn.digest
        had = digest.period.key if digest else None
        is_ours = rows.advance(session, turn.workspace_id, turn.subscription_id, turn.seen, turn.next_run_at, had)
        if is_ours and digest and outgoing.message:
            purpose = f"digest:{turn.subscription_id}:{digest.period.key}"
            delivery_rows.queue(session, turn.workspace_id, purpose, digest.to, outgoing.message, now)
            queued += 1
    return queued


def postpone(session: Session, turns: Sequence[Turn], now: datetime) -> None:
    """Lets digests that could not be drawn wait, so that they don't hold up the others."""
    for turn in turns:
        rows.advance(session, turn.workspace_id, turn.subscription_id, turn.seen, now + AFTER_A_FAULT, None)


def own_digest(session: Session, asker: Asker, kind: DigestKind | None, now: datetime) -> OwnDigest:
    """The asker's digest of this kind as of now; of the kind that fits their place where None. Raises `Denied`.

    Nobody needs a subscription for it; where there is none yet, `subscription` is what it would be (with the id 0).
    """
    person = acting(session, asker, Action.SEE_OWN)
    kinds = _kinds_of(session, person)
    chosen = kind if kind in kinds else kinds[0]
    subscription = _subscription_of(session, person, chosen, now)
    today = person.local(now).date()
    due = DueDigest(
        subscription_id=subscription.id,
        workspace_id=person.workspace_id,
        kind=chosen,
        person=person,
        to=person.slack_id,
        period=shown_now(subscription.weekday, today),
        today=today,
        parts_left_out=subscription.parts_left_out,
    )
    return OwnDigest(due, subscription, kinds)


def send_now(session: Session, asker: Asker, digest: OwnDigest, message: Message, press: str, now: datetime) -> None:
    """Queues a digest for its owner; the same press twice is one message. The next one comes as it would have."""
    person = acting(session, asker, Action.SEE_OWN)
    purpose = f"digest-now:{person.id}:{digest.due.kind}:{press}"
    delivery_rows.queue(session, person.workspace_id, purpose, person.slack_id, message, now)


def choice_of(session: Session, asker: Asker, kind: DigestKind | None, now: datetime) -> DigestChoice:
    """What stands in the asker's settings of this digest; of the one that fits their place where None."""
    person = acting(session, asker, Action.SEE_OWN)
    kinds = _kinds_of(session, person)
    chosen = kind if kind in kinds else kinds[0]
    return _choice(_subscription_of(session, person, chosen, now), _channels_of(session, person))


def change(session: Session, asker: Asker, choice: DigestChoice, now: datetime) -> DigestChange:
    """Keeps what the owner of a digest has chosen. Raises `Denied`, and `Refused` where it isn't theirs to have."""
    person = acting(session, asker, Action.SEE_OWN)
    if choice.kind not in _kinds_of(session, person):
        raise Refused(
            "That digest is for those whom somebody reports to, or who lead.", "`/praiseworthy digest` shows yours."
        )
    settings = settings_of(session, person.workspace_id)
    before = _subscription_of(session, person, choice.kind, now)
    was = _choice(before, _channels_of(session, person))
    after = _keep(session, before, choice, settings, now)
    if choice.kind is DigestKind.MANAGER:
        _keep_channels(session, after, choice, settings, now)
    return DigestChange(was, choice, after)


def _keep(
    session: Session, before: Subscription, choice: DigestChoice, settings: WorkspaceSettings, now: datetime
) -> Subscription:
    after = replace(
        before,
        is_on=choice.is_on,
        weekday=None if before.kind is DigestKind.LEADER else choice.weekday,
        at=choice.at,
        paused_until=choice.paused_until,
        parts_left_out=choice.parts_left_out,
    )
    after = replace(after, next_run_at=timetable(after, settings).next_run(now, unless=after.last_period).at)
    if before.id == 0:
        rows.add(session, after.person.workspace_id, [after], now)
    else:
        rows.change(session, after.person.workspace_id, after)
    return after


def _keep_channels(
    session: Session, own: Subscription, choice: DigestChoice, settings: WorkspaceSettings, now: datetime
) -> None:
    workspace_id = own.person.workspace_id
    there = {one.to: one for one in rows.of_person(session, workspace_id, own.person.id, (DigestKind.TEAM,))}
    for channel in sorted({*there, *choice.channels}):
        fresh = replace(own, id=0, kind=DigestKind.TEAM, to=channel, last_period=None)
        _keep(session, there.get(channel, fresh), replace(choice, is_on=channel in choice.channels), settings, now)


def _choice(subscription: Subscription, channels: tuple[str, ...]) -> DigestChoice:
    return DigestChoice(
        kind=subscription.kind,
        is_on=subscription.is_on,
        weekday=subscription.weekday,
        at=subscription.at,
        paused_until=subscription.paused_until,
        parts_left_out=subscription.parts_left_out,
        channels=channels if subscription.kind is DigestKind.MANAGER else (),
    )


def _channels_of(session: Session, person: Person) -> tuple[str, ...]:
    team_digests = rows.of_person(session, person.workspace_id, person.id, (DigestKind.TEAM,))
    return tuple(one.to for one in team_digests if one.is_on)


def _kinds_of(session: Session, person: Person) -> tuple[DigestKind, ...]:
    """The digests that are a person's to have, the one that fits their place first."""
    kinds = []
    if person.role is Role.MANAGER or rows.is_manager(session, person.workspace_id, person.id):
        kinds.append(DigestKind.MANAGER)
    if person.role is Role.LEADER:
        kinds.append(DigestKind.LEADER)
    kinds.append(DigestKind.PERSON)
    if person.role is Role.ADMIN:
        kinds.append(DigestKind.LEADER)
    return tuple(kinds)


def _subscription_of(session: Session, person: Person, kind: DigestKind, now: datetime) -> Subscription:
    """The person's own subscription, or what it would be: on as if enrolled, with the id 0."""
    kept = rows.of_person(session, person.workspace_id, person.id, (kind,))
    if kept:
        return kept[0]
    settings = settings_of(session, person.workspace_id)
    return _fresh(kind, person, settings, _WhenNext(settings, now))


def _fresh(kind: DigestKind, person: Person, settings: WorkspaceSettings, when: _WhenNext) -> Subscription:
    fresh = Subscription(
        id=0,
        kind=kind,
        person=person,
        to=person.slack_id,
        weekday=None if kind is DigestKind.LEADER else settings.digest_weekday,
        at=settings.digest_at,
        parts_left_out=frozenset(),
        is_on=True,
        paused_until=None,
        next_run_at=when.now,
        time_zone=person.time_zone,
        last_period=None,
    )
    return replace(fresh, next_run_at=when(fresh))


def _turn(subscription: Subscription, plan: Timetable, workspace_id: str, now: datetime) -> Turn:
    run = plan.latest_run(now)
    working = plan.next_working_moment(now)
    digest = None
    if run is None or run.period.key == subscription.last_period:
        next_run_at = plan.next_run(now, unless=subscription.last_period).at
    elif working > now:
        # It was missed, and is caught up on a day on which somebody reads it.
        next_run_at = working
    else:
        next_run_at = plan.next_run(now, unless=run.period.key).at
        digest = DueDigest(
            subscription_id=subscription.id,
            workspace_id=workspace_id,
            kind=subscription.kind,
            person=subscription.person,
            to=subscription.to,
            period=run.period,
            today=plan.local_day(now),
            parts_left_out=subscription.parts_left_out,
        )
    return Turn(
        subscription.id, workspace_id, subscription.next_run_at, next_run_at, digest, subscription.last_period is None
    )


def _move(session: Session, workspace_id: str, candidates: Sequence[Subscription], now: datetime) -> int:
    when = _WhenNext(settings_of(session, workspace_id), now)
    moved = [(one, when(one)) for one in candidates]
    # One that is due stays due: `look` finds the latest period whatever the zone.
    kept = [(one, one.next_run_at if one.next_run_at <= now else at) for one, at in moved]
    changed = [(one, at) for one, at in kept if at != one.next_run_at or one.person.time_zone != one.time_zone]
    rows.move_many(session, workspace_id, changed)
    return len(changed)
