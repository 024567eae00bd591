"""scorecards, App Home and whose data it is"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """scorecards, App Home and whose data it is"""
    op.create_table(
        "card_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("looker_id", sa.Integer(), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=24), nullable=False),
        sa.Column("origin_key", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["looker_id"], ["people.id"], name=op.f("fk_card_looks_looker_id_people")),
        sa.ForeignKeyConstraint(["seen_id"], ["people.id"], name=op.f("fk_card_looks_seen_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_card_looks_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_looks")),
        sa.UniqueConstraint(
            "workspace_id", "origin_key", "seen_id", name=op.f("uq_card_looks_workspace_id_origin_key_seen_id")
        ),
    )
    with op.batch_alter_table("card_looks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_card_looks_workspace_id_looker_id"), ["workspace_id", "looker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_card_looks_workspace_id_seen_id_at"), ["workspace_id", "seen_id", "at"], unique=False
        )

    op.create_table(
        "home_tabs",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_page", sa.Integer(), server_default="0", nullable=False),
        sa.Column("goals_page", sa.Integer(), server_default="0", nullable=False),
        sa.Column("team_page", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_home_tabs_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_home_tabs")),
    )
    with op.batch_alter_table("home_tabs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_tabs_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "forgotten_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("seeks", JSON, nullable=True),
        sa.Column("at_table", sa.String(length=64), nullable=True),
        sa.Column("after_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_forgotten_people_asked_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_forgotten_people_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_forgotten_people_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten_people")),
        sa.UniqueConstraint("workspace_id", "digest", name=op.f("uq_forgotten_people_workspace_id_digest")),
    )

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deliveries_workspace_id_created_at"), ["workspace_id", "created_at"], unique=False
        )

    _add("people", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    _add("workspaces", sa.Column("forgetting_key", sa.String(length=64), nullable=True))
    _add("workspace_settings", sa.Column("keep_days", JSON, nullable=True))
    _add("workspace_settings", sa.Column("keep_days_from", sa.DateTime(timezone=True), nullable=True))
    _add("workspace_settings", sa.Column("cost_an_hour", sa.Double(), nullable=True))
    _add("workspace_settings", sa.Column("currency", sa.String(length=3), nullable=True))


def _add(table: str, column: sa.Column[Any]) -> None:
    op.add_column(table, column, inline_references=True)
