"""Every read as JSON is what its schema in docs/schemas says, to the last field; and the manual names every schema."""

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from dossiers import DAYS, ONE_REGION, TWO_REGIONS, on, prepare, walk
from jsonschema import Draft202012Validator

from workflow.cli import output
from workflow.cli.group import COMMANDS
from workflow.cli.group import jalon as commands
from workflow.engine import Command
from workflow.entries import Note, PassageSet, PersonSet
from workflow.workspace import Workspace

DOCS = Path(__file__).parents[1] / "docs"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DOCS / "schemas").glob("*.json")}
NOT_A_READ = {"error", "receipt"}
INSTALLED = "axe-seine-2018-committee_installation-1"


def strict(schema):
    """The same schema, refusing every field that it does not name: our own output holds no other."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: value if name in ("const", "enum") else strict(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and isinstance(schema.get("type"), str):
        told["properties"] = {name: strict(value) for name, value in schema["properties"].items()}
        told["additionalProperties"] = False
    return told


def demand(name, value):
    faults = sorted(Draft202012Validator(strict(SCHEMAS[name])).iter_errors(value), key=lambda fault: list(fault.path))
    told = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}" for fault in faults]
    assert told == []


@pytest.fixture(scope="module")
def lived(tmp_path_factory, populated_file):
    """A dossier with everything a dossier can have, another one just opened, and a territory twice engaged."""
    folder = tmp_path_factory.mktemp("lived")
    (folder / "db").mkdir()
    shutil.copy(populated_file, folder / "db" / "jalon.db")
    Workspace.create(folder, {})
    jalon = CommandLine(folder, JALON_ACTOR="admin", USER="admin", LOGNAME="admin")
    (jalon.folder / "cr.pdf").write_bytes(b"%PDF-1.4 compte rendu")
    with jalon.engine() as engine:
        dossier = walk(engine, TWO_REGIONS, to="implemented")
        engine.record(dossier, PersonSet(number=1, until="2020-03-01"), on("2020-03-01"))
        engine.record(dossier, Note(text="une note"), on("2020-03"))
        engine.record(dossier, PassageSet(subject="portrait", text="Un portrait.\n\nEn deux fois."), on("2020-03"))
        engine.record(dossier, PassageSet(subject="services", item=1, text="Un prêt."), on("2020-03"))
        with engine.store.reading() as reading:
            last = len(engine.entries(reading, dossier)) - 1
        engine.correct(dossier, last, Command("national", comment="sans objet"), void=True)
        walk(engine, ONE_REGION)
        prepare(engine, "axe-seine-2018", "pilot")
    day = DAYS["pilot"]
    jalon(
        *("advance", "enter_pilot", "axe-seine-2018", "--on", day, "--input", f"committee_date={day}"),
        *("--evidence", "committee_minutes=cr.pdf"),
    )
    jalon("open", ONE_REGION, "--phase", "2023", "--on", "2023-12-01")
    return jalon


READS = {
    "actors-list": [("actors", "list", "--all")],
    "backfills": [("backfills",), ("backfills", "--limit", "1")],
    "corrections": [("corrections",), ("corrections", "--region", "28")],
    "diff": [("diff", "--known", "1999-01-01"), ("diff", "--known", "2001-01-01", "--known", "2001-01-02")],
    "dossiers": [("dossiers",), ("dossiers", "--limit", "1"), ("dossiers", "--state", "closed")],
    "draft-compare": [("draft", "compare", INSTALLED, INSTALLED)],
    "draft-gaps": [("draft", "gaps", INSTALLED), ("draft", "gaps", "axe-seine-2018")],
    "draft-preview": [("draft", "preview", "project_minutes", TWO_REGIONS),
        ("draft", "preview", "action_sheet", TWO_REGIONS, "--project", "1", "--format", "md", "--to", "apercus")],
    "draft-show": [("draft", "show", INSTALLED)],
    "draft-write": [("draft", "write", INSTALLED, "--format", "docx", "--format", "html", "--to", "ecrits")],
    "drafts": [("drafts", "axe-seine-2018"), ("drafts", TWO_REGIONS, "--all")],
    "figures-list": [("figures", "list")],
    "durations": [("durations",), ("durations", "--on", "2019-05-01", "--region", "28"),
        ("durations", "--known", "2001-01-01")],
    "history": [("history", TWO_REGIONS), ("history", "axe-seine-2018"),
        ("history", TWO_REGIONS, "--known", "1999-01-01")],
    "late": [("late",), ("late", "--days", "0", "--reverse", "--limit", "2")],
    "lifecycle-check": [("lifecycle", "check"), ("lifecycle", "check", "states.yaml")],
    "lifecycle-diagram": [("lifecycle", "diagram")],
    "lifecycle-diff": [("lifecycle", "diff"), ("lifecycle", "diff", "en-vigueur", "b.yaml")],
    "lifecycle-show": [("lifecycle", "show")],
    "overrides": [("overrides",)],
    "next": [("next", TWO_REGIONS), ("next", "axe-seine-2018")],
    "report": [("report",), ("report", "--on", "2019-04-30", "--region", "28"), ("report", "--known", "2001-01-01")],
    "show": [("show", TWO_REGIONS), ("show", "axe-seine-2018"), ("show", ONE_REGION)],
    "templates-check": [("templates", "check"), ("templates", "check", "protocol")],
    "templates-inspect": [("templates", "inspect"), ("templates", "inspect", "protocol")],
    "templates-list": [("templates", "list")],
    "templates-new": [("templates", "new", "note_de_plus", "--title", "Note de plus")],
    "territories-list": [("territories", "list")],
}  # fmt: skip


@pytest.mark.parametrize("name", READS)
def test_what_a_read_answers_is_what_its_schema_says(lived, name):
    text = (lived.folder / "states.yaml").read_text(encoding="utf-8")
    (lived.folder / "b.yaml").write_text(text.replace("target_days: 310", "target_days: 200"), encoding="utf-8")
    for words in READS[name]:
        demand(name, lived(*words, "--json").json)


def test_the_press_release_answers_as_the_schemas_say(reference):
    demand("report", reference("report", "--on", "2019-04-30", "--json").json)
    demand("dossiers", reference("dossiers", "--json").json)
    demand("figures-list", reference("figures", "list", "--json").json)
    for name in ("sud-alsace", "lacq-pau-tarbes"):
        demand("history", reference("history", name, "--json").json)
        demand("show", reference("show", name, "--json").json)
        demand("next", reference("next", name, "--json").json)


def test_a_refusal_answers_as_its_schema_says(lived):
    for words, code in (
        (("show", "nulle part"), 1),
        (("report", "--on", "31/04/2019"), 2),
        (("advance", "withdraw", "axe-seine-2018"), 1),
        (("nimporte",), 2),
    ):
        told = lived(*words, "--json", code=code)
        assert told.out == ""
        demand("error", json.loads(told.err))


def test_a_write_answers_with_a_receipt(lived):
    demand("receipt", lived("record", "note", "axe-seine-2018", "une note", "--json").json)


def test_codes_do_not_change_with_the_language_and_words_do(lived):
    french, english = (lived("show", TWO_REGIONS, "--json", "--lang", one).json for one in ("fr", "en"))
    assert french["state"]["name"] == english["state"]["name"]
    assert french["state"]["label"] != english["state"]["label"]
    assert french["projects"] == english["projects"]


def test_a_long_list_is_the_same_json_with_one_item_a_line(capsys):
    value = {"total": 2, "empty": [], "items": [{"é": None, "n": n, "deep": {"a": [n]}} for n in range(output.MANY)]}
    output.print_json(value)
    text = capsys.readouterr().out
    assert json.loads(text) == value
    assert len(text.splitlines()) == output.MANY + 6


# ── what is documented ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"urn:jalon:schema:{name}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_refuses_an_empty_answer(name):
    assert not Draft202012Validator(SCHEMAS[name]).is_valid({})


def test_every_schema_is_tried_and_named_in_the_manual():
    assert READS.keys() <= SCHEMAS.keys()
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\(schemas/([a-z-]+)\.json\)", page))
    assert named == SCHEMAS.keys()


def reads():
    """The commands that answer with JSON and write nothing."""
    context = commands.make_context("jalon", ["--help"], resilient_parsing=True)
    for name in COMMANDS:
        found = commands.get_command(context, name)
        for path, one in [
            ((name,), found),
            *(((name, sub), each) for sub, each in getattr(found, "commands", {}).items()),
        ]:
            options = {option for param in one.params for option in param.opts}
            if "--json" in options and not options & {"--because", "--idempotency-key", "--upgrade"}:
                yield "-".join(path)


def test_every_read_has_a_schema():
    assert set(reads()) - SCHEMAS.keys() == set()
    assert set(READS) <= set(reads())


def test_the_schemas_hold_on_either_database(database_url, tmp_path):
    line = CommandLine(tmp_path, JALON_ACTOR="admin", USER="admin", LOGNAME="admin", JALON_DATABASE_URL=database_url)
    Workspace.create(tmp_path / "espace", line.environ)
    line.folder = tmp_path / "espace"
    with line.engine() as engine:
        walk(engine, TWO_REGIONS, to="protocol_signed")
    for name in ("dossiers", "report", "next", "history", "show", "actors-list", "territories-list", "lifecycle-check"):
        words = name.split("-") if "-" in name else [name]
        about = [TWO_REGIONS] if name in ("next", "history", "show") else []
        demand(name, line(*words, *about, "--json").json)
    line("show", ONE_REGION)
    line("report")
