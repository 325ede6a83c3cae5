"""Which drafts are final, and which copies of them came back, edited or signed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "final_draft",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("final_on", sa.Text(), nullable=False),
        sa.Column("copy_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("dossier_id", "draft_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "draft_copy",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("came_on", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=True),
        sa.Column("blanks", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('edited', 'signed')", name="kind_known"),
        sa.CheckConstraint("changes >= 0 AND blanks >= 0", name="found_counts"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("dossier_id", "seq"),
        sqlite_strict=True,
    )
