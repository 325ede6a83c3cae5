"""`jalon init`: a workspace that works, or nothing at all."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from alembic import command as alembic
from alembic.config import Config

from workflow.models import REGISTER, Actor, RegisterHead
from workflow.store import SCHEMA, Store
from workflow.workspace import migrations, shipped


def tree(folder):
    """Every file and folder below one."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_workspace_is_made_with_everything_in_it(empty):
    said = empty("init", "contrats")
    made = empty.folder / "contrats"
    assert (made / "states.yaml").read_bytes() == (shipped() / "states.yaml").read_bytes()
    assert (made / "db" / "jalon.db").is_file()
    assert (made / "evidence").is_dir()
    assert list((made / "templates" / "documents").glob("*.md"))
    assert "Espace de travail créé" in said.out
    assert str(made) in said.out


def test_what_to_type_next_can_be_typed(empty):
    said = empty("init", "contrats")
    assert 'jalon territories add "Axe Seine" --region 28' in said.out
    assert f"→ cd {empty.folder / 'contrats'}\n" in said.out
    empty.folder /= "contrats"
    empty("territories", "add", "Axe Seine", "--region", "28")
    empty("open", "Axe Seine")


def test_without_a_name_it_is_the_current_folder(empty):
    (empty.folder / "courrier.odt").write_text("à moi", encoding="utf-8")
    empty("init")
    assert (empty.folder / "states.yaml").is_file()
    assert (empty.folder / "courrier.odt").read_text(encoding="utf-8") == "à moi"


def test_who_is_in_the_folder_already_is_not_told_to_go_there(empty):
    assert "cd " not in empty("init").out


def test_a_folder_whose_name_has_a_space_is_named_as_a_shell_reads_it(empty):
    assert f"→ cd '{empty.folder / 'mes contrats'}'\n" in empty("init", "mes contrats").out


def test_whoever_makes_it_is_its_administrator(empty):
    empty("init")
    with empty.engine() as engine, engine.store.reading() as reading:
        (actor,) = reading.rows(Actor)
        assert (actor.handle, actor.role, actor.active) == ("camille", "administrator", 1)


def test_the_administrator_may_be_named(empty):
    empty("init", "--as", "claude")
    with empty.engine() as engine, engine.store.reading() as reading:
        assert [row.handle for row in reading.rows(Actor)] == ["claude"]
    assert "Acteur inconnu : « camille »" in empty("territories", "add", "X", "--region", "28", code=1).err


def test_the_register_has_the_name_that_was_given_or_one_of_its_own(empty):
    found = []
    for options in (["--log", "prefecture-normandie.fr/contrats"], [], []):
        folder = f"w{len(found)}"
        empty("init", folder, *options)
        database = sqlite3.connect(empty.folder / folder / "db" / "jalon.db")
        found.append(database.execute("SELECT log FROM register_head").fetchone()[0])
        database.close()
    assert found[0] == "prefecture-normandie.fr/contrats"
    assert found[1] != found[2]


@pytest.mark.parametrize("name", ["", "Préfecture", "a b", "/a", "a//b", "x" * 101, "a\nb"])
def test_a_name_that_is_not_one_of_a_register_is_refused(empty, name):
    assert "--log" in empty("init", "--log", name, code=2).err
    assert tree(empty.folder) == []


def test_as_json_it_says_where_everything_is(empty):
    told = empty("init", "--json").json
    assert told["root"] == os.path.realpath(empty.folder)
    assert told["schema"] == SCHEMA
    assert told["administrator"] == "camille"
    assert len(told["lifecycle"]["digest"]) == 64
    assert len(told["hash"]) == 43


def test_a_workspace_may_stand_on_postgresql(empty, postgres_url):
    empty.environ["JALON_DATABASE_URL"] = postgres_url
    assert "postgresql" in empty("init").out
    assert not (empty.folder / "db" / "jalon.db").exists()
    empty("territories", "add", "Axe Seine", "--region", "28")
    empty("open", "axe-seine", "--on", "2018-11-22")
    assert "[binome_complete]" in empty("advance", "enter_pilot", "axe-seine", "--dry-run", code=1).out
    assert "axe-seine-2018 n° 1" in empty("record", "note", "axe-seine", "un mot").out
    assert (
        postgres_url not in empty("init", "--upgrade", "--json").out or ":" not in postgres_url.partition("@")[0][13:]
    )


# ── everything is undone when something fails ─────────────────────────────────────────────────────────────────────


