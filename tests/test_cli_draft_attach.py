"""`jalon draft attach`: what comes back is looked at as a stranger’s file, kept by its hash, compared, and linked."""

import hashlib
import sys

import pytest
from dossiers import BY, ONE_REGION, demand_replay, dump
from drafted import DOSSIER, PROTOCOL, READY, Word, drafts_of
from signers import Signers, blank_pdf
from test_cli_json import demand
from test_returned import altered, with_relation, zipped

from workflow.models import Attachment, DraftCopy
from workflow.workspace import Workspace


@pytest.fixture(scope="module")
def authority():
    return Signers()


@pytest.fixture
def sent(drafter):
    """The Word file of the first protocol, as it was sent."""
    drafter("draft", "write", PROTOCOL, "--to", "envoi")
    return drafts_of(drafter.folder / "envoi")["docx"].read_bytes()


@pytest.fixture
def finished(ready):
    """A final protocol, and its PDF."""
    ready("draft", "final", READY)
    ready("draft", "write", READY, "--format", "pdf", "--to", "envoi")
    return ready


def pdf_of(jalon):
    return drafts_of(jalon.folder / "envoi")["pdf"].read_bytes()


def put(jalon, name, content):
    (jalon.folder / name).write_bytes(content)
    return name


def copies(jalon):
    with jalon.engine() as engine, engine.store.reading() as reading:
        files = {row.seq: row for row in reading.rows(Attachment, dossier_id=DOSSIER)}
        return [(row, files.get(row.seq)) for row in reading.rows(DraftCopy)]


def kept(jalon):
    """The files of the evidence folder, by hash."""
    folder = Workspace.find(jalon.folder, {}).evidence
    return {file.name for file in folder.rglob("*") if file.is_file()}


# ── an edited copy ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edited_copy_is_kept_compared_and_linked(drafter, sent):
    Word(sent).replace("a été lancé", "fut lancé").add("Un article de plus.").save(drafter.folder / "relu.docx")
    content = (drafter.folder / "relu.docx").read_bytes()
    told = drafter("draft", "attach", PROTOCOL, "relu.docx", "--on", "2019-04-02", "--json").json
    digest = hashlib.sha256(content).hexdigest()
    assert (told["kind"], told["copy"]["kind"], told["copy"]["sha256"]) == ("draft_copy", "edited", digest)
    ((row, file),) = copies(drafter)
    assert (row.draft_id, row.kind, row.came_on, row.seq) == (PROTOCOL, "edited", "2019-04-02", told["seq"])
    assert row.changes == told["copy"]["changes"] == 2
    assert (file.sha256, file.name, file.kind) == (digest, "relu.docx", "other")
    assert kept(drafter) == {digest}
    with drafter.engine() as engine:
        demand_replay(engine)
    assert f"copie modifiée de {PROTOCOL}" in drafter("history", ONE_REGION).out


def test_what_is_left_to_be_filled_in_is_pointed_out(drafter, sent):
    Word(sent).complete().add("Vu la délibération n° XXX du [XX/XX/2022] ;").save(drafter.folder / "relu.docx")
    said = drafter("draft", "attach", PROTOCOL, "relu.docx").out
    assert "« Vu la délibération n° XXX du [XX/XX/2022] ; »" in said
    assert "des croix sont restées" in said
    assert "une date est à écrire" in said
    assert f"jalon draft compare {PROTOCOL}" in said
    told = drafter("draft", "show", PROTOCOL, "--json").json["copies"]
    assert [(one["kind"], one["name"]) for one in told] == [("edited", "relu.docx")]
    assert told[0]["left"] == copies(drafter)[0][0].blanks > 1


def test_a_file_that_came_back_as_it_was_sent_says_so(drafter, sent):
    put(drafter, "intact.docx", sent)
    assert "Les deux documents disent la même chose." in drafter("draft", "attach", PROTOCOL, "intact.docx").out


def test_a_long_list_of_what_is_left_is_cut_for_a_person_and_whole_for_a_program(drafter, sent):
    word = Word(sent).complete()
    for number in range(30):
        word.add(f"Ligne {number} : n° XXX")
    word.save(drafter.folder / "a.docx")
    told = drafter("draft", "attach", PROTOCOL, "a.docx", "--json").json["copy"]["left"]
    assert len(told) > 30
    word.add("encore").save(drafter.folder / "b.docx")
    assert f"et {len(told) - 20} autres" in drafter("draft", "attach", PROTOCOL, "b.docx").out


