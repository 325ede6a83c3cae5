"""What leaves the ordinary path, what was mended, what came late, how long things take, what was learnt in between."""

import pytest
from audited import FIRST, PRESS, SECOND
from dossiers import ONE_REGION, TWO_REGIONS, walk
from screens import seen, wide
from test_cli_json import demand

SIGNED, VALIDATED = "Protocole signé", "Contrat validé"


def told(line, command, *options):
    answer = line(command, *options, "--json").json
    demand(command, answer)
    return answer


def places(answer):
    return [(one["dossier"], one["seq"]) for one in answer["entries"]]


# ── overrides, backfills ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_expectation_that_was_passed_is_there_with_who_why_and_what(audited):
    (one,) = told(audited, "overrides")["entries"]
    assert (one["dossier"], one["seq"], one["reason"]) == (FIRST, 3, "compte rendu attendu sous quinzaine")
    assert one["author"]["label"] == "Camille Durand"
    assert [passed["code"] for passed in one["passed"]] == ["evidence_attached"]
    said = audited("overrides").out
    assert "passé avec le motif écrit : une pièce à l’appui" in said
    assert "motif : compte rendu attendu sous quinzaine" in said


def test_an_override_of_another_region_or_of_later_is_not_there(audited):
    assert places(told(audited, "overrides", "--region", "76")) == []
    assert places(told(audited, "overrides", "--known", "2020-05-06T11:59")) == []
    assert places(told(audited, "overrides", "--on", "2019-01-01")) == []


def test_what_was_taken_over_is_there_with_its_source_and_what_was_not_judged(audited):
    answer = told(audited, "backfills")
    assert places(answer) == [(SECOND, 0), (SECOND, 1)]
    assert {one["source"] for one in answer["entries"]} == {PRESS}
    assert answer["entries"][1]["not_judged"]
    assert f"source : {PRESS}" in audited("backfills", "--limit", "1").out
    assert "binôme élu-industriel complet" in audited("backfills").out


# ── corrections ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_shows_what_was_said_and_what_is_said_instead(audited):
    answer = told(audited, "corrections")
    assert places(answer) == [(FIRST, 4), (FIRST, 8), (FIRST, 11)]
    month, cost, voided = answer["entries"]
    assert month["differences"][0] | {"label": ""} == {
        "field": "effective_on",
        "label": "",
        "before": "2019-02-15",
        "after": "2019-01-15",
    }
    assert (cost["before"], cost["differences"][0]["after"]) == (7, 430000000)
    assert (voided["voids"], voided["differences"], voided["before"]) == (True, [], 10)


def test_a_person_reads_amounts_in_euros_and_days_in_words(audited):
    said = audited("corrections").out
    assert "montant : 3 400 000 € → 4 300 000 €" in said
    assert "date de l’événement : le 15 février 2019 → le 15 janvier 2019" in said
    assert "→ ce qui avait été dit est annulé" in said
    english = audited("corrections", "--lang", "en").out
    assert "amount: €3,400,000 → €4,300,000" in english
    assert "15 February 2019 → 15 January 2019" in english


# ── late ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_recorded_late_comes_with_its_days_the_latest_first(audited):
    answer = told(audited, "late")
    days = [one["days"] for one in answer["entries"]]
    assert days == sorted(days, reverse=True)
    assert (answer["entries"][0]["dossier"], days[0]) == (SECOND, 533)
    assert "→ enregistré 533 jours après" in audited("late", "--limit", "1").out
    assert [one["days"] for one in told(audited, "late", "--reverse")["entries"]] == days[::-1]


def test_backfills_may_be_left_out_since_they_are_late_on_purpose(audited):
    every, without = told(audited, "late"), told(audited, "late", "--no-backfills")
    assert every["total"] - without["total"] == 2
    assert not any(one["backfilled"] for one in without["entries"])


def test_the_days_that_are_allowed_are_chosen(audited):
    assert told(audited, "late", "--days", "500", "--no-backfills")["total"] == 1
    assert told(audited, "late", "--days", "3000")["total"] == 0
    assert "--days" in audited("late", "--days", "-1", code=2).err
    assert "0 à 36500" in audited("late", "--days", "99999999", code=2).err


def test_pages_of_what_is_late_follow_each_other(audited):
    every = places(told(audited, "late"))
    first = told(audited, "late", "--limit", "3")
    rest = told(audited, "late", "--limit", "100", "--after", first["next"])
    assert places(first) + places(rest) == every


# ── durations ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def walked(jalon, still):
    """One dossier went all the way to the contract, another still waits after its protocol; today is 6 May 2020."""
    with jalon.engine() as engine:
        walk(engine, ONE_REGION, to="protocol_signed")
        walk(engine, TWO_REGIONS, to="contract_validated")
    return jalon


