"""The signature of each entry, the leaves and checkpoints of the seal, and the one way a disclosure may go."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {"leaf": "number", "checkpoint": "number", "redaction": "digest"}
"""The tables of this migration, each with its key: nothing in them is ever changed or deleted."""

ERASED = "SELECT 1 FROM redaction WHERE digest = {row}.digest"
DRAFTS_ERASED = "SELECT 1 FROM redaction WHERE dossier_id = OLD.dossier_id AND target = OLD.seq AND name = 'drafts'"
# A file’s hash is not kept beside its redaction, since it could be guessed: the row may go once nothing rests on it.
FILE_ERASED = (
    "SELECT 1 FROM redaction WHERE name LIKE 'evidence.%' "
    "AND NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = OLD.sha256)"
)
GOES_WHEN = {"disclosure": ERASED.format(row="OLD"), "draft": DRAFTS_ERASED, "evidence": FILE_ERASED}


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _tables() -> None:
    wide = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("history_entry", sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.create_table(
        "leaf",
        sa.Column("number", wide, autoincrement=False, nullable=False),
        sa.Column("entry_id", wide, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 0 AND length(hash) = 43", name="leaf_is_a_hash"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("entry_id", name="leaf_entry"),
        sqlite_strict=True,
    )
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", wide, nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1 AND size >= 0", name="checkpoint_counts"),
        sa.CheckConstraint("length(sealed_at) = 27", name="instant_is_fixed"),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_table(
        "redaction",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.CheckConstraint("target >= 0 AND target < seq", name="target_is_earlier"),
        sa.ForeignKeyConstraint(["dossier_id"], ["subject.id"]),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_index("redaction_entry", "redaction", ["dossier_id", "target"], unique=False)


def _sqlite_triggers() -> None:
    for table in ADDED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    first = {"leaf": 0, "checkpoint": 1}
    for table, number in first.items():
        op.execute(
            f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} "
            f"WHEN NEW.number <> (SELECT coalesce(max(number) + 1, {number}) FROM {table}) "
            f"BEGIN SELECT RAISE(ABORT, '{table}: not the next one'); END"
        )
    op.execute(
        "CREATE TRIGGER leaf_new BEFORE INSERT ON leaf WHEN EXISTS (SELECT 1 FROM leaf WHERE entry_id = NEW.entry_id) "
        "BEGIN SELECT RAISE(ABORT, 'leaf is append-only'); END"
    )
    op.execute(
        f"CREATE TRIGGER redaction_new BEFORE INSERT ON redaction WHEN EXISTS ({ERASED.format(row='NEW')}) "
        "BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END"
    )
    op.execute(
        f"CREATE TRIGGER disclosure_gone BEFORE INSERT ON disclosure WHEN EXISTS ({ERASED.format(row='NEW')}) "
        "BEGIN SELECT RAISE(ABORT, 'disclosure: it was erased'); END"
    )
    for table, allowed in GOES_WHEN.items():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _postgresql_triggers() -> None:
    for table, key in ADDED.items():
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jalon_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jalon_append_only()"
        )
        if key == "number":
            first = 0 if table == "leaf" else 1
            op.execute(
                f"CREATE FUNCTION jalon_next_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NEW.number <> (SELECT coalesce(max(number) + 1, {first}) FROM {table}) THEN "
                f"RAISE EXCEPTION '{table}: not the next one' USING ERRCODE = 'unique_violation'; END IF; "
                "RETURN NEW; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION jalon_next_{table}()"
            )
    op.execute(
        "CREATE FUNCTION jalon_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({ERASED.format(row='NEW')}) THEN "
        "RAISE EXCEPTION 'disclosure: it was erased' USING ERRCODE = 'restrict_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER disclosure_gone BEFORE INSERT ON disclosure FOR EACH ROW EXECUTE FUNCTION jalon_not_erased()"
    )
    for table, allowed in GOES_WHEN.items():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jalon_append_only()"
        )
        op.execute(
            f"CREATE FUNCTION jalon_erased_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT EXISTS ({allowed}) THEN "
            f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END IF; "
            "RETURN OLD; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION jalon_erased_{table}()"
        )
