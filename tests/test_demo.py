"""`make demo`, what a visitor sees first: it says 9 in 7 and 13 in 8, ends soon, and deletes nothing but its own."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "examples" / "demo.py"
STORY = "examples/communique-2019-05-06/"

VISITOR = {"PATH": os.environ["PATH"], "USER": "visiteur", "LOGNAME": "visiteur"}

pytestmark = pytest.mark.slow


def demo(cwd, *arguments, script=DEMO, **environ):
    """Run the demonstration; its answer as subprocess gives it."""
    return subprocess.run(
        [sys.executable, script, *arguments],
        cwd=cwd,
        env={**VISITOR, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The demonstration as it is run by `make demo`; the folder it ran in, its answer, and the seconds it took."""
    folder = tmp_path_factory.mktemp("demo")
    begun = time.monotonic()
    done = demo(folder, "demo", PYTHONUTF8="1")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done, time.monotonic() - begun


def section(text, first, then):
    """What stands between two lines of the output."""
    return text.split(first, 1)[1].split(then, 1)[0]


def test_the_figures_are_those_of_the_press_release(shown):
    _, done, _ = shown
    before = section(done.stdout, "jalon report --on 2019-04-29", "jalon report --on 2019-04-30")
    after = section(done.stdout, "jalon report --on 2019-04-30", "━━ 2.")
    for text, dossiers, regions in ((before, "9", "7"), (after, "13", "8")):
        assert re.search(rf"Protocole signé +{dossiers} +{regions} ", text)
        assert f"{dossiers} protocoles dans {regions} régions" in text
    assert "Normandie" in after


def test_every_published_figure_stands_beside_its_source(shown):
    _, done, _ = shown
    published = section(done.stdout, "jalon report --on 2019-04-30", "━━ 2.").replace("\u00a0", " ")
    numbers = set(re.findall(r"\[(\d+)\]$", published, flags=re.MULTILINE))
    sources = dict(re.findall(r"^\[(\d+)\] (\S.*)$", published, flags=re.MULTILINE))
    assert numbers
    assert numbers == sources.keys()
    assert "~330 projets" in published
    assert "136 territoires" in published


def test_a_whole_life_is_walked_blocked_overridden_corrected_and_drafted(shown):
    _, done, _ = shown
    life = done.stdout.split("━━ 2.", 1)[1].replace("\u00a0", " ")
    for move in (
        "Identifié → Pilote",
        "Pilote → Projets remontés",
        "Projets remontés → Protocole signé",
        "Protocole signé → Contrat validé",
        "Contrat validé → Mis en œuvre",
    ):
        assert move in life
    assert life.count("passé avec motif") == 1, "overridden once"
    assert life.count("jalon correct") == 1
    assert "entrée n° 5 rectifiée" in life
    assert "[À COMPLÉTER :" in life
    assert "Historique du dossier val-d-exemple-2018" in life
    assert "est bloquée pour val-d-exemple-2018" in done.stderr.replace("\u00a0", " ")
    assert "jalon record person val-d-exemple-2018 --role elected_lead --name" in done.stderr


def test_what_to_type_next_can_be_typed(shown):
    folder, done, _ = shown
    lines = re.findall(r"→ jalon (\S+(?: \S+)*?) {2,}\S", done.stdout.split("━━ 3.", 1)[1])
    assert len(lines) == 5
    for line in lines:
        command = [sys.executable, ROOT / "cli.py", *line.split()]
        again = subprocess.run(command, cwd=folder / "demo", env=VISITOR, capture_output=True, text=True, check=False)
        assert again.returncode == 0, line + again.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the line is for a shell")
def test_its_first_line_makes_the_command_known_wherever_one_goes_from_there(shown):
    folder, done, _ = shown
    (line,) = re.findall(r"→ (.*\bcd demo)$", done.stdout.split("━━ 3.", 1)[1], re.MULTILINE)
    there = ["sh", "-c", f"{line} && cd templates && jalon dossiers"]
    again = subprocess.run(there, cwd=folder, env=VISITOR, capture_output=True, text=True, check=False)
    assert "Axe Seine" in again.stdout, line + again.stderr