def test_macros_and_tracked_changes_are_warned_of(drafter, sent):
    content = with_relation(sent, "vbaProject", "vbaProject.bin", mode="")
    put(drafter, "macros.docx", altered(content, **{"word/vbaProject.bin": b"MZ"}))
    said = drafter("draft", "attach", PROTOCOL, "macros.docx").out
    assert "ne les activez pas" in said


def test_a_signed_word_file_is_compared_too(ready):
    ready("draft", "final", READY)
    ready("draft", "write", READY, "--to", "envoi")
    Word(drafts_of(ready.folder / "envoi")["docx"].read_bytes()).add("Signé.").save(ready.folder / "signe.docx")
    told = ready("draft", "attach", READY, "signe.docx", "--kind", "signed", "--json").json
    assert (told["copy"]["kind"], told["copy"]["changes"], told["warnings"]) == ("signed", 1, [])
    assert copies(ready)[0][1].kind == "signed_document"


# ── a signed copy ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signature_is_told_with_the_signer_and_that_the_file_is_ours(finished, authority):
    put(finished, "signe.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre"))
    said = finished("draft", "attach", READY, "signe.pdf", "--on", "2019-04-30").out
    assert "fichier entier couvert : Marie Lefèvre" in said
    assert "octet pour octet, par le PDF que Jalon écrit de ce brouillon" in said
    shown = finished("draft", "show", READY)
    assert "copie signée du 30 avril 2019" in shown.out
    assert "signature intacte : Marie Lefèvre" in shown.out
    (told,) = finished("draft", "show", READY, "--json").json["copies"]
    assert (told["verdict"], told["ours"], told["signers"]) == ("intact", True, ["Marie Lefèvre"])
    assert (told["changes"], told["left"]) == (None, None)
    with finished.engine() as engine:
        demand_replay(engine)


def test_who_signed_is_told_in_a_disclosure_and_not_in_what_is_hashed(finished, authority):
    put(finished, "signe.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre"))
    seq = finished("draft", "attach", READY, "signe.pdf", "--json").json["seq"]
    with finished.engine() as engine, engine.store.reading() as reading:
        entry = engine.entries(reading, DOSSIER)[seq]
    assert entry.payload.signatures[0]["signer"] == "Marie Lefèvre"
    assert "Lefèvre".encode() not in entry.body
    assert b"signe.pdf" not in entry.body


def test_what_was_added_after_the_signature_breaks_it(finished, authority):
    put(finished, "ajout.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre") + b"\n% rien\n")
    said = finished("draft", "attach", READY, "ajout.pdf").out
    assert "! PDF : attention, du contenu a été ajouté après la signature" in said
    assert "SIGNATURE ROMPUE : Marie Lefèvre" in finished("draft", "show", READY).out


def test_a_scan_is_said_to_be_one(finished):
    put(finished, "scan.pdf", blank_pdf())
    told = finished("draft", "attach", READY, "scan.pdf", "--json").json["copy"]
    assert (told["verdict"], told["ours"]) == ("unsigned", False)
    assert "sans signature électronique" in told["sentence"]
    assert "copie numérisée, sans signature électronique" in finished("draft", "show", READY).out


def test_without_the_library_it_is_said_that_nobody_looked(finished, authority, monkeypatch):
    put(finished, "signe.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre"))
    monkeypatch.setitem(sys.modules, "pyhanko.sign", None)
    said = finished("draft", "attach", READY, "signe.pdf").out
    assert "pyHanko" in said
    assert "signatures non lues" in finished("draft", "show", READY).out


def test_the_draft_itself_is_no_signed_copy(finished):
    put(finished, "meme.pdf", pdf_of(finished))
    assert "personne ne l’a signé" in finished("draft", "attach", READY, "meme.pdf", code=1).err
    assert kept(finished) == set()


