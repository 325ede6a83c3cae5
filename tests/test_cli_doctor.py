"""`jalon doctor`: what is here, what is worth a look, what is to be mended, and with which command."""

import os
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import pytest
from proofs import WITNESS
from screens import seen, wide
from test_cli_json import demand

from workflow.cli.doctor import machine, proof
from workflow.dates import now
from workflow.engine import Engine

GOOD, NOTICE, FAULT = "good", "notice", "fault"


def look(line, code=0, **environ):
    """What was found, by the code of each check."""
    told = line("doctor", "--json", code=code, **environ).json
    demand("doctor", told)
    assert told["healthy"] == (code == 0)
    return {one["code"]: one for one in told["checks"]}


def status(found, *codes):
    return [found[code]["status"] for code in codes]


def test_a_sound_workspace_has_nothing_to_mend(signed):
    signed("seal")
    found = look(signed)
    assert {one["status"] for one in found.values()} <= {GOOD, NOTICE}
    assert (
        status(found, "lifecycle", "templates", "database", "schema", "journal", "locks", "key.application")
        == [GOOD] * 7
    )
    said = signed("doctor").out
    assert "✓ cycle de vie  Territoires d’industrie" in said
    assert "Rien à réparer" in said
    assert "Nothing to mend" in signed("doctor", "--lang", "en").out


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_fits_a_terminal(signed, language):
    screen = seen(signed, "doctor", "--lang", language).replace(str(signed.folder), ".")
    assert wide(screen) <= 80


def test_which_sqlite_which_journal_and_why(signed):
    found = look(signed)
    assert sqlite3.sqlite_version in found["sqlite"]["said"]
    assert "WAL" in found["sqlite"]["said"]
    journal, synchronous = found["journal"]["said"].split(", synchronous=")
    assert (journal, synchronous) in {("WAL", "FULL"), ("DELETE", "EXTRA")}


def test_every_check_that_finds_something_says_what_to_do(signed):
    (signed.folder / "keys" / "application.key").chmod(0o644)
    shutil.rmtree(signed.folder / "evidence")
    for one in look(signed, code=1).values():
        assert one["said"]
        assert one["status"] == GOOD or one["remedy"] or one["code"] == "evidence"


def test_outside_a_workspace_it_says_so_and_looks_at_the_machine(empty):
    found = look(empty, code=1)
    assert status(found, "program", "libraries", "workspace") == [GOOD, GOOD, FAULT]
    assert "jalon init" in found["workspace"]["remedy"]


# ── keys and seals ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o666])
def test_a_key_that_others_may_read_is_a_fault(signed, mode):
    (signed.folder / "keys" / "application.key").chmod(mode)
    found = look(signed, code=1)["key.application"]
    assert (found["status"], found["remedy"].startswith("chmod 600")) == (FAULT, True)


def test_a_key_that_is_gone_or_damaged_or_unknown_is_a_fault(signed):
    key = signed.folder / "keys" / "application.key"
    content = key.read_bytes()
    key.unlink()
    assert "JALON_KEY" in look(signed, code=1)["key.application"]["remedy"]
    key.write_bytes(b"rien")
    key.chmod(0o600)
    assert "abîmé" in look(signed, code=1)["key.application"]["said"]
    key.write_bytes(content)
    (signed.folder / "keys" / "application.pub").write_text(WITNESS.public.vkey + "\n")
    assert "application.pub" in look(signed, code=1)["key.application"]["remedy"]


def test_a_workspace_without_keys_is_told_how_to_make_them(jalon):
    found = look(jalon)
    assert status(found, "key.application", "key.seal", "seals", "witnesses") == [NOTICE] * 4
    assert found["key.application"]["remedy"] == "jalon keys make application"


def test_a_seal_key_in_the_workspace_is_worth_a_look_and_one_elsewhere_is_not(signed, tmp_path):
    signed("seal")
    assert look(signed)["key.seal"]["status"] == NOTICE
    place = {"JALON_SEAL_KEY": str(tmp_path / "seal.key"), "JALON_SEAL_FOLDER": str(tmp_path / "seal")}
    shutil.move(signed.folder / "keys" / "seal.key", tmp_path / "seal.key")
    assert look(signed, **place)["key.seal"]["status"] == GOOD
    assert look(signed)["key.seal"]["said"] == "gardée ailleurs"


def test_a_silence_of_more_than_a_day_is_an_alarm(signed, monkeypatch):
    signed("seal")
    assert look(signed)["seals"]["status"] == GOOD
    later = type("Later", (Engine,), {"now": property(lambda self: now() + timedelta(days=3))})
    monkeypatch.setattr("workflow.cli.session.Engine", later)
    found = look(signed, code=1)["seals"]
    assert "silence depuis plus d’un jour" in found["said"]


def test_entries_that_wait_for_a_seal_are_counted(signed):
    signed("seal")
    signed("record", "note", "axe-seine", "un mot")
    assert "pas encore scellées : 1 entrée" in signed("doctor").out


def test_witnesses_and_authorities_are_named(signed):
    (signed.folder / "keys" / "witness-cour.pub").write_text(WITNESS.public.vkey + "\n")
    found = look(signed)["witnesses"]
    assert (found["status"], "cour.example" in found["said"]) == (GOOD, True)


# ── the clock ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clock_that_is_behind_the_history_is_a_fault(signed, monkeypatch):
    slow = type("Slow", (Engine,), {"now": property(lambda self: now() - timedelta(days=4000))})
    monkeypatch.setattr("workflow.cli.session.Engine", slow)
    found = look(signed, code=1)["clock"]
    assert "l’horloge retarde" in found["said"]
    assert "timedatectl" in found["remedy"]


