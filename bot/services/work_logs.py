"""Logging help, and everything that happens to an entry afterwards."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.db import customers as customer_rows
from bot.db import work_logs as work_log_rows
from bot.domain.access import Action, allow
from bot.domain.customers import closest_customer, customer_key
from bot.domain.message_text import storable
from bot.domain.people import Person
from bot.domain.work_log_line import WorkLogDraft, parse_line, settle
from bot.domain.work_logs import (
    Customer,
    Origin,
    RecentChoices,
    Source,
    WorkLog,
    WorkLogPeriod,
    WorkLogReceipt,
    check_day_total,
    check_draft,
    for_today,
    recent_choices,
    week_of,
)
from bot.errors import Refused
from bot.services.acting import Asker, acting, check_own_request

RECENT_ENTRIES = 30
"""How many of a person's latest entries the recent choices are read from."""


def log_line(session: Session, asker: Asker, typed: str, request: str, now: datetime) -> WorkLogReceipt:
    """Logs one typed line. `request` names the request: the same one again returns the entry that it made.

    Raises `UnknownPerson`, or `Refused` with the typed text.
    """
    person = acting(session, asker, Action.LOG_WORK)
    typed = storable(typed)
    local = person.local(now)
    line = parse_line(typed, now=local)
    known = customer_rows.by_keys(session, person.workspace_id, line.customer_keys)
    draft = settle(line, known)
    return _add(session, person, draft, known, Origin(Source.LINE, request, typed), now)


def log_draft(session: Session, asker: Asker, draft: WorkLogDraft, origin: Origin, now: datetime) -> WorkLogReceipt:
    """Logs what a form or a reaction says. Raises `UnknownPerson` or `Refused`."""
    person = acting(session, asker, Action.LOG_WORK)
    return _add(session, person, draft, _known_customer(session, person, draft), origin, now)


def log_again(session: Session, asker: Asker, request: str, now: datetime) -> WorkLogReceipt:
    """Repeats the person's latest entry for today. Raises `Refused` when there is none."""
    person = acting(session, asker, Action.LOG_WORK)
    before = work_log_rows.by_origin(session, person.workspace_id, request)
    if before is not None:
        check_own_request(person, before.person_id)
        return _receipt(session, before, person, now)
    latest = work_log_rows.latest(session, person.workspace_id, person.id, 1)
    if not latest:
        raise Refused(
            "There is nothing to repeat yet.", "Start with `/logwork 20m helped @colleague with her printer`."
        )
    draft = for_today(latest[0].draft(), person.local(now).date())
    origin = Origin(Source.AGAIN, request, latest[0].origin.typed)
    return _add(session, person, draft, _known_customer(session, person, draft), origin, now)


def change(session: Session, asker: Asker, entry_id: int, draft: WorkLogDraft, now: datetime) -> WorkLogReceipt:
    """Replaces what an entry says. Raises `Refused`."""
    person, entry = _own_entry(session, asker, entry_id)
    local = person.local(now)
    check_draft(draft, local)
    _check_total(session, person, draft, except_id=entry.id)
    known = _known_customer(session, person, draft)
    customer, is_new, meant = _customer_of(session, person, draft, known, now)
    changed = work_log_rows.change(session, entry, draft, customer, now)
    return WorkLogReceipt(changed, local.date(), new_customer=is_new, meant=meant)


def set_minutes(session: Session, asker: Asker, entry_id: int, minutes: int, now: datetime) -> WorkLogReceipt:
    """Notes how long it took; the latest tap holds. An undone entry stays as it is, for *Redo*. Raises `Refused`."""
    person, entry = _own_entry(session, asker, entry_id)
    if entry.is_undone:
        return _receipt(session, entry, person, now)
    _check_total(session, person, replace(entry.draft(), minutes=minutes), except_id=entry.id)
    return _receipt(session, work_log_rows.set_minutes(session, entry, minutes, now), person, now)


def undo(session: Session, asker: Asker, entry_id: int, now: datetime) -> WorkLogReceipt:
    """Takes an entry back; one that is taken back already stays so."""
    person, entry = _own_entry(session, asker, entry_id)
    if not entry.is_undone:
        entry = work_log_rows.set_undone(session, entry, True, now)
    return _receipt(session, entry, person, now)


def redo(session: Session, asker: Asker, entry_id: int, now: datetime) -> WorkLogReceipt:
    """Puts an entry back. Raises `Refused` when the day has no room for it any more."""
    person, entry = _own_entry(session, asker, entry_id)
    if entry.is_undone:
        _check_total(session, person, entry.draft(), except_id=entry.id)
        entry = work_log_rows.set_undone(session, entry, False, now)
    return _receipt(session, entry, person, now)


def choose_customer(session: Session, asker: Asker, entry_id: int, customer_id: int, now: datetime) -> WorkLogReceipt:
    """'Did you mean …': gives the entry to a known customer.

    When the name that was typed made a customer only for this entry, that name becomes an alias of the known one. An
    undone entry stays as it is, for *Redo*.
    """
    person, entry = _own_entry(session, asker, entry_id)
    if entry.is_undone:
        return _receipt(session, entry, person, now)
    meant = customer_rows.by_id(session, person.workspace_id, customer_id)
    if meant is None:
        raise Refused("That customer isn't known any more.", "Use *Edit* to pick another.")
    typed = entry.customer
    changed = work_log_rows.set_customer(session, entry, meant, now)
    renamed_from = None
    if typed and typed != meant and not _is_used_elsewhere(session, typed, entry):
        customer_rows.absorb(session, person.workspace_id, gone=typed.id, into=meant.id)
        renamed_from = typed.name
    return replace(_receipt(session, changed, person, now), renamed_from=renamed_from)


