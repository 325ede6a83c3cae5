"""A workspace that signs, seals and lets itself be witnessed, on SQLite, for the tests of the proof.

    sealed      nothing is sealed yet
    scene       two seals, both witnessed and carried outside, and two entries that none covers yet

The application's key, the seal's and the witness's are made anew from fixed seeds, so that what they sign is the same
every time; everything that must not come from the database lies in `keys`, `seal` and `outside`.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import dossiers
import pytest
from dossiers import BY, ONE_REGION, TWO_REGIONS, StillClock, populate, walk

from workflow.database import Durability
from workflow.drafting import Draftsman
from workflow.engine import Command, Engine
from workflow.entries import Note, PersonSet
from workflow.evidence import EvidenceFolder
from workflow.integrity.exchange import ask, gather
from workflow.integrity.seal import Sealer
from workflow.integrity.witness import Witness
from workflow.keys import COSIGNATURE, NOTE, Signer, Trust
from workflow.language import Text
from workflow.models import HistoryEntry
from workflow.rows import column_names
from workflow.store import Store
from workflow.workspace import shipped

LOG = "jalon.test/1"
FIRST, SECOND = f"{TWO_REGIONS}-2018", f"{ONE_REGION}-2018"
APPLICATION = Signer(f"{LOG}/application", NOTE, bytes(range(32)))
SEAL = Signer(LOG, NOTE, bytes(range(1, 33)))
WITNESS = Signer("cour.example", COSIGNATURE, bytes(range(2, 34)))
THIEF = Signer("nobody", NOTE, bytes(range(3, 35)))
QUICK = Durability("DELETE", "OFF", Text("", ""))
"""Nobody cuts the power under these tests."""
TRUST = Trust((APPLICATION.public,), (SEAL.public,), (WITNESS.public,))


class Sealed:
    """A database with its signed entries, the folder of its sealer, and what was carried outside."""

    def __init__(self, folder, database=None):
        self.folder = Path(folder)
        self.clock = StillClock()
        self.database = self.folder / "db" / "jalon.db"
        self.outside = self.folder / "outside"
        self.keys = self.folder / "keys"
        for one in (self.database.parent, self.outside, self.keys):
            one.mkdir(parents=True, exist_ok=True)
        for name, key in (("application", APPLICATION), ("seal", SEAL), ("witness-cour", WITNESS)):
            (self.keys / f"{name}.pub").write_text(key.public.vkey + "\n")
        if database is not None:
            shutil.copy(database, self.database)
            shutil.copytree(database.parent.parent / "evidence", self.evidence.folder)
        self.store = Store(f"sqlite:///{self.database}", signer=APPLICATION, durability=QUICK)
        drafts = Draftsman(shipped() / "templates" / "documents")
        self.engine = Engine(self.store, drafts=drafts, clock=self.clock)

    @property
    def evidence(self):
        return EvidenceFolder(self.folder / "evidence")

    @property
    def sealer(self):
        return Sealer(self.store, SEAL, self.folder / "seal", TRUST, clock=self.clock)

    @property
    def witness(self):
        return Witness(WITNESS, self.folder / "witness.json", [SEAL.public], clock=self.clock)

    def seal(self, **given):
        return self.sealer.seal(**given)

    def carry(self):
        """Copy what was sealed so far to where nobody of ours can change it."""
        for path in (self.folder / "seal").glob("0*"):
            shutil.copy(path, self.outside)

    def sql(self, *statements, triggers=False):
        """Write to the database behind everybody's back: triggers dropped before, and put back as they were."""
        self.store.close()
        with closing(sqlite3.connect(self.database, isolation_level=None)) as raw:
            raw.execute("PRAGMA synchronous = OFF")
            kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            if not triggers:
                for name, _ in kept:
                    raw.execute(f"DROP TRIGGER {name}")
            answers = [raw.execute(*(one if isinstance(one, tuple) else (one,))).fetchall() for one in statements]
            if not triggers:
                for _, made in kept:
                    raw.execute(made)
        return answers

    def copy(self, dossier, seq, *, to):
        """Put a genuine entry, with its hash, its signature and its texts, once more at the end of a dossier.

        Whoever may add rows can do so: no trigger is in the way.
        """
        (after,) = self.ask("SELECT max(seq) + 1 FROM history_entry WHERE dossier_id = ?", to)[0]
        names = [name for name in column_names(HistoryEntry) if name not in ("id", "dossier_id", "seq", "about")]
        listed = ", ".join(f'"{name}"' for name in names)
        of = "WHERE dossier_id = ? AND seq = ?"
        entry = f"INSERT INTO history_entry (dossier_id, seq, about, {listed}) SELECT ?, ?, ?, {listed}"
        texts = "INSERT INTO disclosure (dossier_id, seq, digest, text) SELECT ?, ?, digest, text"
        self.sql(
            (f"{entry} FROM history_entry {of}", (to, after, after, dossier, seq)),
            (f"{texts} FROM disclosure {of}", (to, after, dossier, seq)),
            triggers=True,
        )

    def ask(self, statement, *values):
        self.store.close()
        with closing(sqlite3.connect(self.database)) as raw:
            return raw.execute(statement, values).fetchall()


