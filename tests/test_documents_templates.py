"""What a template says is checked before any dossier comes to it, and set as French sets it; the words of templates."""

import csv
import re
from pathlib import Path

import pytest
from document_samples import LIFECYCLE
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents.allowed import faults_of
from workflow.documents.escaping import unescaped
from workflow.documents.faults import TemplateRefused
from workflow.documents.filters import FILTERS
from workflow.documents.preparation import standing_alone
from workflow.documents.render import Templates
from workflow.documents.sources import Stored
from workflow.workspace import TEMPLATES, shipped

SHARED = Path(__file__).parents[2] / "shared/data"


def of(text, **parts):
    return Templates(Stored({"document.md": text, **{f"_parts/{name}.md": part for name, part in parts.items()}}))


def said(text, data=None, **parts):
    return of(text, **parts).render("document", data or {}).text.removesuffix("\n")


# ── our own ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_document_of_the_lifecycle_has_its_template_and_every_template_its_document():
    assert set(Templates.of_folder(shipped() / TEMPLATES).documents) == LIFECYCLE.documents.keys()


@pytest.mark.parametrize("document", LIFECYCLE.documents)
def test_our_templates_are_sound(document):
    assert Templates.of_folder(shipped() / TEMPLATES).faults(document) == ()


def test_a_template_that_is_not_there_is_told_with_near_names():
    with pytest.raises(Exception, match="protocol") as refused:
        Templates.of_folder(shipped() / TEMPLATES).render("protocole", {})
    assert str(refused.value.remedy) == "écrivez-le\u00a0: templates/documents/protocole.md"


# ── names that do not exist ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ teritoire.nom }}", "« teritoire » ; noms proches : territoire"),
        ("{{ territoire.nmo }}", "« territoire.nmo » ; noms proches : nom"),
        ("{{ territoire['nmo'] }}", "« territoire.nmo » ; noms proches : nom"),
        ("{{ territoire.nom.court }}", "« territoire.nom.court »"),
        ("{% if projets %}{{ territoire.nmo }}{% endif %}", "« territoire.nmo »"),
        ("{% if a %}{% elif territoire.nmo %}{% endif %}", "« a »"),
        ("{% for p in projets %}{{ p.tire }}{% endfor %}", "« projets[].tire » ; noms proches : titre"),
        ("{% for p in projets if p.tire %}{% endfor %}", "« projets[].tire »"),
        ("{% for p in projets %}{% else %}{{ p.titre }}{% endfor %}", "« p »"),
        ("{{ loop.index }}", "« loop »"),
        ("{% for p in projets if loop.first %}{% endfor %}", "« loop »"),
        ("{% for p in projets | avec('ferm') %}{% endfor %}", "« projets[].ferm » ; noms proches : ferme"),
        ("{% for p in projets | sans('cout') %}{{ p.tire }}{% endfor %}", "« projets[].tire »"),
        ("{{ projets | somme('coup') }}", "« projets[].coup » ; noms proches : cout"),
        ("{{ projets | liste('axe.libele') }}", "« projets[].axe.libele » ; noms proches : libelle"),
        ("{{ projets[0].tire }}", "« projets[].tire »"),
        ("{{ projets.titre }}", "« projets » est une liste"),
        ("{% set p = projet %}{{ p.tire }}", "« projet.tire »"),
        ("{% with p = projet %}{{ p.tire }}{% endwith %}{{ p }}", "« projet.tire »"),
        ("{% set p = projet if projets else membre %}{{ p.tire }}", "« projet.tire »"),
        ("{% macro m(p) %}{{ p.tire }}{% endmacro %}{{ m(projet) }}", "« projet.tire »"),
        ("{% macro m(p) %}{{ p.tire }}{% endmacro %}{{ m(p=projet) }}", "« projet.tire »"),
        ("{% macro m(p) %}{{ q }}{% endmacro %}{{ m(projet) }}", "« q »"),
        ("{{ [projet.tire, 1] }}", "« projet.tire »"),
        ("{{ projet.titre ~ projet.tire }}", "« projet.tire »"),
        ("{{ projet.cout - projet.coup }}", "« projet.coup »"),
        ("{{ m(projet) }}", "« m »"),
        ("{% block a %}{{ projet.tire }}{% endblock %}", "« projet.tire »"),
    ],
)
def test_a_misspelt_variable_is_told_with_its_line_and_near_names(text, why):
    faults = of(f"# T\n\n{text}").faults("document")
    assert faults[0].where == "document.md:3"
    assert why in faults[0].message.fr