def test_the_signed_copy_of_a_draft_that_is_not_final_is_warned_of(ready, authority):
    put(ready, "scan.pdf", blank_pdf())
    said = ready("draft", "attach", READY, "scan.pdf").out
    assert f"{READY} n’est pas définitif : jalon draft final {READY}" in said


def test_the_signed_copy_of_an_earlier_version_may_come_late(ready):
    put(ready, "scan.pdf", blank_pdf())
    ready("draft", "attach", PROTOCOL, "scan.pdf")
    assert copies(ready)[0][0].draft_id == PROTOCOL


# ── what is refused, and leaves nothing ───────────────────────────────────────────────────────────────────────────

BOMB = zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"\0" * 60_000_000)])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("texte.docx", b"bonjour", "ce n’est pas un fichier Word"),
        ("vide.docx", b"", "le fichier est vide"),
        ("ancien.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protégé par un mot de passe, ou"),
        ("bombe.docx", BOMB, "se décompresse démesurément"),
        ("coupe.docx", BOMB[:-40], "abîmé ou incomplet"),
        ("tableur.docx", zipped([("xl/workbook.xml", b"<a/>")]), "ce n’est pas un fichier Word"),
    ],
)
def test_a_file_that_is_none_or_made_to_harm_is_refused_and_nothing_of_it_is_kept(drafter, name, content, said):
    put(drafter, name, content)
    with drafter.engine() as engine:
        before = dump(engine)
        assert said in drafter("draft", "attach", PROTOCOL, name, code=None).err
        assert dump(engine) == before
    assert kept(drafter) == set()


def test_a_file_that_fetches_something_when_it_is_opened_is_refused(drafter, sent):
    put(drafter, "lie.docx", with_relation(sent, "attachedTemplate", "https://mechant.example/modele.dotm"))
    said = drafter("draft", "attach", PROTOCOL, "lie.docx", code=1).err
    assert "va chercher « attachedTemplate » hors du fichier" in said
    assert kept(drafter) == set()


def test_a_link_a_folder_and_nothing_are_no_files(drafter, sent):
    put(drafter, "vrai.docx", sent)
    (drafter.folder / "lien.docx").symlink_to("vrai.docx")
    (drafter.folder / "dossier.docx").mkdir()
    refusals = {"lien.docx": "lien symbolique", "dossier.docx": "pas un fichier", "rien.docx": "n’existe pas"}
    for name, said in refusals.items():
        assert said in drafter("draft", "attach", PROTOCOL, name, code=2).err


def test_a_pdf_is_no_edited_copy(finished):
    put(finished, "scan.pdf", blank_pdf())
    assert "est un fichier Word" in finished("draft", "attach", READY, "scan.pdf", "--kind", "edited", code=1).err


def test_a_final_draft_is_no_longer_edited(finished):
    finished("draft", "write", READY, "--to", "envoi")
    Word(drafts_of(finished.folder / "envoi")["docx"].read_bytes()).add("x").save(finished.folder / "a.docx")
    said = finished("draft", "attach", READY, "a.docx", code=1).err
    assert "est définitif : on ne le modifie plus" in said
    assert "--kind signed" in said
    assert kept(finished) == set()


def test_the_same_file_is_attached_once(drafter, sent):
    put(drafter, "relu.docx", sent)
    drafter("draft", "attach", PROTOCOL, "relu.docx")
    said = drafter("draft", "attach", PROTOCOL, "relu.docx", code=1).err
    assert f"est déjà joint à {PROTOCOL} (entrée n° {drafter.seq(DOSSIER)})" in said


def test_the_same_command_again_with_its_key_is_no_second_time(drafter, sent):
    put(drafter, "relu.docx", sent)
    words = ("draft", "attach", PROTOCOL, "relu.docx", "--idempotency-key", "k", "--json")
    first, second = drafter(*words).json, drafter(*words).json
    assert (second["seq"], second["repeated"]) == (first["seq"], True)


def test_an_unknown_draft_is_answered_with_the_near_ones(drafter, sent):
    put(drafter, "relu.docx", sent)
    assert PROTOCOL in drafter("draft", "attach", PROTOCOL[:-1], "relu.docx", code=1).err
    assert kept(drafter) == set()


