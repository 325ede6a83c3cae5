"""`jalon draft final`: refused while anything is missing or left, each with its remedy; then no file says PROJET."""

import json
import shutil

import pytest
from dossiers import BY, ONE_REGION, demand_replay, dump
from drafted import DOSSIER, PROTOCOL, READY, Word, drafts_of

from workflow.documents.formats.archive import unpacked
from workflow.documents.returned import read
from workflow.engine import Command
from workflow.entries import DraftFinal, PassageSet
from workflow.errors import CorrectionRefused, RecordRefused, UnknownName
from workflow.models import Draft, FinalDraft


def final_rows(jalon):
    with jalon.engine() as engine, engine.store.reading() as reading:
        return {row.draft_id: row for row in reading.rows(FinalDraft)}


def written(jalon, name, *formats):
    jalon("draft", "write", name, *(word for one in formats for word in ("--format", one)), "--to", "fin", "--force")
    return drafts_of(jalon.folder / "fin")


# ── what is missing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_missing_value_is_named_at_once_with_the_command_that_gives_it(drafter):
    told = drafter("draft", "final", PROTOCOL, "--json", code=1).error
    with drafter.engine() as engine, engine.store.reading() as reading:
        gaps = json.loads(reading.one(Draft, id=PROTOCOL).gaps)
    mandatory = [gap for gap in gaps if not gap["path"].startswith("protocole.signature.")]
    assert told["code"] == "draft-unfinished"
    assert [one["code"] for one in told["blockers"]] == ["missing-value"] * len(mandatory)
    for gap, one in zip(mandatory, told["blockers"], strict=True):
        assert gap["label"] in one["message"]
        assert gap["path"] in one["message"]
        assert one["remedy"] == gap["command"]
    assert f"jalon draft draw protocol {DOSSIER}" in told["remedy"]
    assert f"jalon draft attach {PROTOCOL} FICHIER.docx" in told["remedy"]
    said = drafter("draft", "final", PROTOCOL, code=1).err
    assert all(one["message"].replace("\u00a0", " ") in said for one in told["blockers"])
    assert final_rows(drafter) == {}


def test_what_is_known_by_now_is_drawn_again_and_not_typed_again(drafter):
    drafter("record", "text", ONE_REGION, "portrait", "--text", "Un portrait.", JALON_ACTOR="national")
    (one,) = [
        one
        for one in drafter("draft", "final", PROTOCOL, "--json", code=1).error["blockers"]
        if "textes.portrait" in one["message"]
    ]
    assert one["remedy"] == f"connu depuis\u00a0: jalon draft draw protocol {DOSSIER}"


def test_crosses_in_what_was_typed_are_named_with_what_changes_them(ready):
    words = ("record", "project", ONE_REGION, "1", "--title", "École n° XXX")
    ready(*words, JALON_ACTOR="national")
    (draft,) = ready("draft", "draw", "protocol", ONE_REGION, "--json").json["drafts"]
    told = ready("draft", "final", draft, "--json", code=1).error["blockers"]
    assert {one["code"] for one in told} == {"placeholder"}
    assert all("XXX" in one["message"] and "croix" in one["message"] for one in told)
    assert all(one["remedy"].startswith(f"jalon record project {DOSSIER} 1 …") for one in told)


def test_a_mark_that_somebody_typed_is_no_gap_and_refused_all_the_same(ready):
    text = "Voir [À COMPLÉTER : plus tard]."
    with ready.engine() as engine:
        engine.record(DOSSIER, PassageSet(subject="portrait", text=text), BY.national)
    (draft,) = ready("draft", "draw", "protocol", ONE_REGION, "--json").json["drafts"]
    messages = [one["message"] for one in ready("draft", "final", draft, "--json", code=1).error["blockers"]]
    assert ["plus tard" in one for one in messages] == [True]


