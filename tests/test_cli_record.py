"""`jalon record`: the facts of a dossier, and every remedy that a guard prints, typed as it stands."""

import re
import shlex

import pytest
from dossiers import DAYS, INPUTS, STEPS, TWO_REGIONS

from workflow.models import Committee, Deliberation, Member, Person, Project, Signatory, Signature, Validation

DOSSIER = "axe-seine-2018"


@pytest.fixture
def opened(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    return jalon


def rows(jalon, table, dossier=DOSSIER):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return list(reading.rows(table, dossier_id=dossier))


def row(jalon, table):
    (found,) = rows(jalon, table)
    return found


def last(jalon, dossier=DOSSIER):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return engine.entries(reading, dossier)[-1]


# ── each kind of fact ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_project_is_recorded_with_all_it_has(opened):
    said = opened(
        *("record", "project", "axe-seine", "--title", "École de production", "--axis", "recruter"),
        *("--holder", "Le Havre Seine Métropole", "--holder-siren", "200 084 952", "--description", "Trois\nlignes"),
        *("--cost", "1,2 M€", "--aid", "330 k€", "--status", "en cours", "--firm"),
        *("--starts", "1er septembre 2019", "--ends", "30/06/2022", "--on", "2019-03-01"),
    )
    assert "projet n° 1" in said.out
    assert "« École de production »" in said.out
    assert "axe-seine-2018 n° 1" in said.out
    found = row(opened, Project)
    assert (found.cost, found.aid, found.status, found.firm) == (120_000_000, 33_000_000, "in_progress", 1)
    assert (found.starts, found.ends, found.holder_siren) == ("2019-09-01", "2022-06-30", "200084952")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("1 200 000", 120_000_000), ("1 200 000 €", 120_000_000), ("1,2 M€", 120_000_000), ("1200000.50", 120_000_050)],
)
def test_an_amount_is_typed_as_people_write_it(opened, typed, cents):
    opened("record", "project", "axe-seine", "--title", "X", "--cost", typed)
    assert row(opened, Project).cost == cents


@pytest.mark.parametrize("typed", ["1.234", "1,234.56", "-3", "douze", "", "1e6", "NaN", "1/3", "9" * 20])
def test_an_amount_that_could_be_read_in_two_ways_or_in_none_is_refused(opened, typed):
    said = opened("record", "project", "axe-seine", "--title", "X", "--cost", typed, code=2)
    assert said.err.startswith("✗ --cost : ")
    assert rows(opened, Project) == []


def test_a_number_changes_what_is_there_and_its_absence_makes_a_new_one(opened):
    opened("record", "project", "axe-seine", "--title", "Un")
    opened("record", "project", "axe-seine", "1", "--holder", "Ville")
    opened("record", "project", "axe-seine", "--title", "Deux", "--firm")
    assert [(one.number, one.title, one.holder, one.firm) for one in rows(opened, Project)] == [
        (1, "Un", "Ville", 0),
        (2, "Deux", None, 1),
    ]


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        ([], 1, "ajoutez --title"),
        (["7", "--holder", "X"], 1, "Il n’y a pas de n° 7"),
        (["0", "--title", "X"], 1, "Il n’y a pas de n° 0"),
        (["un", "--title", "X"], 2, "un"),
        (["--title", "X", "--axis", "voler"], 1, "axes de ce dossier : attirer, recruter, innover, simplifier"),
        (["--title", "X", "--status", "fini"], 2, "in_progress (en cours)"),
        (["--title", "X", "--starts", "2020-02-01", "--ends", "2020-01-01"], 1, "avant le début"),
        (["--title", "X", "--starts", "mars 2020"], 2, "un jour précis"),
        (["--title", "X", "--holder-siren", "200084953"], 2, "sa clé de contrôle est fausse"),
        (["--title", "\u202e"], 2, "titre"),
        (["--title", "x" * 400], 2, "300 au plus"),
        (["--title", "X", "--description", "x" * 20_001], 2, "20000 au plus"),
    ],
)
def test_a_project_that_cannot_be_recorded_is_refused(opened, options, code, sentence):
    said = opened("record", "project", "axe-seine", *options, code=code)
    assert sentence in said.err
    assert opened.seq(DOSSIER) == 0


def test_the_parties_are_named_and_sign(opened):
    opened("record", "signatory", "axe-seine", "--college", "État", "--organisation", "État", "--name", "Le préfet")
    opened(
        "record", "signatory", "axe-seine", "--college", "region", "--region", "Normandie", "--organisation", "Région"
    )
    said = opened(
        "record", "signature", "axe-seine", "2", "--document", "protocole", "--on", "30/04/2019", "--place", "Rouen"
    )
    assert "signature du protocole" in said.out
    assert [(one.college, one.region_code) for one in rows(opened, Signatory)] == [("state", None), ("region", "28")]
    found = row(opened, Signature)
    assert (found.signatory, found.document, found.signed_on, found.place) == (2, "protocol", "2019-04-30", "Rouen")


