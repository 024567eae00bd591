"""A workspace made by a seeded generator in SQL: managers with teams, goals, measurements and a year of help.

And, where the size has them, kudos, customers' praise and what those who were helped answered.
"""

from dataclasses import dataclass
from datetime import date

import asyncpg
from sqlalchemy import create_mock_engine
from sqlalchemy.schema import CreateIndex, DropIndex

from bot.db import tables
from bot.db.measurements import MeasurementRow
from bot.db.work_logs import WorkLogRow

WORKSPACE = "T0BENCH"
TODAY = date(2026, 11, 23)
"""A Monday."""

SEED = 0.2026


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is. People are those who report to somebody; managers come on top."""

    managers: int
    people: int
    entries: int
    measurements: int
    customers: int
    kudos: int = 0
    praises: int = 0
    answers: int = 0

    def part(self, divisor: int) -> "Size":
        """A small variant."""
        return Size(*(getattr(self, name) // divisor for name in self.__slots__))


FULL = Size(managers=1_000, people=10_000, entries=2_000_000, measurements=1_000_000, customers=2_000)

_HEAD = "INSERT INTO workspaces (id, name) VALUES ('{ws}', 'Bench');"

_PEOPLE = """
INSERT INTO people (id, workspace_id, slack_id, name, folded_name, time_zone, is_admin, is_guest, is_outside, is_bot,
                    is_gone, updated_at, manager_id)
SELECT k, '{ws}', 'U0B' || lpad(k::text, 7, '0'), 'Person ' || k, 'person ' || k, 'Europe/Lisbon', false, false, false,
       false, k % 97 = 0 AND k > {managers}, now(),
       CASE WHEN k > {managers} THEN (k - {managers} - 1) % {managers} + 1 END
FROM generate_series(1, {managers} + {people}) AS k;

INSERT INTO teams (id, workspace_id, name, key, parent_id, lead_id, created_at)
SELECT k, '{ws}', 'Team ' || k, 'team ' || k, CASE WHEN k > 20 THEN k % 20 + 1 END, k, now()
FROM generate_series(1, {managers}) AS k;

UPDATE people SET team_id = coalesce(manager_id, id);

INSERT INTO customers (id, workspace_id, name, is_important, created_at)
SELECT k, '{ws}', 'Customer ' || k, k % 20 = 7, now() FROM generate_series(1, {customers}) AS k;
"""

_GOALS = """
INSERT INTO goals (id, workspace_id, title, owner_kind, owner_person_id, owner_team_id, unit, direction, baseline,
                   target, starts_on, due_on, parent_id, why, tags, is_activity, state, agreement, proposal, set_by_id,
                   times_asked, origin_key, created_at)
SELECT k, '{ws}', 'Customers of kind ' || k % 50 || ' rate our help 4.6 or better', kind,
       CASE WHEN kind = 'person' THEN {managers} + k - 5 - 2 * {managers} END,
       CASE WHEN kind = 'team' THEN (k - 6) % {managers} + 1 END,
       '/5', 'up', CASE WHEN k % 10 = 0 THEN NULL ELSE 3.5 END, 4.6, DATE '{today}' - 180, DATE '{today}' + 60 + k % 90,
       NULL, 'Because good help is why customers stay.', to_jsonb(ARRAY['tag' || k % 40]), k % 20 = 0, 'open',
       CASE WHEN kind = 'person' AND k % 9 = 0 THEN 'asked' ELSE 'not_needed' END, '', 1, 0, 'bench:' || k,
       DATE '{today}' - 180
FROM (SELECT k, CASE WHEN k <= 5 THEN 'organisation' WHEN k <= 5 + 2 * {managers} THEN 'team' ELSE 'person' END AS kind
      FROM generate_series(1, {goals}) AS k) AS wanted;

INSERT INTO goal_customers (workspace_id, goal_id, customer_id)
SELECT '{ws}', k, (k * 7) % {customers} + 1 FROM generate_series(1, {goals}) AS k WHERE k % 3 > 0;

INSERT INTO digest_answers (workspace_id, manager_id, about, answer, until, answered_at)
SELECT '{ws}', k, 'coach:off_track:goal:' || about, 'done', DATE '{today}' - 30, now()
FROM generate_series(1, {managers}) AS k, generate_series(1, 3) AS about;
"""

_MEASUREMENTS = """
INSERT INTO measurements (workspace_id, goal_id, value, measured_on, note, source, state, origin_key, created_at)
SELECT '{ws}', k % {goals} + 1,
       round((3.5 + 1.1 * (k::float / {measurements}) * (0.4 + (k % {goals}) % 10 / 10.0) + random() / 5)::numeric, 2),
       DATE '{today}' - 365 + (365 * (k::float / {measurements}))::int, '', 'hook', 'counted', 'bench:' || k, now()
FROM generate_series(1, {measurements} - {goals} / 20) AS k;
"""

# A team serves forty customers; one customer in twenty has not been heard of for forty days.
_ENTRIES = """
INSERT INTO work_logs (workspace_id, person_id, customer_id, summary, minutes, local_date, helped, tags, "references",
                       links, source, origin_key, typed, created_at)
SELECT '{ws}', {managers} + k % {people} + 1, customer,
       'helped <@U0BRUNO> reset a VPN token, the third one this month', 5 + (random() * 55)::int,
       DATE '{today}' - 1 - (CASE WHEN customer % 20 = 3 THEN 40 + random() * 325 ELSE random() * 364 END)::int,
       '["U0BRUNO"]',
       CASE WHEN random() < 0.3 THEN '[]'::jsonb ELSE to_jsonb(ARRAY['tag' || (random() * 40)::int]) END,
       '[]', '[]', 'line', 'bench:' || k,
       '40m helped @bruno reset a VPN token, the third one this month for Acme #vpn', now()
