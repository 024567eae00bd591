"""Use cases: functions of a session that take and return domain values; each runs as one transaction."""
