"""From a stored draft to what is sent, through the library: names, files in their place, entries on both databases."""

import json
import os
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, StillClock, demand_replay, dump, prepare, step, walk
from hypothesis import example, given
from hypothesis import strategies as st
from issued_samples import issued

from workflow.documents.formats import shipped_look
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.entries import CopyAttached, DraftFinal, ProjectSet
from workflow.errors import (
    AlreadyExists,
    CorrectionRefused,
    DocumentError,
    DraftUnfinished,
    InvalidValue,
    JalonError,
    RecordRefused,
    UnknownName,
    WorkspaceError,
)
from workflow.evidence import EvidenceFolder, Kept, opened
from workflow.issuing import drafts, files
from workflow.issuing.drafts import Copy, Standing
from workflow.issuing.files import Outcome, Wanted, put, put_one
from workflow.issuing.final import make_final
from workflow.issuing.naming import Stage, file_name, reference, short
from workflow.issuing.office import Office
from workflow.issuing.preview import demand_kind
from workflow.issuing.word_check import word_faults
from workflow.language import Text
from workflow.lifecycle import DocumentSpec
from workflow.models import Draft, DraftCopy, FinalDraft
from workflow.names import clean
from workflow.rows import full, row
from workflow.store import Store
from workflow.workspace import TEMPLATES, shipped

LOOK = shipped_look()


# ── what a file is called ─────────────────────────────────────────────────────────────────────────────────────────

PROTOCOL = {"document": {"libelle": "Protocole d’accord"}, "territoire": {"nom": "Axe Seine"}}
SHEET = {"document": {"libelle": "Fiche-action"}, "territoire": {"nom": "Axe Seine"}}


@pytest.mark.parametrize(
    ("data", "stage", "name"),
    [
        (PROTOCOL, Stage.DRAFT, "Protocole d’accord – Axe Seine – v2 – projet.docx"),
        (PROTOCOL, Stage.FINAL, "Protocole d’accord – Axe Seine – v2.docx"),
        (PROTOCOL, Stage.PREVIEW, "Protocole d’accord – Axe Seine – v2 – aperçu.docx"),
        ({"dossier": {"id": "axe-seine-2018"}}, Stage.FINAL, "protocol – axe-seine-2018 – v2.docx"),
        ({}, Stage.FINAL, "protocol – v2.docx"),
        (
            {**SHEET, "projet": {"numero": 3, "titre": "École"}},
            Stage.DRAFT,
            "Fiche-action n° 3 – École – Axe Seine – v2 – projet.docx",
        ),
        (
            {**SHEET, "projet": {"numero": 3, "titre": 'Quai 3 / "Nord" : <a> | b\\c?*'}},
            Stage.FINAL,
            "Fiche-action n° 3 – Quai 3 - Nord - a - b - c – Axe Seine – v2.docx",
        ),
        (
            {**PROTOCOL, "membre": {"nom": "CC de Lacq-Orthez"}},
            Stage.FINAL,
            "Protocole d’accord – CC de Lacq-Orthez – Axe Seine – v2.docx",
        ),
        (
            {**PROTOCOL, "region": {"nom": "Normandie"}},
            Stage.FINAL,
            "Protocole d’accord – Normandie – Axe Seine – v2.docx",
        ),
        (
            {**SHEET, "projet": {"numero": 12, "titre": "Un titre très long " * 12}},
            Stage.DRAFT,
            "Fiche-action n° 12 – Un titre très long Un titre très long Un titre – Axe Seine – v2 – projet.docx",
        ),
    ],
)
def test_a_file_has_a_name_that_a_person_recognises(data, stage, name):
    assert file_name("protocol", data, 2, stage, "docx") == name


def accepted(text):
    """Whether somebody can have given it as a title."""
    try:
        return bool(clean(text, Text("titre", "title"), 1_000))
    except InvalidValue:
        return False


TITLES = st.text(min_size=1, max_size=300).filter(accepted)


