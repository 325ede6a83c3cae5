"""The present tables are a reading of the history: whatever was accepted, replaying it gives them back row for row."""

import shutil
from collections import Counter

import pytest
from dossiers import (
    BY,
    DAYS,
    INPUTS,
    MINUTES,
    ONE_REGION,
    STEPS,
    TWO_REGIONS,
    StillClock,
    demand_replay,
    dump,
    facts,
    history_of,
    on,
    our_lifecycle,
    row_of,
    walk,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from workflow import replay
from workflow.dates import Period
from workflow.engine import Command, Engine
from workflow.entries import (
    CommitteeSet,
    DeliberationSet,
    MemberSet,
    Note,
    PassageSet,
    PersonSet,
    ProjectSet,
    SignatorySet,
    SignatureSet,
    ValidationSet,
)
from workflow.errors import CorrectionRefused, JalonError, StoreError
from workflow.models import DOSSIER_FACTS, REGISTER, REGISTER_FACTS
from workflow.store import Store

AXE, LACQ = "axe-seine-2018", "lacq-pau-tarbes-2018"


@pytest.mark.parametrize("territory", [ONE_REGION, TWO_REGIONS])
def test_a_whole_life_replays(engine, territory):
    name = walk(engine, territory, to="closed")
    demand_replay(engine)
    present = replay.fold(history_of(engine, name))
    with engine.store.reading() as reading:
        for table in DOSSIER_FACTS:
            assert present.rows(table) == list(reading.rows(table, dossier_id=name))


def test_the_register_replays(engine):
    present = replay.fold(history_of(engine, REGISTER))
    with engine.store.reading() as reading:
        for table in REGISTER_FACTS:
            assert present.rows(table) == list(reading.rows(table))


@pytest.mark.parametrize("state", DAYS)
def test_what_was_accepted_is_legal(sqlite_engine, lifecycle, state):
    name = walk(sqlite_engine, TWO_REGIONS, to=state)
    assert replay.judge(history_of(sqlite_engine, name), lifecycle).state == state


def test_a_history_from_which_an_entry_is_left_out_is_not_legal(sqlite_engine, lifecycle):
    """Whichever transition is missing, the next one starts from the wrong state."""
    entries = history_of(sqlite_engine, walk(sqlite_engine, ONE_REGION, to="implemented"))
    for entry in entries:
        if entry.trigger and entry.to_state != "implemented":
            with pytest.raises(CorrectionRefused, match="elle partirait d’un autre état"):
                replay.judge([one for one in entries if one is not entry], lifecycle)


def test_no_history_is_none(lifecycle):
    with pytest.raises(ValueError, match="no history"):
        replay.judge([], lifecycle)
    assert replay.fold([]).state == ""


def test_a_table_that_says_something_else_is_found(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="projects_collected")
    with sqlite_engine.store.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE project SET cost = 1 WHERE number = 1")
    with pytest.raises(AssertionError, match="Project"):
        demand_replay(sqlite_engine)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE dossier SET state = 'closed'",
        "UPDATE dossier SET state_since = '2019-03-13'",
        "UPDATE dossier SET seq = seq - 1",
        "UPDATE dossier SET head = substr(head, 2) || 'A'",
        "UPDATE dossier SET changed_at = '2020-05-06T10:00:00.999999Z'",
        "UPDATE dossier SET phase = '2023'",
        "UPDATE register_head SET lifecycle = 'x'",
        "UPDATE register_head SET log = 'x'",
        "UPDATE actor SET role = 'administrator'",
        "UPDATE territory SET name = 'x'",
        "DELETE FROM territory_region",
        "DELETE FROM person WHERE number = 1",
        "INSERT INTO member VALUES ('axe-seine-2018', '200053791', 'CC', 'Intruse', NULL, NULL)",
    ],
)
def test_any_row_changed_behind_the_back_of_the_engine_is_found(sqlite_engine, change):
    walk(sqlite_engine, ONE_REGION, to="projects_collected")
    with sqlite_engine.store.transaction() as tx:
        tx.connection.exec_driver_sql(change)
    with pytest.raises(AssertionError, match="Difference"):
        demand_replay(sqlite_engine)


