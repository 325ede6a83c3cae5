"""`jalon seal`, `keys`, `witness`, `timestamp`: from an unsealed workspace to seals that others keep and vouch for."""

import json
import os
import shutil
import sqlite3
import stat
import sys
import zipfile
from contextlib import closing

import pytest
from audited import FIRST, put_key
from authority import Authority
from proofs import SEAL, WITNESS
from test_cli_json import demand

from workflow.integrity.checkpoint import open_checkpoint
from workflow.keys import PublicKey, load

# ── the key that signs ────────────────────────────────────────────────────────────────────────────────────────────


def entries(line, column="signature"):
    with closing(sqlite3.connect(line.folder / "db" / "jalon.db")) as database:
        return [value for (value,) in database.execute(f"SELECT {column} FROM history_entry ORDER BY id")]


def test_a_new_workspace_has_a_key_that_its_owner_alone_can_read_and_signs_from_the_first_entry(empty):
    told = empty("init", "espace", "--json").json
    key = empty.folder / "espace" / "keys" / "application.key"
    assert (told["key"], stat.S_IMODE(key.stat().st_mode)) == (str(key), 0o600)
    public = PublicKey.parse(key.with_suffix(".pub").read_text().strip())
    empty.folder = empty.folder / "espace"
    empty("territories", "add", "Axe Seine", "--region", "28")
    empty("open", "axe-seine", "--on", "2018-11-22")
    signatures, hashes = entries(empty), entries(empty, "hash")
    assert len(signatures) == 5
    signer = load(key)
    assert [signer.sign_entry(one) for one in hashes] == signatures
    assert signer.public == public


def test_a_key_kept_elsewhere_signs_and_its_public_form_is_in_the_workspace(empty):
    elsewhere = empty.folder / "coffre" / "cle.key"
    empty("init", "espace", JALON_KEY=str(elsewhere))
    space = empty.folder / "espace"
    assert [path.name for path in (space / "keys").iterdir()] == ["application.pub"]
    empty.folder = space
    assert "la clé n’est pas là" in empty("actors", "add", "x", "--role", "auditor", code=1).err
    empty("actors", "add", "x", "--role", "auditor", JALON_KEY=str(elsewhere))
    assert None not in entries(empty)
    assert empty("verify", "--json").json["intact"]


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_a_key_that_others_may_read_signs_nothing(signed):
    (signed.folder / "keys" / "application.key").chmod(0o640)
    refused = signed("record", "note", "axe-seine", "un mot", code=1)
    assert "D’autres que vous peuvent lire la clé" in refused.err
    assert "chmod 600" in refused.err
    signed("show", "axe-seine")  # reading needs no key


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", b"PRIVATE+KEY+x+00000000+AQ==", b"\xff\xfe\x00", b"PRIVATE+KEY+" + b"x" * 5000],
    ids=["empty", "words", "short", "not text", "long"],
)
def test_a_damaged_key_is_one_sentence_and_nothing_is_written(signed, content):
    before = len(entries(signed))
    (signed.folder / "keys" / "application.key").write_bytes(content)
    refused = signed("record", "note", "axe-seine", "un mot", code=1)
    assert "→" in refused.err
    assert "Traceback" not in refused.err
    assert len(entries(signed)) == before


def test_keys_are_listed_with_what_is_here_and_what_is_wrong(signed):
    told = signed("keys", "list", "--json").json
    demand("keys-list", told)
    assert [(one["use"], bool(one["private"]), one["fault"]) for one in told["keys"]] == [("application", True, None)]
    (signed.folder / "keys" / "application.key").chmod(0o644)
    said = signed("keys", "list").out
    assert "jalon.test/1/application+" in said
    assert "D’autres que vous peuvent lire" in said
    (signed.folder / "keys" / "application.pub").write_text("n’importe quoi")
    assert "ne contient pas une clé" in signed("keys", "list", code=1).err


def test_a_workspace_without_keys_says_so_and_how_to_make_one(jalon):
    assert "Aucune clé" in jalon("keys", "list").out
    told = jalon("keys", "make", "application", "--json").json
    demand("keys-make", told)
    assert told["key"] in (jalon.folder / "keys" / "application.pub").read_text()
    jalon("actors", "add", "x", "--role", "auditor")
    assert [one is not None for one in entries(jalon)] == [False] * (len(entries(jalon)) - 1) + [True]
    assert "Il y a déjà une clé" in jalon("keys", "make", "application", code=1).err


