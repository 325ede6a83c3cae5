"""`jalon show`: one sheet that says where a dossier is, what may follow, who belongs to it, what happened last."""

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, on, prepare, walk
from screens import seen

from workflow.engine import Command
from workflow.entries import MemberSet, PersonSet, ProjectSet, SignatureSet


@pytest.fixture
def signed(jalon, still):
    """The protocol of two regions signed on 30 April 2019; today is 6 May 2020."""
    with jalon.engine() as engine:
        walk(engine, TWO_REGIONS, to="protocol_signed")
    return jalon


@pytest.mark.parametrize(
    "name",
    [
        "lacq-pau-tarbes-2018",
        "lacq-pau-tarbes",
        "Lacq-Pau-Tarbes",
        "LACQ PAU TARBES",
        "láçq pau tarbes",
        "ti-7505",
    ],
)
def test_a_dossier_is_shown_under_every_name_of_its_territory(signed, name):
    assert signed("show", name, "--json").json["dossier"] == "lacq-pau-tarbes-2018"


def test_a_sheet_tells_where_since_when_and_by_how_much_it_is_late(signed):
    said = signed("show", TWO_REGIONS).out
    assert "◕ Protocole signé  depuis le 30 avril 2019 (372 jours)" in said
    assert "délai prévu : 310 jours, dépassé de 62 jours" in said
    assert "Nouvelle-Aquitaine, Occitanie" in said


def test_a_sheet_counts_what_stands_against_each_next_step(signed):
    said = signed("show", TWO_REGIONS).out
    assert "✗ Validation du contrat  2 points à lever" in said
    assert "✓ Retrait  possible" in said
    assert "→ jalon next lacq-pau-tarbes-2018" in said


def test_the_other_names_of_a_territory_and_its_code_are_told_apart(jalon):
    jalon("territories", "add", "Pays de Redon", "--region", "53", "--alias", "Redon", "--code", "ti-5301")
    jalon("open", "redon")
    said = jalon("show", "redon").out
    assert "aussi nommé : Redon\n" in said
    assert "liste nationale : ti-5301\n" in said
    assert jalon("show", "redon", "--json").json["territory"]["other_names"] == ["Redon", "ti-5301"]


def test_the_texts_still_to_be_written_are_named_in_words_with_the_name_to_type(jalon):
    jalon("open", ONE_REGION)
    assert "à écrire : portrait du territoire (portrait), " in jalon("show", ONE_REGION).out
    assert "to be written: portrait of the territory (portrait), " in jalon("show", ONE_REGION, "--lang", "en").out


def test_a_sheet_names_the_pair_even_where_nobody_is_named(jalon):
    jalon("open", ONE_REGION)
    said = jalon("show", ONE_REGION).out
    assert "élu du binôme" in said
    assert "industriel du binôme" in said
    assert said.count("à nommer") == 2


def test_people_are_shown_in_words_and_those_who_left_apart(signed):
    with signed.engine() as engine:
        dossier = "lacq-pau-tarbes-2018"
        engine.record(dossier, PersonSet(role="project_manager", name="Ana Iturria"), Command("admin"))
        engine.record(dossier, PersonSet(number=4, until="2020-01-31"), Command("admin"))
    said = signed("show", TWO_REGIONS).out
    assert "Mme Marie Lefèvre, maire" in said
    assert "M. Jean N’Guyen, Usine du Lac" in said
    assert "auparavant" in said
    assert "Ana Iturria (chef de projet)" in said
    assert "project_manager" not in said


def test_members_are_shown_with_what_they_are_and_when_they_left(signed):
    with signed.engine() as engine:
        engine.record("lacq-pau-tarbes-2018", MemberSet(siren="200039204", until="2020-01-01"), Command("admin"))
    said = signed("show", TWO_REGIONS).out
    assert "Membres (2)" in said
    assert "CA Pau Béarn Pyrénées, communauté d’agglomération" in said
    assert "(parti le 1er janvier 2020)" in said


def test_projects_are_shown_with_axis_amount_and_status_in_words(signed):
    said = signed("show", TWO_REGIONS).out
    line = next(line for line in said.splitlines() if "École de production" in line)
    assert "Recruter" in line
    assert "120 000 €" in line
    assert "prévu" in line
    assert "coût connu : 3 520 000 €, dont 1 000 000 € d’aide publique" in said


