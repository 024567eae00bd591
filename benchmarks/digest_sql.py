"""The same facts as the managers' digests, by hand: PostgreSQL statements for one fixed week, rows fetched by asyncpg.

Written as somebody would who needs these numbers once: dates are literals, everything is worked out in SQL (pace and
change included), and there is one statement for each part of the digest.
"""

import asyncpg


def _after(common: str, rest: str) -> str:
    """A statement: common table expressions, and what is asked of them."""
    return "".join((common, rest))


_REACH = """
WITH managers AS (SELECT id FROM people WHERE workspace_id = $1 AND id <= $2),
reach AS (
    SELECT m.id AS manager_id, p.id AS person_id, p.is_gone
    FROM managers m JOIN people p ON p.workspace_id = $1 AND p.manager_id = m.id
    UNION
    SELECT m.id, p.id, p.is_gone
    FROM managers m JOIN teams t ON t.workspace_id = $1 AND t.lead_id = m.id
    JOIN people p ON p.workspace_id = $1 AND p.team_id = t.id AND p.id <> m.id
)
"""

_MINE = _after(
    _REACH,
    """,
mine AS (
    SELECT r.manager_id, g.id AS goal_id FROM reach r
    JOIN goals g ON g.workspace_id = $1 AND g.state = 'open' AND g.owner_person_id = r.person_id WHERE NOT r.is_gone
    UNION
    SELECT m.id, g.id FROM managers m
    JOIN goals g ON g.workspace_id = $1 AND g.state = 'open' AND g.owner_person_id = m.id
    UNION
    SELECT m.id, g.id FROM managers m JOIN teams t ON t.workspace_id = $1 AND t.lead_id = m.id
    JOIN goals g ON g.workspace_id = $1 AND g.state = 'open' AND g.owner_team_id = t.id
    UNION
    SELECT r.manager_id, g.id FROM reach r JOIN teams t ON t.workspace_id = $1 AND t.lead_id = r.person_id
    JOIN goals g ON g.workspace_id = $1 AND g.state = 'open' AND g.owner_team_id = t.id
    WHERE NOT r.is_gone
)
""",
)

_PEOPLE = _after(
    _REACH,
    """
SELECT r.manager_id, p.id, p.name FROM reach r JOIN people p ON p.id = r.person_id
WHERE NOT r.is_gone AND NOT p.is_bot ORDER BY r.manager_id
""",
)

_GOALS = _after(
    _MINE,
    """,
measured AS (
    SELECT goal_id, array_agg(measured_on ORDER BY measured_on) AS days,
           array_agg(value ORDER BY measured_on) AS values,
           (array_agg(value ORDER BY measured_on DESC) FILTER (WHERE measured_on < DATE '2026-11-16'))[1] AS before
    FROM measurements
    WHERE workspace_id = $1 AND state = 'counted' AND measured_on BETWEEN DATE '2026-11-23' - 84 AND DATE '2026-11-23'
      AND goal_id IN (SELECT goal_id FROM mine)
    GROUP BY goal_id
),
stood AS (
    SELECT mine.manager_id, g.*, p.name AS owner_person, t.name AS owner_team, x.days, x.values, x.before,
           coalesce(x.values[array_length(x.values, 1)], old.value) AS latest,
           coalesce(x.days[array_length(x.days, 1)], old.measured_on) AS latest_on,
           coalesce(g.baseline, first.value) AS start,
           least(1, greatest(0, (DATE '2026-11-23' - g.starts_on)::float / greatest(1, g.due_on - g.starts_on))) AS gone
    FROM mine JOIN goals g ON g.id = mine.goal_id
    LEFT JOIN people p ON p.id = g.owner_person_id LEFT JOIN teams t ON t.id = g.owner_team_id
    LEFT JOIN measured x ON x.goal_id = g.id
    LEFT JOIN LATERAL (
        SELECT value, measured_on FROM measurements m
        WHERE m.workspace_id = $1 AND m.goal_id = g.id AND m.state = 'counted' AND x.goal_id IS NULL
        ORDER BY measured_on DESC LIMIT 1
    ) old ON true
    LEFT JOIN LATERAL (
        SELECT value FROM measurements m
        WHERE m.workspace_id = $1 AND m.goal_id = g.id AND m.state = 'counted' AND g.baseline IS NULL
        ORDER BY measured_on LIMIT 1
    ) first ON true
)
SELECT manager_id, id, title, owner_kind, owner_person, owner_team, unit, direction, start, target, starts_on, due_on,
       why, tags, is_activity, agreement, proposal, created_at, latest, latest_on, before, days, values,
       DATE '2026-11-23' - latest_on AS age, start + gone * (target - start) AS expected,
       CASE WHEN latest IS NULL OR DATE '2026-11-23' - latest_on > 7 THEN 'no recent data'
            WHEN latest >= target THEN 'reached'
            WHEN start IS NULL OR start = target THEN 'at risk'
            WHEN gone - (latest - start) / (target - start) > 0.25 * least(1, (1 - gone) / 0.1) THEN 'off track'
            WHEN gone - (latest - start) / (target - start) > 0.1 * least(1, (1 - gone) / 0.1) THEN 'at risk'
            ELSE 'on track' END AS pace
FROM stood ORDER BY manager_id, id
""",
)

