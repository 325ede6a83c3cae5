"""The kit is checked by somebody who has Python, `cryptography`, and nothing of ours."""

import json
import random
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from dossiers import BY, TWO_REGIONS, walk
from proofs import FIRST, SEAL, SECOND, THIEF, TRUST, witnessed

from workflow.canonical import b64, disclose, open_disclosure, parse, unb64
from workflow.entries import Note
from workflow.errors import ProofRefused, WorkspaceError
from workflow.integrity import kit, standalone, tiles
from workflow.integrity.checkpoint import open_checkpoint
from workflow.integrity.merkle import leaf, root_of
from workflow.integrity.outside import gather
from workflow.integrity.proof import Proof
from workflow.integrity.seal import Sealer


@pytest.fixture
def made(scene, tmp_path):
    """A kit of the scene, sealed to its last entry."""
    scene.engine.erase(FIRST, 1, ["name"], "RGPD, article 17", BY.administrator)
    witnessed(scene)
    return export(scene, tmp_path / "kit")


def export(scene, folder, **given):
    given = {"keys": scene.keys, "sealed": scene.folder / "seal", "evidence": scene.evidence, **given}
    with scene.store.reading() as reading:
        return kit.export(reading, folder, **given)


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """A folder with `cryptography` and what it needs, and nothing else that was installed here."""
    import cffi
    import cryptography

    folder = tmp_path_factory.mktemp("bare")
    site = Path(cryptography.__file__).parent.parent
    for module in (cryptography, cffi):
        place = Path(module.__file__).parent
        (folder / place.name).symlink_to(place)
    for path in site.glob("_cffi_backend*"):
        (folder / path.name).symlink_to(path)
    return folder


def run(folder, bare, *words):
    """verify.py under an interpreter that sees neither us nor the environment."""
    script = (
        f"import sys, runpy; sys.path.append({str(bare)!r}); sys.argv = ['verify.py', *{list(words)!r}]; "
        f"runpy.run_path({str(folder / 'verify.py')!r}, run_name='__main__'); "
    )
    script += "assert 'workflow' not in sys.modules and 'sqlalchemy' not in sys.modules"
    command = [sys.executable, "-I", "-S", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"}, cwd=bare)


def test_a_kit_is_checked_without_our_software(made, bare):
    done = run(made.folder, bare)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"Ce dossier est intact : {made.entries} entrées scellées. / This folder is intact:")


def test_the_script_imports_the_standard_library_and_cryptography_alone():
    import ast

    tree = ast.parse(Path(standalone.__file__).read_text(encoding="utf-8"))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_without_cryptography_one_is_told_what_to_install(made, tmp_path):
    done = run(made.folder, tmp_path)
    assert (done.returncode, done.stderr.strip()) == (1, "pip install cryptography")


def test_a_kit_has_what_its_page_says(made):
    names = {path.name for path in made.folder.iterdir()}
    assert names == {
        *("LISEZMOI.txt", "verify.py", "checkpoint", "seals", "tile", "proofs", "keys", "disclosures.jsonl", "files"),
    }
    page = (made.folder / "LISEZMOI.txt").read_text(encoding="utf-8")
    assert f"{made.entries} entrées, scellées le 5 juillet 2020 à" in page
    assert f"{made.entries} entries, sealed on 5 July 2020 at" in page
    assert SEAL.public.vkey in page
    assert "{" not in page
    assert [line for line in page.split("\n") if len(line) > 110 and "+" not in line] == []
    assert (made.folder / "verify.py").read_bytes() == Path(standalone.__file__).read_bytes()


def test_the_history_of_a_dossier_can_be_read_from_the_kit(made, bare):
    done = run(made.folder, bare, "--show", FIRST)
    assert "Jean N’Guyen" in done.stdout
    assert "Marie Lefèvre" not in done.stdout, "it was erased"
    assert "collect_projects" in done.stdout


def test_the_tiles_of_a_kit_are_those_of_the_specification(made):
    entries = list(tiles.unbundle(next((made.folder / "tile" / "entries").rglob("*.p/*")).read_bytes()))
    assert len(entries) == made.entries
    opened = open_checkpoint((made.folder / "checkpoint").read_text(), TRUST.seal, TRUST.witnesses)
    assert root_of(map(leaf, entries)) == opened.checkpoint.root
    assert len(opened.times) == 1, "with the signature of the witness"
    proof = Proof.parse((made.folder / "proofs" / f"{FIRST}.tlog-proof").read_text())
    assert proof.verify(leaf(entries[proof.index]), TRUST.seal, origin="jalon.test/1")
    assert json.loads(entries[proof.index])["kind"] == "erasure", "the last entry of the dossier"