# ── made final ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_complete_draft_is_made_final_as_an_entry_of_the_history(ready):
    said = ready("draft", "final", READY, "--because", "relu", "--on", "2019-04-12")
    assert ": définitif" in said.out
    assert f"jalon draft attach {READY} FICHIER.pdf" in said.out
    row = final_rows(ready)[READY]
    assert (row.final_on, row.copy_seq, row.seq) == ("2019-04-12", None, ready.seq(DOSSIER))
    with ready.engine() as engine:
        demand_replay(engine)
    assert f"{READY} est définitif" in ready("history", ONE_REGION).out
    assert "définitif depuis le 12 avril 2019" in ready("draft", "show", READY).out
    assert "définitif" in ready("drafts", ONE_REGION).out
    assert "1 définitif, 4 à compléter" in ready("show", ONE_REGION).out
    assert ready("drafts", ONE_REGION, "--json").json["drafts"][-1]["final"] is True


def test_its_files_no_longer_say_projet(ready):
    before = written(ready, READY, "docx", "pdf", "html")
    assert all(" – projet." in file.name for file in before.values())
    assert "PROJET" in before["html"].read_text(encoding="utf-8")
    for file in before.values():
        file.unlink()
    ready("draft", "final", READY)
    after = written(ready, READY, "docx", "pdf", "html")
    assert {file.name for file in after.values()} == {
        f"Protocole d’accord – Axe Seine – v2.{one}" for one in ("docx", "pdf", "html")
    }
    page = after["html"].read_text(encoding="utf-8")
    assert "PROJET" not in page
    assert "À COMPLÉTER" not in page, "the place and the day of the signature are left to the pen"
    assert page.count("…" * 12) == 2
    assert b"PowerPlusWaterMark" not in b"".join(
        part for name, part in _parts(after["docx"]).items() if "header" in name
    )


def _parts(file):
    return unpacked(file.read_bytes())


def test_twice_is_refused_with_how_to_open_it_again(ready):
    ready("draft", "final", READY)
    seq = ready.seq(DOSSIER)
    said = ready("draft", "final", READY, code=1).err
    assert f"est déjà définitif (entrée n° {seq})" in said
    assert f"jalon correct {DOSSIER} {seq} --void" in said
    assert ready.seq(DOSSIER) == seq


def test_the_same_command_again_with_its_key_is_no_second_time(ready):
    words = ("draft", "final", READY, "--idempotency-key", "k", "--json")
    first = ready(*words).json
    assert ready(*words).json == {**first, "repeated": True}


def test_only_the_last_version_of_a_series_can_be_final(ready):
    said = ready("draft", "final", PROTOCOL, code=1).err
    assert f"est remplacé par {READY}" in said
    assert f"→ jalon draft final {READY}" in said
    ready("draft", "final", READY)
    ready("draft", "draw", "protocol", ONE_REGION)
    assert final_rows(ready).keys() == {READY}, "what was final stays so"


def test_a_correction_opens_it_again_and_a_correction_of_that_closes_it(ready):
    ready("draft", "final", READY)
    seq = ready.seq(DOSSIER)
    as_national = {"JALON_ACTOR": "national"}
    ready("correct", ONE_REGION, seq, "--void", "--because", "trop tôt", **as_national)
    assert final_rows(ready) == {}
    assert "état          projet" in ready("draft", "show", READY).out
    ready("correct", ONE_REGION, seq + 1, "--void", "--because", "non, c’est bon", **as_national)
    assert final_rows(ready)[READY].seq == seq
    ready("correct", ONE_REGION, seq, "--set", "effective_on=2019-04-02", "--because", "jour faux", **as_national)
    assert final_rows(ready)[READY].final_on == "2019-04-02"
    with ready.engine() as engine:
        demand_replay(engine)


def test_what_a_final_says_is_not_for_a_correction_to_change(ready):
    ready("draft", "final", READY)
    words = ("correct", ONE_REGION, ready.seq(DOSSIER), "--set", f"draft={PROTOCOL}", "--because", "x")
    assert "n’a pas de champ" in ready(*words, code=2, JALON_ACTOR="national").err


def test_an_entry_that_drew_a_final_draft_is_not_voided_under_it(ready):
    ready("draft", "final", READY)
    with ready.engine() as engine:
        with engine.store.reading() as reading:
            drawing = reading.one(Draft, id=READY).seq
        with pytest.raises(CorrectionRefused, match="est annulée"):
            engine.correct(DOSSIER, drawing, Command("national", comment="x"), void=True)


