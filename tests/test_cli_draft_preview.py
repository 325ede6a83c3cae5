"""`jalon draft preview`: a document as it would be now, before any transition; nothing is stored, anywhere."""

import pytest
from dossiers import BY, DAYS, ONE_REGION, TWO_REGIONS, dump, prepare
from drafted import DOSSIER, PROTOCOL, drafts_of
from screens import seen, wide

from workflow.entries import ProjectSet


def everything(jalon):
    """What a preview must leave as it was: every row of every table, every file of the workspace."""
    with jalon.engine() as engine:
        rows = dump(engine)
    files = {
        file.relative_to(jalon.folder): file.read_bytes()
        for file in jalon.folder.rglob("*")
        if file.is_file() and file.parent.name != "db"
    }
    return rows, files


@pytest.mark.parametrize(
    "words",
    [
        ("protocol", ONE_REGION),
        ("contract", ONE_REGION, "--json"),
        ("signing_release", ONE_REGION, "--on", "2019-04-30"),
        ("deliberation_draft", ONE_REGION, "--member", "200084952"),
        ("action_sheet", ONE_REGION, "--project", "2"),
        ("regional_minutes", ONE_REGION, "--region", "Normandie"),
        ("project_minutes", ONE_REGION),
    ],
)
def test_nothing_is_stored(drafter, words):
    before = everything(drafter)
    assert drafter("draft", "preview", *words).out
    assert everything(drafter) == before


def test_it_shows_the_text_and_what_would_be_missing(drafter):
    said = drafter("draft", "preview", "contract", ONE_REGION).out
    assert said.startswith("Contrat du Territoire d’industrie Axe Seine")
    assert "aperçu de la version 1 : rien n’est gardé" in said
    assert "[À COMPLÉTER : " in said
    assert "valeurs à compléter" in said
    assert f"→ jalon record text {DOSSIER} portrait --text …" in said


def test_it_is_the_document_that_the_transition_then_draws(drafter):
    with drafter.engine() as engine:
        prepare(engine, DOSSIER, "protocol_signed")
    (told,) = drafter("draft", "preview", "contract", ONE_REGION, "--on", DAYS["protocol_signed"], "--json").json[
        "previews"
    ]
    drafter(
        *("advance", "sign_protocol", ONE_REGION, "--on", DAYS["protocol_signed"], "--input", "place=Le Havre"),
        JALON_ACTOR="national",
    )
    drawn = drafter("draft", "show", f"{DOSSIER}-contract-1", "--json").json
    assert (told["text"], told["version"]) == (drawn["text"], drawn["version"])
    assert told["text_digest"] == drawn["text_digest"]


def test_of_what_was_drawn_already_it_is_the_next_version(drafter):
    (told,) = drafter("draft", "preview", "protocol", ONE_REGION, "--json").json["previews"]
    (name,) = drafter("draft", "draw", "protocol", ONE_REGION, "--json").json["drafts"]
    drawn = drafter("draft", "show", name, "--json").json
    assert (told["version"], told["text"]) == (2, drawn["text"])


def test_one_for_each_or_the_one_that_is_named(drafter):
    told = drafter("draft", "preview", "action_sheet", ONE_REGION, "--json").json
    assert (told["dossier"], [one["item"] for one in told["previews"]]) == (DOSSIER, [1, 2])
    said = drafter("draft", "preview", "action_sheet", ONE_REGION).out
    assert said.index("École de production") < said.index("Friche du Port")
    told = drafter("draft", "preview", "deliberation_draft", ONE_REGION, "--member", "200 084 952", "--json").json
    assert [one["item"] for one in told["previews"]] == [200084952]


def test_its_files_say_that_they_are_a_preview(drafter):
    words = ("draft", "preview", "action_sheet", ONE_REGION, "--project", "2", "--to", "apercus")
    told = drafter(*words, "--format", "html", "--format", "docx", "--json").json["files"]
    files = drafts_of(drafter.folder / "apercus")
    assert files["html"].name == "Fiche-action n° 2 – Friche du Port – Axe Seine – v2 – aperçu.html"
    page = files["html"].read_text(encoding="utf-8")
    assert f"{DOSSIER} · version 2 (aperçu) · " in page
    assert "PROJET" in page
    assert [one["outcome"] for one in told] == ["written", "written"]
    assert "inchangé" in drafter(*words, "--format", "html").out


