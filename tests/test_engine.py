"""What the engine does with a command, and what it refuses: each refusal says why, and saves nothing."""

from dataclasses import replace

import pytest
from dossiers import (
    BY,
    DAYS,
    MINUTES,
    ONE_REGION,
    TWO_REGIONS,
    demand_replay,
    dump,
    history_of,
    on,
    prepare,
    row_of,
    rows,
    step,
    walk,
)

from workflow.dates import Period
from workflow.engine import Command
from workflow.entries import (
    ActorSet,
    DeliberationSet,
    FigurePublished,
    Fired,
    MemberSet,
    Note,
    Opened,
    PersonSet,
    ProjectSet,
    SignatorySet,
    SignatureSet,
    TerritoryAdded,
    ValidationSet,
    build,
)
from workflow.errors import (
    AlreadyExists,
    InvalidValue,
    KeyReused,
    NotPermitted,
    RecordRefused,
    StoreError,
    TransitionBlocked,
    TransitionConflict,
    TransitionNotAllowed,
    UnknownName,
    UnknownTransition,
)
from workflow.models import (
    REGISTER,
    Actor,
    Attachment,
    Dossier,
    DossierRegion,
    Evidence,
    HistoryEntry,
    Member,
    RegisterHead,
)

AXE, LACQ = "axe-seine-2018", "lacq-pau-tarbes-2018"


def refused(engine, error, command):
    """The refusal of a command that saves nothing."""
    before = dump(engine)
    with pytest.raises(error) as caught:
        command()
    assert dump(engine) == before
    return caught.value


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dossier_is_opened_with_the_regions_and_members_of_its_territory(engine):
    receipt = engine.open(TWO_REGIONS, on("2018-11-22"))
    assert (receipt.dossier, receipt.seq, receipt.kind, receipt.to_state) == (LACQ, 0, "opened", "identified")
    dossier = row_of(engine, LACQ)
    assert (dossier.state, dossier.state_since, dossier.phase) == ("identified", "2018-11-22", "2018")
    assert dossier.head == receipt.hash
    assert [row.region_code for row in rows(engine, DossierRegion)] == ["75", "76"]
    assert [row.siren for row in rows(engine, Member)] == ["200039204", "200067254", "200069300"]
    demand_replay(engine)


def test_a_territory_is_asked_for_by_any_of_its_names(sqlite_engine):
    for name, phase in (("Vallée de la SEINE", "2018"), ("lacq pau tarbes", "2018"), ("ti-2801", "2023")):
        assert sqlite_engine.open(name, BY.national, phase=phase).seq == 0


def test_a_territory_has_one_open_dossier_for_a_phase(engine):
    engine.open(ONE_REGION, BY.normandie)
    told = refused(engine, AlreadyExists, lambda: engine.open(ONE_REGION, BY.normandie))
    assert told.message.fr == "« Axe Seine » a déjà un dossier ouvert pour cette phase : axe-seine-2018."
    assert told.remedy.fr == "voyez : jalon show axe-seine-2018"


def test_a_territory_that_withdrew_may_come_back(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="withdrawn")
    assert sqlite_engine.open(ONE_REGION, BY.normandie).dossier == "axe-seine-2018-2"


def test_a_renewal_is_a_new_dossier_tied_to_the_old_one(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="closed")
    receipt = sqlite_engine.open(ONE_REGION, BY.national, phase="2023", renews=AXE)
    assert row_of(sqlite_engine, receipt.dossier).renews == AXE


@pytest.mark.parametrize(
    ("name", "options", "error", "said"),
    [
        ("axe-sene", {}, UnknownName, "Territoire inconnu : « axe-sene » ; noms proches : Axe Seine."),
        (ONE_REGION, {"phase": "2030"}, InvalidValue, "Phase inconnue : « 2030 »."),
        (ONE_REGION, {"renews": "rien-2018"}, UnknownName, "Dossier inconnu : « rien-2018 » ; noms proches : ti-2801."),
    ],
)
def test_what_cannot_be_opened(sqlite_engine, name, options, error, said):
    told = refused(sqlite_engine, error, lambda: sqlite_engine.open(name, BY.national, **options))
    assert told.message.fr == said


def test_a_dossier_is_not_opened_tomorrow(sqlite_engine):
    told = refused(sqlite_engine, InvalidValue, lambda: sqlite_engine.open(ONE_REGION, on("2020-05-07")))
    assert told.message.fr == "le 7 mai 2020 est dans le futur ; on n’enregistre que ce qui est fait."


