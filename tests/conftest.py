import os

import pytest
from postgres import CannotStart, PostgresServer

from workflow.language import speaking

pytest_plugins = ["command_line", "dossiers", "drafted", "proofs", "reference", "screens", "audited"]


def pytest_addoption(parser):
    parser.addoption(
        "--update-documents", action="store_true", help="write tests/documents anew from the templates as they are"
    )


@pytest.fixture(autouse=True)
def _a_known_beginning(monkeypatch):
    """French, and none of the settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("JALON_")]:
        monkeypatch.delenv(name)
    with speaking("fr"):
        yield


@pytest.fixture(scope="session")
def postgres_server():
    """One PostgreSQL for all the tests of a process."""
    try:
        server = PostgresServer()
    except CannotStart as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {reason}")
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server):
    """The address of an empty PostgreSQL database, for this test alone."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)
