"""A dossier whose projects are collected, with its drafts, and a drafter at the keyboard.

    drafter     the first protocol lacks nearly everything; nothing came back yet
    ready       what it lacked was given by the commands it listed; drawn again, `READY` lacks nothing but the signing
    Word        a Word file as somebody edits it

The fixtures are known to every test file (conftest.py names this module).
"""

import io
import shlex
import shutil

import docx
import pytest
from command_line import CommandLine
from dossiers import ONE_REGION, StillClock, walk

from workflow.drafting import Draftsman
from workflow.engine import Engine
from workflow.store import Store
from workflow.workspace import TEMPLATES, Workspace, shipped

DOSSIER = f"{ONE_REGION}-2018"
PROTOCOL, READY = f"{DOSSIER}-protocol-1", f"{DOSSIER}-protocol-2"

VALUES = {
    "--name": "Ada Modèle",
    "--office": "présidente",
    "--act": "076-200084952-20190306-2019_1-DE",
    "--voted-on": "2019-03-06",
    "--text": "Deux paragraphes.\n\nComme ceci.",
    "--meets": "2019-03-02",
    "--place": "Rouen",
    "--cost": "12000",
    "--aid": "3000",
    "--description": "Faire ceci.",
    "--starts": "2019-06-01",
    "--ends": "2020-06-01",
    "--holder": "Ville",
    "--axis": "attirer",
}
"""What is typed in the place of « … » after each option."""


def typed(command):
    """A command as a person types it."""
    words = shlex.split(command)[1:]
    return [VALUES[words[place - 1]] if word == "…" else word for place, word in enumerate(words)]


def give_what_is_missing(jalon, document, dossier=DOSSIER):
    """Type the commands that a document lists until only the signing is left to give, and draw it again; its id."""
    for _ in range(6):
        (seen,) = jalon("draft", "preview", document, dossier, "--json").json["previews"]
        wanted = [one["command"] for one in seen["missing"] if one["command"] and "signature" not in one["command"]]
        if not wanted:
            (drawn,) = jalon("draft", "draw", document, dossier, "--json").json["drafts"]
            return drawn
        for command in dict.fromkeys(wanted):
            jalon(*typed(command), code=None, JALON_ACTOR="national")
    raise AssertionError(wanted)


class Word:
    """A Word file, edited."""

    def __init__(self, content):
        self.document = docx.Document(io.BytesIO(content))

    @property
    def paragraphs(self):
        """Those of the body and of its tables."""
        yield from self.document.paragraphs
        for table in self.document.tables:
            for row in table.rows:
                for cell in row.cells:
                    yield from cell.paragraphs

    def replace(self, old, new):
        """Write something else in the runs that hold `old`."""
        for paragraph in self.paragraphs:
            for run in paragraph.runs:
                if old in run.text:
                    run.text = run.text.replace(old, new)
        return self

    def complete(self):
        """Write something in the place of every gap, dots for the signing."""
        for paragraph in self.paragraphs:
            for run in paragraph.runs:
                if "À COMPLÉTER" in run.text:
                    run.text = "……………" if "de la signature" in run.text else "un texte tapé dans Word"
        return self

    def add(self, text):
        """One more paragraph, at the end."""
        self.document.add_paragraph(text)
        return self

    def save(self, path):
        """The path, with the file there."""
        self.document.save(path)
        return path


def drafts_of(folder):
    """The files of a folder by their extension."""
    return {file.suffix[1:]: file for file in folder.iterdir()}


@pytest.fixture(scope="session")
def drafted_file(tmp_path_factory, populated_file):
    """The database of `drafter`."""
    file = tmp_path_factory.mktemp("drafted") / "jalon.db"
    shutil.copy(populated_file, file)
    store = Store(f"sqlite:///{file}")
    walk(
        Engine(store, drafts=Draftsman(shipped() / TEMPLATES), clock=StillClock()), ONE_REGION, to="projects_collected"
    )
    store.close()
    return file


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory, drafted_file):
    """The database of `ready`."""
    jalon = _at_the_keyboard(tmp_path_factory.mktemp("ready") / "espace", drafted_file)
    assert give_what_is_missing(jalon, "protocol") == READY
    return jalon.folder / "db" / "jalon.db"


def _at_the_keyboard(folder, file):
    Workspace.create(folder, {})
    shutil.copy(file, folder / "db" / "jalon.db")
    return CommandLine(folder, JALON_ACTOR="redaction", USER="redaction", LOGNAME="redaction")


@pytest.fixture
def drafter(drafted_file, tmp_path):
    return _at_the_keyboard(tmp_path / "espace", drafted_file)


@pytest.fixture
def ready(ready_file, tmp_path):
    return _at_the_keyboard(tmp_path / "espace", ready_file)
