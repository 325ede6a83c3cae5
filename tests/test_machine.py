"""Transitions are fired by the library, on positions that are thrown away, and by nobody else."""

import gc
import logging
import sys
from pathlib import Path

import pytest
from dossiers import our_lifecycle
from lifecycles import SMALL, changed, checked

import workflow
from workflow import machine
from workflow.errors import TransitionNotAllowed, UnknownName, UnknownTransition

OURS = our_lifecycle()
EVERY_PAIR = [(state, trigger) for state in OURS.states for trigger in OURS.transitions]


@pytest.mark.parametrize(("state", "trigger"), EVERY_PAIR)
def test_a_transition_leads_where_it_is_declared_to_and_from_nowhere_else(state, trigger):
    declared = OURS.transition(trigger)
    if state in declared.sources:
        assert machine.fire(OURS, state, trigger, "d") == (declared.target or state)
        return
    with pytest.raises(TransitionNotAllowed) as refused:
        machine.fire(OURS, state, trigger, "axe-seine-2018")
    assert refused.value.possible == tuple(one.name for one in OURS.leaving(state))
    assert refused.value.name == trigger
    assert OURS.state(state).label.fr in refused.value.message.fr
    assert "axe-seine-2018" in refused.value.message.en
    remedy = refused.value.remedy.en
    assert (
        remedy == "this state is final"
        if OURS.state(state).final
        else all(one in remedy for one in refused.value.possible)
    )


@pytest.mark.parametrize(
    "trigger",
    [
        "to_closed",
        "to_pilot",
        "__class__",
        "trigger",
        "state",
        "may_close",
        "is_closed",
        "events",
        "",
        "close ",
        "CLOSE",
    ],
)
def test_only_declared_names_are_triggers(trigger):
    for state in OURS.states:
        with pytest.raises(UnknownTransition) as refused:
            machine.fire(OURS, state, trigger, "d")
        assert refused.value.declared == tuple(OURS.transitions)


def test_a_dossier_in_a_state_that_is_not_declared_goes_nowhere():
    with pytest.raises(UnknownName) as refused:
        machine.fire(OURS, "pilote", "withdraw", "d")
    assert refused.value.near == ("pilot",)


def test_two_lifecycles_do_not_share_their_arrows(tmp_path):
    one = checked(tmp_path, SMALL).lifecycle
    other = checked(
        tmp_path,
        changed("    to: sent\n", "    to: answered\n")
        .replace("[sent]", "[draft]")
        .replace("  sent: {label: {fr: Envoyé, en: Sent}}\n", ""),
    ).lifecycle
    assert machine.fire(one, "draft", "send", "d") == "sent"
    assert machine.fire(other, "draft", "send", "d") == "answered"
    assert machine.fire(one, "draft", "send", "d") == "sent"


def test_a_hundred_thousand_moves_of_as_many_dossiers_keep_nothing():
    machine.fire(OURS, "implemented", "amend", "d")
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(100_000):
        machine.fire(OURS, "implemented", "amend", f"d{number}")
    gc.collect()
    assert sys.getallocatedblocks() - before < 10_000, "a model kept for each move would be ten times that at least"


def test_a_move_writes_nothing_to_the_log(caplog):
    with caplog.at_level(logging.INFO):
        machine.fire(OURS, "implemented", "amend", "d")
        with pytest.raises(TransitionNotAllowed):
            machine.fire(OURS, "implemented", "enter_pilot", "d")
    assert caplog.records == []


def test_the_library_is_given_no_name_that_it_would_import_and_call():
    """transitions imports dotted strings and calls them: nothing from a file may reach it but states and triggers."""
    source = (Path(workflow.__file__).parent / "machine.py").read_text(encoding="utf-8")
    assert not any(word in source for word in ("conditions", "unless", "before=", "after=", "prepare", "on_enter"))