def test_the_time_in_each_state_counts_those_who_wait_as_waiting(walked):
    answer = told(walked, "durations")
    signed = answer["states"]["protocol_signed"]
    assert (signed["left"], signed["waiting"], signed["target"], signed["beyond"]) == (1, 1, 310, 1)
    assert (signed["shortest"], signed["oldest"], signed["quartiles"]["median"]) == (204, 372, 204)
    assert answer["overdue"]["total"] == 1
    (late,) = answer["overdue"]["dossiers"]
    assert (late["dossier"], late["days"], late["target"]) == ("axe-seine-2018", 372, 310)


def test_a_person_reads_the_table_and_who_is_beyond(walked):
    said = walked("durations").out
    (row,) = [line for line in said.splitlines() if line.startswith("◕ Protocole signé")]
    assert row.split()[3:] == ["1", "1", "204", "204", "–", "310", "1", "!"]
    assert "1 dossier au-delà du délai prévu" in said
    assert "6 mai 2020" in said


def test_region_by_region_a_territory_in_two_is_in_each(walked):
    answer = told(walked, "durations")
    assert answer["regions"].keys() == {"28", "75", "76"}
    assert answer["regions"]["76"]["states"]["protocol_signed"]["left"] == 1
    assert told(walked, "durations", "--region", "28")["regions"].keys() == {"28"}
    said = walked("durations", "--by-region").out
    assert said.count("Occitanie") == len(answer["states"])


def between(line, *options):
    answer = line("durations", "--from-state", SIGNED, "--to-state", VALIDATED, *options, "--json").json
    demand("durations-between", answer)
    return answer


def test_from_one_state_to_another_each_dossier_is_told(walked):
    answer = between(walked)
    assert (answer["arrived"], answer["waiting"], answer["ended"]) == (1, 1, 0)
    assert [(one["outcome"], one["days"]) for one in answer["journeys"]] == [("arrived", 204), ("waiting", 372)]
    said = walked("durations", "--from-state", "protocol_signed", "--to-state", VALIDATED).out
    assert "De « Protocole signé » à « Contrat validé »" in said
    assert "1 arrivé, en 204 jours ; 1 en route ; la moitié arrivent en 204 jours au plus." in said


def test_days_beyond_a_thousand_are_written_as_everywhere_and_what_is_left_out_can_be_typed(jalon, still):
    for territory in (ONE_REGION, TWO_REGIONS):
        jalon("open", territory, "--on", "2018-11-22", "--source", "liste nationale")
    still.set("2024-11-22T10:00Z")
    way = ("durations", "--from-state", "Identifié", "--to-state", "Pilote")
    said = jalon(*way, "--limit", "1").out
    assert "en route  2 192" in said
    assert "→ encore 1 : ajoutez --limit 2" in said
    assert jalon(*way, "--limit", "2").out.count("2 192") == 2


