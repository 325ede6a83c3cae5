"""`jalon lifecycle`: a states.yaml checked, read, drawn, compared and put in force without touching a program."""

import json

import pytest
from dossiers import ONE_REGION
from jsonschema import Draft202012Validator
from yaml import safe_load

from workflow.cli.lifecycle_diff import differences
from workflow.lifecycle import Lifecycle
from workflow.lifecycle.loading import load
from workflow.workspace import shipped


@pytest.fixture
def edited(jalon):
    """Change the states.yaml of the workspace: `edited(("old", "new"), …)`; its path."""

    def edit(*changes, name="states.yaml"):
        text = (jalon.folder / "states.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (jalon.folder / name).write_text(text, encoding="utf-8")
        return jalon.folder / name

    return edit


# ── check ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_workspace_without_its_templates_is_not_in_order(jalon):
    (jalon.folder / "templates").rename(jalon.folder / "ailleurs")
    said = jalon("lifecycle", "check", code=1).err
    assert "le document « contract » n’a pas de modèle" in said
    assert "n’a pas de modèle" in jalon("lifecycle", "install", code=1).err


def test_a_file_is_checked_even_where_there_is_no_database(jalon):
    (jalon.folder / "db" / "jalon.db").unlink(missing_ok=True)
    said = jalon("lifecycle", "check", "--json", JALON_DATABASE_URL=f"sqlite:///{jalon.folder}/nulle-part.db").json
    assert (said["valid"], said["in_force"]) == (True, None)


def test_a_lifecycle_alone_is_checked_without_templates(jalon, tmp_path):
    alone = tmp_path / "seul.yaml"
    alone.write_bytes((jalon.folder / "states.yaml").read_bytes())
    jalon("lifecycle", "check", alone)


def test_our_own_file_is_right(jalon):
    said = jalon("lifecycle", "check").out
    assert "✓" in said
    assert "8 états, 9 transitions, 16 documents" in said
    assert "!" not in said


def test_every_mistake_is_told_at_its_line_and_column(jalon, edited):
    path = edited(("to: pilot", "to: piloot"), ("guards: [projects_final]", "guards: [projets_finaux]"))
    said = jalon("lifecycle", "check", code=1).err
    lines = path.read_text(encoding="utf-8").splitlines()
    for wrong in ("piloot", "projets_finaux"):
        number = next(n for n, line in enumerate(lines, 1) if wrong in line)
        column = lines[number - 1].index(wrong) + 1
        assert f"states.yaml:{number}:{column} : " in said
    told = jalon("lifecycle", "check", "--json", code=1).error
    assert told["code"] == "invalid-lifecycle"
    assert {problem["line"] for problem in told["problems"]} >= {
        n for n, line in enumerate(lines, 1) if "piloot" in line
    }


def test_any_file_may_be_checked_without_a_workspace(empty):
    (empty.folder / "brouillon.yaml").write_text((shipped() / "states.yaml").read_text(encoding="utf-8"))
    assert "brouillon.yaml" in empty("lifecycle", "check", "brouillon.yaml").out


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_file_that_cannot_be_read_is_said_in_a_sentence(empty, name):
    said = empty("lifecycle", "check", name, code=1).err
    assert name in said
    assert "Traceback" not in said


def test_what_deserves_a_look_is_said_and_is_no_refusal(jalon):
    (jalon.folder / "templates/documents/orphelin.md").write_text("# rien\n")
    said = jalon("lifecycle", "check").out
    assert "! " in said
    assert "orphelin" in said
    assert jalon("lifecycle", "check", "--json").json["warnings"][0]["code"] == "unused-template"


def test_a_text_that_a_template_asks_for_and_the_file_does_not_declare_is_said(jalon, edited):
    templates = jalon.folder / "templates/documents"
    page = templates / "contract.md"
    page.write_text(page.read_text("utf-8") + "\n{{ textes.portait }}\n{{ projets[0].textes.sevices }}\n", "utf-8")
    said = jalon("lifecycle", "check").out
    assert "emploie le texte « portait », qui n’est pas déclaré ; noms proches : portrait" in said
    assert "noms proches : services" in said
    page.write_text("{% wrong", "utf-8")  # it tells of itself elsewhere
    edited(("  court:\n", "  tribunal:\n"))
    codes = [one["code"] for one in jalon("lifecycle", "check", "--json").json["warnings"]]
    assert "unused-text" in codes


def test_a_file_that_is_not_in_force_says_what_to_type(jalon, edited):
    edited(("target_days: 310", "target_days: 200"))
    said = jalon("lifecycle", "check").out
    assert "n’est pas en vigueur" in said
    assert "jalon lifecycle diff" in said
    assert "jalon lifecycle install" in said
    assert jalon("lifecycle", "check", "--json").json["in_force"] is False


# ── show, diagram, schema ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_lifecycle_is_told_in_words(jalon, lifecycle):
    said = jalon("lifecycle", "show").out
    for state in lifecycle.states.values():
        assert f"{state.symbol} {state.label.fr}" in said
    for words in (
        "délai prévu : 310 jours",
        "coordinateur régional, niveau national, administrateur",
        "une signature au moins par collège (intercommunalités, État ; protocole)",
        "Compte rendu d’installation du comité de projet",
        "Installer (Grand Est)",
    ):
        assert words in said
    for code in ("signed_by_each_college", "committee_minutes", "coordinator"):
        assert code not in said


def test_the_lifecycle_as_json_is_the_canonical_form_whose_digest_it_names(jalon, lifecycle):
    told = jalon("lifecycle", "show", "--json").json
    assert told.pop("digest") == lifecycle.digest
    assert Lifecycle.of(told).digest == lifecycle.digest


def test_it_is_drawn_as_mermaid_text_in_either_language(jalon):
    french, english = (jalon("lifecycle", "diagram", "--lang", one).out for one in ("fr", "en"))
    assert french.startswith("stateDiagram-v2\n")
    assert "Contrat validé" in french
    assert "Contract validated" in english
    assert french.count("-->") == english.count("-->")


def test_the_schema_accepts_our_file_and_refuses_a_misspelt_key(jalon):
    schema = jalon("lifecycle", "schema").json
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    ours = safe_load((shipped() / "states.yaml").read_text(encoding="utf-8"))
    assert list(validator.iter_errors(ours)) == []
    ours["transtions"] = ours.pop("transitions")
    assert list(validator.iter_errors(ours))


# ── diff and install ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_equal_lifecycles_have_no_difference(jalon):
    assert "Aucune différence" in jalon("lifecycle", "diff").out
    assert jalon("lifecycle", "diff", "--json").json["differences"] == []


CHANGES = {
    "a delay": (("target_days: 310", "target_days: 200"), "~ état « protocol_signed », délai en jours : 310 → 200"),
    "a label": (("fr: Clos,", "fr: Clôturé,"), "~ état « closed », libellé : « Clos » → « Clôturé »"),
    "a guard": (
        ("guards: [has_member, has_region, binome_complete]", "guards: [has_member, binome_complete]"),
        "~ transition « enter_pilot », gardes : has_member, has_region, binome_complete → has_member, binome_complete",
    ),
    "an axis more": (
        ("axes:\n", 'axes:\n  - {code: eau, phase: "2023", label: {fr: Eau, en: Water}}\n'),
        "+ axe « 2023/eau » : en plus",
    ),
    "an axis less": (
        ('  - {code: foncier, phase: "2023", label: {fr: Foncier, en: Land}}\n', ""),
        "− axe « 2023/foncier » : en moins",
    ),
    "a text more": (
        ("texts:\n", "texts:\n  histoire: {label: {fr: Histoire, en: History}}\n"),
        "+ texte « histoire » : en plus",
    ),
    "a help": (
        ("fr: Une décision par ligne.", "fr: Une par ligne."),
        "~ texte « decisions », ce qu’on y écrit : « Une décision par ligne. » → « Une par ligne. »",
    ),
    "the version": (('version: "1"', 'version: "2"'), "~ version : 1 → 2"),
    "a day asked for": (
        ("    on_required: true\n    guards: [projects_final]", "    guards: [projects_final]"),
        "~ transition « close », date demandée : oui → non",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), CHANGES.values(), ids=list(CHANGES))
def test_each_difference_is_said_in_a_sentence(jalon, edited, change, sentence):
    edited(change)
    assert jalon("lifecycle", "diff").out.splitlines() == [sentence]


def test_the_first_texts_of_a_lifecycle_are_told_one_by_one(lifecycle):
    plain = json.loads(lifecycle.canonical)
    declared = plain.pop("texts")
    found = differences(Lifecycle.of(plain), lifecycle)
    assert [(one.change, one.where) for one in found] == [("added", f"texts.{one['name']}") for one in declared]


def test_the_order_of_states_is_a_difference_too(lifecycle):
    plain = json.loads(lifecycle.canonical)
    plain["states"].reverse()
    assert [one.where for one in differences(lifecycle, Lifecycle.of(plain))] == ["states.order"]


def test_two_files_are_compared_in_the_direction_given(jalon, edited):
    edited(('version: "1"', 'version: "2"'), name="b.yaml")
    assert "~ version : 1 → 2" in jalon("lifecycle", "diff", "states.yaml", "b.yaml").out
    assert "~ version : 2 → 1" in jalon("lifecycle", "diff", "b.yaml", "en-vigueur").out


def test_a_version_is_named_by_the_beginning_of_its_digest(jalon, lifecycle):
    assert "Aucune différence" in jalon("lifecycle", "diff", lifecycle.digest[:8]).out
    said = jalon("lifecycle", "diff", "0000000", code=1).err
    assert lifecycle.digest[:12] in jalon("lifecycle", "show", "zzz", code=1).err
    assert "Cycle de vie inconnu" in said


def test_what_is_installed_judges_new_dossiers_and_not_those_that_are_open(jalon, edited, lifecycle):
    jalon("open", ONE_REGION)
    path = edited(('version: "1"', 'version: "2"'))
    said = jalon("lifecycle", "install").out
    assert "version 2" in said
    jalon("open", "lacq-pau-tarbes")
    digests = {name: jalon("show", name, "--json").json["lifecycle"] for name in (ONE_REGION, "lacq-pau-tarbes")}
    assert digests == {ONE_REGION: lifecycle.digest, "lacq-pau-tarbes": load(path).digest}


def test_installing_what_is_in_force_writes_nothing(jalon):
    assert "déjà en vigueur" in jalon("lifecycle", "install").out
    assert jalon("lifecycle", "install", "--json").json["installed"] is False


def test_only_an_administrator_puts_a_lifecycle_in_force(jalon, edited):
    edited(('version: "1"', 'version: "2"'))
    assert "droit" in jalon("lifecycle", "install", code=1, JALON_ACTOR="camille").err


def test_a_wrong_file_is_never_put_in_force(jalon, edited):
    edited(("to: pilot", "to: piloot"))
    jalon("lifecycle", "install", code=1)
    assert "version 1" in jalon("lifecycle", "show").out


def test_english_is_complete(jalon, edited):
    edited(("target_days: 310", "target_days: 200"))
    assert "~ state “protocol_signed”, days expected: 310 → 200" in jalon("lifecycle", "diff", "--lang", "en").out
    said = jalon("lifecycle", "show", "--lang", "en").out
    assert "at least one signature per college (intercommunalities, State; protocol)" in said
    for french in ("États", "exige", "rédige", "délai"):
        assert french not in said
    assert "not in force" in jalon("lifecycle", "check", "--lang", "en").out