def test_it_can_be_read_on_eighty_columns_and_soon_ends(shown):
    _, done, seconds = shown
    whole = re.compile(rf"https?://\S+|\S*{re.escape(STORY)}\S*")  # neither an address nor a path can be broken
    long = [line for line in done.stdout.splitlines() if len(whole.sub("", line)) > 80]
    assert long == []
    assert "\x1b" not in done.stdout
    assert seconds < 60, "twenty on a machine that does nothing else"


def test_a_path_is_shown_the_shorter_way(shown):
    """As one would type it: from here where that is near, else from the root."""
    folder, done, _ = shown
    paths = re.findall(rf"^ +(\S*{re.escape(STORY)}\S+)$", done.stdout, re.MULTILINE)
    assert len(paths) == 2
    for path in paths:
        there = folder / "demo" / path
        assert there.resolve().is_relative_to(ROOT), path
        assert len(path) <= min(len(os.path.relpath(there, folder / "demo")), len(str(there.resolve())))


def test_it_is_made_anew_each_time_and_leaves_every_other_workspace_alone(shown):
    """The variables of a shell may name the workspace of an administration."""
    folder, _, _ = shown
    database = folder / "demo" / "db" / "jalon.db"
    before = database.read_bytes()
    other = {"JALON_DATABASE_URL": f"sqlite:///{folder}/other.db", "JALON_WORKSPACE": "/nowhere", "JALON_ACTOR": "x"}
    done = demo(folder, "demo", JALON_LANG="en", **other)
    assert done.returncode == 0, done.stderr
    assert "9 protocols in 7 regions" in done.stdout
    assert database.read_bytes() != before
    assert not (folder / "other.db").exists()


@pytest.mark.parametrize("what", ["a file", "a link", "a folder of somebody", "a workspace", "a file beside it"])
def test_what_it_did_not_make_is_never_deleted(tmp_path, what):
    folder, mine = tmp_path / "demo", tmp_path / "mine"
    mine.mkdir()
    (mine / "thèse.odt").write_text("dix ans", encoding="utf-8")
    match what:
        case "a file":
            folder.write_text("à moi", encoding="utf-8")
        case "a link":
            folder.symlink_to(mine)
        case "a folder of somebody":
            shutil.copytree(mine, folder)
        case "a workspace":
            shutil.copytree(mine, folder)
            (folder / "states.yaml").write_text("name: x\n", encoding="utf-8")
        case "a file beside it":
            shutil.copytree(mine, folder)
            (folder / ".jalon-demo").touch()

    def everything():
        return {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}

    before = everything()
    done = demo(tmp_path, "demo")
    assert done.returncode == 1
    assert "est laissé tel quel" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything() == before


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_it_names_its_folder(tmp_path, arguments):
    done = demo(tmp_path, *arguments)
    assert done.returncode == 2
    assert "DOSSIER" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_fails_where_the_figures_are_not_those_of_the_press_release(tmp_path):
    """A protocol less in Normandie, and the demonstration says so with its exit code."""
    examples = tmp_path / "examples"
    shutil.copytree(ROOT / "examples", examples, ignore=shutil.ignore_patterns("__pycache__"))
    events = examples / "communique-2019-05-06" / "events.yaml"
    text = events.read_text(encoding="utf-8")
    assert 'date: "2019-04-30"' in text
    events.write_text(text.replace('date: "2019-04-30"', 'date: "2019-05-02"', 1), encoding="utf-8")
    done = demo(tmp_path, "demo", script=examples / "demo.py")
    assert done.returncode == 1
    assert "12 dossiers et 8 régions, au lieu de 13 et 8" in done.stderr