def test_a_kit_is_an_outside_copy_too(made, scene):
    assert gather(made.folder, TRUST).faults == []
    assert len(gather(made.folder, TRUST).checkpoints) == 7


def test_names_and_files_stay_behind_where_they_must(scene, tmp_path, bare):
    witnessed(scene)
    made = export(scene, tmp_path / "kit", texts=False)
    assert not (made.folder / "disclosures.jsonl").exists()
    assert not (made.folder / "files").exists()
    assert run(made.folder, bare).returncode == 0
    everything = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert "N’Guyen".encode() not in everything
    assert "n’ont pas été joints" in (made.folder / "LISEZMOI.txt").read_text(encoding="utf-8")


# ── tampered copies ───────────────────────────────────────────────────────────────────────────────────────────────


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1
    path.write_bytes(content)


def drop_a_line(path):
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")


TAMPERING = {
    "an entry": lambda kit: flip(next((kit / "tile" / "entries").rglob("*.p/*")), 700),
    "an entry cut": lambda kit: cut(next((kit / "tile" / "entries").rglob("*.p/*"))),
    "a hash": lambda kit: flip(next((kit / "tile" / "0").rglob("*.p/*")), 40),
    "the checkpoint's size": lambda kit: replace_in(kit / "checkpoint", "\n4", "\n5"),
    "the checkpoint's signature": lambda kit: flip(kit / "checkpoint", 150),
    "an older seal": lambda kit: flip(kit / "seals" / "000001.checkpoint", 20),
    "the seal key": lambda kit: (kit / "keys" / "seal.pub").write_text(THIEF.public.vkey + "\n"),
    "a name": lambda kit: flip(kit / "disclosures.jsonl", 150),
    "a name less": lambda kit: drop_a_line(kit / "disclosures.jsonl"),
    "a file": lambda kit: flip(next((kit / "files").iterdir()), 3),
    "a file less": lambda kit: next((kit / "files").iterdir()).unlink(),
    "a proof": lambda kit: flip(kit / "proofs" / f"{FIRST}.tlog-proof", 60),
    "a tile less": lambda kit: shutil.rmtree(kit / "tile" / "0"),
    "no checkpoint": lambda kit: (kit / "checkpoint").unlink(),
    "an erased name back": lambda kit: bring_back(kit),
    "a name under another entry as well": lambda kit: say_it_of_another(kit / "disclosures.jsonl", first=True),
    "a name under another entry first": lambda kit: say_it_of_another(kit / "disclosures.jsonl", first=False),
    "a name twice": lambda kit: (kit / "disclosures.jsonl").write_text(
        (kit / "disclosures.jsonl").read_text(encoding="utf-8") * 2, encoding="utf-8"
    ),
    "the id of a key": lambda kit: flip(kit / "keys" / "application.pub", len("jalon.test/1/application+") + 1),
    "the time of the seal": lambda kit: shift_the_id(kit / "seals" / "000002.checkpoint", line=-1),
    "a seal without its time": lambda kit: drop_the_last_line(kit / "checkpoint", of=SEAL.public.name),
    "the end of a line": lambda kit: flip(kit / "seals" / "000001.checkpoint", -1),
    "the end of a key": lambda kit: flip(kit / "keys" / "seal.pub", -1),
    "what a proof is": lambda kit: flip(kit / "proofs" / "register.tlog-proof", 0),
    "the texts less": lambda kit: (kit / "disclosures.jsonl").unlink(),
    "a file too many": lambda kit: (kit / "files" / "une-autre.pdf").write_bytes(b"%PDF"),
    "the proof of another dossier": lambda kit: shutil.copy(
        kit / "proofs" / "register.tlog-proof", kit / "proofs" / f"{FIRST}.tlog-proof"
    ),
    "the token of another seal": lambda kit: (kit / "seals" / "000001.tsr").write_bytes(b"of another one"),
}


def shift_the_id(path, line):
    """Another id in the name of the same key: to whoever knows the key it would be the line of a stranger."""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    dash, name, blob = lines[line].split(" ")
    content = bytearray(b64decode(blob))
    content[0] ^= 1
    lines[line] = f"{dash} {name} {b64encode(content).decode()}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def drop_the_last_line(path, of):
    lines = path.read_text(encoding="utf-8").split("\n")
    last = max(number for number, line in enumerate(lines) if line.startswith(f"— {of} "))
    path.write_text("\n".join(lines[:last] + lines[last + 1 :]), encoding="utf-8")