def test_a_signature_of_somebody_else_twice_or_to_come_is_refused(opened):
    opened("record", "signatory", "axe-seine", "--college", "state", "--organisation", "État")
    sign = ("record", "signature", "axe-seine", "--document", "protocol")
    assert "Pas de signataire n° 2" in opened(*sign, "2", code=1).err
    assert "est dans le futur" in opened(*sign, "1", "--on", "2099-01-01", code=2).err
    opened(*sign, "1", "--on", "2019-04-30", "--medium", "electronic")
    assert "a déjà signé" in opened(*sign, "1", code=1).err
    assert "--document" in opened("record", "signature", "axe-seine", "1", code=2).err


def test_a_region_signs_for_a_region_of_the_dossier(opened):
    college = ("record", "signatory", "axe-seine", "--college", "region", "--organisation", "X")
    assert "--region 28 (Normandie)" in opened(*college, code=1).err
    assert "et non Nouvelle-Aquitaine" in opened(*college, "--region", "75", code=1).err


def test_an_act_number_gives_the_authority_and_the_day(opened):
    said = opened(
        "record", "deliberation", "axe-seine", "--document", "protocol", "--act", "076-200084952-20190415-2019_12-DE"
    )
    found = row(opened, Deliberation)
    assert (found.authority, found.siren, found.voted_on) == ("Le Havre Seine Métropole", "200084952", "2019-04-15")
    assert last(opened).period.iso == "2019-04-15", "the entry is dated by the vote"
    assert "!" not in said.out


def test_a_siren_that_is_no_member_of_the_territory_is_warned_about(opened):
    said = opened(
        *("record", "deliberation", "axe-seine", "--document", "protocol", "--authority", "Ailleurs"),
        *("--act", "024-242400752-20191213-2019_6_21-DE", "--voted-on", "2019-12-14"),
    )
    warnings = [line for line in said.out.splitlines() if line.startswith("! ")]
    assert len(warnings) == 2
    assert "242400752" in warnings[0]
    assert "2019-12-14" in warnings[1] or "14 décembre 2019" in warnings[1]
    assert "le SIREN" not in opened("record", "deliberation", "axe-seine", "1", "--document", "contract").out


@pytest.mark.parametrize("act", ["x", "", "076-200084952-20190431-1-DE", "76-200084952-20190415-1-DE"])
def test_an_act_number_that_is_none_is_refused(opened, act):
    opened("record", "deliberation", "axe-seine", "--document", "protocol", "--act", act, code=None)
    assert opened.seq(DOSSIER) == (1 if act == "" and rows(opened, Deliberation) else 0)


def test_a_deliberation_without_an_act_is_of_the_day_typed(opened):
    opened(
        "record", "deliberation", "axe-seine", "--document", "contract", "--siren", "200023414", "--on", "2019-12-10"
    )
    found = row(opened, Deliberation)
    assert (found.authority, found.voted_on) == ("Métropole Rouen Normandie", "2019-12-10")


def test_a_deliberation_whose_day_is_not_known_is_refused(opened):
    said = opened("record", "deliberation", "axe-seine", "--document", "contract", "--siren", "200023414", code=1)
    assert "--voted-on" in said.err
    said = opened(
        *("record", "deliberation", "axe-seine", "--document", "contract", "--siren", "200023414", "--on", "2019-12"),
        code=1,
    )
    assert "--voted-on" in said.err


def test_a_validation_is_completed_by_its_deliberation(opened):
    validation = (
        "record",
        "validation",
        "axe-seine",
        "--region",
        "28",
        "--document",
        "contract",
        "--committee",
        "2019-11-04",
    )
    opened(*validation)
    opened(*validation, "--deliberation-number", "CP-28", "--deliberation-on", "2019-11-18")
    found = row(opened, Validation)
    assert (found.committee_on, found.deliberation_number, found.deliberation_on) == (
        "2019-11-04",
        "CP-28",
        "2019-11-18",
    )
    assert "celles du dossier" in opened(*validation[:4], "75", *validation[5:], code=1).err


