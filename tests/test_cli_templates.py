"""`jalon templates`: which template makes what, what is wrong with each and where, every variable, and a new one."""

import sys

import docx
import pytest
import yaml
from dossiers import ONE_REGION
from screens import seen, wide

from workflow.documents import variables
from workflow.issuing.new_template import declaration
from workflow.issuing.preview import OPTIONS
from workflow.lifecycle.parts import EACH


@pytest.fixture
def templates(drafter):
    """Where the templates of the workspace are."""
    return drafter.workspace.templates


def named(jalon, name):
    return next(one for one in jalon("templates", "list", "--json").json["templates"] if one["name"] == name)


# ── list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_document_of_states_yaml_is_listed_with_what_draws_it(drafter):
    declared = yaml.safe_load((drafter.folder / "states.yaml").read_text(encoding="utf-8"))
    told = {one["name"]: one for one in drafter("templates", "list", "--json").json["templates"]}
    assert list(told) == list(declared["documents"])
    calls = {
        name: [transition for transition, one in declared["transitions"].items() if name in one.get("documents", [])]
        for name in declared["documents"]
    }
    assert {name: one["transitions"] for name, one in told.items()} == calls
    assert [name for name, one in told.items() if one["on_demand"]] == declared["on_demand"]
    assert [name for name, one in told.items() if one["report"]] == declared["reports"]
    assert all(one["used"] and one["origin"] == "ours" and not one["faults"] for one in told.values())


def test_a_person_reads_the_transitions_by_their_labels(drafter):
    said = drafter("templates", "list").out
    line = next(line for line in said.splitlines() if line.startswith("contract "))
    assert "Signature du protocole, Validation du contrat" in line
    assert "à la demande : jalon draft draw" in said
    assert "un rapport : jalon report" in said
    assert "_parts/signatures.md       3 documents" in said


def test_whose_a_template_is(drafter, templates):
    (templates / "protocol.md").write_text("# Protocole\n", encoding="utf-8")
    (templates / "note.md").write_text("# Note\n", encoding="utf-8")
    (templates / "contract.md").unlink()
    docx.Document().save(templates / "amendment.docx")
    assert named(drafter, "protocol")["origin"] == "changed"
    assert named(drafter, "contract")["origin"] == "missing"
    note = named(drafter, "note")
    assert (note["origin"], note["declared"], note["used"], note["label"]) == ("own", False, False, None)
    assert named(drafter, "amendment")["word"] is True
    said = drafter("templates", "list").out
    for words in ("le nôtre, modifié", "MANQUE", "le vôtre", "non déclaré dans states.yaml", "le nôtre + Word"):
        assert words in said
    assert "1 faute : jalon templates check" in said


def test_a_states_yaml_that_is_wrong_is_told_first(drafter):
    (drafter.folder / "states.yaml").write_text("name: x\n", encoding="utf-8")
    assert "states.yaml:1" in drafter("templates", "list", code=1).err


# ── check ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ours_have_no_fault(drafter):
    said = drafter("templates", "check").out
    assert said == "✓ 16 modèles, aucune faute\n"


def test_every_fault_is_told_with_file_line_and_near_names(drafter, templates):
    text = (templates / "protocol.md").read_text(encoding="utf-8")
    broken = text.replace("## Article 1 – Objet", "## Article 1 – {{ territoire.nomm }}", 1)
    (templates / "protocol.md").write_text(broken, encoding="utf-8")
    line = broken[: broken.index("nomm")].count("\n") + 1
    told = drafter("templates", "check", code=1).out
    assert f"✗ templates/documents/protocol.md:{line} : variable inconnue : « territoire.nomm »" in told
    assert "noms proches : nom" in told
    assert "16 modèles, 1 faute" in told


def test_a_fault_of_a_shared_part_is_told_once_and_in_its_own_file(drafter, templates):
    (templates / "_parts" / "signatures.md").write_text("{{ acte.parti }}\n", encoding="utf-8")
    told = drafter("templates", "check", "--json", code=1).json
    files = {one["file"] for one in told["faults"]}
    assert files == {"templates/documents/_parts/signatures.md"}
    assert len({(one["line"], one["message"]) for one in told["faults"]}) == len(told["faults"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ a b }}", "syntaxe"),
        ("{{ ''.__class__ }}", "_"),
        ("{{ 2 ** 9999 }}", "la puissance"),
        ("{% include '../../etc/passwd' %}", "passwd"),
        ("{{ x | inconnu }}", "inconnu"),
    ],
)
def test_what_is_hostile_or_wrong_is_refused_by_the_check_too(drafter, templates, text, said):
    (templates / "protocol.md").write_text(f"# T\n\n{text}\n", encoding="utf-8")
    told = drafter("templates", "check", "protocol", code=1).out
    assert "documents/protocol.md:3" in told
    assert said in told