def own_entry(session: Session, asker: Asker, entry_id: int, now: datetime) -> WorkLogReceipt:
    """One of the person's own entries. Raises `Refused`."""
    person, entry = _own_entry(session, asker, entry_id)
    return _receipt(session, entry, person, now)


def today_of(session: Session, asker: Asker, now: datetime) -> date:
    """The date on the person's own clock."""
    return acting(session, asker, Action.LOG_WORK).local(now).date()


def entries_of_today(session: Session, asker: Asker, now: datetime) -> WorkLogPeriod:
    """The person's entries of their own today."""
    person = acting(session, asker, Action.SEE_WORK_LOG)
    today = person.local(now).date()
    return _period(session, person, (today, today), today)


def entries_of_week(session: Session, asker: Asker, now: datetime) -> WorkLogPeriod:
    """The person's entries since Monday."""
    person = acting(session, asker, Action.SEE_WORK_LOG)
    today = person.local(now).date()
    return _period(session, person, week_of(today), today)


def recent_of(session: Session, asker: Asker) -> RecentChoices:
    """What the person chose lately, latest first."""
    person = acting(session, asker, Action.CHOOSE_FROM_RECORDS)
    return recent_choices(work_log_rows.latest(session, person.workspace_id, person.id, RECENT_ENTRIES))


def _own_entry(session: Session, asker: Asker, entry_id: int) -> tuple[Person, WorkLog]:
    person = acting(session, asker, Action.LOG_WORK)
    entry = work_log_rows.by_id(session, person.workspace_id, entry_id)
    if entry is None:
        raise Refused("That entry doesn't exist any more.", "`/logwork week` lists yours.")
    allow(person, Action.CHANGE_WORK_LOG, entry.person_id, subject=f"work_log:{entry_id}")
    return person, entry


def _add(
    session: Session,
    person: Person,
    draft: WorkLogDraft,
    known: dict[str, Customer],
    origin: Origin,
    now: datetime,
) -> WorkLogReceipt:
    local = person.local(now)
    check_draft(draft, local)
    check_day_total(draft.minutes, already=0)
    customer, is_new, meant = _customer_of(session, person, draft, known, now)
    entry = work_log_rows.add(session, person.workspace_id, person.id, draft, customer, origin, now)
    if entry is None:
        before = work_log_rows.by_origin(session, person.workspace_id, origin.key)
        if before is None:
            _check_total(session, person, draft)
            raise RuntimeError("an entry was neither added nor there nor too long for its day")
        check_own_request(person, before.person_id)
        return _receipt(session, before, person, now)
    return WorkLogReceipt(entry, local.date(), new_customer=is_new, meant=meant)


def _known_customer(session: Session, person: Person, draft: WorkLogDraft) -> dict[str, Customer]:
    if draft.customer is None:
        return {}
    return customer_rows.by_keys(session, person.workspace_id, [draft.customer_key or customer_key(draft.customer)])


def _customer_of(
    session: Session, person: Person, draft: WorkLogDraft, known: dict[str, Customer], now: datetime
) -> tuple[Customer | None, bool, Customer | None]:
    """The draft's customer, whether it is new, and the known one that may have been meant."""
    if draft.customer is None:
        return None, False, None
    key = draft.customer_key or customer_key(draft.customer)
    if key in known:
        return known[key], False, None
    names = customer_rows.all_names(session, person.workspace_id)
    meant = _perhaps_meant(session, person, draft.customer, names)
    return customer_rows.add(session, person.workspace_id, draft.customer, key, now), True, meant


def _perhaps_meant(session: Session, person: Person, name: str, names: dict[str, Customer]) -> Customer | None:
    """The known customer that is close to the name; not one that was only named in entries that were undone."""
    close = closest_customer(name, names)
    if close is None or work_log_rows.has_only_undone(session, person.workspace_id, names[close].id):
        return None
    return names[close]


def _check_total(session: Session, person: Person, draft: WorkLogDraft, *, except_id: int = 0) -> None:
    if draft.minutes is None:
        return
    already = work_log_rows.day_total(session, person.workspace_id, person.id, draft.on, except_id=except_id)
    check_day_total(draft.minutes, already)


def _is_used_elsewhere(session: Session, customer: Customer, entry: WorkLog) -> bool:
    return work_log_rows.has_other_entries(session, entry.workspace_id, customer.id, entry.id)


def _receipt(session: Session, entry: WorkLog, person: Person, now: datetime) -> WorkLogReceipt:
    """The entry as it is, and whether it alone made its customer known: then another one may still have been meant."""
    today = person.local(now).date()
    customer = entry.customer
    if customer is None or entry.is_undone or _is_used_elsewhere(session, customer, entry):
        return WorkLogReceipt(entry, today)
    names = customer_rows.all_names(session, person.workspace_id)
    others = {name: other for name, other in names.items() if other != customer}
    meant = _perhaps_meant(session, person, customer.name, others)
    return WorkLogReceipt(entry, today, new_customer=True, meant=meant)


def _period(session: Session, person: Person, days: tuple[date, date], today: date) -> WorkLogPeriod:
    entries = work_log_rows.between(session, person.workspace_id, person.id, *days)
    return WorkLogPeriod(tuple(entries), days[0], days[1], today)
