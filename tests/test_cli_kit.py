"""`jalon export`: a folder that a third party checks without us, and the proof of one entry."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from audited import FIRST
from test_cli_json import demand

from workflow.integrity import log
from workflow.integrity.proof import Proof
from workflow.keys import PublicKey


def check(folder, *words):
    """What the third party types, in the folder, with Python and nothing of ours on its path."""
    environ = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, folder / "verify.py", *words], capture_output=True, text=True, check=False, env=environ
    )


@pytest.fixture
def kit(signed, tmp_path):
    signed("seal")
    folder = tmp_path / "preuve"
    signed.said = signed("export", "kit", folder).out
    return folder


def test_the_folder_is_checked_by_its_own_script(signed, kit):
    assert "✓ Dossier de preuve" in signed.said
    assert f"python3 {kit}/verify.py" in signed.said
    names = {path.name for path in kit.iterdir()}
    assert {"LISEZMOI.txt", "verify.py", "checkpoint", "keys", "tile", "proofs", "disclosures.jsonl"} <= names
    done = check(kit)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = check(kit, "--show", FIRST)
    assert "Marie Lefèvre" in shown.stdout


@pytest.mark.parametrize("where", ["tile", "checkpoint", "disclosures.jsonl", "proofs"])
def test_a_changed_byte_is_found_by_the_script(kit, where):
    target = kit / where
    if target.is_dir():
        target = max((path for path in target.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    done = check(kit)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr


def test_as_json_it_says_what_is_in_it(signed, tmp_path):
    signed("seal")
    told = signed("export", "kit", tmp_path / "k", "--json").json
    demand("export-kit", told)
    assert told["proofs"] == len(list((tmp_path / "k" / "proofs").iterdir()))
    assert told["files"] == len(list((tmp_path / "k" / "files").iterdir()))
    some = signed("export", "kit", tmp_path / "k2", "--prove", "axe-seine", "--prove", "register", "--json").json
    assert some["proofs"] == 2


def test_names_and_files_stay_here_where_they_must_not_go(signed, tmp_path):
    signed("seal")
    folder = tmp_path / "k"
    signed("export", "kit", folder, "--without-texts")
    assert not (folder / "disclosures.jsonl").exists()
    assert not (folder / "files").exists()
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "Marie Lefèvre".encode() not in everything
    assert check(folder).returncode == 0


def test_files_that_are_gone_are_told_to_whoever_makes_the_kit(signed, tmp_path):
    signed("seal")
    next(path for path in (signed.folder / "evidence").rglob("*") if path.is_file()).unlink()
    said = signed("export", "kit", tmp_path / "k")
    assert "! 1 pièce manque ici : le dossier de preuve le dira à qui le vérifie." in said.out.replace("\u00a0", " ")
    assert "jalon verify" in said.out
    assert check(tmp_path / "k").returncode == 1


def test_what_is_not_sealed_yet_is_not_exported(signed, tmp_path):
    assert "pas encore scellées" in signed("export", "kit", tmp_path / "k", code=1).err
    signed("seal")
    signed("record", "note", "axe-seine", "un mot")
    assert "jalon seal" in signed("export", "kit", tmp_path / "k", code=1).err
    assert not (tmp_path / "k" / "verify.py").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(signed, tmp_path):
    signed("seal")
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "à moi").write_text("à moi")
    assert "contient déjà quelque chose" in signed("export", "kit", tmp_path / "k", code=1).err
    assert os.listdir(tmp_path / "k") == ["à moi"]  # noqa: PTH208  # the names are what counts
    file = tmp_path / "fichier"
    file.write_text("x")
    assert signed("export", "kit", file, code=1).err.startswith("✗ ")
    assert "Dossier inconnu" in signed("export", "kit", tmp_path / "z", "--prove", "nulle-part", code=1).err


def test_the_kit_is_itself_something_to_verify_against(signed, kit):
    assert signed("verify", "--against", kit, "--json").json["outside"] >= 1
    signed("record", "note", "axe-seine", "un mot")
    signed("seal")
    assert signed("verify", "--against", kit, "--json").json["intact"]


# ── one proof ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_entry_is_proved_in_one_small_file(signed, tmp_path):
    signed("seal")
    told = signed("export", "proof", "axe-seine", 1, "--json").json
    demand("export-proof", told)
    entry = signed("history", "axe-seine", "--json").json["entries"][1]
    seal = PublicKey.parse((signed.folder / "keys" / "seal.pub").read_text().strip())
    proof = Proof.parse(told["proof"])
    assert proof.verify(log.raw(entry["hash"]), [seal], origin="jalon.test/1")
    said = signed("export", "proof", "axe-seine", 1, "--to", tmp_path / "p.tlog-proof").out
    assert "✓ Preuve" in said
    assert (tmp_path / "p.tlog-proof").read_text() == told["proof"]
    assert signed("export", "proof", "axe-seine", 1).out == told["proof"]
    shutil.copytree(signed.folder / "seal", tmp_path / "dehors")
    shutil.copy(tmp_path / "p.tlog-proof", tmp_path / "dehors")
    assert signed("verify", "--against", tmp_path / "dehors", "--json").json["intact"]


@pytest.mark.parametrize("words", [("axe-seine", "99"), ("register", "0"), ("axe-seine", "x"), ("nulle-part", "0")])
def test_what_is_not_there_or_not_sealed_has_no_proof(signed, words):
    refused = signed("export", "proof", *words, "--json", code=None)
    assert refused.code in (1, 2)
    assert json.loads(refused.err)["error"]["message"]