def test_what_is_declared_and_not_there_is_a_fault(drafter, templates):
    (templates / "contract.md").unlink()
    assert "contract.md:1 : states.yaml déclare ce document" in drafter("templates", "check", code=1).out


def test_what_nothing_uses_is_a_warning(drafter, templates):
    (templates / "note.md").write_text("# Note\n", encoding="utf-8")
    (templates / "_parts" / "inutile.md").write_text("x\n", encoding="utf-8")
    (templates / "Mon modèle.md").write_text("# x\n", encoding="utf-8")
    (templates / "~$note.docx").write_bytes(b"")
    docx.Document().save(templates / "sans_texte.docx")
    told = drafter("templates", "check", "--json").json
    assert told["valid"] is True
    warned = {one["file"].removeprefix("templates/documents/"): one["message"] for one in told["warnings"]}
    assert warned.keys() == {"note.md", "_parts/inutile.md", "Mon modèle.md", "sans_texte.docx"}
    assert "states.yaml ne déclare pas ce document" in warned["note.md"]
    assert "nom non reconnu" in warned["Mon modèle.md"]
    assert "! templates/documents/note.md" in drafter("templates", "check").out


def test_a_document_that_is_declared_and_never_called_for_is_a_warning(drafter):
    text = (drafter.folder / "states.yaml").read_text(encoding="utf-8")
    (drafter.folder / "states.yaml").write_text(
        text.replace("documents: [annual_report, follow_up_minutes]", "documents: [follow_up_minutes]").replace(
            "documents: [follow_up_minutes, annual_report]", "documents: [follow_up_minutes]"
        ),
        encoding="utf-8",
    )
    warned = [one["file"] for one in drafter("templates", "check", "--json", code=None).json["warnings"]]
    assert warned == ["templates/documents/annual_report.md"]


def test_one_template_alone(drafter, templates):
    (templates / "contract.md").write_text("{{ rien }}", encoding="utf-8")
    assert drafter("templates", "check", "protocol").out == "✓ 1 modèle, aucune faute\n"
    drafter("templates", "check", "contract", code=1)
    assert "noms proches : protocol" in drafter("templates", "check", "protocole", code=1).err


def test_a_word_template_is_tried_on_a_dossier_of_which_nothing_is_known(drafter, templates):
    def made(*paragraphs):
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(templates / "protocol.docx")
        return drafter("templates", "check", "protocol", code=None)

    loop = ("{%p for p in projets %}", "{{ p.numero }} {{ p.cout | montant }}", "{%p endfor %}")
    assert made("{{ territoire.nom }} {{ textes.portrait }}", *loop).code == 0
    assert "protocole.signature.lieux" in made("{{ protocole.signature.lieux }}").out
    assert "p.numeros" in made(loop[0], "{{ p.numeros }}", loop[2]).out.replace("projets[0]", "p")
    assert "le modèle .md emploie" in made("{{ rapport.date }}").out
    assert "n’est pas fermée" in made("{{ territoire.nom").out
    (templates / "protocol.docx").write_bytes(b"rien")
    assert "protocol.docx:1 : le fichier n’est pas accepté" in drafter("templates", "check", "protocol", code=1).out


def test_without_the_extra_a_word_template_is_said_not_to_be_checked(drafter, templates, monkeypatch):
    docx.Document().save(templates / "protocol.docx")
    monkeypatch.setattr("workflow.issuing.shelf.find_spec", lambda name: None)
    said = drafter("templates", "check").out
    assert "non vérifié, le complément n’est pas installé" in said
    assert "aucune faute" in said


def test_a_template_that_extends_ours_stays_small(drafter, templates):
    (templates / "protocol.md").write_text(
        '{% extends "jalon/protocol.md" %}\n{% block visas %}\nVu la convention.\n{% endblock %}\n', encoding="utf-8"
    )
    assert drafter("templates", "check", "protocol").code == 0
    assert "jalon/protocol.md" in named(drafter, "protocol")["parts"]
    assert "Vu la convention." in drafter("draft", "preview", "protocol", ONE_REGION).out


# ── inspect ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_variable_a_template_uses_is_one_that_there_is(drafter):
    known = {name for name, _ in variables()}
    for one in drafter("templates", "list", "--json").json["templates"]:
        told = drafter("templates", "inspect", one["name"], "--json").json
        assert told["template"]["name"] == one["name"]
        names = [variable["name"] for variable in told["variables"]]
        assert names == sorted(set(names))
        assert {name for name in names if ".textes." not in f".{name}" and ".saisies." not in name} <= known


