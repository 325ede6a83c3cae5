"""What a document lacks is shown where it is missing and listed with the command that fills it; it is never a blank."""

import re
import shlex

import pytest
from document_samples import COMPLETE, INCOMPLETE, drafted
from dossiers import TWO_REGIONS
from hypothesis import given
from hypothesis import strategies as st

from workflow.case import Case
from workflow.dates import Period
from workflow.documents.faults import TemplateRefused
from workflow.documents.filters import FILTERS
from workflow.documents.gaps import MARK, Gap, Missing
from workflow.documents.render import Templates
from workflow.documents.sources import Stored
from workflow.drafting import Draftsman
from workflow.models import Dossier
from workflow.workspace import TEMPLATES, shipped

DATA = {
    "projet": {"numero": 3, "titre": "Halle", "porteur": None, "cout": None, "commande": "jalon record project d 3"},
    "projets": [
        {"numero": 1, "cout": 100_00, "aide": 0, "commande": "jalon record project d 1"},
        {"numero": 2, "cout": None, "aide": 0, "commande": "jalon record project d 2"},
        {"numero": 3, "cout": None, "aide": 0, "commande": "jalon record project d 3"},
    ],
    "transition": {"saisies": {"*": "jalon advance x d --input *=…"}, "commande": "jalon advance x d"},
}
HOLDER = Missing("projet.porteur", "porteur du projet", "jalon record project d 3 --holder …")


def rendered(text, data=None):
    return Templates(Stored({"document.md": text, "_parts/p.md": "{{ projet.porteur }}"})).render(
        "document", data or DATA
    )


def test_a_missing_value_is_shown_and_listed():
    made = rendered("Porteur : {{ projet.porteur }}.")
    assert made.text == "Porteur\u00a0: [À COMPLÉTER : porteur du projet].\n"
    assert made.gaps == (HOLDER,)
    assert HOLDER.as_dict() == {
        "path": "projet.porteur",
        "label": "porteur du projet",
        "command": "jalon record project d 3 --holder …",
    }


@pytest.mark.parametrize(
    "text",
    [
        "{% include '_parts/p.md' %}",
        "{% macro m(p) %}{{ p.porteur }}{% endmacro %}{{ m(projet) }}",
        "{% set p = projet %}{{ p.porteur }}",
        "{% set texte %}{{ projet.porteur }}{% endset %}{{ texte }}",
        "{{ 'porté par ' ~ projet.porteur }}",
        "{{ [projet.porteur, projet.titre] and projet.porteur }}",
        "{{ projet['porteur'] }}",
        "{{ projet.porteur if projet.titre else '' }}",
        "{% with p = projet.porteur %}{{ p }}{% endwith %}",
        "{{ projet.porteur | majuscule }}",
        "{{ projet.porteur | de }}",
        "**{{ projet.porteur | le }}**",
    ],
)
def test_it_is_shown_and_listed_wherever_it_comes_from(text):
    made = rendered(text)
    assert MARK.findall(made.text) == ["porteur du projet"]
    assert made.gaps == (HOLDER,)


def test_what_is_asked_but_not_printed_is_not_missing():
    made = rendered("{% if projet.porteur %}a{% else %}b{% endif %}{{ projet.porteur | sinon('personne') }}")
    assert (made.text, made.gaps) == ("bpersonne\n", ())


def test_zero_is_not_missing():
    assert (
        rendered("{{ projets[0].aide | montant }}{{ projets | somme('aide') | montant }}").text == "0\u00a0€0\u00a0€\n"
    )
    assert rendered("{% if projets[0].aide is connu %}oui{% endif %}{% if projets[0].aide is manquant %}non{% endif %}")
    assert rendered("{{ projets[1].cout is manquant }}").text == "oui\n"


def test_a_total_over_a_missing_amount_is_missing_and_says_which():
    made = rendered("{{ projets | somme('cout') | montant }}")
    assert made.text == "[À COMPLÉTER : total (coût total)]\n"
    assert [(gap.path, gap.command) for gap in made.gaps] == [
        ("projets[1].cout", "jalon record project d 2 --cost …"),
        ("projets[2].cout", "jalon record project d 3 --cost …"),
    ]
    assert rendered("{{ projets | avec('cout') | somme('cout') | montant }}").text == "100\u00a0€\n"


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**13)), max_size=12))
def test_a_total_is_right_or_missing(costs):
    data = {"projets": [{"numero": n, "cout": cost} for n, cost in enumerate(costs)]}
    made = rendered("{{ projets | somme('cout') }}", data)
    if None in costs:
        assert len(made.gaps) == costs.count(None)
    else:
        assert made.text == f"{sum(costs)}\n"


def test_a_difference_with_a_missing_amount_is_missing():
    assert rendered("{{ (projet.cout - projets[0].aide) | montant }}").gaps[0].path == "projet.cout"


def test_each_fact_is_listed_once_in_the_order_of_the_text():
    made = rendered("{{ projets[2].cout }}{{ projet.porteur }}{{ projet.cout }}{{ projet.porteur }}")
    assert [gap.path for gap in made.gaps] == ["projets[2].cout", "projet.porteur"], "one command fills both costs"


def test_a_missing_group_has_missing_values():
    made = rendered(
        "{{ projet.axe.libelle }}{% for p in protocole.parties.toutes %}x{% endfor %}", {**DATA, "protocole": {}}
    )
    assert [gap.path for gap in made.gaps] == ["projet.axe.libelle"]


