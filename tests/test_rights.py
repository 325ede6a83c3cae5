"""Who may do what: every role, every action, and the regions that go with it."""

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, on, walk

from workflow.entries import ActorSet, Note, PersonSet, TerritoryAdded
from workflow.errors import NotPermitted
from workflow.language import Text
from workflow.models import ADVANCING_ROLES, ROLES, Actor
from workflow.rights import demand, refusal

EVERYWHERE = {"national", "administrator"}
MAY = {
    "open": {"coordinator", *EVERYWHERE},
    "advance": {"coordinator", *EVERYWHERE},
    "record": {"coordinator", *EVERYWHERE},
    "note": {"coordinator", "drafter", *EVERYWHERE},
    "draft": {"coordinator", "drafter", *EVERYWHERE},
    "final": {"coordinator", "drafter", *EVERYWHERE},
    "attach": {"coordinator", "drafter", *EVERYWHERE},
    "correct": {"coordinator", *EVERYWHERE},
    "territory": EVERYWHERE,
    "actor": {"administrator"},
    "lifecycle": {"administrator"},
    "erase": {"administrator"},
}


def actor(role="coordinator", regions="28", active=1):
    return Actor(id="agt-0001", handle="camille", label="Camille Durand", role=role, regions=regions, active=active)


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_it_is_for_and_nothing_else(role, action):
    found = refusal(actor(role), action, ["28"])
    assert (found is None) == (role in MAY[action])
    if found is not None:
        assert (found.code, found.overridable) == ("actor_may", False)


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_does_anything_when_he_is_no_longer_active(role, action):
    found = refusal(actor(role, active=0), action, ["28"])
    assert found.message == Text("Camille Durand n’est plus en fonction", "Camille Durand is no longer active")
    assert "jalon actors add" in found.remedy.fr


@pytest.mark.parametrize("action", ["open", "advance", "record", "note", "correct"])
@pytest.mark.parametrize(
    ("his", "its", "may"),
    [
        ("28", ["28"], True),
        ("28", ["75"], False),
        ("75", ["75", "76"], True),
        ("76", ["75", "76"], True),
        ("28 76", ["75", "76"], True),
        ("28 44", ["75", "76"], False),
        ("", ["28"], False),
        ("28", [], False),
        ("", [], False),
    ],
)
def test_a_coordinator_acts_where_one_region_of_his_owns_the_dossier(action, his, its, may):
    assert (refusal(actor(regions=his), action, its) is None) == may


def test_a_coordinator_of_elsewhere_is_told_both_regions():
    found = refusal(actor(regions="28 44"), "advance", ["75", "76"])
    assert found.message == Text(
        "Camille Durand coordonne les régions Normandie et Grand Est ; "
        "le dossier relève des régions Nouvelle-Aquitaine et Occitanie",
        "Camille Durand coordinates Normandy, Grand Est; the dossier belongs to Nouvelle-Aquitaine, Occitanie",
    )
    assert found.remedy.fr == "demandez à qui coordonne la région du dossier"


@pytest.mark.parametrize(
    ("his", "its", "said"),
    [
        ("28", ["75"], "coordonne la région Normandie ; le dossier relève de la région Nouvelle-Aquitaine"),
        ("", ["75"], "ne coordonne aucune région ; le dossier relève de la région Nouvelle-Aquitaine"),
        ("28", [], "coordonne la région Normandie ; le dossier ne relève d’aucune région"),
    ],
)
def test_one_region_or_none_is_said_as_french_says_it(his, its, said):
    assert refusal(actor(regions=his), "advance", its).message.fr == f"Camille Durand {said}"


def test_who_left_is_told_the_command_that_brings_him_back():
    gone = actor()
    gone.active, gone.handle = 0, "camille d"
    assert refusal(gone, "advance", ["28"]).remedy.fr.endswith("jalon actors add 'camille d' --active")


def test_department_76_is_not_region_76():
    """Seine-Maritime is department 76, in Normandie (28); region 76 is Occitanie."""
    assert refusal(actor(regions="76"), "advance", ["28"]) is not None


@pytest.mark.parametrize("role", sorted(EVERYWHERE))
@pytest.mark.parametrize("its", [["28"], ["75", "76"], []])
def test_the_nation_and_administrators_act_everywhere(role, its):
    assert refusal(actor(role, regions=""), "advance", its) is None


def test_a_drafter_keeps_notes_wherever_they_are_needed():
    assert refusal(actor("drafter", regions=""), "note", ["75"]) is None


