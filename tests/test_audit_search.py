"""Search across every history: each thing that can be asked, exact counts, pages that hold, and hostile questions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from dossiers import MINUTES, ONE_REGION, TWO_REGIONS, on, prepare, step, walk

from workflow.audit.pages import Paging
from workflow.audit.scope import Scope
from workflow.audit.search import Question, search
from workflow.engine import Command
from workflow.entries import Note, ValidationSet
from workflow.errors import InvalidValue, UnknownName
from workflow.evidence import Kept
from workflow.models import REGISTER

TODAY, NOW = date(2020, 5, 7), datetime(2020, 5, 8, tzinfo=UTC)


def ask(engine, scope=None, **asked):
    paging = Paging(**{name: asked.pop(name) for name in ("limit", "after", "descending") if name in asked})
    with engine.store.reading() as reading:
        return search(engine, reading, Question(**asked, paging=paging), scope or Scope(TODAY, NOW))


def found(engine, scope=None, **asked):
    """What is found, as (dossier, sequence number), and that the total is their number."""
    page = ask(engine, scope, limit=1000, **asked)
    assert page.total == len(page.rows)
    return [(one.entry.dossier, one.entry.seq) for one in page.rows]


def note(engine, dossier, text, actor="national", **given):
    return engine.record(dossier, Note(text=text), Command(actor, **given)).seq


@pytest.fixture
def two(engine):
    """Two dossiers on either database, one of one region and one of two."""
    return engine, walk(engine, ONE_REGION, to="pilot"), walk(engine, TWO_REGIONS)


@pytest.fixture
def one(sqlite_engine):
    return sqlite_engine, walk(sqlite_engine, ONE_REGION)


# ── each thing that can be asked ──────────────────────────────────────────────────────────────────────────────────


def test_with_nothing_asked_everything_is_found_the_register_too(two):
    engine, first, second = two
    subjects = {dossier for dossier, _ in found(engine)}
    assert subjects == {first, second, REGISTER}


def test_by_who_wrote_it_and_in_which_role(two):
    engine, first, _ = two
    seq = note(engine, first, "vu en comité", "camille")
    assert found(engine, actor="camille") == [(first, seq)]
    assert found(engine, actor="agt-0003", role="coordinator") == [(first, seq)]
    assert found(engine, actor="camille", role="national") == []


def test_the_role_is_the_one_he_had_then(one):
    engine, dossier = one
    seq = note(engine, dossier, "vu en comité", "camille")
    with engine.store.reading() as reading:
        line = search(engine, reading, Question(actor="camille"), Scope(TODAY, NOW)).rows[0]
    assert (line.entry.author.role, line.entry.author.regions, line.who.fr) == (
        "coordinator",
        ("28",),
        "Camille Durand",
    )
    assert line.entry.seq == seq


def test_by_region_a_dossier_of_two_is_found_in_both(two):
    engine, first, second = two
    assert {name for name, _ in found(engine, Scope(TODAY, NOW, "Normandie"))} == {first}
    for region in ("75", "occitanie"):
        assert {name for name, _ in found(engine, Scope(TODAY, NOW, region))} == {second}
    assert found(engine, Scope(TODAY, NOW, "Corse")) == []


def test_by_kind_and_by_trigger(two):
    engine, first, second = two
    assert found(engine, kind="opened") == [(first, 0), (second, 0)]
    assert found(engine, trigger="enter_pilot") == found(engine, kind="transition")
    assert found(engine, kind="person", trigger="enter_pilot") == []


def test_by_origin(one):
    engine, dossier = one
    seq = note(engine, dossier, "d’après les archives", source="archives départementales")
    assert found(engine, origin="backfill") == [(dossier, seq)]


def test_by_dossier_under_any_of_its_names(two):
    engine, first, _ = two
    by_id = found(engine, dossier=first)
    assert len(by_id) == 4
    assert found(engine, dossier="Vallée de la SEINE") == by_id
    assert {name for name, _ in found(engine, dossier=REGISTER)} == {REGISTER}


def test_by_kind_of_evidence_and_by_content(two):
    engine, first, _ = two
    proof = Kept("press", "article.pdf", "c" * 64, 10, "application/pdf")
    seq = note(engine, first, "article paru", evidence=(proof,))
    assert found(engine, evidence="press") == [(first, seq)]
    assert found(engine, evidence="C" * 64) == [(first, seq)]
    assert found(engine, evidence=MINUTES.sha256) == found(engine, evidence="committee_minutes") != []
    assert found(engine, evidence="d" * 64) == []


def test_evidence_of_a_voided_entry_is_found_and_told_as_struck(one):
    engine, dossier = one
    proof = Kept("press", "article.pdf", "c" * 64, 10, "application/pdf")
    seq = note(engine, dossier, "article paru", evidence=(proof,))
    engine.correct(dossier, seq, Command("national", comment="autre territoire"), void=True)
    (line,) = ask(engine, evidence="c" * 64).rows
    assert (line.entry.seq, line.struck, line.voided_by) == (seq, True, seq + 1)


def test_by_the_period_in_which_it_may_have_happened(one):
    engine, dossier = one
    seq = engine.record(dossier, Note(text="au printemps"), on("2019-04")).seq
    inside = {"effective_from": date(2019, 4, 30), "effective_to": date(2019, 5, 2)}
    assert found(engine, kind="note", **inside) == [(dossier, seq)]
    assert found(engine, kind="note", effective_from=date(2019, 5, 1)) == []
    assert found(engine, kind="note", effective_to=date(2019, 3, 31)) == []


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2019-05-06T21:59:59.999999Z", date(2019, 5, 6)),
        ("2019-05-06T22:00Z", date(2019, 5, 7)),
        ("2019-01-06T22:59:59Z", date(2019, 1, 6)),
        ("2019-01-06T23:00Z", date(2019, 1, 7)),
        ("2019-03-31T22:00Z", date(2019, 4, 1)),  # the day on which the clocks went forward has 23 hours
        ("2019-10-27T22:59Z", date(2019, 10, 27)),  # and that on which they went back has 25
    ],
)
def test_by_the_day_in_paris_on_which_it_was_written(sqlite_engine, clock, instant, day):
    clock.set("2018-12-01T10:00Z")
    dossier = walk(sqlite_engine, ONE_REGION)
    clock.set(instant)
    seq = note(sqlite_engine, dossier, "à minuit")
    assert found(sqlite_engine, kind="note", recorded_from=day, recorded_to=day) == [(dossier, seq)]
    assert found(sqlite_engine, kind="note", recorded_to=day - timedelta(days=1)) == []
    assert found(sqlite_engine, kind="note", recorded_from=day + timedelta(days=1)) == []


@pytest.mark.parametrize(
    "asked", ["reunion a l'hotel", "RÉUNION", "l’hôtel de région", "re\u0301union", "hotel-de-region"]
)
def test_by_text_whatever_the_accents_the_case_and_the_signs(two, asked):
    engine, first, _ = two
    seq = note(engine, first, "Réunion à l’hôtel de région ; 100 % des présents d’accord")
    assert found(engine, text=asked) == [(first, seq)]


def test_text_is_found_in_reasons_sources_titles_inputs_and_file_names(sqlite_engine):
    dossier = walk(sqlite_engine, ONE_REGION, to="projects_collected")
    prepare(sqlite_engine, dossier, "protocol_signed")
    signing = step("protocol_signed", comment="signé en présence des ministres")
    seq = sqlite_engine.advance(dossier, *signing, inputs={"place": "siège de Régions de France"}).seq
    assert found(sqlite_engine, text="PRESENCE DES MINISTRES") == [(dossier, seq)]
    assert found(sqlite_engine, text="siege de regions") == [(dossier, seq)]
    assert {name for name, _ in found(sqlite_engine, text="ecole de production")} == {dossier}
    assert len(found(sqlite_engine, text="compte rendu.pdf")) == 1
    assert len(found(sqlite_engine, text="vallee de la seine", dossier=REGISTER)) == 1
    taken = note(sqlite_engine, dossier, "repris", source="Journal officiel, édition d’été")
    assert found(sqlite_engine, text="edition d ete") == [(dossier, taken)]


def test_what_people_wrote_and_no_disclosure_hides_is_found_as_well(two):
    """The basis of an erasure and the number of an act are public: they stand in the body of the entry itself."""
    engine, dossier, _ = two
    seq = note(engine, dossier, "appelez Jeanne Martin", evidence=(Kept("press", "a.pdf", "c" * 64, 10, "text/plain"),))
    engine.erase(dossier, seq, ["text"], "RGPD, article 17, demande n° 12", Command("admin"))
    told = ValidationSet(
        region_code="28", document="contract", committee_on="2019-11-18", deliberation_number="AP-19.7"
    )
    voted = engine.record(dossier, told, Command("national")).seq
    assert found(engine, text="ARTICLE 17 demande") == [(dossier, seq + 1)]
    assert found(engine, text="ap 19 7") == [(dossier, voted)]
    assert found(engine, text="ap 19 7", actor="admin") == found(engine, text="ap 19 7", evidence="c" * 64) == []
    mended = engine.correct(dossier, voted, Command("national", comment="faute"), changes={"deliberation_number": "B2"})
    assert found(engine, text="b2") == [(dossier, mended.seq)]
    assert found(engine, text="committee_on") == found(engine, text="contract") == []


def test_the_name_of_who_writes_is_not_a_text_he_wrote(one):
    engine, dossier = one
    note(engine, dossier, "vu en comité", "camille")
    assert found(engine, text="Camille Durand", dossier=dossier) == []


def test_what_was_erased_is_not_found(one):
    engine, dossier = one
    seq = note(engine, dossier, "appelez Jeanne Martin au 06 00 00 00 00")
    assert found(engine, text="jeanne martin") == [(dossier, seq)]
    engine.erase(dossier, seq, ["text"], "RGPD, article 17", Command("admin", comment="demande de l’intéressée"))
    assert found(engine, text="jeanne martin") == []
    (line,) = [one for one in ask(engine, kind="note").rows if one.entry.seq == seq]
    assert "Jeanne" not in line.sentence.fr


def test_everything_that_is_asked_must_hold(one):
    engine, dossier = one
    note(engine, dossier, "comité reporté", "camille")
    seq = note(engine, dossier, "comité reporté")
    assert found(engine, text="reporte", actor="national", dossier=dossier) == [(dossier, seq)]
    assert found(engine, text="reporte", evidence="press") == []


def test_what_was_recorded_later_or_happened_later_is_not_there_yet(one, clock):
    engine, dossier = one
    before = clock.instant + timedelta(minutes=1)
    clock.tick(hours=1)
    note(engine, dossier, "plus tard")
    assert found(engine, Scope(TODAY, before), text="plus tard") == []
    assert found(engine, Scope(date(2019, 1, 1), NOW), text="plus tard") == []


# ── order and pages ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sort", ["recorded", "effective", "dossier"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", [None, "réunion"])
def test_pages_follow_each_other_without_a_gap_or_a_repetition(sqlite_engine, sort, descending, text):
    first, second = walk(sqlite_engine, ONE_REGION), walk(sqlite_engine, TWO_REGIONS)
    for number in range(9):
        day = f"2019-0{9 - number}-01"
        sqlite_engine.record((first, second)[number % 2], Note(text=f"réunion n° {number}"), on(day))
    whole = ask(sqlite_engine, sort=sort, descending=descending, text=text, limit=1000)
    shown, after = [], None
    while True:
        page = ask(sqlite_engine, sort=sort, descending=descending, text=text, limit=4, after=after)
        assert page.total == whole.total
        shown += page.rows
        after = page.next
        if after is None:
            break
    assert shown == list(whole.rows)
    keys = {
        "recorded": lambda line: line.entry.recorded,
        "effective": lambda line: line.entry.period.first,
        "dossier": lambda line: line.entry.dossier,
    }
    assert [keys[sort](line) for line in shown] == sorted((keys[sort](line) for line in shown), reverse=descending)


def test_what_is_written_meanwhile_moves_no_page(one):
    engine, dossier = one
    for number in range(5):
        note(engine, dossier, f"réunion n° {number}")
    page = ask(engine, kind="note", limit=2, descending=True)
    note(engine, dossier, "une de plus")
    following = ask(engine, kind="note", limit=2, descending=True, after=page.next)
    assert [line.entry.payload.text for line in following.rows] == ["réunion n° 2", "réunion n° 1"]
    assert following.total == 6


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_a_reasonable_number_of_rows(limit):
    with pytest.raises(InvalidValue, match="1000"):
        Paging(limit=limit)


@pytest.mark.parametrize(
    "after", ["", "x", "2019/axe", "2019/axe/x", "2019/axe/-1", "2019/axe/²", "a/b/9999999999", "%"]
)
def test_a_page_begins_where_another_ended(one, after):
    engine, _ = one
    with pytest.raises(InvalidValue, match="page"):
        ask(engine, after=after)


# ── hostile and mistaken questions ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', ";", "*", "[", "\0", "\u202e", "’", " ", ""])
def test_a_sign_alone_is_not_searched_for_and_matches_nothing(one, sign):
    engine, dossier = one
    note(engine, dossier, '100 % d’accord_signé \\ "ainsi"')
    with pytest.raises(InvalidValue):
        ask(engine, text=sign)


@pytest.mark.parametrize("asked", ["1_0", "1%0", "r%nion", "r_union", "') OR 1=1 --", "réunion\\"])
def test_the_jokers_of_sql_are_signs_like_others(one, asked):
    engine, dossier = one
    seq = note(engine, dossier, "réunion de 100 personnes")
    expected = [(dossier, seq)] if asked == "réunion\\" else []
    assert found(engine, text=asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "a" * 60_000},
        {"text": "é" * 60_000},
        {"evidence": "a" * 60_000},
        {"after": "9" * 60_000},
    ],
)
def test_sixty_thousand_characters_are_refused_in_a_short_sentence(one, asked):
    engine, _ = one
    with pytest.raises(InvalidValue) as refused:
        ask(engine, **asked)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("field", ["actor", "role", "kind", "trigger", "origin", "dossier", "sort", "region"])
@pytest.mark.parametrize("value", ["%", "_", "x" * 60_000, "'; DROP TABLE history_entry; --", "\0", "coordinateur "])
def test_a_name_that_nothing_bears_is_told_in_a_short_sentence(one, field, value):
    engine, _ = one
    scope, asked = (Scope(TODAY, NOW, value), {}) if field == "region" else (None, {field: value})
    with pytest.raises((UnknownName, InvalidValue)) as refused:
        ask(engine, scope, **asked)
    assert len(str(refused.value)) < 300
    assert ask(engine).total > 0


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"kind": "transitions"}, "transition"),
        ({"role": "coordinateur"}, "coordinator"),
        ({"trigger": "enter_pilote"}, "enter_pilot"),
        ({"origin": "backfil"}, "backfill"),
        ({"actor": "camile"}, "camille"),
        ({"dossier": "axe seinne"}, "Axe Seine"),
    ],
)
def test_a_misspelt_name_is_told_with_the_near_one(one, asked, near):
    engine, _ = one
    with pytest.raises(UnknownName) as refused:
        ask(engine, **asked)
    assert near in refused.value.near


def test_an_answer_says_what_it_stands_on(one):
    engine, _ = one
    page = ask(engine, Scope(TODAY, NOW, verified=True), kind="opened")
    assert (page.basis.on, page.basis.known, page.basis.entries, page.basis.verified) == (TODAY, NOW, 1, True)
    assert page.basis.in_words().fr == (
        "au 7 mai 2020, d’après ce qui était connu le 8 mai 2020 à 1 h 59 ; 1\u00a0entrée lue ; historique vérifié"
    )
    asked = replace(Scope(TODAY, NOW), verified=False)
    assert "vérification EN DÉFAUT" in ask(engine, asked).basis.in_words().fr
    assert ask(engine).basis.in_words().en.endswith("entries read; history not verified")
