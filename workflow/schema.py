"""Making and upgrading the tables, by the numbered migrations we came with."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workflow.database import WRITING, explain
from workflow.errors import StoreError
from workflow.language import Text
from workflow.store import Store, demand_not_newer, stored_schema
from workflow.workspace import migrations

_LOCK = 20_181_122
"""On PostgreSQL, the number of the lock by which one upgrade waits for another."""


def version(store: Store) -> str | None:
    """The migration a database is at; None where there is no database of ours. Raises StoreError."""
    if store.engine.dialect.name == "sqlite" and not Path(store.place).exists():
        return None
    try:
        with store.engine.connect() as connection:
            return stored_schema(connection)
    except (DBAPIError, store.engine.dialect.loaded_dbapi.Error) as fault:
        raise explain(fault, store.place) from fault


def upgrade(store: Store) -> None:
    """Bring the database to the newest migration, making it where there is none.

    Raises StoreError where the database cannot serve, is not in UTF-8, is newer than this program, or is not what its
    version says.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        with store.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                _demand_unicode(connection, store.place)
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            demand_not_newer(stored_schema(connection) or "", store.place)
            _demand_known(connection, store.place)
            config.attributes["connection"] = connection
            _upgrade(config, store.place)
    except (DBAPIError, store.engine.dialect.loaded_dbapi.Error) as fault:
        raise explain(fault, store.place) from fault


def _demand_known(connection: Connection, place: str) -> None:
    """Raise StoreError where a database says that it is of a version that never was, or of several."""
    if stored_schema(connection) is None:
        return
    said = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    known = {path.name[:4] for path in (migrations() / "versions").glob("0*.py")}
    if len(said) != 1 or said[0] not in known:
        raise _not_as_it_says(place)


def _upgrade(config: Config, place: str) -> None:
    try:
        command.upgrade(config, "head")
    except RuntimeError as fault:  # a migration found another table than the one before it made
        raise _not_as_it_says(place) from fault


def _not_as_it_says(place: str) -> StoreError:
    return StoreError(
        Text(
            f"Les tables de {place} ne sont pas celles de la version dont elle se dit : quelqu’un y a touché.",
            f"The tables of {place} are not those of the version that it says it is of: somebody changed them.",
        ),
        Text(
            "rien n’a été changé ; gardez-la telle qu’elle est, et repartez d’une sauvegarde",
            "nothing was changed; keep it as it is, and start again from a backup",
        ),
    )


def _demand_unicode(connection: Connection, place: str) -> None:
    found = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if found != "UTF8":
        raise StoreError(
            Text(
                f"La base {place} est en {found} ; il la faut en UTF8.", f"{place} is in {found}; it must be in UTF8."
            ),
            Text(
                "créez-la ainsi : createdb --encoding=UTF8 --template=template0",
                "make it with: createdb --encoding=UTF8 --template=template0",
            ),
        )
