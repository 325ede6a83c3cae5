"""`jalon draft gaps`: what is missing, its full name, where it is asked for, the command; and what is known by now."""

import json
from dataclasses import replace

from dossiers import BY, DAYS, ONE_REGION, prepare
from drafted import DOSSIER, PROTOCOL, READY
from screens import seen

from workflow.cli.draft.missing import by_value, tell, tell_count
from workflow.documents.blocks import of_draft
from workflow.entries import ProjectSet
from workflow.issuing.missing import Lack, lacks
from workflow.issuing.naming import short
from workflow.models import Draft


def stored(jalon, name):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return reading.one(Draft, id=name)


def missing(jalon, name):
    (draft,) = jalon("draft", "gaps", name, "--json").json["drafts"]
    return draft["missing"]


def test_every_stored_gap_is_listed_with_the_headings_that_ask_for_it(drafter):
    draft = stored(drafter, PROTOCOL)
    told = missing(drafter, PROTOCOL)
    assert [(one["path"], one["label"], one["command"]) for one in told] == [
        (gap["path"], gap["label"], gap["command"]) for gap in json.loads(draft.gaps)
    ]
    headings = {block.text for block in of_draft(draft.text) if block.kind == "heading"} | {""}
    assert all(set(one["under"]) <= headings for one in told)
    portrait = next(one for one in told if one["path"] == "textes.portrait")
    assert portrait["under"] == ["Article 2 – Le territoire"]


def test_a_person_reads_the_value_where_it_is_asked_and_what_to_type(drafter):
    said = drafter("draft", "gaps", PROTOCOL).out
    lines = said.splitlines()
    place = next(number for number, line in enumerate(lines) if "textes.portrait" in line)
    assert lines[place] == "  · portrait du territoire  textes.portrait"
    assert lines[place + 1].strip() == "demandé dans : Article 2 – Le territoire"
    assert lines[place + 2].strip() == f"→ jalon record text {DOSSIER} portrait --text …"
    assert f"jalon draft draw protocol {DOSSIER}" in lines[-1]


def test_of_a_dossier_each_value_is_listed_once_with_every_document_that_asks(drafter):
    said = drafter("draft", "gaps", ONE_REGION).out
    told = drafter("draft", "gaps", ONE_REGION, "--json").json["drafts"]
    facts = {(one["label"], one["command"] or one["path"]) for draft in told for one in draft["missing"]}
    assert f"{len(facts)} valeurs à compléter" in said
    shared = next(one for one in told[1]["missing"] if one["path"] == "projet.aide")
    where = next(line for line in said.splitlines() if "Fiche-action n° 1 (Coût et financement)" in line)
    assert "Tableau de synthèse des projets" in where
    assert said.count(shared["command"]) == 1
    assert "jalon draft draw DOCUMENT" in said


COST = Lack("projets[0].cout", "coût total", "jalon record project d 1 --cost …", ("", "Projets", "Annexe"))
SAME = Lack("projet.cout", "coût total", "jalon record project d 1 --cost …", ())
OTHER = Lack("projets[1].cout", "coût total", "jalon record project d 2 --cost …", ("Projets",))


def test_a_value_is_listed_once_with_each_document_and_heading_that_asks_for_it():
    drafts, titles = {"p": [COST, OTHER], "s": [SAME]}, {"p": "Protocole", "s": "Fiche-action n° 1"}
    assert [(one.lack, one.places) for one in by_value(drafts, titles)] == [
        (COST, ["Protocole (Projets, Annexe)", "Fiche-action n° 1"]),
        (OTHER, ["Protocole (Projets)"]),
    ]
    alone = by_value({"p": [COST, replace(COST, under=())]}, {})
    assert [one.places for one in alone] == [["Projets, Annexe", ""]]


def test_what_is_missing_is_drawn_as_a_list_to_be_ticked(capsys):
    written = Lack("texte[annexe]", "annexe", None, ("Annexe",))
    signing = Lack("contrat.signature.lieu", "lieu de la signature", None, ())
    values = by_value({"p": [COST, written, signing, replace(OTHER, given=True)], "s": [SAME]}, {"p": "P", "s": "S"})
    tell_count(len(values))
    tell(values)
    tell_count(1)
    assert capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ").splitlines() == [
        "! 4 valeurs à compléter",
        "  · coût total  projets[0].cout",
        "    demandé dans : P (Projets, Annexe) ; S",
        "    → jalon record project d 1 --cost …",
        "  · annexe  texte[annexe]",
        "    demandé dans : P (Annexe)",
        "    → à écrire dans le fichier Word",
        "  · lieu de la signature  contrat.signature.lieu",
        "    demandé dans : P",
        "    à la main, en signant",
        "  ✓ coût total  projets[1].cout",
        "    demandé dans : P (Projets)",
        "    connu depuis",
        "! 1 valeur à compléter",
    ]


