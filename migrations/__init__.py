"""Alembic migrations: the only thing that builds the schema."""
