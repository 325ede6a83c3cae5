"""What keeps a draft from being final, and what to type about each: where a cross was typed, what only Word gives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents.escaping import escaped
from workflow.evidence import EvidenceFolder
from workflow.issuing.drafts import Standing
from workflow.issuing.final import blockers
from workflow.issuing.missing import Lack
from workflow.models import Draft
from workflow.rows import full, row

NOWHERE = EvidenceFolder(None)
"""No copy came back, so no file is opened."""


def standing(text, data):
    values = {"id": "axe-seine-2018-contract-1", "dossier_id": "axe-seine-2018", "document": "contract", "version": 1}
    values |= {"item": 0, "seq": 3, "title": "T", "text": text, "data": json.dumps(data), "gaps": "[]"}
    draft = row(Draft, full(Draft, {**values, "template_digest": "t", "data_digest": "d", "text_digest": "x"}))
    return Standing(draft, None, 1, newest=True, withdrawn=False, final=None, copies=())


def told(text, data, *missing):
    return [(one.message.fr, one.remedy.fr) for one in blockers(standing(text, data), missing, NOWHERE)]


def project(number, **values):
    return {"numero": number, "commande": f"jalon record project axe-seine-2018 {number}", **values}


# ── what people typed ─────────────────────────────────────────────────────────────────────────────────────────────


def test_crosses_that_were_typed_are_named_with_the_command_of_what_holds_them():
    data = {"projets": [project(1, titre="École"), project(2, titre="Halle XXX")]}
    ((message, remedy),) = told("# T\n\n## Projets\n\n- Halle XXX ;\n", data)
    assert message == "« Halle XXX ; » : des croix sont restées · Projets"
    assert remedy == "jalon record project axe-seine-2018 2 … (projets[1].titre)"


def test_the_same_crosses_in_two_values_are_each_named_as_their_own():
    data = {"projets": [project(1, titre="École XXX"), project(2, titre="Halle XXX", porteur="CC XXX du Val")]}
    text = "# T\n\n- Halle XXX ;\n- École XXX.\n\nLe porteur est CC XXX du Val, en Normandie.\n"
    assert [remedy.partition("(")[2] for _, remedy in told(text, data)] == [
        "projets[1].titre)",
        "projets[0].titre)",
        "projets[1].porteur)",
    ]


def test_crosses_in_a_text_that_people_write_are_changed_by_writing_it_again():
    texts = {"*": "jalon record text axe-seine-2018 * --text …", "portrait": "XXX habitants"}
    assert told("# T\n\nXXX habitants\n", {"textes": texts})[0][1] == (
        "jalon record text axe-seine-2018 portrait --text … (textes.portrait)"
    )


def test_what_no_command_gives_is_told_by_its_place():
    assert told("# T\n\nle XXX fin\n", {"territoire": {"nom": "XXX"}})[0][1] == (
        "à corriger dans le dossier : territoire.nom"
    )


def test_what_stands_in_no_value_comes_from_the_template():
    assert told("# T\n\nle XXX fin\n", {"territoire": {"nom": "Axe Seine"}})[0][1] == (
        "à corriger dans le modèle : jalon templates list"
    )


def test_crosses_in_the_midst_of_a_long_text_are_those_of_that_text():
    """Only some words around them are shown: the value says more."""
    long = f"{'Une phrase de plus. ' * 9}Coût : XXX euros. {'Et une autre encore. ' * 9}".strip()
    data = {"projets": [project(1, titre="Halle XXX"), project(2, description=long)]}
    ((message, remedy),) = told(f"# T\n\n{escaped(long)}\n", data)
    assert message == (
        "« …de plus. Une phrase de plus. Coût : XXX euros. Et une autre encore. Et une… » : des croix sont restées"
    ), "before the first heading it stands under none"
    assert remedy == "jalon record project axe-seine-2018 2 … (projets[1].description)"


def test_what_has_no_command_of_its_own_is_given_by_that_of_what_it_is_in():
    data = {"projets": [{**project(4), "axe": {"libelle": "Axe XXX"}, "lots": [{"nom": "Lot XXX"}]}]}
    assert [remedy for _, remedy in told("# T\n\nAxe XXX.\n\nLot XXX.\n", data)] == [
        "jalon record project axe-seine-2018 4 … (projets[0].axe.libelle)",
        "jalon record project axe-seine-2018 4 … (projets[0].lots[0].nom)",
    ]


NAMES = st.text("abcdéè", min_size=3, max_size=12)


@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), st.data())
def test_wherever_crosses_were_typed_the_path_leads_to_them(names, data):
    """A path is read back in the data, and what stands there says the words around the crosses."""
    values = [f"{name} XXX {name}" for name in names]
    projects = [project(place, titre=value) for place, value in enumerate(values, 1)]
    shown = data.draw(st.permutations(values))
    text = "# T\n\n" + "\n\n".join(escaped(value) for value in shown) + "\n"
    found = told(text, {"projets": projects})
    assert len(found) == len(values)
    for value, (message, remedy) in zip(shown, found, strict=True):
        path = remedy.partition("(")[2].rstrip(")")
        place = int(path.removeprefix("projets[").partition("]")[0])
        assert projects[place]["titre"] == value
        assert value in message


# ── what is missing ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lack", "remedy"),
    [
        (Lack("projets[0].cout", "coût", "jalon record project x 1 --cost …", ()), "jalon record project x 1 --cost …"),
        (
            Lack("projets[0].cout", "coût", "y", (), given=True),
            "connu depuis : jalon draft draw contract axe-seine-2018",
        ),
        (Lack("texte[annexe]", "annexe", None, ()), "à écrire dans le fichier Word, puis le joindre"),
    ],
)
def test_each_missing_value_says_what_lifts_it(lack, remedy):
    assert [one for _, one in told("# T\n\ntexte\n", {}, lack)] == [remedy]


def test_a_value_that_is_asked_for_in_many_places_is_told_with_the_first():
    lack = Lack("projets[0].cout", "coût total", "x", ("", "Projets", "Annexe"))
    assert told("# T\n", {}, lack)[0][0] == "coût total (projets[0].cout · Projets)"
    assert told("# T\n", {}, Lack("projets[0].cout", "coût total", "x", ("",)))[0][0] == "coût total (projets[0].cout)"


@pytest.mark.parametrize("path", ["protocole.signature.lieu", "contrat.signature.date", "signature.date"])
def test_the_place_and_the_day_of_the_signature_are_written_by_pen(path):
    assert told("# T\n\ntexte\n", {}, Lack(path, "lieu de la signature", "jalon …", ("Signatures",))) == []


SIGNING = [
    Lack(f"contrat.signature.{name}", f"{name} de la signature", None, ("Signatures",)) for name in ("lieu", "date")
]
MARKS = "# T\n\nVoir {}.\n\n## Signatures\n\nFait à [À COMPLÉTER : lieu de la signature].\n"


@pytest.mark.parametrize("lacking", [[], SIGNING[:1], SIGNING])
def test_a_mark_that_somebody_typed_is_refused_even_where_the_signing_is_all_that_lacks(lacking):
    data = {"textes": {"*": "jalon record text d * --text …", "portrait": "Voir [À COMPLÉTER : plus tard]."}}
    found = told(MARKS.format(escaped("[À COMPLÉTER : plus tard]")), data, *lacking)
    typed = [one for one in found if "plus tard" in one[0]]
    assert [remedy for _, remedy in typed] == ["jalon record text d portrait --text … (textes.portrait)"]
    assert len(found) == (1 if lacking else 2), "the mark of a value that the dossier lacks is told by its value alone"


def test_a_gap_is_told_by_its_value_and_not_a_second_time_by_its_mark():
    lack = Lack("projets[0].cout", "coût total", "jalon record project x 1 --cost …", ("Projets",))
    assert told("# T\n\n## Projets\n\n[À COMPLÉTER : coût total]\n", {}, lack) == [
        ("coût total (projets[0].cout · Projets)", "jalon record project x 1 --cost …")
    ]
