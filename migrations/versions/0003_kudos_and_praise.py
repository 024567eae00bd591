"""kudos, praise and what those who were helped say"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """kudos, praise and what those who were helped say"""
    op.create_table(
        "help_question_opt_outs",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_help_question_opt_outs_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_help_question_opt_outs_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_help_question_opt_outs")),
    )
    op.create_table(
        "kudos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("behaviours", JSON, nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("tells_managers", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("praise_id", sa.Integer(), nullable=True),
        sa.Column("origin_key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_kudos_author_id_people")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_kudos_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_kudos_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "origin_key", name=op.f("uq_kudos_workspace_id_origin_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kudos", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kudos_workspace_id_author_id_created_at"),
            ["workspace_id", "author_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_kudos_workspace_id_created_at"), ["workspace_id", "created_at"], unique=False
        )

    op.create_table(
        "praises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(length=255), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("message_ts", sa.String(length=32), nullable=True),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kudos_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_because", sa.String(length=255), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("origin_key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handled_by_id"], ["people.id"], name=op.f("fk_praises_handled_by_id_people")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_praises_noted_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "customer_id"],
            ["customers.workspace_id", "customers.id"],
            name=op.f("fk_praises_workspace_id_customer_id_customers"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_praises_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praises")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_praises_workspace_id_id")),
        sa.UniqueConstraint("workspace_id", "origin_key", name=op.f("uq_praises_workspace_id_origin_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("praises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_praises_workspace_id_said_at"), ["workspace_id", "said_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_praises_workspace_id_state"), ["workspace_id", "state"], unique=False)

    op.create_table(
        "watched_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("carries_customers_words", sa.Boolean(), nullable=False),
        sa.Column("champion_id", sa.Integer(), nullable=True),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["champion_id"], ["people.id"], name=op.f("fk_watched_channels_champion_id_people")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["people.id"], name=op.f("fk_watched_channels_marked_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_watched_channels_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_channels")),
        sa.UniqueConstraint("workspace_id", "channel", name=op.f("uq_watched_channels_workspace_id_channel")),
    )
    op.create_table(
        "help_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("work_log_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["helper_id"], ["people.id"], name=op.f("fk_help_questions_helper_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_help_questions_person_id_people")),
        sa.ForeignKeyConstraint(
            ["work_log_id"], ["work_logs.id"], name=op.f("fk_help_questions_work_log_id_work_logs")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_help_questions_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_questions")),
        sa.UniqueConstraint("work_log_id", "person_id", name=op.f("uq_help_questions_work_log_id_person_id")),
    )
    with op.batch_alter_table("help_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_help_questions_workspace_id_helper_id_counts_on"),
            ["workspace_id", "helper_id", "counts_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_help_questions_workspace_id_person_id_asked_on"),
            ["workspace_id", "person_id", "asked_on"],
            unique=False,
        )

    op.create_table(
        "kudos_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("kudos_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kudos_people_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "kudos_id"],
            ["kudos.workspace_id", "kudos.id"],
            name=op.f("fk_kudos_people_workspace_id_kudos_id_kudos"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_people")),
        sa.UniqueConstraint(
            "workspace_id", "kudos_id", "person_id", name=op.f("uq_kudos_people_workspace_id_kudos_id_person_id")
        ),
    )
    with op.batch_alter_table("kudos_people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kudos_people_workspace_id_person_id_kudos_id"),
            ["workspace_id", "person_id", "kudos_id"],
            unique=False,
        )

    op.create_table(
        "kudos_voices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("kudos_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kudos_voices_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "kudos_id"],
            ["kudos.workspace_id", "kudos.id"],
            name=op.f("fk_kudos_voices_workspace_id_kudos_id_kudos"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_voices")),
        sa.UniqueConstraint(
            "workspace_id", "kudos_id", "person_id", name=op.f("uq_kudos_voices_workspace_id_kudos_id_person_id")
        ),
    )
    op.create_table(
        "praise_examples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("praise_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("is_praise", sa.Boolean(), nullable=False),
        sa.Column("person_was_right", sa.Boolean(), nullable=True),
        sa.Column("proposed", JSON, nullable=False),
        sa.Column("people", JSON, nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["said_by_id"], ["people.id"], name=op.f("fk_praise_examples_said_by_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "praise_id"],
            ["praises.workspace_id", "praises.id"],
            name=op.f("fk_praise_examples_workspace_id_praise_id_praises"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_praise_examples_workspace_id_workspaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_examples")),
        sa.UniqueConstraint("praise_id", name=op.f("uq_praise_examples_praise_id")),
    )
    with op.batch_alter_table("praise_examples", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_praise_examples_workspace_id_source"), ["workspace_id", "source"], unique=False
        )

    op.create_table(
        "praise_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("praise_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_praise_people_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "praise_id"],
            ["praises.workspace_id", "praises.id"],
            name=op.f("fk_praise_people_workspace_id_praise_id_praises"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_people")),
        sa.UniqueConstraint("praise_id", "person_id", name=op.f("uq_praise_people_praise_id_person_id")),
    )
    with op.batch_alter_table("praise_people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_praise_people_workspace_id_person_id"), ["workspace_id", "person_id"], unique=False
        )

    op.create_table(
        "praise_prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(length=32), nullable=False),
        sa.Column("praise_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("gathered_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("later_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_praise_prompts_person_id_people")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "praise_id"],
            ["praises.workspace_id", "praises.id"],
            name=op.f("fk_praise_prompts_workspace_id_praise_id_praises"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_praise_prompts")),
        sa.UniqueConstraint("praise_id", "person_id", name=op.f("uq_praise_prompts_praise_id_person_id")),
    )
    with op.batch_alter_table("praise_prompts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_praise_prompts_workspace_id_person_id_asked_on"),
            ["workspace_id", "person_id", "asked_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_praise_prompts_workspace_id_person_id_gathered_on"),
            ["workspace_id", "person_id", "gathered_on"],
            unique=False,
        )

    # One by one, with the reference inline, as in 0002.
    _add("workspace_settings", sa.Column("kudos_channel", sa.String(length=32), nullable=True))
    _add(
        "workspace_settings",
        sa.Column(
            "champion_id",
            sa.Integer(),
            sa.ForeignKey("people.id", name="fk_workspace_settings_champion_id_people"),
            nullable=True,
        ),
    )
    _add("workspace_settings", sa.Column("behaviours", JSON, nullable=True))
    _add("workspace_settings", sa.Column("asks_those_helped", sa.Boolean(), server_default=sa.false(), nullable=False))
    _add("workspace_settings", sa.Column("asks_those_helped_since", sa.DateTime(timezone=True), nullable=True))
    _add("workspace_settings", sa.Column("praise_threshold", sa.Double(), nullable=True))


def _add(table: str, column: sa.Column[Any]) -> None:
    op.add_column(table, column, inline_references=True)
