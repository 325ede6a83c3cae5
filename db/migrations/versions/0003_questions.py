"""The indexes of the auditor's questions: by instant, day, actor and kind; what was overridden or backfilled."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLACE = ("dossier_id", "seq")
ORDERS = {
    # With it, how late every entry was recorded is known without reading its body.
    "history_entry_recorded": ("recorded_at", *PLACE, "about", "voided", "effective_until", "origin"),
    "history_entry_effective": ("effective_on", *PLACE),
    "history_entry_actor": ("actor_id", "recorded_at", *PLACE),
    "history_entry_kind": ("kind", "trigger", "recorded_at", *PLACE),
}
# The bytes of `"overridden":[`, which a canonical body holds only where something was passed with a reason.
OVERRIDDEN = "226f76657272696464656e223a5b"


def upgrade() -> None:
    # What a report or a duration asks of an arrival is all in this index, so that no body is read for it.
    op.drop_index("history_entry_moves", table_name="history_entry")
    _partial(
        "history_entry_moves",
        (
            *("dossier_id", "about", "seq", "to_state", "voided", "effective_until", "recorded_at"),
            *("effective_on", "precision", "origin"),
        ),
        "to_state IS NOT NULL",
    )
    for name, columns in ORDERS.items():
        op.create_index(name, "history_entry", list(columns))
    _partial("history_entry_backfills", ("recorded_at", *PLACE), "origin = 'backfill'")
    _partial(
        "history_entry_overrides",
        ("recorded_at", *PLACE),
        f"instr(body, X'{OVERRIDDEN}') > 0",
        f"position(decode('{OVERRIDDEN}', 'hex') IN body) > 0",
    )


def _partial(name: str, columns: tuple[str, ...], where: str, postgresql: str | None = None) -> None:
    op.create_index(
        name,
        "history_entry",
        list(columns),
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(postgresql or where),
    )