def make_signed(folder):
    """A database whose every entry is signed: a register, two dossiers on their way, with their files."""
    made = Sealed(folder)
    (made.folder / "compte rendu.pdf").write_bytes(b"%PDF-1.7 le compte rendu")
    minutes = made.evidence.keep(f"committee_minutes={made.folder / 'compte rendu.pdf'}")
    populate(f"sqlite:///{made.database}", made.clock, signer=APPLICATION)
    with patch.object(dossiers, "MINUTES", minutes):
        _walk(made)
    made.store.close()
    return made.database


def _walk(made):
    walk(made.engine, TWO_REGIONS, to="protocol_signed")
    walk(made.engine, ONE_REGION, to="pilot")


@pytest.fixture
def sealed(signed_file, tmp_path):
    """That database with the keys and folders of those who seal and witness; nothing is sealed yet."""
    made = Sealed(tmp_path / "espace", signed_file)
    yield made
    made.store.close()


def make_scene(folder, signed_file):
    """Two seals sixty days apart, both witnessed and carried outside; a file; two entries that no seal covers yet."""
    scene = Sealed(folder, signed_file)
    (scene.folder / "pv.txt").write_text("le compte rendu", encoding="utf-8")
    file = scene.evidence.keep(f"committee_minutes={scene.folder / 'pv.txt'}")
    scene.engine.record(SECOND, Note(text="voir la pièce"), Command("national", evidence=(file,)))
    witnessed(scene)
    scene.clock.tick(days=60)
    scene.engine.record(FIRST, PersonSet(role="project_manager", name="Léa Blanc"), Command("national", comment="élue"))
    scene.engine.record(FIRST, Note(text="un mot"), BY.national)
    witnessed(scene)
    scene.clock.tick(hours=1)
    for _ in range(2):
        scene.engine.record(FIRST, Note(text="pas encore scellé"), BY.national)
    scene.clock.tick(hours=1)
    scene.store.close()
    return scene


@pytest.fixture(scope="session")
def signed_file(tmp_path_factory):
    """The database of `make_signed`."""
    return make_signed(tmp_path_factory.mktemp("signed"))


@pytest.fixture(scope="session")
def scene_folder(signed_file, tmp_path_factory):
    """The folder that every test’s own scene is a copy of."""
    return make_scene(tmp_path_factory.mktemp("scene") / "espace", signed_file).folder


def witnessed(scene):
    scene.seal()
    with scene.store.reading() as reading:
        ask(reading, scene.folder / "shared", WITNESS.public, scene.folder / "seal")
    scene.witness.visit(scene.folder / "shared")
    gather(scene.folder / "shared", scene.folder / "seal", WITNESS.public)
    scene.carry()


@pytest.fixture
def scene(scene_folder, tmp_path):
    shutil.copytree(scene_folder, tmp_path / "espace")
    made = Sealed(tmp_path / "espace")
    made.clock.tick(days=60, hours=2)
    yield made
    made.store.close()
