"""`jalon verify`: a sentence, then what, where, since when, how sure, and what it does not cover; never a traceback."""

import json
import os
import random
import re
import shutil
import sqlite3
import string
from contextlib import closing

import pytest
from audited import FIRST, make_signed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proofs import THIEF
from screens import seen, shown, wide
from test_cli_json import demand

from workflow.cli.verdict_page import FEW, MEANS
from workflow.integrity.verify.finding import LAYERS, MOST, Layer
from workflow.language import speaking

SECOND = "lacq-pau-tarbes-2018"


@pytest.fixture
def sealed(signed):
    """Sealed, and what was sealed carried outside with the public keys."""
    signed("seal")
    outside = signed.folder.parent / "dehors"
    outside.mkdir()
    for path in [*(signed.folder / "seal").glob("0*"), *(signed.folder / "keys").glob("*.pub")]:
        shutil.copy(path, outside)
    signed.outside = outside
    return signed


def tamper(line, *statements):
    """Write to the database behind everybody’s back, its locks put back as they were."""
    with closing(sqlite3.connect(line.folder / "db" / "jalon.db", isolation_level=None)) as raw:
        kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            raw.execute(f"DROP TRIGGER {name}")
        answers = [raw.execute(*one).fetchall() if isinstance(one, tuple) else raw.execute(one) for one in statements]
        for _, made in kept:
            raw.execute(made)
    return answers


def verdict(line, *options, code=1):
    told = line("verify", *options, "--json", code=code).json
    demand("verify", told)
    assert told["intact"] == (code == 0)
    return told


# ── all is well ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_intact_history_is_said_to_be_so_first_and_what_is_not_covered_last(sealed):
    said = sealed("verify").out
    first, *_ = said.splitlines()
    assert re.fullmatch(r"✓ L’histoire est intacte : \d+ entrées, toutes scellées\.", first)
    told = verdict(sealed, code=0)
    assert (told["sealed"], told["signatures"], told["outside"]) == (told["entries"], told["entries"], 0)
    assert said.index("Ce que cette vérification ne couvre pas") > said.index("clés crues")
    assert "donnez les points de contrôle gardés ailleurs (--against)" in said
    assert "The history is intact" in sealed("verify", "--lang", "en").out


def test_a_dossier_is_told_of_the_file_it_rests_on(sealed):
    (place,) = [path for path in (sealed.folder / "evidence").rglob("*") if path.is_file()][:1]
    place.unlink()
    names = {one["dossier"] for one in sealed("verify", "--json", code=1).json["findings"]}
    assert len(names) == 1
    (name,) = names
    assert f"✗ {name} : 1 constat" in sealed("verify", name, code=1).out


def test_with_what_was_kept_elsewhere_that_is_compared_and_no_longer_uncovered(sealed):
    said = sealed("verify", "--against", sealed.outside).out
    assert "conformes au point de contrôle gardé ailleurs" in said
    assert "1 point de contrôle comparé" in said
    assert "(--against)" not in said


def test_before_any_seal_it_says_that_nothing_is_sealed(signed):
    said = signed("verify").out
    assert "pas encore scellées" in said
    assert "dernier sceau         aucun" in said


def test_verification_writes_nothing(sealed):
    files = sorted(path for path in sealed.folder.rglob("*") if path.is_file())
    before = [(path, path.read_bytes()) for path in files]
    sealed("verify", "--against", sealed.outside)
    assert [(path, path.read_bytes()) for path in sorted(p for p in sealed.folder.rglob("*") if p.is_file())] == before