def test_a_person_reads_what_each_variable_is(drafter):
    said = drafter("templates", "inspect", "protocol").out
    assert "rédigé par  Remontée des projets" in said
    assert "_parts/signatures.md" in said
    line = next(line for line in said.splitlines() if line.startswith("projets[].cout "))
    assert line.split() == ["projets[].cout", "montant", "coût", "total"]


def test_without_a_name_everything_a_template_may_use(drafter):
    told = drafter("templates", "inspect", "--json").json
    assert told["template"] is None
    assert [one["name"] for one in told["variables"]] == [name for name, _ in variables()]
    assert "toutes les variables" in drafter("templates", "inspect").out


def test_a_template_that_is_wrong_has_no_variables_to_show(drafter, templates):
    (templates / "protocol.md").write_text("{{ rien }}", encoding="utf-8")
    assert "protocol.md:1" in drafter("templates", "inspect", "protocol", code=1).err


# ── new ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("each", [None, *EACH])
def test_a_new_template_is_sound_and_can_be_tried_at_once(drafter, templates, each):
    words = ("--each", each) if each else ()
    said = drafter("templates", "new", "note_de_synthese", "--title", "Note de synthèse", *words).out
    assert "modèle écrit : templates/documents/note_de_synthese.md" in said
    assert (templates / "note_de_synthese.md").is_file()
    drafter("templates", "check", "note_de_synthese")
    option = {"project": ("--project", "1"), "member": ("--member", "200084952"), "region": ("--region", "28")}
    shown = drafter("draft", "preview", "note_de_synthese", ONE_REGION, *option.get(each, ())).out
    assert shown.startswith("Note de synthèse du Territoire d’industrie Axe Seine")
    assert "objet du document" in shown
    assert OPTIONS.get(each, "") in said


def test_what_it_says_to_add_to_states_yaml_is_what_makes_it_drawn(drafter):
    told = drafter("templates", "new", "note", "--title", "Note", "--each", "project", "--json").json
    text = (drafter.folder / "states.yaml").read_text(encoding="utf-8")
    text = text.replace("documents:\n", f"documents:\n  {told['declaration']}\n", 1)
    text = text.replace("on_demand: [", "on_demand: [note, ")
    (drafter.folder / "states.yaml").write_text(text, encoding="utf-8")
    drafter("lifecycle", "check")
    one = named(drafter, "note")
    assert (one["declared"], one["each"], one["used"], one["label"]) == (True, "project", True, "Note")
    label = {"fr": "Le titre", "en": "Le titre"}
    assert yaml.safe_load(declaration("a", 'Le "titre"', None)) == {"a": {"label": label}}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("Ma note", "--title", "x"), 2, "par exemple : ma_note"),
        (("é", "--title", "x"), 2, "par exemple : e"),
        (("株", "--title", "x"), 2, "par exemple : note_de_synthese"),
        (("../x", "--title", "x"), 2, "n’est pas un nom de modèle"),
        (("protocol", "--title", "x"), 1, "Il y a déjà un modèle"),
        (("note", "--title", "{{ x }}"), 2, "ont un sens pour un modèle"),
        (("note", "--title", " "), 2, "titre"),
        (("note",), 2, "--title"),
        (("note", "--title", "x", "--each", "mois"), 2, "--each"),
    ],
)
def test_what_is_no_template_is_not_made(drafter, templates, words, code, said):
    before = sorted(templates.rglob("*"))
    assert said in drafter("templates", "new", *words, code=code).err
    assert sorted(templates.rglob("*")) == before


def test_a_template_of_ours_that_was_taken_away_is_not_made_anew(drafter, templates):
    (templates / "contract.md").unlink()
    assert "Il y a déjà un modèle" in drafter("templates", "new", "contract", "--title", "x", code=1).err


# ── the commands ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_lists_what_each_does_without_loading_it(drafter):
    done = drafter.process("templates", "--help")
    for name in ("list", "check", "inspect", "new"):
        assert f"  {name} " in done.out
    assert "Vouliez-vous dire « check »" in drafter("templates", "chek", code=2).err
    for module in list(sys.modules):
        if module.startswith("workflow.cli.templates."):
            del sys.modules[module]
    drafter("templates", "--help")
    assert not [module for module in sys.modules if module.startswith("workflow.cli.templates.")]


def test_it_fits_a_terminal_and_english_is_complete(drafter):
    for words in (("list",), ("check",), ("inspect", "protocol")):
        assert wide(seen(drafter, "templates", *words)) <= 80
    assert "Shared parts" in drafter("templates", "list", "--lang", "en").out
    assert "no fault" in drafter("templates", "check", "--lang", "en").out
    assert "drawn by" in drafter("templates", "inspect", "protocol", "--lang", "en").out
    assert "template written" in drafter("templates", "new", "note", "--title", "Note", "--lang", "en").out