def test_people_take_roles_and_leave_them(opened):
    opened(
        "record",
        "person",
        "axe-seine",
        "--role",
        "élu",
        "--name",
        "Marie Lefèvre",
        "--civility",
        "Mme",
        "--office",
        "maire",
    )
    opened("record", "person", "axe-seine", "1", "--until", "2020-06-28")
    found = row(opened, Person)
    assert (found.role, found.name, found.until) == ("elected_lead", "Marie Lefèvre", "2020-06-28")


def test_a_member_joins_and_leaves(opened):
    opened("record", "member", "axe-seine", "200039204", "--name", "CC de Lacq-Orthez", "--kind", "CC")
    opened("record", "member", "axe-seine", "200039204", "--until", "2019-12-31")
    found = next(one for one in rows(opened, Member) if one.siren == "200039204")
    assert (found.kind, found.until) == ("CC", "2019-12-31")
    assert "clé de contrôle" in opened("record", "member", "axe-seine", "200039205", "--name", "X", code=2).err
    assert "ajoutez --name" in opened("record", "member", "axe-seine", "210600334", code=1).err


def test_a_committee_may_be_to_come(opened):
    opened("record", "committee", "axe-seine", "--kind", "suivi", "--meets", "2099-06-30", code=2)
    opened("record", "committee", "axe-seine", "--kind", "follow_up", "--meets", "2099-06-30", "--place", "Rouen")
    found = row(opened, Committee)
    assert (found.kind, found.meets_on, found.place) == ("follow_up", "2099-06-30", "Rouen")


def test_a_note_of_a_drafter_changes_nothing(opened):
    said = opened(
        "record", "note", "axe-seine", "Réunion avec la CCI\nà Rouen", "--as", "redaction", "--on", "2019-03-06"
    )
    assert "Réunion avec la CCI" in said.out
    assert last(opened).author.label == "Lou Fabre"
    assert (
        "n’en a pas le droit"
        in opened("record", "project", "axe-seine", "--title", "X", "--as", "redaction", code=1).err
    )
    assert "n’en a pas le droit" in opened("record", "note", "axe-seine", "x", "--as", "audit", code=1).err


def test_a_fact_of_the_past_is_entered_with_its_source(opened):
    opened("record", "note", "axe-seine", "x", "--source", "Paris-Normandie, 2 mai 2019", "--on", "2019-04-30")
    entry = last(opened)
    assert (entry.origin, entry.source, entry.period.iso) == ("backfill", "Paris-Normandie, 2 mai 2019", "2019-04-30")


def test_what_was_seen_before_is_compared_with_what_is(opened):
    opened("record", "note", "axe-seine", "x", "--expect-seq", "0")
    said = opened("record", "note", "axe-seine", "y", "--expect-seq", "0", code=1)
    assert "vous aviez sous les yeux la n° 0" in said.err
    assert "jalon show axe-seine-2018" in said.err
    assert opened.seq(DOSSIER) == 1


def test_a_dossier_that_is_not_there_is_refused_with_the_near_ones(opened):
    said = opened("record", "note", "axe-sein", "x", code=1)
    assert "Dossier inconnu : « axe-sein »" in said.err
    assert "Axe Seine" in said.err or "axe-seine-2018" in said.err
    assert "jalon open lacq-pau-tarbes" in opened("record", "note", "lacq-pau-tarbes", "x", code=1).err


def test_as_json_the_receipt_is_data(opened):
    told = opened("record", "project", "axe-seine", "--title", "X", "--json").json
    assert (told["dossier"], told["seq"], told["kind"], told["warnings"]) == (DOSSIER, 1, "project", [])


# ── what is printed can be typed ──────────────────────────────────────────────────────────────────────────────────

SAMPLES = {
    "--name": "Prénom Nom",
    "--title": "École de production",
    "--axis": "recruter",
    "--holder": "Usine du Lac",
    "--organisation": "Organisme",
    "--cost": "1,2 M€",
    "--committee": "2019-11-04",
    "--deliberation-number": "CP-2019-1",
    "--deliberation-on": "2019-11-18",
    "--meets": "2020-06-30",
}
"""What a person would put in the place of « … » after each option."""


def typed(remedy, day):
    """A remedy as a person types it: its « … » filled in, without what is said between brackets at its end."""
    words = shlex.split(re.sub(r" \(.*\)$", "", remedy.replace("N°", "1")))
    assert words[0] == "jalon"
    filled = []
    for before, word in zip(["", *words], words, strict=False):
        filled.append((day if before == "--on" else SAMPLES[before]) if word == "…" else word.partition("|")[0])
    if "--on" not in filled:
        filled += ["--on", day]
    return filled[1:]