def test_a_dossier_may_be_named_as_people_call_it(sealed):
    said = sealed("verify", "Axe Seine", "register").out
    assert f"✓ {FIRST} : rien" in said
    assert "✓ register : rien" in said
    assert verdict(sealed, "axe-seine", code=0)["asked"] == [FIRST]
    assert "Dossier inconnu" in sealed("verify", "nulle part", code=1).err


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_cell_is_told_in_words_with_where_since_when_and_how_sure(sealed):
    tamper(sealed, f"UPDATE history_entry SET actor_id = 'agt-0005' WHERE dossier_id = '{FIRST}' AND seq = 1")
    said = sealed("verify", code=1).out
    assert said.startswith("✗ L’histoire n’est pas intacte : 1 constat (colonnes et contenu signé).")
    assert "Ce que lisent les listes et les rapports n’est plus ce que dit l’entrée elle-même." in said
    assert (
        f"✗ {FIRST}, entrée n° 1  la base ne dit pas ce que dit l’entrée elle-même : auteur (actor_id) agt-0005" in said
    )
    assert re.search(r"changé après le .* · prouvé · dans : history_entry \d+", said)
    assert "n’écrivez plus rien" in said
    (found,) = verdict(sealed)["findings"]
    assert (found["layer"], found["dossier"], found["seq"], found["certainty"]) == ("columns", FIRST, 1, "proven")
    assert found["what"]["en"].endswith("author (actor_id) agt-0005 instead of agt-0002")


@pytest.mark.parametrize(
    ("number", "to_type"), [("0001", "jalon init --upgrade"), ("9999", "mettez à jour le programme")]
)
def test_a_database_of_another_version_is_no_damage(sealed, number, to_type):
    """Nobody is to be alarmed because the program was upgraded and the database was not yet."""
    with closing(sqlite3.connect(sealed.folder / "db" / "jalon.db", isolation_level=None)) as raw:
        raw.execute(f"UPDATE alembic_version SET version_num = '{number}'")
    said = sealed("verify", code=1)
    assert said.out == ""
    assert f"est à la version {number}" in said.err
    assert to_type in said.err
    assert "n’écrivez plus rien" not in said.err
    assert sealed("verify", "axe-seine", "--json", code=1).error["code"] == "store-version"


