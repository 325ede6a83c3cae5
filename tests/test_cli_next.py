"""`jalon next`: what may follow, what stands against it with what lifts it, and what later states still lack."""

import shlex

import click
import pytest
from dossiers import DAYS, MINUTES, ONE_REGION, TWO_REGIONS, on, prepare, walk
from screens import seen

from workflow.cli.group import jalon as commands


@pytest.fixture
def identified(jalon, still):
    """A dossier just opened."""
    with jalon.engine() as engine:
        walk(engine, ONE_REGION)
    return jalon


def steps(jalon, name=ONE_REGION, **environ):
    return {step["transition"]: step for step in jalon("next", name, "--json", **environ).json["transitions"]}


def test_every_transition_of_the_lifecycle_is_told(identified, lifecycle):
    assert list(steps(identified)) == list(lifecycle.transitions)


def test_a_blocked_transition_tells_every_reason_and_what_to_type(identified):
    said = identified("next", ONE_REGION).out
    assert "✗ Entrée en phase pilote → ◔ Pilote  bloquée · enter_pilot" in said
    assert "il manque l’élu du binôme" in said
    assert "il manque l’industriel du binôme" in said
    assert "→ jalon record person axe-seine-2018 --role elected_lead --name …" in said


def test_what_is_given_with_the_command_is_no_reason_but_part_of_the_command(identified):
    with identified.engine() as engine:
        prepare(engine, "axe-seine-2018", "pilot")
    step = steps(identified)["enter_pilot"]
    assert step["status"] == "ready"
    assert not step["enabled"]
    assert {blocker["code"] for blocker in step["blocked_by"] if not blocker["with_the_command"]} == set()
    assert step["command"] == (
        "jalon advance enter_pilot axe-seine-2018 --on … --input committee_date=… --evidence committee_minutes=…"
    )
    said = identified("next", ONE_REGION).out
    assert "✓ Entrée en phase pilote → ◔ Pilote  possible · enter_pilot" in said
    assert step["command"] in said


def test_evidence_that_is_held_is_not_asked_for_again(identified):
    with identified.engine() as engine:
        prepare(engine, "axe-seine-2018", "pilot")
        engine.advance(
            "axe-seine-2018",
            "enter_pilot",
            on(DAYS["pilot"], evidence=(MINUTES,)),
            inputs={"committee_date": DAYS["pilot"]},
        )
        prepare(engine, "axe-seine-2018", "projects_collected")
    step = steps(identified)["collect_projects"]
    assert step["enabled"]
    assert step["command"] == "jalon advance collect_projects axe-seine-2018"


def test_only_expectations_unmet_means_possible_with_a_reason(jalon):
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION, to="pilot")
        prepare(engine, dossier, "projects_collected", skip={0})
    step = steps(jalon)["collect_projects"]
    assert step["status"] == "ready_with_reason"
    assert step["command"].endswith('--because "…"')
    said = jalon("next", ONE_REGION).out
    assert "! Remontée des projets" in said
    assert "possible avec un motif écrit" in said
    assert "! aucun référent d’opérateur désigné" in said
    assert "attendu mais pas obligatoire" in said


def test_what_is_out_of_reach_is_told_with_what_it_lacks(identified):
    step = steps(identified)["sign_protocol"]
    assert step["status"] == "out_of_reach"
    assert not step["reachable"]
    assert {blocker["code"] for blocker in step["blocked_by"]} >= {"signed_by_each_college", "signed_by_each_region"}


def test_the_path_to_each_later_state_is_the_shortest_without_an_exception_and_counts_what_is_missing(identified):
    paths = {path["state"]["name"]: path for path in identified("next", ONE_REGION, "--json").json["paths"]}
    assert paths["pilot"]["transitions"] == ["enter_pilot"]
    assert paths["contract_validated"]["transitions"] == ["enter_pilot", "sign_protocol", "validate_contract"]
    assert paths["closed"]["transitions"][-2:] == ["implement", "close"]
    assert paths["pilot"]["missing"] == 2
    said = identified("next", ONE_REGION).out
    later = said.partition("Plus loin")[2]
    assert "● Contrat validé" in later
    assert "la région Normandie n’a pas validé" in later
    assert "passe par : Entrée en phase pilote, Signature du protocole" in later


