"""The database server the tests bring along is what they take it for."""

import os
import stat

import pytest
from sqlalchemy import create_engine, text


def rows(url, statement):
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return result.all() if result.returns_rows else None
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own(postgres_url, turn):
    assert rows(postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    rows(postgres_url, "CREATE TABLE mine (turn integer)")


def test_a_database_can_be_the_copy_of_another(postgres_server):
    original = postgres_server.create()
    rows(postgres_server.url(original), "CREATE TABLE mine AS SELECT 'é' AS name")
    copy = postgres_server.create(template=original)
    assert rows(postgres_server.url(copy), "SELECT name FROM mine") == [("é",)]
    for name in (copy, original):
        postgres_server.drop(name)


def test_a_connection_left_open_does_not_keep_the_database(postgres_server):
    name = postgres_server.create()
    engine = create_engine(postgres_server.url(name))
    connection = engine.connect()
    postgres_server.drop(name)
    connection.invalidate()
    connection.close()
    engine.dispose()
    with_that_name = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    assert rows(postgres_server.url("postgres"), with_that_name) == [(0,)]


def test_the_server_listens_to_this_machine_alone(postgres_server):
    assert rows(postgres_server.url("postgres"), "SHOW listen_addresses") == [("",)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="the tests do not run as root")
def test_the_server_does_not_run_as_root(postgres_server):
    assert (postgres_server.folder / "data").stat().st_uid != 0
    assert stat.S_IMODE((postgres_server.folder / "data").stat().st_mode) == 0o700