def test_whether_the_clock_follows_a_server_is_said_where_it_is_known(signed, monkeypatch, tmp_path):
    monkeypatch.setattr(proof, "SYNCHRONISED", tmp_path / "absent")
    assert look(signed)["clock"]["status"] == NOTICE
    (tmp_path / "absent").touch()
    assert look(signed)["clock"]["status"] == GOOD


# ── the workspace ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lifecycle_with_a_fault_is_told_with_its_line(signed):
    path = signed.folder / "states.yaml"
    path.write_text(path.read_text().replace("target_days: 310", "target_days: beaucoup"))
    found = look(signed, code=1)["lifecycle"]
    assert "states.yaml:" in found["said"]
    assert "jalon lifecycle check" in found["remedy"]


def test_a_lifecycle_that_is_not_the_one_in_force_is_worth_a_look(signed):
    path = signed.folder / "states.yaml"
    path.write_text(path.read_text().replace("target_days: 310", "target_days: 300"))
    found = look(signed)["lifecycle"]
    assert (found["status"], "jalon lifecycle install" in found["remedy"]) == (NOTICE, True)


def test_a_template_with_a_fault_is_named(signed):
    path = signed.folder / "templates" / "documents" / "contract.md"
    path.write_text(path.read_text() + "\n{{ territoire.nomm }}\n")
    found = look(signed, code=1)["templates"]
    assert "contract" in found["said"]
    assert "jalon templates check" in found["remedy"]


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_data_that_everybody_may_read_is_worth_a_look(signed):
    signed.folder.chmod(0o700)
    assert look(signed)["privacy"]["status"] == GOOD
    for place in (signed.folder, signed.folder / "db", signed.folder / "evidence"):
        place.chmod(0o755)
    (signed.folder / "db" / "jalon.db").chmod(0o644)
    found = look(signed)["privacy"]
    assert (found["status"], "jalon.db" in found["said"]) == (NOTICE, True)


@pytest.mark.parametrize(("free", "expected"), [(2**40, GOOD), (2**30, NOTICE), (2**20, FAULT)])
def test_room_on_the_disk(signed, monkeypatch, free, expected):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**41, 0, free))
    assert look(signed, code=int(expected == FAULT))["room"]["status"] == expected


# ── the database ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dropped_lock_is_a_fault(signed):
    with closing(sqlite3.connect(signed.folder / "db" / "jalon.db", isolation_level=None)) as database:
        database.execute("DROP TRIGGER history_entry_no_delete")
    found = look(signed, code=1)["locks"]
    assert "history_entry_no_delete" in found["said"]
    assert "jalon verify" in found["remedy"]


def test_a_database_of_another_version_is_a_fault_with_the_command_that_upgrades_it(signed):
    with closing(sqlite3.connect(signed.folder / "db" / "jalon.db", isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    found = look(signed, code=1)["database"]
    assert (found["status"], "jalon init --upgrade" in found["remedy"]) == (FAULT, True)


def test_that_the_database_cannot_serve_is_told_once(signed):
    (signed.folder / "db" / "jalon.db").write_bytes(b"rien")
    said = signed("doctor", code=1).out
    assert said.count("n’est pas une base SQLite") == 1
    assert "✓ cycle de vie" in said
    assert "✓ clé de l’application" in said


@pytest.mark.parametrize("statement", ["DELETE FROM register_head", "UPDATE lifecycle SET canonical = '{'"])
def test_damage_in_the_tables_ends_no_examination(signed, statement):
    with closing(sqlite3.connect(signed.folder / "db" / "jalon.db", isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
    found = look(signed, code=1)
    assert {"program", "locks", "key.application"} <= found.keys()


def test_a_server_is_examined_too(empty, postgres_url):
    empty.environ["JALON_DATABASE_URL"] = postgres_url
    empty("init")
    found = look(empty, code=1)
    assert status(found, "postgresql", "locks") == [GOOD] * 2
    assert "sqlite" not in found
    # The server of the tests gives up safety for speed, as none that holds a history should: it is found out.
    assert (found["journal"]["status"], "fsync" in found["journal"]["said"]) == (FAULT, True)


# ── the libraries ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("library", "extra"), [("pyhanko", "signature"), ("rfc3161-client", "timestamp")])
def test_an_extra_that_is_missing_is_worth_a_look_with_what_to_type(signed, monkeypatch, library, extra):
    def version(name):
        if name == library:
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    monkeypatch.setattr(machine, "version", version)
    found = look(signed)[f"libraries.{extra}"]
    assert (found["status"], library in found["said"]) == (NOTICE, True)
    assert f"pip install 'jalon[{extra}]'" in found["remedy"]


def test_a_library_that_everything_needs_is_a_fault_when_missing(signed, monkeypatch):
    monkeypatch.setattr(machine, "needed", lambda: {"": ["une-bibliotheque-qui-n-existe-pas"]})
    assert "une-bibliotheque-qui-n-existe-pas" in look(signed, code=1)["libraries"]["said"]


def test_every_extra_of_the_program_has_its_use_in_words():
    assert set(machine.needed()) - {""} == machine.USES.keys()
    assert "click" in machine.needed()[""]


def test_what_an_editable_install_asks_for_is_no_library_of_the_program(monkeypatch):
    monkeypatch.setattr(
        machine, "requires", lambda _: ["click>=8.5", "editables~=0.3", 'tzdata; sys_platform == "win32"']
    )
    assert machine.needed() == {"": ["click"]}


def test_the_examination_changes_nothing(signed):
    files = sorted(path for path in Path(signed.folder).rglob("*") if path.is_file())
    before = [path.read_bytes() for path in files]
    signed("doctor")
    assert [path.read_bytes() for path in sorted(p for p in Path(signed.folder).rglob("*") if p.is_file())] == before
