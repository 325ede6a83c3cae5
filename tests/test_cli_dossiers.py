"""`jalon dossiers`: every dossier and every territory without one, in French order, filtered as asked."""

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, on, walk
from screens import seen, shown
from sqlalchemy import Engine, event

from workflow.engine import Command
from workflow.entries import ActorSet, TerritoryAdded


@pytest.fixture
def two(jalon, still):
    """One protocol signed on 30 April 2019, one pilot since 15 January 2019; today is 6 May 2020."""
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="protocol_signed")
        walk(engine, TWO_REGIONS, to="pilot")
    return jalon


def listed(jalon, *options):
    return [line["territory"]["id"] for line in jalon("dossiers", *options, "--json").json["dossiers"]]


def test_a_territory_that_has_not_begun_is_listed_with_what_to_type(jalon):
    said = jalon("dossiers").out
    assert "Axe Seine" in said
    assert "pas de dossier" in said
    assert "jalon open" in said
    assert "2 territoires sans dossier" in said


def test_a_dossier_is_told_with_its_state_since_when_for_how_long_and_what_next(two):
    line = next(line for line in two("dossiers").out.splitlines() if line.startswith("Axe Seine"))
    assert "◕ Protocole signé" in line
    assert "30 avr. 2019" in line
    assert "372 !" in line
    assert "Validation du contrat" in line


def test_late_means_longer_than_the_days_expected(two, still):
    assert listed(two, "--late") == [ONE_REGION]
    still.set("2020-03-05T10:00Z")  # 310 days after 30 April 2019
    assert listed(two, "--late") == []
    still.set("2020-03-06T10:00Z")
    assert listed(two, "--late") == [ONE_REGION]


def test_a_state_without_an_expected_time_is_never_late(two, still):
    still.set("2030-01-01T10:00Z")
    assert listed(two, "--late") == [ONE_REGION]


@pytest.mark.parametrize("region", ["75", "76", "Occitanie", "nouvelle aquitaine", "NAQ"])
def test_a_territory_in_two_regions_is_listed_in_each(two, region):
    assert listed(two, "--region", region) == [TWO_REGIONS]


def test_a_territory_that_has_not_begun_is_of_its_region_too(jalon):
    assert listed(jalon, "--region", "Normandie") == [ONE_REGION]


@pytest.mark.parametrize("typed", ["protocol_signed", "Protocole signé", "protocole signe", "PROTOCOL SIGNED"])
def test_a_state_is_asked_for_by_its_name_or_its_label_in_either_language(two, typed):
    assert listed(two, "--state", typed) == [ONE_REGION]


def test_several_states_may_be_asked_for_and_then_nobody_without_a_dossier_is_listed(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="pilot")
    assert listed(jalon, "--state", "pilot", "--state", "identified") == [ONE_REGION]
    assert listed(jalon) == [ONE_REGION, TWO_REGIONS]


def test_an_unknown_state_is_answered_with_the_near_ones(two):
    said = two("dossiers", "--state", "protocole", code=1).err
    assert "Protocole signé" in said
    assert "clot" not in two("dossiers", "--state", "xyz", code=1).err
    assert "pilot" in two("dossiers", "--state", "xyz", code=1).err


def test_an_unknown_region_is_answered_with_the_near_ones(two):
    assert "Occitanie" in two("dossiers", "--region", "Ocitanie", code=1).err


def test_an_unknown_phase_is_answered_with_those_there_are(two):
    said = two("dossiers", "--phase", "2019", code=2).err
    assert "2018, 2023" in said


def test_a_phase_lists_its_dossiers_and_who_has_none_in_it(two):
    two("open", ONE_REGION, "--phase", "2023", "--on", "2019-11-09")
    assert [(line["territory"]["id"], line["phase"]) for line in two("dossiers", "--json").json["dossiers"]] == [
        (ONE_REGION, "2018"),
        (ONE_REGION, "2023"),
        (TWO_REGIONS, "2018"),
    ]
    assert [line["dossier"] for line in two("dossiers", "--phase", "2023", "--json").json["dossiers"]] == [
        "axe-seine-2023",
        None,
    ]
    assert "Labellisé" in two("dossiers").out