FROM (SELECT k, CASE WHEN random() < 0.9
             THEN ((k % {people} % {managers}) * 2 + (random() * 39)::int) % {customers} + 1 END AS customer
      FROM generate_series(1, {entries}) AS k) AS helped;
"""

# Everybody thanks somebody now and then, one in ten privately; a third of it is for two.
_KUDOS = """
INSERT INTO kudos (id, workspace_id, author_id, words, behaviours, tags, is_private, tells_managers, channel, praise_id,
                   origin_key, created_at)
SELECT k, '{ws}', (k * 7919) % ({managers} + {people}) + 1,
       'for staying calm with Acme when nothing worked, and for coming back the next day to explain it',
       to_jsonb(ARRAY[(ARRAY['empathy', 'listening', 'clear head', 'positive demeanour'])[k % 4 + 1]]),
       to_jsonb(ARRAY['tag' || k % 40]), k % 10 = 0, false, CASE WHEN k % 10 > 0 THEN 'C0KUDOS' END,
       CASE WHEN k <= {praises} AND k % 3 = 0 THEN k END, 'bench:' || k,
       DATE '{today}' - 1 - (random() * 363)::int + TIME '12:00'
FROM generate_series(1, {kudos}) AS k;

INSERT INTO kudos_people (workspace_id, kudos_id, person_id)
SELECT '{ws}', k, {managers} + (k * 31 + also * 17) % {people} + 1
FROM generate_series(1, {kudos}) AS k, generate_series(0, 1) AS also WHERE also = 0 OR k % 3 = 0;
"""

# A third is recognised with the kudos of the same number, a third thanked for, the others dismissed or still open.
_PRAISES = """
INSERT INTO praises (id, workspace_id, source, words, said_by, said_at, channel, message_ts, permalink, customer_id,
                     score, reason, state, handled_by_id, handled_at, kudos_id, origin_key, created_at)
SELECT k, '{ws}', 'channel', 'Huge thanks for the patience last night, you saved our opening day. ' ||
       'Nobody else picked up the phone, and an hour later everything worked again.',
       'U0CUSTOMER' || k % 500, at, 'C0ACME', k || '.0001', 'https://slack.example/archives/C0ACME/p' || k,
       k % {customers} + 1, 0.97, 'thanks', state,
       CASE WHEN state <> 'open' THEN k % {managers} + 1 END,
       CASE WHEN state <> 'open' THEN at + INTERVAL '1 day' END,
       CASE WHEN state = 'recognised' THEN k END, 'bench:' || k, at
FROM (SELECT k, DATE '{today}' - 2 - (random() * 362)::int + TIME '12:00' AS at,
             CASE WHEN k % 3 = 0 THEN 'recognised' WHEN k % 3 = 1 THEN 'thanked' WHEN k % 6 = 2 THEN 'dismissed'
             ELSE 'open' END AS state
      FROM generate_series(1, {praises}) AS k) AS said;

INSERT INTO praise_people (workspace_id, praise_id, person_id, is_sure)
SELECT '{ws}', k, {managers} + (k * 31) % {people} + 1, true FROM generate_series(1, {praises}) AS k;

INSERT INTO help_questions (workspace_id, work_log_id, person_id, helper_id, asked_on, counts_on, answer, answered_at)
SELECT '{ws}', id, person_id % {managers} + 1, person_id, local_date, local_date,
       (ARRAY['solved', 'solved', 'solved', 'solved', 'not_yet', NULL])[id % 6 + 1],
       CASE WHEN id % 6 < 5 THEN local_date + TIME '16:00' END
FROM work_logs WHERE id % GREATEST({entries} / GREATEST({answers}, 1), 1) = 0 AND {answers} > 0;
"""

# Rows of the running program come after these.
_NUMBERS = """
SELECT setval(pg_get_serial_sequence(name, 'id'), {most}) FROM unnest(ARRAY['people', 'teams', 'customers', 'goals',
'kudos', 'praises']) AS name;
"""

_STEPS = (_HEAD, _PEOPLE, _GOALS, _MEASUREMENTS, _ENTRIES, _KUDOS, _PRAISES, _NUMBERS)


async def generate(address: str, size: Size, today: date = TODAY) -> None:
    """Fills a migrated, empty PostgreSQL database. Indexes of the large tables are made at the end."""
    goals = 5 + 2 * size.managers + size.people
    values = {name: getattr(size, name) for name in size.__slots__} | {
        "ws": WORKSPACE,
        "today": today.isoformat(),
        "most": max(size.managers + size.people, size.customers, size.kudos, size.praises, goals),
        "goals": goals,
    }
    kept = tables.metadata().tables
    indexes = [index for row in (WorkLogRow, MeasurementRow) for index in kept[row.__tablename__].indexes]
    dialect = create_mock_engine("postgresql://", lambda *_: None).dialect
    connection = await asyncpg.connect(address)
    try:
        # Rows that fit each other are inserted: looking up what each refers to would take longer than inserting.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(f"SELECT setseed({SEED})")
        for index in indexes:
            await connection.execute(str(DropIndex(index).compile(dialect=dialect)))
        for step in _STEPS:
            await connection.execute(step.format(**values))
        for index in indexes:
            await connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
