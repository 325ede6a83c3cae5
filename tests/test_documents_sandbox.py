"""A template is content that people pass on: what it says it may not, reaches it cannot, and costs it does not."""

import time
import tracemalloc

import pytest
from hostile import BOMBS, ESCAPES

from workflow.documents.budget import CHARACTERS, DEPTH, STEPS
from workflow.documents.facts import Facts, frozen
from workflow.documents.faults import TemplateRefused
from workflow.documents.filters import FILTERS, MEANINGS
from workflow.documents.gaps import Gap
from workflow.documents.render import Templates
from workflow.documents.shape import ROOT
from workflow.documents.sources import LARGEST, Folder, Stored
from workflow.errors import DocumentError
from workflow.language import speaking

DATA = {
    "dossier": {"id": "axe-seine-2018"},
    "projets": [{"numero": n, "titre": f"Projet {n}", "cout": 100} for n in range(1, 121)],
}


def rendering(text, **others):
    return Templates(Stored({"document.md": text, "_parts/x.md": "x", **others})).render("document", DATA)


def refusal(text, **others):
    with pytest.raises(TemplateRefused) as refused:
        rendering(text, **others)
    return refused.value


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_a_way_out_is_refused_with_its_line(text):
    refused = refusal(f"# Titre\n\n{text}\n")
    assert [fault.where for fault in refused.faults] == ["document.md:3"] * len(refused.faults)
    assert "uid=" not in str(refused)


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_template_that_costs_too_much_is_refused_before_it_has(text):
    began = time.process_time()
    refused = refusal(f"# Titre\n\n{text}\n")
    assert time.process_time() - began < 2
    assert {fault.file for fault in refused.faults} == {"document.md"}


@pytest.mark.slow
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_nor_does_it_take_memory(text):
    tracemalloc.start()
    refusal(f"# Titre\n\n{text}\n")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_a_refusal_is_in_both_languages_and_says_what_to_type():
    refused = refusal("# T\n\n{{ projets | somm('cout') }}\n{{ 2 * 2 }}")
    assert str(refused) == (
        "document.md:3 : filtre inconnu : « somm » ; noms proches : somme\n"
        "document.md:4 : la multiplication : ce n’est pas permis dans un modèle"
    ).replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" ;", "\u202f;")
    with speaking("en"):
        assert str(refused) == (
            "document.md:3: unknown filter: “somm”; near names: somme\n"
            "document.md:4: multiplication: not allowed in a template"
        )
        assert str(refused.remedy) == "check the templates: jalon templates check"


def test_a_fault_in_a_part_is_told_where_it_is():
    refused = refusal("# T\n{% include '_parts/y.md' %}", **{"_parts/y.md": "un\ndeux\n{{ dossier.nom }}"})
    assert [fault.where for fault in refused.faults] == ["_parts/y.md:3"]


def test_a_fault_that_only_the_data_shows_is_told_where_it_is():
    text = "# T\n\n{% for p in projets %}\n{{ p.titre | montant }}\n{% endfor %}"
    refused = refusal(text)
    assert [(fault.where, fault.message.fr) for fault in refused.faults] == [
        ("document.md:4", "ce n’est pas un nombre")
    ]


AS_SUCH = "un groupe ou une liste ne s’écrit pas d’un bloc : nommez une de ses variables"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ projet.titre }}", "« projet » n’a pas de valeur ici"),
        ("{{ projets }}", AS_SUCH),
        ("{{ dossier.id - 1 }}", "« - » ne va qu’entre deux nombres entiers ; les textes se joignent par « ~ »"),
        ("{{ dossier.id | somme('cout') }}", "ce n’est pas une liste"),
        ("{{ projets[200].titre }}", "pas d’élément [200] : il y en a 120"),
        ("{{ projets['titre'] }}", "« projets » est une liste : prenez-en les éléments avec « for »"),
        ("{{ dossier.id | date }}", "« axe-seine-2018 » : ce n’est pas une date."),
        ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "« m » se prend avec : a"),
        ("{% macro m() %}{% endmacro %}{{ m }}", AS_SUCH),
        ("{% for p in projets %}{{ loop }}{% endfor %}", AS_SUCH),
        ("{{ self }}", AS_SUCH),
        ("{{ none }}", AS_SUCH),
        (
            "{{ dossier.id < 1 }}",
            "ces valeurs ne vont pas ensemble ('<' not supported between instances of 'str' and 'int')",
        ),
        (
            "{{ projets | pluriel('x') }}",
            "« pluriel » prend 2 valeurs entre parenthèses, et non 1",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_words(text, why):
    assert refusal(f"# T\n{text}").faults[0].message.fr == why


def test_steps_characters_and_depth_are_counted_to_the_last():
    few = DATA["projets"][:10]
    loops = "{% for a in projets %}" * 3 + "x" + "{% endfor %}" * 3
    template = Templates(Stored({"document.md": loops}))
    assert template.render("document", {"projets": few}).text == "x" * 1000 + "\n"
    assert STEPS == 100_000
    assert CHARACTERS == 6_000_000
    nested = "".join(f"{{% macro m{n}() %}}{{{{ m{n + 1}() }}}}{{% endmacro %}}" for n in range(DEPTH - 1))
    last = f"{{% macro m{DEPTH - 1}() %}}fin{{% endmacro %}}"
    assert rendering(nested + last + "{{ m0() }}").text == "fin\n"
    assert (
        f"plus de {DEPTH} macros"
        in refusal(nested + last + "{% macro n() %}{{ m0() }}{% endmacro %}{{ n() }}").faults[0].message.fr
    )


def test_what_one_render_cost_does_not_count_for_the_next():
    template = Templates(
        Stored({"document.md": "{% for a in projets %}{% for b in projets %}x{% endfor %}{% endfor %}"})
    )
    for _ in range(5):
        assert len(template.render("document", DATA).text) == 120 * 120 + 1


# ── what it can reach ─────────────────────────────────────────────────────────────────────────────────────────────


def walk(value):
    yield value
    if isinstance(value, Facts):
        for one in value.values():
            yield from walk(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from walk(one)


def test_a_template_is_given_plain_frozen_data_and_nothing_else():
    facts = Facts(DATA, "", ROOT, None)
    kinds = {type(value) for value in walk(facts)}
    assert kinds <= {Facts, tuple, str, int, bool, type(None), Gap}
    assert {Facts, tuple, str, int} <= kinds


def test_the_data_cannot_be_changed():
    facts = Facts(DATA, "", ROOT, None)
    with pytest.raises(TypeError):
        facts["dossier"] = 1
    with pytest.raises(AttributeError):
        facts.more = 1


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object(), print])
def test_anything_but_plain_data_is_refused(value):
    with pytest.raises(TypeError, match="is not plain data"):
        frozen(value, "x", ROOT)


