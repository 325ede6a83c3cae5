"""What whoever writes a template is told when it cannot be read: in French, on the line where the mistake is."""

import inspect

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.documents.faults import TemplateRefused
from workflow.documents.filters import FILTERS, TAKES
from workflow.documents.render import Templates
from workflow.documents.sources import Stored
from workflow.documents.syntax import WrongSyntax, parsed


def of(text, **parts):
    return Templates(Stored({"document.md": text, **{f"_parts/{name}.md": part for name, part in parts.items()}}))


def refusal(text):
    with pytest.raises(WrongSyntax) as refused:
        parsed(text, "document.md")
    return refused.value.line, refused.value.message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n{% for p in projets %}\nb\n\n", 2, "« {% for %} » n’est pas fermé : il manque {% endfor %}"),
        ("{% if a %}\nb\n{% else %}\nc\n", 1, "« {% if %} » n’est pas fermé : il manque {% endif %}"),
        ("{% if a %}\n{% for p in projets %}\nb\n", 2, "« {% for %} » n’est pas fermé : il manque {% endfor %}"),
        ("{% for p in a %}\n{% for q in b %}\n{% endfor %}\n", 1, "« {% for %} » n’est pas fermé"),
        ("a\n{% set visas %}\n", 2, "« {% set %} » n’est pas fermé : il manque {% endset %}"),
        ("{% for p in a %}\n{% if p %}\n{% endfor %}\n", 3, "« {% if %} » attend d’abord {% endif %}"),
        ("a\n{% endif %}\n", 2, "« {% endif %} » ne ferme rien : rien n’est ouvert avant"),
        ("{% else %}", 1, "« {% else %} » ne ferme rien"),
        ("a\n{% fro p in projets %}\n", 2, "instruction inconnue : « {% fro %} »"),
        ("a\n{% if %}\nb\n{% endif %}\n", 2, "une valeur attendue avant « %} »"),
        ("a\n{% include %}\n", 2, "une valeur attendue avant « %} »"),
        ("{% for x y %}\n{% endfor %}", 1, "« in » attendu, « y » trouvé"),
        ("{% if x = 1 %}\n{% endif %}", 1, "« %} » attendu, « = » trouvé"),
        ("{{ a b }}", 1, "« }} » attendu, « b » trouvé"),
        ("a\n\n{{ a | }}", 3, "un nom attendu, « }} » trouvé"),
        ("{{ a. }}", 1, "un nom attendu après le point"),
        ("{{ a\n", 1, "« }} » manque avant la fin du modèle"),
        ("{{ a }\n", 1, "« } » ne ferme rien"),
        ("{{ a | de('b' }}", 1, "« } » au lieu de « ) »"),
        ("{{ 'abc }}\n", 1, "un guillemet ' n’est pas fermé"),
        ("{{ a ? b }}", 1, "un signe qui n’a pas sa place ici : ?"),
        ("{# à revoir\n", 1, "un « {# » n’est pas fermé"),
        ("{% for 1 in projets %}\n{% endfor %}\n", 1, "un nom attendu, et non une valeur"),
        ("{% block a-b %}\n{% endblock %}\n", 1, "le nom d’un bloc n’a pas de trait d’union"),
        ("{% %}", 1, "il manque l’instruction"),
    ],
)
def test_what_is_wrong_is_said_in_french_on_its_own_line(text, line, said):
    told, message = refusal(text)
    assert told == line
    assert message.fr.startswith("syntaxe : ")
    assert said in message.fr
    assert "Jinja" not in message.fr + message.en
    assert message.en.startswith("syntax: ")
    assert message.en.isascii() or "“" in message.en


def test_what_has_no_words_of_ours_is_given_in_those_of_the_library():
    assert refusal("{{ '\\x' }}")[1].fr == "syntaxe : Jinja2 répond « truncated \\xXX escape »"


