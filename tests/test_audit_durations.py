"""How long it takes: in each state, from one to another, and who has been waiting for too long."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from dossiers import ONE_REGION, TWO_REGIONS, StillClock, our_lifecycle, step, walk
from hypothesis import given
from hypothesis import strategies as st

from workflow.audit.durations import durations, overdue
from workflow.audit.pages import Paging
from workflow.audit.passages import Outcome, passage
from workflow.audit.scope import Scope
from workflow.audit.survival import Quartiles, quartiles, remaining
from workflow.dates import Period
from workflow.engine import Command, Engine
from workflow.entries import ActorSet, TerritoryAdded
from workflow.errors import UnknownName
from workflow.schema import upgrade
from workflow.store import Store

TODAY, NOW = date(2020, 5, 6), datetime(2022, 12, 31, tzinfo=UTC)


def asked(engine, question, *arguments, scope=None, **named):
    with engine.store.reading() as reading:
        return question(engine, reading, scope or Scope(TODAY, NOW), *arguments, **named)


# ── times of which some are not over ──────────────────────────────────────────────────────────────────────────────


def test_where_all_is_over_the_quartiles_are_those_of_the_days():
    assert quartiles(Counter([10, 20, 30, 40]), Counter()) == Quartiles(10, 20, 30)
    assert quartiles(Counter([7]), Counter()) == Quartiles(7, 7, 7)


def test_those_that_still_wait_push_the_median_up():
    """Six of ten left in 10 to 60 days and four have waited for 100: half had left after 50 days, not after 30."""
    over = Counter([10, 20, 30, 40, 50, 60])
    assert quartiles(over, Counter()).median == 30
    assert quartiles(over, Counter({100: 4})) == Quartiles(30, 50, None)


def test_one_that_has_not_waited_long_says_nothing_of_what_follows():
    over = Counter([10, 20, 30, 40])
    assert quartiles(over, Counter({1: 50})) == quartiles(over, Counter())


def test_where_too_many_wait_the_median_is_not_known():
    assert quartiles(Counter([10]), Counter({20: 9})) == Quartiles(None, None, None)
    assert quartiles(Counter(), Counter({20: 9})) == Quartiles(None, None, None)
    assert quartiles(Counter(), Counter()) == Quartiles(None, None, None)


def test_one_that_waits_since_the_day_on_which_another_left_is_asked_about_that_day():
    assert list(remaining(Counter({10: 1}), Counter({10: 1}))) == [(10, 0.5)]


def test_the_textbook_example_comes_out():
    """Freireich et al., 1963, the times to relapse of the treated group, in weeks: every course on survival has it."""
    over = Counter({6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1})
    waiting = Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
    shares = {day: round(share, 4) for day, share in remaining(over, waiting)}
    assert shares == {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert quartiles(over, waiting) == Quartiles(13, 23, None)


COUNTS = st.dictionaries(st.integers(0, 400), st.integers(1, 5), max_size=20).map(Counter)


@given(over=COUNTS, waiting=COUNTS)
def test_shares_only_go_down_and_quartiles_come_in_order(over, waiting):
    shares = [share for _, share in remaining(over, waiting)]
    assert shares == sorted(shares, reverse=True)
    assert all(-1e-9 <= share <= 1 for share in shares)
    told = quartiles(over, waiting)
    known = [day for day in (told.first, told.median, told.third) if day is not None]
    assert known == sorted(known)
    assert set(known) <= set(over)


# ── the real ones ─────────────────────────────────────────────────────────────────────────────────────────────────

REAL = {
    "lacq-pau-tarbes": ("75", "2019-03-25", "2019-07-15", 112),
    "val-de-garonne": ("75", "2019-03-21", "2020-01-23", 308),
    "grand-chatellerault": ("75", "2019-03-19", "2020-01-23", 310),
    "vendee-centre": ("52", "2021-04-02", "2022-10-25", 571),
    "grand-est-touraine": ("24", "2019-04-23", "2021-03-29", 706),
    "auxois-morvan": ("27", "2019-03-21", None, None),
}
"""Region, protocol and contract of the territories of which both are known; one still waits."""


@pytest.fixture
def real(empty_url):
    """Those dossiers, taken over from the sources that date them, on either database."""
    store, clock = Store(empty_url), StillClock()
    clock.set("2022-12-01T10:00Z")
    upgrade(store)
    engine = Engine(store, clock=clock)
    founder = ActorSet(id="agt-0001", handle="admin", label="Alex Martin", role="administrator")
    engine.found("jalon.test/1", our_lifecycle(), founder)
    territories = [TerritoryAdded(id=name, name=name, regions=[one[0]]) for name, one in REAL.items()]
    engine.register_all(territories, Command("admin"))
    with engine.batch(Command("admin")) as batch:
        for name, (_, protocol, contract, _) in REAL.items():
            batch.open(name, Command("admin", Period.parse("2018-11-22")))
            for day, *triggers in ((protocol, "enter_pilot", "sign_protocol"), (contract, "validate_contract")):
                for trigger in triggers if day else ():
                    batch.advance(f"{name}-2018", trigger, Command("admin", Period.parse(day), source="presse"))
    yield engine
    store.close()


SINCE = Scope(date(2022, 12, 1), NOW)


def test_from_protocol_to_contract_it_took_112_to_706_days(real):
    told = asked(real, passage, "protocol_signed", "contract_validated", scope=SINCE)
    arrived = [one for one in told.journeys if one.outcome is Outcome.ARRIVED]
    assert {one.dossier.name: one.days for one in arrived} == {
        name: days for name, (*_, days) in REAL.items() if days is not None
    }
    assert (told.shortest, told.longest) == (112, 706)
    assert (told.arrived, told.waiting, told.ended) == (5, 1, 0)


def test_the_one_that_still_waits_counts_as_waiting(real):
    told = asked(real, passage, "protocol_signed", "contract_validated", scope=SINCE)
    last = told.journeys[-1]
    assert (last.dossier.name, last.outcome, last.ended) == ("auxois-morvan", Outcome.WAITING, None)
    assert last.days == (SINCE.on - date(2019, 3, 21)).days == 1351
    # Of six, a half is three: the third contract came after 310 days.
    assert told.quartiles == Quartiles(308, 310, 706)


def test_on_an_earlier_day_fewer_had_arrived(real):
    told = asked(real, passage, "protocol_signed", "contract_validated", scope=Scope(date(2020, 1, 22), NOW))
    assert (told.arrived, told.waiting, told.quartiles.median) == (1, 4, None)


def test_by_region_the_passage_is_that_of_its_dossiers(real):
    told = asked(
        real, passage, "protocol_signed", "contract_validated", scope=Scope(SINCE.on, NOW, "Nouvelle-Aquitaine")
    )
    assert [one.days for one in told.journeys] == [112, 308, 310]


def test_only_as_many_journeys_are_told_as_asked(real):
    told = asked(real, passage, "protocol_signed", "contract_validated", scope=SINCE, limit=2)
    assert ([one.days for one in told.journeys], told.left_out, told.arrived) == ([112, 308], 4, 5)


def test_the_time_in_the_state_is_that_of_the_passage(real):
    stays = asked(real, durations, scope=SINCE).states["protocol_signed"]
    assert (stays.left, stays.waiting, stays.shortest, stays.longest, stays.oldest) == (5, 1, 112, 706, 1351)
    assert stays.quartiles == Quartiles(308, 310, 706)
    assert (stays.target, stays.exceeded, stays.beyond, stays.approximate) == (310, 2, 1, 0)


# ── in each state ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_state_has_the_days_from_arrival_to_departure(engine):
    walk(engine, ONE_REGION, to="protocol_signed")
    told = asked(engine, durations)
    assert {name: (stays.left, stays.waiting) for name, stays in told.states.items()} == {
        "identified": (1, 0),
        "pilot": (1, 0),
        "projects_collected": (1, 0),
        "protocol_signed": (0, 1),
    }
    assert told.states["pilot"].longest == (date(2019, 3, 12) - date(2019, 1, 15)).days
    assert told.states["protocol_signed"].oldest == (TODAY - date(2019, 4, 30)).days
    assert told.basis.entries == 4


def test_in_a_final_state_nothing_waits(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="closed")
    assert "closed" not in asked(sqlite_engine, durations).states


def test_an_amendment_ends_no_stay(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="contract_validated")
    amending = Command("national", Period.parse("2020-01-15"), comment="objet", source="avenant n° 1")
    sqlite_engine.advance(dossier, "amend", amending, inputs={"object": "nouveau projet"})
    stays = asked(sqlite_engine, durations).states["contract_validated"]
    assert (stays.left, stays.waiting, stays.oldest) == (0, 1, (TODAY - date(2019, 11, 20)).days)


def test_a_territory_of_two_regions_counts_in_each_and_once_in_the_country(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS, to="pilot")
    told = asked(sqlite_engine, durations)
    assert told.states["pilot"].waiting == 1
    assert {code: states["pilot"].waiting for code, states in told.regions.items()} == {"75": 1, "76": 1}
    of_one = asked(sqlite_engine, durations, scope=Scope(TODAY, NOW, "76"))
    assert (of_one.states["pilot"].waiting, set(of_one.regions)) == (1, {"76"})
    assert asked(sqlite_engine, durations, scope=Scope(TODAY, NOW, "94")).states == {}


def test_states_come_in_the_order_of_the_lifecycle(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="implemented")
    told = asked(sqlite_engine, durations)
    assert list(told.states) == [name for name in told.lifecycle.states if name in told.states]


def test_a_stay_in_words_says_how_many_wait(real):
    stays = asked(real, durations, scope=SINCE).states["protocol_signed"]
    assert stays.in_words().fr == (
        "6\u00a0séjours : 5\u00a0achevés, 1 en cours ; la moitié durent 310\u00a0jours au plus ; "
        "1 en cours depuis plus de 310\u00a0jours"
    )
    assert stays.in_words().en == (
        "6 stays: 5 over, 1 not over; half of them last 310 days or less; 1 have waited for more than 310 days"
    )
    early = asked(real, durations, scope=Scope(date(2019, 8, 1), NOW)).states["protocol_signed"]
    assert "médiane pas encore connue" in early.in_words().fr


# ── who has been there for too long ───────────────────────────────────────────────────────────────────────────────


def test_beyond_the_target_is_told_with_how_far(engine):
    walk(engine, ONE_REGION, to="protocol_signed")
    (one,) = asked(engine, overdue).rows
    assert (one.dossier.name, one.state.name, one.since.iso) == ("Axe Seine", "protocol_signed", "2019-04-30")
    assert (one.days, one.target, one.over) == (372, 310, 62)


def test_on_the_last_day_expected_nobody_is_late(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    last = date(2019, 4, 30) + timedelta(days=310)
    assert asked(sqlite_engine, overdue, scope=Scope(last, NOW)).total == 0
    assert asked(sqlite_engine, overdue, scope=Scope(last + timedelta(days=1), NOW)).total == 1


def test_who_has_left_is_not_late_any_more(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="contract_validated")
    assert asked(sqlite_engine, overdue).total == 0


def test_the_furthest_beyond_comes_first_page_after_page(real):
    scope = Scope(date(2020, 3, 1), NOW)
    whole = asked(real, overdue, scope=scope)
    assert [(one.dossier.name, one.over) for one in whole.rows] == [
        ("auxois-morvan", 36),
        ("grand-est-touraine", 3),
    ]
    first = asked(real, overdue, Paging(limit=1, descending=True), scope=scope)
    second = asked(real, overdue, Paging(limit=1, descending=True, after=first.next), scope=scope)
    assert (*first.rows, *second.rows) == whole.rows
    assert second.next is None


def test_who_withdrew_never_arrives_and_does_not_wait(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="protocol_signed")
    sqlite_engine.advance(dossier, *step("withdrawn"), inputs={"reason": "renonce"})
    told = asked(sqlite_engine, passage, "protocol_signed", "contract_validated")
    (one,) = told.journeys
    assert (one.outcome, one.ended.iso, told.waiting, told.ended) == (Outcome.ENDED, "2020-05-05", 0, 1)


def test_who_never_set_out_is_not_told(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    assert asked(sqlite_engine, passage, "protocol_signed", "contract_validated").journeys == ()


def test_a_state_there_is_not_is_refused(sqlite_engine):
    with pytest.raises(UnknownName) as refused:
        asked(sqlite_engine, passage, "protocol_signed", "contract_valid")
    assert "contract_validated" in refused.value.near