def test_an_input_of_the_transition_is_asked_for_by_its_name():
    made = rendered("{{ transition.saisies.place | a }} {{ transition.saisies.montant_prevu }}")
    assert made.text == "à [À COMPLÉTER : lieu de la signature] [À COMPLÉTER : montant prevu]\n"
    assert [gap.command for gap in made.gaps] == ["jalon advance x d --input place=…", None]


def test_what_only_a_person_can_write_is_a_gap_without_a_command():
    made = rendered("{{ ('portrait n° ' ~ projet.numero) | a_completer }}")
    assert made.text == "[À COMPLÉTER : portrait n°\u00a03]\n"
    assert made.gaps == (Missing("texte[portrait n°\u00a03]", "portrait n°\u00a03"),)


@pytest.mark.parametrize(
    "text", ["{{ projet.porteur }}(https://exemple.fr)", "{{ projet.porteur }}: https://exemple.fr"]
)
def test_a_gap_is_never_read_as_a_link(text):
    assert re.search(r"\]\\[(:]", rendered(text).text)


@pytest.mark.parametrize(
    "text",
    ["{% for x in projet.porteur %}{% endfor %}", "{{ projet.cout > 5 }}", "{{ projet.porteur | somme('cout') }}"],
)
def test_a_gap_is_no_list_and_no_number(text):
    with pytest.raises(TemplateRefused):
        rendered(text)


def test_an_empty_or_invisible_text_is_missing():
    for text in ("", "  ", "\u200b\u202e", "\n"):
        assert rendered("{{ projet.porteur }}", {"projet": {"porteur": text}}).gaps


GAP = Gap("lieu", (Missing("x", "lieu"),))


@pytest.mark.parametrize(
    "name", sorted(FILTERS.keys() - {"a_completer", "avec", "sans", "somme", "liste", "length", "sinon"})
)
def test_every_filter_gives_a_missing_value_back(name):
    arguments = {"pluriel": ("a", "b"), "compte": ("a", "b"), "accord": ("f",)}.get(name, ())
    given_back = FILTERS[name](GAP, *arguments)
    assert (given_back.label, given_back.missing) == ("lieu", GAP.missing)
    assert given_back.before == {"a": "à ", "au": "au ", "de": "de ", "du": "du ", "quand": "le "}.get(name, "")


# ── the commands ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def templates():
    return Templates.of_folder(shipped() / TEMPLATES)


@pytest.mark.parametrize("sample", [COMPLETE, INCOMPLETE], ids=["complete", "incomplete"])
def test_every_gap_that_a_command_can_fill_has_one(templates, sample):
    """What has none is told by another draft; or is of no dossier, as in what is drawn from a report."""
    for document in templates.documents:
        for gap in drafted(templates, sample, document).rendered.gaps:
            of_a_report = document == "press_release" and gap.path.startswith("texte[")
            assert gap.command or of_a_report or gap.path.startswith("changements.depuis"), (document, gap)


VALUES = {
    "--name": "Ada Modèle",
    "--office": "présidente",
    "--holder": "Ville",
    "--axis": "attirer",
    "--cost": "12000",
    "--aid": "3000",
    "--description": "Faire ceci.",
    "--starts": "2019-06-01",
    "--ends": "2020-06-01",
    "--committee": "2019-03-04",
    "--deliberation-number": "CP-1",
    "--deliberation-on": "2019-03-05",
    "--act": "064-200039204-20190306-2019_1-DE",
    "--voted-on": "2019-03-06",
    "--on": "2019-03-10",
    "--place": "Pau",
    "--meets": "2019-03-02",
    "--text": "Deux paragraphes.\n\nComme ceci.",
}


def typed(command):
    """A command as a person types it, with something in the place of each « … »."""
    words = shlex.split(command)[1:]
    return [VALUES[words[place - 1]] if word == "…" else word for place, word in enumerate(words)]


def test_the_command_of_each_gap_fills_it(jalon):
    """A contract of which nothing is known: whoever types what is listed, again and again, has a complete one."""
    jalon("open", TWO_REGIONS, "--on", "2018-11-22")
    dossier = f"{TWO_REGIONS}-2018"
    jalon("record", "project", dossier, "--title", "Halle")
    wanted = {}
    for _ in range(6):
        with jalon.engine() as engine, engine.store.reading() as reading:
            wanted = listed(engine, reading, jalon.workspace.templates, dossier)
        if not wanted:
            break
        for command in sorted(wanted, key=lambda one: ("record signature" in one, one)):
            if "record signature lacq-pau-tarbes-2018 …" not in command:  # until there is a signatory to sign
                jalon(*typed(command), code=None)
    assert wanted == {}


def listed(engine, reading, folder, dossier):
    """The commands of the gaps of the contract."""
    row = next(one for one in dossiers(reading) if one.id == dossier)
    lifecycle = engine.lifecycle(reading, row.lifecycle)
    case = Case(row, lifecycle, lambda table: reading.rows(table, dossier_id=dossier))
    plan = Draftsman(folder).preview(reading, case, lifecycle.documents["contract"], Period.from_iso("2019-04-01"))
    return {gap.command: gap for gap in plan.rendered.gaps if gap.command}


def dossiers(reading):

    return reading.rows(Dossier)
