"""Workspaces for an auditor at the command line.

    audited     a history with everything to ask about: shared by the tests of a file, so only for reading
    signed      a workspace whose every entry is signed, nothing sealed yet: for one test alone

from audited import AUDITED, FIRST, SECOND
"""

import base64
import shutil

import pytest
from command_line import CommandLine
from dossiers import ONE_REGION, TWO_REGIONS, StillClock, on, prepare, walk
from proofs import APPLICATION

from workflow.engine import Command, Engine
from workflow.entries import Note
from workflow.evidence import EvidenceFolder
from workflow.store import Store
from workflow.workspace import Workspace

FIRST, SECOND = f"{ONE_REGION}-2018", f"{TWO_REGIONS}-2018"
PRESS = "communiqué de presse n° 1207 du 6 mai 2019"


def tell_a_history(engine, clock, evidence, file):
    """Two dossiers with an override, corrections, a void, a backfill, a file and late recordings, over three days."""
    first = walk(engine, ONE_REGION, actor="camille")
    prepare(engine, first, "pilot", "camille")  # 1, 2
    waiting = on("2019-02-15", "camille", comment="compte rendu attendu sous quinzaine")
    engine.advance(first, "enter_pilot", waiting, inputs={"committee_date": "2019-01-10"})  # 3
    clock.tick(days=1)
    fixing = Command("national", comment="erreur de mois")
    engine.correct(first, 3, fixing, changes={"effective_on": "2019-01-15"})  # 4
    prepare(engine, first, "projects_collected", "camille")  # 5 the referent, 6 and 7 the projects
    mending = Command("camille", comment="chiffres inversés")
    engine.correct(first, 7, mending, changes={"cost": "430000000"})  # 8
    kept = evidence.keep(f"press={file}")
    engine.record(first, Note(text="Réunion de lancement"), on("2020-05-07", "camille", evidence=(kept,)))  # 9
    engine.record(first, Note(text="Réunion annulée"), on("2020-05-07", "camille"))  # 10
    engine.correct(first, 10, Command("camille", comment="n’a pas eu lieu"), void=True)  # 11
    clock.tick(days=1)
    with engine.batch(on("2018-11-22", "admin", source=PRESS)) as batch:
        second = batch.open(TWO_REGIONS).dossier
    engine.advance(second, "enter_pilot", on("2019-02", "admin", source=PRESS))  # 1
    return first, second


@pytest.fixture(scope="module")
def audited(tmp_path_factory, populated_file):
    folder = tmp_path_factory.mktemp("audited") / "espace"
    (folder / "db").mkdir(parents=True)
    shutil.copy(populated_file, folder / "db" / "jalon.db")
    workspace = Workspace.create(folder, {})
    (folder.parent / "article.pdf").write_bytes(b"%PDF-1.4 article")
    store, clock = Store(workspace.database_url), StillClock()
    engine = Engine(store, clock=clock)
    tell_a_history(engine, clock, EvidenceFolder(workspace.evidence), folder.parent / "article.pdf")
    store.close()
    return CommandLine(folder, JALON_ACTOR="audit", USER="audit", LOGNAME="audit")


def make_signed(folder, database):
    """A workspace over a copy of that database, with the keys it was signed with."""
    (folder / "db").mkdir(parents=True)
    shutil.copy(database, folder / "db" / "jalon.db")
    Workspace.create(folder, {})
    shutil.copytree(database.parent.parent / "evidence", folder / "evidence", dirs_exist_ok=True)
    keys = folder / "keys"
    keys.mkdir()
    put_key(keys / "application.key", APPLICATION, bytes(range(32)))
    return CommandLine(folder, JALON_ACTOR="admin", USER="admin", LOGNAME="admin")


def put_key(path, signer, seed):
    """The files of a key whose seed is known: the private one and its public form beside it."""
    public = signer.public
    encoded = base64.b64encode(bytes([public.kind]) + seed).decode()
    path.write_text(f"PRIVATE+KEY+{public.name}+{public.id.hex()}+{encoded}\n")
    path.chmod(0o600)
    path.with_suffix(".pub").write_text(f"{public.vkey}\n")


@pytest.fixture
def signed(signed_file, tmp_path):
    return make_signed(tmp_path / "espace", signed_file)