def test_a_dropped_lock_is_told_and_named(sealed):
    with closing(sqlite3.connect(sealed.folder / "db" / "jalon.db", isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER history_entry_no_update")
    said = sealed("verify", code=1).out
    assert "un verrou de l’histoire (trigger) a été ôté : history_entry_no_update" in said
    assert "très probable" in said


def test_the_whole_database_put_back_shows_only_against_what_was_kept_elsewhere(sealed, tmp_path):
    shutil.copytree(sealed.folder, tmp_path / "avant")
    sealed("record", "note", "axe-seine", "un mot")
    sealed("seal")
    shutil.copy(sealed.folder / "seal" / "000002.checkpoint", sealed.outside)
    sealed.folder = tmp_path / "avant"
    verdict(sealed, code=0)
    told = verdict(sealed, "--against", sealed.outside)
    assert told["counts"] == {"outside": 1}
    said = sealed("verify", "--against", sealed.outside, code=1).out
    assert "Ce qui a été gardé hors d’ici contredit la base" in said


def test_a_receipt_that_somebody_kept_finds_what_no_seal_covered(sealed):
    receipt = sealed("record", "note", "axe-seine", "un mot", "--json").json
    (sealed.outside / "camille.receipt").write_text(f"{receipt['dossier']} {receipt['seq']} {receipt['hash']}\n")
    verdict(sealed, "--against", sealed.outside, code=0)
    seq = receipt["seq"]
    tamper(
        sealed,
        f"DELETE FROM disclosure WHERE dossier_id = '{FIRST}' AND seq = {seq}",
        f"DELETE FROM history_entry WHERE dossier_id = '{FIRST}' AND seq = {seq}",
        f"UPDATE dossier SET seq = {seq - 1}, head = (SELECT hash FROM history_entry WHERE dossier_id = '{FIRST}' "
        f"AND seq = {seq - 1}), changed_at = (SELECT recorded_at FROM history_entry WHERE dossier_id = '{FIRST}' "
        f"AND seq = {seq - 1}) WHERE id = '{FIRST}'",
        "UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM history_entry)",
    )
    verdict(sealed, code=0)  # nothing in the database shows it
    told = verdict(sealed, "--against", sealed.outside)
    assert told["counts"] == {"receipt": 1}
    assert "l’entrée du reçu a disparu" in sealed("verify", "--against", sealed.outside, code=1).out


def test_what_a_write_answered_as_json_is_a_receipt_as_it_is(sealed):
    (sealed.outside / "camille.receipt").write_text(sealed("record", "note", "axe-seine", "un mot", "--json").out)
    verdict(sealed, "--against", sealed.outside, code=0)
    told = json.loads((sealed.outside / "camille.receipt").read_text())
    (sealed.outside / "camille.receipt").write_text(json.dumps({**told, "hash": "A" * 43}, indent=2))
    assert verdict(sealed, "--against", sealed.outside)["counts"] == {"receipt": 1}


def test_what_touches_the_dossier_asked_about_comes_first_and_the_rest_is_counted(sealed):
    tamper(
        sealed,
        f"UPDATE history_entry SET actor_id = 'agt-0005' WHERE dossier_id = '{FIRST}' AND seq = 1",
        f"UPDATE history_entry SET actor_id = 'agt-0005' WHERE dossier_id = '{SECOND}'",
    )
    said = sealed("verify", "axe-seine", code=1).out
    assert f"✗ {FIRST} : 1 constat" in said
    assert f"{SECOND}, entrée" not in said
    assert "constats sur d’autres dossiers : jalon verify sans nom les dit tous" in said
    assert f"✓ {SECOND} : rien" not in sealed("verify", "lacq-pau-tarbes", code=1).out


def test_a_dossier_whose_row_is_gone_can_still_be_asked_about(sealed):
    tamper(sealed, "PRAGMA foreign_keys = OFF", f"DELETE FROM dossier WHERE id = '{FIRST}'")
    said = sealed("verify", FIRST, code=1).out
    assert f"✗ {FIRST} : " in said


def test_many_findings_of_a_kind_are_shown_in_part_unless_all_are_asked_for(sealed):
    tamper(sealed, "UPDATE history_entry SET actor_role = 'auditor'")
    said, every = sealed("verify", code=1).out, sealed("verify", "--all", code=1).out
    count = min(verdict(sealed)["counts"]["columns"], MOST)
    assert said.count("rôle de l’auteur (actor_role)") == FEW
    assert f"et {count - FEW} autres : --all" in said
    assert every.count("rôle de l’auteur (actor_role)") == count


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_verdict_fits_a_terminal_and_its_sign_does_without_colour(sealed, language):
    tamper(sealed, "UPDATE history_entry SET actor_role = 'auditor'")
    screen = seen(sealed, "verify", "--lang", language, code=1)
    lines = screen.replace(str(sealed.folder), ".")
    assert wide(lines) <= 80
    assert any(line.rpartition("\r")[2].startswith("✗ ") for line in screen.splitlines())
    coloured = shown(sealed, "verify", "--lang", language, code=1)
    assert "\x1b[31m" in coloured
    assert "\x1b[3" not in shown(sealed, "verify", code=1, NO_COLOR="1")
    assert "\x1b[32m" in shown(make_intact(sealed), "verify")


def make_intact(line):
    tamper(
        line, *(f"UPDATE history_entry SET actor_role = '{role}' WHERE actor_id = '{one}'" for one, role in roles(line))
    )
    return line


def roles(line):
    with closing(sqlite3.connect(line.folder / "db" / "jalon.db")) as raw:
        bodies = [json.loads(bytes(body)) for (body,) in raw.execute("SELECT body FROM history_entry")]
    return sorted({(body["actor"], body["role"]) for body in bodies})


def test_the_progress_goes_to_the_terminal_alone(sealed):
    assert "entrées" in shown(sealed, "verify")
    piped = sealed.process("verify")
    assert (piped.err, "%" in piped.out) == ("", False)


# ── the database is no database ───────────────────────────────────────────────────────────────────────────────────


def ruined(line, how):
    database = line.folder / "db" / "jalon.db"
    content = database.read_bytes()
    match how:
        case "cut":
            database.write_bytes(content[: len(content) // 2])
        case "garbage":
            database.write_bytes(os.urandom(len(content)))
        case "empty":
            database.write_bytes(b"")
        case "text":
            database.write_text("ceci n’est pas une base")
        case "gone":
            database.unlink()
        case "a folder":
            database.unlink()
            database.mkdir()
        case "another":
            database.unlink()
            with closing(sqlite3.connect(database)) as other:
                other.execute("CREATE TABLE recette (nom)")
        case "header":
            database.write_bytes(content[:100] + b"\0" * (len(content) - 100))


RUINS = ["cut", "garbage", "empty", "text", "gone", "a folder", "another", "header"]


@pytest.mark.parametrize("how", RUINS)
def test_a_ruined_database_is_a_verdict_and_not_a_traceback(sealed, how):
    ruined(sealed, how)
    answer = sealed("verify", "--against", sealed.outside, code=1)
    assert answer.out.startswith("✗ L’histoire ")
    assert "Traceback" not in answer.out + answer.err
    told = verdict(sealed)
    assert told["findings"][0]["layer"] == "database"
    assert sealed("verify", FIRST, code=1).out.startswith("✗ ")


@pytest.mark.parametrize("how", RUINS)
def test_doctor_and_the_questions_do_not_break_either(sealed, how):
    ruined(sealed, how)
    for words in (("doctor",), ("history",), ("report", "--verify"), ("seal",), ("export", "kit", "k")):
        answer = sealed(*words, code=1)
        assert "Traceback" not in answer.out + answer.err
        assert answer.err.startswith("✗ ") or words[0] == "doctor"


def test_an_unreadable_database_does_not_claim_that_it_was_changed(sealed):
    ruined(sealed, "garbage")
    assert "L’histoire ne peut pas être lue : on ne sait pas si elle est intacte." in sealed("verify", code=1).out
    assert "it is not known whether it is intact" in sealed("verify", "--lang", "en", code=1).out


@pytest.fixture(scope="module")
def broken(signed_file, tmp_path_factory):
    line = make_signed(tmp_path_factory.mktemp("broken") / "espace", signed_file)
    line("seal")
    line.whole = (line.folder / "db" / "jalon.db").read_bytes()
    return line


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_bytes_changed_anywhere_in_the_file_are_never_a_traceback_and_never_missed(broken, seed):
    chance = random.Random(seed)  # noqa: S311  # which byte is changed is no secret
    content = bytearray(broken.whole)
    for _ in range(chance.choice((1, 3, 50))):
        place = chance.randrange(len(content))
        content[place] ^= chance.randrange(1, 256)
    (broken.folder / "db" / "jalon.db").write_bytes(content)
    with speaking("fr"):
        answer = broken("verify", code=None)
    assert answer.code in (0, 1)
    assert "Traceback" not in answer.out + answer.err
    assert answer.out[:1] == ("✗" if answer.code else "✓")


# ── keys, folders ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_from_outside_are_believed_before_those_of_the_workspace(sealed):
    """Whoever owns the machine may put his own public key beside ours; what was carried away has the true one."""
    for name in ("application", "seal"):
        (sealed.folder / "keys" / f"{name}.pub").write_text(THIEF.public.vkey + "\n")
    verdict(sealed)
    told = verdict(sealed, "--against", sealed.outside, code=0)
    assert THIEF.public.vkey not in json.dumps(told["keys"])
    assert verdict(sealed, "--keys", sealed.outside, code=0)["outside"] == 0


def test_without_any_key_the_verdict_says_that_signatures_were_not_verified(sealed):
    shutil.rmtree(sealed.folder / "keys")
    said = sealed("verify", code=1).out
    assert said.startswith(
        "✗ On ne sait pas si l’histoire est intacte : 2 constats (signature de l’application, sceaux"
    )
    assert "les entrées sont signées, et aucune clé application.pub n’est là pour le vérifier" in said
    assert "il y a des sceaux, et aucune clé seal.pub pour les vérifier" in said
    assert "les signatures des sceaux (pas de clé seal.pub)" in said
    assert "qui a écrit les entrées (pas de clé application.pub)" in said
    assert "signatures vérifiées  0" in said
    assert "clés crues            aucune" in said


def test_keys_that_were_asked_for_and_are_not_there_are_not_replaced_by_those_of_the_workspace(sealed, tmp_path):
    """Whoever mistypes the folder would take the workspace’s own word for that of the keys in his drawer."""
    (tmp_path / "tiroir").mkdir()
    for folder in (tmp_path / "tiroir", tmp_path / "absent"):
        refused = sealed("verify", "--keys", folder, code=1)
        assert f"Aucune clé publique dans {folder}." in refused.err
        assert refused.out == ""


@pytest.mark.parametrize("name", ["application.pub", "seal.pub", "witness-x.pub"])
def test_a_public_key_that_is_none_is_refused_with_its_name(sealed, name):
    (sealed.folder / "keys" / name).write_bytes(b"\xff\x00 pas une cl\xe9")
    assert name in sealed("verify", code=1).err


def test_a_folder_that_is_none_is_refused_before_anything_is_read(sealed, tmp_path):
    said = sealed("verify", "--against", tmp_path / "absent", code=1).err
    assert "Impossible de lire" in said
    assert "il n’existe pas" in said
    file = tmp_path / "fichier"
    file.write_text("x")
    assert "ce n’est pas un répertoire" in sealed("verify", "--against", file, code=1).err


HOSTILE = {
    "x.checkpoint": b"\0\1\2",
    "long.checkpoint": b"a\n" * 50_000,
    "x.receipt": b'{"dossier": {"a": 1}, "seq": [], "hash": 3}\n' + b"[" * 2000,
    "x.tlog-proof": string.printable.encode() * 50,
    "x.tsr": os.urandom(64),
    "x.cosigned": "origine\n9999999999999999999999\nAAAA\n\n— x AAAA\n".encode(),
    "LISEZMOI": "rien à voir".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_among_what_was_kept_elsewhere_is_told_or_passed_over(sealed, name):
    (sealed.outside / name).write_bytes(HOSTILE[name])
    answer = sealed("verify", "--against", sealed.outside, code=None)
    assert answer.code in (0, 1)
    assert "Traceback" not in answer.out + answer.err
    assert (name in answer.out) == (answer.code == 1)


# ── the answers about the past ────────────────────────────────────────────────────────────────────────────────────

QUESTIONS = (("history", "axe-seine"), ("history", "--kind", "note"), ("report",), ("durations",), ("overrides",))


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_an_answer_says_that_the_history_was_verified_where_that_was_asked(sealed, words):
    plain = sealed(*words).out
    assert re.search(r"historique non vérifié ; dernier sceau : n° 1, le .*, sur \d+ entrées", plain)
    assert "historique vérifié" in sealed(*words, "--verify").out


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_an_answer_from_a_history_that_was_tampered_with_says_so_and_leaves_with_1(sealed, words):
    tamper(sealed, f"UPDATE history_entry SET actor_id = 'agt-0005' WHERE dossier_id = '{FIRST}' AND seq = 1")
    sealed(*words)  # not asked, not known
    answer = sealed(*words, "--verify", code=1)
    assert "vérification EN DÉFAUT" in answer.out
    assert "ne vous fiez pas à cette réponse" in answer.err
    assert "jalon verify" in answer.err
    told = sealed(*words, "--verify", "--json", code=1).json
    assert (told["verified"] if words == ("report",) else told["basis"]["verified"]) is False


def test_on_a_server_everything_is_sealed_verified_searched_and_handed_over_as_well(empty, postgres_url, tmp_path):
    empty.environ["JALON_DATABASE_URL"] = postgres_url
    empty("init")
    empty("territories", "add", "Axe Seine", "--region", "28")
    empty("open", "axe-seine", "--on", "2018-11-22")
    empty("record", "note", "axe-seine", "un mot à retrouver", "--on", "2019-01-15")
    empty("seal")
    assert verdict(empty, "--against", empty.folder / "seal", code=0)["outside"] == 2
    assert empty("history", "--text", "à retrouver", "--verify").out.startswith("1 entrée\n")
    assert empty("late", "--json").json["total"] == 2
    assert empty("durations", "--json").json["states"]
    assert empty("diff", "--known", "2019-05-06", "--json").json["arrived"] == 1
    assert "Axe Seine (Normandie)" in empty("report", "axe-seine", "--verify").out
    empty("erase", "axe-seine", 1, "--field", "text", "--legal-basis", "RGPD, article 17")
    empty("seal")
    empty("export", "kit", tmp_path / "kit")
    assert verdict(empty, "--against", tmp_path / "kit", code=0)["intact"]


def test_every_layer_has_its_meaning_in_both_languages():
    assert MEANS.keys() == LAYERS.keys() == set(Layer)
    assert all(text.fr != text.en and text.fr.endswith(".") and text.en.endswith(".") for text in MEANS.values())