def test_a_draft_of_a_voided_entry_is_moot(ready):
    with ready.engine() as engine, engine.store.reading() as reading:
        drawing = reading.one(Draft, id=READY).seq
    ready("correct", ONE_REGION, drawing, "--void", "--because", "x", JALON_ACTOR="national")
    assert "est annulée" in ready("draft", "final", READY, code=1).err
    assert "sans objet" in ready("draft", "show", READY).out
    assert ready("draft", "show", READY, "--json").json["void"] is True
    # Of a dossier the last version that counts is taken; by its id, any is written, and said to be moot.
    names = [one["draft"] for one in ready("draft", "write", ONE_REGION, "--format", "md", "--json").json["files"]]
    assert PROTOCOL in names
    assert READY not in names
    assert "l’entrée qui l’a rédigé est annulée" in ready("draft", "write", READY, "--format", "md").out


# ── by whom ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("actor", "code"), [("redaction", 0), ("camille", 0), ("national", 0), ("audit", 1), ("claude", 1)]
)
def test_each_role_may_or_is_told_why_not_before_anything_else(ready, actor, code):
    told = ready("draft", "final", READY, code=code, JALON_ACTOR=actor)
    assert ("n’en a pas le droit" in told.err) == (actor == "audit")
    if code:
        assert "valeur" not in ready("draft", "final", PROTOCOL, code=1, JALON_ACTOR=actor).err


def test_the_engine_itself_holds_to_what_the_history_can_tell(ready):
    with ready.engine() as engine:
        before = dump(engine)
        with pytest.raises(UnknownName):
            engine.record(DOSSIER, DraftFinal(draft=f"{DOSSIER}-protocol-7"), BY.drafter)
        with pytest.raises(RecordRefused, match="n’apporte pas de copie modifiée"):
            engine.record(DOSSIER, DraftFinal(draft=READY, copy_seq=3), BY.drafter)
        assert dump(engine) == before


# ── the edited copy ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def edited(drafter):
    """The first protocol, completed in Word and attached."""
    file = written(drafter, PROTOCOL, "docx")["docx"]
    Word(file.read_bytes()).complete().add("Un article de plus.").save(drafter.folder / "relu.docx")
    drafter("draft", "attach", PROTOCOL, "relu.docx")
    return drafter


def test_the_edited_copy_is_what_becomes_final(edited):
    seq = edited.seq(DOSSIER)
    said = edited("draft", "final", PROTOCOL).out
    assert f"tel que modifié dans la copie de l’entrée n° {seq}" in said
    assert final_rows(edited)[PROTOCOL].copy_seq == seq
    with edited.engine() as engine:
        demand_replay(engine)
    assert f"tel que modifié dans l’entrée n° {seq}" in edited("draft", "show", PROTOCOL).out
    assert edited("draft", "show", PROTOCOL, "--json").json["final_copy"] == seq


def test_its_file_is_that_copy_without_the_word_across_it(edited):
    edited("draft", "final", PROTOCOL)
    (edited.folder / "fin" / "Protocole d’accord – Axe Seine – v1 – projet.docx").unlink()
    file = written(edited, PROTOCOL, "docx")["docx"]
    assert file.name == "Protocole d’accord – Axe Seine – v1.docx"
    said = " ".join(block.text for block in read(file.read_bytes()).blocks)
    assert "Un article de plus." in said
    assert "un texte tapé dans Word" in said
    parts = _parts(file)
    assert b"PowerPlusWaterMark" not in b"".join(parts[name] for name in parts if "header" in name)
    assert b'w:highlight w:val="yellow"' not in parts["word/document.xml"]
    assert file.read_bytes() != (edited.folder / "relu.docx").read_bytes()
    again = written(edited, PROTOCOL, "docx")["docx"]
    assert again.read_bytes() == file.read_bytes()


def test_it_has_no_page_and_no_markdown(edited):
    edited("draft", "final", PROTOCOL)
    for name in ("html", "md"):
        assert f"il n’existe pas en {name}" in edited("draft", "write", PROTOCOL, "--format", name, code=1).err


def test_without_libreoffice_it_has_no_pdf_and_one_is_told_so(edited, monkeypatch):
    edited("draft", "final", PROTOCOL)
    monkeypatch.setenv("PATH", str(edited.folder))
    said = edited("draft", "write", PROTOCOL, "--format", "pdf", code=1).err
    assert "demande LibreOffice" in said
    files = edited("draft", "write", PROTOCOL, "--format", "all", "--to", "tout", "--json", code=1).json["files"]
    assert [one["format"] for one in files] == ["docx", "pdf"], "what there cannot be is not asked for"
    (edited.folder / "pandoc").touch(mode=0o755)
    assert "demande LibreOffice" in edited("draft", "write", PROTOCOL, "--format", "pdf", code=1).err