# ── recording ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_is_an_entry_and_a_row(engine):
    walk(engine, ONE_REGION)
    receipt = engine.record(AXE, ProjectSet(title="École", cost=120_000_00), on("2019-03-01", "camille"))
    assert (receipt.seq, receipt.kind, receipt.trigger) == (1, "project", None)
    entry = history_of(engine, AXE)[-1]
    assert (entry.payload.number, entry.payload.title, entry.period.iso) == (1, "École", "2019-03-01")
    assert (entry.author.label, entry.author.role, entry.author.regions) == ("Camille Durand", "coordinator", ("28",))
    assert (entry.hash, entry.prev) == (receipt.hash, history_of(engine, AXE)[0].hash)
    demand_replay(engine)


def test_numbers_follow_and_a_number_that_is_not_there_is_refused(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    for title in ("Un", "Deux"):
        sqlite_engine.record(AXE, ProjectSet(title=title), BY.normandie)
    sqlite_engine.record(AXE, ProjectSet(number=2, status="in_progress"), BY.normandie)
    told = refused(
        sqlite_engine,
        RecordRefused,
        lambda: sqlite_engine.record(AXE, ProjectSet(number=7, title="Sept"), BY.normandie),
    )
    assert told.message.fr == "Il n’y a pas de n° 7 ; numéros existants : 1, 2."


def test_a_number_is_never_given_twice_even_once_its_fact_is_voided(engine):
    walk(engine, ONE_REGION)
    wrong = engine.record(AXE, ProjectSet(title="Doublon"), BY.normandie)
    engine.correct(AXE, wrong.seq, replace(BY.normandie, comment="saisi deux fois"), void=True)
    engine.record(AXE, ProjectSet(title="Vrai"), BY.normandie)
    assert history_of(engine, AXE)[-1].payload.number == 2


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (ProjectSet(description="sans titre"), "Il manque : titre."),
        (ProjectSet(title="X", axis="fusées"), "Axe inconnu : « fusées »."),
        (ProjectSet(title="X", starts="2020-05-01", ends="2020-04-01"), "La fin (1er avril 2020) est avant le début"),
        (MemberSet(siren="200053791", until="2020-01-01"), "200053791 n’est pas membre de ce territoire."),
        (SignatureSet(document="protocol", signatory=3), "Pas de signataire n° 3 pour ce document"),
        (SignatorySet(college="region", organisation="R", region_code="76"), "Un signataire du collège des Régions"),
        (ValidationSet(region_code="76", document="contract", committee_on="2019-01-01"), "Le dossier ne relève pas"),
        (
            DeliberationSet(document="protocol", authority="CC", voted_on="2030-01-01"),
            "délibération : le 1er janvier 2030 est dans le futur",
        ),
    ],
)
def test_a_fact_that_contradicts_the_dossier_is_refused(sqlite_engine, payload, said):
    walk(sqlite_engine, ONE_REGION)
    told = refused(sqlite_engine, RecordRefused, lambda: sqlite_engine.record(AXE, payload, BY.national))
    assert said in told.message.fr


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ProjectSet, {"title": "X", "cost": -1}),
        (ProjectSet, {"title": "X", "cost": 10**13 + 1}),
        (ProjectSet, {"title": "X", "cost": "beaucoup"}),
        (ProjectSet, {"title": "X", "status": "fini"}),
        (SignatureSet, {"document": "protocol", "signatory": 2**31}),
        (MemberSet, {"siren": "200084951", "name": "X"}),
        (MemberSet, {"siren": "200084952", "nom": "X"}),
        (PersonSet, {"role": "roi", "name": "X"}),
        (PersonSet, {"role": "elected_lead", "name": "X", "since": "31/04/2019"}),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_with_its_field(kind, values):
    with pytest.raises(InvalidValue):
        build(kind, values)


@pytest.mark.parametrize(
    "payload",
    [
        Opened(territory=ONE_REGION, phase="2018", regions=["28"]),
        Fired(),
        ActorSet(id="agt-0099", handle="x", label="X", role="administrator"),
    ],
)
def test_what_a_command_of_its_own_writes_is_not_recorded_as_a_fact(sqlite_engine, payload):
    walk(sqlite_engine, ONE_REGION)
    refused(sqlite_engine, RecordRefused, lambda: sqlite_engine.record(AXE, payload, BY.administrator))


def test_a_fact_does_not_go_into_the_register(sqlite_engine):
    refused(
        sqlite_engine, RecordRefused, lambda: sqlite_engine.register(ProjectSet(title="X", number=1), BY.administrator)
    )