def test_aid_beyond_the_known_cost_is_not_said_to_be_a_part_of_it(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        engine.record(dossier, ProjectSet(title="École", cost=100_000_00), on("2019-02-01"))
        engine.record(dossier, ProjectSet(title="Friche", aid=400_000_00), on("2019-02-01"))
    assert "coût connu : 100 000 € ; aide publique : 400 000 € ; 1 projet sans montant" in jalon("show", dossier).out


def test_a_project_without_an_amount_is_counted_apart(jalon):
    jalon("open", ONE_REGION)
    with jalon.engine() as engine:
        engine.record("axe-seine-2018", ProjectSet(title="Sans montant"), Command("admin"))
        engine.record("axe-seine-2018", ProjectSet(title="Chiffré", cost=1_50), Command("admin"))
    said = jalon("show", ONE_REGION).out
    assert "coût connu : 1,50 € ; 1 projet sans montant" in said


def test_parties_are_listed_by_college_with_who_signed_and_who_has_not(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, TWO_REGIONS, to="projects_collected")
        prepare(engine, dossier, "protocol_signed", skip={13, 14})
        engine.record(
            dossier, SignatureSet(document="protocol", signatory=5, medium="electronic", place="Pau"), on("2019-04-30")
        )
    said = jalon("show", TWO_REGIONS).out
    assert "Signatures du protocole" in said
    parties = [line for line in said.splitlines() if " · le 30 avril 2019" in line or "n’a pas signé" in line]
    assert [line[0] for line in parties] == [
        "✗" if "n’a pas signé" in line else "✓"  # the sign says what the words say
        for line in parties
    ]
    assert any("le 30 avril 2019, Pau (électronique)" in line for line in parties)
    order = [line.partition("  ")[2].partition(" ·")[0] for line in parties]
    assert order == sorted(order, key=["intercommunalités", "État", "Régions"].index)


def test_votes_and_validations_are_shown_in_words(jalon):
    with jalon.engine() as engine:
        walk(engine, TWO_REGIONS, to="contract_validated")
    said = jalon("show", TWO_REGIONS).out
    assert "CC de Lacq-Orthez  protocole · 15 avril 2019" in said
    assert "Occitanie  contrat · comité du 4 novembre 2019 · délibération CP-2019-76 (18 novembre 2019)" in said


def test_a_committee_that_is_planned_is_shown(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="implemented")
    assert "comité de suivi  30 juin 2020" in jalon("show", ONE_REGION).out


def test_the_last_entries_come_newest_first_and_what_was_voided_says_so(signed):
    said = signed("show", TWO_REGIONS).out
    last = said.partition("Dernières entrées")[2]
    assert "Signature du protocole : « Projets remontés » → « Protocole signé »" in last.splitlines()[1]
    assert len([line for line in last.splitlines() if line.startswith("·")]) == 5
    seq = signed.seq("lacq-pau-tarbes-2018")
    signed("correct", TWO_REGIONS, str(seq), "--void", "--because", "saisi trop tôt")
    told = signed("show", TWO_REGIONS, "--json").json["last_entries"]
    assert [one["struck"] for one in told] == [False, False, False, True, False]
    assert f"n° {seq}  30 avr. 2019 · [annulée par n° {seq + 1}]" in signed("show", TWO_REGIONS).out


def test_a_final_dossier_has_no_next_step(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="closed")
    said = jalon("show", ONE_REGION).out
    assert "■ Clos" in said
    assert "Suite" not in said


def test_a_territory_without_a_dossier_shows_what_the_register_says(jalon):
    said = jalon("show", "vallee de la seine").out
    assert "Axe Seine · axe-seine" in said
    assert "Vallée de la Seine" in said
    assert "200084952" in said
    assert "communauté urbaine" in said
    assert "jalon open axe-seine" in said


def test_a_territory_with_several_dossiers_lists_them(jalon):
    jalon("open", ONE_REGION, "--phase", "2018", "--on", "2019-01-01")
    jalon("open", ONE_REGION, "--phase", "2023", "--on", "2023-12-01")
    data = jalon("show", ONE_REGION, "--json").json
    assert data["kind"] == "territory"
    assert [one["dossier"] for one in data["dossiers"]] == ["axe-seine-2018", "axe-seine-2023"]
    said = jalon("show", ONE_REGION).out
    assert "axe-seine-2023  Labellisé depuis le 1er décembre 2023" in said
    assert "Identifié" in said


def test_an_unknown_name_is_answered_with_the_near_ones(signed):
    said = signed("show", "lac pau tarbe", code=1).err
    assert "Lacq-Pau-Tarbes" in said
    assert "jalon dossiers" in said


def test_somebody_without_an_account_may_read_but_is_not_told_what_he_may_do(signed):
    said = signed("show", TWO_REGIONS, JALON_ACTOR="inconnu").out
    assert "Protocole signé" in said
    assert "--as" in said
    assert signed("show", TWO_REGIONS, "--json", JALON_ACTOR="inconnu").json["next"] == []


def test_an_auditor_sees_that_he_may_not_advance(signed):
    steps = signed("show", TWO_REGIONS, "--json", JALON_ACTOR="audit").json["next"]
    assert {step["status"] for step in steps} == {"blocked"}


def test_english_is_complete(signed):
    said = signed("show", TWO_REGIONS, "--lang", "en").out
    for words in ("Protocol signed", "Leads and people", "Members (3)", "known cost: €3,520,000", "Last entries"):
        assert words in said
    assert "depuis" not in said


def test_the_sheet_fits_a_terminal(signed):
    screen = seen(signed, "show", TWO_REGIONS)
    assert all(len(line) <= 80 for line in screen.splitlines())
