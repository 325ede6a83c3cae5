"""The page for auditors is true: what it types on the demonstration answers what it shows, tampering included."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typed_pages import DOCS, Reader

from workflow.cli.group import CHECKING, COMMANDS

PAGE = "auditing.md"
ROOT = Path(__file__).parents[1]


class Auditor(Reader):
    """Somebody who also copies files, runs the script of the kit, and has the database in hand."""

    def do(self, command):
        """Do one line of the page; what it answered."""
        name, *words = command.words
        here = self.line.folder
        match name:
            case "mkdir":
                (here / words[0]).mkdir()
            case "cp":
                for word in words[:-1]:
                    shutil.copy(here / word, here / words[-1])
            case "python3":
                done = subprocess.run(
                    [sys.executable, *words], cwd=here, capture_output=True, text=True, check=False, encoding="utf-8"
                )
                assert done.returncode == 0, done.stdout + done.stderr
                return done.stdout
            case "sqlite3":
                with closing(sqlite3.connect(here / words[0], isolation_level=None)) as database:
                    database.execute(words[1])
            case _:
                return super().do(command)
        return ""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    environ = {"PATH": os.environ["PATH"], "USER": "alex", "LOGNAME": "alex", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "demo.py", "demo"],
        cwd=folder,
        env=environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    return folder / "demo"


@pytest.mark.slow
def test_every_command_of_the_page_answers_what_it_shows(demonstration):
    Auditor(demonstration).follow(PAGE, 30)


def test_every_command_that_checks_is_in_the_page():
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    for name, entry in COMMANDS.items():
        if entry.section == CHECKING:
            assert re.search(rf"`?(jalon )?{name}\b", text), f"{name} is not in {PAGE}"


def test_what_the_page_leads_to_is_there():
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert (DOCS / target).exists(), target
