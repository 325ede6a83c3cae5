"""docs/templates.md tells of every word and variable that a template has. --update-documents writes its tables."""

import re
from pathlib import Path

import pytest
from dossiers import our_lifecycle

from workflow.documents.budget import CALL, CHARACTERS, LONGEST, STEPS
from workflow.documents.filters import MEANINGS
from workflow.documents.render import Templates
from workflow.documents.shape import COMMAND, LABELS, ROOT, TYPES, type_of, variables
from workflow.documents.sources import LARGEST, Stored
from workflow.workspace import TEMPLATES, shipped

MANUAL = Path(__file__).parents[1] / "docs" / "templates.md"
KINDS = {"date": "jour", "saisies": "groupe", "textes": "groupe"}


def filters():
    rows = [f"| `{name}` | {meaning.fr} |" for name, meaning in sorted(MEANINGS.items())]
    return "\n".join(["| filter | gives |", "|---|---|", *rows])


def tables():
    sections = [table("The roots", ROOT.fields)]
    sections += [table(f"A *{name}*", fields) for name, fields in TYPES.items()]
    return "\n\n".join(sections)


def table(title, fields):
    return "\n".join([f"### {title}", "", "| variable | is | |", "|---|---|---|", *rows(fields)])


def rows(fields, before=""):
    for name, field in fields.items():
        if name in COMMAND:
            continue
        called = type_of(field)
        is_list = field.kind == "liste"
        kind = (
            f"liste de *{called}*"
            if called and is_list
            else f"*{called}*"
            if called
            else KINDS.get(field.kind, field.kind)
        )
        yield f"| `{before}{name}{'[]' if is_list else ''}` | {kind} | {field.label} |"
        if not called:
            yield from rows(field.fields, f"{before}{name}{'[]' if is_list else ''}.")


@pytest.mark.parametrize(("section", "made"), [("filters", filters), ("variables", tables)])
def test_the_manual_has_every_word_and_every_variable(section, made, request):
    text = MANUAL.read_text("utf-8")
    begin, end = f"<!-- {section} -->\n", f"<!-- /{section} -->"
    before, rest = text.split(begin)
    written, after = rest.split(end)
    if request.config.getoption("--update-documents"):
        written = f"{made()}\n"
        MANUAL.write_text(before + begin + written + end + after, "utf-8")
    assert written == f"{made()}\n", "pytest --update-documents writes it"


def test_the_limits_are_those_of_the_manual():
    text = MANUAL.read_text("utf-8")
    for limit in (STEPS, CHARACTERS, LONGEST, LARGEST):
        assert f"{limit:,}" in text
    assert CALL == 5


def test_the_smallest_template_of_the_manual_works():
    example = re.search(r"## The smallest one\n\n```\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)[1]
    templates = Templates(Stored({"document.md": example}))
    assert templates.faults("document") == ()
    data = {
        "territoire": {"nom": "Carros"},
        "membres": [{"designation": "commune de Carros"}],
        "projets": [{"numero": 1, "titre": "École", "cout": 1200000}],
    }
    assert templates.render("document", data).text == (
        "# Note sur le Territoire d’industrie Carros\n\n"
        "Le territoire compte 1\u00a0membre\u00a0: commune de Carros.\n\n"
        "- n°\u00a01, École\u00a0: 12\u202f000\u00a0€\n"
    )


def test_the_template_of_the_manual_that_extends_ours_works(tmp_path):
    example = re.search(r"```\n({% extends .*?)```", MANUAL.read_text("utf-8"), re.DOTALL)[1]
    (tmp_path / "protocol.md").write_text(example, "utf-8")
    templates = Templates.of_folder(tmp_path)
    assert templates.faults("protocol") == ()
    assert "jalon/protocol.md" in templates.stored("protocol")


def test_the_texts_of_the_manual_are_those_of_our_lifecycle():
    example = re.search(r"### What only people can write\n.*?```\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)[1]
    templates = Templates(Stored({"document.md": f"# T\n\n{example}"}))
    assert templates.faults("document") == ()
    assert templates.texts("document") == {"portrait", "press_contact", "services"} <= our_lifecycle().texts.keys()


def test_every_variable_of_the_manual_is_listed_for_programs_too():
    listed = dict(variables())
    assert "projets[].cout" in listed
    assert listed["protocole.parties.etat[].representant.nom"].option == "--name …"
    assert all(field.label for field in listed.values())


def test_our_templates_speak_of_every_root_variable_and_only_of_declared_ones():
    templates = Templates.of_folder(shipped() / TEMPLATES)
    used = {name for document in templates.documents for name in templates.variables(document)}
    assert {name for name in used if ".textes." not in f".{name}"} <= dict(variables()).keys()
    assert {re.split(r"[.\[]", name)[0] for name in used} == ROOT.fields.keys() - {LABELS}, "only gaps speak of labels"
