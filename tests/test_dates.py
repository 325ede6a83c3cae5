"""Days, periods and instants: what is read, what is refused and why."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.dates import (
    Period,
    Precision,
    civil_day,
    day_in_words,
    days_between,
    end_of_day,
    format_instant,
    instant_in_words,
    last_moment,
    now,
    paris,
    parse_day,
    parse_instant,
    parse_known,
)
from workflow.errors import InvalidValue
from workflow.language import speaking

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
periods = st.builds(Period.around, st.dates(date(1990, 1, 8), date(2100, 12, 20)), st.sampled_from(Precision))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2019-04-30", "2019-04-30"),
        ("30/04/2019", "2019-04-30"),
        ("4/5/2019", "2019-05-04"),
        ("30 avril 2019", "2019-04-30"),
        ("1er mai 2019", "2019-05-01"),
        ("le 1er mai 2019", "2019-05-01"),
        ("1 mai 2019", "2019-05-01"),
        ("30\u00a0AVRIL\u202f2019", "2019-04-30"),
        ("1 aout 2019", "2019-08-01"),
        ("15 fe\u0301vrier 2019", "2019-02-15"),
        ("30 April 2019", "2019-04-30"),
        ("2019-W12", "2019-W12"),
        ("2019-w12", "2019-W12"),
        ("semaine du 18 mars 2019", "2019-W12"),
        ("2019-03", "2019-03"),
        ("mars 2019", "2019-03"),
        ("décembre 2019", "2019-12"),
        ("2019", "2019"),
        ("29/02/2020", "2020-02-29"),
        ("2020-W53", "2020-W53"),
    ],
)
def test_a_date_is_read_in_every_form_people_write(typed: str, iso: str) -> None:
    assert Period.parse(typed).iso == iso


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31/04/2019", "le 31 avril n’existe pas"),
        ("31 avril 2019", "ce mois compte 30 jours"),
        ("2019-04-31", "le 31 avril n’existe pas"),
        ("29/02/2019", "2019 n’est pas bissextile"),
        ("00/01/2019", "le 0 janvier n’existe pas"),
        ("2019-13-01", "il n’y a pas de mois 13"),
        ("2019-00", "il n’y a pas de mois 0"),
        ("04/30/2019", "il n’y a pas de mois 30"),
        ("30/04/19", "quatre chiffres"),
        ("30 avril 19", "quatre chiffres"),
        ("0026-04-30", "l’année 0026 n’est pas acceptée"),
        ("1789", "de 1990 à 2100"),
        ("2019-W53", "n’a pas de semaine 53"),
        ("2019-W00", "n’a pas de semaine 0"),
        ("semaine du 19 mars 2019", "n’est pas un lundi"),
        ("30 floréal 2019", "aucun mois ne s’appelle « floréal »"),
        ("11er mai 2019", "ce n’est pas une date"),
        ("2er mai 2019", "ce n’est pas une date"),
        ("20190430", "ce n’est pas une date"),
        ("2026-W18-4", "ce n’est pas une date"),
        ("2019-4-30", "ce n’est pas une date"),
        ("46142", "ce n’est pas une date"),
        ("٣٠/٠٤/٢٠١٩", "ce n’est pas une date"),
        ("２０１９", "ce n’est pas une date"),
        ("²019", "ce n’est pas une date"),
        ("", "ce n’est pas une date"),
        ("hier", "ce n’est pas une date"),
        ("10000-01-01", "ce n’est pas une date"),
        ("2019" + " " * 200 + "garbage", "ce n’est pas une date"),
        ("2019\0", "ce n’est pas une date"),
        ("infinity", "ce n’est pas une date"),
    ],
)
def test_what_is_not_a_date_is_refused_with_the_reason_and_what_to_type(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        Period.parse(typed)
    assert reason in str(refusal.value).replace("\u00a0", " ")
    assert refusal.value.remedy is not None


def test_a_week_that_does_not_start_on_its_monday_is_told_its_monday() -> None:
    with pytest.raises(InvalidValue) as refusal:
        Period.parse("semaine du 20 mars 2019")
    assert "semaine du 18 mars 2019" in str(refusal.value.remedy)


def test_refusals_are_in_english_too() -> None:
    with speaking("en"), pytest.raises(InvalidValue, match="31 April does not exist: that month has 30 days"):
        Period.parse("31/04/2019")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        period = Period.parse(text)
    except InvalidValue:
        return
    assert 1990 <= period.first.year <= 2100


@given(st.from_regex(r"\A[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}\Z"))
def test_a_day_that_is_read_exists_in_the_calendar(text: str) -> None:
    try:
        day = parse_day(text)
    except InvalidValue:
        return
    year_first = f"{day.year}-{day.month:02}-{day.day:02}"
    assert text == year_first or [int(part) for part in text.split("/")] == [day.day, day.month, day.year]


@given(periods)
def test_the_canonical_text_gives_the_period_back(period: Period) -> None:
    assert Period.from_iso(period.iso) == period
    assert Period.parse(period.iso) == period
    assert str(period) == period.iso


@given(periods, st.sampled_from(["fr", "en"]))
def test_a_period_in_words_can_be_typed_back(period: Period, language: str) -> None:
    assert Period.parse(period.in_words(language)) == period


@given(periods)
def test_a_period_holds_its_days_and_no_more(period: Period) -> None:
    lengths = {Precision.DAY: {1}, Precision.WEEK: {7}, Precision.MONTH: {28, 29, 30, 31}, Precision.YEAR: {365, 366}}
    assert days_between(period.first, period.last) + 1 in lengths[period.precision]
    assert Period.around(period.last, period.precision) == period
    assert Period.around(period.last + timedelta(days=1), period.precision) != period


def test_only_the_canonical_text_is_read_from_storage() -> None:
    for text in ("30/04/2019", "2019-w12", " 2019", "mars 2019", "2019-02-30"):
        with pytest.raises(InvalidValue):
            Period.from_iso(text)


def test_a_period_that_is_none_cannot_be_built() -> None:
    with pytest.raises(InvalidValue, match="ce n’est pas une période"):
        Period(date(2019, 3, 18), date(2019, 3, 25), Precision.WEEK)
    with pytest.raises(InvalidValue, match="ce n’est pas une période"):
        Period(date(2019, 3, 2), date(2019, 3, 31), Precision.MONTH)


def test_periods_are_said_in_french_and_in_english() -> None:
    assert Period.parse("2019-05-01").in_words("fr") == "le 1er mai 2019"
    assert Period.parse("2019-05-01").in_words("en") == "1 May 2019"
    assert Period.parse("2019-W12").in_words("fr") == "la semaine du 18 mars 2019"
    assert Period.parse("2019-W12").in_words("en") == "the week of 18 March 2019"
    assert Period.parse("2019-03").in_words("fr") == "mars 2019"
    assert Period.parse("2019").in_words() == "2019"
    with speaking("en"):
        assert Period.parse("2019-03").in_words() == "March 2019"


def test_a_day_in_words_has_no_article() -> None:
    assert day_in_words(date(2019, 5, 1), "fr") == "1er mai 2019"
    assert day_in_words(date(2019, 5, 11), "fr") == "11 mai 2019"
    assert day_in_words(date(2019, 5, 1), "en") == "1 May 2019"


def test_a_month_is_not_a_day() -> None:
    assert parse_day("30 avril 2019") == date(2019, 4, 30)
    with pytest.raises(InvalidValue, match="un jour précis"):
        parse_day("avril 2019")


def test_days_are_counted_from_the_protocol_to_the_contract() -> None:
    assert days_between(date(2019, 3, 25), date(2019, 7, 15)) == 112
    assert days_between(date(2019, 4, 23), date(2021, 3, 29)) == 706
    assert days_between(date(2019, 7, 15), date(2019, 3, 25)) == -112


def test_the_day_is_the_one_in_paris() -> None:
    assert civil_day(datetime(2026, 4, 30, 21, 59, 59, tzinfo=UTC)) == date(2026, 4, 30)
    assert civil_day(datetime(2026, 4, 30, 22, 30, tzinfo=UTC)) == date(2026, 5, 1)
    assert civil_day(datetime(2026, 1, 31, 23, 0, tzinfo=UTC)) == date(2026, 2, 1)
    tokyo = timezone(timedelta(hours=9))
    assert civil_day(datetime(2026, 5, 1, 6, 0, tzinfo=tokyo)) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2019-04-30", "2019-04-30T22:00:00.000000Z"),
        ("2019-01-15", "2019-01-15T23:00:00.000000Z"),
        ("2026-03-28", "2026-03-28T23:00:00.000000Z"),
        ("2026-03-29", "2026-03-29T22:00:00.000000Z"),
        ("2026-10-24", "2026-10-24T22:00:00.000000Z"),
        ("2026-10-25", "2026-10-25T23:00:00.000000Z"),
        ("2100-12-31", "2100-12-31T23:00:00.000000Z"),
    ],
)
def test_a_day_ends_at_midnight_in_paris_also_when_clocks_change(day: str, end: str) -> None:
    assert format_instant(end_of_day(date.fromisoformat(day))) == end


def test_the_days_when_clocks_change_have_23_and_25_hours() -> None:
    assert end_of_day(date(2026, 3, 29)) - end_of_day(date(2026, 3, 28)) == timedelta(hours=23)
    assert end_of_day(date(2026, 10, 25)) - end_of_day(date(2026, 10, 24)) == timedelta(hours=25)


@given(days)
def test_a_day_holds_all_its_instants_and_no_other(day: date) -> None:
    end = end_of_day(day)
    assert civil_day(last_moment(end)) == day
    assert civil_day(end) == day + timedelta(days=1)


@given(instants)
def test_an_instant_is_stored_in_27_characters_and_read_back(instant: datetime) -> None:
    text = format_instant(instant)
    assert len(text) == 27
    assert parse_instant(text) == instant
    assert parse_instant(text).tzinfo is UTC


@given(instants, instants)
def test_stored_instants_sort_as_they_happened(one: datetime, other: datetime) -> None:
    assert (format_instant(one) < format_instant(other)) == (one < other)


def test_an_instant_is_stored_in_utc_whatever_its_zone() -> None:
    local = datetime(2026, 5, 6, 9, 12, 33, 123456, tzinfo=paris())
    assert format_instant(local) == "2026-05-06T07:12:33.123456Z"


def test_a_time_without_a_zone_is_not_an_instant() -> None:
    naive = datetime(2026, 5, 6, 9, 12)  # noqa: DTZ001
    for read in (format_instant, civil_day, instant_in_words):
        with pytest.raises(ValueError, match="time zone"):
            read(naive)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-06T07:12:33Z",
        "2026-05-06T07:12:33.123456+00:00",
        "2026-05-06 07:12:33.123456Z",
        "2026-05-06T24:00:00.000000Z",
        "2026-05-06T23:59:60.000000Z",
        "2026-02-30T00:00:00.000000Z",
        "2026-05-06T07:12:33.12345٦Z",
        "",
    ],
)
def test_only_the_stored_form_of_an_instant_is_read_from_storage(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_instant(text)


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("2019-05-06", "2019-05-06T22:00:00.000000Z"),
        ("6 mai 2019", "2019-05-06T22:00:00.000000Z"),
        ("2019-05-06T09:12", "2019-05-06T07:13:00.000000Z"),
        ("06/05/2019 09:12:33", "2019-05-06T07:12:34.000000Z"),
        ("6 mai 2019 à 9 h 12", "2019-05-06T07:13:00.000000Z"),
        ("6 May 2019 at 09:12", "2019-05-06T07:13:00.000000Z"),
        ("2019-05-06T07:12:33Z", "2019-05-06T07:12:34.000000Z"),
        ("2019-05-06T07:12:33.5Z", "2019-05-06T07:12:33.600000Z"),
        ("2019-05-06T07:12:33.123456Z", "2019-05-06T07:12:33.123457Z"),
        ("2019-05-06T09:12+02:00", "2019-05-06T07:13:00.000000Z"),
        ("2019-05-05T22:12-09:00", "2019-05-06T07:13:00.000000Z"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:31:00.000000Z"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:31:00.000000Z"),
    ],
)
def test_as_known_then_includes_all_of_what_is_named(typed: str, until: str) -> None:
    assert format_instant(parse_known(typed)) == until


@given(instants)
def test_what_was_recorded_at_an_instant_is_known_at_that_instant(instant: datetime) -> None:
    assert parse_known(format_instant(instant)) - instant == timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-03-29 02:30", "n’a pas existé à Paris"),
        ("2026-10-25 02:30", "a eu lieu deux fois à Paris"),
        ("2019-05-06T24:00", "l’heure va de 00:00:00 à 23:59:59"),
        ("2019-05-06T23:59:60", "l’heure va de 00:00:00 à 23:59:59"),
        ("2019-05-06T09:12+15:00", "le décalage"),
        ("2019-05-32T09:12", "le 32 mai n’existe pas"),
        ("mai 2019", "un jour précis"),
        ("demain", "ce n’est pas une date"),
    ],
)
def test_an_instant_that_cannot_be_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        parse_known(typed)


@pytest.mark.parametrize("typed", ["hier", "2019-04", "31/04/2019"])
def test_what_is_not_an_instant_is_answered_with_instants(typed: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_known(typed)
    assert refused.value.remedy is not None
    assert "2019-05-06T09:12 (heure de Paris)" in refused.value.remedy.fr


def test_an_hour_lived_twice_asks_which_one() -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_known("25/10/2026 02:30")
    assert "2026-10-25T02:30+02:00 ou 2026-10-25T02:30+01:00" in str(refusal.value.remedy)


def test_an_instant_in_words_is_paris_time() -> None:
    instant = datetime(2026, 5, 1, 7, 5, tzinfo=UTC)
    assert instant_in_words(instant, "fr") == "1er mai 2026 à 9 h 05"
    assert instant_in_words(instant, "en") == "1 May 2026 at 09:05"


def test_what_was_known_before_midnight_was_known_on_the_day_before() -> None:
    told = instant_in_words(last_moment(end_of_day(date(2019, 5, 6))), "fr")
    assert told == "6 mai 2019 à 23 h 59"


def test_the_clock_is_aware() -> None:
    assert now().tzinfo is UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("period", "fr", "en"),
    [
        ("2019-05-01", "le 1er mai 2019", "on 1 May 2019"),
        ("2019-05", "en mai 2019", "in May 2019"),
        ("2019", "en 2019", "in 2019"),
        ("2019-W12", "dans la semaine du 18 mars 2019", "in the week of 18 March 2019"),
    ],
)
def test_when_something_was_is_said_with_its_preposition(period: str, fr: str, en: str) -> None:
    said = Period.parse(period).when()
    assert (said.fr, said.en) == (fr, en)