@given(TITLES, TITLES, st.integers(1, 10_000), st.sampled_from(Stage))
@example("℀ ／ ＼ ： ․․", 'C:\\nul "x"', 3, Stage.DRAFT)
@example("é" * 300, "œ" * 300, 10_000, Stage.PREVIEW)
@example("-rf ~", "..", 1, Stage.FINAL)
def test_any_title_gives_a_name_that_every_system_takes(title, territory, version, stage):
    data = {"projet": {"numero": 7, "titre": title}, "territoire": {"nom": territory}}
    name = file_name("note", data, version, stage, "docx")
    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*')
    assert name.startswith("note n° 7")
    ending = f"v{version}{f' – {stage.value.fr}' if stage.value.fr else ''}.docx"
    assert name.endswith(ending), "the version is never cut"


WORDS = st.lists(st.text("abcdéœ", min_size=1, max_size=12), min_size=1, max_size=12)


@given(WORDS)
@example(["a" * 24, "b" * 23])
@example(["a" * 24, "b" * 24])
def test_a_title_is_whole_in_the_name_or_cut_after_as_many_words_as_go(words):
    name = file_name("note", {"projet": {"numero": 7, "titre": " ".join(words)}}, 1, Stage.FINAL, "docx")
    shown = name.removeprefix("note n° 7 – ").removesuffix(" – v1.docx").split(" ")
    assert shown == words[: len(shown)]
    fits = 48  # bytes, as many as leave room for the rest on every system
    assert len(" ".join(shown).encode()) <= fits
    assert shown == words or len(" ".join(words[: len(shown) + 1]).encode()) > fits


def test_a_title_of_one_long_word_is_cut_where_it_must_be():
    name = file_name("note", {"projet": {"titre": "a" * 100}, "territoire": {"nom": "b" * 100}}, 1, Stage.FINAL, "md")
    assert name == f"note – {'a' * 48} – {'b' * 46} – v1.md"
    assert file_name("n" * 100, {}, 1, Stage.FINAL, "md") == f"{'n' * 62} – v1.md"
    assert file_name("n" * 62, {}, 1, Stage.FINAL, "md") == f"{'n' * 62} – v1.md"
    assert file_name("note", {"projet": {"titre": f"{'a' * 30} – {'b' * 30}"}}, 1, Stage.FINAL, "md") == (
        f"note – {'a' * 30} – v1.md"
    ), "no dash is left hanging"


def draft_of(data, text=""):
    told = {"id": "d-note-1", "dossier_id": "d", "document": "note", "version": 1, "item": 0, "seq": 1, "title": "T"}
    told |= {"text": text, "gaps": "[]", "template_digest": "t", "data_digest": "d", "text_digest": "0123456789abcdef"}
    return row(Draft, full(Draft, {**told, "data": json.dumps(data)}))


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (PROTOCOL, "Protocole d’accord"),
        ({}, "note"),
        ({**SHEET, "projet": {"numero": 3, "titre": "École"}}, "Fiche-action n° 3"),
        ({**PROTOCOL, "membre": {"nom": "CC de Lacq-Orthez"}}, "Protocole d’accord, CC de Lacq-Orthez"),
        ({**PROTOCOL, "region": {"nom": "Normandie"}}, "Protocole d’accord, Normandie"),
        ({**PROTOCOL, "membre": {"nom": None}}, "Protocole d’accord"),
        ({"membre": {"nom": "Carros"}}, "note, Carros"),
    ],
)
def test_a_draft_is_called_by_its_document_and_what_it_is_about(data, called):
    assert short(draft_of(data)) == called


NOWHERE = EvidenceFolder(None)
ENTRY = SimpleNamespace(recorded="2019-05-06T10:00:00.000000Z", seq=4, hash="h" * 43)
LETTERS = st.text("aAbBéÉ", min_size=1, max_size=2)


def standing_of(data, text=""):
    return Standing(draft_of(data, text), ENTRY, 1, newest=True, withdrawn=False, final=None, copies=())


@pytest.mark.parametrize(
    ("recorded", "day"),
    [
        ("2019-05-06T10:00:00.000000Z", "2019-05-06"),
        ("2019-05-06T21:59:59.999999Z", "2019-05-06"),
        ("2019-05-06T22:00:00.000000Z", "2019-05-07"),  # past midnight in Paris
        ("2019-12-31T23:00:00.000000Z", "2020-01-01"),
    ],
)
def test_a_file_is_of_the_civil_day_of_the_entry_that_drew_it(recorded, day):
    source = files.issued(replace(standing_of({}), entry=SimpleNamespace(recorded=recorded, seq=4, hash="h" * 43)))
    assert (source.made_on.isoformat(), source.made_at.isoformat()) == (day, f"{day}T00:00:00+00:00")