def test_the_variables_of_a_part_are_those_of_the_document_and_what_was_set_before():
    part = "{{ acte.version }}{{ acte.vesion }}"
    faults = of("{% set acte = protocole %}{% include '_parts/x.md' %}", x=part).faults("document")
    assert [(fault.where, fault.message.fr) for fault in faults] == [
        ("_parts/x.md:1", "variable inconnue : « protocole.vesion » ; noms proches : version")
    ]
    assert (
        of("{% include '_parts/x.md' %}", x=part)
        .faults("document")[0]
        .message.fr.startswith("variable inconnue : « acte »")
    )


def test_a_macro_of_a_part_is_read_with_what_it_is_called_with_and_sees_nothing_else():
    part = "{% macro m(p) %}{{ p.titre }}{{ p.tire }}{% endmacro %}{% macro n() %}{{ projet.titre }}{% endmacro %}"
    faults = of("{% from '_parts/x.md' import m %}{{ m(projet) }}{{ m(projet) }}", x=part).faults("document")
    assert [fault.where for fault in faults] == ["_parts/x.md:1"]
    assert of("{% from '_parts/x.md' import n %}{{ n() }}", x=part).faults("document")
    faults = of("{% from '_parts/x.md' import mm %}", x=part).faults("document")
    assert faults[0].message.fr == "pas de macro « mm » dans _parts/x.md ; il y a : m"


def test_a_template_that_extends_another_sees_what_that_one_sets():
    parent = "{% set acte = protocole %}{% block a %}{% endblock %}"
    child = "{% extends '_parts/x.md' %}{% block a %}{{ acte.version }}{{ acte.vesion }}{% endblock %}"
    faults = of(child, x=parent).faults("document")
    assert [fault.message.fr for fault in faults] == [
        "variable inconnue : « protocole.vesion » ; noms proches : version"
    ]


def test_a_sound_template_has_no_fault():
    text = """
{% set acte = contrat %}
{% for r in regions %}{{ r.validations.contrat.comite | date }}{% for p in acte.parties.etat %}
{{ p.representant.qualite }}{{ loop.index }}{{ loop.previtem }}{% endfor %}{% endfor %}
{% macro m(p, q='x') %}{{ p.nom }}{{ q }}{% if p %}{{ m(p) }}{% endif %}{% endmacro %}
{{ m(binome.elus[0]) }}{{ transition.saisies.whatever }}
{% set a, b = 1, 2 %}{{ a + b }}{{ self.x() }}{% block x %}{{ super() }}{% endblock %}"""
    assert of(text).faults("document") == ()


def test_every_fault_is_told_at_once():
    text = "# T\n{{ territoire.nmo }}\n{{ projet.tire }}\n{% for p in projest %}{% endfor %}"
    assert [fault.where for fault in of(text).faults("document")] == [f"document.md:{n}" for n in (2, 3, 4)]


def test_the_variables_that_a_template_uses_are_known_through_loops_parts_and_macros():
    text = (
        "{% from '_parts/m.md' import m %}{{ m(projet) }}{% set acte = protocole %}{% include '_parts/x.md' %}"
        "{{ projets | somme('cout') }}{% for p in binome.elus %}{{ p.nom }}{% endfor %}"
    )
    templates = of(text, m="{% macro m(p) %}{{ p.axe.libelle }}{% endmacro %}", x="{{ acte.version }}")
    assert templates.variables("document") == (
        *("binome", "binome.elus", "binome.elus[].nom", "projet", "projet.axe", "projet.axe.libelle", "projets"),
        *("projets[].cout", "protocole", "protocole.version"),
    )
    assert templates.uses("document") == {"binome", "projet", "projets", "protocole"}


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("l'usine : oui !", "l’usine\u00a0: oui\u202f!"),
        ("l'{{ territoire.nom }}", "l’Pays de l\\'Aigle \\: \\!"),
        ("« {{ territoire.nom }} » ; fin", "«\u00a0Pays de l\\'Aigle \\: \\!\u00a0»\u202f; fin"),
        ("{{ \"aujourd'hui\" if territoire else 'non' }}", "aujourd’hui"),
        ("{{ 2 | pluriel('l\\'un', 'l\\'autre') }}", "l’autre"),
        ('{{ "n° 1 : l\'un" ~ territoire.nom }}', "n°\u00a01\u00a0: l’unPays de l\\'Aigle \\: \\!"),
        ("le 1 mai 2019...", "le 1er\u00a0mai\u00a02019…"),
        ("https://exemple.fr/l'a:b ?", "https://exemple.fr/l'a:b\u202f?"),
    ],
)
def test_the_words_of_a_template_are_typeset_and_those_of_people_are_not(text, made):
    found = said(text, {"territoire": {"nom": "Pays de l'Aigle : !"}})
    assert found.replace("mai 2019", "mai\u00a02019") == made