_GOAL_CUSTOMERS = _after(
    _MINE,
    """
SELECT mine.manager_id, mine.goal_id, c.id, c.name FROM mine
JOIN goal_customers gc ON gc.workspace_id = $1 AND gc.goal_id = mine.goal_id
JOIN customers c ON c.id = gc.customer_id ORDER BY mine.manager_id, c.name
""",
)

_HELPED = _after(
    _MINE,
    """,
aims AS (
    SELECT mine.manager_id, array_agg(DISTINCT gc.customer_id) AS customers
    FROM mine JOIN goal_customers gc ON gc.workspace_id = $1 AND gc.goal_id = mine.goal_id GROUP BY mine.manager_id
),
words AS (
    SELECT mine.manager_id, array_agg(DISTINCT tag) AS tags
    FROM mine JOIN goals g ON g.id = mine.goal_id, jsonb_array_elements_text(g.tags) AS tag GROUP BY mine.manager_id
),
helped AS (
    SELECT r.manager_id, l.person_id, l.customer_id, l.tags, l.local_date >= DATE '2026-11-16' AS now,
           coalesce(l.minutes, 0) AS minutes,
           coalesce(l.customer_id = ANY (a.customers), false) OR l.tags ?| w.tags AS served
    FROM reach r JOIN work_logs l ON l.workspace_id = $1 AND l.person_id = r.person_id
         AND l.local_date BETWEEN DATE '2026-11-09' AND DATE '2026-11-22' AND l.undone_at IS NULL
    LEFT JOIN aims a ON a.manager_id = r.manager_id LEFT JOIN words w ON w.manager_id = r.manager_id
)
""",
)

_SUMS = """
       coalesce(sum(minutes) FILTER (WHERE now), 0) AS minutes,
       coalesce(sum(minutes) FILTER (WHERE NOT now), 0) AS before,
       coalesce(sum(minutes) FILTER (WHERE now AND served IS NOT TRUE), 0) AS unserved
"""

_HELP = _after(
    _HELPED,
    """
SELECT manager_id, 'customer', customer_id, NULL, %(sums)s FROM helped GROUP BY manager_id, customer_id
UNION ALL
SELECT manager_id, 'tag', NULL, tag, %(sums)s FROM helped, jsonb_array_elements_text(tags) AS tag
GROUP BY manager_id, tag
UNION ALL
SELECT manager_id, 'person', person_id, NULL, %(sums)s FROM helped GROUP BY manager_id, person_id
ORDER BY 1
""".replace("%(sums)s", _SUMS),
)

_UNATTENDED = _after(
    _REACH,
    """,
contacts AS (
    SELECT DISTINCT customer_id, local_date FROM work_logs
    WHERE workspace_id = $1 AND customer_id IS NOT NULL AND local_date >= DATE '2026-11-23' - 182 AND undone_at IS NULL
),
gaps AS (
    SELECT customer_id, local_date,
           local_date - lag(local_date) OVER (PARTITION BY customer_id ORDER BY local_date) AS gap
    FROM contacts
),
rhythms AS (
    SELECT customer_id, count(*) AS contacts, max(local_date) AS last_on,
           count(*) FILTER (WHERE local_date >= DATE '2026-11-23' - 56) AS lately,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) AS usual_gap
    FROM gaps GROUP BY customer_id
),
candidates AS (
    SELECT c.id, c.name, c.is_important, r.contacts, r.last_on, r.lately, r.usual_gap
    FROM rhythms r JOIN customers c ON c.id = r.customer_id
    WHERE (c.is_important AND r.lately < 4)
       OR (r.contacts >= 4 AND DATE '2026-11-23' - r.last_on > 2.5 * r.usual_gap AND DATE '2026-11-23' - r.last_on > 14)
),
served AS (
    SELECT DISTINCT r.manager_id, l.customer_id
    FROM candidates c JOIN work_logs l ON l.workspace_id = $1 AND l.customer_id = c.id
         AND l.local_date BETWEEN c.last_on - 56 AND DATE '2026-11-23' AND l.undone_at IS NULL
    JOIN reach r ON r.person_id = l.person_id
)
SELECT s.manager_id, c.* FROM served s JOIN candidates c ON c.id = s.customer_id ORDER BY s.manager_id
""",
)

_ANSWERS = """
SELECT manager_id, about, answer, until FROM digest_answers
WHERE workspace_id = $1 AND manager_id <= $2 ORDER BY manager_id
"""

PASS = {
    "people": _PEOPLE,
    "goals": _GOALS,
    "goal_customers": _GOAL_CUSTOMERS,
    "help": _HELP,
    "unattended": _UNATTENDED,
    "answers": _ANSWERS,
}


async def one_pass(connection: asyncpg.Connection, workspace_id: str, managers: int) -> dict[str, int]:
    """Runs the pass; how many rows each part has."""
    return {name: len(await connection.fetch(sql, workspace_id, managers)) for name, sql in PASS.items()}