def test_what_the_dossier_has_by_now_is_told_apart(drafter):
    drafter("record", "text", ONE_REGION, "portrait", "--text", "Un portrait.", JALON_ACTOR="national")
    given = {one["path"] for one in missing(drafter, PROTOCOL) if one["given"]}
    assert given == {"textes.portrait"}
    said = drafter("draft", "gaps", PROTOCOL).out
    assert "✓ portrait du territoire" in said
    assert "connu depuis" in said
    assert f"avec ce qui est connu depuis : jalon draft draw protocol {DOSSIER}" in said
    (draft,) = drafter("draft", "draw", "protocol", ONE_REGION, "--json").json["drafts"]
    assert "textes.portrait" not in {one["path"] for one in missing(drafter, draft)}


def test_what_only_a_person_can_write_is_never_known_by_now(drafter):
    (drafter.workspace.templates / "project_minutes.md").write_text(
        '# Note\n\n{{ "annexe cartographique" | a_completer }}, {{ textes.portrait }}\n', encoding="utf-8"
    )
    (draft,) = drafter("draft", "draw", "project_minutes", ONE_REGION, "--json").json["drafts"]
    drafter("record", "text", ONE_REGION, "portrait", "--text", "Un portrait.", JALON_ACTOR="national")
    assert [(one["path"], one["given"]) for one in missing(drafter, draft)] == [
        ("texte[annexe cartographique]", False),
        ("textes.portrait", True),
    ]
    lines = drafter("draft", "gaps", draft).out.splitlines()
    place = next(number for number, line in enumerate(lines) if "annexe cartographique" in line)
    assert lines[place].startswith("  ·")
    assert lines[place + 1].strip() == "→ à écrire dans le fichier Word"
    assert f"avec ce qui est connu depuis : jalon draft draw project_minutes {DOSSIER}" in lines[-1]


def test_the_place_and_the_day_of_the_signature_are_for_the_pen(ready):
    said = ready("draft", "gaps", READY).out
    assert {one["path"] for one in missing(ready, READY)} == {"protocole.signature.lieu", "protocole.signature.date"}
    assert said.count("à la main, en signant") == 2
    assert f"le rendre définitif : jalon draft final {READY}" in said


def test_a_total_asks_for_the_amounts_it_is_of(drafter):
    (one,) = [one for one in lacks(stored(drafter, f"{DOSSIER}-project_summary-1")) if one.path.endswith("aide")]
    assert one.under
    assert one.command == f"jalon record project {DOSSIER} 1 --aid …"


def test_nothing_missing_is_said_in_a_word(drafter):
    (drafter.workspace.templates / "project_minutes.md").write_text("# Note\n\nRien à dire.\n", encoding="utf-8")
    (draft,) = drafter("draft", "draw", "project_minutes", ONE_REGION, "--json").json["drafts"]
    said = drafter("draft", "gaps", draft).out
    assert "✓ Rien n’y manque." in said
    assert f"jalon draft final {draft}" in said
    assert short(stored(drafter, draft)) == "Compte rendu du comité de projet"
    drafter("draft", "final", draft)


def test_a_document_that_can_be_drawn_no_more_is_listed_all_the_same(drafter):
    """A project that was given up, a template that was broken since: then nobody says what is known by now."""
    sheet = f"{DOSSIER}-action_sheet-1-1"
    before = missing(drafter, sheet)
    with drafter.engine() as engine:
        engine.record(DOSSIER, ProjectSet(number=1, status="abandoned", aid=0), BY.national)
    assert missing(drafter, sheet) == before
    (drafter.workspace.templates / "protocol.md").write_text("{{ rien }}", encoding="utf-8")
    assert all(not one["given"] for one in missing(drafter, PROTOCOL))


def test_of_a_dossier_one_document_if_it_is_said(drafter):
    told = drafter("draft", "gaps", ONE_REGION, "--document", "protocol", "--json").json["drafts"]
    assert [draft["id"] for draft in told] == [PROTOCOL]


def test_after_the_signing_an_occasion_of_the_past_is_asked_nothing_new(drafter):
    with drafter.engine() as engine:
        prepare(engine, DOSSIER, "protocol_signed")
    drafter(
        *("advance", "sign_protocol", ONE_REGION, "--on", DAYS["protocol_signed"], "--input", "place=Le Havre"),
        JALON_ACTOR="national",
    )
    release = f"{DOSSIER}-signing_release-1"
    stored_gaps = {gap["path"] for gap in json.loads(stored(drafter, release).gaps)}
    assert {one["path"] for one in missing(drafter, release)} == stored_gaps
    assert not any("saisies.place" in path for path in stored_gaps)


def test_it_fits_a_terminal(drafter):
    screen = seen(drafter, "draft", "gaps", ONE_REGION)
    long = [line for line in screen.splitlines() if len(line) > 80]
    assert [line for line in long if len(line.split()) > 2] == [], "but for a path that nothing breaks"


def test_english_is_complete(drafter):
    said = drafter("draft", "gaps", PROTOCOL, "--lang", "en").out
    assert "values missing" in said
    assert "asked for in: Article 2" in said
    assert "once given, draw it again" in said