def test_a_heading_or_an_item_that_begins_with_a_sign_is_one_all_the_same():
    assert said("# T\n\n## : objet\n\n- ? date\n\n1. ! fin") == "# T\n\n## : objet\n\n- ? date\n\n1. ! fin"


def test_the_ruler_of_a_table_keeps_its_spaces():
    table = "| a : b | c |\n| :--- | ---: |\n| 1 | 2 |"
    assert said(table) == "| a\u00a0: b | c |\n| :--- | ---: |\n| 1 | 2 |"


def test_a_tag_alone_on_its_line_takes_the_line_and_a_tag_after_text_does_not():
    text = """{# une remarque #}
- a{% if projets %}, b{% endif %}

  {% for p in projets %}
- {{ p.numero }}{% if p.ferme %} ferme{% endif %}

{% endfor %}
{% if projets %}{# et #}{% endif %}
fin"""
    assert said(text, {"projets": [{"numero": 1, "ferme": True}, {"numero": 2}]}) == "- a, b\n\n- 1 ferme\n\n- 2\n\nfin"


@given(st.text(alphabet="a {%#}-+\n", max_size=60))
def test_lines_keep_their_numbers(source):
    assert standing_alone(source).count("\n") == source.count("\n")


def test_a_fault_after_tags_that_stand_alone_is_told_on_its_own_line():
    text = "# T\n{% if projets %}\n{# x #}\n{% endif %}\n{% for p in projets %}\n{{ p.tire }}\n{% endfor %}"
    assert of(text).faults("document")[0].where == "document.md:6"


def test_what_is_not_allowed_is_not_even_read():
    tree = of("x")._library.parsed("document.md")  # noqa: SLF001  # the tree that is looked through
    assert faults_of(tree, "document.md", "document.md", frozenset()) == []