def test_without_a_format_a_word_file(drafter):
    drafter("draft", "preview", "protocol", ONE_REGION, "--to", "apercus")
    assert set(drafts_of(drafter.folder / "apercus")) == {"docx"}


def test_a_template_that_states_yaml_does_not_know_yet_can_be_tried(drafter):
    (drafter.workspace.templates / "note_de_bas.md").write_text(
        "# Note sur {{ territoire.nom }}\n\n{{ document.libelle }}.\n", encoding="utf-8"
    )
    said = drafter("draft", "preview", "note_de_bas", ONE_REGION).out
    assert said.startswith("Note sur Axe Seine")
    assert "Note de bas." in said
    (drafter.workspace.templates / "note_de_bas.md").write_text("# N° {{ projet.numero }}\n", encoding="utf-8")
    assert drafter("draft", "preview", "note_de_bas", ONE_REGION, "--project", "2").out.startswith("N° 2")


def test_a_template_that_is_wrong_is_told_with_its_line(drafter):
    (drafter.workspace.templates / "protocol.md").write_text("# T\n\n{{ territoir.nom }}\n", encoding="utf-8")
    said = drafter("draft", "preview", "protocol", ONE_REGION, code=1).err
    assert "documents/protocol.md:3" in said
    assert "noms proches : territoire" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("protocole", ONE_REGION), 1, "noms proches : protocol"),
        (("press_release", ONE_REGION), 1, "tiré d’un rapport entre deux dates"),
        (("protocol", "nulle-part"), 1, "Dossier inconnu"),
        (("protocol", ONE_REGION, "--project", "1"), 2, "rédigé pour tout le dossier"),
        (("action_sheet", ONE_REGION, "--member", "200084952"), 2, "prenez --project"),
        (("action_sheet", ONE_REGION, "--project", "7"), 1, "il y a : 1, 2"),
        (("action_sheet", ONE_REGION, "--project", "0"), 2, "--project"),
        (("protocol", ONE_REGION, "--format", "doc"), 1, "noms proches : docx"),
    ],
)
def test_what_there_is_not_is_told(drafter, words, code, said):
    assert said in drafter("draft", "preview", *words, code=code).err


def test_nothing_to_draw_about_is_told(drafter):
    drafter("open", TWO_REGIONS, JALON_ACTOR="national")
    assert "Il n’y a rien dont rédiger" in drafter("draft", "preview", "action_sheet", TWO_REGIONS, code=1).err


def test_a_project_given_up_has_no_sheet(drafter):
    with drafter.engine() as engine:
        engine.record(DOSSIER, ProjectSet(number=1, status="abandoned"), BY.national)
    told = drafter("draft", "preview", "action_sheet", ONE_REGION, "--json").json["previews"]
    assert [one["item"] for one in told] == [2]


def test_whoever_reads_may_look(drafter):
    drafter("draft", "preview", "protocol", ONE_REGION, JALON_ACTOR="audit")
    drafter("draft", "preview", "protocol", ONE_REGION, JALON_ACTOR="inconnu")


# ── how a draft is read on a screen ───────────────────────────────────────────────────────────────────────────────


def test_the_marks_of_markdown_are_its_layout(drafter):
    (drafter.workspace.templates / "note.md").write_text(
        "# T\n\n## Article 1 – Objet\n\nUn **mot**, _un_ autre\\\nà la ligne.\n\n### Petit\n\n- a\n  - b\n\n"
        "3. trois\n4. quatre\n\n| Nom | Coût |\n|:--|--:|\n| École | 12 |\n\n"
        "| | |\n|:--|:--|\n| Fait à | Pau |\n\n---\n\nFin.\n",
        encoding="utf-8",
    )
    said = drafter("draft", "preview", "note", ONE_REGION).out
    for line in (
        "Article 1 – Objet",
        "Un mot, un autre",
        "à la ligne.",
        "Petit",
        "– a",
        "  – b",
        "3. trois",
        "Nom    Coût",
        "École    12",
        "Fait à  Pau",
        "* * *",
        "Fin.",
    ):
        assert f"\n{line}\n" in said
    assert "**" not in said


def test_it_fits_a_terminal(drafter):
    assert wide(seen(drafter, "draft", "preview", "protocol", ONE_REGION)) <= 80
    assert wide(seen(drafter, "draft", "show", PROTOCOL)) <= 80


def test_english_is_complete(drafter):
    said = drafter("draft", "preview", "contract", ONE_REGION, "--lang", "en").out
    assert "preview of version 1: nothing is kept" in said
    assert "values missing" in said
