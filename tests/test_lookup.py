"""What people type names one thing, or is refused with what it may have meant; nothing is ever chosen for them."""

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, walk

from workflow import lookup
from workflow.engine import Command
from workflow.entries import TerritoryAdded
from workflow.errors import UnknownName
from workflow.lookup import AmbiguousName


@pytest.fixture
def register(sqlite_engine):
    """The two territories, and others whose names meet theirs."""
    others = [
        TerritoryAdded(id="lens", name="Lens-Béthune", regions=["32"]),
        TerritoryAdded(id="bassin-minier", name="Bassin minier", regions=["32"], aliases=["Lens"]),
        TerritoryAdded(id="vallee-d-eure", name="Vallée d’Eure", regions=["28"], aliases=["Vallée de la Seine"]),
        TerritoryAdded(id="nord-pyrenees", name="Nord Pyrénées", regions=["76"], codes={"2023": "ti-7505"}),
    ]
    sqlite_engine.register_all(others, BY.administrator)
    return sqlite_engine


def territory(engine, name):
    with engine.store.reading() as reading:
        return lookup.territory(reading, name).id


def dossier(engine, name):
    with engine.store.reading() as reading:
        return lookup.dossier(reading, name).id


def refused(error, ask, *given):
    with pytest.raises(error) as caught:
        ask(*given)
    return caught.value


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("axe-seine", "axe-seine"),
        ("Axe Seine", "axe-seine"),
        ("AXE  SEINE", "axe-seine"),
        ("axe seîne", "axe-seine"),
        ("ti-2801", "axe-seine"),
        ("TI-2801", "axe-seine"),
        ("lacq pau tarbes", "lacq-pau-tarbes"),
        ("lens", "lens"),  # its very id
        ("vallee d'eure", "vallee-d-eure"),
    ],
)
def test_a_territory_is_known_by_any_of_its_names(register, name, expected):
    assert territory(register, name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lens", ["bassin-minier", "lens"]),  # an id when it is put in small letters, and an alias
        ("vallée de la seine", ["axe-seine", "vallee-d-eure"]),
        ("ti-7505", ["lacq-pau-tarbes", "nord-pyrenees"]),
    ],
)
def test_a_name_that_several_bear_is_not_guessed(register, name, expected):
    told = refused(AmbiguousName, territory, register, name)
    assert told.message.fr == f"« {name} » désigne plusieurs choses : {', '.join(expected)}."
    assert told.remedy.fr == "tapez l’un de ces noms"


@pytest.mark.parametrize("name", ["\0", "axe\0seine", "\ud800", "moitié \udfff"])
def test_what_no_database_could_hold_names_nothing_in_any(engine, name):
    walk(engine, ONE_REGION)
    with engine.store.reading() as reading:
        for ask in (lookup.territory, lookup.dossier, lookup.actor):
            said = refused(UnknownName, ask, reading, name).message.fr
            assert said.replace("\u00a0", " ").isprintable()


@pytest.mark.parametrize(
    "name", ["", "   ", "???", "日本", "\0", "\u202e", "x" * 10_000, "'; DROP TABLE dossier; --", "%"]
)
def test_a_name_that_nothing_bears_is_unknown_whatever_it_is_made_of(register, name):
    walk(register, ONE_REGION)
    for ask in (territory, dossier):
        told = refused(UnknownName, ask, register, name)
        assert len(told.message.fr) < 300
        assert "\0" not in told.message.fr
        assert "\u202e" not in told.message.fr


def test_an_unknown_name_is_answered_with_the_near_ones(register):
    assert refused(UnknownName, territory, register, "Axe Sene").near == ("Axe Seine",)
    walk(register, ONE_REGION)
    assert "axe-seine-2018" in refused(UnknownName, dossier, register, "axe-seine-2019").near


@pytest.mark.parametrize("name", ["axe-seine-2018", "Axe Seine 2018", "axe-seine", "Axe Seine", "ti-2801"])
def test_a_dossier_is_known_by_its_id_or_by_its_territory_where_that_has_one(register, name):
    walk(register, ONE_REGION)
    assert dossier(register, name) == "axe-seine-2018"


def test_a_territory_of_two_dossiers_names_neither(register):
    walk(register, ONE_REGION, to="closed")
    register.open(ONE_REGION, BY.national, phase="2023")
    told = refused(AmbiguousName, dossier, register, "Axe Seine")
    assert told.message.fr.endswith("axe-seine-2018, axe-seine-2023.")


def test_a_code_names_the_dossier_of_its_phase(register):
    walk(register, TWO_REGIONS, to="closed")
    register.open(TWO_REGIONS, BY.national, phase="2023")
    with register.store.reading() as reading:
        assert lookup.dossier(reading, "lacq-pau-tarbes-2018").phase == "2018"
    told = refused(AmbiguousName, dossier, register, "ti-7505")
    # In 2018 it was Lacq-Pau-Tarbes, in 2023 it is Nord Pyrénées, without a dossier yet; never the newer one of Lacq.
    assert told.message.fr.endswith("lacq-pau-tarbes-2018, nord-pyrenees.")


def test_of_two_territories_of_one_name_the_one_with_a_dossier_is_not_chosen(register):
    walk(register, ONE_REGION)
    told = refused(AmbiguousName, dossier, register, "Vallée de la Seine")
    assert told.message.fr.endswith("axe-seine-2018, vallee-d-eure.")
    told = refused(AmbiguousName, dossier, register, "Lens")
    assert told.message.fr.endswith("bassin-minier, lens.")


def test_a_territory_without_a_dossier_says_how_to_open_it(register):
    told = refused(UnknownName, dossier, register, "Bassin minier")
    assert told.remedy.fr == "ce territoire n’a pas encore de dossier : jalon open bassin-minier"


def test_an_actor_is_known_by_handle_or_id(register):
    with register.store.reading() as reading:
        assert lookup.actor(reading, "camille").id == lookup.actor(reading, "agt-0003").id
        told = refused(UnknownName, lookup.actor, reading, "camila")
        assert told.near == ("camille",)
        assert "jalon actors list" in told.remedy.fr
        nobody = refused(UnknownName, lookup.actor, reading, "zzz")
        assert nobody.near == ()
    assert Command("camille").actor == "camille"
