"""All attempts, whatever they are about."""

from tests.access import (
    attempts_cards,
    attempts_customers,
    attempts_digests,
    attempts_goals,
    attempts_help,
    attempts_kudos,
    attempts_measurements,
    attempts_people,
    attempts_praise,
    attempts_privacy,
    attempts_work_logs,
    attempts_workspace,
)
from tests.access.attempts import Attempt

SUBJECTS = (
    attempts_cards,
    attempts_customers,
    attempts_digests,
    attempts_goals,
    attempts_help,
    attempts_kudos,
    attempts_measurements,
    attempts_people,
    attempts_praise,
    attempts_privacy,
    attempts_work_logs,
    attempts_workspace,
)


def all_attempts() -> list[Attempt]:
    """Every attempt of every subject."""
    return [attempt for subject in SUBJECTS for attempt in subject.attempt.all]