def test_what_is_missing_is_listed_once_even_where_several_states_want_it(identified):
    said = identified("next", ONE_REGION, JALON_ACTOR="audit").out.partition("Plus loin")[2]
    lacking = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    assert len(lacking) == len(set(lacking)) > 3
    assert not any("n’en a pas le droit" in line for line in lacking), "it was said above"
    assert any("n’a pas signé le protocole" in line for line in lacking)
    assert any("n’a pas signé le contrat" in line for line in lacking)


def test_the_documents_that_a_transition_drafts_are_on_one_line(identified):
    said = identified("next", ONE_REGION).out
    assert "· rédige : Fiche-action, Tableau de synthèse des projets, Protocole d’accord\n" in said
    assert "· drafts: Action sheet, " in identified("next", ONE_REGION, "--lang", "en").out


def test_what_is_recorded_no_longer_counts_as_missing(identified):
    def missing():
        paths = identified("next", ONE_REGION, "--json").json["paths"]
        return next(path["missing"] for path in paths if path["state"]["name"] == "pilot")

    before = missing()
    with identified.engine() as engine:
        prepare(engine, "axe-seine-2018", "pilot", skip={1})
    assert missing() == before - 1


def test_a_final_state_says_that_nothing_follows(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="withdrawn")
    assert "rien ne le suit" in jalon("next", ONE_REGION).out
    assert {step["status"] for step in steps(jalon).values()} == {"out_of_reach"}


def test_who_has_no_right_is_told_so_first(identified):
    said = identified("next", ONE_REGION, JALON_ACTOR="audit").out
    first = next(line for line in said.splitlines() if line.startswith("    ✗"))
    assert "Noa Girard" in first
    assert steps(identified, JALON_ACTOR="claude")["withdraw"]["status"] == "blocked"


def test_somebody_unknown_is_told_how_to_say_who_he_is(identified):
    assert "--as" in identified("next", ONE_REGION, code=1, JALON_ACTOR="inconnu").err


def test_an_unknown_dossier_is_answered_with_the_near_ones(identified):
    assert "Axe Seine" in identified("next", "axe sein", code=1).err


FILLED = {"…": "2019-05-06", "committee_date=…": "committee_date=2019-05-06"}


def parse(command):
    """Parse a command as the command line does, without running it."""
    name, *words = [FILLED.get(word, word.replace("=…", "=x.pdf")) for word in shlex.split(command)[1:]]
    context = click.Context(commands)
    found = commands.get_command(context, name)
    found.make_context(name, words, parent=context)


@pytest.mark.parametrize("state", [state for state in DAYS if state not in ("closed", "withdrawn")])
def test_every_command_it_prints_can_be_typed(jalon, state):
    with jalon.engine() as engine:
        walk(engine, TWO_REGIONS, to=state)
    told = steps(jalon, TWO_REGIONS)
    assert any(step["reachable"] for step in told.values())
    for step in told.values():
        parse(step["command"])


def test_a_dossier_is_led_to_its_end_by_typing_what_next_says(jalon):
    with jalon.engine() as engine:
        walk(engine, ONE_REGION)
        (jalon.folder / "x.pdf").write_bytes(b"%PDF-1.4 compte rendu")
    for state, day in list(DAYS.items())[1:-1]:
        with jalon.engine() as engine:
            prepare(engine, "axe-seine-2018", state)
        told = [step for step in steps(jalon).values() if step["to"] == state and step["status"] == "ready"]
        command = told[0]["command"].replace(" --on …", "").replace("date=…", f"date={day}") + f" --on {day}"
        jalon(*shlex.split(command.replace("place=…", "place=Rouen").replace("=…", "=x.pdf"))[1:])
    assert jalon("show", ONE_REGION, "--json").json["state"]["name"] == "closed"


def test_english_is_complete(identified):
    said = identified("next", ONE_REGION, "--lang", "en").out
    for words in ("Enter the pilot phase → ◔ Pilot  blocked", "missing: the elected lead", "Later", "drafts:"):
        assert words in said
    for french in ("bloquée", "possible avec", "Plus loin", "rédige", "manque"):
        assert french not in said


def test_a_colour_is_never_the_only_sign(identified):
    screen = seen(identified, "next", ONE_REGION)
    assert "✗ Entrée en phase pilote" in screen
    assert "bloquée" in screen
    assert seen(identified, "next", ONE_REGION, NO_COLOR="1") == screen