def test_a_variable_that_is_not_declared_cannot_be_given():
    with pytest.raises(TypeError, match=r"dossier\.secret"):
        Templates(Stored({"document.md": "# T"})).render("document", {"dossier": {"secret": "x"}})


def test_every_filter_says_what_it_is_for():
    assert FILTERS.keys() == MEANINGS.keys()


# ── where templates come from ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "templates" / "documents"
    (root / "_parts").mkdir(parents=True)
    ours = tmp_path / "ours"
    (ours / "_parts").mkdir(parents=True)
    (ours / "protocol.md").write_text(
        "# Le nôtre\n{% block a %}a{% endblock %}\n{% include '_parts/p.md' %}\n", "utf-8"
    )
    (ours / "_parts" / "p.md").write_text("notre partie\n", "utf-8")
    return root


def of(folder):
    return Templates(Folder(folder, folder.parents[1] / "ours"))


def test_only_names_of_a_known_form_are_templates(folder):
    for name in ("bon.md", "Non.md", "non.txt", ".non.md", "n-o-n.md", "non.md.bak", "non{{1}}.md", "_non.md"):
        (folder / name).write_text("# T", "utf-8")
    (folder / "sous").mkdir()
    (folder / "sous" / "non.md").write_text("# T", "utf-8")
    assert of(folder).documents == ("bon",)


def test_a_link_that_leads_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret", "utf-8")
    (folder / "lien.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(TemplateRefused, match="un lien qui sort du répertoire"):
        of(folder).render("lien", {})
    (folder / "bon.md").write_text("# Bon", "utf-8")
    (folder / "dedans.md").symlink_to(folder / "bon.md")
    assert of(folder).render("dedans", {}).title == "Bon"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("# T\n\nl\xe9gende".encode("cp1252"), 3, "ce n’est pas de l’UTF-8"),
        (b"# T\n\na\x00b", 3, "un caractère de commande"),
        (b"# T\na\x1b[31m", 2, "un caractère de commande"),
        (b"x" * (LARGEST + 1), 1, f"plus de {LARGEST} octets"),
        (b"# T\n{% if %}", 2, "syntaxe"),
        (b"# T\n{{ a", 2, "syntaxe"),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_its_line(folder, content, line, why):
    (folder / "t.md").write_bytes(content)
    with pytest.raises(TemplateRefused, match=why) as refused:
        of(folder).render("t", {})
    assert refused.value.faults[0].where == f"templates/documents/t.md:{line}"


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(folder):
    (folder / "t.md").write_bytes("\ufeff# Té\r\n\r\ndeux\r\n".encode())
    assert of(folder).render("t", {}).text == "# Té\n\ndeux\n"


def test_a_template_may_extend_ours_and_say_only_what_differs(folder):
    (folder / "protocol.md").write_text("{% extends 'jalon/protocol.md' %}{% block a %}autre{% endblock %}", "utf-8")
    (folder / "_parts" / "p.md").write_text("leur partie\n", "utf-8")
    made = of(folder).render("protocol", {})
    assert made.text == "# Le nôtre\nautre\nnotre partie\n"


def test_a_part_that_the_workspace_does_not_have_is_ours(folder):
    (folder / "t.md").write_text("# T\n{% include '_parts/p.md' %}", "utf-8")
    assert of(folder).render("t", {}).text == "# T\nnotre partie\n"
    (folder / "_parts" / "p.md").write_text("la leur\n", "utf-8")
    assert of(folder).render("t", {}).text == "# T\nla leur\n"


def test_a_document_without_a_template_is_told_with_near_names(folder):
    (folder / "protocole.md").write_text("# T", "utf-8")
    with pytest.raises(DocumentError, match=r"noms proches.*protocole"):
        of(folder).render("protocol", {})
