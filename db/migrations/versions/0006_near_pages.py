"""An entry touches fewer pages: no index on what is random or seldom asked for, the disclosures found in their order.

A hash is as random as it can be, so that each new one falls on another page of its index, which then is written again;
and no question is asked by it. That no two entries have the same hash follows from their bodies, which name dossier and
sequence number. A disclosure is found by its entry, and dossiers are never asked for by their present state alone. Its
text still lies where it was added, after all others: a text that lay among others would be copied to another page when
its own is full, and what is left of it there outlives its erasure.
One index has all that a search asks of entries, in the order in which they were recorded: to go through a million of
them takes a tenth of a second, which an index for each question would save at the expense of every write.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NEXT = (
    "CREATE TRIGGER history_entry_next BEFORE INSERT ON history_entry "
    "WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM history_entry WHERE dossier_id = NEW.dossier_id) "
    "OR EXISTS (SELECT 1 FROM history_entry WHERE id = NEW.id) {}"
    "OR EXISTS (SELECT 1 FROM history_entry WHERE command_key = NEW.command_key) "
    "BEGIN SELECT RAISE(ABORT, 'history_entry: not the next entry'); END"
)
_NEW = (
    "CREATE TRIGGER disclosure_new BEFORE INSERT ON disclosure WHEN EXISTS (SELECT 1 FROM disclosure WHERE {}) "
    "BEGIN SELECT RAISE(ABORT, 'disclosure is append-only'); END"
)
_LEAF = (
    "CREATE TRIGGER leaf_next BEFORE INSERT ON leaf "
    "WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM leaf){} "
    "BEGIN SELECT RAISE(ABORT, 'leaf: not the next one'); END"
)
LOCKS = {
    _NEXT.format("OR EXISTS (SELECT 1 FROM history_entry WHERE hash = NEW.hash) "): _NEXT.format(""),
    _NEW.format("digest = NEW.digest"): _NEW.format(
        "dossier_id = NEW.dossier_id AND seq = NEW.seq AND digest = NEW.digest"
    ),
}
"""What becomes of a trigger. One that says anything else stays as it is, for the verification to find."""
LEAF_LOCKS = {
    _LEAF.format(""),
    (
        "CREATE TRIGGER leaf_new BEFORE INSERT ON leaf WHEN EXISTS (SELECT 1 FROM leaf WHERE entry_id = NEW.entry_id) "
        "BEGIN SELECT RAISE(ABORT, 'leaf is append-only'); END"
    ),
}
LEAF_LOCK = _LEAF.format(" OR EXISTS (SELECT 1 FROM leaf WHERE entry_id = NEW.entry_id)")
IN_ORDER = "dossier_id, seq, digest"
ASKED = (
    *("recorded_at", "dossier_id", "seq", "about", "voided", "effective_until", "origin"),
    *("effective_on", "kind", "trigger", "actor_id"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _made_anew(
            "history_entry",
            {
                r",\s*CONSTRAINT history_entry_hash UNIQUE \(hash\)": "",
                r",\s*CONSTRAINT history_entry_command UNIQUE \(command_key\)": "",
            },
            order="id",
        )
        _made_anew(
            "disclosure",
            {
                r"PRIMARY KEY \(digest\)": f"CONSTRAINT disclosure_pkey PRIMARY KEY ({IN_ORDER})",
            },
            order=IN_ORDER,
        )
        _one_lock_for_two()
    else:
        for name in ("history_entry_hash", "history_entry_command"):
            op.drop_constraint(name, "history_entry", type_="unique")
        op.drop_constraint("disclosure_pkey", "disclosure", type_="primary")
        op.create_primary_key("disclosure_pkey", "disclosure", IN_ORDER.split(", "))
    for name in ("recorded", "effective", "actor", "kind"):
        op.drop_index(f"history_entry_{name}", table_name="history_entry")
    op.create_index("history_entry_recorded", "history_entry", list(ASKED))
    op.drop_index("disclosure_entry", table_name="disclosure")
    op.drop_index("ix_dossier_state", table_name="dossier")
    given = sa.text("command_key IS NOT NULL")
    op.create_index(
        "history_entry_command",
        "history_entry",
        ["command_key"],
        unique=True,
        sqlite_where=given,
        postgresql_where=given,
    )


def _made_anew(table: str, changes: dict[str, str], order: str) -> None:
    """SQLite cannot change what a table demands: it is made again, with its rows, its indexes and its triggers."""
    run = op.get_bind().exec_driver_sql
    # What was given out is kept: that the last entries were removed shows in it.
    given = run("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
    (made,) = run("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).scalars()
    others = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql IS NOT NULL"
    kept = run(others, (table,)).scalars().all()
    for before, after in {rf'^CREATE TABLE "?{table}"?': f"CREATE TABLE {table}_anew", **changes}.items():
        made, changed = re.subn(before, after, made)
        if changed != 1:
            raise RuntimeError(f"{table}: {before}")
    run(made)
    run(f"INSERT INTO {table}_anew SELECT * FROM {table} ORDER BY {order}")
    run(f"DROP TABLE {table}")
    run(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for sql in kept:
        run(LOCKS.get(sql, sql))
    if given is not None:
        run("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (given, table))


def _one_lock_for_two() -> None:
    """A million leaves are sealed in a tenth less time."""
    run = op.get_bind().exec_driver_sql
    found = run("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'leaf'").scalars().all()
    if set(found) >= LEAF_LOCKS:
        run("DROP TRIGGER leaf_new")
        run("DROP TRIGGER leaf_next")
        run(LEAF_LOCK)
