"""Every answer is what one gets by reading every entry: for random histories, with corrections, on both dates."""

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from bitemporal import (
    ACTORS,
    AIMS,
    STORIES,
    TERRITORIES,
    WORDS,
    Aim,
    Reader,
    begin,
    counts,
    instant,
    kaplan_meier,
    paris_day,
    tell,
    trial_lifecycle,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from workflow.audit import arrivals, corrections, durations, knowledge, lateness, marked, passages, search
from workflow.audit.pages import LARGEST, Paging
from workflow.audit.scope import Scope
from workflow.database import Durability
from workflow.language import Text
from workflow.models import REGISTER
from workflow.names import fold
from workflow.reports import report
from workflow.schema import upgrade
from workflow.store import Store

ALL = Paging(limit=LARGEST)
QUICK = Durability("MEMORY", "OFF", Text("", ""))


TODAY = date(2021, 1, 1)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A database in which nothing has happened yet."""
    folder = tmp_path_factory.mktemp("begun")
    store = Store(f"sqlite:///{folder}/jalon.db", durability=QUICK)
    upgrade(store)
    begin(store, trial_lifecycle(folder))
    store.close()
    return folder / "jalon.db"


@pytest.fixture(scope="module")
def postgres_begun(postgres_server, tmp_path_factory):
    """The same on PostgreSQL, by its name."""
    name = postgres_server.create()
    store = Store(postgres_server.url(name))
    upgrade(store)
    begin(store, trial_lifecycle(tmp_path_factory.mktemp("begun")))
    store.close()
    return name


FIELDS = {
    "actor": st.sampled_from(list(ACTORS)),
    "role": st.sampled_from(["national", "coordinator", "administrator"]),
    "kind": st.sampled_from(["opened", "transition", "note", "correction", "territory"]),
    "trigger": st.sampled_from(["engage", "agree", "amend"]),
    "origin": st.sampled_from(["cli", "backfill", "system"]),
    "dossier": st.sampled_from([*(f"{name}-2018" for name in TERRITORIES), REGISTER]),
    "effective_from": AIMS,
    "effective_to": AIMS,
    "recorded_from": AIMS,
    "recorded_to": AIMS,
    "text": st.sampled_from([*WORDS, "REUNION A L HOTEL", "d'accord", "edition d ete", "oeuvre", "alpha", "signe.pdf"]),
    "evidence": st.sampled_from(["press", "signed_document", "a" * 64, "c" * 64]),
}
ONE_FIELD = st.sampled_from(list(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))
ASKED = st.lists(ONE_FIELD, min_size=1, max_size=2).map(dict)
"""One or two things asked: more would hardly ever be answered."""
CASE = {
    "story": STORIES,
    "aims": st.lists(AIMS, min_size=2, max_size=3),
    "searches": st.lists(ASKED, min_size=4, max_size=8),
    "sort": st.sampled_from(search.SORTS),
    "descending": st.booleans(),
}
UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


@pytest.mark.slow
@settings(max_examples=20, **UNHURRIED)
@given(**CASE)
def test_every_answer_is_what_reading_every_entry_gives(begun, tmp_path, **case):
    shutil.copy(begun, tmp_path / "jalon.db")
    answers_agree(f"sqlite:///{tmp_path}/jalon.db", **case)


@pytest.mark.slow
@settings(max_examples=3, phases=[Phase.generate], **UNHURRIED)
@given(**CASE)
def test_on_postgresql_too(postgres_server, postgres_begun, **case):
    name = postgres_server.create(template=postgres_begun)
    answers_agree(postgres_server.url(name), **case)
    postgres_server.drop(name)


def answers_agree(url, story, aims, searches, sort, descending):
    """Tell the story in that database, ask all the questions, and read every entry to answer them."""
    store = Store(url, durability=QUICK)
    engine = tell(store, story)
    with store.reading() as reading:
        reader = Reader(engine, reading)
        scopes = [Scope(aim.on(reader), aim.known(reader), aim.region) for aim in aims]
        # What is known at the end, of the day after all: there most is to be told.
        scopes.append(Scope(TODAY, max(map(instant, reader.entries)) + timedelta(seconds=1)))
        for scope in scopes:
            the_counters(engine, reading, reader, scope)
            the_durations(engine, reading, reader, scope)
            the_passages(engine, reading, reader, scope)
            the_whereabouts(engine, reading, reader, scope)
            what_is_late(engine, reading, reader, scope)
            what_is_marked(engine, reading, reader, scope)
        for scope in scopes[1:]:
            since, until = sorted((scope.known, scopes[0].known))
            if since < until:
                what_was_learnt(engine, reading, reader, replace(scope, known=until), since)
        for number, asked in enumerate(searches):
            days = {name: value.on(reader) if isinstance(value, Aim) else value for name, value in asked.items()}
            what_is_found(engine, reading, reader, scopes[-1 - number % 2], days, sort, descending)
    store.close()


def the_counters(engine, reading, reader, scope):
    told = report(engine, reading, scope.on, scope.known, scope.code)
    entered, standing, backfilled, read = [], [], 0, 0
    for dossier, moves in reader.within(scope.on, scope.known):
        codes = reader.regions(dossier, scope.known)
        entered += [(move.to_state, dossier, codes) for move in moves]
        standing.append((moves[-1].to_state, dossier, codes))
        read += len(moves)
        if scope.code is None or scope.code in codes:
            backfilled += sum(move.origin == "backfill" for move in moves)
    assert _plain(told.national.entered) == counts(entered)
    assert _plain(told.national.standing) == counts(standing)
    for code, tally in told.regions.items():
        here = [one for one in entered if code in one[2]]
        assert {name: count.dossiers for name, count in tally.entered.items()} == {
            name: number for name, (number, _) in counts(here).items()
        }
    assert (told.backfilled, told.entries) == (backfilled, read)


def _plain(counters):
    return {name: (count.dossiers, count.regions) for name, count in counters.items()}


def the_durations(engine, reading, reader, scope):
    found = durations.durations(engine, reading, scope)
    over, waiting, inexact, late = defaultdict(list), defaultdict(list), Counter(), []
    lifecycle = found.lifecycle
    read = sum(len(moves) for _, moves in reader.within(scope.on, scope.known, scope.code))
    for dossier, stays in reader.stays(scope.on, scope.known, scope.code):
        for state, since, until, exact in stays:
            declared = lifecycle.state(state)
            if declared.final:
                continue
            lasted = max(0, ((until or scope.on) - since).days)
            (over if until else waiting)[state].append(lasted)
            inexact[state] += not exact
            if until is None and declared.target_days is not None and lasted > declared.target_days:
                late.append((lasted - declared.target_days, dossier))
    assert set(found.states) == {*over, *waiting}
    for state, stays in found.states.items():
        told = stays.quartiles
        assert (told.first, told.median, told.third) == kaplan_meier(over[state], waiting[state])
        assert (stays.left, stays.waiting) == (len(over[state]), len(waiting[state]))
        assert stays.oldest == max(waiting[state], default=None)
        assert stays.longest == max(over[state], default=None)
        assert stays.approximate == inexact[state]
    assert found.basis.entries == read
    beyond = durations.overdue(engine, reading, scope)
    assert [(one.over, one.dossier.dossier) for one in beyond.rows] == sorted(late, reverse=True)
    assert beyond.total == len(late) == sum(stays.beyond for stays in found.states.values())


def the_passages(engine, reading, reader, scope):
    for source, target in (("announced", "agreed"), ("agreed", "engaged")):
        the_passage(engine, reading, reader, scope, source, target)


def the_passage(engine, reading, reader, scope, source, target):
    found = passages.passage(engine, reading, scope, source, target)
    expected = {}
    for dossier, stays in reader.stays(scope.on, scope.known, scope.code):
        start = next((place for place, stay in enumerate(stays) if stay[0] == source), None)
        if start is None:
            continue
        arrival = next((stay[1] for stay in stays[start + 1 :] if stay[0] == target), None)
        ended = stays[-1][1] if stays[-1][0] in ("done", "dropped") else None
        day, outcome = (arrival, "arrived") if arrival else (ended, "ended") if ended else (scope.on, "waiting")
        expected[dossier] = (outcome, max(0, (day - stays[start][1]).days))
    assert {one.dossier.dossier: (one.outcome, one.days) for one in found.journeys} == expected
    arrived = [days for outcome, days in expected.values() if outcome == "arrived"]
    others = [days for outcome, days in expected.values() if outcome != "arrived"]
    told = found.quartiles
    assert (told.first, told.median, told.third) == kaplan_meier(arrived, others)
    assert (found.arrived, found.waiting + found.ended) == (len(arrived), len(others))


def the_whereabouts(engine, reading, reader, scope):
    stood = {dossier: stays[-1] for dossier, stays in reader.stays(scope.on, scope.known)}
    for dossier in reader.dossiers:
        found = arrivals.whereabouts(engine, reading, scope, dossier)
        state, since, _, _ = stood.get(dossier, (None, None, None, None))
        assert (found.state.name if found.state else None) == state
        assert (found.since.last if found.since else None) == since
        assert found.dossier.regions == reader.regions(dossier, scope.known)
    for state in ("engaged", "agreed"):
        firsts = {}
        for dossier, moves in reader.within(scope.on, scope.known, scope.code):
            days = [move.period.last for move in moves if move.to_state == state]
            if days:
                firsts[dossier] = min(days)
        found = arrivals.arrivals(engine, reading, scope, state)
        assert {one.dossier.dossier: one.period.last for one in found.rows} == firsts
        middle = scope.on - timedelta(days=20)
        since = arrivals.arrivals(engine, reading, scope, state, since=middle)
        assert {one.dossier.dossier for one in since.rows} == {name for name, day in firsts.items() if day > middle}


def what_is_late(engine, reading, reader, scope):
    expected = []
    for dossier, own in reader.dossiers.items():
        if scope.code is not None and scope.code not in reader.regions(dossier, scope.known):
            continue
        for entry in reader.counting(dossier, scope.on, scope.known):
            original = own[entry.about]
            after = (paris_day(original) - entry.period.last).days
            expected.append((after, dossier, entry.seq, original.origin == "backfill"))
    latest_first = sorted(expected, key=lambda one: one[:3], reverse=True)
    # As many days as something is late, or one less: there the answer changes.
    middle = max(0, latest_first[len(latest_first) // 2][0]) if latest_first else 5
    for most in {0, middle, max(0, middle - 1)}:
        found = lateness.late(engine, reading, scope, more_than=most, paging=Paging(limit=LARGEST, descending=True))
        shown = [(one.days, one.found.dossier.dossier, one.found.entry.seq, one.backfilled) for one in found.rows]
        assert shown == [one for one in latest_first if one[0] > most]
        assert found.total == len(shown)
        without = lateness.late(engine, reading, scope, more_than=most, backfilled=False, paging=Paging(limit=LARGEST))
        assert without.total == sum(not backfilled for *_, backfilled in shown)


def what_is_marked(engine, reading, reader, scope):
    told = sorted(reader.told(scope.on, scope.known, scope.code), key=_place)
    passed = [entry for entry in told if entry.seq == entry.about and getattr(entry.payload, "overridden", None)]
    taken = [entry for entry in told if entry.origin == "backfill"]
    corrected = [entry for entry in told if entry.seq != entry.about]
    for page, expected in (
        (marked.overrides(engine, reading, scope, ALL), passed),
        (marked.backfills(engine, reading, scope, ALL), taken),
        (corrections.corrections(engine, reading, scope, ALL), corrected),
    ):
        assert [one.found.entry for one in page.rows] == expected
        assert page.total == page.basis.entries == len(expected)
    for one in corrections.corrections(engine, reading, scope, ALL).rows:
        own = reader.dossiers[one.found.entry.dossier]
        before = [entry for entry in own if entry.about == one.found.entry.about and entry.seq < one.found.entry.seq]
        assert one.before == before[-1]
        assert one.found.entry.corrects == one.before.hash


def _place(entry):
    return entry.recorded, entry.dossier, entry.seq


def what_was_learnt(engine, reading, reader, scope, since):
    found = knowledge.diff(engine, reading, scope, since)
    new, revised, recorded = [], [], Counter()
    for subject, own in reader.histories.items():
        if scope.code is not None and (subject == REGISTER or scope.code not in reader.regions(subject, scope.known)):
            continue
        recorded.update(entry.kind for entry in own if since <= instant(entry) < scope.known)
        if subject == REGISTER:
            continue
        was, now = reader.in_force(subject, since), reader.in_force(subject, scope.known)
        counting = {entry.about for entry in reader.counting(subject, scope.on, scope.known)}
        for about, entry in now.items():
            if about not in was and entry.to_state and about in counting:
                new.append((entry.period.first, entry.period.last, subject, about))
            if about in was and was[about] != entry and not (was[about].voided and entry.voided):
                revised.append((subject, about, was[about], entry))
    assert [(one.period.first, one.period.last, one.dossier.dossier, one.about) for one in found.arrivals] == sorted(
        new
    )
    shown = [(one.dossier.dossier, one.before.about, one.before, one.after) for one in found.revised]
    assert shown == sorted(revised, key=lambda one: one[:2])
    assert found.recorded == dict(recorded)
    before, after = (report(engine, reading, scope.on, known, scope.code) for known in (since, scope.known))
    was, now = (told.regions[scope.code] if scope.code else told.national for told in (before, after))
    changed = {name for name in {*was.entered, *now.entered} if was.entered.get(name) != now.entered.get(name)}
    assert {shift.state.name for shift in found.shifts} == changed


def what_is_found(engine, reading, reader, scope, asked, sort, descending):
    if asked.get("dossier", REGISTER) not in {*reader.dossiers, REGISTER}:
        return
    expected = [entry for entry in reader.told(scope.on, scope.known, scope.code) if _answers(entry, asked)]
    keys = {
        "recorded": _place,
        "effective": lambda entry: (entry.period.first.isoformat(), entry.dossier, entry.seq),
        "dossier": lambda entry: (entry.dossier, entry.seq),
    }
    expected.sort(key=keys[sort], reverse=descending)
    shown, after = [], None
    for _ in range(len(expected) + 1):
        paging = Paging(limit=7, after=after, descending=descending)
        page = search.search(engine, reading, search.Question(**asked, sort=sort, paging=paging), scope)
        assert page.total == len(expected)
        shown += [one.entry for one in page.rows]
        after = page.next
        if after is None:
            break
    assert shown == expected


def _answers(entry, asked):
    written = [entry.comment, entry.source, *_strings(entry.payload.split()[1]), *_strings(_files(entry))]
    meets = {
        "actor": lambda wanted: entry.author.id == f"agt-{[*ACTORS].index(wanted) + 2:04}",
        "role": lambda wanted: entry.author.role == wanted,
        "kind": lambda wanted: entry.kind == wanted,
        "trigger": lambda wanted: entry.trigger == wanted,
        "origin": lambda wanted: entry.origin == wanted,
        "dossier": lambda wanted: entry.dossier == wanted,
        "effective_from": lambda wanted: entry.period.last >= wanted,
        "effective_to": lambda wanted: entry.period.first <= wanted,
        "recorded_from": lambda wanted: paris_day(entry) >= wanted,
        "recorded_to": lambda wanted: paris_day(entry) <= wanted,
        "text": lambda wanted: any(fold(wanted) in fold(text) for text in written if text),
        "evidence": lambda wanted: any(wanted in (ref.kind, ref.sha256) for ref in entry.evidence),
    }
    return all(meets[name](wanted) for name, wanted in asked.items())


def _files(entry):
    return [{"name": ref.name, "sha256": ref.sha256} for ref in entry.evidence]


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def test_the_stories_have_something_to_tell(begun, tmp_path):
    """Else the model would agree about nothing."""
    seen = Counter()

    @settings(max_examples=8, deadline=None, database=None, derandomize=True)
    @given(story=STORIES)
    def listen(story):
        shutil.copy(begun, tmp_path / "jalon.db")
        store = Store(f"sqlite:///{tmp_path}/jalon.db", durability=QUICK)
        engine = tell(store, story)
        with store.reading() as reading:
            for own in Reader(engine, reading).dossiers.values():
                for entry in own:
                    seen[entry.kind] += 1
                    seen["voided"] += entry.voided
                    seen["backfilled"] += entry.origin == "backfill"
                    seen["overridden"] += bool(getattr(entry.payload, "overridden", None))
                    seen["reopened"] += entry.about == 0 and entry.seq > 0
                    seen["corrected again"] += entry.restates is not None and own[entry.about].seq < entry.seq - 1
                    seen[entry.period.precision] += 1
        store.close()

    listen()
    expected = {"opened", "transition", "note", "correction", "voided", "backfilled", "overridden", "reopened"}
    assert {what: seen[what] for what in expected if seen[what] < 5} == {}
    assert {"day", "week", "month", "year"} <= seen.keys()
