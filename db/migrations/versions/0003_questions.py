"""The indexes of the auditor's questions: by instant, day, actor and kind; what leaves the ordinary path."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_ORDER = ("recorded_at", "dossier_id", "seq", "effective_until")
ORDERS = {
    # With it, how late every entry was recorded is known without reading its body.
    "history_entry_recorded": ("recorded_at", "dossier_id", "seq", "about", "voided", "effective_until", "origin"),
    "history_entry_effective": ("effective_on", "dossier_id", "seq", "effective_until", "recorded_at"),
    "history_entry_actor": ("actor_id", *IN_ORDER),
    "history_entry_kind": ("kind", "trigger", *IN_ORDER),
}
# Bytes that a canonical body has only where something was passed with a reason, or where it rests on a file.
SIGNS = {
    "history_entry_overrides": "226f76657272696464656e223a5b",
    "history_entry_evidence": "2265766964656e6365223a5b7b",
}


def upgrade() -> None:
    # What a report or a duration asks of an arrival is all in this index, so that no body is read for it.
    op.drop_index("history_entry_moves", table_name="history_entry")
    _some(
        "history_entry_moves",
        "to_state IS NOT NULL",
        columns=(
            *("dossier_id", "about", "seq", "to_state", "voided", "effective_until", "recorded_at"),
            *("effective_on", "precision", "origin"),
        ),
    )
    for name, columns in ORDERS.items():
        op.create_index(name, "history_entry", list(columns))
    # With the columns of their own conditions, or SQLite would look them up again for each entry.
    _some("history_entry_corrected", "seq <> about", columns=(*IN_ORDER, "about"))
    _some("history_entry_backfills", "origin = 'backfill'", columns=(*IN_ORDER, "origin"))
    for name, sign in SIGNS.items():
        _some(name, f"instr(body, X'{sign}') > 0", f"position(decode('{sign}', 'hex') IN body) > 0")


def _some(name: str, where: str, postgresql: str | None = None, columns: tuple[str, ...] = IN_ORDER) -> None:
    op.create_index(
        name,
        "history_entry",
        list(columns),
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(postgresql or where),
    )
