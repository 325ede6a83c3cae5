"""No question reads the whole history where an index holds the answer: SQLite is asked how it goes about each."""

import re
from datetime import UTC, date, datetime

import pytest
from dossiers import MINUTES, ONE_REGION, TWO_REGIONS, walk
from sqlalchemy import event

from workflow.audit import arrivals, corrections, durations, knowledge, lateness, marked, passages, search
from workflow.audit.scope import Scope
from workflow.engine import Command
from workflow.entries import Note
from workflow.reports import report

DAY, NOW, EARLY = date(2020, 5, 6), datetime(2020, 5, 8, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
SCOPE = Scope(DAY, NOW)


@pytest.fixture
def engine(sqlite_engine):
    """Two dossiers, one of them corrected, with a piece of evidence."""
    dossier = walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    walk(sqlite_engine, TWO_REGIONS, to="pilot")
    seq = sqlite_engine.record(dossier, Note(text="vu"), Command("national", evidence=(MINUTES,))).seq
    sqlite_engine.correct(dossier, seq, Command("national", comment="erreur"), void=True)
    return sqlite_engine


def plan(engine, ask):
    """How SQLite reads the history for a question: the lines of its plan that name the table of entries."""
    statements = []

    @event.listens_for(engine.store.engine, "before_cursor_execute")
    def _note(connection, cursor, statement, parameters, context, many):
        statements.append((statement, parameters))

    with engine.store.reading() as reading:
        ask(engine, reading)
        told = [one for one in statements if "history_entry" in one[0]]
        raw = reading.connection.connection.cursor()
        return [
            line[3]
            for statement, parameters in told
            for line in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            if re.match(r"(SCAN|SEARCH) (history_entry|anon|place)", line[3])
        ]


def asked(**question):
    return lambda engine, reading: search.search(engine, reading, search.Question(**question), SCOPE)


QUESTIONS = {
    "report": lambda engine, reading: report(engine, reading, DAY, NOW),
    "report of a region": lambda engine, reading: report(engine, reading, DAY, NOW, "28"),
    "whereabouts": lambda engine, reading: arrivals.whereabouts(engine, reading, SCOPE, ONE_REGION),
    "arrivals": lambda engine, reading: arrivals.arrivals(engine, reading, SCOPE, "pilot"),
    "durations": lambda engine, reading: durations.durations(engine, reading, SCOPE),
    "overdue": lambda engine, reading: durations.overdue(engine, reading, SCOPE),
    "passage": lambda engine, reading: passages.passage(engine, reading, SCOPE, "pilot", "protocol_signed"),
    "late": lambda engine, reading: lateness.late(engine, reading, SCOPE),
    "overrides": lambda engine, reading: marked.overrides(engine, reading, SCOPE),
    "backfills": lambda engine, reading: marked.backfills(engine, reading, SCOPE),
    "corrections": lambda engine, reading: corrections.corrections(engine, reading, SCOPE),
    "diff": lambda engine, reading: knowledge.diff(engine, reading, SCOPE, EARLY),
    "search": asked(),
    "search by actor": asked(actor="national"),
    "search by kind": asked(kind="note"),
    "search by trigger": asked(trigger="enter_pilot"),
    "search by period": asked(effective_from=date(2019, 4, 1), effective_to=date(2019, 4, 30)),
    "search by instant": asked(recorded_from=date(2020, 5, 1), recorded_to=date(2020, 5, 7)),
    "search by dossier": asked(dossier=ONE_REGION),
    "search by evidence": asked(evidence="committee_minutes"),
    "search by text": asked(text="vu"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_the_table_from_end_to_end(engine, name):
    """Going through a whole index is fair for a question about everything; through the bodies it never is."""
    lines = plan(engine, QUESTIONS[name])
    assert lines
    scans = [line for line in lines if line.startswith("SCAN history_entry") and "INDEX" not in line]
    assert scans == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("report", "COVERING INDEX history_entry_moves"),
        ("whereabouts", r"COVERING INDEX history_entry_moves \(dossier_id=\?\)"),
        ("arrivals", "COVERING INDEX history_entry_moves"),
        ("durations", "COVERING INDEX history_entry_moves"),
        ("late", "COVERING INDEX history_entry_recorded"),
        ("overrides", r"INDEX history_entry_overrides \(recorded_at<\?\)"),
        ("backfills", r"COVERING INDEX history_entry_backfills \(recorded_at<\?\)"),
        ("corrections", r"COVERING INDEX history_entry_corrected \(recorded_at<\?\)"),
        ("search", "COVERING INDEX history_entry_recorded"),
        ("search by actor", r"COVERING INDEX history_entry_recorded \(recorded_at<\?\)"),
        ("search by kind", r"COVERING INDEX history_entry_recorded \(recorded_at<\?\)"),
        ("search by trigger", r"COVERING INDEX history_entry_recorded \(recorded_at<\?\)"),
        ("search by period", r"COVERING INDEX history_entry_recorded \(recorded_at<\?\)"),
        ("search by instant", r"COVERING INDEX history_entry_recorded \(recorded_at>\? AND recorded_at<\?\)"),
        ("search by dossier", r"INDEX sqlite_autoindex_history_entry_\d \(dossier_id=\?\)"),
        ("search by evidence", r"INDEX history_entry_evidence \(recorded_at<\?\)"),
        ("search by text", r"INDEX history_entry_recorded \(recorded_at<\?\)"),
    ],
)
def test_each_question_has_its_index(engine, name, index):
    assert any(re.search(index, line) for line in plan(engine, QUESTIONS[name])), plan(engine, QUESTIONS[name])


def test_looking_for_a_correction_touches_the_corrections_alone(engine):
    lines = plan(engine, QUESTIONS["report"])
    assert any("history_entry_corrections (dossier_id=? AND about=? AND seq>?)" in line for line in lines)


def test_the_entries_of_a_page_are_looked_up_by_their_places(engine):
    lines = plan(engine, QUESTIONS["search"])
    assert any(re.search(r"sqlite_autoindex_history_entry_\d \(dossier_id=\? AND seq=\?\)", line) for line in lines)


def test_a_page_is_read_in_as_many_statements_whatever_its_length(engine):
    """Nothing is asked once per row."""

    def statements(limit):
        count = 0

        def note(*arguments):
            nonlocal count
            count += 1

        event.listen(engine.store.engine, "before_cursor_execute", note)
        with engine.store.reading() as reading:
            page = search.search(engine, reading, search.Question(paging=search.Paging(limit=limit)), SCOPE)
        event.remove(engine.store.engine, "before_cursor_execute", note)
        return count, len(page.rows)

    (few, two), (many, more) = statements(2), statements(60)
    assert two < more
    assert few == many