def test_a_second_workspace_in_the_same_folder_is_refused_and_the_first_untouched(empty):
    empty("init")
    before = {path: (empty.folder / path).stat().st_mtime_ns for path in tree(empty.folder)}
    assert "est déjà un espace de travail" in empty("init", code=1).err
    assert {path: (empty.folder / path).stat().st_mtime_ns for path in tree(empty.folder)} == before


def test_a_folder_with_a_lifecycle_and_no_database_gets_one(empty):
    """What is under version control, or came from a colleague: everything but the data."""
    empty("init")
    shutil.rmtree(empty.folder / "db")
    states = empty.folder / "states.yaml"
    states.write_text(states.read_text(encoding="utf-8").replace("fr: Pilote,", "fr: Pilote à nous,"), encoding="utf-8")
    assert "pour commencer une base vide : jalon init" in empty("dossiers", code=1).err
    before = {
        path: (empty.folder / path).read_bytes() for path in tree(empty.folder) if (empty.folder / path).is_file()
    }
    empty("init")
    assert {path: (empty.folder / path).read_bytes() for path in before} == before
    assert "Pilote à nous" in empty("lifecycle", "show").out
    assert "est déjà un espace de travail" in empty("init", code=1).err


def test_a_lifecycle_that_is_wrong_gets_no_database(empty):
    (empty.folder / "states.yaml").write_text("name: 12\n", encoding="utf-8")
    assert "states.yaml:1:7" in empty("init", code=1).err
    assert tree(empty.folder) == ["states.yaml"]


def test_what_was_interrupted_before_the_register_began_can_be_repeated(empty):
    """As after a kill -9 between the tables and the first entry."""
    empty("init")
    database = sqlite3.connect(empty.folder / "db" / "jalon.db")
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{name}"')
    for table in ("disclosure", "leaf", "history_entry", "register_head", "actor"):
        database.execute(f"DELETE FROM {table}")
    database.execute("DELETE FROM subject WHERE id = 'register'")
    database.commit()
    database.close()
    assert "n’a pas de registre" in empty("territories", "add", "X", "--region", "28", code=1).err
    empty("init")


def test_the_folder_that_was_typed_goes_before_the_variable(empty):
    empty("init", "un")
    empty("init", "deux")
    said = empty("init", "--upgrade", "deux", JALON_WORKSPACE=str(empty.folder / "un"))
    assert str(empty.folder / "deux") in said.out


@pytest.mark.parametrize("name", ["templates/documents/contract.md", "db/jalon.db", "evidence/old"])
def test_what_was_in_the_way_stays_and_nothing_is_left_beside_it(empty, name):
    mine = empty.folder / name
    mine.parent.mkdir(parents=True)
    mine.write_text("à moi", encoding="utf-8")
    before = tree(empty.folder)
    empty("init", code=0 if name.startswith("evidence") else 1)
    assert mine.read_text(encoding="utf-8") == "à moi"
    if not name.startswith("evidence"):
        assert tree(empty.folder) == before


def test_a_database_that_has_a_register_already_is_refused_and_the_folder_is_as_before(empty):
    empty("init", "un")
    url = f"sqlite:///{empty.folder}/un/db/jalon.db"
    said = empty("init", "deux", code=1, JALON_DATABASE_URL=url)
    assert "celle d’un autre espace de travail" in said.err
    assert not (empty.folder / "deux").exists()