def test_the_quickest_and_the_slowest_of_the_real_contracts_took_112_and_706_days(jalon, still):
    still.set("2022-06-01T10:00Z")
    jalon("territories", "add", "Grand Est Touraine", "--region", "24")
    for territory, signed, validated in (
        (TWO_REGIONS, "2019-03-25", "2019-07-15"),
        ("grand-est-touraine", "2019-04-23", "2021-03-29"),
    ):
        jalon("open", territory, "--on", "2018-11-22", "--source", "liste nationale")
        for trigger, day, more in (
            ("enter_pilot", "2019-02", ["--input", "committee_date=2019-01-31"]),
            ("sign_protocol", signed, ["--input", "place=Pau"]),
            ("validate_contract", validated, []),
        ):
            jalon("advance", trigger, f"{territory}-2018", "--on", day, *more, "--source", "liste nationale")
    answer = between(jalon)
    assert [(one["name"], one["days"]) for one in answer["journeys"]] == [
        ("Lacq-Pau-Tarbes", 112),
        ("Grand Est Touraine", 706),
    ]
    assert (answer["shortest"], answer["longest"]) == (112, 706)
    assert "2 arrivés, en 112 à 706 jours" in jalon("durations", "--from-state", SIGNED, "--to-state", VALIDATED).out


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--from-state", SIGNED), 2, "Un état de départ et un état d’arrivée vont ensemble"),
        (("--to-state", SIGNED), 2, "--from-state et --to-state"),
        (("--from-state", "Protocole signe", "--to-state", "nulle part"), 1, "État inconnu : « nulle part »"),
        (("--from-state", SIGNED, "--to-state", VALIDATED, "--after", "x/y/1"), 2, "ni --after ni --reverse"),
        (("--from-state", VALIDATED, "--to-state", SIGNED), 2, "ne mène de « Contrat validé » à « Protocole signé »"),
        (("--from-state", "Pilote", "--to-state", "pilot"), 2, "ne mène de « Pilote » à « Pilote »"),
        (("--limit", "-3"), 2, "--limit"),
        (("--after", "x"), 2, "ce n’est pas le début d’une page"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_durations_that_cannot_be_asked_are_refused(audited, options, code, said):
    assert said in audited("durations", *options, code=code).err


def test_an_empty_workspace_has_nothing_to_measure(empty):
    empty("init")
    assert "Aucun séjour à mesurer" in empty("durations").out
    for command in ("overrides", "corrections", "backfills", "late"):
        assert empty(command, "--json").json["total"] == 0


# ── diff ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_learnt_between_two_dates_is_told_in_words(audited):
    said = audited("diff", "--known", "2020-05-06", "--known", "2020-05-08", "--on", "2019-12-31").out
    assert said.startswith("Après le 6 mai 2020 à 23 h 59 et jusqu’au 8 mai 2020 à 23 h 59, 10 entrées enregistrées.")
    assert "au 31 décembre 2019" in said
    assert "· Territoires entrés dans l’état « Pilote » : 1 → 2 ; régions : 1 → 3." in said
    assert "· Corrigé : Axe Seine (Normandie), entrée n° 3" in said
    assert "le 15 février 2019 → le 15 janvier 2019" in said
    assert "repris d’une source" in said


def test_the_same_as_json_is_what_its_schema_says(audited):
    answer = told(audited, "diff", "--known", "2020-05-06", "--on", "2019-12-31")
    assert (answer["arrived"], answer["revisions"]) == (2, 1)
    assert {one["state"] for one in answer["shifts"]} == {"identified", "pilot"}
    assert answer["since"] == "2020-05-06T22:00:00.000000Z"
    (revised,) = answer["revised"]
    assert (revised["change"], revised["before"], revised["after"]) == ("restated", 3, 4)
    assert len(answer["sentences"]) == 1 + len(answer["shifts"]) + 2 + 1


def test_between_two_dates_on_which_nothing_happened_nothing_is_learnt(audited):
    said = audited("diff", "--known", "2001-01-01", "--known", "2002-01-01").out
    assert "Rien qui change ce qu’on en savait." in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Entre quelles dates ?"),
        (("--known", "2020-05-08", "--known", "2020-05-06"), "La première date doit précéder la seconde."),
        (("--known", "2020-05-06", "--known", "2020-05-06"), "La première date doit précéder la seconde."),
        (
            (
                "--known",
                "2020-05-06",
            )
            * 3,
            "Entre quelles dates ?",
        ),
        (("--known", "jamais"), "--known"),
        (("--known", "2099-01-01"), "Cette date n’est pas encore passée"),
    ],
    ids=lambda value: str(len(value)) if isinstance(value, tuple) else "",
)
def test_a_diff_without_two_dates_in_order_is_refused(audited, options, said):
    assert said in audited("diff", *options, code=2).err


# ── every answer ──────────────────────────────────────────────────────────────────────────────────────────────────

QUESTIONS = ("overrides", "corrections", "backfills", "late", "durations", "diff --known 2019-05-06")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_stands_on_two_dates_and_fits_a_terminal(audited, question, language):
    screen = seen(audited, *question.split(), "--on", "2020-05-08", "--lang", language)
    assert wide(screen) <= 80
    flat = " ".join(screen.split())
    assert ("Au 8 mai 2020" if language == "fr" else "On 8 May 2020") in flat
    assert ("historique non vérifié" if language == "fr" else "history not verified") in flat


@pytest.mark.parametrize(
    "question", ["report", "report --as sentence", "history", "late", "durations", "report axe-seine"]
)
def test_before_anything_was_recorded_an_answer_says_when_the_first_entry_was(audited, question):
    """Whoever asks what was known in 2019 of what was typed in since would take the zeros for the past."""
    early = audited(*question.split(), "--on", "2020-05-08", "--known", "2019-05-06").out
    assert "; 0 entrée lue ; " in early
    assert "rien n’était encore enregistré : la première entrée l’a été le 6 mai 2020 à 12 h 00" in early
    assert (
        "the first entry was on 6 May 2020 at 12:00"
        in audited(*question.split(), "--known", "2019-05-06", "--lang", "en").out
    )
    assert "première entrée" not in audited(*question.split()).out
    # Nothing of that day is something else: there were entries, and none says so.
    assert "première entrée" not in audited(*question.split(), "--on", "1999-01-01").out


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_auditor_asks_and_nothing_is_written(audited, question):
    before = (audited.folder / "db" / "jalon.db").read_bytes()
    audited(*question.split())
    assert (audited.folder / "db" / "jalon.db").read_bytes() == before