def test_a_new_key_stands_beside_the_old_public_one(signed):
    signed("seal")
    shutil.move(signed.folder / "keys" / "seal.key", signed.folder / "ancienne.key")
    assert "La clé de scellement n’est pas là" in signed("seal", code=1).err
    signed("keys", "make", "seal")
    assert len((signed.folder / "keys" / "seal.pub").read_text().splitlines()) == 2
    signed("record", "note", "axe-seine", "un mot")
    assert signed("seal", "--json").json["number"] == 2
    assert signed("verify", "--json").json["intact"]


@pytest.mark.parametrize("options", [[], ["--name", "cour.example"], ["--file", "t.key"]])
def test_a_witness_has_a_name_and_a_file_of_its_own(empty, options):
    assert "--name cour.exemple.fr --file temoin.key" in empty("keys", "make", "witness", *options, code=2).err
    assert "seal (scellement" in empty("keys", "make", "quoi", code=2).err


def test_the_receipt_of_an_entry_stands_at_the_foot_of_every_page_it_drew(signed, tmp_path):
    (entry,) = [one for one in signed("history", "axe-seine", "--json").json["entries"] if one["drafts"]]
    receipt = f"n° {entry['seq']} {entry['hash']}"
    name = entry["drafts"][0]["id"]
    signed("draft", "write", name, "--format", "html", "--format", "docx", "--to", tmp_path / "f")
    (page,), (file,) = ((tmp_path / "f").glob(f"*.{kind}") for kind in ("html", "docx"))
    assert receipt in page.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as parts:
        feet = [parts.read(part).decode() for part in parts.namelist() if part.startswith("word/footer")]
    assert any(entry["hash"] in foot for foot in feet)
    # Typed from the paper into a file, it is something to verify against.
    (tmp_path / "f" / "papier.receipt").write_text(f"{FIRST} {entry['seq']} {entry['hash']}\n")
    assert signed("verify", "--against", tmp_path / "f", "--json").json["intact"]


# ── seals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_seal_makes_the_key_and_covers_everything(signed):
    told = signed("seal", "--json").json
    demand("seal", told)
    count = len(entries(signed))
    assert (told["number"], told["size"], told["added"], told["log"]) == (1, count, count, "jalon.test/1")
    key = signed.folder / "keys" / "seal.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    public = PublicKey.parse(key.with_suffix(".pub").read_text().strip())
    kept = (signed.folder / "seal" / "000001.checkpoint").read_text()
    assert open_checkpoint(kept, [public], origin="jalon.test/1").checkpoint.size == count
    assert (kept, told["file"]) == (told["checkpoint"], str(signed.folder / "seal" / "000001.checkpoint"))


def test_a_second_seal_is_signed_only_for_what_is_new(signed):
    signed("seal")
    assert "Rien de nouveau : le sceau n° 1 dit tout" in signed("seal").out
    signed("record", "note", "axe-seine", "un mot")
    said = signed("seal").out
    assert "dont 1 nouvelle (sceau n° 2)" in said
    assert "emportez ce fichier hors d’ici" in said
    signed("record", "note", "axe-seine", "deux mots")
    assert "1 new (seal 3)" in signed("seal", "--lang", "en").out


@pytest.mark.parametrize("actor", ["audit", "redaction", "camille", "national", "personne"])
def test_only_an_administrator_seals(signed, actor):
    assert signed("seal", "--as", actor, code=1).out == ""
    assert not (signed.folder / "seal").exists()
    assert not (signed.folder / "keys" / "seal.key").exists()
    assert signed("timestamp", "--authority", "true", "--as", actor, code=1).out == ""


def test_an_auditor_reads_everything_and_writes_nothing(signed):
    signed("seal")
    for words in (("verify",), ("history",), ("report",), ("keys", "list"), ("export", "proof", "axe-seine", "0")):
        signed(*words, JALON_ACTOR="audit")
    before = len(entries(signed))
    for words in (
        ("record", "note", "axe-seine", "un mot"),
        ("erase", "axe-seine", "0", "--field", "actor", "--legal-basis", "x"),
        ("seal",),
        ("correct", "axe-seine", "0", "--void", "--because", "x"),
        ("open", "axe-seine", "--phase", "2023"),
    ):
        assert "n’en a pas le droit" in signed(*words, JALON_ACTOR="audit", code=1).err
    assert len(entries(signed)) == before


