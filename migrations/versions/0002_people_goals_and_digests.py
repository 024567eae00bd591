"""people, goals and digests"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """people, goals and digests"""
    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_holidays_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("workspace_id", "on", name=op.f("uq_holidays_workspace_id_on")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["people.id"], name=op.f("fk_teams_lead_id_people")),
        sa.ForeignKeyConstraint(["parent_id"], ["teams.id"], name=op.f("fk_teams_parent_id_teams")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_teams_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_teams_workspace_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teams_lead_id"), ["lead_id"], unique=False)

    op.create_table(
        "workspace_settings",
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("hours_a_week", sa.Double(), nullable=False),
        sa.Column("days_off", JSON, nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.Column("stale_after_days", sa.Integer(), nullable=False),
        sa.Column("manager_field", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_workspace_settings_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace_settings")),
    )
    op.create_table(
        "customer_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customers.workspace_id", "customers.id"],
            name=op.f("fk_customer_channels_workspace_id_customer_id_customers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_channels")),
        sa.UniqueConstraint("workspace_id", "channel", name=op.f("uq_customer_channels_workspace_id_channel")),
    )
    with op.batch_alter_table("customer_channels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_channels_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("gone_name", sa.String(length=255), nullable=False),
        sa.Column("gone_is_important", sa.Boolean(), nullable=False),
        sa.Column("gone_created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["merged_by_id"], ["people.id"], name=op.f("fk_customer_merges_merged_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_customer_merges_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    for column in ("gone_id", "into_id"):
        op.create_index(op.f(f"ix_customer_merges_workspace_id_{column}"), "customer_merges", ["workspace_id", column])

    op.create_table(
        "digest_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=128), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name=op.f("fk_digest_answers_manager_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_digest_answers_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_answers")),
        sa.UniqueConstraint(
            "workspace_id", "manager_id", "about", name=op.f("uq_digest_answers_workspace_id_manager_id_about")
        ),
    )
    op.create_table(
        "digest_subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("parts_left_out", JSON, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("last_period", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digest_subscriptions_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_digest_subscriptions_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_subscriptions")),
        sa.UniqueConstraint(
            "workspace_id",
            "kind",
            "person_id",
            "to",
            name=op.f("uq_digest_subscriptions_workspace_id_kind_person_id_to"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("digest_subscriptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_digest_subscriptions_is_on_next_run_at"), ["is_on", "next_run_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_digest_subscriptions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.String(length=16), nullable=False),
        sa.Column("owner_person_id", sa.Integer(), nullable=True),
        sa.Column("owner_team_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("is_activity", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("agreement", sa.String(length=16), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("times_asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("origin_key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_person_id"], ["people.id"], name=op.f("fk_goals_owner_person_id_people")),
        sa.ForeignKeyConstraint(["owner_team_id"], ["teams.id"], name=op.f("fk_goals_owner_team_id_teams")),
        sa.ForeignKeyConstraint(["parent_id"], ["goals.id"], name=op.f("fk_goals_parent_id_goals")),
        sa.ForeignKeyConstraint(["set_by_id"], ["people.id"], name=op.f("fk_goals_set_by_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_goals_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_goals_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "origin_key", name=op.f("uq_goals_workspace_id_origin_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goals_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_goals_workspace_id_state_owner_person_id"),
            ["workspace_id", "state", "owner_person_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_goals_workspace_id_state_owner_team_id"),
            ["workspace_id", "state", "owner_team_id"],
            unique=False,
        )

    op.create_table(
        "person_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_aliases_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_person_aliases_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_aliases")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_person_aliases_person_id_key")),
    )
    with op.batch_alter_table("person_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_aliases_workspace_id_key"), ["workspace_id", "key"], unique=False)

    op.create_table(
        "goal_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["people.id"], name=op.f("fk_goal_changes_changed_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "goal_id"],
            ["goals.workspace_id", "goals.id"],
            name=op.f("fk_goal_changes_workspace_id_goal_id_goals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_changes")),
    )
    with op.batch_alter_table("goal_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_goal_changes_workspace_id_goal_id"), ["workspace_id", "goal_id"], unique=False
        )

    op.create_table(
        "goal_customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customers.workspace_id", "customers.id"],
            name=op.f("fk_goal_customers_workspace_id_customer_id_customers"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "goal_id"],
            ["goals.workspace_id", "goals.id"],
            name=op.f("fk_goal_customers_workspace_id_goal_id_goals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_customers")),
        sa.UniqueConstraint("goal_id", "customer_id", name=op.f("uq_goal_customers_goal_id_customer_id")),
    )
    with op.batch_alter_table("goal_customers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_goal_customers_workspace_id_customer_id"), ["workspace_id", "customer_id"], unique=False
        )

    op.create_table(
        "measurements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confidence", sa.String(length=16), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("origin_key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["given_by_id"], ["people.id"], name=op.f("fk_measurements_given_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "goal_id"],
            ["goals.workspace_id", "goals.id"],
            name=op.f("fk_measurements_workspace_id_goal_id_goals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurements")),
        sa.UniqueConstraint("workspace_id", "origin_key", name=op.f("uq_measurements_workspace_id_origin_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("measurements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_measurements_workspace_id_goal_id_state_measured_on"),
            ["workspace_id", "goal_id", "state", "measured_on"],
            unique=False,
        )
        batch_op.create_index(
            "uq_measurements_counted",
            ["workspace_id", "goal_id", "measured_on"],
            unique=True,
            postgresql_where=sa.text("state = 'counted'"),
            sqlite_where=sa.text("state = 'counted'"),
        )

    # Columns are added one by one, with their references inline: SQLite's other way copies the table, and dropping the
    # old one would break what refers to it.
    _add("customers", sa.Column("is_important", sa.Boolean(), server_default=sa.false(), nullable=False))
    _add("people", sa.Column("email", sa.String(length=320), nullable=True))
    _add("people", sa.Column("given_role", sa.String(length=16), nullable=True))
    _add(
        "people",
        sa.Column(
            "manager_id", sa.Integer(), sa.ForeignKey("people.id", name="fk_people_manager_id_people"), nullable=True
        ),
    )
    _add(
        "people",
        sa.Column("team_id", sa.Integer(), sa.ForeignKey("teams.id", name="fk_people_team_id_teams"), nullable=True),
    )
    for column in ("email", "manager_id", "team_id"):
        op.create_index(op.f(f"ix_people_workspace_id_{column}"), "people", ["workspace_id", column])
    # The same index with one column more, so that digests can read the days of contact from it alone.
    op.drop_index(op.f("ix_work_logs_workspace_id_customer_id_local_date"), "work_logs")
    op.create_index(
        op.f("ix_work_logs_workspace_id_customer_id_local_date_undone_at"),
        "work_logs",
        ["workspace_id", "customer_id", "local_date", "undone_at"],
    )


def _add(table: str, column: sa.Column[Any]) -> None:
    op.add_column(table, column, inline_references=True)
