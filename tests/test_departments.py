"""The departments: every way of naming one, their regions, and how sentences speak of their prefects."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from dossiers import BY, ONE_REGION, TERRITORIES, TWO_REGIONS, demand_replay, history_of, on, rows, walk
from hypothesis import given
from hypothesis import strategies as st

from workflow.departments import DEPARTMENTS, department, named_in, outside
from workflow.engine import Command
from workflow.entries import TerritoryAdded, build
from workflow.errors import UnknownName
from workflow.language import Text
from workflow.models import DossierDepartment, TerritoryDepartment
from workflow.names import fold
from workflow.regions import REGIONS

DATA = Path(__file__).parents[2] / "shared/data"
BECAUSE = Command("national", comment="oubliés à l’ouverture")


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_a_hundred_and_one_in_the_order_of_their_codes():
    assert len(DEPARTMENTS) == 101
    assert list(DEPARTMENTS) == sorted(DEPARTMENTS)
    assert "20" not in DEPARTMENTS
    assert len({one.name for one in DEPARTMENTS.values()}) == 101


def test_each_region_has_as_many_as_it_has():
    """Thirteen regions in Europe, from two to thirteen departments each, and five overseas of one."""
    counted = Counter(one.region for one in DEPARTMENTS.values())
    codes = "01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94"
    assert counted == dict(zip(codes.split(), (1, 1, 1, 1, 1, 8, 6, 8, 5, 5, 10, 5, 4, 12, 13, 12, 6, 2), strict=True))
    assert counted.keys() == REGIONS.keys()


@pytest.mark.skipif(not DATA.exists(), reason="the lists of the programme are not beside this checkout")
def test_the_regions_are_those_of_every_intercommunality_that_lies_in_one_department():
    with (DATA / "epci_2026_light.csv").open(encoding="utf-8", newline="") as file:
        told = {(row["department_codes"], row["region_codes"]) for row in csv.DictReader(file)}
    alone = {code: region for code, region in told if " " not in code + region}
    assert {code: DEPARTMENTS[code].region for code in alone} == alone
    assert len(alone) > 95


@pytest.mark.parametrize(
    ("code", "prefect"),
    [
        ("76", "préfet de la Seine-Maritime"),
        ("14", "préfet du Calvados"),
        ("27", "préfet de l’Eure"),
        ("28", "préfet d’Eure-et-Loir"),
        ("35", "préfet d’Ille-et-Vilaine"),
        ("40", "préfet des Landes"),
        ("41", "préfet de Loir-et-Cher"),
        ("2A", "préfet de la Corse-du-Sud"),
        ("75", "préfet de Paris"),
        ("84", "préfet de Vaucluse"),
        ("90", "préfet du Territoire de Belfort"),
        ("974", "préfet de La Réunion"),
        ("976", "préfet de Mayotte"),
    ],
)
def test_a_prefect_is_called_as_french_calls_him(code, prefect):
    assert DEPARTMENTS[code].prefect == prefect
    assert DEPARTMENTS[code].prefect == f"préfet {DEPARTMENTS[code].of}"


@pytest.mark.parametrize("one", DEPARTMENTS.values(), ids=list(DEPARTMENTS))
def test_articles_agree_with_what_follows(one):
    vowel = fold(one.name)[0] in "aeiouy" or one.name == "Hérault"
    assert one.article in (("l’", "les ", "") if vowel else ("la ", "le ", "les ", ""))
    assert one.the == one.article + one.name
    assert one.of[:2] in ("d’", "de", "du")
    assert "'" not in one.of
    assert named_in(one.prefect) == (one,)


# ── how one is named ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("76", "76"),
        (" 76 ", "76"),
        ("2a", "2A"),
        ("2B", "2B"),
        ("01", "01"),
        ("974", "974"),
        ("Seine-Maritime", "76"),
        ("seine maritime", "76"),
        ("la Seine-Maritime", "76"),
        ("COTES D'ARMOR", "22"),
        ("l’Eure", "27"),
        ("Réunion", "974"),
        ("la reunion", "974"),
    ],
)
def test_a_department_is_found_by_code_or_name(typed, code):
    assert department(typed).code == code


def refused(typed):
    with pytest.raises(UnknownName) as told:
        department(typed)
    return told.value


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("1", ("01 Ain",)),
        ("021", ("21 Côte-d’Or",)),
        ("20", ("2A Corse-du-Sud", "2B Haute-Corse")),
        ("2c", ("2A Corse-du-Sud", "2B Haute-Corse")),
        ("02A", ("2A Corse-du-Sud", "2B Haute-Corse")),
        ("97", ("971 Guadeloupe", "972 Martinique", "973 Guyane")),
        ("977", ("971 Guadeloupe", "972 Martinique", "973 Guyane")),
        ("99", ("90 Territoire de Belfort", "91 Essonne", "92 Hauts-de-Seine")),
        ("Seine-Maritme", ("76 Seine-Maritime", "77 Seine-et-Marne", "17 Charente-Maritime")),
    ],
)
def test_one_that_is_not_there_is_told_with_those_that_may_be_meant(typed, near):
    told = refused(typed)
    assert told.near == near
    assert "code INSEE (06, 2A, 76, 974…)" in told.remedy.fr


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_department_or_is_refused(text):
    try:
        found = department(text)
    except UnknownName as refusal:
        told = refusal
    else:
        assert DEPARTMENTS[found.code] is found
        return
    assert len(told.near) <= 3


@pytest.mark.parametrize(
    ("office", "codes"),
    [
        ("préfète de la Loire-Atlantique, préfète de la région Pays de la Loire", ["44", "42"]),
        ("préfet de Seine-et-Marne", ["77"]),
        ("préfet de l’Eure et de la Seine Maritime", ["76", "27"]),
        ("sous-préfet du Havre", []),
        ("", []),
    ],
)
def test_an_office_names_departments_the_longest_names_first(office, codes):
    assert [one.code for one in named_in(office)] == codes


def test_a_department_outside_the_regions_is_told():
    assert list(outside(["76", "27"], ["28"])) == []
    assert list(outside(["76", "75"], ["28", "76"])) == [
        Text(
            "Le département 75 (Paris) est en Île-de-France, qui n’est pas parmi les régions données.",
            "Department 75 (Paris) is in Île-de-France, which is not among the regions given.",
        )
    ]


# ── of a territory, and of its dossier ────────────────────────────────────────────────────────────────────────────

VEXIN = TerritoryAdded(id="vexin", name="Vexin", regions=["28"], departments=["27", "76"])


def codes(engine, table, **by):
    return [row.department_code for row in rows(engine, table, **by)]


def test_a_dossier_is_opened_with_the_departments_of_its_territory(engine):
    receipt = engine.register(VEXIN, BY.administrator)
    assert receipt.warnings == ()
    dossier = engine.open("vexin", on("2019-01-01")).dossier
    assert codes(engine, TerritoryDepartment, territory_id="vexin") == ["27", "76"]
    assert codes(engine, DossierDepartment, dossier_id=dossier) == ["27", "76"]
    assert history_of(engine, dossier)[0].payload.departments == ["27", "76"]
    demand_replay(engine)


def test_one_that_is_in_no_region_of_the_territory_is_taken_with_a_warning(engine):
    told = engine.register(TerritoryAdded(id="x", name="X", regions=["76"], departments=["76", "65"]), BY.administrator)
    assert [one.fr for one in told.warnings] == [
        "Le département 76 (Seine-Maritime) est en Normandie, qui n’est pas parmi les régions données."
    ]
    assert codes(engine, TerritoryDepartment, territory_id="x") == ["65", "76"]


def test_what_was_not_told_leaves_no_trace_in_the_entry(engine):
    """So that an entry of before departments and one without any are the same."""
    dossier = walk(engine, ONE_REGION)
    assert b"departments" not in history_of(engine, dossier)[0].body
    assert codes(engine, DossierDepartment, dossier_id=dossier) == []
    assert TERRITORIES[0].split()[0].keys() >= {"regions"}
    assert "departments" not in TERRITORIES[0].split()[0]


def test_departments_that_were_forgotten_are_added_by_correcting_the_opening(engine):
    dossier = walk(engine, TWO_REGIONS)
    told = engine.correct(dossier, 0, BECAUSE, changes={"departments": "64, 65 76"})
    assert codes(engine, DossierDepartment, dossier_id=dossier) == ["64", "65", "76"]
    assert [one.fr for one in told.warnings] == [
        "Le département 76 (Seine-Maritime) est en Normandie, qui n’est pas parmi les régions données."
    ]
    engine.correct(dossier, 0, BECAUSE, changes={"departments": "64 65"})
    assert codes(engine, DossierDepartment, dossier_id=dossier) == ["64", "65"]
    engine.correct(dossier, 0, BECAUSE, changes={"departments": ""})
    assert codes(engine, DossierDepartment, dossier_id=dossier) == []
    with pytest.raises(UnknownName):
        engine.correct(dossier, 0, BECAUSE, changes={"departments": "20"})
    demand_replay(engine)


def test_a_code_that_is_none_is_in_no_entry():
    with pytest.raises(UnknownName):
        build(TerritoryAdded, {"id": "x", "name": "X", "regions": ["28"], "departments": ["20"]})
    assert build(TerritoryAdded, {"id": "x", "name": "X", "regions": ["28"], "departments": ["2a"]}).departments == [
        "2A"
    ]