def test_a_dossier_without_a_history_is_found(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    with sqlite_engine.store.transaction() as tx:
        tx.connection.exec_driver_sql("INSERT INTO subject VALUES ('ghost')")
        names = "territory_id, phase, renews, state, state_since, state_precision, seq, head, changed_at, lifecycle"
        tx.connection.exec_driver_sql(f"INSERT INTO dossier (id, {names}) SELECT 'ghost', {names} FROM dossier")
    with pytest.raises(AssertionError, match="ghost"):
        demand_replay(sqlite_engine)


# ── any sequence of commands ──────────────────────────────────────────────────────────────────────────────────────

ACTORS = st.sampled_from(["national", "camille", "claude", "admin"])
SIRENS = st.sampled_from(["200084952", "200023414", "200039204", "200053791"])
NUMBERS = st.sampled_from([None, None, 1, 2, 3])
SOME_DAYS = st.sampled_from(["2018-12-01", "2019-01-15", "2019-03-12", "2019-W18", "2019-06", "2020", "2020-05-06"])
FACTS = st.one_of(
    st.builds(Note, text=st.sampled_from(["vu", "à revoir"])),
    st.builds(MemberSet, siren=SIRENS, name=st.just("CC"), until=st.none()),
    st.builds(MemberSet, siren=SIRENS, until=st.just("2019-12-31")),
    st.builds(PersonSet, number=NUMBERS, role=st.sampled_from(["elected_lead", "industry_lead"]), name=st.just("X")),
    st.builds(PersonSet, number=NUMBERS, until=st.just("2020-01-01")),
    st.builds(ProjectSet, number=NUMBERS, title=st.just("École"), axis=st.just("recruter"), holder=st.just("Ville")),
    st.builds(ProjectSet, number=NUMBERS, status=st.sampled_from(["in_progress", "done", "abandoned"])),
    st.builds(CommitteeSet, number=NUMBERS, committee=st.just("follow_up"), meets_on=st.just("2020-06-01")),
    st.builds(SignatorySet, number=NUMBERS, college=st.just("state"), organisation=st.just("État")),
    st.builds(SignatureSet, document=st.just("protocol"), signatory=st.integers(1, 3)),
    st.builds(DeliberationSet, document=st.just("protocol"), authority=st.just("CC"), voted_on=st.just("2019-04-01")),
    st.builds(
        PassageSet,
        subject=st.sampled_from(["portrait", "services", "decisions", "portait"]),
        item=st.none() | st.integers(1, 2),
        text=st.sampled_from(["Un portrait.\n\nEn deux fois.", "Un autre."]),
    ),
    st.builds(
        ValidationSet,
        region_code=st.sampled_from(["28", "75", "76"]),
        document=st.just("contract"),
        committee_on=st.just("2019-11-04"),
    ),
)
CHANGES = {
    "opened": [
        *({"regions": "28 75"}, {"regions": "75 76"}, {"effective_on": "2018-11"}),
        *({"departments": "27, 76"}, {"departments": ""}),
    ],
    "passage": [{"text": "Encore un autre."}, {"subject": "issues"}],
    "member": [{"name": "CC renommée"}, {"siren": "200053791"}, {"until": ""}],
    "person": [{"name": "Autre Nom"}, {"role": "elected_lead"}, {"until": "2020-03-01"}],
    "project": [{"title": "Autre titre"}, {"status": "paused"}, {"axis": ""}, {"cost": "500"}, {"holder": "Région"}],
    "signatory": [{"organisation": "Autre"}, {"college": "industry"}, {"document": "protocol"}],
    "signature": [{"signatory": "2"}, {"place": "Rouen"}, {"document": "contract"}],
    "deliberation": [{"voted_on": "2019-04-02"}, {"authority": "CA"}],
    "validation": [{"deliberation_number": "CP-1"}, {"region_code": "28"}],
    "transition": [{"effective_on": "2019-03"}, {"effective_on": "2019-W18"}, {"committee_date": "2019-01-14"}],
}
"""What each kind of entry is likely to be corrected in; of any, the day."""
ERASABLE = st.sampled_from(
    ["name", "title", "holder", "comment", "actor", "texts", "evidence.0", "organisation", "text"]
)
CORRECTED_DAYS = [{"effective_on": day} for day in ("2019-03-01", "2019-W03", "2019", "2020-05-01")]


class AnyCommands(RuleBasedStateMachine):
    """Commands as they come, most of them refused: what was accepted replays, what was refused changed nothing."""

    def __init__(self, populated, folder):
        super().__init__()
        file = folder / f"{len(list(folder.iterdir()))}.db"
        shutil.copy(populated, file)
        self.clock = StillClock()
        self.store = Store(f"sqlite:///{file}")
        self.engine = Engine(self.store, clock=self.clock)
        self.lifecycle = our_lifecycle()
        self.accepted = Counter()

    def teardown(self):
        self.store.close()

    def attempt(self, name, command):
        before = dump(self.engine)
        try:
            command()
        except JalonError as refusal:
            refused = refusal
        else:
            self.accepted[name] += 1
            return
        assert dump(self.engine) == before
        of_the_clock = "est en retard" in refused.message.fr
        assert of_the_clock or not isinstance(refused, StoreError), "the database itself had to refuse"

    @initialize(states=st.tuples(*(st.sampled_from([None, *DAYS]) for _ in range(2))))
    def begin(self, states):
        for territory, state in zip((ONE_REGION, TWO_REGIONS), states, strict=True):
            if state:
                walk(self.engine, territory, to=state)

    @rule(territory=st.sampled_from([ONE_REGION, TWO_REGIONS]), actor=ACTORS)
    def open(self, territory, actor):
        self.attempt("open", lambda: self.engine.open(territory, Command(actor)))

    @rule(dossier=st.sampled_from([AXE, LACQ]), payload=FACTS, actor=ACTORS, day=SOME_DAYS, files=st.booleans())
    def record(self, dossier, payload, actor, day, files):
        given = {name: value for name, value in payload if value is not None}
        command = on(day, actor, evidence=(MINUTES,) if files else ())
        self.attempt("record", lambda: self.engine.record(dossier, type(payload)(**given), command))

    @rule(dossier=st.sampled_from([AXE, LACQ]), skipped=st.sampled_from([0, 0, 0, 1]))
    def go_on(self, dossier, skipped):
        """To the next state of the ordinary path, or past it."""
        row = row_of(self.engine, dossier)
        way = list(STEPS)
        place = way.index(row.state) + 1 + skipped if row and row.state in way else skipped
        if row and place < len(way):
            state = way[place]
            for payload, day in facts(dossier, state):
                self.attempt("record", lambda payload=payload, day=day: self.engine.record(dossier, payload, on(day)))
            command = on(DAYS[state], evidence=(MINUTES,))
            self.attempt(
                "advance", lambda: self.engine.advance(dossier, STEPS[state], command, inputs=INPUTS.get(state))
            )

    @rule(
        dossier=st.sampled_from([AXE, LACQ]),
        pick=st.integers(0, 9),
        day=SOME_DAYS,
        grounds=st.sampled_from([{"source": "presse"}, {"comment": "motif"}, {}, {"source": "presse", "comment": "m"}]),
        actor=ACTORS,
    )
    def advance(self, dossier, pick, day, grounds, actor):
        """By any transition that leaves the state, rarely by one that does not."""
        row = row_of(self.engine, dossier)
        leaving = [one.name for one in self.lifecycle.leaving(row.state)] if row else []
        trigger = leaving[pick % len(leaving)] if leaving and pick else "enter_pilot"
        self.attempt("advance", lambda: self.engine.advance(dossier, trigger, on(day, actor, **grounds)))

    @rule(dossier=st.sampled_from([AXE, LACQ]), place=st.integers(0, 99), pick=st.integers(0, 99), void=st.booleans())
    def correct(self, dossier, place, pick, void):
        """Any entry, the last ones more often: they are the ones on which nothing rests."""
        entries = history_of(self.engine, dossier)
        if entries:
            entry = entries[-1 - min(place % 7, len(entries) - 1)] if place % 2 else entries[place % len(entries)]
            likely = CHANGES.get(entry.told, []) + CORRECTED_DAYS
            what = {"void": True} if void else {"changes": likely[pick % len(likely)]}
            command = Command("national", comment="erreur")
            self.attempt("correct", lambda: self.engine.correct(dossier, entry.seq, command, **what))

    @rule(dossier=st.sampled_from([AXE, LACQ]), place=st.integers(0, 99), field=ERASABLE)
    def erase(self, dossier, place, field):
        entries = history_of(self.engine, dossier)
        if entries:
            seq = place % len(entries)
            command = Command("admin", comment="demande")
            self.attempt("erase", lambda: self.engine.erase(dossier, seq, [field], "RGPD, article 17", command))

    @rule(seconds=st.sampled_from([1, 3600, 86400, -60, -600]))
    def time_goes_on(self, seconds):
        self.clock.tick(seconds=seconds)

    @invariant()
    def the_tables_are_what_the_history_gives(self):
        demand_replay(self.engine)

    @invariant()
    def the_history_is_legal_and_in_order(self):
        for name in (AXE, LACQ):
            entries = history_of(self.engine, name)
            if entries:
                replay.judge(entries, self.lifecycle)
            assert [entry.seq for entry in entries] == list(range(len(entries)))
            assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
            instants = [entry.recorded for entry in entries]
            assert instants == sorted(set(instants))


@pytest.mark.slow
def test_whatever_was_accepted_replays_and_whatever_was_refused_changed_nothing(populated_file, tmp_path):
    accepted = Counter()

    class Counted(AnyCommands):
        def teardown(self):
            accepted.update(self.accepted)
            super().teardown()

    run_state_machine_as_test(
        lambda: Counted(populated_file, tmp_path),
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert all(accepted[name] for name in ("record", "advance", "correct", "erase")), (
        "too little was accepted to mean much"
    )


def test_the_period_of_a_row_is_the_one_that_was_told(sqlite_engine):
    name = walk(sqlite_engine, ONE_REGION)
    sqlite_engine.advance(name, "enter_pilot", on("2019-W12", source="presse"))
    with sqlite_engine.store.reading() as reading:
        assert replay.since(sqlite_engine.steps(name, BY.national.actor)[0]) == Period.parse("2019-W12")
        assert replay.voided_numbers(reading, name, "project") == set()