def test_an_act_that_is_of_no_member_is_recorded_with_a_warning(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    vote = DeliberationSet(document="protocol", authority="CC", act_number="014-200053791-20190326-D_1-DE")
    receipt = sqlite_engine.record(AXE, vote, BY.normandie)
    assert "n’est pas celui d’un membre du territoire" in receipt.warnings[0].fr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nul \0 nul", "un caractère nul (U+0000)"),
        ("moitié \ud800", "la moitié d’un caractère (U+D800)"),
        ("retourné \u202e", "un caractère qui change le sens de lecture (U+202E)"),
        (" \n ", "il n’y a rien de lisible"),
    ],
)
def test_text_that_deceives_is_refused_wherever_a_person_types(sqlite_engine, text, said):
    walk(sqlite_engine, ONE_REGION)
    attempts = [
        lambda: sqlite_engine.record(AXE, build(Note, {"text": text}), BY.normandie),
        lambda: sqlite_engine.record(AXE, build(ProjectSet, {"title": text}), BY.normandie),
        lambda: Command("camille", comment=text),
        lambda: Command("camille", source=text),
        lambda: Command("camille", key=text),
        lambda: sqlite_engine.advance(AXE, *step("protocol_signed"), inputs={"place": text}),
    ]
    for attempt in attempts[:-1]:
        assert said in refused(sqlite_engine, InvalidValue, attempt).message.fr
    walked = walk(sqlite_engine, TWO_REGIONS, to="projects_collected")
    sign = lambda: sqlite_engine.advance(walked, *step("protocol_signed"), inputs={"place": text})  # noqa: E731
    assert said in refused(sqlite_engine, InvalidValue, sign).message.fr