def test_key_and_memory_may_be_on_another_disk(signed, tmp_path):
    place = {"JALON_SEAL_KEY": str(tmp_path / "usb" / "seal.key"), "JALON_SEAL_FOLDER": str(tmp_path / "usb" / "seal")}
    assert signed("seal", **place, code=0).out.startswith("✓ Scellé")
    assert not (signed.folder / "seal").exists()
    assert (tmp_path / "usb" / "seal" / "000001.checkpoint").exists()
    assert (signed.folder / "keys" / "seal.pub").exists()
    assert (
        "Rien de nouveau" in signed("seal", "--key", tmp_path / "usb/seal.key", "--folder", tmp_path / "usb/seal").out
    )
    # Without its memory the sealer signs nothing.
    refused = signed("seal", "--key", tmp_path / "usb" / "seal.key", "--folder", tmp_path / "vide", code=1)
    assert "n’en a pas la mémoire" in refused.err


def test_a_lost_memory_is_recovered_from_what_was_kept_elsewhere(signed, tmp_path):
    signed("seal")
    kept = shutil.copy(signed.folder / "seal" / "000001.checkpoint", tmp_path / "emporté")
    signed("record", "note", "axe-seine", "un mot")
    signed("seal")
    shutil.rmtree(signed.folder / "seal")
    assert signed("seal", "--recover", tmp_path / "absent", code=1).out == ""
    assert "Rien de nouveau : le sceau n° 2" in signed("seal", "--recover", kept).out
    said = signed("seal", "--recover", kept, code=1).err
    assert "a sa mémoire" in said
    assert "elle suffit pour continuer : jalon seal" in said


def test_a_sealer_refuses_to_sign_what_was_changed_and_says_what_to_do(signed):
    signed("seal")
    with closing(sqlite3.connect(signed.folder / "db" / "jalon.db", isolation_level=None)) as database:
        database.execute("DROP TRIGGER leaf_no_delete")
        database.execute("DELETE FROM leaf WHERE number = 3")
    refused = signed("seal", code=1)
    assert "Refus de sceller" in refused.err
    assert "jalon verify" in refused.err
    assert json.loads(signed("seal", "--json", code=1).err)["error"]["code"] == "seal-refused"


def test_a_seal_over_unsigned_entries_says_that_they_are(jalon):
    said = jalon("seal").out
    assert "Les entrées ne sont pas signées par l’application" in said
    assert "jalon keys make application" in said


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"last": 3}', b"\xff"])
def test_a_damaged_memory_is_one_sentence(signed, content):
    signed("seal")
    (signed.folder / "seal" / "state.json").write_bytes(content)
    assert "La mémoire du scellement est abîmée" in signed("seal", code=1).err


# ── witnesses ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def court(signed, tmp_path):
    """The key of a witness that has a folder of its own, known to the workspace by its public form."""
    folder = tmp_path / "cour"
    folder.mkdir()
    put_key(folder / "temoin.key", WITNESS, bytes(range(2, 34)))
    shutil.copy(folder / "temoin.pub", signed.folder / "keys" / "witness-cour.pub")
    signed("seal")
    shutil.copy(signed.folder / "keys" / "seal.pub", folder / "seal.pub")
    return folder


def sign(empty, court, shared, **given):
    """What the witness types, in a folder without any workspace."""
    words = ("witness", "sign", shared, "--key", court / "temoin.key", "--log-key", court / "seal.pub")
    return empty(*words, **given)


def test_a_witness_signs_without_a_workspace_and_its_signature_lies_beside_the_seal(signed, empty, court, tmp_path):
    shared = tmp_path / "echange"
    asked = signed("witness", "ask", shared, "--json").json
    demand("witness-ask", asked)
    assert asked["witness"] == "cour.example"
    told = sign(empty, court, shared).out
    assert "Signé par cour.example : « jalon.test/1 » n’a fait que grandir" in told
    assert "jalon witness gather" in told
    gathered = signed("witness", "gather", shared, "--json").json
    demand("witness-gather", gathered)
    kept = signed.folder / "seal" / "000001.cosigned"
    assert gathered["file"] == str(kept)
    public = PublicKey.parse((signed.folder / "keys" / "seal.pub").read_text().strip())
    assert len(open_checkpoint(kept.read_text(), [public], [WITNESS.public]).witnessed) == 1


def test_the_next_time_it_checks_that_the_log_only_grew(signed, empty, court, tmp_path):
    shared = tmp_path / "echange"
    for note in ("un", "deux"):
        signed("witness", "ask", shared)
        answer = empty(
            *("witness", "sign", shared, "--key", court / "temoin.key", "--log-key", court / "seal.pub", "--json")
        ).json
        demand("witness-sign", answer)
        signed("witness", "gather", shared)
        signed("record", "note", "axe-seine", note)
        signed("seal")
    assert json.loads((court / "temoin.json").read_text())["jalon.test/1"]["size"] == answer["size"]