def added(remedy, trigger, day, inputs, file):
    """The options that a remedy tells to give to the transition itself, filled in."""
    words = shlex.split(remedy)
    assert words[:3] == ["jalon", "advance", trigger]
    options = []
    for word in words[4:]:
        name, _, value = word.partition("=")
        if value == "…":
            options.append(f"{name}={inputs[name]}")
        elif value in ("FICHIER", "FILE"):
            options.append(f"{name}={file}")
        else:
            options.append(day if word in ("AAAA-MM-JJ", "YYYY-MM-DD") else word)
    return options


def remedies(said):
    """What is printed below each reason."""
    return [line.removeprefix("    → ") for line in said.err.splitlines() if line.startswith("    → ")]


def advance_by_what_is_printed(jalon, dossier, trigger, day, inputs, language):
    """Type what is printed until the transition is done; nothing else is known. The kinds of fact that it took."""
    # Not every transition asks for its day: those that do, ask for it below.
    given = ["--on", day] if trigger == "collect_projects" else []
    kinds, file = set(), jalon.folder / "states.yaml"
    for _ in range(40):
        said = jalon("advance", trigger, dossier, *given, "--lang", language, code=None)
        if said.code == 0:
            return kinds
        printed = remedies(said)
        facts = [line for line in printed if line.startswith("jalon record ")]
        assert len(printed) == said.err.count("["), "a remedy below every reason"
        for line in printed if not facts else ():
            options = added(line, trigger, day, inputs, file)
            assert options[-1] not in given, "it was done as it was printed"
            given += options
        if facts:
            kinds.add(facts[0].split()[2])
            jalon(*typed(facts[0], day), "--lang", language)
    return pytest.fail(said.err)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whoever_types_what_is_printed_reaches_the_end(jalon, language):
    kinds = set()
    jalon("open", TWO_REGIONS, "--on", DAYS["identified"])
    for state, trigger in STEPS.items():
        day, inputs = DAYS[state], INPUTS.get(state, {})
        kinds |= advance_by_what_is_printed(jalon, f"{TWO_REGIONS}-2018", trigger, day, inputs, language)
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert engine.entries(reading, f"{TWO_REGIONS}-2018")[-1].to_state == "closed"
    assert kinds == {"person", "project", "signatory", "signature", "deliberation", "validation", "committee"}


def test_a_member_is_added_as_it_is_printed(jalon):
    jalon("territories", "add", "Nulle Part", "--region", "28")
    jalon("open", "nulle-part", "--on", "2018-11-22")
    said = jalon("advance", "enter_pilot", "nulle-part", code=1)
    (remedy,) = [line.strip() for line in said.err.splitlines() if "record member" in line]
    words = typed(remedy.removeprefix("→ "), "2018-12-01")
    words[words.index("SIREN")] = "200084952"
    jalon(*words)
    assert "aucun membre" not in jalon("advance", "enter_pilot", "nulle-part", code=1).err


def test_what_is_missing_is_named_by_the_option_that_gives_it(opened):
    """The engine names options after fields; every one of them must exist."""
    for kind, field in [
        ("project", "title"),
        ("person", "role"),
        ("person", "name"),
        ("signatory", "college"),
        ("signatory", "organisation"),
        ("deliberation", "document"),
        ("deliberation", "authority"),
        ("deliberation", "voted-on"),
        ("committee", "committee"),
        ("committee", "meets-on"),
    ]:
        assert f"--{field}" in opened("record", kind, "axe-seine", code=1).err
        assert f"--{field}" in opened("record", kind, "--help").out


def test_a_name_with_a_letter_of_another_alphabet_is_kept_with_a_warning(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    hidden = "Mаrie Lefèvre"  # its first « а » is Cyrillic
    said = jalon("record", "person", "axe-seine", "--role", "elected_lead", "--name", hidden)
    assert f"! « {hidden} » mêle deux alphabets" in said.out
    assert "alphabets" in jalon("actors", "add", "marie", "--name", hidden, "--role", "auditor", "--as", "admin").out
    assert "alphabets" not in jalon("record", "person", "axe-seine", "1", "--name", "Marie Lefèvre").out


@pytest.mark.parametrize("typed", ["recruter", "Recruter", "recru", "Recruit"])
def test_an_axis_is_told_by_its_code_or_as_people_call_it(jalon, typed):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    jalon("record", "project", "axe-seine", "--title", "École", "--axis", typed)
    with jalon.engine() as engine, engine.store.reading() as reading:
        assert reading.one(Project, dossier_id=DOSSIER, number=1).axis == "recruter"
    said = jalon("record", "project", "axe-seine", "1", "--axis", "compétences", code=1).err
    assert "axes de ce dossier : attirer, recruter" in said, "an axis of another phase is none of this one"