def test_a_value_without_a_canonical_form_is_refused(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    whole, half = ProjectSet.model_construct(title="X", cost=2**53), MemberSet.model_construct(siren="\ud800", name="X")
    for payload in (whole, half):
        told = refused(
            sqlite_engine, InvalidValue, lambda payload=payload: sqlite_engine.record(AXE, payload, BY.national)
        )
        assert told.message.fr.startswith("Une valeur ne peut pas être conservée")


def test_an_entry_may_have_65535_bytes(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    files = tuple(replace(MINUTES, sha256=f"{number:064x}") for number in range(900))
    told = refused(
        sqlite_engine,
        InvalidValue,
        lambda: sqlite_engine.record(AXE, Note(text="x"), Command("camille", evidence=files)),
    )
    assert "65535 au plus" in told.message.fr
    assert told.remedy.fr == "répartissez les pièces entre plusieurs entrées"


def test_files_are_noted_with_the_entry_that_rests_on_them(engine):
    walk(engine, ONE_REGION)
    for _ in range(2):
        engine.record(AXE, Note(text="le compte rendu"), Command("camille", evidence=(MINUTES,)))
    assert [row.sha256 for row in rows(engine, Evidence)] == [MINUTES.sha256]
    assert [(row.seq, row.number, row.name) for row in rows(engine, Attachment)] == [
        (1, 0, "compte rendu.pdf"),
        (2, 0, "compte rendu.pdf"),
    ]
    demand_replay(engine)


# ── advancing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_transition_moves_the_dossier_and_says_so(engine):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot", "camille")
    receipt = engine.advance(AXE, *step("pilot", "camille"), inputs={"committee_date": "15/01/2019"})
    assert (receipt.trigger, receipt.from_state, receipt.to_state) == ("enter_pilot", "identified", "pilot")
    assert (receipt.overridden, receipt.waived, receipt.repeated) == ((), (), False)
    dossier = row_of(engine, AXE)
    assert (dossier.state, dossier.state_since, dossier.seq, dossier.head) == ("pilot", "2019-01-15", 3, receipt.hash)
    assert history_of(engine, AXE)[-1].payload.inputs == {"committee_date": "2019-01-15"}


def test_every_reason_is_given_at_once_with_what_lifts_it(engine):
    walk(engine, ONE_REGION)
    told = refused(engine, TransitionBlocked, lambda: engine.advance(AXE, "enter_pilot", BY.national))
    codes = [blocker.code for blocker in told.blockers]
    assert codes == ["date_given", "input_given", "binome_complete", "binome_complete", "evidence_attached"]
    assert all(blocker.remedy.fr and blocker.remedy.en for blocker in told.blockers)
    assert "(5 raisons)" in told.message.fr


@pytest.mark.parametrize(
    ("trigger", "error", "said"),
    [
        ("enter_pilote", UnknownTransition, "Transition inconnue : « enter_pilote » ; noms proches : enter_pilot"),
        ("__class__", UnknownTransition, "Transition inconnue : « __class__ »"),
        ("to_closed", UnknownTransition, "Transition inconnue : « to_closed »"),
        ("close", TransitionNotAllowed, "« close » ne part pas de l’état où est axe-seine-2018 : « Identifié »."),
    ],
)
def test_a_transition_that_is_not_there(sqlite_engine, trigger, error, said):
    walk(sqlite_engine, ONE_REGION)
    told = refused(sqlite_engine, error, lambda: sqlite_engine.advance(AXE, trigger, BY.national))
    assert said in told.message.fr


@pytest.mark.parametrize("state", DAYS)
def test_no_transition_leaves_but_those_that_the_lifecycle_declares(sqlite_engine, lifecycle, state):
    walk(sqlite_engine, ONE_REGION, to=state)
    for transition in lifecycle.transitions.values():
        if state not in transition.sources:
            with pytest.raises(TransitionNotAllowed):
                sqlite_engine.advance(AXE, transition.name, on("2020-05-06", comment="pour voir"))


def test_an_expectation_is_passed_with_a_written_reason_and_named(engine):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot")
    command = replace(step("pilot")[1], evidence=(), comment="le compte rendu suivra")
    receipt = engine.advance(AXE, "enter_pilot", command, inputs={"committee_date": "2019-01-15"})
    assert receipt.overridden == ("evidence_attached",)
    entry = history_of(engine, AXE)[-1]
    assert (entry.payload.overridden, entry.comment) == (["evidence_attached"], "le compte rendu suivra")


def test_no_reason_passes_a_hard_guard(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    command = on("2019-01-15", comment="nous y tenons", evidence=(MINUTES,))
    advance = lambda: sqlite_engine.advance(AXE, "enter_pilot", command, inputs={"committee_date": "2019-01-15"})  # noqa: E731
    assert {one.code for one in refused(sqlite_engine, TransitionBlocked, advance).blockers} == {"binome_complete"}


def test_a_backfill_names_what_it_could_not_judge(engine):
    walk(engine, ONE_REGION)
    command = on("2019-01", source="communiqué du 6 mai 2019", actor="camille")
    receipt = engine.advance(AXE, "enter_pilot", command)
    assert receipt.waived == ("binome_complete", "evidence_attached", "input_given")
    assert receipt.overridden == ()
    entry = history_of(engine, AXE)[-1]
    assert (entry.origin, entry.source, entry.period.iso) == ("backfill", "communiqué du 6 mai 2019", "2019-01")
    assert (row_of(engine, AXE).state_since, row_of(engine, AXE).state_precision) == ("2019-01-31", "month")
    demand_replay(engine)


def test_a_backfill_still_needs_a_day_and_the_order_of_the_lifecycle(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    told = refused(
        sqlite_engine,
        TransitionBlocked,
        lambda: sqlite_engine.advance(AXE, "enter_pilot", Command("camille", source="presse")),
    )
    assert "date_given" in {blocker.code for blocker in told.blockers}
    refused(
        sqlite_engine,
        TransitionNotAllowed,
        lambda: sqlite_engine.advance(AXE, "implement", on("2019-01-15", source="presse")),
    )


def test_an_origin_that_claims_to_be_a_backfill_has_a_source(sqlite_engine):
    for origin in ("backfill", "télépathie"):
        with pytest.raises(InvalidValue, match="Provenance inconnue"):
            Command("camille", origin=origin)


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("2019-01-14", RecordRefused),
        ("2019-W02", RecordRefused),  # ended on 13 January
        ("2018", RecordRefused),
        ("2020-05-07", InvalidValue),
        ("2020-W20", InvalidValue),
        ("2020-06", InvalidValue),
        ("2021", InvalidValue),
    ],
)
def test_a_day_before_the_state_began_or_after_today_is_refused(sqlite_engine, day, error):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    prepare(sqlite_engine, AXE, "projects_collected")
    told = refused(sqlite_engine, error, lambda: sqlite_engine.advance(AXE, "collect_projects", on(day)))
    assert Period.parse(day).in_words("fr") in told.message.fr


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2018-12", "ne peut pas avoir eu lieu en décembre 2018."),
        ("2018", "ne peut pas avoir eu lieu en 2018."),
        ("2019-W02", "ne peut pas avoir eu lieu dans la semaine du 7 janvier 2019."),
        ("2019-01-14", "ne peut pas avoir eu lieu le 14 janvier 2019."),
    ],
)
def test_a_period_too_early_is_said_with_its_preposition(sqlite_engine, day, said):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    prepare(sqlite_engine, AXE, "projects_collected")
    told = refused(sqlite_engine, RecordRefused, lambda: sqlite_engine.advance(AXE, "collect_projects", on(day)))
    assert told.message.fr.endswith(said)


@pytest.mark.parametrize("day", ["2019-01-15", "2019-W03", "2019-01", "2019", "2020-05-06", "2020-W19", "2020"])
def test_a_day_or_a_period_that_may_be_right_is_accepted(sqlite_engine, day):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    prepare(sqlite_engine, AXE, "projects_collected")
    sqlite_engine.advance(AXE, "collect_projects", on(day))
    period = Period.parse(day)
    assert row_of(sqlite_engine, AXE).state_since == period.last.isoformat()
    assert row_of(sqlite_engine, AXE).state_precision == period.precision


def test_the_day_of_a_command_without_one_is_the_day_in_paris(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION)
    clock.set("2026-04-30T22:30+00:00")
    sqlite_engine.record(AXE, Note(text="après minuit"), BY.normandie)
    assert history_of(sqlite_engine, AXE)[-1].period.iso == "2026-05-01"


