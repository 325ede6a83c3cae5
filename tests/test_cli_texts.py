"""`jalon record text`: from a keyboard, a file or a pipe into the documents; and what is said of it afterwards."""

import io
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from dossiers import DAYS, walk

from workflow.cli.record.texts import LARGEST
from workflow.models import Passage
from workflow.names import LONGEST_TEXT

DOSSIER = "axe-seine-2018"
TWO = "Le Havre et Rouen.\n\nDeux filières : la chimie et l’aéronautique."


@pytest.fixture
def opened(jalon):
    jalon("open", "axe-seine", "--on", "2018-11-22")
    jalon("record", "project", "axe-seine", "--title", "Halle", "--axis", "recruter")
    return jalon


def text(jalon, subject="portrait", item=0):
    with jalon.engine() as engine, engine.store.reading() as reading:
        row = reading.one(Passage, dossier_id=DOSSIER, subject=subject, item=item)
        return row and row.text


def kept(jalon, content, name="portrait.txt"):
    (jalon.folder / name).write_bytes(content)
    return name


def test_a_text_is_typed_or_read_from_a_file(opened):
    said = opened("record", "text", "axe-seine", "portrait", "--text", "Un port.", "--on", "2019-03-01").out
    assert "✓ axe-seine-2018 : texte, portrait du territoire : « Un port. »" in said
    opened("record", "text", "axe-seine", "portrait", "--file", kept(opened, TWO.encode()))
    assert text(opened) == TWO
    told = opened("record", "text", "axe-seine", "services", "1", "--text", "Un prêt.", "--json").json
    assert (told["kind"], told["dossier"]) == ("passage", DOSSIER)
    assert text(opened, "services", 1) == "Un prêt."


@pytest.mark.parametrize(
    "content", [TWO.encode("utf-8-sig"), TWO.replace("\n", "\r\n").encode(), f"\n{TWO} \n\n".encode()]
)
def test_a_file_of_windows_says_the_same(opened, content):
    opened("record", "text", "axe-seine", "portrait", "--file", kept(opened, content))
    assert text(opened) == TWO


def test_a_dash_reads_what_is_piped_in(opened):
    with patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TWO.encode()))):
        opened("record", "text", "axe-seine", "portrait", "--file", "-")
    assert text(opened) == TWO


@pytest.mark.slow
def test_a_pipe_of_the_system_is_read_too(opened, tmp_path):
    file = tmp_path / "tuyau"
    file.write_text(TWO, encoding="utf-8")
    with file.open("rb") as stdin:
        opened.process("record", "text", "axe-seine", "portrait", "--file", "-", stdin=stdin, environ={"LC_ALL": "C"})
    assert text(opened) == TWO


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Première\nliberté : é".encode("cp1252"), "portrait.txt, ligne 1 : ce n’est pas de l’UTF-8"),
        (b"une\ndeux\n\xff", "portrait.txt, ligne 3 : ce n’est pas de l’UTF-8"),
        (b" \n\n", "texte : il n’y a rien de lisible"),
        (b"", "texte : il n’y a rien de lisible"),
        (b"a\x00b", "un caractère nul"),
        (b"x" * (LONGEST_TEXT + 1), "20001 caractères, 20000 au plus"),
        (b"x" * (LARGEST + 1), f"portrait.txt : plus de {LARGEST} octets"),
    ],
)
def test_a_file_that_is_no_text_or_too_long_is_refused(opened, content, said):
    before = opened.seq(DOSSIER)
    told = opened("record", "text", "axe-seine", "portrait", "--file", kept(opened, content), code=2)
    assert said in told.err.replace("\u00a0", " ")
    assert "Traceback" not in told.err
    assert opened.seq(DOSSIER) == before


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_file_that_cannot_be_read_is_said_in_a_sentence(opened, name):
    told = opened("record", "text", "axe-seine", "portrait", "--file", name, code=2).err
    assert name in told
    assert "Traceback" not in told


def test_the_text_is_given_once(opened):
    for given in ((), ("--text", "a", "--file", "b")):
        told = opened("record", "text", "axe-seine", "portrait", *given, code=2).err
        assert "Donnez le texte, ou le fichier qui le contient." in told
        assert "--file FICHIER" in told


def test_what_is_not_declared_is_refused_with_the_near_names(opened):
    told = opened("record", "text", "axe-seine", "portait", "--text", "a", code=1).err
    assert "Texte inconnu : « portait » ; noms proches : portrait." in told
    assert (
        "donnez-en le numéro ; il y a : 1"
        in opened("record", "text", "axe-seine", "services", "--text", "a", code=1).err
    )
    english = opened("record", "text", "axe-seine", "services", "7", "--text", "a", "--lang", "en", code=1).err
    assert "is written for each project: give its number; there are: 1." in english


def test_the_sheet_shows_first_words_and_what_is_still_to_be_written(opened):
    said = opened("show", "axe-seine").out
    assert "Textes (0)" in said
    assert "à écrire : portrait du territoire (portrait), " in " ".join(said.split())
    opened("record", "text", "axe-seine", "portrait", "--text", TWO * 3, "--on", "2019-03-01")
    opened("record", "text", "axe-seine", "services", "1", "--text", "Un prêt.")
    said = opened("show", "axe-seine").out
    assert "✓ portrait du territoire  1er mars 2019 · « Le Havre et Rouen. Deux filières : la chimie et… »" in said
    assert "✓ services demandés et opérateurs sollicités, projet n° 1" in said
    to_write = " ".join(said.split()).split("à écrire : ")[1]
    assert "(diagnosis)" in to_write
    assert "(issues)" in to_write
    assert "(portrait)" not in to_write
    told = opened("show", "axe-seine", "--json").json["texts"]
    assert (told[0]["subject"], told[0]["item"], told[0]["written_on"]) == ("portrait", None, "2019-03-01")
    assert told[0]["text"] == TWO * 3
    assert "“Un prêt.”" in opened("show", "axe-seine", "--lang", "en").out


def test_the_history_tells_it_and_a_search_finds_it(opened):
    opened("record", "text", "axe-seine", "portrait", "--text", TWO)
    assert "texte, portrait du territoire : « Le Havre et Rouen." in opened("history", "axe-seine").out
    assert "portrait du territoire" in opened("history", "--text", "aeronautique").out
    assert "portrait du territoire" in opened("history", "--kind", "passage").out


def test_the_document_asks_for_it_until_it_is_there(opened):
    with opened.engine() as engine:
        walk(engine, "lacq-pau-tarbes", to="pilot")
    opened("record", "project", "lacq-pau-tarbes", "--title", "Halle", "--axis", "recruter", "--holder", "Ville")
    opened("record", "person", "lacq-pau-tarbes", "--role", "operator_referent", "--name", "Paul Roy")
    opened("record", "text", "lacq-pau-tarbes", "portrait", "--text", TWO)
    opened("advance", "collect_projects", "lacq-pau-tarbes", "--on", DAYS["projects_collected"])
    shown = opened("draft", "show", "lacq-pau-tarbes-2018-protocol-1").out
    assert "jalon record text lacq-pau-tarbes-2018 issues --text …" in shown
    assert "record text lacq-pau-tarbes-2018 portrait" not in shown