@pytest.mark.parametrize(
    ("actor", "code"), [("redaction", 0), ("camille", 0), ("national", 0), ("audit", 1), ("claude", 1)]
)
def test_who_may_attach_and_who_only_reads(drafter, sent, actor, code):
    put(drafter, "relu.docx", sent)
    drafter("draft", "attach", PROTOCOL, "relu.docx", code=code, JALON_ACTOR=actor)
    assert len(kept(drafter)) == 1 - code


# ── afterwards ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_correction_voids_a_copy_and_may_say_what_it_was(drafter, sent):
    put(drafter, "relu.docx", sent)
    drafter("draft", "attach", PROTOCOL, "relu.docx")
    seq = drafter.seq(DOSSIER)
    words = ("correct", ONE_REGION, seq, "--because", "x")
    drafter(*words, "--set", "copy_kind=signed", "--set", "effective_on=2019-04-01", JALON_ACTOR="national")
    ((row, _),) = copies(drafter)
    assert (row.kind, row.came_on, row.seq) == ("signed", "2019-04-01", seq)
    assert "n’a pas de champ" in drafter(*words, "--set", "changes_found=0", code=2, JALON_ACTOR="national").err
    drafter(*words, "--void", JALON_ACTOR="national")
    assert copies(drafter) == []
    assert drafter("draft", "show", PROTOCOL, "--json").json["copies"] == []
    with drafter.engine() as engine:
        demand_replay(engine)


def test_an_erased_file_leaves_its_entry_and_is_said_to_be_gone(drafter, sent):
    put(drafter, "relu.docx", sent)
    drafter("draft", "attach", PROTOCOL, "relu.docx")
    with drafter.engine() as engine:
        erased = engine.erase(DOSSIER, drafter.seq(DOSSIER), ["evidence.0"], "article 17", BY.administrator)
        demand_replay(engine)
    drafter.workspace.evidence.joinpath(erased.files[0][:2], erased.files[0]).unlink()
    (told,) = drafter("draft", "show", PROTOCOL, "--json").json["copies"]
    assert (told["name"], told["sha256"], told["changes"]) == (None, None, 0)
    assert "[effacée]" in drafter("draft", "show", PROTOCOL).out
    assert "première version" in drafter("draft", "compare", PROTOCOL, code=1).err
    assert "missing-value" in drafter("draft", "final", PROTOCOL, code=1).err


def test_what_is_answered_is_what_the_schemas_say(finished, authority):
    """With everything a draft can have: a copy that was edited, two that were signed, a final text, changes."""
    finished("draft", "write", PROTOCOL, "--to", "ancien")
    Word(drafts_of(finished.folder / "ancien")["docx"].read_bytes()).add("n° XXX").save(finished.folder / "a.docx")
    demand("draft-attach", finished("draft", "attach", PROTOCOL, "a.docx", "--json").json)
    put(finished, "signe.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre"))
    put(finished, "scan.pdf", blank_pdf())
    for name in ("signe.pdf", "scan.pdf"):
        demand("draft-attach", finished("draft", "attach", READY, name, "--json").json)
    for name in (PROTOCOL, READY):
        demand("draft-show", finished("draft", "show", name, "--json").json)
        demand("draft-gaps", finished("draft", "gaps", name, "--json").json)
    demand("drafts", finished("drafts", ONE_REGION, "--all", "--json").json)
    demand("draft-compare", finished("draft", "compare", PROTOCOL, "a.docx", "--html", "e.html", "--json").json)
    put(finished, "Protocole d’accord – Axe Seine – v2.md", b"autre chose")
    demand("draft-write", finished("draft", "write", ONE_REGION, "--format", "md", "--json", code=1).json)
    finished.workspace.templates.joinpath("contract.md").write_text("{{ rien }}", encoding="utf-8")
    demand("templates-list", finished("templates", "list", "--json").json)
    demand("templates-check", finished("templates", "check", "--json", code=1).json)


def test_english_is_complete(finished, authority):
    put(finished, "signe.pdf", authority.sign(pdf_of(finished), "Marie Lefèvre"))
    said = finished("draft", "attach", READY, "signe.pdf", "--lang", "en").out
    assert "signed copy attached to" in said
    assert "begins, byte for byte" in said
    assert "signature intact: Marie Lefèvre" in finished("draft", "show", READY, "--lang", "en").out
