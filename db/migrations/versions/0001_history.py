"""The history, the present tables that are a reading of it, and the triggers that keep it append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("subject", "history_entry", "disclosure", "lifecycle", "template", "draft", "evidence")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE deletes without firing the DELETE trigger unless recursive triggers are on: the next sequence
    # number is demanded instead, and a key that is there already is refused before it can be replaced.
    op.execute(
        "CREATE TRIGGER history_entry_next BEFORE INSERT ON history_entry "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM history_entry WHERE dossier_id = NEW.dossier_id) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE hash = NEW.hash) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE command_key = NEW.command_key) "
        "BEGIN SELECT RAISE(ABORT, 'history_entry: not the next entry'); END"
    )
    keys = {"subject": "id", "disclosure": "digest", "lifecycle": "digest", "template": "digest", "evidence": "sha256"}
    for table, key in keys.items():
        op.execute(
            f"CREATE TRIGGER {table}_new BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER draft_new BEFORE INSERT ON draft "
        "WHEN EXISTS (SELECT 1 FROM draft WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM draft WHERE "
        "dossier_id = NEW.dossier_id AND document = NEW.document AND item = NEW.item AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'draft is append-only'); END"
    )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION jalon_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE FUNCTION jalon_next_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM history_entry WHERE dossier_id = NEW.dossier_id) THEN "
        "RAISE EXCEPTION 'history_entry: not the next entry' USING ERRCODE = 'unique_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jalon_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jalon_append_only()"
        )
    op.execute(
        "CREATE TRIGGER history_entry_next BEFORE INSERT ON history_entry "
        "FOR EACH ROW EXECUTE FUNCTION jalon_next_entry()"
    )


def _tables() -> None:
    op.create_table(
        "actor",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('coordinator', 'national', 'administrator', 'drafter', 'auditor')", name="role_known"
        ),
        sa.CheckConstraint("active IN (0, 1)", name="active_is_a_flag"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("handle", name="actor_handle"),
        sqlite_strict=True,
    )
    op.create_table(
        "evidence",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.CheckConstraint("size >= 0", name="size_counts"),
        sa.PrimaryKeyConstraint("sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "lifecycle",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "published_figure",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approximate", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("value >= 0 AND approximate IN (0, 1)", name="value_counts"),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
    )
    op.create_table(
        "subject", sa.Column("id", sa.Text(), nullable=False), sa.PrimaryKeyConstraint("id"), sqlite_strict=True
    )
    op.create_table(
        "template",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "territory",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "attachment",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('committee_minutes', 'deliberation', 'signed_document', 'press', 'other')", name="kind_known"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["subject.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["evidence.sha256"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "seq", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "disclosure",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_strict=True,
    )
    op.create_index("disclosure_entry", "disclosure", ["dossier_id", "seq"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("renews", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.Text(), nullable=False),
        sa.Column("state_precision", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.CheckConstraint("length(head) = 43", name="head_is_sha256"),
        sa.CheckConstraint("seq >= 0", name="seq_counts"),
        sa.ForeignKeyConstraint(
            ["id"],
            ["subject.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lifecycle"],
            ["lifecycle.digest"],
        ),
        sa.ForeignKeyConstraint(
            ["renews"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dossier_state"), "dossier", ["state"], unique=False)
    op.create_index(op.f("ix_dossier_territory_id"), "dossier", ["territory_id"], unique=False)
    op.create_table(
        "history_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("voided", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Text(), nullable=False),
        sa.Column("effective_until", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_regions", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("command_key", sa.Text(), nullable=True),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "actor_role IN ('coordinator', 'national', 'administrator', 'drafter', 'auditor')", name="actor_role_known"
        ),
        sa.CheckConstraint("origin IN ('cli', 'web', 'api', 'import', 'backfill', 'system')", name="origin_known"),
        sa.CheckConstraint("precision IN ('day', 'week', 'month', 'year')", name="precision_known"),
        sa.CheckConstraint("effective_on <= effective_until", name="period_is_ordered"),
        sa.CheckConstraint("length(effective_on) = 10 AND length(effective_until) = 10", name="days_are_iso"),
        sa.CheckConstraint("length(hash) = 43 AND length(prev) = 43", name="hashes_are_sha256"),
        sa.CheckConstraint("length(recorded_at) = 27", name="instant_is_fixed"),
        sa.CheckConstraint("seq >= 0 AND about >= 0 AND about <= seq", name="seq_counts"),
        sa.CheckConstraint("voided IN (0, 1)", name="voided_is_a_flag"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("command_key", name="history_entry_command"),
        sa.UniqueConstraint("dossier_id", "seq", name="history_entry_order"),
        sa.UniqueConstraint("hash", name="history_entry_hash"),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "history_entry_corrections",
        "history_entry",
        ["dossier_id", "about", "seq", "recorded_at"],
        unique=False,
        sqlite_where=sa.text("seq <> about"),
        postgresql_where=sa.text("seq <> about"),
    )
    op.create_index(
        "history_entry_moves",
        "history_entry",
        ["dossier_id", "about", "seq", "to_state", "voided", "effective_until", "recorded_at"],
        unique=False,
        sqlite_where=sa.text("to_state IS NOT NULL"),
        postgresql_where=sa.text("to_state IS NOT NULL"),
    )
    op.create_table(
        "register_head",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["subject.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "territory_member",
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('CC', 'CA', 'CU', 'METRO', 'EPT', 'COMMUNE', 'PETR', 'OTHER')", name="kind_known"),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
        ),
        sa.PrimaryKeyConstraint("territory_id", "siren"),
        sqlite_strict=True,
    )
    op.create_table(
        "territory_name",
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('name', 'alias', 'code')", name="kind_known"),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
        ),
        sa.PrimaryKeyConstraint("territory_id", "kind", "name"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_territory_name_folded"), "territory_name", ["folded"], unique=False)
    op.create_table(
        "territory_region",
        sa.Column("territory_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territory.id"],
        ),
        sa.PrimaryKeyConstraint("territory_id", "region_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "committee",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("meets_on", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('project', 'follow_up', 'regional')", name="kind_known"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "deliberation",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("act_number", sa.Text(), nullable=True),
        sa.Column("voted_on", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=True),
        sa.CheckConstraint("document IN ('protocol', 'contract', 'amendment')", name="document_known"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "dossier_region",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "region_code"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dossier_region_region_code"), "dossier_region", ["region_code"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("template_digest", sa.Text(), nullable=False),
        sa.Column("data_digest", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name="version_counts"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.ForeignKeyConstraint(
            ["template_digest"],
            ["template.digest"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dossier_id", "document", "item", "version", name="draft_series"),
        sqlite_strict=True,
    )
    op.create_table(
        "member",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('CC', 'CA', 'CU', 'METRO', 'EPT', 'COMMUNE', 'PETR', 'OTHER')", name="kind_known"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "siren"),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("civility", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role IN ('elected_lead', 'industry_lead', 'project_manager', "
            "'operator_referent', 'regional_president', 'committee_member')",
            name="role_known",
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "project",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("holder_siren", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("aid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("firm", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'in_progress', 'paused', 'blocked', 'done', 'abandoned')", name="status_known"
        ),
        sa.CheckConstraint("cost >= 0 AND aid >= 0", name="amounts_count"),
        sa.CheckConstraint("firm IN (0, 1)", name="firm_is_a_flag"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "signatory",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("college", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("civility", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "college IN ('intercommunalities', 'state', 'region', 'operators', 'industry')", name="college_known"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "number"),
        sqlite_strict=True,
    )
    op.create_table(
        "signature",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signatory", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.CheckConstraint("document IN ('protocol', 'contract', 'amendment')", name="document_known"),
        sa.CheckConstraint("medium IN ('paper', 'electronic')", name="medium_known"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "document", "signatory"),
        sqlite_strict=True,
    )
    op.create_table(
        "validation",
        sa.Column("dossier_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("committee_on", sa.Text(), nullable=False),
        sa.Column("deliberation_number", sa.Text(), nullable=True),
        sa.Column("deliberation_on", sa.Text(), nullable=True),
        sa.CheckConstraint("document IN ('protocol', 'contract', 'amendment')", name="document_known"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["dossier.id"],
        ),
        sa.PrimaryKeyConstraint("dossier_id", "region_code", "document"),
        sqlite_strict=True,
    )