def test_a_database_out_of_reach_leaves_nothing(empty):
    said = empty("init", "w", code=1, JALON_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert said.err.startswith("✗ ")
    assert tree(empty.folder) == []


@pytest.mark.parametrize("url", ["mysql://x/y", "n’importe quoi", "sqlite", "://"])
def test_a_database_url_we_cannot_use_leaves_nothing(empty, url):
    empty("init", "w", code=None, JALON_DATABASE_URL=url)
    assert tree(empty.folder) == []


def test_an_administrator_without_a_name_leaves_nothing(empty):
    assert "identifiant" in empty("init", "--as", "\u200b", code=2).err
    assert tree(empty.folder) == []


def test_a_broken_lifecycle_of_ours_leaves_nothing(empty, monkeypatch, tmp_path):
    ours = tmp_path / "ours"
    (ours / "templates" / "documents").mkdir(parents=True)
    (ours / "states.yaml").write_text("name: 12\nstates: [", encoding="utf-8")
    monkeypatch.setattr("workflow.workspace.shipped", lambda: ours)
    assert "states.yaml:" in empty("init", "w", code=1).err
    assert tree(empty.folder) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_nobody_may_write_is_refused(empty):
    empty.folder.chmod(0o500)
    assert "droits d’accès" in empty("init", code=1).err


def test_a_file_or_a_missing_parent_is_in_the_way(empty):
    (empty.folder / "f").touch()
    assert "n’est pas un répertoire" in empty("init", "f", code=1).err
    assert "mkdir -p" in empty("init", "a/b", code=1).err
    assert tree(empty.folder) == ["f"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("prlimit"), reason="prlimit sets the limit")
@pytest.mark.parametrize("size", [40_000, 100_000])
def test_a_disk_that_fills_up_leaves_nothing(empty, size):
    said = empty.process("init", "w", code=1, prefix=("prlimit", f"--fsize={size}"))
    assert said.err.startswith("✗ ")
    assert "Traceback" not in said.err
    assert tree(empty.folder) == []


# ── the database follows the program ──────────────────────────────────────────────────────────────────────────────


def older(database):
    """Make a database say that it is of an older version, its tables being what they are."""
    connection = sqlite3.connect(database)
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.commit()
    connection.close()


def test_a_database_of_another_version_is_refused_with_what_to_type(empty):
    empty("init")
    older(empty.folder / "db" / "jalon.db")
    said = empty("territories", "list", code=1)
    assert "version 0000" in said.err
    assert "jalon init --upgrade" in said.err


def of_the_first_version(database):
    """Put a database in its place that has seen the first migration only."""
    database.unlink()
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    config.set_main_option("path_separator", "os")
    store = Store(f"sqlite:///{database}")
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        alembic.upgrade(config, "0001")
    store.close()


def test_upgrading_brings_an_older_database_to_the_newest_version(empty):
    empty("init")
    of_the_first_version(empty.folder / "db" / "jalon.db")
    assert "version 0001" in empty("territories", "list", code=1).err
    assert f"(0001 → {SCHEMA})" in empty("init", "--upgrade").out
    assert "Aucun territoire" in empty("territories", "list").out


@pytest.mark.parametrize("content", [None, b""])
def test_a_database_that_was_lost_is_not_made_anew_in_silence(empty, content):
    empty("init")
    database = empty.folder / "db" / "jalon.db"
    database.unlink()
    if content is not None:
        database.write_bytes(content)
    assert "Pas de base de Jalon ici" in empty("init", "--upgrade", code=1).err
    assert (database.read_bytes() if database.exists() else None) == content


def test_upgrading_what_is_up_to_date_changes_nothing(empty):
    empty("init")
    empty("territories", "add", "Axe Seine", "--region", "28")
    assert SCHEMA in empty("init", "--upgrade").out
    assert empty("init", "--upgrade", "--json").json["schema"] == SCHEMA
    assert "axe-seine" in empty("territories", "list").out
    with empty.engine() as engine, engine.store.reading() as reading:
        assert reading.one(RegisterHead, id=REGISTER).seq == 3


def test_upgrading_where_there_is_no_workspace_is_refused(empty):
    assert "Aucun espace de travail" in empty("init", "--upgrade", code=1).err
    assert "Aucun espace de travail" in empty("init", str(Path("x")), "--upgrade", code=1).err


# ── a database that cannot serve ──────────────────────────────────────────────────────────────────────────────────

CANNOT = {
    "missing": (lambda file: file.unlink(), "Pas de base de données"),
    "not SQLite": (lambda file: file.write_bytes(b"x" * 9000), "n’est pas une base SQLite"),
    "empty": (lambda file: file.write_bytes(b""), "n’est pas une base de Jalon"),
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:20_000]), ""),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "ne peut pas être ouverte"),
}


@pytest.mark.parametrize("what", CANNOT)
@pytest.mark.parametrize("command", [["territories", "list"], ["territories", "add", "X", "--region", "28"]])
def test_a_database_that_cannot_serve_is_one_sentence(empty, what, command):
    empty("init")
    spoil, sentence = CANNOT[what]
    spoil(empty.folder / "db" / "jalon.db")
    said = empty(*command, code=1)
    assert said.out == ""
    assert said.err.startswith("✗ ")
    assert sentence in said.err
    assert "→" in said.err


def test_a_locked_database_is_said_and_nothing_is_written(jalon, monkeypatch):
    monkeypatch.setitem(Store.__init__.__kwdefaults__, "timeout", 0.1)
    other = sqlite3.connect(jalon.folder / "db" / "jalon.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = jalon("open", "axe-seine", code=1)
    other.execute("ROLLBACK")
    other.close()
    assert "occupée par une autre écriture" in said.err
    jalon("open", "axe-seine")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_database_can_be_read_and_not_written(jalon):
    (jalon.folder / "db" / "jalon.db").chmod(0o400)
    (jalon.folder / "db").chmod(0o500)
    assert "lecture seule" in jalon("open", "axe-seine", code=1).err
    assert "axe-seine" in jalon("territories", "list").out
