"""One command about many dossiers: each is held, then read with the others, and never as it was a moment ago."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, StillClock, on, prepare, row_of, rows, walk

from workflow.engine import Engine
from workflow.engine.together import Together
from workflow.entries import PersonSet
from workflow.errors import TransitionBlocked, UnknownName
from workflow.models import DOSSIER_FACTS, Dossier, HistoryEntry, Person
from workflow.store import Store

AXE, LACQ = f"{ONE_REGION}-2018", f"{TWO_REGIONS}-2018"
ENTERING = on("2019-02-01", comment="compte rendu à venir")
DAY = {"committee_date": "2019-01-15"}
TAKING_OVER = PersonSet(role="industry_lead", name="Jean Petit")


@pytest.fixture
def both(engine):
    """Two dossiers that may become pilots."""
    for territory in (ONE_REGION, TWO_REGIONS):
        prepare(engine, walk(engine, territory), "pilot")
    return engine


def written(engine):
    """How many entries there are."""
    return len(rows(engine, HistoryEntry))


# ── who is held ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_is_held_once_in_the_order_of_the_names_however_it_is_called(both):
    with both.store.transaction() as tx:
        held = Together(tx, [LACQ, "Axe Seine", "ti-2801", AXE, "LACQ PAU TARBES"]).held
        assert [dossier.id for dossier in held] == [AXE, LACQ]


def test_a_dossier_named_twice_moves_once(both):
    receipts = both.advance_together([AXE, "Axe Seine", AXE], "enter_pilot", ENTERING, inputs=DAY)
    assert [receipt.dossier for receipt in receipts] == [AXE]
    assert row_of(both, AXE).seq == receipts[0].seq


def test_a_name_that_means_none_saves_nothing_for_the_others(both):
    before = written(both)
    for name in ("nulle-part", "", "\0", f"{AXE}\0", "a" * 600, "\ud800", "'; --", "{axe}", "NULL"):
        with pytest.raises(UnknownName):
            both.advance_together([AXE, name, LACQ], "enter_pilot", ENTERING, inputs=DAY)
    assert written(both) == before
    assert {row.state for row in rows(both, Dossier)} == {"identified"}


# ── what is read of them ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_read_of_many_is_what_is_read_of_each(engine):
    walk(engine, ONE_REGION, to="contract_validated")
    walk(engine, TWO_REGIONS, to="protocol_signed")
    with engine.store.transaction() as tx:
        together = Together(tx, [AXE, LACQ])
        for dossier in together.held:
            facts = together.facts(dossier)
            for table in DOSSIER_FACTS:
                assert list(facts(table)) == list(tx.rows(table, dossier_id=dossier.id)), table


@pytest.mark.parametrize(
    ("meanwhile", "moved"), [(TAKING_OVER, [AXE, LACQ]), (PersonSet(number=1, until="2019-01-20"), [])]
)
def test_what_somebody_records_while_a_ceremony_waits_is_seen_by_it(engine, database_url, meanwhile, moved):
    """The one who came first is still writing: the ceremony waits for him, and judges by what he wrote."""
    for territory in (ONE_REGION, TWO_REGIONS):
        prepare(engine, walk(engine, territory), "pilot")
    if moved:
        (leaves,) = [row.number for row in rows(engine, Person, dossier_id=LACQ) if row.role == "industry_lead"]
        engine.record(LACQ, PersonSet(number=leaves, until="2019-01-20"), BY.national)
    with closing(Store(database_url, timeout=30)) as store, ThreadPoolExecutor(1) as others:
        ceremony = Engine(store, clock=StillClock()).advance_together
        with engine.batch(BY.national) as batch:
            batch.record(LACQ, meanwhile)
            waiting = others.submit(ceremony, [AXE, LACQ], "enter_pilot", ENTERING, inputs=DAY)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        if moved:
            assert [receipt.dossier for receipt in waiting.result(timeout=30)] == moved
        else:
            with pytest.raises(TransitionBlocked):
                waiting.result(timeout=30)
    assert [row.id for row in rows(engine, Dossier) if row.state == "pilot"] == moved


# ── one question for however many ─────────────────────────────────────────────────────────────────────────────────


def test_rows_are_asked_for_among_no_value_or_forty_thousand(both):
    with both.store.reading() as reading:
        assert reading.among(Dossier, "id", []) == []
        many = [LACQ, *(f"x{number}" for number in range(40_000)), AXE, LACQ]
        assert [row.id for row in reading.among(Dossier, "id", many)] == [AXE, LACQ]


def test_a_value_is_no_more_than_itself(both):
    strange = ["{" + AXE + "}", f'"{AXE}"', f"{AXE}'", f"{AXE},{LACQ}", "\\", "NULL", "é\u202f", "%", "null", ""]
    with both.store.reading() as reading:
        assert reading.among(Dossier, "id", strange) == []
        assert [row.id for row in reading.among(Dossier, "id", [*strange, AXE])] == [AXE]