def test_what_a_file_says_of_where_it_comes_from():
    source = files.issued(standing_of({"territoire": {"nom": "Axe Seine"}, "document": {"libelle": "Note"}}))
    assert (source.reference, source.title, source.watermark) == ("Axe Seine – Note", "T", "PROJET")
    assert source.provenance == f"d · version 1 · 0123456789ab · n° 4 {'h' * 43}"
    assert json.loads(source.data_json)["territoire"] == {"nom": "Axe Seine"}


@given(st.lists(st.sampled_from(["[À COMPLÉTER : lieu]", r"\[À COMPLÉTER \: tapé\]", "mot", "…"]), max_size=6))
def test_what_is_final_has_a_dotted_line_for_the_pen_in_the_place_of_each_mark(pieces):
    text = f"# T\n\n{' '.join(['Fait', *pieces])}\n"
    standing = standing_of({}, text)
    assert files.issued(standing).text == text
    final = files.issued(replace(standing, final=FinalDraft(draft_id="d-note-1")))
    assert final.text == text.replace("[À COMPLÉTER : lieu]", "…" * 12)
    assert final.watermark == ""


@given(st.lists(LETTERS, min_size=1, max_size=6), st.sampled_from([["md"], ["docx", "pdf"]]))
def test_no_two_files_have_one_name_even_where_capitals_are_not_told_apart(titles, extensions):
    """Two members of one name, two projects that differ by a capital: none is written over the other."""
    standings = [standing_of({"membre": {"nom": title}}) for title in titles]
    found = Office(shipped() / TEMPLATES, NOWHERE, LOOK).wanted(standings, extensions)
    names = [one.name for one in found]
    assert len({name.casefold() for name in names}) == len(names) == len(titles) * len(extensions)
    assert [one.format for one in found] == extensions * len(titles)
    for one, title in zip(found, [title for title in titles for _ in extensions], strict=True):
        assert one.name.startswith(f"note – {title} – v1 – projet")
        assert one.name.endswith(f".{one.format}")
    plain = {f"note – {title} – v1 – projet.{extension}".casefold() for title in titles for extension in extensions}
    assert plain <= {name.casefold() for name in names}, "only the others are counted"
    counted = [name for name in names if name.casefold() not in plain]
    assert all(re.search(r" \([2-9]\)\.[a-z]+$", name) for name in counted)


def test_a_word_template_that_is_too_large_is_said_to_be(tmp_path):
    office, template = Office(tmp_path, NOWHERE, LOOK), tmp_path / "note.docx"
    source = replace(issued(), document="note")
    for size, said in ((10 * 1024 * 1024, "ce n’est pas un fichier Word"), (10 * 1024 * 1024 + 1, "dépasse 10 Mio")):
        with template.open("wb") as file:
            file.truncate(size)
        with pytest.raises(JalonError, match=said):
            office.word(source)
        (fault,) = word_faults(template, "documents/note.docx", ["document"])
        assert said in fault.message.fr, "and who checks the templates is told before"


def test_what_stands_at_the_head_of_each_page():
    assert reference("protocol", PROTOCOL) == "Axe Seine – Protocole d’accord"
    assert reference("protocol", {}) == "protocol"


# ── files put in their place ──────────────────────────────────────────────────────────────────────────────────────


def wanted(name="a.md", source=None, draft="d"):
    return Wanted(draft, "md", name, source or issued())


def outcomes(made):
    return [one.outcome for one in made]


def test_files_are_written_then_unchanged_then_left_then_replaced(tmp_path):
    assert outcomes(put([wanted()], tmp_path, LOOK)) == [Outcome.WRITTEN]
    assert outcomes(put([wanted()], tmp_path, LOOK)) == [Outcome.UNCHANGED]
    (tmp_path / "a.md").write_text("autre", encoding="utf-8")
    (made,) = put([wanted()], tmp_path, LOOK)
    assert (made.outcome, type(made.error)) == (Outcome.REFUSED, AlreadyExists)
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "autre"
    assert outcomes(put([wanted()], tmp_path, LOOK, force=True)) == [Outcome.REPLACED]
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_what_is_given_as_a_function_is_made_when_its_turn_comes(tmp_path):
    told = []
    made = put(
        [wanted(), wanted("b.md", lambda: b"fait"), wanted("c.md", lambda: b"aussi")],
        tmp_path,
        LOOK,
        progress=lambda done, total: told.append((done, total)),
    )
    assert [one.path.name for one in made] == ["a.md", "b.md", "c.md"]
    assert (tmp_path / "b.md").read_bytes() == b"fait"
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [one.size for one in made][1:] == [4, 5]


