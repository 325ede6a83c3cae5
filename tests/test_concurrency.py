"""Several people at once, each in a process of their own: one wins a dossier, the others are told; nothing is lost."""

from collections import Counter
from dataclasses import replace

import pytest
from dossiers import (
    BY,
    ONE_REGION,
    TWO_REGIONS,
    StillClock,
    demand_replay,
    history_of,
    prepare,
    row_of,
    rows,
    step,
    walk,
)
from processes import together

from workflow.engine import Command, Engine
from workflow.entries import ActorSet, Note, ProjectSet, TerritoryAdded
from workflow.errors import JalonError
from workflow.models import REGISTER, Dossier
from workflow.store import Store

AXE, LACQ = "axe-seine-2018", "lacq-pau-tarbes-2018"
HOW_MANY = pytest.mark.parametrize("count", [2, 8])


def attempt(url, name, *given, **options):
    """One command of an engine in this process: its receipt, or the name of its refusal with its sentence."""
    store = Store(url, timeout=30)
    try:
        return getattr(Engine(store, clock=StillClock()), name)(*given, **options)
    except JalonError as refusal:
        return f"{type(refusal).__name__}: {refusal}"
    finally:
        store.close()


def advance(url, dossier, state, command):
    return attempt(url, "advance", dossier, step(state)[0], command, inputs={"committee_date": "2019-01-15"})


def won(outcomes):
    return [one for one in outcomes if not isinstance(one, str)]


def lost(outcomes):
    """How many were refused, by the error."""
    return Counter(one.partition(":")[0] for one in outcomes if isinstance(one, str))


@HOW_MANY
def test_of_those_who_advance_one_dossier_at_once_one_wins(engine, database_url, count):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot")
    outcomes = together(advance, [(database_url, AXE, "pilot", step("pilot")[1])] * count)
    assert len(won(outcomes)) == 1
    assert lost(outcomes) == {"TransitionNotAllowed": count - 1}, outcomes
    assert row_of(engine, AXE).head == won(outcomes)[0].hash
    demand_replay(engine)


@HOW_MANY
def test_of_those_who_had_the_same_state_before_their_eyes_one_wins(engine, database_url, count):
    walk(engine, ONE_REGION)
    command = replace(BY.national, expected_seq=0)
    jobs = [(database_url, "record", AXE, ProjectSet(title=f"Projet {number}"), command) for number in range(count)]
    outcomes = together(attempt, jobs)
    assert len(won(outcomes)) == 1
    assert lost(outcomes) == {"TransitionConflict": count - 1}, outcomes
    assert row_of(engine, AXE).seq == 1
    demand_replay(engine)


@HOW_MANY
def test_facts_recorded_at_once_are_all_kept_one_after_the_other(engine, database_url, count):
    walk(engine, ONE_REGION)
    jobs = [(database_url, "record", AXE, ProjectSet(title=f"Projet {n}"), BY.national) for n in range(count)]
    outcomes = together(attempt, jobs)
    assert sorted(receipt.seq for receipt in outcomes) == list(range(1, count + 1))
    assert sorted(entry.payload.number for entry in history_of(engine, AXE)[1:]) == list(range(1, count + 1))
    demand_replay(engine)


@HOW_MANY
def test_who_advances_his_own_dossier_hinders_nobody(engine, database_url, count):
    names = [f"territoire-{number}" for number in range(count)]
    engine.register_all([TerritoryAdded(id=name, name=name, regions=["28"]) for name in names], BY.administrator)
    with engine.batch(BY.national) as batch:
        for name in names:
            batch.open(name)
    why = Command("national", comment="il renonce")
    outcomes = together(attempt, [(database_url, "advance", f"{name}-2018", "withdraw", why) for name in names])
    assert lost(outcomes) == {}, outcomes
    assert {row.state for row in rows(engine, Dossier)} == {"withdrawn"}
    demand_replay(engine)


@HOW_MANY
def test_the_same_command_given_many_times_at_once_is_done_once(engine, database_url, count):
    walk(engine, ONE_REGION)
    command = Command("national", key="double clic", comment="il renonce")
    outcomes = together(attempt, [(database_url, "advance", AXE, "withdraw", command)] * count)
    assert {receipt.hash for receipt in outcomes} == {row_of(engine, AXE).head}
    assert sorted(receipt.repeated for receipt in outcomes) == [False] + [True] * (count - 1)
    assert row_of(engine, AXE).seq == 1


def test_one_key_for_two_dossiers_at_once_serves_one_of_them(engine, database_url):
    for territory in (ONE_REGION, TWO_REGIONS):
        walk(engine, territory)
    command = Command("national", key="la même")
    outcomes = together(attempt, [(database_url, "record", name, Note(text="x"), command) for name in (AXE, LACQ)])
    assert len(won(outcomes)) == 1
    assert lost(outcomes) == {"KeyReused": 1}, outcomes
    demand_replay(engine)


@HOW_MANY
def test_a_territory_opened_by_several_at_once_has_one_dossier(engine, database_url, count):
    outcomes = together(attempt, [(database_url, "open", ONE_REGION, BY.national)] * count)
    assert len(won(outcomes)) == 1
    assert lost(outcomes) == {"AlreadyExists": count - 1}, outcomes
    demand_replay(engine)


def test_the_register_takes_one_after_the_other(engine, database_url):
    before = len(history_of(engine, REGISTER))
    actors = [ActorSet(id=f"agt-1{n}", handle=f"nouveau-{n}", label="N", role="auditor") for n in range(4)]
    outcomes = together(attempt, [(database_url, "register", actor, BY.administrator) for actor in actors])
    assert sorted(receipt.seq for receipt in outcomes) == list(range(before, before + 4))
    demand_replay(engine)


def test_two_ceremonies_over_the_same_dossiers_do_not_wait_for_each_other_for_ever(engine, database_url):
    for territory in (ONE_REGION, TWO_REGIONS):
        walk(engine, territory)
    why = Command("national", comment="ils renoncent")
    orders = [[AXE, LACQ], [LACQ, AXE]] * 2
    outcomes = together(attempt, [(database_url, "advance_together", order, "withdraw", why) for order in orders])
    assert len(won(outcomes)) == 1
    assert lost(outcomes) == {"TransitionNotAllowed": 3}, outcomes
    demand_replay(engine)


def test_who_reads_while_others_write_sees_whole_entries(engine, database_url):
    walk(engine, ONE_REGION)
    jobs = [(database_url, "record", AXE, Note(text="x"), BY.national)] * 3
    outcomes = together(attempt_or_check, [*jobs, *[(database_url, None)] * 3])
    assert [one for one in outcomes if one == "whole"] == ["whole"] * 3
    assert row_of(engine, AXE).seq == 3


def attempt_or_check(url, name, *given):
    if name is not None:
        return attempt(url, name, *given)
    store = Store(url, timeout=30)
    for _ in range(20):
        demand_replay(Engine(store))
    store.close()
    return "whole"