def cut(path):
    path.write_bytes(path.read_bytes()[:-5])


def replace_in(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def bring_back(folder):
    """What was erased cannot be made up again without its salt."""
    lines = (folder / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()
    line = {**json.loads(lines[0]), "text": disclose("data.name", "Marie Lefèvre").text}
    (folder / "disclosures.jsonl").write_text("\n".join([*lines, json.dumps(line)]) + "\n", encoding="utf-8")


def say_it_of_another(path, *, first):
    """A text that was moved as well as left: whoever reads the file line by line is told that two entries say it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    copy = json.dumps({**json.loads(lines[0]), "seq": 1}, ensure_ascii=False)
    path.write_text("\n".join([lines[0], copy, *lines[1:]] if first else [copy, *lines]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("what", TAMPERING)
def test_a_kit_that_was_tampered_with_is_not_intact(made, bare, what):
    TAMPERING[what](made.folder)
    done = run(made.folder, bare)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "CE DOSSIER N’EST PAS INTACT" in done.stderr
    assert done.stdout.startswith("- ")


def test_no_flipped_bit_of_an_entry_bundle_or_of_the_texts_goes_unseen(made, bare):
    for path in (next((made.folder / "tile" / "entries").rglob("*.p/*")), made.folder / "disclosures.jsonl"):
        whole = path.read_bytes()
        for place in range(11, len(whole), len(whole) // 8):
            flip(path, place)
            assert run(made.folder, bare).returncode == 1, place
            path.write_bytes(whole)


def test_a_history_is_read_only_from_a_kit_that_is_intact(made, bare):
    flip(made.folder / "disclosures.jsonl", 150)
    done = run(made.folder, bare, "--show", FIRST)
    assert (done.returncode, "collect_projects" in done.stdout) == (1, False)
    assert "CE DOSSIER N’EST PAS INTACT" in done.stderr


def test_a_dossier_there_is_not_is_answered_with_those_there_are(made, bare):
    done = run(made.folder, bare, "--show", "nowhere")
    assert done.returncode == 1
    assert f"nowhere : inconnu / unknown. Il y a / there are: {SECOND}, {FIRST}, register" in done.stderr


@pytest.mark.parametrize("words", [["--show"], ["--help"], ["--show", FIRST, "more"], ["nowhere"]])
def test_other_words_are_answered_with_those_it_understands(made, bare, words):
    done = run(made.folder, bare, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "python3 verify.py --show NOM" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_line_of_a_witness_whose_key_is_not_there_is_named_and_breaks_nothing(made, bare):
    (made.folder / "keys" / "witness-cour.pub").unlink()
    done = run(made.folder, bare)
    assert done.returncode == 0
    assert "· checkpoint : cour.example n’est pas dans keys/ / checkpoint: cour.example is not in keys/" in done.stdout


def test_a_key_may_be_published_with_a_remark(made, bare):
    key = made.folder / "keys" / "seal.pub"
    key.write_text(f"# décision du 3 mars\n\n{key.read_text(encoding='utf-8')}", encoding="utf-8")
    assert run(made.folder, bare).returncode == 0


def test_a_token_over_its_own_seal_is_left_to_openssl(made, bare):
    seal = made.folder / "seals" / "000001.checkpoint"
    seal.with_suffix(".tsr").write_bytes(b"0" + sha256(seal.read_bytes()).digest())
    done = run(made.folder, bare)
    assert done.returncode == 0
    assert "· 000001.tsr : vérifiez-le avec openssl (LISEZMOI)" in done.stdout


FRAGMENTS = (
    *(b"18446744073709551616", b"9007199254740992", b"9007199254740991", b"-0", b"1.0", b"1e5", b"NaN", b"0001", b"-"),
    *(b"\\ud800", b"\\u00e9", b"\\/", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x7f", b"\x00", b" ", b"\n"),
    *(b'{"a":1,"a":2}', b'{"b":1,"a":2}', b'{"\xc3\xa9":1}', b"null", b"[[]]", b'"', b",", b":", b"9" * 5000),
)
"""What one JSON library takes otherwise than another."""


def test_the_script_and_the_program_take_the_same_bytes_for_an_entry_and_for_a_text(made):
    """Two libraries read them: what only one of them accepted would be a history that is told in two ways."""
    dice = random.Random(8785)  # noqa: S311  # the same every time
    bodies = list(tiles.unbundle(next((made.folder / "tile" / "entries").rglob("*.p/*")).read_bytes()))
    lines = (made.folder / "disclosures.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [unb64(json.loads(line)["text"]) for line in lines]
    accepted = Counter()
    for _ in range(6000):
        of_body = dice.random() < 0.5
        content = altered(dice, dice.choice(bodies if of_body else texts))
        ours = by_the_program(content, of_body=of_body)
        assert ours == by_the_script(content, of_body=of_body), content
        accepted[of_body] += ours is not None
    assert min(accepted.values()) > 300, "most alterations of a letter are other entries, in canonical form"


def altered(dice, content):
    found = bytearray(content)
    place = dice.randrange(len(found))
    match dice.randrange(4):
        case 0:
            found[place] ^= 1 << dice.randrange(8)
        case 1:
            del found[place : place + dice.randrange(1, 9)]
        case 2:
            found[place:place] = dice.choice(FRAGMENTS)
        case _:
            found[place:place] = found[:12]
    return bytes(found)


def by_the_program(content, *, of_body):
    """What Jalon reads, or None where it refuses."""
    try:
        return parse(content) if of_body else list(open_disclosure(b64(content)))
    except ValueError:
        return None


def by_the_script(content, *, of_body):
    """What verify.py reads, or None where it refuses."""
    standalone.problems.clear()
    try:
        said = standalone.read(content, "here")
    except ValueError:
        return None
    if standalone.problems:
        standalone.problems.clear()
        return None
    if of_body:
        return said
    return said[1:] if isinstance(said, list) and len(said) == 3 and isinstance(said[1], str) else None


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kit_is_not_made_of_entries_that_are_not_sealed(scene, tmp_path):
    with pytest.raises(ProofRefused, match="2\u00a0entrées ne sont pas encore scellées") as refused:
        export(scene, tmp_path / "kit")
    assert "jalon seal" in str(refused.value.remedy)
    assert not (tmp_path / "kit").exists()
    scene.seal()
    scene.engine.record(FIRST, Note(text="un de plus"), BY.national)
    with pytest.raises(ProofRefused, match="1\u00a0entrée n’est pas encore scellée"):
        export(scene, tmp_path / "kit")


def test_files_that_are_not_there_are_counted_and_not_said_to_be_in_it(scene, tmp_path):
    witnessed(scene)
    first = next(path for path in scene.evidence.folder.rglob("*") if path.is_file())
    whole = export(scene, tmp_path / "whole")
    first.unlink()
    made = export(scene, tmp_path / "kit")
    assert (made.files, made.missing) == (whole.files - 1, whole.missing + 1)
    assert made.files == len(list((made.folder / "files").iterdir()))


def test_a_kit_does_not_go_into_a_folder_that_holds_something(made, scene):
    with pytest.raises(WorkspaceError, match="contient déjà"):
        export(scene, made.folder)
    (made.folder.parent / "in the way").write_text("")
    with pytest.raises(WorkspaceError):
        export(scene, made.folder.parent / "in the way")


def test_the_proofs_of_chosen_dossiers_alone(scene, tmp_path):
    witnessed(scene)
    made = export(scene, tmp_path / "kit", dossiers=[FIRST])
    assert [path.name for path in (made.folder / "proofs").iterdir()] == [f"{FIRST}.tlog-proof"]
    with pytest.raises(ProofRefused):
        export(scene, tmp_path / "other", dossiers=["no-such"])


def test_a_log_of_several_tiles_is_exported_whole(scene, tmp_path, bare):
    with scene.engine.batch(BY.national) as batch:
        for number in range(600):
            batch.record(FIRST, Note(text=f"note {number}"))
    witnessed(scene)
    told = []
    made = export(
        scene, tmp_path / "kit", texts=False, dossiers=[FIRST], progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (made.entries, made.entries)
    assert {path.parent.name for path in (made.folder / "tile").rglob("*") if path.is_file()} >= {
        "0",
        "entries",
        "000.p",
    }
    assert run(made.folder, bare).returncode == 0
    flip(made.folder / "tile" / "1" / "000.p" / str(made.entries // 256), 3)
    assert "tile/1" in run(made.folder, bare).stdout


def test_a_kit_is_made_on_either_database(engine, clock, tmp_path, bare):
    walk(engine, TWO_REGIONS, to="pilot")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "seal.pub").write_text(SEAL.public.vkey + "\n")
    Sealer(engine.store, SEAL, tmp_path / "seal", TRUST, clock=clock).seal()
    given = {"keys": tmp_path / "keys", "sealed": tmp_path / "seal", "evidence": None}
    with engine.store.reading() as reading:
        made = kit.export(reading, tmp_path / "kit", **given)
    done = run(made.folder, bare)
    assert done.returncode == 1, "the file of the pilot’s minutes was never kept"
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("- files/aaaa")
