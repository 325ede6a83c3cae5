"""Is the database itself sound: its pages, its references, the triggers that keep the history from being changed?"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, text

from workflow.canonical import digest_hex
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
    "rule": Text("un détournement (rule)", "a diversion (rule)"),
    "function": Text("le code d’un verrou (function)", "the code of a lock (function)"),
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
SELECT c.relname, t.tgname, t.tgtype, t.tgqual IS NULL, p.proname, p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace
ORDER BY c.relname, t.tgname
"""
_RULES = "SELECT tablename, rulename FROM pg_rules WHERE schemaname = current_schema() ORDER BY tablename, rulename"
_DELETE, _UPDATE, _TRUNCATE = 8, 16, 32

FUNCTIONS = {
    "jalon_append_only": "7a8e32322a2ade67d30b433048bc3c93c96895e6cbd77f13aa157d06c21e29af",
    "jalon_erased_disclosure": "c12cde805d1860fddc70f261dacea5b67a9cb5894dd6d046ee8ffb70b20a45ab",
    "jalon_erased_draft": "8c1faf489e8273247eecfdb1d5f81dd629634a2d7ee8b534e7b4674cd3d5d6a1",
    "jalon_erased_evidence": "fda5ef0a5fb25400f180803f0b95bce5324a78ed648de347d21cee044b363438",
    "jalon_next_checkpoint": "78bf058bca86e92cea60ee7c8a8faab9629fc1b84e6ae5a3ec4634ad5eedc870",
    "jalon_next_entry": "3eae4ba02d916e45fa43deb6e89890f69fd3e5893323710f2beff0e4ac5cf805",
    "jalon_next_leaf": "24ed93be41397c78fc866cc4c1e2485e99b631c62d5e7751e3a87d95e9682884",
    "jalon_not_erased": "b22fc222dfaa6ecea258ce99f1d854be977c6a805b849b13fafc158122637e41",
}
"""SHA-256 of what each function of our triggers does as our migrations make it: another one locks nothing."""


def _postgresql(connection: Connection) -> Iterator[Finding]:
    watched: dict[str, int] = {}
    changed = set()
    for table, name, kind, always, function, source in connection.execute(text(_ENABLED)):
        if function not in FUNCTIONS or not always:
            yield _other("trigger", name, here=True, expected=function in FUNCTIONS)
        elif FUNCTIONS[function] != digest_hex(source.encode()):
            changed.add(function)
        watched[table] = watched.get(table, 0) | (kind if function in FUNCTIONS else 0)
    for function in sorted(changed):
        yield _other("function", function, here=True, expected=True)
    for table, name in connection.execute(text(_RULES)):
        yield _other("rule", f"{table}, {name}", here=True, expected=False)
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