def test_who_may_not_is_told_who_may():
    found = refusal(actor("auditor", regions=""), "territory", [])
    assert found.message == Text("Camille Durand (auditeur) n’en a pas le droit", "Camille Durand (auditor) may not")
    assert found.remedy == Text(
        "en ont le droit : niveau national, administrateur ; si vous êtes l’un d’eux, dites-le : --as ACTEUR",
        "these may: national level, administrator; if you are one of them, say so: --as ACTOR",
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "named", [("national",), ("coordinator", "national"), ("auditor", "coordinator"), ("drafter",)]
)
def test_a_transition_is_for_the_roles_it_names_among_those_that_may(role, named):
    may = role in named and role in ADVANCING_ROLES
    assert (refusal(actor(role), "advance", ["28"], named) is None) == may


def test_who_is_not_named_by_a_transition_is_told_who_is():
    found = refusal(actor(), "advance", ["28"], ("national", "auditor"))
    assert found.remedy == Text(
        "en a le droit : niveau national ; si c’est votre rôle, dites-le : --as ACTEUR",
        "this role may: national level; if it is yours, say so: --as ACTOR",
    )


def test_a_right_that_is_missing_is_an_error_with_the_same_words():
    with pytest.raises(NotPermitted) as refused:
        demand(actor("auditor"), "record", ["28"])
    assert refused.value.message == Text(
        "Refusé : Camille Durand (auditeur) n’en a pas le droit.", "Refused: Camille Durand (auditor) may not."
    )
    assert refused.value.remedy.fr.startswith("en ont le droit : coordinateur régional, ")
    assert demand(actor(), "record", ["28"]) is None


def test_an_action_that_nobody_thought_of_is_nobodys():
    with pytest.raises(KeyError):
        refusal(actor("administrator"), "delete", [])


# ── in the engine ─────────────────────────────────────────────────────────────────────────────────────────────────

PERSON = PersonSet(role="project_manager", name="Paul Roy")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("administrator", True),
        ("national", True),
        ("aquitaine", True),
        ("occitanie", True),
        ("normandie", False),
        ("drafter", False),
        ("auditor", False),
    ],
)
def test_both_regions_of_a_territory_own_its_dossier(sqlite_engine, who, may):
    dossier = walk(sqlite_engine, TWO_REGIONS)
    by = getattr(BY, who)
    for attempt in (
        lambda: sqlite_engine.record(dossier, PERSON, by),
        lambda: sqlite_engine.advance(dossier, "withdraw", by, inputs={"reason": "le territoire renonce"}),
    ):
        if may:
            attempt()
        else:
            with pytest.raises(NotPermitted):
                attempt()


@pytest.mark.parametrize("who", ["normandie", "auditor", "drafter"])
def test_what_is_not_permitted_leaves_no_entry(sqlite_engine, who):
    dossier = walk(sqlite_engine, TWO_REGIONS)
    with pytest.raises(NotPermitted):
        sqlite_engine.open(TWO_REGIONS, getattr(BY, who), phase="2023")
    with pytest.raises(NotPermitted):
        sqlite_engine.correct(dossier, 0, on("2020-01-01", BY.__dict__[who].actor, comment="x"), void=True)
    with sqlite_engine.store.reading() as reading:
        assert len(sqlite_engine.entries(reading, dossier)) == 1


def test_a_drafter_writes_a_note_and_an_auditor_does_not(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION)
    sqlite_engine.record(dossier, Note(text="Relu."), BY.drafter)
    with pytest.raises(NotPermitted):
        sqlite_engine.record(dossier, Note(text="Lu."), BY.auditor)


REGISTERED = {
    "territory": TerritoryAdded(id="carros", name="Carros", regions=["93"]),
    "actor": ActorSet(id="agt-0099", handle="nouveau", label="Nouveau", role="auditor"),
}


@pytest.mark.parametrize("who", ["national", "normandie", "drafter", "auditor"])
@pytest.mark.parametrize("what", [*REGISTERED, "lifecycle"])
def test_the_register_is_kept_by_those_above(sqlite_engine, lifecycle, who, what):
    by = getattr(BY, who)
    if (who, what) == ("national", "territory"):
        assert sqlite_engine.register(REGISTERED[what], by).kind == "territory"
        return
    with pytest.raises(NotPermitted):
        sqlite_engine.install(lifecycle, by) if what == "lifecycle" else sqlite_engine.register(REGISTERED[what], by)