# ── the words ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ document.date | date }}", "30\u00a0avril 2019"),
        ("{{ document.date | quand }}", "le 30\u00a0avril 2019"),
        ("{{ document.date | annee }}", "2019"),
        ("{{ document.date | du }} {{ rapport.date | du }}", "du 30\u00a0avril 2019 de mars 2019"),
        ("{{ document.date | au | majuscule }} {{ rapport.date | au }}", "Au 30\u00a0avril 2019 en mars 2019"),
        ("{{ rapport.precedente | du }}", "de la semaine du 18\u00a0mars 2019"),
        ("{{ rapport.date | date }} {{ rapport.date | quand }}", "mars 2019 en mars 2019"),
        ("{{ rapport.precedente | date }}", "la semaine du 18\u00a0mars 2019"),
        ("{{ rapport.precedente | quand }}", "dans la semaine du 18\u00a0mars 2019"),
        ("{{ rapport.precedente | au }}", "dans la semaine du 18\u00a0mars 2019"),
        ("{{ projet.debut | quand }}", "en 2020"),
        ("{{ projet.fin | date }}", "1er\u00a0mai 2021"),
        ("{{ projet.cout | montant }}", "1\u202f234,50\u00a0€"),
        ("{{ projet.numero | nombre }}", "12\u202f000"),
        ("{{ projets | length }} {{ projets | compte('projet', 'projets') }}", "2 2\u00a0projets"),
        ("{{ 0 | compte('projet', 'projets') }}", "0\u00a0projet"),
        ("{{ projets | lettres }} {{ 21 | lettres }} {{ 1 | lettres }} {{ 1 | lettres(true) }}", "deux 21 un une"),
        ("{{ projets | pluriel('a', 'b') }}{{ 1 | pluriel('a', 'b') }}", "ba"),
        ("{{ territoire.nom | de }} {{ territoire.nom | a }} {{ territoire.nom | le }}", None),
        ("{{ territoire.nom | le | majuscule }}", "Le Pays de l’Aigle"),
        ("{{ projets | liste('titre') }}", "*A* et B"),
        ("{{ projets | liste('titre') | majuscule }}", "*A* et B"),
        ("{{ projets | avec('ferme') | length }}{{ projets | sans('ferme') | length }}", "11"),
        ("{{ projets | avec('statut.code', 'done') | liste('titre') }}", "B"),
        ("{{ projets | sans('statut.code', 'done') | liste('titre') }}", "*A*"),
        ("{{ projets | somme('cout') | montant }}", "3\u00a0€"),
        ("{{ 'préfet' | accord('f') }} {{ 'préfète' | accord('m') }} {{ 'chef' | accord(projet.porteur) }}", None),
        ("{{ 'abc' | capitales }}", "ABC"),
        ("{{ projet.description | paragraphes }}", "un*\n\ndeux"),
        ("{{ projet.description | tirets }}", "- un*\n- deux"),
        ("{{ projet.titre | tirets }}", "- a - b\n- -c\n- d"),
        ("{{ projet.porteur | sinon('personne') }}", "personne"),
        ("{% for x in ['a', 'b'] %}{{ x }}{% endfor %}{{ ['c', 'd'] | liste }}", "abc et d"),
    ],
)
def test_the_words_of_templates(text, made):
    data = {
        "document": {"date": "2019-04-30"},
        "rapport": {"date": "2019-03", "precedente": "2019-W12"},
        "territoire": {"nom": "Pays de l'Aigle"},
        "projet": {
            "numero": 12_000,
            "cout": 123_450,
            "debut": "2020",
            "fin": "2021-05-01",
            "description": "un*\n\ndeux\n",
            "titre": "- a - b\n\n-c\n• d\n- ",
            "porteur": None,
        },
        "projets": [
            {"titre": "*A*", "ferme": True, "cout": 100, "statut": {"code": None}},
            {"titre": "B", "ferme": False, "cout": 200, "statut": {"code": "done"}},
        ],
    }
    others = {
        "{{ territoire.nom | de }}": "du Pays de l’Aigle au Pays de l’Aigle le Pays de l’Aigle",
        "{{ 'préfet' | accord('f') }}": "préfète préfet chef",
    }
    wanted = made if made is not None else others[text[: text.index("}}") + 2]]
    assert said(text, data).replace("\\", "") == wanted


def test_every_word_is_tried_here():
    tried = Path(__file__).read_text("utf-8")
    assert {name for name in FILTERS if f"| {name}" not in tried} == {"a_completer"}, "that one is in the gaps"


# ── real names ────────────────────────────────────────────────────────────────────────────────────────────────────


def names_of_territories():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not here")
    for file in ("ti_phase1_149.csv", "ti_phase2_183.csv"):
        with (SHARED / file).open(encoding="utf-8", newline="") as opened:
            yield from (row["name"] for row in csv.DictReader(opened))


def test_all_the_real_names_are_written_as_french_says_them():
    sentence = (
        "# Protocole d’accord du Territoire d’industrie {{ territoire.nom }}\n\n"
        "{{ territoire.nom | le | majuscule }} est un territoire ; les acteurs {{ territoire.nom | de }} se réunissent "
        "{{ territoire.nom | a }}."
    )
    template = of(sentence)
    names = list(names_of_territories())
    assert len(names) == 149 + 183
    wrong = re.compile(
        r"\b[dD]e les? (?=[A-ZÉÎ])|\b[àÀ] les? (?=[A-ZÉÎ])|\b(?:de|la|le) (?=[AEIOUÉÈÎŒ])| {2}|'|’ | ’"
        r"|\b(?:du|au) l’|\b(?:du|des|au|aux) (?:les?|la) "
    )
    bodies = {name: template.render("document", {"territoire": {"nom": name}}).text for name in names}
    plain = {name: unescaped(text.partition("\n\n")[2]) for name, text in bodies.items()}
    assert {name: text for name, text in plain.items() if wrong.search(text)} == {}
    assert len({text for text in plain.values() if " du " in text.partition(";")[2]}) > 50


def test_an_unreadable_template_names_its_file():
    with pytest.raises(TemplateRefused, match=r"document\.md"):
        of("{% endif %}").render("document", {})
