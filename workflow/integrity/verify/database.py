"""Is the database itself sound: its pages, its references, the triggers that keep the history from being changed?"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, text

from workflow.integrity.verify.finding import Certainty, Finding, Layer
from workflow.language import Text
from workflow.models import APPEND_ONLY
from workflow.rows import table_of
from workflow.schema import upgrade
from workflow.store import SCHEMA, Store

MOST_FAULTS = 20


def check(connection: Connection) -> Iterator[Finding]:
    """What is wrong with the database as such."""
    versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if versions != [SCHEMA]:
        yield _finding("la version du schéma n’est pas une", "the version of the schema is not one", "alembic_version")
    yield from _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)


def locks(connection: Connection) -> Iterator[Finding]:
    """Where the schema, or what keeps the history from being changed, is not as our migrations make it: at a glance."""
    yield from _other_schema(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)


def _other_schema(connection: Connection) -> Iterator[Finding]:
    ours, theirs = _expected(), _schema(connection)
    for kind, name in sorted(ours.keys() | theirs.keys()):
        if ours.get((kind, name)) != theirs.get((kind, name)):
            yield _other(kind, name, here=(kind, name) in theirs, expected=(kind, name) in ours)


def _sqlite(connection: Connection) -> Iterator[Finding]:
    for (said,) in connection.execute(text(f"PRAGMA integrity_check({MOST_FAULTS})")):
        if said != "ok":
            yield _finding(f"le fichier est abîmé : {said}", f"the file is damaged: {said}")
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield _finding(f"{table} {row} renvoie à {parent}, qui n’a pas cette ligne", f"{table} {row}: no such {parent}")
    yield from _other_schema(connection)
    used = connection.execute(text("SELECT max(id) FROM history_entry NOT INDEXED")).scalar() or 0
    given = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
    if [tuple(row) for row in given] != ([("history_entry", used)] if used or given else []):
        yield _finding(
            "le compteur des entrées ne correspond pas à la dernière",
            "the counter of the entries is not that of the last one",
            "sqlite_sequence",
        )


def _schema(connection: Connection) -> dict[tuple[str, str], tuple[str, str | None]]:
    found = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    return {(kind, name): (table, sql) for kind, name, table, sql in found if not name.startswith("sqlite_stat")}


_KINDS = {
    "table": Text("un tableau (table)", "a table"),
    "index": Text("un index", "an index"),
    "trigger": Text("un verrou de l’histoire (trigger)", "a lock of the history (trigger)"),
    "view": Text("un aperçu (view)", "a view"),
}


def _other(kind: str, name: str, *, here: bool, expected: bool) -> Finding:
    """Something of the schema that is gone, was added or was changed."""
    what = _KINDS.get(kind, Text(kind, kind))
    if not here:
        return _finding(f"{what.fr} a été ôté : {name}", f"{what.en} was taken away: {name}", name)
    if not expected:
        return _finding(f"{what.fr} n’est pas de nous : {name}", f"{what.en} is not ours: {name}", name)
    return _finding(f"{what.fr} a été changé : {name}", f"{what.en} was changed: {name}", name)


@cache
def _expected() -> dict[tuple[str, str], tuple[str, str | None]]:
    """The schema that our migrations make."""
    fresh = Store("sqlite://")
    upgrade(fresh)
    with fresh.engine.connect() as connection:
        found = _schema(connection)
    fresh.close()
    return found


_ENABLED = """
SELECT c.relname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace
"""
_DELETE, _UPDATE, _TRUNCATE = 8, 16, 32


def _postgresql(connection: Connection) -> Iterator[Finding]:
    watched: dict[str, int] = {}
    for table, kind in connection.execute(text(_ENABLED)):
        watched[table] = watched.get(table, 0) | kind
    for model in APPEND_ONLY:
        name = table_of(model).name
        if ~watched.get(name, 0) & (_DELETE | _UPDATE | _TRUNCATE):
            yield _finding(
                f"plus rien n’empêche de changer la table {name}",
                f"nothing keeps table {name} from being changed",
                name,
            )


def _finding(fr: str, en: str, place: str | None = None) -> Finding:
    return Finding(Layer.DATABASE, Text(fr, en), place=place, certainty=Certainty.LIKELY)
