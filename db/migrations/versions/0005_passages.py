"""The texts that documents need and only people can write; the departments of territories and dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Text(), nullable=False),
        sa.CheckConstraint("item >= 0", name="item_counts"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("dossier_id", "subject", "item"),
        sqlite_strict=True,
    )
    op.create_table(
        "territory_department",
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("department_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"]),
        sa.PrimaryKeyConstraint("territory_id", "department_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "dossier_department",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("department_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("dossier_id", "department_code"),
        sqlite_strict=True,
    )