def test_one_that_fails_leaves_the_others(tmp_path):
    def fails():
        raise DocumentError(Text("cassé", "broken"))

    made = put([wanted(source=fails), wanted("b.md")], tmp_path, LOOK)
    assert outcomes(made) == [Outcome.REFUSED, Outcome.WRITTEN]
    assert str(made[0].error) == "cassé"
    assert (made[0].size, made[0].digests) == (0, None)


def test_who_is_interrupted_leaves_nothing_behind(tmp_path):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put([wanted(), wanted("b.md", interrupted)], tmp_path / "neuf", LOOK)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_comes_meanwhile_is_not_lost(tmp_path):
    """Somebody else writes it between our making it and our putting it there."""

    def while_it_is_made():
        (tmp_path / "a.md").write_text("d’un autre", encoding="utf-8")
        return b"de nous"

    assert outcomes(put([wanted(source=while_it_is_made)], tmp_path, LOOK)) == [Outcome.REFUSED]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "d’un autre"


def test_a_folder_is_made_if_need_be_and_not_if_nothing_goes_there(tmp_path):
    put([wanted()], tmp_path / "a" / "b", LOOK)
    assert (tmp_path / "a" / "b" / "a.md").is_file()
    put([], tmp_path / "vide", LOOK)
    assert not (tmp_path / "vide").exists()
    (tmp_path / "déjà").mkdir()
    put([], tmp_path / "déjà", LOOK)
    assert list((tmp_path / "déjà").iterdir()) == [], "a folder that was there stays, and nothing of ours in it"


def test_a_folder_or_a_link_of_that_name_is_in_the_way(tmp_path):
    (tmp_path / "a.md").mkdir()
    (tmp_path / "b.md").symlink_to(tmp_path / "nulle part")
    made = put([wanted(), wanted("b.md")], tmp_path, LOOK)
    assert outcomes(made) == [Outcome.REFUSED, Outcome.REFUSED]
    assert (tmp_path / "a.md").is_dir()
    assert not (tmp_path / "nulle part").exists(), "nothing is written through a link"
    (made,) = put([wanted("b.md")], tmp_path, LOOK, force=True)
    assert made.outcome == Outcome.REPLACED
    assert (tmp_path / "b.md").read_bytes() == issued().text.encode()
    assert not (tmp_path / "b.md").is_symlink()


def test_a_place_that_is_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(DocumentError) as refused:
            put([wanted()], folder, LOOK)
        assert str(folder) in refused.value.message.fr
        assert "répertoire" in refused.value.message.fr
        assert "--to RÉPERTOIRE" in refused.value.remedy.fr
    assert (tmp_path / "a").read_text(encoding="utf-8") == "x"


def test_one_file_at_the_place_somebody_names(tmp_path):
    path = tmp_path / "x" / "page.html"
    assert put_one(path, lambda: b"<html>") == path
    assert put_one(path, lambda: b"<html>") == path
    with pytest.raises(AlreadyExists):
        put_one(path, lambda: b"autre")
    put_one(path, lambda: b"autre", force=True)
    assert path.read_bytes() == b"autre"
    with pytest.raises(DocumentError):
        put_one(path / "dessous.html", lambda: b"x")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_file_is_readable_by_whom_the_others_of_its_folder_are(tmp_path):
    put([wanted(), wanted("b.md", lambda: b"x")], tmp_path, LOOK)
    (tmp_path / "c").touch()
    assert {file.stat().st_mode for file in tmp_path.iterdir()} == {(tmp_path / "c").stat().st_mode}


