"""The command `jalon`, typed in a test: in this process for speed, in one of its own where the system matters.

def test_something(jalon):                                   # in a workspace with the register of `dossiers`
    said = jalon("open", "axe-seine", "--on", "2018-11-22")
    assert "axe-seine-2018" in said.out
    jalon("open", "nowhere", code=1)                         # the exit code is always looked at
    assert jalon("dossiers", "--json").json == …
    with jalon.engine() as engine: …                         # the same workspace, through the library

jalon                  acts as `admin`; `jalon(…, JALON_ACTOR="camille")` as somebody else
empty                  the same in an empty folder without a workspace
jalon.process(…)       the same command in a process of its own: streams, signals, locale
"""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from workflow.cli.invocation import answer
from workflow.engine import Engine
from workflow.language import current, speaking
from workflow.store import Store
from workflow.workspace import Workspace

LAUNCHER = Path(__file__).parents[1] / "cli.py"


def pytest_configure():
    """Ctrl-C is heard also where the tests run behind a shell, which has what it starts there ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        """The error of a command that was asked for JSON."""
        return json.loads(self.err)["error"]


class CommandLine:
    """A person at a keyboard, in one folder."""

    def __init__(self, folder, **environ):
        self.folder = folder
        self.environ = environ

    def __call__(self, *arguments, code=0, **environ):
        out, err = io.StringIO(), io.StringIO()
        given = [str(argument) for argument in arguments]
        changed = {**self.environ, **environ}
        with (
            chdir(self.folder),
            patch.dict(os.environ, changed),
            speaking(current()),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            left = answer(given)
        found = Answer(left, out.getvalue(), err.getvalue())
        assert code is None or left == code, f"{given} left with {left}\n{found.out}{found.err}"
        return found

    def process(self, *arguments, code=0, prefix=(), **given):
        """The command in a process of its own; `environ`, `stdin`, `stdout`… as subprocess takes them."""
        environ = {"PATH": os.environ["PATH"], **self.environ, **given.pop("environ", {})}
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **given}
        done = subprocess.run(
            [*prefix, sys.executable, LAUNCHER, *arguments],
            cwd=self.folder,
            env=environ,
            check=False,
            timeout=60,
            **streams,
        )
        found = Answer(
            done.returncode, *((text or b"").decode(errors="replace") for text in (done.stdout, done.stderr))
        )
        assert code is None or found.code == code, f"{arguments} left with {found.code}\n{found.out}{found.err}"
        return found

    @contextmanager
    def engine(self):
        """The engine over the workspace of the folder."""
        with speaking(current()):
            store = Store.of(self.workspace, self.environ)
            yield Engine(store)
            store.close()

    @property
    def workspace(self):
        return Workspace.find(self.folder, {**self.environ})

    def seq(self, dossier):
        """The number of the last entry of a dossier: what tells whether something was written."""
        with self.engine() as engine, engine.store.reading() as reading:
            return len(engine.entries(reading, dossier)) - 1


@pytest.fixture
def jalon(sqlite_url, tmp_path):
    """The command in a workspace with the actors and territories of `dossiers`, acting as its administrator."""
    Workspace.create(tmp_path / "espace", {})
    return CommandLine(tmp_path / "espace", JALON_ACTOR="admin", USER="admin", LOGNAME="admin")


@pytest.fixture
def empty(tmp_path):
    """The command in an empty folder, typed by the system user `camille`."""
    folder = tmp_path / "vide"
    folder.mkdir()
    return CommandLine(folder, USER="camille", LOGNAME="camille")