def test_what_follows_an_imprecise_day_does_not_precede_what_came_before_it(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="pilot")  # 15 January 2019
    sqlite_engine.advance(AXE, "collect_projects", on("2019", source="presse"))
    early = on("2019-01-10", source="presse")
    told = refused(sqlite_engine, RecordRefused, lambda: sqlite_engine.advance(AXE, "sign_protocol", early))
    assert told.message.fr.startswith("axe-seine-2018 a avancé le 15 janvier 2019 au plus tôt")


def test_a_transition_that_changes_no_state_is_not_passed_over_either(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="contract_validated")
    sqlite_engine.record(AXE, ProjectSet(title="Nouveau"), on("2020-03-01"))
    sqlite_engine.advance(AXE, "amend", on("2020-03-02", comment="un projet de plus"), inputs={"object": "avenant 1"})
    prepare(sqlite_engine, AXE, "implemented")
    told = refused(sqlite_engine, RecordRefused, lambda: sqlite_engine.advance(AXE, *step("implemented")))
    assert "2 mars 2020 au plus tôt" in told.message.fr


def test_there_is_nothing_to_amend_where_nothing_changed_since_the_last_version(engine):
    walk(engine, ONE_REGION, to="contract_validated")
    amend = lambda: engine.advance(AXE, "amend", on("2020-03-02", comment="voir"), inputs={"object": "avenant"})  # noqa: E731
    assert {one.code for one in refused(engine, TransitionBlocked, amend).blockers} == {"changed_since_last"}
    engine.record(AXE, MemberSet(siren="200053791", name="Nouvelle CC"), on("2020-03-01"))
    receipt = amend()
    assert (receipt.from_state, receipt.to_state) == ("contract_validated", "contract_validated")
    assert row_of(engine, AXE).state_since == DAYS["contract_validated"]
    assert {one.code for one in refused(engine, TransitionBlocked, amend).blockers} == {"changed_since_last"}


def test_the_steps_of_a_dossier_say_what_stands_against_each(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="pilot")
    dossier, steps = sqlite_engine.steps(AXE, "camille")
    found = {one.transition.name: one for one in steps}
    assert dossier.state == "pilot"
    assert found["withdraw"].reachable
    assert not found["enter_pilot"].reachable
    assert {one.code for one in found["collect_projects"].blockers} == {
        "has_project",
        "referent_named",
    }
    prepare(sqlite_engine, AXE, "projects_collected")
    assert {one.transition.name: one.enabled for one in sqlite_engine.steps(AXE, "camille")[1]}["collect_projects"]
    first = next(iter(sqlite_engine.steps(AXE, "audit")[1]))
    assert first.blockers[0].code == "actor_may"


def test_the_steps_can_be_read_whatever_the_clock_says(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION)
    clock.tick(days=-3)
    assert sqlite_engine.steps(AXE, "camille")


# ── who may ───────────────────────────────────────────────────────────────────────────────────────────────────────


def attempts(engine, dossier, territory, actor):
    """One of each kind of command by an actor, none of them possible for another reason but the last."""
    reason = Command(actor, comment="motif")
    return {
        "open": lambda: engine.open(territory, Command(actor), phase="2023"),
        "record": lambda: engine.record(dossier, ProjectSet(title="X"), Command(actor)),
        "note": lambda: engine.record(dossier, Note(text="x"), Command(actor)),
        "correct": lambda: engine.correct(dossier, 0, reason, changes={"effective_on": "2018-11-20"}),
        "advance": lambda: engine.advance(dossier, "withdraw", reason),
        "territory": lambda: engine.register(TerritoryAdded(id="t", name="T", regions=["28"]), Command(actor)),
        "actor": lambda: engine.register(
            ActorSet(id="agt-0050", handle="z", label="Z", role="auditor"), Command(actor)
        ),
    }


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        ("admin", {"open", "record", "note", "correct", "advance", "territory", "actor"}),
        ("national", {"open", "record", "note", "correct", "advance", "territory"}),
        ("camille", {"open", "record", "note", "correct", "advance"}),
        ("claude", set()),
        ("redaction", {"note"}),
        ("audit", set()),
    ],
)
def test_roles_and_regions_decide_who_may_do_what(sqlite_engine, actor, allowed):
    walk(sqlite_engine, ONE_REGION)
    for name, attempt in attempts(sqlite_engine, AXE, ONE_REGION, actor).items():
        if name in allowed:
            attempt()
        else:
            told = refused(sqlite_engine, NotPermitted, attempt)
            assert told.message.fr.startswith("Refusé : ")


