"""`jalon drafts` and `jalon draft show`: what was drafted, what is missing in it, and its text to the letter."""

import pytest
from dossiers import DAYS, ONE_REGION, prepare, walk
from screens import seen

from workflow.models import Draft

WITHDRAWN = "axe-seine-2018-withdrawal_letter-1"
INSTALLED = "axe-seine-2018-committee_installation-1"


@pytest.fixture
def drafted(jalon):
    """A pilot whose installation was drafted; nobody said where the committee met."""
    with jalon.engine() as engine:
        dossier = walk(engine, ONE_REGION)
        prepare(engine, dossier, "pilot")
        (jalon.folder / "cr.pdf").write_bytes(b"%PDF-1.4 compte rendu")
    day = DAYS["pilot"]
    jalon(
        *("advance", "enter_pilot", ONE_REGION, "--on", day, "--input", f"committee_date={day}"),
        *("--evidence", "committee_minutes=cr.pdf"),
    )
    return jalon


def stored(jalon, name):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return reading.one(Draft, id=name)


def test_a_draft_is_listed_with_its_version_its_entry_and_how_much_is_missing(drafted):
    told = drafted("drafts", ONE_REGION, "--json").json["drafts"]
    assert [one["id"] for one in told] == [INSTALLED]
    assert told[0]["version"] == 1
    assert told[0]["seq"] == drafted.seq("axe-seine-2018")
    assert told[0]["label"] == "Compte rendu d’installation du comité de projet"
    lines = drafted("drafts", ONE_REGION).out.splitlines()
    title = lines[lines.index(f"    {INSTALLED}") - 1]
    assert f"version 1 · entrée n° {told[0]['seq']}" in title
    assert title.startswith("!") == bool(told[0]["gaps"])
    assert (f"{len(told[0]['gaps'])} à compléter" in title) == bool(told[0]["gaps"])


def test_a_dossier_without_drafts_says_what_makes_some(jalon):
    jalon("open", ONE_REGION)
    said = jalon("drafts", ONE_REGION).out
    assert "une transition en rédige" in said
    assert "jalon next axe-seine-2018" in said
    assert jalon("drafts", ONE_REGION, "--json").json["drafts"] == []


def test_the_text_comes_with_the_gaps_after_it_and_the_command_that_fills_each(drafted):
    said = drafted("draft", "show", INSTALLED).out
    gaps = drafted("draft", "show", INSTALLED, "--json").json["gaps"]
    text = stored(drafted, INSTALLED).text
    headings = [line.removeprefix("## ").replace("\u00a0", " ") for line in text.splitlines() if line.startswith("## ")]
    assert [said.index(f"\n{heading}\n") for heading in headings] == sorted(
        said.index(f"\n{heading}\n") for heading in headings
    )
    assert said.index(f"\n{headings[-1]}\n") < said.rindex(f"{len(gaps)} valeur")
    for gap in gaps:
        after = said.rpartition("à compléter")[2]
        assert gap["label"].replace("\u00a0", " ") in after
        assert (gap["command"] or "") in after


def test_raw_is_the_text_to_the_letter(drafted):
    assert drafted("draft", "show", INSTALLED, "--raw").out == stored(drafted, INSTALLED).text
    assert drafted("draft", "show", INSTALLED, "--json").json["text"] == stored(drafted, INSTALLED).text


def test_a_complete_draft_says_that_nothing_is_missing(drafted):
    drafted("advance", "withdraw", ONE_REGION, "--because", "le territoire renonce")
    if drafted("draft", "show", WITHDRAWN, "--json").json["gaps"]:
        assert "à compléter" in drafted("draft", "show", WITHDRAWN).out
    else:
        assert "Rien n’y manque" in drafted("draft", "show", WITHDRAWN).out


def test_an_unknown_draft_is_answered_with_the_near_ones(drafted):
    said = drafted("draft", "show", "axe-seine-2018-comite-1", code=1).err
    assert "jalon drafts DOSSIER" in said
    assert INSTALLED in drafted("draft", "show", INSTALLED[:-1], code=1).err


def test_an_earlier_version_is_listed_when_asked_for_and_says_it_was_replaced(drafted):
    seq = drafted.seq("axe-seine-2018")
    drafted("correct", ONE_REGION, seq, "--void", "--because", "date fausse")
    drafted(
        "advance",
        "enter_pilot",
        ONE_REGION,
        "--on",
        "2019-01-16",
        "--input",
        "committee_date=2019-01-16",
        "--because",
        "x",
    )
    assert [one["version"] for one in drafted("drafts", ONE_REGION, "--json").json["drafts"]] == [2]
    assert [one["version"] for one in drafted("drafts", ONE_REGION, "--all", "--json").json["drafts"]] == [1, 2]
    assert "1 version précédente : ajoutez --all" in drafted("drafts", ONE_REGION).out
    assert "1 sur 2, remplacée depuis" in drafted("draft", "show", INSTALLED).out
    assert "2, la dernière" in drafted("draft", "show", INSTALLED.replace("-1", "-2")).out


def test_the_sheet_counts_drafts_and_those_to_be_completed(drafted):
    told = drafted("show", ONE_REGION, "--json").json["drafts"]
    assert [one["id"] for one in told] == [INSTALLED]
    said = drafted("show", ONE_REGION).out
    assert "Brouillons (1)" in said
    assert ("1 à compléter" if told[0]["gaps"] else "tous complets") in said


def test_the_history_names_what_an_entry_drafted(drafted):
    assert "1 brouillon : Compte rendu d’installation du comité de projet" in drafted("history", ONE_REGION).out


def test_english_is_complete(drafted):
    assert "version 1 · entry" in drafted("drafts", ONE_REGION, "--lang", "en").out
    said = drafted("draft", "show", INSTALLED, "--lang", "en").out
    assert "version    1, the last one" in said
    assert "by entry" in said


def test_a_draft_fits_a_terminal(drafted):
    screen = seen(drafted, "draft", "show", INSTALLED)
    assert max(len(line) for line in screen.splitlines() if not line.startswith("|")) <= 80