def test_names_sort_as_a_french_dictionary_does(jalon):
    names = ["Écrins", "Est", "Eclats", "Zones", "à part", "Île"]
    with jalon.engine() as engine:
        engine.register_all(
            [TerritoryAdded(id=f"t-{number}", name=name, regions=["84"]) for number, name in enumerate(names)],
            Command("admin"),
        )
    told = [line["territory"]["name"] for line in jalon("dossiers", "--region", "84", "--json").json["dossiers"]]
    assert told == ["à part", "Eclats", "Écrins", "Est", "Île", "Zones"]


def test_a_list_that_is_cut_says_so_and_how_to_see_the_rest(two):
    said = two("dossiers", "--limit", "1").out
    assert "Axe Seine" in said
    assert "Lacq" not in said
    assert "encore 1" in said
    data = two("dossiers", "--limit", "1", "--json").json
    assert (data["total"], data["shown"], len(data["dossiers"])) == (2, 1, 1)


def test_where_nothing_is_declared_one_is_told_how_to_begin(empty):
    empty("init")
    said = empty("dossiers").out
    assert "Aucun territoire n’est encore déclaré." in said
    assert "jalon territories import FICHIER" in said


def test_where_nothing_answers_one_is_led_back_to_all(two):
    said = two("dossiers", "--region", "Corse").out
    assert "Aucun dossier ne répond à cette demande." in said
    assert "tous : jalon dossiers" in said


def test_zero_means_no_limit(two):
    assert two("dossiers", "--limit", "0", "--json").json["shown"] == 2
    assert two("dossiers", "--limit", 10**30, "--json").json["shown"] == 2
    two("dossiers", "--limit", "-1", code=2)


def test_nothing_found_is_said_and_is_no_error(two):
    assert "Aucun dossier" in two("dossiers", "--state", "closed").out
    assert two("dossiers", "--state", "closed", "--json").json["dossiers"] == []


def test_an_imprecise_date_is_shown_as_precise_as_it_is(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        command = on("2019-W12", actor="admin", source="question écrite")
        engine.advance(dossier, "enter_pilot", command)
    line = jalon("dossiers", "--json").json["dossiers"][0]
    assert line["since"] == {"first": "2019-03-18", "last": "2019-03-24", "precision": "week"}
    assert "sem. 18 mars 2019" in jalon("dossiers").out
    assert "wk 18 Mar 2019" in jalon("dossiers", "--lang", "en").out


def test_english_is_complete(two):
    said = two("dossiers", "--lang", "en").out
    assert "Territory" in said
    assert "Protocol signed" in said
    assert "2 dossiers, 1 beyond the days expected" in said
    assert not {"é", "è", "ê"} & set(said)


def test_on_a_terminal_a_colour_is_never_the_only_sign(two):
    assert "\x1b[" in shown(two, "dossiers")
    screen = seen(two, "dossiers")
    assert "372" in screen
    assert "!" in screen
    assert seen(two, "dossiers", NO_COLOR="1") == screen


def test_a_reader_needs_no_account(two):
    assert "Axe Seine" in two("dossiers", JALON_ACTOR="nobody").out


@pytest.fixture
def statements():
    """Every statement that SQLite is given from now on."""
    given = []

    def watch(connection, _record):
        connection.set_trace_callback(given.append)

    event.listen(Engine, "connect", watch)
    yield given
    event.remove(Engine, "connect", watch)


def test_the_number_of_queries_does_not_grow_with_the_dossiers(two, statements):
    two("dossiers")
    few = len(statements)
    with two.engine() as engine:
        engine.register_all(
            [TerritoryAdded(id=f"t-{n}", name=f"Territoire {n}", regions=["84"]) for n in range(20)], Command("admin")
        )
        with engine.batch(Command("admin")) as batch:
            for n in range(20):
                batch.open(f"t-{n}")
    statements.clear()
    assert two("dossiers", "--json").json["total"] == 22
    assert len(statements) == few > 4


def test_actors_are_listed_with_roles_in_words(jalon):
    said = jalon("actors", "list").out
    assert "coordinateur régional" in said
    assert "Normandie" in said
    with jalon.engine() as engine:
        engine.register(ActorSet(id="agt-0099", handle="parti", label="Ex", role="auditor", active=0), Command("admin"))
    assert "parti" not in jalon("actors", "list").out
    assert "1 plus en fonction" in jalon("actors", "list").out
    assert "Ex (plus en fonction)" in jalon("actors", "list", "--all").out
    assert all(row["active"] for row in jalon("actors", "list", "--json").json["actors"])