def test_a_territory_in_two_regions_is_owned_by_both(sqlite_engine):
    walk(sqlite_engine, TWO_REGIONS)
    for actor in ("claude", "sacha"):
        sqlite_engine.record(LACQ, Note(text="vu"), Command(actor))
    told = refused(sqlite_engine, NotPermitted, lambda: sqlite_engine.record(LACQ, Note(text="x"), BY.normandie))
    assert told.message.fr == (
        "Refusé : Camille Durand coordonne la région Normandie ; "
        "le dossier relève des régions Nouvelle-Aquitaine et Occitanie."
    )


@pytest.mark.parametrize("trigger", ["withdraw", "close", "enter_pilot"])
def test_who_may_not_is_told_so_before_anything_else(sqlite_engine, trigger):
    walk(sqlite_engine, ONE_REGION)
    command = Command("audit", expected_seq=99, effective=Period.parse("2030-01-01"))
    refused(
        sqlite_engine, NotPermitted, lambda: sqlite_engine.advance(AXE, trigger, command, inputs={"inconnu": "\ud800"})
    )


def test_an_actor_who_left_may_do_nothing(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    gone = ActorSet(
        id="agt-0003", handle="camille", label="Camille Durand", role="coordinator", regions=["28"], active=0
    )
    sqlite_engine.register(gone, BY.administrator)
    told = refused(sqlite_engine, NotPermitted, lambda: sqlite_engine.record(AXE, Note(text="x"), BY.normandie))
    assert "n’est plus en fonction" in told.message.fr


def test_an_unknown_actor_is_told_the_near_ones(sqlite_engine):
    walk(sqlite_engine, ONE_REGION)
    told = refused(sqlite_engine, UnknownName, lambda: sqlite_engine.record(AXE, Note(text="x"), Command("camile")))
    assert "camille" in told.message.fr


# ── stale, repeated, together ─────────────────────────────────────────────────────────────────────────────────────


def test_who_saw_an_earlier_state_is_told_so(engine):
    walk(engine, ONE_REGION)
    engine.record(AXE, Note(text="entre-temps"), BY.national)
    for attempt in (
        lambda: engine.record(AXE, Note(text="x"), replace(BY.normandie, expected_seq=0)),
        lambda: engine.advance(AXE, "withdraw", replace(BY.normandie, expected_seq=0, comment="motif")),
        lambda: engine.correct(
            AXE, 0, replace(BY.normandie, expected_seq=2, comment="m"), changes={"effective_on": "2018-11-21"}
        ),
    ):
        told = refused(engine, TransitionConflict, attempt)
        assert "axe-seine-2018 en est à l’entrée n° 1" in told.message.fr
    engine.record(AXE, Note(text="x"), replace(BY.normandie, expected_seq=1))


def keyed(engine):
    """One of each command with a key, each as a function of the key."""
    at = lambda key, **more: Command("national", key=key, **more)  # noqa: E731
    return {
        "open": lambda key: engine.open(TWO_REGIONS, at(key)),
        "record": lambda key: engine.record(AXE, ProjectSet(title="École"), at(key)),
        "advance": lambda key: engine.advance(AXE, "withdraw", at(key, comment="il renonce"), inputs={"reason": "x"}),
        "void": lambda key: engine.correct(AXE, 1, at(key, comment="erreur"), void=True),
        "restate": lambda key: engine.correct(AXE, 1, at(key, comment="coquille"), changes={"name": "Autre"}),
        "register": lambda key: engine.register(TerritoryAdded(id="t", name="T", regions=["28"]), at(key)),
    }


@pytest.mark.parametrize("name", ["open", "record", "advance", "void", "restate", "register"])
def test_the_same_command_with_the_same_key_is_done_once(engine, name):
    walk(engine, ONE_REGION)
    prepare(engine, AXE, "pilot")
    command = keyed(engine)[name]
    first = command("clé-1")
    engine.record(AXE, Note(text="la réponse s’est perdue"), BY.national)  # the dossier went on meanwhile
    before = dump(engine)
    again = command("clé-1")
    assert replace(again, repeated=False, warnings=first.warnings) == first
    assert again.repeated
    assert dump(engine) == before
    demand_replay(engine)


@pytest.mark.parametrize("name", ["open", "record", "advance", "void", "restate", "register"])
def test_a_key_that_served_for_something_else_is_refused(sqlite_engine, name):
    walk(sqlite_engine, ONE_REGION)
    prepare(sqlite_engine, AXE, "pilot")
    commands = keyed(sqlite_engine)
    sqlite_engine.record(AXE, Note(text="le premier usage"), replace(BY.national, key="clé-1"))
    told = refused(sqlite_engine, KeyReused, lambda: commands[name]("clé-1"))
    assert told.message.fr == "La clé « clé-1 » a déjà servi à autre chose : axe-seine-2018, entrée n° 3."


@pytest.mark.parametrize(
    ("change", "payload"),
    [
        ({"actor": "admin"}, ProjectSet(title="École")),
        ({"comment": "un autre motif"}, ProjectSet(title="École")),
        ({"effective": Period.parse("2019-02-02")}, ProjectSet(title="École")),
        ({"evidence": (MINUTES,)}, ProjectSet(title="École")),
        ({}, ProjectSet(title="Usine")),
        ({}, ProjectSet(title="École", cost=5)),
        ({}, PersonSet(role="elected_lead", name="École")),
    ],
)
def test_another_command_is_another_person_day_reason_file_or_fact(sqlite_engine, change, payload):
    walk(sqlite_engine, ONE_REGION)
    command = on("2019-01-01", comment="motif", key="k")
    sqlite_engine.record(AXE, ProjectSet(title="École"), command)
    refused(sqlite_engine, KeyReused, lambda: sqlite_engine.record(AXE, payload, replace(command, **change)))
    assert sqlite_engine.record(AXE, ProjectSet(title="École"), command).repeated


def test_a_ceremony_advances_all_or_none(engine):
    names = [walk(engine, territory, to="projects_collected") for territory in (TWO_REGIONS, ONE_REGION)]
    prepare(engine, AXE, "protocol_signed")
    trigger, command = step("protocol_signed")
    ceremony = lambda: engine.advance_together(names, trigger, command, inputs={"place": "Le Havre"})  # noqa: E731
    assert refused(engine, TransitionBlocked, ceremony).dossier == LACQ
    prepare(engine, LACQ, "protocol_signed")
    assert [receipt.dossier for receipt in ceremony()] == [AXE, LACQ]
    assert {row.state for row in rows(engine, Dossier)} == {"protocol_signed"}


def test_a_ceremony_with_a_key_is_done_once_and_counts_each_dossier_once(sqlite_engine):
    for territory in (ONE_REGION, TWO_REGIONS):
        walk(sqlite_engine, territory)
    command = replace(BY.national, comment="motif", key="cérémonie")
    first = sqlite_engine.advance_together([LACQ, AXE, "Axe Seine"], "withdraw", command)
    again = sqlite_engine.advance_together([AXE, LACQ], "withdraw", command)
    assert [receipt.hash for receipt in again] == [receipt.hash for receipt in first]
    assert [entry.command_key for entry in history_of(sqlite_engine, AXE)][-1] == "cérémonie:axe-seine-2018"


def test_a_batch_is_saved_whole_or_not_at_all(engine):
    walk(engine, ONE_REGION)

    def batch():
        with engine.batch(BY.national) as batch:
            batch.record(AXE, ProjectSet(title="Un"))
            batch.open(TWO_REGIONS)
            batch.record(LACQ, ProjectSet(number=9, title="n’existe pas"))

    refused(engine, RecordRefused, batch)


# ── the register ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_register_has_a_history_too(engine):
    engine.register(TerritoryAdded(id="val-de-garonne", name="Val de Garonne", regions=["75"]), BY.national)
    figure = FigurePublished(
        number=1,
        as_of="2019-05-06",
        published_on="2019-05-06",
        what="projects",
        value=330,
        label="projets",
        source="CP",
    )
    engine.register(figure, BY.national)
    kinds = [entry.kind for entry in history_of(engine, REGISTER)]
    assert kinds[:3] == ["register_opened", "lifecycle_installed", "actor"]
    assert kinds[-2:] == ["territory", "figure"]
    assert rows(engine, RegisterHead)[0].seq == len(kinds) - 1
    demand_replay(engine)


@pytest.mark.parametrize(
    ("payload", "error", "said"),
    [
        (
            TerritoryAdded(id=ONE_REGION, name="A", regions=["28"]),
            AlreadyExists,
            "Le territoire « axe-seine » existe déjà.",
        ),
        (
            ActorSet(id="agt-0042", handle="camille", label="Une autre", role="auditor"),
            AlreadyExists,
            "L’identifiant « camille » est déjà celui de Camille Durand.",
        ),
        (
            ActorSet(id="agt-0001", handle="admin", label="Alex Martin", role="auditor"),
            RecordRefused,
            "Il n’y a pas d’autre administrateur : sans Alex Martin, personne ne pourrait gérer les acteurs.",
        ),
        (
            ActorSet(id="agt-0001", handle="admin", label="Alex Martin", role="administrator", active=0),
            RecordRefused,
            "Il n’y a pas d’autre administrateur : sans Alex Martin, personne ne pourrait gérer les acteurs.",
        ),
    ],
)
def test_what_the_register_refuses(engine, payload, error, said):
    assert refused(engine, error, lambda: engine.register(payload, BY.administrator)).message.fr == said


def test_an_administrator_may_go_once_there_is_another(sqlite_engine):
    sqlite_engine.register(ActorSet(id="agt-0042", handle="b", label="B", role="administrator"), BY.administrator)
    left = ActorSet(id="agt-0001", handle="admin", label="Alex Martin", role="auditor")
    sqlite_engine.register(left, Command("b"))
    assert rows(sqlite_engine, Actor, id="agt-0001")[0].role == "auditor"


def test_several_things_are_registered_all_or_none(sqlite_engine):
    two = [TerritoryAdded(id=name, name=name, regions=["28"]) for name in ("nouveau", ONE_REGION)]
    refused(sqlite_engine, AlreadyExists, lambda: sqlite_engine.register_all(two, BY.national))


def test_several_things_registered_with_one_key_are_registered_once(sqlite_engine):
    two = [TerritoryAdded(id=name, name=name, regions=["28"]) for name in ("nouveau", "autre")]
    command = replace(BY.national, key="liste")
    written = sqlite_engine.register_all(two, command)
    again = sqlite_engine.register_all(two, command)
    assert [one.hash for one in again] == [one.hash for one in written]
    assert all(one.repeated for one in again)
    refused(sqlite_engine, KeyReused, lambda: sqlite_engine.register_all(two[::-1], command))


def another_version(lifecycle):
    return type(lifecycle).from_canonical(lifecycle.canonical.replace('"version":"1"', '"version":"2"'))


def test_new_dossiers_follow_the_lifecycle_installed_last_and_the_others_keep_theirs(engine, lifecycle):
    walk(engine, ONE_REGION)
    newer = another_version(lifecycle)
    engine.install(newer, BY.administrator)
    walk(engine, TWO_REGIONS)
    assert row_of(engine, AXE).lifecycle == lifecycle.digest
    assert row_of(engine, LACQ).lifecycle == newer.digest
    engine.record(AXE, Note(text="selon l’ancien"), BY.national)
    assert history_of(engine, AXE)[-1].lifecycle == lifecycle.digest
    demand_replay(engine)


def test_a_lifecycle_that_is_in_force_is_not_installed_again(sqlite_engine, lifecycle):
    refused(sqlite_engine, AlreadyExists, lambda: sqlite_engine.install(lifecycle, BY.administrator))
    refused(sqlite_engine, NotPermitted, lambda: sqlite_engine.install(another_version(lifecycle), BY.national))


def test_a_workspace_is_founded_once(sqlite_engine, lifecycle):
    founder = ActorSet(id="agt-0001", handle="x", label="X", role="administrator")
    refused(sqlite_engine, AlreadyExists, lambda: sqlite_engine.found("autre/1", lifecycle, founder))


# ── the clock ─────────────────────────────────────────────────────────────────────────────────────────────────────


def recorded(engine, subject=AXE):
    return [entry.recorded for entry in history_of(engine, subject)]


def test_entries_of_one_instant_still_follow_each_other(sqlite_engine):
    walk(sqlite_engine, ONE_REGION, to="projects_collected")
    assert recorded(sqlite_engine) == sorted(set(recorded(sqlite_engine)))


def test_a_clock_that_is_a_little_behind_never_puts_an_entry_before_another_and_is_told(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION)
    clock.tick(minutes=-4)
    receipt = sqlite_engine.record(AXE, Note(text="x"), BY.national)
    assert recorded(sqlite_engine) == ["2020-05-06T10:00:00.000000Z", "2020-05-06T10:00:00.000001Z"]
    assert receipt.warnings[0].fr == (
        "L’horloge de cette machine (6 mai 2020 à 11 h 56) est en retard sur la dernière entrée (6 mai 2020 à 12 h 00)."
    )


@pytest.mark.parametrize("behind", [{"minutes": -6}, {"days": -3}, {"days": -3650}])
def test_a_clock_that_is_far_behind_writes_nothing(sqlite_engine, clock, behind):
    walk(sqlite_engine, ONE_REGION)
    clock.tick(**behind)
    for attempt in (
        lambda: sqlite_engine.record(AXE, Note(text="x"), BY.national),
        lambda: sqlite_engine.register(TerritoryAdded(id="t", name="T", regions=["28"]), BY.administrator),
    ):
        told = refused(sqlite_engine, StoreError, attempt)
        assert "est en retard sur la dernière entrée" in told.message.fr
        assert told.remedy.fr == "remettez-la à l’heure puis recommencez"


def test_a_clock_ten_years_ahead_keeps_the_order(sqlite_engine, clock):
    walk(sqlite_engine, ONE_REGION)
    clock.tick(days=3650)
    sqlite_engine.record(AXE, Note(text="x"), BY.national)
    assert recorded(sqlite_engine) == sorted(recorded(sqlite_engine))


def test_the_hash_of_an_entry_is_in_the_next(engine):
    walk(engine, ONE_REGION, to="pilot")
    stored = rows(engine, HistoryEntry, dossier_id=AXE)
    assert [row.prev for row in stored[1:]] == [row.hash for row in stored[:-1]]