@pytest.mark.slow
def test_with_libreoffice_its_pdf_has_the_same_bytes_twice(edited):
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        pytest.skip("no LibreOffice here")
    edited("draft", "final", PROTOCOL)
    words = ("draft", "write", PROTOCOL, "--format", "pdf", "--format", "odt", "--json")
    first, second = ([one["sha256"] for one in edited(*words, "--to", where).json["files"]] for where in ("un", "deux"))
    assert first == second
    assert None not in first


def test_what_is_left_in_the_copy_keeps_it_from_being_final(drafter):
    file = written(drafter, PROTOCOL, "docx")["docx"]
    word = Word(file.read_bytes()).complete()
    word.add("Vu la délibération n° XXX du [XX/XX/2022] ;").save(drafter.folder / "a.docx")
    drafter("draft", "attach", PROTOCOL, "a.docx")
    told = drafter("draft", "final", PROTOCOL, "--json", code=1).error
    assert [one["code"] for one in told["blockers"]] == ["placeholder", "placeholder"]
    assert told["remedy"] == f"puis\u00a0: jalon draft attach {PROTOCOL} FICHIER.docx"
    # The next copy is the one that counts.
    Word(file.read_bytes()).complete().save(drafter.folder / "b.docx")
    drafter("draft", "attach", PROTOCOL, "b.docx")
    drafter("draft", "final", PROTOCOL)


def test_a_gap_left_in_the_copy_may_be_made_a_dotted_line_where_one_signs(drafter):
    file = written(drafter, PROTOCOL, "docx")["docx"]
    word = Word(file.read_bytes())
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            if "À COMPLÉTER" in run.text and "de la signature" not in run.text:
                run.text = "tapé"
    word.save(drafter.folder / "a.docx")
    drafter("draft", "attach", PROTOCOL, "a.docx")
    told = drafter("draft", "final", PROTOCOL, "--json", code=1).error["blockers"]
    assert len(told) == 2
    assert all("pointillés" in one["remedy"] for one in told)


def test_dots_anywhere_else_are_still_to_be_filled_in(drafter):
    file = written(drafter, PROTOCOL, "docx")["docx"]
    Word(file.read_bytes()).complete().save(drafter.folder / "a.docx")
    word = Word((drafter.folder / "a.docx").read_bytes())
    next(one for one in word.document.paragraphs if one.text.startswith("Le protocole arrête")).add_run(" ……………")
    # Where a value was missing too, which is not given by the signing.
    next(one for one in word.document.paragraphs if one.text.startswith("un texte tapé")).add_run(" ……………")
    word.save(drafter.folder / "b.docx")
    drafter("draft", "attach", PROTOCOL, "b.docx")
    told = [one["message"] for one in drafter("draft", "final", PROTOCOL, "--json", code=1).error["blockers"]]
    assert [message.partition("· ")[2].partition(" –")[0] for message in told] == ["Article 1", "Article 2"]


def test_a_copy_whose_entry_is_void_no_longer_counts(edited):
    edited("draft", "final", PROTOCOL)
    seq = edited.seq(DOSSIER)
    words = ("correct", ONE_REGION, seq - 1, "--void", "--because", "mauvais fichier")
    assert "n’apporte pas de copie modifiée" in edited(*words, code=1, JALON_ACTOR="national").err
    edited("correct", ONE_REGION, seq, "--void", "--because", "x", JALON_ACTOR="national")
    edited(*words, JALON_ACTOR="national")
    told = edited("draft", "final", PROTOCOL, "--json", code=1).error["blockers"]
    assert {one["code"] for one in told} == {"missing-value"}


def test_english_is_complete(ready):
    said = ready("draft", "final", PROTOCOL, "--lang", "en", code=1).err
    assert "is replaced by" in said
    assert ": final" in ready("draft", "final", READY, "--lang", "en").out
    assert "final since" in ready("draft", "show", READY, "--lang", "en").out