@given(st.lists(st.sampled_from(["", "texte", "{# remarque #}", "{{ territoire.nom }}"]), max_size=12))
def test_a_mistake_in_a_tag_alone_on_its_line_is_told_on_that_line(before):
    for broken in ("{% if %}", "{% set a = %}", "{% include %}", "  {% from 'a' import %}  ", "{% endfor %}"):
        assert refusal("\n".join([*before, broken, "fin\n"]))[0] == len(before) + 1


@given(st.text(alphabet="{}%#'\"|().-+ \naéif", max_size=40))
@example("{% if a %}{% endif a %}")
@example("{% set a = 1 %}\n{{ a")
def test_any_text_is_read_or_refused_on_a_line_that_it_has(text):
    faults = of(text).faults("document")
    lines = {int(fault.where.removeprefix("document.md:")) for fault in faults}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


# ── what would only be found when a dossier comes to it ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("{% block a %}x{% endblock %}\n\n{% block a %}y{% endblock %}", 5, "le bloc « a » est écrit deux fois"),
        ("{% for loop in projets %}x{% endfor %}", 3, "« loop » ne peut pas nommer les éléments d’une boucle"),
        ("{% for a, loop in projets %}x{% endfor %}", 3, "« loop » ne peut pas nommer les éléments d’une boucle"),
        ("{% if projets %}{% extends '_parts/p.md' %}{% endif %}", 3, "« extends » se met seul, en tête du modèle"),
        ("{{ projets | somme }}", 3, "« somme » prend 1 valeur entre parenthèses, et non 0"),
        ("{{ document.date | date('fr') }}", 3, "« date » prend 0 valeur entre parenthèses, et non 1"),
        ("{{ projets | pluriel('a') }}", 3, "« pluriel » prend 2 valeurs entre parenthèses, et non 1"),
        ("{% if projets | avec %}{% endif %}", 3, "« avec » prend 1-2 valeurs entre parenthèses, et non 0"),
        ("{{ document.date | sinon(other='x') }}", 3, "« sinon » : ses valeurs se donnent sans les nommer"),
        ("{% macro m(p) %}x{% endmacro %}{{ m() }}", 3, "« m » se prend avec : p"),
        ("{% macro m(p) %}x{% endmacro %}{{ m(1, 2) }}", 3, "« m » se prend avec : p"),
        ("{% macro m(p, q=1) %}x{% endmacro %}{{ m(1, r=2) }}", 3, "« m » se prend avec : p, q"),
        ("{% macro m() %}x{% endmacro %}{{ m(1) }}", 3, "« m » se prend avec : –"),
    ],
)
def test_the_check_finds_what_would_stop_a_transition(text, line, said):
    templates = of(f"# T\n\n{text}\n", p="# P\n")
    assert [(fault.where, fault.message.fr) for fault in templates.faults("document")] == [
        (f"document.md:{line}", said)
    ]
    with pytest.raises(TemplateRefused, match=rf"document\.md:{line}"):
        templates.render("document", {"projets": [], "document": {"date": "2019-04-30"}})


def test_a_block_written_twice_in_a_part_is_told_in_the_part():
    part = "{% block a %}{% endblock %}\n{% block a %}{% endblock %}\n"
    faults = of("# T\n{% include '_parts/p.md' %}\n", p=part).faults("document")
    assert [fault.where for fault in faults] == ["_parts/p.md:2"]


@pytest.mark.parametrize("call", ["m(1)", "m(1, 2)", "m(p=1)", "m(1, q=2)", "m(q=2, p=1)"])
def test_a_macro_that_is_given_what_it_takes_is_sound(call):
    assert of("# T\n{% macro m(p, q=1) %}{{ p }}{{ q }}{% endmacro %}{{ " + call + " }}").faults("document") == ()


@pytest.mark.parametrize("name", FILTERS)
def test_what_the_check_allows_a_filter_is_what_the_filter_takes(name):
    first, *others = inspect.signature(FILTERS[name]).parameters.values()
    assert first.default is first.empty
    assert TAKES[name] == (sum(one.default is one.empty for one in others), len(others))