def test_a_witness_that_lost_nothing_refuses_a_request_from_another_size(signed, empty, court, tmp_path):
    shared = tmp_path / "echange"
    signed("witness", "ask", shared)
    sign(empty, court, shared)
    refused = sign(empty, court, shared, code=1)
    assert "la demande part de 0" in refused.err
    assert signed("witness", "ask", shared).out.startswith("✓ Demande")  # it knows now from where
    sign(empty, court, shared)


def test_a_request_by_another_sealer_is_not_signed(signed, empty, court, tmp_path):
    shared = tmp_path / "echange"
    signed("witness", "ask", shared)
    (court / "seal.pub").write_text(SEAL.public.vkey + "\n")
    assert "aucune clé de scellement connue" in sign(empty, court, shared, code=1).err


@pytest.mark.parametrize("request_", ["", "old x\n\n", "old 0\n\nn’importe quoi\n", "\x00" * 50, "old 0\n" * 3000])
def test_a_hostile_request_is_refused_in_one_sentence(signed, empty, court, tmp_path, request_):
    shared = tmp_path / "echange"
    shared.mkdir()
    (shared / "add-checkpoint").write_text(request_)
    refused = sign(empty, court, shared, code=1)
    assert refused.err.startswith("✗ ")
    assert "Traceback" not in refused.err


def test_which_witness_must_be_clear(signed, court, tmp_path):
    (signed.folder / "keys" / "witness-autre.pub").write_text(
        PublicKey("autre.example", 4, bytes(range(32))).vkey + "\n"
    )
    assert "Quel témoin ?" in signed("witness", "ask", tmp_path / "e", code=2).err
    assert "cour.example" in signed("witness", "ask", tmp_path / "e", "--of", "cour.exemple", code=1).err
    assert signed("witness", "ask", tmp_path / "e", "--of", "cour.example").out
    for path in (signed.folder / "keys").glob("witness-*"):
        path.unlink()
    assert "Aucun témoin n’est connu" in signed("witness", "ask", tmp_path / "e", code=2).err


def test_nothing_can_be_asked_before_the_first_seal(signed, tmp_path):
    (signed.folder / "keys" / "witness-cour.pub").write_text(WITNESS.public.vkey + "\n")
    assert "Rien n’est encore scellé" in signed("witness", "ask", tmp_path / "e", code=1).err


def test_the_key_of_something_else_does_not_witness(signed, empty, court, tmp_path):
    shared = tmp_path / "echange"
    signed("witness", "ask", shared)
    shutil.copy(signed.folder / "keys" / "seal.key", court / "temoin.key")
    assert "n’est pas la clé d’un témoin" in sign(empty, court, shared, code=1).err


# ── the time ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa"))


def test_an_authority_stamps_the_newest_seal(signed, authority):
    signed("seal")
    (signed.folder / "keys" / "authority.pem").write_bytes(authority.root)
    told = signed("timestamp", "--authority", authority.command, "--json").json
    demand("timestamp", told)
    assert told["token"] == str(signed.folder / "seal" / "000001.tsr")
    assert "Horodatage de test" in told["authority"]
    assert "Horodaté le" in signed("timestamp", JALON_TIMESTAMP=authority.command).out
    shutil.copytree(signed.folder / "seal", signed.folder.parent / "dehors")
    assert signed("verify", "--against", signed.folder.parent / "dehors", "--json").json["intact"]


def test_without_a_root_or_an_answer_nothing_is_kept(signed, authority):
    signed("seal")
    assert "Aucun certificat" in signed("timestamp", "--authority", authority.command, code=1).err
    (signed.folder / "keys" / "authority.pem").write_bytes(authority.root)
    assert "ne répond pas" in signed("timestamp", "--authority", "false", code=1).err
    assert "Quelle autorité" in signed("timestamp", code=2).err
    (signed.folder / "keys" / "authority.pem").write_text("n’importe quoi")
    assert "illisible" in signed("timestamp", "--authority", authority.command, code=1).err
    assert not list((signed.folder / "seal").glob("*.tsr"))


def test_a_missing_library_is_named_with_what_to_type(signed, authority, monkeypatch):
    signed("seal")
    (signed.folder / "keys" / "authority.pem").write_bytes(authority.root)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    refused = signed("timestamp", "--authority", authority.command, code=1)
    assert "rfc3161-client" in refused.err
    assert "pip install 'jalon[timestamp]'" in refused.err


def test_there_is_nothing_to_stamp_before_the_first_seal(signed):
    assert "Rien n’est encore scellé" in signed("timestamp", "--authority", "true", code=1).err