@pytest.mark.slow
def test_hundreds_of_files_go_on_all_processors_and_each_lands(tmp_path):
    many = [wanted(f"{n}.html", replace(issued(f"# Titre {n}\n"), version=n + 1)) for n in range(40)]
    made = put([replace(one, format="html") for one in many], tmp_path, LOOK)
    assert set(outcomes(made)) == {Outcome.WRITTEN}
    assert len(list(tmp_path.iterdir())) == 40


def test_formats_are_told_once_each_in_the_order_asked():
    assert files.formats(["pdf", "docx", "pdf"]) == (["pdf", "docx"], None)
    with pytest.raises(UnknownName):
        files.formats(["xls"])


def test_all_is_all_that_can_be_made_here(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found, said = files.formats(["all"])
    assert found == ["docx", "pdf", "html", "md"]
    assert "LibreOffice" in said.fr
    (tmp_path / "pandoc").touch(mode=0o755)
    assert files.formats(["all", "md"]) == (["docx", "pdf", "html", "md", "odt"], None)


# ── what a document is drawn for ──────────────────────────────────────────────────────────────────────────────────

OPTIONS = {"project": "--project", "member": "--member", "region": "--region"}


@pytest.mark.parametrize("given_each", OPTIONS)
@pytest.mark.parametrize("each", [None, *OPTIONS])
def test_a_document_is_drawn_for_what_it_is_about_and_for_nothing_else(each, given_each):
    spec = DocumentSpec("note", Text("Note", "Note"), each)
    if each == given_each:
        demand_kind(spec, given_each)
        return
    with pytest.raises(InvalidValue) as refused:
        demand_kind(spec, given_each)
    asked = OPTIONS[given_each]
    assert asked in refused.value.message.fr
    assert "Note" in refused.value.message.fr
    assert refused.value.remedy.fr == (
        f"sans {asked}" if each is None else f"prenez {OPTIONS[each]}, ou rien pour tous"
    )


# ── what became of drafts, on either database ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def drafting(store, clock):
    return Engine(store, drafts=Draftsman(shipped() / TEMPLATES), clock=clock)


@pytest.fixture
def dossier(drafting):
    return walk(drafting, ONE_REGION, to="projects_collected")


def standing(engine, name):
    with engine.store.reading() as reading:
        return drafts.standing(reading, drafts.find(reading, name))


def rows(engine, table):
    with engine.store.reading() as reading:
        return list(reading.rows(table))


def test_a_draft_knows_its_series_and_what_became_of_it(drafting, dossier):
    drafting.draw(dossier, "protocol", BY.drafter)
    drafting.record(dossier, DraftFinal(draft=f"{dossier}-protocol-2"), BY.drafter)
    first, second = (standing(drafting, f"{dossier}-protocol-{version}") for version in (1, 2))
    assert (first.series, first.newest, first.final, first.withdrawn) == (2, False, None, False)
    assert (second.newest, second.final.seq, second.copies, second.edited) == (True, second.entry.seq + 1, (), None)
    demand_replay(drafting)


@given(
    st.lists(st.tuples(st.sampled_from(["edited", "signed"]), st.booleans()), max_size=6),
    st.integers(0, 7),
    st.booleans(),
)
def test_the_final_text_is_the_copy_it_was_made_of_and_the_next_one_the_last_edited_that_is_there(came, seq, is_final):
    copies = tuple(
        Copy(SimpleNamespace(seq=place, kind=kind), None, None if erased else "a" * 64, f"{place}.docx")
        for place, (kind, erased) in enumerate(came, 1)
    )
    final = FinalDraft(draft_id="d-note-1", copy_seq=seq or None) if is_final else None
    found = replace(standing_of({}), copies=copies, final=final)
    wanted = copies[seq - 1] if is_final and 0 < seq <= len(copies) else None
    assert found.final_copy is wanted
    there = [copy for copy, (kind, erased) in zip(copies, came, strict=True) if kind == "edited" and not erased]
    assert found.edited is (there[-1] if there else None)


def test_copies_are_listed_in_order_and_the_last_edited_one_is_known(drafting, dossier):
    name = f"{dossier}-protocol-1"
    kept = [Kept("other", f"{n}.docx", str(n) * 64, 10, "application/zip") for n in range(3)]
    for file, kind in zip(kept, ("edited", "edited", "signed"), strict=True):
        payload = CopyAttached(draft=name, copy_kind=kind, changes_found=1, blanks=0)
        drafting.record(dossier, payload, replace(BY.drafter, evidence=(file,)))
    found = standing(drafting, name)
    assert [copy.name for copy in found.copies] == ["0.docx", "1.docx", "2.docx"]
    assert found.edited.name == "1.docx"
    assert standing(drafting, f"{dossier}-project_summary-1").copies == (), "a copy is of the draft that it names"
    drafting.correct(dossier, found.copies[1].row.seq, Command("national", comment="x"), void=True)
    again = standing(drafting, name)
    assert (again.edited.name, len(again.copies)) == ("0.docx", 2)
    demand_replay(drafting)


def test_what_a_final_rests_on_cannot_be_voided_under_it(drafting, dossier):
    name = f"{dossier}-protocol-1"
    copy = drafting.record(dossier, CopyAttached(draft=name, copy_kind="edited"), BY.drafter)
    final = drafting.record(dossier, DraftFinal(draft=name, copy_seq=copy.seq), BY.drafter)
    why = Command("national", comment="x")
    for seq in (copy.seq, standing(drafting, name).draft.seq):
        with pytest.raises(CorrectionRefused):
            drafting.correct(dossier, seq, why, void=True)
    drafting.correct(dossier, final.seq, why, void=True)
    drafting.correct(dossier, copy.seq, why, void=True)
    assert rows(drafting, FinalDraft) == rows(drafting, DraftCopy) == []
    # To bring the final back one must bring its copy back first.
    with pytest.raises(CorrectionRefused, match="n’apporte pas de copie"):
        drafting.correct(dossier, final.seq + 1, why, void=True)
    demand_replay(drafting)


def test_a_second_final_keeps_the_first_from_coming_back(drafting, dossier):
    name, why = f"{dossier}-protocol-1", Command("national", comment="x")
    first = drafting.record(dossier, DraftFinal(draft=name), BY.drafter)
    drafting.correct(dossier, first.seq, why, void=True)
    drafting.record(dossier, DraftFinal(draft=name), BY.drafter)
    with pytest.raises(CorrectionRefused, match="déjà définitif"):
        drafting.correct(dossier, first.seq + 1, why, void=True)
    demand_replay(drafting)


def test_a_newer_version_leaves_the_final_one_final_and_can_be_final_itself(drafting, dossier):
    drafting.record(dossier, DraftFinal(draft=f"{dossier}-protocol-1"), BY.drafter)
    drafting.draw(dossier, "protocol", BY.drafter)
    with pytest.raises(RecordRefused, match="est déjà définitif"):
        drafting.record(dossier, DraftFinal(draft=f"{dossier}-protocol-1"), BY.drafter)
    drafting.record(dossier, DraftFinal(draft=f"{dossier}-protocol-2"), BY.drafter)
    assert len(rows(drafting, FinalDraft)) == 2


def test_what_is_erased_of_the_drawing_takes_the_draft_and_leaves_the_history_whole(drafting, dossier):
    drafting.draw(dossier, "protocol", BY.drafter)
    name = f"{dossier}-protocol-2"
    seq = standing(drafting, name).draft.seq
    drafting.record(dossier, DraftFinal(draft=name), BY.drafter)
    drafting.erase(dossier, seq, ["drafts"], "article 17", BY.administrator)
    with drafting.store.reading() as reading:
        assert reading.one(Draft, id=name) is None
        with pytest.raises(UnknownName):
            drafts.find(reading, name)
        assert f"{dossier}-protocol-1" in [row.id for row in drafts.chosen(reading, dossier)]
    drafting.correct(dossier, seq + 1, Command("national", comment="x"), changes={"effective_on": "2020-05-01"})
    demand_replay(drafting)


def test_who_asks_for_a_draft_is_answered_in_the_same_words_everywhere(drafting, dossier):
    with drafting.store.reading() as reading:
        assert [one.id for one in drafts.chosen(reading, f"{dossier}-protocol-1")] == [f"{dossier}-protocol-1"]
        assert {one.document for one in drafts.chosen(reading, "Vallée de la Seine")} >= {"protocol", "action_sheet"}
        assert len(drafts.chosen(reading, ONE_REGION, "action_sheet")) == 2
        with pytest.raises(UnknownName, match="protocol-1"):
            drafts.chosen(reading, f"{dossier}-protocole-1")
        with pytest.raises(UnknownName, match="action_sheet, committee_installation, project_summary, protocol") as no:
            drafts.chosen(reading, ONE_REGION, "contrat")
    assert no.value.remedy.fr == f"ses brouillons : jalon drafts {dossier}"


def test_a_dossier_without_drafts_is_told_what_draws_some(drafting):
    dossier = drafting.open(ONE_REGION, BY.national, phase="2018").dossier
    with drafting.store.reading() as reading, pytest.raises(RecordRefused, match="pas encore de brouillon") as refused:
        drafts.chosen(reading, dossier)
    told = refused.value.remedy.fr.replace("\u00a0", " ").replace("\u202f", " ")
    assert told == (
        f"une transition en rédige : jalon next {dossier} ; un aperçu : jalon draft preview DOCUMENT {dossier}"
    )


def test_a_dossier_whose_only_draft_is_void_has_none(drafting):
    dossier = walk(drafting, TWO_REGIONS, to="pilot")
    with drafting.store.reading() as reading:
        (draft,) = reading.rows(Draft)
    drafting.correct(dossier, draft.seq, Command("national", comment="x"), void=True)
    with drafting.store.reading() as reading:
        with pytest.raises(RecordRefused, match="pas encore de brouillon"):
            drafts.chosen(reading, dossier)
        assert drafts.standing(reading, draft).withdrawn


def test_a_final_that_is_refused_writes_nothing(drafting, dossier, tmp_path):
    before = dump(drafting)
    draftsman = Draftsman(shipped() / TEMPLATES)
    with pytest.raises(DraftUnfinished) as refused:
        make_final(drafting, draftsman, EvidenceFolder(tmp_path), f"{dossier}-protocol-1", BY.drafter)
    assert len(refused.value.blockers) > 5
    assert dump(drafting) == before


def test_two_people_make_it_final_once(sqlite_url, clock, tmp_path):
    """Both have seen a draft that is not final; the second is told so, in the transaction."""
    store = Store(sqlite_url)
    engine = Engine(store, drafts=Draftsman(shipped() / TEMPLATES), clock=clock)
    dossier = walk(engine, ONE_REGION, to="projects_collected")
    payload = DraftFinal(draft=f"{dossier}-protocol-1")
    engine.record(dossier, payload, replace(BY.drafter, expected_seq=_seq(engine, dossier)))
    with pytest.raises(RecordRefused):
        engine.record(dossier, payload, BY.normandie)
    store.close()


def _seq(engine, dossier):
    with engine.store.reading() as reading:
        return len(engine.entries(reading, dossier)) - 1


# ── the same bytes ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_as_the_formats_take_it_depends_on_nothing_but_itself(sqlite_url, monkeypatch):
    store = Store(sqlite_url)
    clock = StillClock()
    engine = Engine(store, drafts=Draftsman(shipped() / TEMPLATES), clock=clock)
    dossier = walk(engine, ONE_REGION, to="projects_collected")
    before = files.issued(standing(engine, f"{dossier}-protocol-1"))
    clock.tick(days=400)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    engine.record(dossier, ProjectSet(number=1, title="Autre titre"), BY.national)
    prepare(engine, dossier, "protocol_signed")
    engine.advance(dossier, *step("protocol_signed"), inputs={"place": "Le Havre"})
    assert files.issued(standing(engine, f"{dossier}-protocol-1")) == before
    assert before.made_on.isoformat() == "2020-05-06", "the day of the entry, and not of what it tells"
    assert (before.reference, before.final, before.version) == ("Axe Seine – Protocole d’accord", False, 1)
    store.close()


def test_a_file_that_is_brought_is_opened_once(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    kept, content = opened(str(tmp_path / "a.docx"))
    folder = EvidenceFolder(tmp_path / "pieces")
    folder.put(kept, content)
    assert folder.content(kept.sha256) == content
    folder.path(kept.sha256).write_bytes(b"autre")
    with pytest.raises(WorkspaceError, match="a été changée"):
        folder.content(kept.sha256)
    folder.remove(kept.sha256)
    with pytest.raises(WorkspaceError, match="ne peut pas être lue"):
        folder.content(kept.sha256)
