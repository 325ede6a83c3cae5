"""Making and upgrading the tables, by the numbered migrations we came with."""

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from workflow.database import WRITING, explain
from workflow.store import Store
from workflow.workspace import migrations


def upgrade(store: Store) -> None:
    """Bring the database to the newest migration, making it where there is none. Raises StoreError."""
    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        with store.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as fault:
        raise explain(fault, store.place) from fault
