"""`jalon actors add`: who acts, and with which rights."""

import pytest

from workflow.models import Actor


def actor(jalon, handle):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return reading.one(Actor, handle=handle)


def test_a_coordinator_is_named_with_his_regions(jalon):
    said = jalon("actors", "add", "claire", "--name", "Claire Lenoir", "--role", "coordinator", "--region", "Normandie")
    assert "Claire Lenoir : coordinateur régional (Normandie)" in said.out
    assert "--as claire" in said.out
    found = actor(jalon, "claire")
    assert (found.label, found.role, found.regions, found.active) == ("Claire Lenoir", "coordinator", "28", 1)
    jalon("open", "axe-seine", "--as", "claire", "--on", "2018-11-22")


def test_what_is_proposed_for_a_handle_with_a_space_can_be_typed(jalon):
    said = jalon("actors", "add", "claire l", "--role", "national")
    assert "--as 'claire l'" in said.out


def test_nobody_is_asked_which_entry_of_the_register_he_had_before_his_eyes(jalon):
    for command in (
        ["actors", "add"],
        ["territories", "add"],
        ["territories", "import"],
        ["figures", "import"],
        ["open"],
    ):
        assert "Option inconnue" in jalon(*command, "x", "--expect-seq", "1", code=2).err
        assert "--expect-seq" not in jalon(*command, "--help").out


def test_the_register_is_called_so_in_each_language(jalon):
    assert "entrée     registre n° " in jalon("actors", "add", "x", "--role", "national").out
    assert "entry  register " in jalon("actors", "add", "y", "--role", "national", "--lang", "en").out


def test_regions_are_named_in_the_language_in_force(jalon):
    said = jalon("actors", "add", "x", "--role", "coordinator", "--region", "28", "--lang", "en")
    assert "x: regional coordinator (Normandy)" in said.out


@pytest.mark.parametrize("role", ["national", "niveau national", "National", "NATIONAL LEVEL", "niv"])
def test_a_role_is_typed_as_its_code_or_as_people_call_it(jalon, role):
    jalon("actors", "add", "x", "--role", role)
    assert actor(jalon, "x").role == "national"


@pytest.mark.parametrize("role", ["chef", "", "a"])
def test_a_role_that_is_none_or_could_be_several_is_refused_with_the_list(jalon, role):
    said = jalon("actors", "add", "x", "--role", role, code=2)
    assert said.err.startswith("✗ --role : ")
    assert "drafter (rédacteur)" in said.err
    assert actor(jalon, "x") is None


def test_several_regions_are_kept_once_each(jalon):
    jalon("actors", "add", "x", "--role", "coordinator", "--region", "75", "--region", "Occitanie", "--region", "NAQ")
    assert actor(jalon, "x").regions == "75 76"


def test_a_coordinator_without_a_region_is_refused(jalon):
    assert "au moins une région" in jalon("actors", "add", "x", "--role", "coordinator", code=2).err


def test_regions_that_would_be_forgotten_are_refused(jalon):
    said = jalon("actors", "add", "audit", "--region", "Normandie", code=2)
    assert "Les régions sont celles d’un coordinateur ; « audit » : auditeur." in said.err.replace("\u202f", " ")
    assert "--role coordinator" in said.err
    assert actor(jalon, "audit").regions == ""


def test_somebody_new_needs_a_role(jalon):
    said = jalon("actors", "add", "x", code=2)
    assert "Quel rôle pour « x » ?" in said.err.replace("\u202f", " ")
    assert "coordinator" in said.err


@pytest.mark.parametrize("region", ["99", "Normandy2", "", "6"])
def test_an_unknown_region_is_refused_with_the_near_ones(jalon, region):
    assert "inconnu" in jalon("actors", "add", "x", "--role", "coordinator", "--region", region, code=1).err


@pytest.mark.parametrize("handle", ["", "  ", "\u200b", "a\nb", "\u202e", "x" * 400])
def test_a_handle_that_nobody_could_type_again_is_refused(jalon, handle):
    jalon("actors", "add", "--role", "national", "--", handle, code=2)


def test_what_is_not_given_stays_as_it_was(jalon):
    before = actor(jalon, "camille")
    jalon("actors", "add", "camille", "--name", "Camille Durand-Petit")
    after = actor(jalon, "camille")
    assert (after.id, after.role, after.regions, after.active) == (
        before.id,
        before.role,
        before.regions,
        before.active,
    )
    assert after.label == "Camille Durand-Petit"


def test_somebody_who_left_may_not_act_and_may_be_put_back(jalon):
    assert "plus en fonction" in jalon("actors", "add", "camille", "--inactive").out
    said = jalon("open", "axe-seine", "--as", "camille", code=1)
    assert "n’est plus en fonction" in said.err
    assert "jalon actors add" in said.err
    jalon("actors", "add", "camille", "--name", "Camille D.")
    assert actor(jalon, "camille").active == 0, "a change of name alone brings nobody back"
    jalon("actors", "add", "camille", "--active")
    jalon("open", "axe-seine", "--as", "camille", "--on", "2018-11-22")


def test_a_role_change_forgets_the_regions_of_the_coordinator(jalon):
    jalon("actors", "add", "camille", "--role", "national")
    assert actor(jalon, "camille").regions == ""


@pytest.mark.parametrize("who", ["camille", "national", "redaction", "audit"])
def test_only_an_administrator_names_people(jalon, who):
    assert "n’en a pas le droit" in jalon("actors", "add", "x", "--role", "national", "--as", who, code=1).err


def test_each_actor_has_an_id_of_its_own(jalon):
    ids = [jalon("actors", "add", name, "--role", "auditor", "--json").json["actor"] for name in ("x", "y")]
    assert len(set(ids)) == 2
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert len(reading.rows(Actor)) == len({row.id for row in reading.rows(Actor)})
